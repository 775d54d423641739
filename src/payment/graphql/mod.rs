//! This slice in the contract.

mod claiming;
mod confirming;
mod deciding;
mod notice;
mod paying;
mod receipt;
mod repaying;
mod requesting;
mod seen;
mod treasury;

use async_graphql::{Context, MergedObject, MergedSubscription};
use vocabulary::Timestamp;

use self::{
    claiming::{ClaimMutation, ClaimOfficerMutation, ClaimOfficerQuery, ClaimQuery},
    confirming::ConfirmMutation,
    deciding::{OfficerMutation, OfficerQuery},
    notice::{NoticeMutation, NoticeQuery, PlanMutation},
    paying::{PayMutation, PayQuery, PaySubscription},
    receipt::ReceiptQuery,
    repaying::{RepaymentMutation, RepaymentQuery},
    requesting::{RequestMutation, RequestQuery},
    treasury::TreasuryQuery,
};
use super::{PaymentNotices, Payments};
use crate::{
    identity::{Caller, Subject},
    platform::clock::SharedClock,
};

/// What can be asked about payments.
#[derive(MergedObject, Default)]
pub struct PaymentQuery(
    NoticeQuery,
    PayQuery,
    RequestQuery,
    ReceiptQuery,
    RepaymentQuery,
    ClaimQuery,
    ClaimOfficerQuery,
    OfficerQuery,
    TreasuryQuery,
);

/// What can be done about payments.
#[derive(MergedObject, Default)]
pub struct PaymentMutation(
    NoticeMutation,
    PlanMutation,
    PayMutation,
    ConfirmMutation,
    RequestMutation,
    RepaymentMutation,
    ClaimMutation,
    ClaimOfficerMutation,
    OfficerMutation,
);

/// What can be followed about payments.
#[derive(MergedSubscription, Default)]
pub struct PaymentSubscription(PaySubscription);

fn payments<'a>(ctx: &Context<'a>) -> &'a Payments {
    ctx.data_unchecked()
}

fn notices<'a>(ctx: &Context<'a>) -> &'a PaymentNotices {
    ctx.data_unchecked()
}

fn now(ctx: &Context<'_>) -> Timestamp {
    ctx.data_unchecked::<SharedClock>().now()
}

/// Returns who calls, where they showed who they are.
fn subject(caller: &Caller) -> Option<Subject> {
    match caller {
        Caller::Anonymous => None,
        Caller::Person { person, .. } => Some(Subject::Person(*person)),
        Caller::Machine { machine, .. } => Some(Subject::Machine(*machine)),
    }
}
