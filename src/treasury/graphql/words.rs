//! The choices of this slice in the contract.

use async_graphql::Enum;
use reconciliation::{Action, Age, BreakType, Outcome};

use crate::treasury::Standing;

/// In what two sides do not agree.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "BreakType", remote = "BreakType")]
pub enum ShownBreakType {
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

/// How old an open break is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "BreakAge", remote = "Age")]
pub enum ShownAge {
    /// Up to one whole day.
    UpToOneDay,
    /// Two to seven whole days.
    UpToSevenDays,
    /// More than seven.
    Older,
}

/// How a break stands in the queue, in words that other reconciliation systems use too.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "BreakOutcome", remote = "Outcome")]
pub enum ShownOutcome {
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

/// What is done about a break.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "BreakAction", remote = "Action")]
pub enum ShownAction {
    /// Our books are put right with a new entry: what the other side lists is posted, and compared with it.
    PostByHand,
    /// It is posted although it does not agree: what is there beyond our books is nobody's yet, what is missing is given up.
    Force,
    /// The other side is asked for the difference.
    Claim,
    /// The payer is given back what is too much.
    GiveBack,
    /// The difference is written off.
    WriteOff,
    /// It is explained, and nothing has to move.
    Explain,
}

/// Where a break stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "BreakStanding", remote = "Standing")]
pub enum ShownStanding {
    /// Somebody has to look at it.
    Open,
    /// One person says what is to be done.
    Proposed,
    /// Two persons did it.
    Resolved,
    /// It was a matter of timing, and is none any more.
    Closed,
}
