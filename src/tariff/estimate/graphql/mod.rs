//! This part of the tariff in the contract.

mod comparison;
mod computation;
mod estimate;
mod input;
mod need;
mod scalar;
mod step;
mod way;

use async_graphql::{Context, Object, Result};
use vocabulary::Language;

pub use self::need::sentence as need_sentence;
pub use self::{
    comparison::AssessmentComparison,
    computation::DutyComputation,
    input::{ConsignmentInput, GoodsInput},
};
use self::{
    comparison::AssessmentInput,
    estimate::{EstimateRefused, EstimateShown, SaveEstimatePayload},
    way::DutyWay,
};
use super::{refusal::Refusal, service::Estimates};
use crate::platform::{
    graphql, identifier,
    policy::{Role, may},
    refusal::refuse,
    short_code::ShortCode,
};

/// For how many lines a calculation is weighed: half of the longest declaration. Nobody may ask for more values than a document may hold.
const LINES_COUNTED: usize = 50;
/// The most ways one answer holds; see the engine.
const WAYS_MAX: usize = 20;

/// Questions about what goods will cost.
#[derive(Default)]
pub struct EstimateQuery;

/// Keeping what was worked out.
#[derive(Default)]
pub struct EstimateMutation;

#[Object]
impl EstimateQuery {
    /// Works out duties, taxes and levies on a consignment, exactly, with every step; or says everything that is missing. An unbinding
    /// estimate: an assessment is made by customs only.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "LINES_COUNTED * (1 + child_complexity)")]
    async fn compute_duty(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The consignment.")] input: ConsignmentInput,
        #[graphql(desc = "The language of names and sentences. By default what `Accept-Language` asks for.")] language: Option<
            Language,
        >,
    ) -> Result<DutyComputation> {
        let known_at = graphql::instant(ctx, input.known_at);
        let declaration = input.declaration(graphql::day(ctx, None)).map_err(|refusal| refuse(&refusal))?;
        let rules = estimates(ctx).rules(&declaration, known_at).await?.map_err(|refusal| refuse(&refusal))?;
        let with_steps = ctx.look_ahead().field("steps").exists();
        Ok(DutyComputation::of(&rules, &declaration, graphql::language(ctx, language), with_steps))
    }

    /// Shows every lawful way to bring in the goods of one line: the normal duty, preferences, quotas, suspensions, the simplified
    /// regime; what each costs, what it asks for, and which is the cheapest. At most 20.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "WAYS_MAX * child_complexity")]
    async fn duty_options(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The consignment.")] input: ConsignmentInput,
        #[graphql(desc = "The line, from 0.", default)] line: u8,
        #[graphql(desc = "The language of names and sentences. By default what `Accept-Language` asks for.")] language: Option<
            Language,
        >,
    ) -> Result<Vec<DutyWay>> {
        let known_at = graphql::instant(ctx, input.known_at);
        let declaration = input.declaration(graphql::day(ctx, None)).map_err(|refusal| refuse(&refusal))?;
        let rules = estimates(ctx).rules(&declaration, known_at).await?.map_err(|refusal| refuse(&refusal))?;
        let lines = declaration.lines.len();
        if usize::from(line) >= lines {
            return Err(refuse(&Refusal::NoSuchLine { limit: lines }));
        }
        Ok(way::shown(&rules, &rules.ways(&declaration, line.into()), graphql::language(ctx, language)))
    }

    /// Finds a kept estimate; null where nobody kept one under this code, or it is past its last day.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), cache_control(private))]
    async fn estimate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, in any spelling.")] code: String,
    ) -> Result<Option<EstimateShown>> {
        let Ok(code) = code.parse::<ShortCode>() else { return Ok(None) };
        let found = estimates(ctx).find(&code, graphql::instant(ctx, None)).await?;
        Ok(found.map(EstimateShown::from))
    }

    /// Says why an assessment differs from a kept estimate: every part of the difference has a name, or is said to have none.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), cache_control(private), complexity = "LINES_COUNTED * (1 + child_complexity)")]
    async fn compare_assessment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code of the estimate.")] estimate: String,
        #[graphql(desc = "What customs assessed.")] assessment: AssessmentInput,
        #[graphql(desc = "The language of sentences. By default what `Accept-Language` asks for.")] language: Option<Language>,
    ) -> Result<AssessmentComparison> {
        let unknown = || refuse(&Refusal::Unknown);
        let now = graphql::instant(ctx, None);
        let code = estimate.parse::<ShortCode>().map_err(|_| unknown())?;
        let saved = estimates(ctx).find(&code, now).await?.ok_or_else(unknown)?;
        let currency = saved.result.total.currency;
        let assessment = assessment.assessment(currency).map_err(|refusal| refuse(&refusal))?;
        let comparison = estimates(ctx).compare(&saved, &assessment, now).await?.map_err(|refusal| refuse(&refusal))?;
        Ok(AssessmentComparison::of(&comparison, currency, graphql::language(ctx, language)))
    }
}

#[Object]
impl EstimateMutation {
    /// Works out what a consignment will cost and keeps it for 180 days under a short code, with the rules it stands on.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn save_estimate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The consignment; what was known is what is known now.")] input: ConsignmentInput,
    ) -> Result<SaveEstimatePayload> {
        let language = graphql::language(ctx, None);
        let refused = |refusal: &Refusal| SaveEstimatePayload::Refused(EstimateRefused::of(refusal, language));
        let declaration = match input.declaration(graphql::day(ctx, None)) {
            Ok(declaration) => declaration,
            Err(refusal) => return Ok(refused(&refusal)),
        };
        let now = graphql::instant(ctx, None);
        Ok(match estimates(ctx).save(declaration, identifier::random(), now).await? {
            Ok(saved) => SaveEstimatePayload::Saved(saved.into()),
            Err(refusal) => refused(&refusal),
        })
    }
}

fn estimates<'a>(ctx: &Context<'a>) -> &'a Estimates {
    ctx.data_unchecked()
}
