//! This slice in the contract. Finance and auditors alone see it.

mod breaks;
mod day;
mod words;

use async_graphql::{Context, MergedObject};
use vocabulary::Timestamp;

use self::{
    breaks::{BreakMutation, BreakQuery},
    day::{TreasuryDayMutation, TreasuryDayQuery},
};
use super::Treasury;
use crate::platform::clock::SharedClock;

/// What can be asked about reconciliation.
#[derive(MergedObject, Default)]
pub struct ReconciliationQuery(BreakQuery, TreasuryDayQuery);

/// What can be done about it.
#[derive(MergedObject, Default)]
pub struct ReconciliationMutation(BreakMutation, TreasuryDayMutation);

fn treasury<'a>(ctx: &Context<'a>) -> &'a Treasury {
    ctx.data_unchecked()
}

fn now(ctx: &Context<'_>) -> Timestamp {
    ctx.data_unchecked::<SharedClock>().now()
}
