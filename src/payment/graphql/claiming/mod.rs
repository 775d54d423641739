//! Claims for repayment in the contract: drafted, lodged, proved, taken back, and watched by officers. Rows PAY-M13, PAY-N8.

mod choice;
mod input;
mod shown;

use async_graphql::{
    Context, ID, Object, Result,
    connection::{Connection, Edge},
};
use payment::claim::DocumentCode;
use vocabulary::{ClaimId, PaymentId};

use self::{
    choice::ShownQueue,
    input::{AddClaimEvidenceInput, AskForEvidenceInput, ClaimRepaymentInput},
    shown::{ClaimDraft, ClaimLodged, ClaimPayload, ClaimRepaymentPayload, OfficerClaim, OfficerClaimPayload, ShownClaim},
};
pub use self::{
    choice::ShownRejectionReason,
    shown::{ClaimStanding, Rejection},
};
use super::{now, paying::page_of, payments};
use crate::{
    identity::{FreshSession, StaffSession, signed_in_person},
    payment::{ClaimQueue, DraftOf, Lodged, NewQuestion, Refusal},
    platform::{
        pagination::{PageRefusal, PageSize},
        policy::{Role, may},
        refusal::refuse,
        refused::Refused,
    },
};

/// Questions of traders about what they claim.
#[derive(Default)]
pub struct ClaimQuery;

/// Questions of officers about what is claimed.
#[derive(Default)]
pub struct ClaimOfficerQuery;

/// What traders do about claims.
#[derive(Default)]
pub struct ClaimMutation;

/// What officers do about claims.
#[derive(Default)]
pub struct ClaimOfficerMutation;

#[Object]
impl ClaimQuery {
    /// A claim that is filled in already: what is left of a payment of the caller's by tax and agency, and the grounds that fit, each with the documents
    /// that it takes. Of a payment, or of that which a receipt is of. Nothing where the caller did not pay it.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession", cache_control(private), complexity = "20 * child_complexity")]
    async fn repayment_claim_draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the payment.")] payment: Option<ID>,
        #[graphql(desc = "The short code of a receipt, where the payment is not named.")] receipt: Option<String>,
    ) -> Result<Option<ClaimDraft>> {
        let (person, _) = signed_in_person(ctx)?;
        let of = match (payment, receipt) {
            (Some(payment), _) => payment.parse::<PaymentId>().ok().map(DraftOf::Payment),
            (None, Some(code)) => code.parse().ok().map(DraftOf::Receipt),
            (None, None) => None,
        };
        let Some(of) = of else { return Ok(None) };
        Ok(payments(ctx).draft_claim(&of, person).await?.map(ClaimDraft::from))
    }

    /// What the caller claimed, the newest first, each with where it stands and by when it is decided.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    async fn my_claims(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, ShownClaim>> {
        let (person, _) = signed_in_person(ctx)?;
        let (before, first) = (cursor(after)?, size(first)?);
        let (found, has_next) = payments(ctx).claims_of(person, (before, first)).await?;
        let mut page = Connection::new(before.is_some(), has_next);
        page.edges.extend(found.into_iter().map(|kept| Edge::new(kept.id.to_string(), ShownClaim::of(ctx, kept))));
        Ok(page)
    }

    /// A claim of the caller's, with all that proves it. Nothing where they have no such claim.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession", cache_control(private))]
    async fn repayment_claim(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: ID) -> Result<Option<ShownClaim>> {
        let (person, _) = signed_in_person(ctx)?;
        let Ok(id) = id.parse::<ClaimId>() else { return Ok(None) };
        Ok(payments(ctx).claim(id, person).await?.map(|kept| ShownClaim::of(ctx, kept)))
    }
}

#[Object]
impl ClaimOfficerQuery {
    /// Claims, the oldest first: those that officers are to decide by default. Of one that should have been decided `isOverdue` says so.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover, Role::Auditor]), guard = "StaffSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    async fn repayment_claims(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; `TO_DECIDE` by default.")] queue: Option<ShownQueue>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, OfficerClaim>> {
        let queue = queue.map_or(ClaimQueue::ToDecide, ClaimQueue::from);
        let (last, first) = (cursor(after)?, size(first)?);
        let (found, has_next) = payments(ctx).claims_in(queue, (last, first), now(ctx)).await?;
        let mut page = Connection::new(last.is_some(), has_next);
        page.edges.extend(found.into_iter().map(|kept| Edge::new(kept.id.to_string(), OfficerClaim::of(ctx, kept))));
        Ok(page)
    }
}

#[Object]
impl ClaimMutation {
    /// Claims money of the caller's payments back, once: sent again with the same key it is the same claim, as it stands. One payment, several, or the
    /// rows of a file: 1 to 50 lines, all of them or none. Each is a repayment that officers decide about; by when is said. Source: WTO TFA 7.2;
    /// Revised Kyoto Convention, General Annex 4.18 to 4.24.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn claim_repayment(&self, ctx: &Context<'_>, input: ClaimRepaymentInput) -> Result<ClaimRepaymentPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let claimed = match input.read(person) {
            Ok(new) => payments(ctx).claim_repayment(&new, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(match claimed {
            Ok(Lodged { kept, is_replay }) => {
                ClaimRepaymentPayload::Lodged(ClaimLodged { claim: ShownClaim::of(ctx, kept), is_replay })
            }
            Err(refusal) => ClaimRepaymentPayload::Refused(Refused::of(ctx, &refusal)),
        })
    }

    /// Adds documents to a claim of the caller's. Where more was asked for and one of them is new, its clock goes on. Sent again it changes nothing.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn add_claim_evidence(&self, ctx: &Context<'_>, input: AddClaimEvidenceInput) -> Result<ClaimPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let added = match input.read() {
            Ok((claim, documents)) => payments(ctx).add_claim_evidence((claim, person), documents, now(ctx)).await?,
            Err(refusal) => Err(refusal),
        };
        Ok(ClaimPayload::of(ctx, added))
    }

    /// Takes a claim of the caller's back, before anything of it is approved: nothing of it is asked for any more.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn withdraw_claim(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: ID) -> Result<ClaimPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let withdrawn = match id.parse::<ClaimId>() {
            Ok(id) => payments(ctx).withdraw_claim((id, person), now(ctx)).await?,
            Err(_) => Err(Refusal::ClaimUnknown),
        };
        Ok(ClaimPayload::of(ctx, withdrawn))
    }
}

#[Object]
impl ClaimOfficerMutation {
    /// Asks the trader of a claim for more: they are told by SMS, and its clock stands still until they add something. Five times at most.
    #[graphql(directive = may::apply(vec![Role::FinanceApprover]), guard = "StaffSession")]
    async fn ask_for_evidence(&self, ctx: &Context<'_>, input: AskForEvidenceInput) -> Result<OfficerClaimPayload> {
        let (person, _) = signed_in_person(ctx)?;
        let asked = match input.read() {
            Ok((claim, version, kinds, note)) => {
                payments(ctx).ask_for_evidence(&NewQuestion { claim, version, kinds, note, by: person }, now(ctx)).await?
            }
            Err(refusal) => Err(refusal),
        };
        Ok(OfficerClaimPayload::of(ctx, asked))
    }
}

fn size(first: Option<i64>) -> Result<usize> {
    Ok(PageSize::new(first).map_err(|refusal| refuse(&refusal))?.get())
}

fn cursor(after: Option<String>) -> Result<Option<ClaimId>> {
    after.map(|cursor| cursor.parse()).transpose().map_err(|_| refuse(&PageRefusal::Cursor))
}

/// Reads kinds of documents.
fn kinds(codes: &[String]) -> Result<Vec<DocumentCode>, Refusal> {
    let read = |(number, code): (usize, &String)| {
        code.trim().parse().map_err(|error| Refusal::ClaimDocument { document: number, error })
    };
    (1usize..).zip(codes).map(read).collect()
}
