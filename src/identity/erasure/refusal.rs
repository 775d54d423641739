//! What erasing says no to.

use crate::{
    identity::{passkey::PasskeyRefusal, sign_in::SignInRefusal},
    platform::refusal::Refusal,
};

/// Why a person is not erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErasureRefusal {
    /// The code does not prove that they want it.
    NotProven(SignInRefusal),
    /// The passkey does not prove it.
    PasskeyNotProven(PasskeyRefusal),
    /// They hold an office: what officers did is not theirs to take away.
    HoldsOffice,
}

impl Refusal for ErasureRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotProven(refusal) => refusal.code(),
            Self::PasskeyNotProven(refusal) => refusal.code(),
            Self::HoldsOffice => "ERASURE_HOLDS_OFFICE",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotProven(refusal) => refusal.facts(),
            Self::PasskeyNotProven(refusal) => refusal.facts(),
            Self::HoldsOffice => Vec::new(),
        }
    }
}
