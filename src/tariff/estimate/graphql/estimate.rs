//! Kept estimates, as they are shown. Rows DUTY-N2, DUTY-N6, DUTY-G2.

use async_graphql::{ComplexObject, Context, Result, SimpleObject, Union};
use vocabulary::{
    Currency,
    scalar::{Day, Instant},
};

use super::step::{DutyStep, steps};
use crate::{
    platform::{
        graphql, message,
        money::decimal,
        refusal::{Refusal as _, refuse},
    },
    tariff::estimate::{refusal::Refusal, saved::SavedEstimate, service::Estimates},
};

/// An estimate that was kept: the rules it stands on are those that were published then, whatever is published since.
#[derive(SimpleObject)]
#[graphql(complex, name = "Estimate")]
pub struct EstimateShown {
    /// What it is found by, read aloud or sent in a message: `7K2QF-9XW4A`. Whoever has it may read it; it names nobody.
    code: String,
    /// When it was kept.
    created_at: Instant,
    /// When it is taken away.
    expires_at: Instant,
    /// The day whose rules and rates of exchange it stands on.
    as_of: Day,
    /// What was known at this instant.
    known_at: Instant,
    /// The currency of all amounts.
    currency: Currency,
    /// All that is due.
    total: String,
    #[graphql(skip)]
    saved: SavedEstimate,
}

#[ComplexObject]
impl EstimateShown {
    /// The address of its page, which needs no app: to be sent on, read by whoever has it, and printed.
    async fn share_url(&self, ctx: &Context<'_>) -> String {
        ctx.data_unchecked::<Estimates>().share_url(&self.saved.code)
    }

    /// Every step, in order: enough to work each out again.
    async fn steps(&self) -> Vec<DutyStep> {
        steps(&self.saved.result.trace)
    }

    /// The whole trace as JSON, as it is documented in `docs/duty.md`: anybody can work it out again from it alone.
    async fn trace(&self) -> Result<String> {
        Ok(serde_json::to_string(&self.saved.result.trace)?)
    }

    /// What the same goods come to by what is published now of the same day; null where something is missing now. It is less where a
    /// rate was lowered with effect from before: then what was paid in excess can be claimed back.
    async fn total_as_known_now(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let now = graphql::instant(ctx, None);
        let again = ctx.data_unchecked::<Estimates>().again(&self.saved, now).await?;
        Ok(again.map_err(|refusal| refuse(&refusal))?.map(decimal))
    }
}

/// What came of keeping an estimate.
#[derive(Union)]
pub enum SaveEstimatePayload {
    /// It is kept.
    Saved(EstimateShown),
    /// It is not.
    Refused(EstimateRefused),
}

/// The estimate is not kept.
#[derive(SimpleObject)]
pub struct EstimateRefused {
    /// A code of `docs/errors.md`.
    code: String,
    /// A sentence for the trader that says what to do.
    message: String,
}

impl From<SavedEstimate> for EstimateShown {
    fn from(saved: SavedEstimate) -> EstimateShown {
        EstimateShown {
            code: saved.code.to_string(),
            created_at: Instant(saved.created_at),
            expires_at: Instant(saved.expires_at),
            as_of: Day(saved.declaration.day),
            known_at: Instant(saved.known_at),
            currency: saved.result.total.currency,
            total: decimal(saved.result.total),
            saved,
        }
    }
}

impl EstimateRefused {
    /// Says why, in `language`.
    pub fn of(refusal: &Refusal, language: vocabulary::Language) -> EstimateRefused {
        let text = message::render(language, refusal.code(), &refusal.facts());
        EstimateRefused { code: refusal.code().to_owned(), message: text.unwrap_or_else(|| refusal.code().to_owned()) }
    }
}
