//! Names of people, services, devices and sessions: made by the server, unique, without meaning.

/// A text that is not such a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not 32 hexadecimal digits in lower case")]
pub struct IdentityIdError;

/// Makes a type of a name of 128 bits, written as 32 hexadecimal digits.
macro_rules! identity {
    ($( $(#[$doc:meta])* $name:ident; )*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(u128);

        impl $name {
            /// Makes a name of a number that is used once.
            pub fn new(number: u128) -> $name {
                $name(number)
            }

            /// Returns that number.
            pub fn number(self) -> u128 {
                self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdentityIdError;

            fn from_str(text: &str) -> Result<Self, IdentityIdError> {
                // One spelling a name: no sign, no capitals, no zeros left out.
                let is_written_so = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
                if !is_written_so {
                    return Err(IdentityIdError);
                }
                u128::from_str_radix(text, 16).map($name).map_err(|_| IdentityIdError)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "{:032x}", self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdentityIdError;

            fn try_from(text: String) -> Result<Self, IdentityIdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.to_string()
            }
        }
    )* };
}

identity! {
    /// A person known to us: a trader, an agent, an officer.
    PersonId;
    /// A service that calls by itself: a company's system, another authority's.
    MachineId;
    /// A key by which a service proves that it is itself.
    MachineKeyId;
    /// A passkey of a person.
    PasskeyId;
    /// A phone, browser or service that holds a key of its own.
    DeviceId;
    /// One sign-in on one device, from its beginning to its end.
    SessionId;
    /// A company: an importer, an exporter, a broker.
    CompanyId;
    /// An authority to act for somebody else.
    MandateId;
    /// One role that somebody was given, or is to be given.
    RoleGrantId;
    /// A question to the enquiry point, or a complaint.
    EnquiryId;
    /// A demand to pay that follows an assessment.
    NoticeId;
    /// One payer's intention to pay one or more notices.
    PaymentId;
    /// One conversation with one provider about a payment.
    AttemptId;
    /// The parts in which a demand is to be paid.
    PlanId;
    /// Duties or taxes given back.
    RepaymentId;
    /// A trader's claim that duties, taxes or a security be given back.
    ClaimId;
    /// A request to somebody else's phone to pay a notice.
    PaymentRequestId;
    /// A file that belongs to an enquiry.
    EnquiryFileId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_spelling() {
        let id = SessionId::new(0x19a);
        assert_eq!(id.to_string(), "0000000000000000000000000000019a");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(serde_json::to_value(id).expect("a text"), "0000000000000000000000000000019a");
        for text in ["", "19a", "0000000000000000000000000000019A", "+000000000000000000000000000019a", &"0".repeat(33)] {
            assert_eq!(text.parse::<SessionId>(), Err(IdentityIdError), "{text}");
        }
    }
}
