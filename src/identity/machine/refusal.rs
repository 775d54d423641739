//! What is said no to about machines.

use vocabulary::Timestamp;

use crate::platform::refusal::Refusal;

/// Why a machine is not made, or its keys stay as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MachineRefusal {
    /// The caller has no such machine, whoever else may have.
    Unknown,
    /// The machine has no such key that holds.
    KeyUnknown,
    /// The name is not one line of 1 to 60 characters.
    NameInvalid,
    /// It may do nothing at all.
    NoScopes,
    /// The owner has as many as may be.
    TooMany {
        /// How many may be.
        limit: usize,
    },
    /// The machine has as many keys as it may.
    TooManyKeys {
        /// How many it may.
        limit: usize,
    },
    /// The text is no public key of Ed25519 or P-256.
    KeyInvalid,
    /// The machine has this key already.
    KeyKnown,
    /// The device is too new to let something else act.
    DeviceTooNew {
        /// When it may.
        until: Timestamp,
    },
}

impl Refusal for MachineRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "MACHINE_UNKNOWN",
            Self::KeyUnknown => "MACHINE_KEY_UNKNOWN",
            Self::NameInvalid => "MACHINE_NAME_INVALID",
            Self::NoScopes => "MACHINE_SCOPES_MISSING",
            Self::TooMany { .. } => "MACHINE_LIMIT_REACHED",
            Self::TooManyKeys { .. } => "MACHINE_KEY_LIMIT_REACHED",
            Self::KeyInvalid => "MACHINE_KEY_INVALID",
            Self::KeyKnown => "MACHINE_KEY_KNOWN",
            Self::DeviceTooNew { .. } => "DEVICE_TOO_NEW",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooMany { limit } | Self::TooManyKeys { limit } => vec![("limit", limit.to_string())],
            Self::DeviceTooNew { until } => vec![("until", until.to_string())],
            _ => Vec::new(),
        }
    }
}
