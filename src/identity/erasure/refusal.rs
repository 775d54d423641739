//! What erasing says no to.

use crate::{identity::approval::NotApproved, platform::refusal::Refusal};

/// Why a person is not erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErasureRefusal {
    /// They do not prove that they want it.
    NotApproved(NotApproved),
    /// They hold an office: what officers did is not theirs to take away.
    HoldsOffice,
}

impl Refusal for ErasureRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotApproved(refusal) => refusal.code(),
            Self::HoldsOffice => "ERASURE_HOLDS_OFFICE",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotApproved(refusal) => refusal.facts(),
            Self::HoldsOffice => Vec::new(),
        }
    }
}
