//! What signing in says no to.

use vocabulary::Timestamp;

use crate::{
    identity::{code, phone::PhoneError, token::ProofRefusal},
    platform::refusal::Refusal,
};

/// Why nobody is signed in, or a number is not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInRefusal {
    /// The text is no number that can be sent an SMS.
    Phone(PhoneError),
    /// The proof of the device's key does not hold; a new one may.
    Proof(ProofRefusal),
    /// A code is not sent or not taken.
    Code(code::Refusal),
    /// The device is too new for this.
    DeviceTooNew {
        /// When it may.
        until: Timestamp,
    },
    /// The number belongs to somebody else already.
    PhoneTaken,
    /// The person has no number that was proven.
    NoPhone,
    /// This takes a code, and there was none.
    CodeMissing,
}

impl Refusal for SignInRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Phone(refusal) => refusal.code(),
            Self::Proof(refusal) => refusal.code(),
            Self::Code(refusal) => refusal.code(),
            Self::DeviceTooNew { .. } => "DEVICE_TOO_NEW",
            Self::PhoneTaken => "PHONE_TAKEN",
            Self::NoPhone => "PHONE_NOT_PROVEN",
            Self::CodeMissing => "CODE_REQUIRED",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Phone(refusal) => refusal.facts(),
            Self::Proof(refusal) => refusal.facts(),
            Self::Code(refusal) => refusal.facts(),
            Self::DeviceTooNew { until } => vec![("until", until.to_string())],
            Self::PhoneTaken | Self::NoPhone | Self::CodeMissing => Vec::new(),
        }
    }
}

impl From<PhoneError> for SignInRefusal {
    fn from(refusal: PhoneError) -> SignInRefusal {
        SignInRefusal::Phone(refusal)
    }
}

impl From<ProofRefusal> for SignInRefusal {
    fn from(refusal: ProofRefusal) -> SignInRefusal {
        SignInRefusal::Proof(refusal)
    }
}

impl From<code::Refusal> for SignInRefusal {
    fn from(refusal: code::Refusal) -> SignInRefusal {
        SignInRefusal::Code(refusal)
    }
}
