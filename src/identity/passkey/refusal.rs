//! What is said no to about passkeys.

use vocabulary::Timestamp;

use super::distrust::Distrust;
use crate::{identity::token::ProofRefusal, platform::refusal::Refusal};

/// Why there is no passkey, or nobody is signed in with one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasskeyRefusal {
    /// The answer of the authenticator is not believed. Which of the reasons it is, only the log says.
    Distrusted(Distrust),
    /// The proof of the device's key does not hold; a new one may.
    Proof(ProofRefusal),
    /// The person has no such passkey.
    Unknown,
    /// The person has as many as may be.
    TooMany {
        /// How many may be.
        limit: usize,
    },
    /// The device is too new to add a way of signing in.
    DeviceTooNew {
        /// When it may.
        until: Timestamp,
    },
}

impl Refusal for PasskeyRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Distrusted(_) => "PASSKEY_REFUSED",
            Self::Proof(refusal) => refusal.code(),
            Self::Unknown => "PASSKEY_UNKNOWN",
            Self::TooMany { .. } => "PASSKEY_LIMIT_REACHED",
            Self::DeviceTooNew { .. } => "DEVICE_TOO_NEW",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Distrusted(_) | Self::Unknown => Vec::new(),
            Self::Proof(refusal) => refusal.facts(),
            Self::TooMany { limit } => vec![("limit", limit.to_string())],
            Self::DeviceTooNew { until } => vec![("until", until.to_string())],
        }
    }
}

impl From<Distrust> for PasskeyRefusal {
    fn from(reason: Distrust) -> PasskeyRefusal {
        PasskeyRefusal::Distrusted(reason)
    }
}
