//! A journal entry: postings whose debits are their credits. It cannot be made otherwise. Rows INV-05, LED-01 to LED-26, and LED-27 of ours.

use serde::{Deserialize, Serialize};
use vocabulary::{Currency, words};

use super::account::Account;

/// How many postings an entry may have: the charges of a hundred notices, three postings each.
pub const POSTINGS_MAX: usize = 30_100;

words! {
    /// The rule by which an entry is posted, by its row.
    #[allow(missing_docs, reason = "the word says the row, and the requirements what it is")]
    Rule, "posting rule" {
        /// A notice is issued.
        Issued = "LED-01",
        /// A notice goes up.
        AmendedUp = "LED-02",
        /// A notice goes down, and was not paid.
        AmendedDown = "LED-03",
        /// A notice goes down, and was paid.
        AmendedDownPaid = "LED-04",
        /// Interest accrues.
        Interest = "LED-05",
        /// A penalty is set.
        Penalty = "LED-06",
        /// Money is held.
        Held = "LED-07",
        /// Money is ours.
        Captured = "LED-08",
        /// What was held is let go.
        Voided = "LED-09",
        /// A provider takes its fee.
        ProviderFee = "LED-10",
        /// A provider pays out.
        Payout = "LED-11",
        /// A payout came back.
        PayoutFailed = "LED-12",
        /// More was paid than was owed.
        Overpaid = "LED-13",
        /// Money came late, or unasked for.
        Late = "LED-14",
        /// A repayment is approved.
        RepaymentApproved = "LED-15",
        /// A repayment is paid.
        RepaymentPaid = "LED-16",
        /// A repayment came back.
        RepaymentFailed = "LED-17",
        /// A dispute is opened.
        DisputeOpened = "LED-18",
        /// A dispute is won.
        DisputeWon = "LED-19",
        /// A dispute is lost: the debt revives.
        DisputeLost = "LED-20",
        /// A deposit is filled, or drawn from.
        Deposit = "LED-21",
        /// Drawback.
        Drawback = "LED-22",
        /// A security is taken, released or called.
        Security = "LED-23",
        /// Money changes currency.
        Exchange = "LED-24",
        /// A debt is given up.
        WrittenOff = "LED-25",
        /// Agencies share.
        Share = "LED-26",
        /// What is owed is put off to a statement, or a statement demands it: ours, after the table of the requirements.
        Deferred = "LED-27",
    }
}

words! {
    /// Whether money is there, or only held.
    Layer, "layer of the ledger" {
        /// It is there.
        Posted = "posted",
        /// It is held: it counts for nothing until it is posted or let go.
        Pending = "pending",
    }
}

words! {
    /// Which side of an account.
    Side, "side of an account" {
        /// Left.
        Debit = "debit",
        /// Right.
        Credit = "credit",
    }
}

/// One line of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Where.
    pub account: Account,
    /// Which side.
    pub side: Side,
    /// How much: above zero, in minor units.
    pub minor: i64,
    /// The charge that it is for, by its line in the notice.
    pub line: Option<u16>,
}

impl Posting {
    /// Makes one on the left.
    pub fn debit(account: Account, minor: i64) -> Posting {
        Posting { account, side: Side::Debit, minor, line: None }
    }

    /// Makes one on the right.
    pub fn credit(account: Account, minor: i64) -> Posting {
        Posting { account, side: Side::Credit, minor, line: None }
    }

    /// Says which charge it is for.
    pub fn for_charge(mut self, line: u16) -> Posting {
        self.line = Some(line);
        self
    }
}

/// A journal entry. Its debits are its credits, in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    rule: Rule,
    layer: Layer,
    currency: Currency,
    postings: Vec<Posting>,
}

/// Why postings make no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unbalanced {
    /// Debits and credits differ.
    #[error("debits {debits} but credits {credits}")]
    Sides {
        /// The sum on the left.
        debits: i128,
        /// The sum on the right.
        credits: i128,
    },
    /// A posting of nothing, or of less.
    #[error("posts nothing or less somewhere")]
    NotPositive,
    /// No posting, or too many.
    #[error("has no posting, or more than {POSTINGS_MAX}")]
    Count,
}

impl Entry {
    /// Makes an entry of its postings.
    ///
    /// # Errors
    /// Refuses postings that do not balance.
    pub fn new(rule: Rule, layer: Layer, currency: Currency, postings: Vec<Posting>) -> Result<Entry, Unbalanced> {
        if postings.is_empty() || postings.len() > POSTINGS_MAX {
            return Err(Unbalanced::Count);
        }
        if postings.iter().any(|posting| posting.minor <= 0) {
            return Err(Unbalanced::NotPositive);
        }
        let on = |side: Side| -> i128 {
            postings.iter().filter(|posting| posting.side == side).map(|posting| i128::from(posting.minor)).sum()
        };
        let (debits, credits) = (on(Side::Debit), on(Side::Credit));
        if debits == credits { Ok(Entry { rule, layer, currency, postings }) } else { Err(Unbalanced::Sides { debits, credits }) }
    }

    /// Returns the rule.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// Returns the layer.
    pub fn layer(&self) -> Layer {
        self.layer
    }

    /// Returns the currency.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Returns the postings.
    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }
}
