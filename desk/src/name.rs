//! Short names that an administrator gives: topics, kinds of enquiry, reasons, offices. They are data, so nothing here lists them.

/// A text that cannot be such a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not 1 to 40 lower-case letters, digits or hyphens, the first a letter or digit")]
pub struct NameError;

/// Makes a type of a short name.
macro_rules! names {
    ($( $(#[$doc:meta])* $name:ident; )*) => { $(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// Returns it as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = NameError;

            fn from_str(text: &str) -> Result<$name, NameError> {
                let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
                let is_name = (1..=NAME_LEN_MAX).contains(&text.len()) && !text.starts_with('-') && text.bytes().all(allowed);
                if is_name { Ok($name(text.into())) } else { Err(NameError) }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;

            fn try_from(text: String) -> Result<$name, NameError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0.into()
            }
        }
    )* };
}

/// The longest name: it is typed, printed and put into addresses.
pub const NAME_LEN_MAX: usize = 40;

names! {
    /// What sort of enquiry it is (`question`, `advance-ruling`, `complaint`).
    EnquiryKind;
    /// What it is about (`tariff`, `origin`, `fees`).
    Topic;
    /// How much work it is (`simple`, `complex`): TFA 1.3 lets the time vary with it.
    Complexity;
    /// Why a reply time is what it is, shown to the asker.
    ReasonCode;
    /// Why a clock stands still, shown to the asker.
    PauseReason;
    /// An office with hours of its own.
    OfficeCode;
}
