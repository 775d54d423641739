//! Money that goes back: asked for, approved by four eyes, and what becomes of it.

mod choice;
mod input;
mod payee;
mod shown;

use async_graphql::{Context, Guard, Object, Result};
use payment::{RejectionReason, RepaymentState};
use vocabulary::{PersonId, RepaymentId};

pub use self::{
    choice::{ShownRepaymentState, ShownSource},
    shown::{OfficerRepayment, Repayable, ShownRepayment},
};
use self::{
    input::{ApproveRepaymentInput, RejectRepaymentInput, RequestRepaymentInput, SettleRepaymentInput},
    shown::{
        RepaymentApprovalPayload, RepaymentApproved, RepaymentPayload, RepaymentRequestPayload, RepaymentRequested,
        UnallocatedMoney,
    },
};
use super::{now, paying::page_of, payments};
use crate::{
    identity::{FreshSession, Identity, StaffSession, Subject, signed_in_person},
    payment::{Approval, Asked, Refusal},
    platform::{
        pagination::PageSize,
        policy::{Role, RoleSet, may},
        refusal::refuse,
        refused::Refused,
    },
};

/// Questions about money that goes back.
#[derive(Default)]
pub struct RepaymentQuery;

/// What is done about money that goes back.
#[derive(Default)]
pub struct RepaymentMutation;

#[Object]
impl RepaymentQuery {
    /// Repayments that stand at one of some states, the oldest first: the queue of finance approvers. All that wait for officers by default.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover, Role::Auditor]), guard = "StaffSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    async fn repayments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where they stand; `REQUESTED`, `FAILED` and `UNKNOWN` by default.")] states: Option<
            Vec<ShownRepaymentState>,
        >,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
    ) -> Result<Vec<OfficerRepayment>> {
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        let states: Vec<RepaymentState> = match states {
            Some(states) => states.into_iter().map(RepaymentState::from).collect(),
            None => vec![RepaymentState::Requested, RepaymentState::Failed, RepaymentState::Unknown],
        };
        let found = payments(ctx).repayments_at(&states, first.get()).await?;
        Ok(found.into_iter().map(|kept| OfficerRepayment::of(ctx, kept)).collect())
    }

    /// Money that came in and that nobody asked for: late, twice, or more than was owed. It waits to be given back, the oldest first.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover, Role::Auditor]), guard = "StaffSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    async fn unallocated_money(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
    ) -> Result<Vec<UnallocatedMoney>> {
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        Ok(payments(ctx).unallocated(first.get()).await?.into_iter().map(UnallocatedMoney::from).collect())
    }
}

#[Object]
impl RepaymentMutation {
    /// Asks for money back, once: sent again with the same key it is the same repayment, as it stands. For whoever paid while they were signed
    /// in, and for cashiers and finance approvers, of any payment. Nothing is sent before officers agree.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn request_repayment(&self, ctx: &Context<'_>, input: RequestRepaymentInput) -> Result<RepaymentRequestPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let by_officer = is_officer(ctx, person).await?;
        let asked = match input.read(person, by_officer) {
            Ok(new) => payments(ctx).request_repayment(new, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(match asked {
            Ok(Asked { kept, is_replay }) => {
                RepaymentRequestPayload::Requested(RepaymentRequested { repayment: ShownRepayment::of(ctx, kept), is_replay })
            }
            Err(refusal) => RepaymentRequestPayload::Refused(Refused::of(ctx, &refusal)),
        })
    }

    /// Agrees to a repayment. What an officer asked for takes one other officer; what a payer asked for, what failed, and what is paid another
    /// way than it was asked for takes two. Then it is sent at once.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover]), guard = "StaffSession")]
    async fn approve_repayment(&self, ctx: &Context<'_>, input: ApproveRepaymentInput) -> Result<RepaymentApprovalPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let approved = match named(&input.id, input.version) {
            Ok(named) => payments(ctx).approve_repayment(named, input.way(), person, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(match approved {
            Ok(Approval { kept, waits_for_another }) => RepaymentApprovalPayload::Approved(RepaymentApproved {
                repayment: OfficerRepayment::of(ctx, kept),
                waits_for_another,
            }),
            Err(refusal) => RepaymentApprovalPayload::Refused(Refused::of(ctx, &refusal)),
        })
    }

    /// Refuses a repayment that somebody else asked for. Of a claim a reason is given: its trader reads it, and where to appeal.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover]), guard = "StaffSession")]
    async fn reject_repayment(&self, ctx: &Context<'_>, input: RejectRepaymentInput) -> Result<RepaymentPayload> {
        let (person, _) = signed_in_person(ctx)?;
        // That somebody took it back is for them to say.
        let why = input.reason.map(RejectionReason::from).filter(|why| *why != RejectionReason::Withdrawn);
        let rejected = match named(&input.id, input.version) {
            Ok(named) => payments(ctx).reject_repayment(named, why, person, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(RepaymentPayload::of(ctx, rejected))
    }

    /// Says what became of a repayment that the treasury pays. Not for whoever agreed to it last.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover]), guard = "StaffSession")]
    async fn settle_repayment(&self, ctx: &Context<'_>, input: SettleRepaymentInput) -> Result<RepaymentPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let settled = match named(&input.id, input.version) {
            Ok(named) => payments(ctx).settle_repayment(named, input.was_paid, person, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(RepaymentPayload::of(ctx, settled))
    }
}

/// Says whether somebody asks as an officer: with the role, in a session that is strong enough for staff.
async fn is_officer(ctx: &Context<'_>, person: PersonId) -> Result<bool> {
    let wanted = RoleSet::NONE.and(Role::Cashier).and(Role::FinanceApprover);
    Ok(holds(ctx, person, wanted).await? && StaffSession.check(ctx).await.is_ok())
}

/// Says whether the caller decides about repayments: auditors read them and decide nothing.
async fn decides(ctx: &Context<'_>) -> Result<bool> {
    let (person, _) = signed_in_person(ctx)?;
    holds(ctx, person, RoleSet::NONE.and(Role::FinanceApprover)).await
}

async fn holds(ctx: &Context<'_>, person: PersonId, wanted: RoleSet) -> Result<bool> {
    let held = ctx.data_unchecked::<Identity>().roles.held(Subject::Person(person), wanted, now(ctx)).await?;
    Ok(held.meets(wanted))
}

fn named(id: &str, version: i64) -> Result<(RepaymentId, u32), Refusal> {
    let id = id.parse::<RepaymentId>().map_err(|_| Refusal::RepaymentUnknown)?;
    Ok((id, u32::try_from(version).unwrap_or_default()))
}
