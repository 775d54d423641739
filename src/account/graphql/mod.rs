//! This slice in the contract.

mod guarantee;
mod holder;
mod officer;
mod seen;

use async_graphql::{Context, MergedObject, Result};
use payment::account::AccountReference;
use vocabulary::Timestamp;

use self::{
    guarantee::{GuaranteeMutation, GuaranteeQuery},
    holder::{HolderMutation, HolderQuery},
    officer::{AccountOfficerMutation, AccountOfficerQuery},
};
use super::Accounts;
use crate::{
    payment::Refusal,
    platform::{clock::SharedClock, pagination::PageSize, refusal::refuse},
};

/// What can be asked about accounts.
#[derive(MergedObject, Default)]
pub struct AccountQuery(HolderQuery, GuaranteeQuery, AccountOfficerQuery);

/// What can be done about them.
#[derive(MergedObject, Default)]
pub struct AccountMutation(HolderMutation, GuaranteeMutation, AccountOfficerMutation);

fn accounts<'a>(ctx: &Context<'a>) -> &'a Accounts {
    ctx.data_unchecked()
}

fn now(ctx: &Context<'_>) -> Timestamp {
    ctx.data_unchecked::<SharedClock>().now()
}

/// Reads a reference as people type it; a mistyped one is that of no account.
fn read_reference(text: &str) -> Result<AccountReference, Refusal> {
    text.parse().map_err(|_| Refusal::AccountUnknown)
}

fn page_size(first: Option<i64>) -> Result<PageSize> {
    PageSize::new(first).map_err(|refusal| refuse(&refusal))
}

/// What a page is counted at.
fn page_of(first: Option<i64>) -> usize {
    PageSize::new(first).unwrap_or(PageSize::MAX).get()
}
