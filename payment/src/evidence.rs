//! What a provider says of an attempt, and whether it is what was asked for. Rows ST-04, ST-16, WHK-05, WHK-07, INV-03.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vocabulary::{AttemptId, Money, words};

words! {
    /// Why a provider declined.
    DeclineReason, "reason for a decline" {
        /// There is not enough money.
        Funds = "funds",
        /// The payer said no, or closed the page.
        Payer = "payer",
        /// The payer did not answer in time.
        TimedOut = "timed-out",
        /// The payer could not be made sure of.
        Authentication = "authentication",
        /// Above what this way of paying carries.
        Limit = "limit",
        /// The means of payment is not good, or not good here.
        Means = "means",
        /// It was cancelled at the provider.
        Cancelled = "cancelled",
        /// The provider never had it.
        NeverArrived = "never-arrived",
        /// Another reason, or none.
        Other = "other",
    }
}

/// Where an attempt stands, as its provider says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "standing")]
pub enum Standing {
    /// It is the payer's turn.
    AwaitingPayer,
    /// It is the provider's turn.
    Pending,
    /// The money is held.
    Authorised,
    /// The money is ours.
    Captured,
    /// It was declined.
    Declined {
        /// Why.
        reason: DeclineReason,
    },
    /// It was cancelled; nothing moved.
    Cancelled,
}

/// What a provider said, and was verified to have said: by its signature, or by asking it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// What it calls the attempt.
    pub provider_reference: String,
    /// Where it stands.
    pub standing: Standing,
    /// What is held.
    pub authorised: Option<Money>,
    /// What was taken.
    pub captured: Option<Money>,
    /// Our id, as it was sent to the provider and comes back.
    pub attempt: Option<AttemptId>,
    /// Whether it is about real money.
    pub live: bool,
    /// The account that was paid, where the provider names it.
    pub payee: Option<String>,
    /// When it happened, by the provider's clock.
    pub occurred_at: Timestamp,
    /// As it was received: at most 256 KiB.
    #[serde(skip)]
    pub raw: Vec<u8>,
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Expected<'a> {
    /// The sum.
    pub amount: Money,
    /// Whether real money was asked for.
    pub live: bool,
    /// Our account, where the provider names it in what it says.
    pub payee: Option<&'a str>,
}

/// How what moved differs from what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "conflict")]
pub enum Conflict {
    /// Another sum.
    Amount {
        /// What moved.
        arrived: Money,
    },
    /// Another currency.
    Currency {
        /// What moved.
        arrived: Money,
    },
    /// Money of a trial where real money was asked for, or the reverse.
    Mode {
        /// What moved.
        arrived: Money,
    },
    /// Another account.
    Payee {
        /// What moved.
        arrived: Money,
    },
    /// What the provider calls ours carries the id of something else.
    Attempt {
        /// What moved.
        arrived: Money,
    },
}

impl Conflict {
    /// Returns what moved.
    pub fn arrived(self) -> Money {
        match self {
            Conflict::Amount { arrived }
            | Conflict::Currency { arrived }
            | Conflict::Mode { arrived }
            | Conflict::Payee { arrived }
            | Conflict::Attempt { arrived } => arrived,
        }
    }

    /// Returns the word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Conflict::Amount { .. } => "amount",
            Conflict::Currency { .. } => "currency",
            Conflict::Mode { .. } => "mode",
            Conflict::Payee { .. } => "payee",
            Conflict::Attempt { .. } => "attempt",
        }
    }
}

impl Evidence {
    /// Returns the money that moved or is held: nothing where none did.
    pub fn moved(&self) -> Option<Money> {
        match self.standing {
            Standing::Authorised => self.authorised,
            Standing::Captured => self.captured,
            _ => None,
        }
    }

    /// Compares what moved with what was asked for. Less than all of it may be captured of a sum that was held before: `held`.
    ///
    /// # Errors
    /// Says how it differs. Money that moved without a sum is taken for none of it.
    pub fn fits(&self, expected: &Expected<'_>, held: Option<Money>) -> Result<(), Conflict> {
        let nothing = Money::new(0, expected.amount.currency);
        if !matches!(self.standing, Standing::Authorised | Standing::Captured) {
            return Ok(());
        }
        let arrived = self.moved().unwrap_or(nothing);
        if arrived.currency != expected.amount.currency {
            return Err(Conflict::Currency { arrived });
        }
        if self.live != expected.live {
            return Err(Conflict::Mode { arrived });
        }
        let is_ours = expected.payee.is_none_or(|ours| self.payee.as_deref().is_none_or(|theirs| theirs == ours));
        if !is_ours {
            return Err(Conflict::Payee { arrived });
        }
        let is_part_of_held =
            self.standing == Standing::Captured && held.is_some_and(|held| (1..=held.minor).contains(&arrived.minor));
        if arrived != expected.amount && !is_part_of_held {
            return Err(Conflict::Amount { arrived });
        }
        Ok(())
    }
}
