//! What holders of accounts read and do.

use async_graphql::{
    Context, Object, Result, SimpleObject, Union,
    connection::{Connection, Edge},
};
use payment::account::AccountReference;
use vocabulary::PersonId;

use super::{accounts, now, page_of, page_size, read_reference, seen::ShownAccount};
use crate::{
    account::Refusal,
    identity::{FreshSession, Identity, StaffSession, Subject, signed_in_person},
    platform::{
        pagination::PageRefusal,
        policy::{Role, RoleSet, may},
        refusal::refuse,
        refused::Refused,
    },
};

/// Questions of holders.
#[derive(Default)]
pub struct HolderQuery;

/// What holders do.
#[derive(Default)]
pub struct HolderMutation;

#[Object]
impl HolderQuery {
    /// The accounts that the caller and the companies that they administer have with customs. Source: WTO TFA Article 7.3.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    async fn accounts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, ShownAccount>> {
        let (person, _) = signed_in_person(ctx)?;
        let after =
            after.map(|cursor| cursor.parse::<AccountReference>()).transpose().map_err(|_| refuse(&PageRefusal::Cursor))?;
        let (found, has_next) = accounts(ctx).of_person(person, after, page_size(first)?).await?;
        let mut page = Connection::new(after.is_some(), has_next);
        page.edges.extend(found.into_iter().map(|kept| Edge::new(kept.account.terms.reference.to_string(), ShownAccount(kept))));
        Ok(page)
    }

    /// An account of the caller or of a company that they administer; for cashiers, finance approvers and auditors, of anybody. Nothing where there
    /// is none.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession", cache_control(private))]
    async fn account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its fourteen digits, as people type them.")] reference: String,
    ) -> Result<Option<ShownAccount>> {
        let (person, _) = signed_in_person(ctx)?;
        let Ok(reference) = read_reference(&reference) else { return Ok(None) };
        let as_officer = is_officer(ctx, person).await?;
        Ok(accounts(ctx).find(reference, person, as_officer).await?.map(ShownAccount))
    }
}

/// Says whether somebody asks as an officer: with the role, in a session that is strong enough for staff.
async fn is_officer(ctx: &Context<'_>, person: PersonId) -> Result<bool> {
    let wanted = RoleSet::NONE.and(Role::Cashier).and(Role::FinanceApprover).and(Role::Auditor);
    let held = ctx.data_unchecked::<Identity>().roles.held(Subject::Person(person), wanted, now(ctx)).await?;
    Ok(held.meets(wanted) && async_graphql::Guard::check(&StaffSession, ctx).await.is_ok())
}

#[Object]
impl HolderMutation {
    /// Makes a new access code for a guarantee of the caller or of a company that they administer. It is shown this once, and the one before
    /// holds no more: whoever has it and the GRN reads what is left of the guarantee (`guarantee`).
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession")]
    async fn renew_guarantee_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The reference of the account.")] reference: String,
    ) -> Result<GuaranteeCodePayload> {
        let (person, _) = signed_in_person(ctx)?;
        let renewed = match read_reference(&reference) {
            Ok(reference) => accounts(ctx).renew_code(reference, person, now(ctx)).await?,
            Err(refusal) => Err(Refusal::from(refusal)),
        };
        Ok(match renewed {
            Ok((kept, code)) => GuaranteeCodePayload::Renewed(GuaranteeCode {
                grn: kept.grn.map(|grn| grn.to_string()).unwrap_or_default(),
                code: code.reveal().clone(),
            }),
            Err(refusal) => GuaranteeCodePayload::Refused(Refused::of(ctx, &refusal)),
        })
    }
}

/// What comes of asking for a code.
#[derive(Union)]
pub enum GuaranteeCodePayload {
    /// There is a new one.
    Renewed(GuaranteeCode),
    /// There is none, and why.
    Refused(Refused),
}

/// The access code of a guarantee.
#[derive(SimpleObject)]
pub struct GuaranteeCode {
    /// The reference that it goes with.
    grn: String,
    /// The code, eight digits. It is not shown again.
    code: String,
}
