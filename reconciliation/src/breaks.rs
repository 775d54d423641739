//! What does not agree, and for how long already.

use serde::{Deserialize, Serialize};
use vocabulary::{Currency, Timestamp};

use crate::line::{LedgerLineId, Place};

/// In what two sides do not agree. Fourteen types, of which each line that does not agree has the one that explains it (REC-03).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakType {
    /// The other side has it and our ledger does not.
    MissingInLedger,
    /// Our ledger has it and the other side does not, and the time for it is over.
    MissingElsewhere,
    /// Both have it, with different amounts.
    Amount,
    /// Both have it, in different currencies.
    Currency,
    /// One side has it twice.
    Duplicate,
    /// The fee is not that of the contract, or belongs to nothing.
    FeeWrong,
    /// A provider gave money back that we did not.
    RefundUnknown,
    /// A dispute moved money and our ledger knows of none.
    DisputeUnknown,
    /// A payout is not what it consists of, or not what arrived.
    PayoutDiffers,
    /// It was settled or arrived later than agreed.
    Late,
    /// It went to another account than it should.
    WrongAccount,
    /// The provider's test mode: no money moved.
    TestMode,
    /// Both converted it, to different amounts.
    Fx,
    /// One side does not have it yet, and is still within its time. Closes by itself.
    Timing,
}

/// One disagreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Break {
    /// In what.
    pub kind: BreakType,
    /// Our line, where there is one.
    pub ledger: Option<LedgerLineId>,
    /// The other side's line, where there is one.
    pub other: Option<Place>,
    /// By how much our books lie above the other side's for this reason, by currency; nothing where amounts agree.
    pub difference: Vec<(Currency, i64)>,
}

/// How old an open break is (REC-04).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    /// Up to one whole day.
    UpToOneDay,
    /// Two to seven whole days.
    UpToSevenDays,
    /// More than seven.
    Older,
}

/// How a line stands in the queue of exceptions, in words that other reconciliation systems use too (PAY-M16).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is waited for.
    Expected,
    /// It is overdue.
    Missing,
    /// The other side has more.
    OverAmount,
    /// The other side has less.
    UnderAmount,
    /// It differs in something else than the amount.
    DataMismatch,
    /// It is in another currency.
    CurrencyMismatch,
    /// The sum is not that of the parts.
    SplitMismatch,
    /// It agreed by itself.
    PostedAutomatically,
    /// Two persons posted it.
    PostedByHand,
    /// Two persons posted it although it does not agree.
    Forced,
}

impl BreakType {
    /// All of them.
    pub const ALL: [BreakType; 14] = [
        BreakType::MissingInLedger,
        BreakType::MissingElsewhere,
        BreakType::Amount,
        BreakType::Currency,
        BreakType::Duplicate,
        BreakType::FeeWrong,
        BreakType::RefundUnknown,
        BreakType::DisputeUnknown,
        BreakType::PayoutDiffers,
        BreakType::Late,
        BreakType::WrongAccount,
        BreakType::TestMode,
        BreakType::Fx,
        BreakType::Timing,
    ];

    /// Says whether one side alone has the line, so that the other side's may still come: it is compared again each day.
    pub fn waits(self) -> bool {
        use BreakType::{DisputeUnknown, MissingElsewhere, MissingInLedger, RefundUnknown, Timing};
        matches!(self, Timing | MissingInLedger | MissingElsewhere | RefundUnknown | DisputeUnknown)
    }
}

impl Break {
    /// Returns how it stands in the queue.
    pub fn outcome(&self) -> Outcome {
        match self.kind {
            BreakType::Timing => Outcome::Expected,
            BreakType::MissingElsewhere => Outcome::Missing,
            BreakType::Amount if self.difference.iter().any(|(_, minor)| *minor < 0) => Outcome::OverAmount,
            BreakType::Amount => Outcome::UnderAmount,
            BreakType::Currency | BreakType::Fx => Outcome::CurrencyMismatch,
            BreakType::PayoutDiffers => Outcome::SplitMismatch,
            BreakType::MissingInLedger
            | BreakType::Duplicate
            | BreakType::FeeWrong
            | BreakType::RefundUnknown
            | BreakType::DisputeUnknown
            | BreakType::Late
            | BreakType::WrongAccount
            | BreakType::TestMode => Outcome::DataMismatch,
        }
    }

    /// Says whether it speaks of the same lines as another.
    pub fn is_about(&self, other: &Break) -> bool {
        (self.ledger, self.other) == (other.ledger, other.other)
    }
}

impl Age {
    /// Returns how old something is that is open since an instant. What lies ahead counts as new.
    pub fn of(since: Timestamp, now: Timestamp) -> Age {
        const DAY: i64 = 24 * 60 * 60;
        match now.as_second().saturating_sub(since.as_second()) / DAY {
            ..=1 => Age::UpToOneDay,
            2..=7 => Age::UpToSevenDays,
            _ => Age::Older,
        }
    }
}
