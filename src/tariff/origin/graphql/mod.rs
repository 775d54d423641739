//! Origin in the contract.

mod input;
mod outcome;
mod scheme;

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use duty::origin::{self, Scheme, SchemeCode};
use vocabulary::{
    HsCode, Language,
    scalar::{Day, Instant},
};

pub use self::scheme::OriginScheme;
use self::{
    input::{OriginCheckInput, Told},
    outcome::{OriginOutcome, OriginQuestion, Shown},
    scheme::OriginProductRule,
};
use super::service::{Known, Origins};
use crate::platform::{
    dataset::{DatasetEdition, NewestEdition},
    graphql,
    policy::{Role, may},
    refusal::refuse,
};

/// How many schemes one answer lists.
const SCHEMES_MAX: usize = 200;

/// What came of a check of origin.
struct OriginCheck {
    code: HsCode,
    day: Day,
    shown: Shown,
    known: Arc<Known>,
    told: Told,
    edition: NewestEdition,
}

#[Object]
impl OriginCheck {
    /// The code that was checked.
    async fn code(&self) -> HsCode {
        self.code
    }

    /// The day the rules are of.
    async fn as_of(&self) -> Day {
        self.day
    }

    /// The scheme.
    async fn scheme(&self) -> OriginScheme {
        OriginScheme::of(self.shown.scheme.clone(), self.shown.language, None)
    }

    /// The rule for such goods; null where none is recorded: then nobody can say.
    async fn rule(&self) -> Option<OriginProductRule> {
        self.known.rule.clone().map(|rule| OriginProductRule::of(rule, self.shown.language))
    }

    /// What comes of it, from what was answered so far.
    async fn outcome(&self) -> OriginOutcome {
        match &self.known.rule {
            Some(rule) => self.shown.outcome(&origin::check(&self.known.scheme, rule, &self.code, &self.told.answers)),
            None => self.shown.unknown(&[], &[]),
        }
    }

    /// Everything that a check of such goods may ask, in order: who wants to work offline asks it all at once.
    #[graphql(complexity = "40 * (1 + child_complexity)")]
    async fn questions(&self) -> Vec<OriginQuestion> {
        let Some(rule) = &self.known.rule else { return Vec::new() };
        self.shown.questions(&origin::questions(&self.known.scheme, rule, &self.code))
    }

    /// The edition of the rules that this was read from; null where none was recorded.
    async fn edition(&self, ctx: &Context<'_>) -> Result<Option<DatasetEdition>> {
        self.edition.get(ctx).await
    }
}

/// Queries over origin.
#[derive(Default)]
pub struct OriginQuery;

#[Object]
impl OriginQuery {
    /// Whether goods originate in the countries of a scheme, so that its lower duty may be claimed: they qualify, they fail, or what to
    /// answer next. Answers travel with the request; the same request is answered the same. Null where there is no such scheme on the
    /// day. It is no ruling: one on origin binds Customs. Source: the agreements; row DUTY-M8.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "50 + child_complexity")]
    async fn origin_check(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The goods, and what is known of them.")] input: OriginCheckInput,
        #[graphql(desc = "The day. By default today in the territory.")] as_of: Option<Day>,
        #[graphql(desc = "What we said at this instant, later corrections left out. By default now.")] known_at: Option<Instant>,
        #[graphql(desc = "The language of texts. By default what `Accept-Language` asks for.")] language: Option<Language>,
    ) -> Result<Option<OriginCheck>> {
        let (day, known_at) = (graphql::day(ctx, as_of), graphql::instant(ctx, known_at));
        let code = input.scheme_code().map_err(|refusal| refuse(&refusal))?;
        let found = ctx.data_unchecked::<Origins>().known(&code, &input.code, day, known_at).await?;
        let Some(known) = found else { return Ok(None) };
        let goods = input.code;
        let told = input.told(&known).map_err(|refusal| refuse(&refusal))?;
        let scheme = Arc::new(known.scheme.clone());
        let shown = Shown { scheme, language: graphql::language(ctx, language) };
        let edition = NewestEdition::of("origin", known_at);
        Ok(Some(OriginCheck { code: goods, day: Day(day), shown, known: Arc::new(known), told, edition }))
    }

    /// A scheme by its code; null where there is none on the day. Source: WTO TFA Article 1.1 (e), (i).
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn origin_scheme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code (`MB`).")] code: String,
        #[graphql(desc = "The day. By default today in the territory.")] as_of: Option<Day>,
        #[graphql(desc = "What we said at this instant, later corrections left out. By default now.")] known_at: Option<Instant>,
        #[graphql(desc = "The language of texts. By default what `Accept-Language` asks for.")] language: Option<Language>,
    ) -> Result<Option<OriginScheme>> {
        let (day, known_at) = (graphql::day(ctx, as_of), graphql::instant(ctx, known_at));
        let Ok(code) = code.parse::<SchemeCode>() else { return Ok(None) };
        let found = ctx.data_unchecked::<Origins>().scheme(&code, day, known_at).await?;
        let language = graphql::language(ctx, language);
        Ok(found.map(|scheme| OriginScheme::of(Arc::new(scheme), language, Some((day, known_at)))))
    }

    /// The schemes of a day, in the order of their codes; at most 200. Source: as for `originScheme`.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "20 * (1 + child_complexity)")]
    async fn origin_schemes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day. By default today in the territory.")] as_of: Option<Day>,
        #[graphql(desc = "The language of texts. By default what `Accept-Language` asks for.")] language: Option<Language>,
    ) -> Result<Vec<OriginScheme>> {
        let (day, known_at) = (graphql::day(ctx, as_of), graphql::instant(ctx, None));
        let language = graphql::language(ctx, language);
        let found: Vec<Scheme> = ctx.data_unchecked::<Origins>().schemes(day, known_at).await?;
        let of = |scheme| OriginScheme::of(Arc::new(scheme), language, Some((day, known_at)));
        Ok(found.into_iter().take(SCHEMES_MAX).map(of).collect())
    }
}
