//! Words of the contract about money that goes back.

use async_graphql::Enum;
use payment::{RepaymentState, Source};

/// What is given back.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "RepaymentSource", remote = "Source")]
pub enum ShownSource {
    /// What was collected for charges.
    Charges,
    /// Money that nobody asked for.
    Unallocated,
}

/// Where a repayment stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "RepaymentState", remote = "RepaymentState")]
pub enum ShownRepaymentState {
    /// Somebody asks for it.
    Requested,
    /// An officer said no.
    Rejected,
    /// Two officers said yes.
    Approved,
    /// It is with whoever pays it.
    Submitted,
    /// It was paid.
    Succeeded,
    /// It was not paid, or came back; it is still owed.
    Failed,
    /// Nothing clear came back; whoever pays it is asked.
    Unknown,
}
