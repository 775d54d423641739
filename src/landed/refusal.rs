//! What the rules of landed costs say no to.

use vocabulary::FactId;

use crate::platform::refusal;

/// Why fees are not added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// More procedures than one consignment goes through.
    TooMany {
        /// How many it may.
        limit: usize,
    },
    /// No such procedure is in force on that day.
    NoSuchProcedure {
        /// Its id.
        id: FactId,
    },
}

impl refusal::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Refusal::TooMany { .. } => "LIST_TOO_LONG",
            Refusal::NoSuchProcedure { .. } => "PROCEDURE_UNKNOWN",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Refusal::TooMany { limit } => vec![("limit", limit.to_string())],
            Refusal::NoSuchProcedure { id } => vec![("value", id.to_string())],
        }
    }
}
