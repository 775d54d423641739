//! What the rules of reconciliation say no to.

use vocabulary::{Date, Timestamp};

use super::exception::Standing;
use crate::platform::refusal;

/// Why something is not done about a break or a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such break.
    BreakUnknown,
    /// Where it stands, this cannot be done.
    BreakState {
        /// Where it stands.
        standing: Standing,
    },
    /// It is a matter of timing: it closes by itself, or becomes another.
    Timing,
    /// A reason is too short or too long.
    ReasonInvalid,
    /// No rule of the ledger posts that.
    NoPosting,
    /// Whoever proposed it cannot decide about it.
    SecondPerson,
    /// It was proposed anew since it was read.
    ProposalChanged {
        /// Which proposal it is now.
        current: i64,
    },
    /// This person has nothing to do with money.
    OfficerUnknown,
    /// The day is not over.
    DayNotOver {
        /// When it is.
        until: Timestamp,
    },
    /// A later day is closed.
    DayNotLater {
        /// Which.
        current: Date,
    },
    /// Something is left that no break explains.
    DayUnexplained,
}

impl refusal::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::BreakUnknown => "TREASURY_BREAK_UNKNOWN",
            Self::BreakState { .. } => "TREASURY_BREAK_STATE",
            Self::Timing => "TREASURY_BREAK_TIMING",
            Self::ReasonInvalid => "TREASURY_REASON_INVALID",
            Self::NoPosting => "TREASURY_NO_POSTING",
            Self::SecondPerson => "TREASURY_SECOND_PERSON",
            Self::ProposalChanged { .. } => "TREASURY_PROPOSAL_CHANGED",
            Self::OfficerUnknown => "TREASURY_OFFICER_UNKNOWN",
            Self::DayNotOver { .. } => "TREASURY_DAY_NOT_OVER",
            Self::DayNotLater { .. } => "TREASURY_DAY_NOT_LATER",
            Self::DayUnexplained => "TREASURY_DAY_UNEXPLAINED",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::BreakState { standing } => vec![("state", standing.to_string())],
            Self::ProposalChanged { current } => vec![("current", current.to_string())],
            Self::DayNotOver { until } => vec![("until", until.to_string())],
            Self::DayNotLater { current } => vec![("current", current.to_string())],
            _ => Vec::new(),
        }
    }
}
