//! What happens to a payment, as it is stored: each event is an edge of the table, and the payment is made of its events. Row INV-12.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vocabulary::{AttemptId, Money, NoticeId, PaymentId, PersonId, words};

use crate::{
    attempt::{CaptureMode, Rail},
    edge::Verb,
    evidence::{Conflict, DeclineReason},
};

words! {
    /// Why nothing clear came back from a provider.
    Unsure, "reason for not knowing" {
        /// No answer in time.
        TimedOut = "timed-out",
        /// The connection broke.
        Reset = "reset",
        /// The provider failed.
        ServerError = "server-error",
        /// The answer cannot be read.
        Unreadable = "unreadable",
        /// Too much was asked of it.
        TooMany = "too-many",
    }
}

words! {
    /// Who asked for an end.
    By, "side" {
        /// Whoever pays.
        Payer = "payer",
        /// An officer.
        Officer = "officer",
        /// The program, when the time was over.
        System = "system",
    }
}

/// What a payment pays of one notice.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Share {
    /// The notice.
    pub notice: NoticeId,
    /// Its version: what the payer saw.
    pub version: u32,
    /// How much of it, in minor units of the payment's currency.
    pub minor: i64,
}

/// Two officers who decided together (row SEC-AZ-06).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(PersonId, PersonId)", into = "(PersonId, PersonId)")]
pub struct FourEyes {
    first: PersonId,
    second: PersonId,
}

/// One person is not two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("names the same person twice")]
pub struct FourEyesError;

impl FourEyes {
    /// Takes the two.
    ///
    /// # Errors
    /// Refuses the same person twice.
    pub fn new(first: PersonId, second: PersonId) -> Result<FourEyes, FourEyesError> {
        if first == second { Err(FourEyesError) } else { Ok(FourEyes { first, second }) }
    }

    /// Returns whoever proposed.
    pub fn first(self) -> PersonId {
        self.first
    }

    /// Returns whoever agreed.
    pub fn second(self) -> PersonId {
        self.second
    }
}

impl TryFrom<(PersonId, PersonId)> for FourEyes {
    type Error = FourEyesError;

    fn try_from((first, second): (PersonId, PersonId)) -> Result<FourEyes, FourEyesError> {
        FourEyes::new(first, second)
    }
}

impl From<FourEyes> for (PersonId, PersonId) {
    fn from(eyes: FourEyes) -> (PersonId, PersonId) {
        (eyes.first, eyes.second)
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
#[allow(missing_docs, reason = "each field is what its name says, and each variant is the verb of `edge.rs` in the past")]
pub enum Event {
    Opened { payment: PaymentId, amount: Money, over: Vec<Share>, capture: CaptureMode, live: bool, expires_at: Timestamp },
    Started { attempt: AttemptId, provider: String, rail: Rail },
    Submitted,
    Authorised { attempt: AttemptId, amount: Money },
    CaptureAsked,
    Captured { attempt: AttemptId, reference: String, amount: Money },
    SightLost { why: Unsure },
    Found,
    Declined { attempt: AttemptId, reason: DeclineReason },
    Reopened,
    CancelAsked { by: By },
    Cancelled,
    ExpireAsked,
    Expired,
    CapturedLate { attempt: AttemptId, reference: String, amount: Money },
    Conflicted { attempt: AttemptId, reference: String, what: Conflict, moved: bool },
    CaptureGivenUp,
    ConflictAccepted { amount: Money, by: FourEyes },
    ConflictReturned { by: FourEyes },
    CaptureTriedAgain { by: FourEyes },
    HoldReleased { by: FourEyes },
    Overpaid { attempt: AttemptId, reference: String, amount: Money },
    ArrivedMore { attempt: AttemptId, reference: String, amount: Money },
    AttemptEnded { attempt: AttemptId },
}

impl Event {
    /// Returns the verb of the table.
    pub fn verb(&self) -> Verb {
        match self {
            Event::Opened { .. } => Verb::Open,
            Event::Started { .. } => Verb::Start,
            Event::Submitted => Verb::Submit,
            Event::Authorised { .. } => Verb::Authorise,
            Event::CaptureAsked => Verb::AskCapture,
            Event::Captured { .. } => Verb::Capture,
            Event::SightLost { .. } => Verb::LoseSight,
            Event::Found => Verb::Find,
            Event::Declined { .. } => Verb::Decline,
            Event::Reopened => Verb::Reopen,
            Event::CancelAsked { .. } => Verb::AskCancel,
            Event::Cancelled => Verb::Cancel,
            Event::ExpireAsked => Verb::AskExpire,
            Event::Expired => Verb::Expire,
            Event::CapturedLate { .. } => Verb::CaptureLate,
            Event::Conflicted { .. } => Verb::Conflict,
            Event::CaptureGivenUp => Verb::GiveUpCapture,
            Event::ConflictAccepted { .. } => Verb::AcceptConflict,
            Event::ConflictReturned { .. } => Verb::ReturnConflict,
            Event::CaptureTriedAgain { .. } => Verb::TryCaptureAgain,
            Event::HoldReleased { .. } => Verb::ReleaseHold,
            Event::Overpaid { .. } => Verb::Overpay,
            Event::ArrivedMore { .. } => Verb::ArriveMore,
            Event::AttemptEnded { .. } => Verb::EndAttempt,
        }
    }

    /// Says whether it may stand only beside evidence of a provider (row INV-03).
    pub fn needs_evidence(&self) -> bool {
        matches!(
            self.verb(),
            Verb::Authorise | Verb::Capture | Verb::CaptureLate | Verb::Conflict | Verb::Overpay | Verb::ArriveMore | Verb::Find
        )
    }
}
