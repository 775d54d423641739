//! This slice in the contract.

use async_graphql::{Context, Object, Result, SimpleObject};
use rust_decimal::Decimal;
use vocabulary::{Currency, FactId, Language};

use super::{
    cost::{AgencyFee, Missing, total},
    refusal::Refusal,
    service::{Asked, fees_of},
};
use crate::{
    fact::{Facts, FeeQuantity, PublishedFee, Reading, TransportMode, needed, published_fee},
    platform::{
        graphql,
        money::decimal,
        policy::{Role, may},
        refusal::refuse,
    },
    tariff::estimate::{ConsignmentInput, DutyComputation, Estimates},
};

/// How many units a fee can be counted by.
const UNITS_MAX: usize = 9;
/// For how many lines a calculation is weighed, as for `computeDuty`.
const LINES_COUNTED: usize = 50;

/// What goods cost until they are through.
#[derive(Default)]
pub struct LandedQuery;

/// What goods cost until they are through: duties and taxes, and beside them what agencies ask. Unbinding.
#[derive(SimpleObject)]
struct LandedCost {
    /// Duties, taxes and levies, as `computeDuty` works them out.
    duties: DutyComputation,
    /// The procedures whose fees are counted.
    procedures: Vec<FactId>,
    /// What each agency asks for its services, never part of the duties. Source: WTO TFA Article 6.1.
    fees: Vec<LandedFee>,
    /// The currency of the sums.
    currency: Currency,
    /// All fees that are not among the taxes; null where any of them has no amount.
    fees_total: Option<String>,
    /// Duties, taxes and fees together, without the goods themselves; null where anything of it is missing.
    total: Option<String>,
}

/// What an agency asks for a service.
#[derive(SimpleObject)]
struct LandedFee {
    /// Which fee.
    id: FactId,
    /// The fee as it is published, with its law, who confirmed it and how it is paid; null where none of that name is in force.
    fee: Option<PublishedFee>,
    /// The procedures in which it is paid.
    procedures: Vec<FactId>,
    /// How many times; a decimal.
    times: String,
    /// How much that is, a decimal in the currency of the sums; null where it is not known.
    amount: Option<String>,
    /// What has to be known: `customsValue`, a unit such as `TONNE`, `currency` where it is asked in another one, `fee` where no such fee is
    /// in force, `smallerAmounts`; null where the amount is known.
    needs: Option<String>,
    /// Whether it is worked out among the taxes already: then it is not in the sum of fees.
    is_among_taxes: bool,
}

#[Object]
impl LandedQuery {
    /// Works out duties and taxes as `computeDuty` does, and beside them what every agency asks in the procedures that the goods go through.
    /// A fee that several procedures name is counted once. At most 50 fees.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "LINES_COUNTED * (1 + child_complexity)")]
    async fn landed_cost(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The consignment.")] input: ConsignmentInput,
        #[graphql(
            desc = "The procedures it goes through, at most 10. By default those that speak of its goods by their codes; general \
                          ones, such as the import declaration, have to be named."
        )]
        procedures: Option<Vec<FactId>>,
        #[graphql(desc = "How the goods move.")] mode: Option<TransportMode>,
        #[graphql(
            desc = "How many of each unit that fees are counted by; at most 9. The weight is that of the lines where none is said."
        )]
        quantities: Option<Vec<FeeQuantity>>,
        #[graphql(desc = "The language of names and sentences. By default what `Accept-Language` asks for.")] language: Option<
            Language,
        >,
    ) -> Result<LandedCost> {
        let language = graphql::language(ctx, language);
        let known_at = graphql::instant(ctx, input.known_at);
        let declaration = input.declaration(graphql::day(ctx, None)).map_err(|refusal| refuse(&refusal))?;
        let estimates = ctx.data_unchecked::<Estimates>();
        let rules = estimates.rules(&declaration, known_at).await?.map_err(|refusal| refuse(&refusal))?;
        let quantities = quantities.unwrap_or_default();
        if quantities.len() > UNITS_MAX {
            return Err(refuse(&Refusal::TooMany { limit: UNITS_MAX }));
        }
        let quantities = quantities.into_iter().map(FeeQuantity::counted).collect::<Result<_>>()?;
        let computation = rules.compute(&declaration);
        let asked = Asked {
            procedures,
            mode: mode.map(Into::into),
            quantities,
            rules: &rules,
            declaration: &declaration,
            computation: &computation,
        };
        let found = fees_of(ctx.data_unchecked::<Facts>(), asked).await?.map_err(|refusal| refuse(&refusal))?;
        let currency = rules.book.system().currency();
        let fees_total = total(&found.fees, currency);
        let sum = fees_total.zip(computation.total).and_then(|(fees, duties)| fees.checked_add(duties).ok());
        let with_steps = ctx.look_ahead().field("duties").field("steps").exists();
        let reading = Reading { language, as_of: rules.day, known_at };
        Ok(LandedCost {
            duties: DutyComputation::of(&rules, &declaration, language, with_steps),
            procedures: found.procedures,
            fees: found.fees.into_iter().map(|fee| LandedFee::of(fee, &reading)).collect(),
            currency,
            fees_total: fees_total.map(decimal),
            total: sum.map(decimal),
        })
    }
}

impl LandedFee {
    fn of(fee: AgencyFee, reading: &Reading) -> LandedFee {
        let needs = fee.due.err().map(|missing| match missing {
            Missing::Fee => "fee".to_owned(),
            Missing::Currency => "currency".to_owned(),
            Missing::TooLarge => "smallerAmounts".to_owned(),
            Missing::Needs(what) => needed(what),
        });
        LandedFee {
            id: fee.id,
            fee: fee.fact.and_then(|fact| published_fee(fact, reading)),
            procedures: fee.procedures,
            times: Decimal::normalize(&fee.times).to_string(),
            amount: fee.due.ok().map(decimal),
            needs,
            is_among_taxes: fee.is_among_taxes,
        }
    }
}
