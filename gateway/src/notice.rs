//! What a provider tells us by itself: read only after it is known to be its word, or taken for a hint.

use payment::Evidence;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::{AttemptId, Money, Timestamp};

use crate::answer::RepaymentEvidence;

/// The largest notice. Source: row WHK-12.
pub const NOTICE_BYTES_MAX: usize = 256 * 1_024;

/// A notice as it arrived.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// The body, byte by byte.
    pub body: &'a [u8],
    /// The headers, with names in any case.
    pub headers: &'a [(&'a str, &'a str)],
    /// The last part of the path it came to: the secret of providers that do not sign.
    pub token: Option<&'a str>,
    /// When it arrived.
    pub received_at: Timestamp,
}

/// How far a notice is to be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The provider signed it. For money, amount, currency and our id are compared all the same (row WHK-05).
    Signed,
    /// It came to the secret address, and nobody signed it: a reason to ask the provider, and nothing else (row WHK-08).
    Hint,
}

/// What a provider told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The provider's id of it; of a provider that gives none, the SHA-256 of its body.
    pub id: String,
    /// The provider's word for what it is about (`payment_intent.succeeded`).
    pub kind: String,
    /// When it happened, by the provider's clock.
    pub occurred_at: Timestamp,
    /// How far it is to be believed.
    pub trust: Trust,
    /// What it says.
    pub told: Told,
}

/// What a notice says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Something of an attempt.
    Attempt(Evidence),
    /// Something of a repayment.
    Repayment(RepaymentEvidence),
    /// Something of a dispute.
    Dispute(DisputeEvidence),
    /// Something of a payout.
    Payout(PayoutEvidence),
    /// That the provider is to be asked: the only thing that a hint says.
    Ask {
        /// Our id, where it names one.
        attempt: Option<AttemptId>,
        /// What the provider calls the attempt, where it names it.
        provider_reference: Option<String>,
    },
    /// Something that is not read: it is kept, and nothing follows from it (row ST-20).
    Other,
}

/// Where a dispute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DisputeStanding {
    /// An inquiry: no money was taken back.
    Inquiry,
    /// Evidence is asked for.
    EvidenceDue,
    /// The provider looks at it.
    UnderReview,
    /// We have the money again.
    Won,
    /// The payer has it.
    Lost,
    /// It ended without either.
    Closed,
}

/// What a provider says of a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeEvidence {
    /// What it calls the dispute.
    pub provider_reference: String,
    /// What it calls the attempt that is disputed.
    pub attempt_reference: Option<String>,
    /// Where it stands; none where the provider's word is unknown.
    pub standing: Option<DisputeStanding>,
    /// What is disputed: not always all that was paid (row REC-07).
    pub amount: Option<Money>,
    /// By how much our balance changed so far, fees included: of no, one or two transactions.
    pub balance: Option<Money>,
    /// The changes of our balance that make it up, in order (row REC-07).
    pub movements: Vec<Movement>,
    /// When evidence is due.
    pub evidence_due: Option<Timestamp>,
    /// As it was received.
    #[serde(skip)]
    pub raw: Vec<u8>,
}

/// One change of our balance because of a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// By how much it changed, before the fee: below zero where the provider took it.
    pub amount: Money,
    /// What the provider kept besides.
    pub fee: Money,
}

/// Where a payout stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PayoutStanding {
    /// It is under way to our bank.
    InTransit,
    /// It arrived.
    Paid,
    /// It came back.
    Failed,
}

/// What a provider says of a payout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutEvidence {
    /// What it calls the payout.
    pub provider_reference: String,
    /// Where it stands; none where the provider's word is unknown.
    pub standing: Option<PayoutStanding>,
    /// What is paid out.
    pub amount: Option<Money>,
    /// When it is to arrive.
    pub arrives_at: Option<Timestamp>,
    /// As it was received.
    #[serde(skip)]
    pub raw: Vec<u8>,
}

/// Why a notice is not taken. It is kept in quarantine, and the provider is told no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoticeRefused {
    /// It is above 256 KiB.
    #[error("is too large")]
    TooLarge,
    /// It is signed by nobody.
    #[error("carries no signature")]
    Unsigned,
    /// No secret of ours makes its signature, or it came to no address of ours.
    #[error("is not signed by the provider")]
    Forged,
    /// It was signed more than five minutes ago, or in the future.
    #[error("was not signed just now")]
    Stale,
    /// It is no JSON, or is nested too deeply.
    #[error("cannot be read")]
    Unreadable,
    /// It is about real money and we try things out, or the reverse (row WHK-07).
    #[error("is of the other mode")]
    OtherMode,
    /// The provider sends no notices.
    #[error("comes from a provider that sends none")]
    NotOffered,
}
