//! What the rules of accounts say no to, beside what those of payments do.

use payment::account::AccountRefusal;
use vocabulary::Timestamp;

use crate::platform::refusal;

/// Why something is not done with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// As for payments: of accounts, keys, officers and notices.
    Payment(crate::payment::Refusal),
    /// Nobody there can hold an account.
    HolderUnknown,
    /// No guarantee has this reference and this code.
    GuaranteeUnknown,
    /// The code was tried too often.
    TriesSpent {
        /// When the next may be tried.
        until: Timestamp,
    },
    /// Nothing is secured under this name.
    ReservationUnknown,
}

impl refusal::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Payment(inner) => refusal::Refusal::code(inner),
            Self::HolderUnknown => "ACCOUNT_HOLDER_UNKNOWN",
            Self::GuaranteeUnknown => "GUARANTEE_UNKNOWN",
            Self::TriesSpent { .. } => "GUARANTEE_TRIES_SPENT",
            Self::ReservationUnknown => "RESERVATION_UNKNOWN",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Payment(inner) => refusal::Refusal::facts(inner),
            Self::TriesSpent { until } => vec![("until", until.to_string())],
            _ => Vec::new(),
        }
    }
}

impl From<crate::payment::Refusal> for Refusal {
    fn from(refusal: crate::payment::Refusal) -> Refusal {
        Refusal::Payment(refusal)
    }
}

impl From<AccountRefusal> for Refusal {
    fn from(refusal: AccountRefusal) -> Refusal {
        Refusal::Payment(crate::payment::Refusal::Account(refusal))
    }
}
