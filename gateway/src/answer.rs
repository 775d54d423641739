//! What a provider answered, as far as it is believed.

use std::{fmt, time::Duration};

use payment::{Evidence, Unsure};
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
    /// The provider does not take the order, and has none under its key: nothing happened.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RepaymentStanding {
    /// It is under way.
    Pending,
    /// The money went back.
    Succeeded,
    /// It did not, and is with us.
    Failed,
}

/// What a provider says of a repayment.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    pub raw: Vec<u8>,
}

/// What became of a repayment, by the provider's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RepaymentAnswer {
    /// The provider says where it stands.
    Known(RepaymentEvidence),
    /// The provider does not take it, and has none under its id: nothing happened.
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

impl From<Answer> for RepaymentAnswer {
    /// Takes over what is known of neither: refusals and doubts. Evidence about an attempt says nothing of a repayment.
    fn from(answer: Answer) -> RepaymentAnswer {
        match answer {
            Answer::Refused(refused) => RepaymentAnswer::Refused(refused),
            Answer::NoSuchRequest => RepaymentAnswer::NoSuchRequest,
            Answer::Unsure { why, retry_after } => RepaymentAnswer::Unsure { why, retry_after },
            Answer::Known(_) | Answer::Handover { .. } => RepaymentAnswer::unsure(Unsure::Unreadable),
        }
    }
}
