//! Notices: issued by the customs system or at a counter, read by whoever has the reference.

mod doubtful;
mod issuing;
mod plan;
mod shown;

use async_graphql::{Context, Object, Result};
use payment::NoticeReference;

pub use self::plan::PlanMutation;
use self::{
    issuing::{IssueNoticeInput, IssueNoticesPayload},
    shown::ShownNotice,
};
use super::{notices, now};
use crate::{
    identity::{PersonOrProvenMachine, issuer},
    payment::{NOTICES_AT_ONCE_MAX, Refusal},
    platform::{
        graphql::day,
        policy::{MachineScope, Role, may, needs},
        refusal::refuse,
    },
};

/// Questions about notices.
#[derive(Default)]
pub struct NoticeQuery;

/// What issuers do.
#[derive(Default)]
pub struct NoticeMutation;

#[Object]
impl NoticeQuery {
    /// A demand to pay, for whoever has its reference: what is owed, to whom and until when, and by which ways it can be paid. Whose
    /// debt it is and for which goods is not told. Nothing where there is no such notice. Source: WTO TFA Article 7.2.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), cache_control(private))]
    async fn payment_notice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its twelve digits, as people type them.")] reference: String,
    ) -> Result<Option<ShownNotice>> {
        let reference = read_reference(&reference).map_err(|refusal| refuse(&refusal))?;
        let found = notices(ctx).find(reference).await?;
        Ok(found.map(|found| ShownNotice::of(ctx, &found)))
    }
}

#[Object]
impl NoticeMutation {
    /// Issues payment notices, each once by its issuer's name for it: all of them, or none. For cashiers, and for systems of cashiers that
    /// exchange data as an authority.
    #[graphql(
        directive = may::apply(vec![Role::Cashier, Role::Service]),
        directive = needs::apply(vec![MachineScope::AgencyData]),
        guard = "PersonOrProvenMachine",
        complexity = "1 + input.len() * child_complexity"
    )]
    async fn issue_payment_notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The notices: 1 to 100.")] input: Vec<IssueNoticeInput>,
    ) -> Result<IssueNoticesPayload> {
        if input.len() > NOTICES_AT_ONCE_MAX {
            return Ok(IssueNoticesPayload::refused(ctx, &Refusal::TooMany { limit: NOTICES_AT_ONCE_MAX }));
        }
        let issuer = issuer(ctx).await?;
        let mut new = Vec::with_capacity(input.len());
        for one in input {
            match one.read(day(ctx, None)) {
                Ok(notice) => new.push(notice),
                Err(refusal) => return Ok(IssueNoticesPayload::refused(ctx, &refusal)),
            }
        }
        Ok(match notices(ctx).issue(&new, issuer, now(ctx)).await? {
            Ok(issued) => IssueNoticesPayload::issued(ctx, &issued),
            Err(refusal) => IssueNoticesPayload::refused(ctx, &refusal),
        })
    }
}

/// Reads a reference as people type it.
pub(super) fn read_reference(text: &str) -> Result<NoticeReference, Refusal> {
    text.parse().map_err(Refusal::Reference)
}
