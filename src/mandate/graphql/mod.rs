//! This slice in the contract.

mod company;
mod mandate;
mod mutation;
mod offer;

use async_graphql::{
    Context, ID, Object, Result, SimpleObject,
    connection::{Connection, Edge},
};
use vocabulary::{CompanyId, Language, MandateId};

pub use self::mutation::MandateMutation;
use self::{company::CompanyShown, mandate::MandateShown};
use super::{
    party::Side,
    refusal::Refusal,
    service::{Mandates, MandatesRequest},
};
use crate::{
    identity::{FreshSession, signed_in_person},
    platform::{
        message,
        pagination::{PageRefusal, PageSize},
        policy::{Role, may},
        refusal::{Refusal as _, refuse},
    },
};

/// Questions about whom one acts for, and who acts for one.
#[derive(Default)]
pub struct MandateQuery;

#[Object]
impl MandateQuery {
    /// The companies that the caller administers; at most 50.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession", cache_control(private), complexity = "50 * child_complexity")]
    async fn my_companies(&self, ctx: &Context<'_>) -> Result<Vec<CompanyShown>> {
        let (person, _) = signed_in_person(ctx)?;
        let companies = mandates(ctx).companies(person).await?;
        Ok(companies.into_iter().map(CompanyShown).collect())
    }

    /// The mandates by which others act for the caller and their companies, the newest first.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    async fn mandates_given(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this company of the caller's.")] company_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, MandateShown>> {
        page(ctx, Side::Principal, (company_id, first, after)).await
    }

    /// The mandates by which the caller and their companies act for others, and those that wait for the caller's number; the newest first.
    #[graphql(directive = may::apply(vec![Role::Trader]), guard = "FreshSession", cache_control(private), complexity = "page_of(first) * child_complexity")]
    async fn mandates_held(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this company of the caller's.")] company_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, MandateShown>> {
        page(ctx, Side::Agent, (company_id, first, after)).await
    }
}

/// What a page is counted at: what was asked for, within what is given.
fn page_of(first: Option<i64>) -> usize {
    PageSize::new(first).unwrap_or(PageSize::MAX).get()
}

async fn page(
    ctx: &Context<'_>,
    side: Side,
    (company_id, first, after): (Option<ID>, Option<i64>, Option<String>),
) -> Result<Connection<String, MandateShown>> {
    let (person, _) = signed_in_person(ctx)?;
    let after = after.map(|cursor| cursor.parse::<MandateId>()).transpose().map_err(|_| refuse(&PageRefusal::Cursor))?;
    let request = MandatesRequest {
        side,
        company: company_id.map(|id| company(&id)).transpose()?,
        first: PageSize::new(first).map_err(|refusal| refuse(&refusal))?,
        after,
    };
    let (found, has_next) = mandates(ctx).list(person, &request).await?.map_err(|refusal| refuse(&refusal))?;
    let mut page = Connection::new(after.is_some(), has_next);
    page.edges.extend(found.into_iter().map(|mandate| Edge::new(mandate.id.to_string(), MandateShown { mandate, side })));
    Ok(page)
}

fn company(id: &ID) -> Result<CompanyId> {
    id.parse().map_err(|_| refuse(&Refusal::CompanyUnknown))
}

fn mandates<'a>(ctx: &Context<'a>) -> &'a Mandates {
    ctx.data_unchecked()
}

/// What was asked for is not done.
#[derive(SimpleObject)]
struct MandateRefused {
    /// A code of `docs/errors.md`.
    code: String,
    /// A sentence for the person, in their language, that says what to do.
    message: String,
    /// What the sentence names: how many tries are left, until when, up to how much.
    facts: Vec<Fact>,
}

/// Something that a refusal names.
#[derive(SimpleObject)]
#[graphql(name = "RefusalFact")]
struct Fact {
    /// Which (`left`, `until`, `limit`, `seconds`, `dial`, `state`).
    name: String,
    /// What it is.
    value: String,
}

impl MandateRefused {
    fn of(refusal: &Refusal, language: Language) -> MandateRefused {
        let facts = refusal.facts();
        let message = message::render(language, refusal.code(), &facts).unwrap_or_else(|| refusal.code().to_owned());
        let facts = facts.into_iter().map(|(name, value)| Fact { name: name.to_owned(), value }).collect();
        MandateRefused { code: refusal.code().to_owned(), message, facts }
    }
}
