//! What a provider answered, as far as it is believed.

use std::{fmt, time::Duration};

use payment::{Evidence, Unsure};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::{Money, RepaymentId, Timestamp};

/// What became of an order, by the provider's word.
///
/// No answer is never a failure: a time-out, an error of the server, a broken connection and an answer that cannot be read are
/// [`Answer::Unsure`], and the money may have moved (rows ST-08, ST-09).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The provider says where it stands.
    Known(Evidence),
    /// It is the payer's turn, who needs this.
    Handover {
        /// Where it stands.
        evidence: Evidence,
        /// What the payer needs.
        handover: Handover,
    },
    /// The provider does not take the order: this call did nothing. Where an earlier call left doubt, only looking tells what that one did.
    Refused(Refused),
    /// The provider says, in its own words, that it has no such order.
    NoSuchRequest,
    /// Nobody knows.
    Unsure {
        /// Why.
        why: Unsure,
        /// How long to wait at least before asking again, where the provider says so.
        retry_after: Option<Duration>,
    },
}

/// What a payer needs to go on.
#[derive(Clone, PartialEq, Eq)]
pub enum Handover {
    /// A secret for the provider's own form on the phone.
    ClientSecret(String),
    /// A page of the provider.
    Redirect(String),
    /// Nothing: the phone shows a prompt, for about so long.
    PromptSent {
        /// How long the prompt is shown.
        lifetime: Duration,
    },
}

impl fmt::Debug for Handover {
    /// Keeps the secret to itself.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Handover::ClientSecret(_) => formatter.write_str("ClientSecret(…)"),
            Handover::Redirect(url) => write!(formatter, "Redirect({url})"),
            Handover::PromptSent { lifetime } => write!(formatter, "PromptSent({lifetime:?})"),
        }
    }
}

/// Why a provider does not take an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// The sum cannot be paid there: its currency, its size, or minor units that the provider does not count.
    #[error("the provider does not take this sum")]
    Amount,
    /// There is no phone number, or none that it knows.
    #[error("the provider does not take this number")]
    Payer,
    /// It does not know us: keys or settings are wrong.
    #[error("the provider does not know us")]
    Credentials,
    /// It does not do such things.
    #[error("the provider does not do this")]
    NotOffered,
    /// The order is in no state for it (nothing is held, all is given back, the payer disputes).
    #[error("there is nothing to do this with")]
    NotNow,
    /// It does not say why, or in words that we do not know.
    #[error("the provider does not take the order")]
    Other,
}

/// Where a repayment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepaymentStanding {
    /// It is under way.
    Pending,
    /// The money went back.
    Succeeded,
    /// It did not, and is with us.
    Failed,
}

/// What a provider says of a repayment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepaymentEvidence {
    /// What it calls the repayment.
    pub provider_reference: String,
    /// Where it stands.
    pub standing: RepaymentStanding,
    /// What is given back.
    pub amount: Option<Money>,
    /// Our id, as it was sent and comes back.
    pub repayment: Option<RepaymentId>,
    /// When it was made, by the provider's clock.
    pub occurred_at: Timestamp,
    /// As it was received.
    #[serde(skip)]
    pub raw: Vec<u8>,
}

/// What became of a repayment, by the provider's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RepaymentAnswer {
    /// The provider says where it stands.
    Known(RepaymentEvidence),
    /// The provider does not take it, and has none under its id: this call did nothing.
    Refused(Refused),
    /// The provider says, in its own words, that it has no such repayment.
    NoSuchRequest,
    /// Nobody knows.
    Unsure {
        /// Why.
        why: Unsure,
        /// How long to wait at least before asking again, where the provider says so.
        retry_after: Option<Duration>,
    },
}

impl Answer {
    /// Makes the answer of whoever knows nothing.
    pub(crate) fn unsure(why: Unsure) -> Answer {
        Answer::Unsure { why, retry_after: None }
    }
}

impl RepaymentAnswer {
    /// Makes the answer of whoever knows nothing.
    pub(crate) fn unsure(why: Unsure) -> RepaymentAnswer {
        RepaymentAnswer::Unsure { why, retry_after: None }
    }
}

/// What is known where a provider told nothing of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Untold {
    /// It does not take the order.
    Refused(Refused),
    /// It has none, in its own words.
    NoSuchRequest,
    /// Nobody knows.
    Unsure { why: Unsure, retry_after: Option<Duration> },
}

impl Untold {
    /// An answer that cannot be read, or means nothing that we know.
    pub(crate) const UNREADABLE: Untold = Untold::Unsure { why: Unsure::Unreadable, retry_after: None };

    /// What it means where something was only asked: that we may not ask says nothing of an order.
    pub(crate) fn of_a_question(self) -> Untold {
        if matches!(self, Untold::Refused(_)) { Untold::UNREADABLE } else { self }
    }

    /// What it means of an order that the provider has just said it has: neither a no nor that it is missing.
    pub(crate) fn of_one_that_is_there(self) -> Untold {
        if self == Untold::NoSuchRequest { Untold::UNREADABLE } else { self.of_a_question() }
    }
}

impl From<Unsure> for Untold {
    fn from(why: Unsure) -> Untold {
        Untold::Unsure { why, retry_after: None }
    }
}

impl From<Untold> for Answer {
    fn from(untold: Untold) -> Answer {
        match untold {
            Untold::Refused(refused) => Answer::Refused(refused),
            Untold::NoSuchRequest => Answer::NoSuchRequest,
            Untold::Unsure { why, retry_after } => Answer::Unsure { why, retry_after },
        }
    }
}

impl From<Untold> for RepaymentAnswer {
    fn from(untold: Untold) -> RepaymentAnswer {
        match untold {
            Untold::Refused(refused) => RepaymentAnswer::Refused(refused),
            Untold::NoSuchRequest => RepaymentAnswer::NoSuchRequest,
            Untold::Unsure { why, retry_after } => RepaymentAnswer::Unsure { why, retry_after },
        }
    }
}
