//! What a procedure shows: its steps, and what they come to.

use async_graphql::{ComplexObject, Context, Enum, InputObject, Object, Result, SimpleObject};
use rust_decimal::Decimal;
use vocabulary::{
    FactId, Language, PublicationId,
    scalar::{Day, Instant},
};

use super::{FactHeader, ITEMS_MAX, Reading, exposed, fee::FeeUnit, text};
use crate::{
    fact::{
        body::Body,
        fact::{Content, Fact, Texts},
        fee::{Needed, Parameters, Undetermined, Unit},
        kind::FactKind,
        procedure::{Mode, Online, PaperState, Procedure, Step},
        service::Facts,
    },
    platform::{
        graphql,
        policy::{Role, may},
        refusal::{Refusal, refuse},
    },
};

/// The query for one procedure.
#[derive(Default)]
pub(super) struct ProcedureQuery;

#[Object]
impl ProcedureQuery {
    /// A procedure as in force on a day, with its steps and what they come to; null where there is none.
    /// Source: WTO TFA Article 1.2.1 (a).
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn procedure(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The procedure.")] id: FactId,
        #[graphql(desc = "The language wanted. By default what `Accept-Language` asks for.")] language: Option<Language>,
        #[graphql(desc = "The day it is in force. By default today in the territory.")] as_of: Option<Day>,
        #[graphql(desc = "What we said at this instant, later corrections left out. By default now.")] known_at: Option<Instant>,
    ) -> Result<Option<PublishedProcedure>> {
        let read = Reading {
            language: graphql::language(ctx, language),
            as_of: graphql::day(ctx, as_of),
            known_at: graphql::instant(ctx, known_at),
        };
        let fact = ctx.data_unchecked::<Facts>().read((FactKind::Procedure, id), read.as_of, read.known_at).await?;
        Ok(fact.and_then(|fact| {
            let (header, body) = FactHeader::of(fact, &read);
            shown(header, body, &read)
        }))
    }
}

/// A text that is not a decimal number of zero or more.
struct DecimalRefusal {
    value: String,
}

impl Refusal for DecimalRefusal {
    fn code(&self) -> &'static str {
        "DECIMAL_INVALID"
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        vec![("value", self.value.clone())]
    }
}

/// A procedure, step by step. Source: WTO TFA Article 1.2.1 (a).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct PublishedProcedure {
    #[graphql(flatten)]
    header: FactHeader,
    #[graphql(skip)]
    procedure: Procedure,
    #[graphql(skip)]
    read: Reading,
}

/// What a procedure comes to. Computed from its steps, never typed.
#[derive(SimpleObject)]
struct ProcedureTotals {
    /// How many steps.
    steps: usize,
    /// How many offices are dealt with, each counted once.
    offices: usize,
    /// How many papers are handed in, copies counted.
    documents: u32,
    /// How many steps can be done without going anywhere.
    online: usize,
    /// The least time, in minutes, waiting included.
    minutes_min: u32,
    /// The most time, in minutes, waiting included.
    minutes_max: u32,
    /// What the fees come to, by currency: decimals, unrounded.
    costs: Vec<ProcedureCost>,
    /// The fees that cannot be worked out, with what has to be known first.
    undetermined: Vec<UndeterminedFee>,
}

/// What fees come to in one currency.
#[derive(SimpleObject)]
struct ProcedureCost {
    /// The ISO 4217 code of the currency.
    currency: String,
    /// The sum, a decimal.
    amount: String,
}

/// A fee that cannot be worked out yet.
#[derive(SimpleObject)]
struct UndeterminedFee {
    /// The fee.
    fee: FactId,
    /// What has to be known: `customsValue`, a unit such as `TONNE`, or `fee` where no such fee is in force.
    needs: String,
}

/// How many of a unit there are.
#[derive(InputObject)]
pub struct FeeQuantity {
    /// The unit.
    per: FeeUnit,
    /// How many; a decimal.
    quantity: String,
}

impl FeeQuantity {
    /// Reads how many.
    ///
    /// # Errors
    /// Refuses what is no decimal of zero or more.
    pub fn counted(self) -> Result<(Unit, Decimal)> {
        Ok((self.per.into(), decimal(&self.quantity)?))
    }
}

/// A step of a procedure.
#[derive(SimpleObject)]
struct ProcedureStep {
    /// What names it within the procedure.
    id: String,
    /// The part of the procedure it belongs to.
    block: Option<String>,
    /// What the trader does.
    name: Option<String>,
    /// The office it is done at.
    office: FactId,
    /// The part of the office.
    unit: Option<String>,
    /// Where it can be done without going there; null where it cannot.
    online: Option<String>,
    /// The papers asked for.
    requires: Vec<RequiredPaper>,
    /// What the trader holds afterwards.
    results: Vec<String>,
    /// The law it stands on.
    laws: Vec<String>,
    /// Where to turn when it is refused or takes too long. Source: WTO TFA Article 4.1.
    recourse: StepRecourse,
    /// The least and the most minutes in the queue.
    queue_minutes: Vec<u32>,
    /// The least and the most minutes at the counter.
    counter_minutes: Vec<u32>,
    /// The least and the most minutes until the next step can begin.
    until_next_minutes: Vec<u32>,
    /// The fees to pay.
    fees: Vec<FactId>,
    /// The way of moving goods that alone needs this step; null where all do.
    only_by: Option<TransportMode>,
}

/// A paper asked for.
#[derive(SimpleObject)]
struct RequiredPaper {
    /// A form of ours.
    form: Option<FactId>,
    /// Or another document, by its name.
    document: Option<String>,
    /// In which state.
    state: PaperCondition,
    /// How many.
    copies: u8,
}

/// Where to turn when a step is refused.
#[derive(SimpleObject)]
struct StepRecourse {
    /// The office, or the authority, that reviews.
    to: String,
    /// Within how many days.
    days: u16,
    /// The publication that explains it.
    publication_id: PublicationId,
}

#[ComplexObject]
impl PublishedProcedure {
    /// The steps, in order; only those needed for a way of moving goods, where one is given.
    #[graphql(complexity = "ITEMS_MAX * (1 + child_complexity)")]
    async fn steps(&self, #[graphql(desc = "How the goods move.")] mode: Option<TransportMode>) -> Vec<ProcedureStep> {
        let blocks = self.procedure.blocks.iter().flat_map(|block| block.steps.iter().map(move |step| (&block.name, step)));
        let mode = mode.map(Mode::from);
        let needed: Vec<&str> = self.procedure.steps(mode).map(|step| step.id.as_str()).collect();
        let wanted = blocks.filter(|(_, step)| needed.contains(&step.id.as_str())).take(ITEMS_MAX);
        wanted.map(|(block, step)| step_shown(block, step, self.read.language)).collect()
    }

    /// What the steps come to; for a way of moving goods, and for goods, where they are given.
    #[graphql(complexity = "1 + 3 * child_complexity")]
    async fn totals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How the goods move.")] mode: Option<TransportMode>,
        #[graphql(desc = "The customs value, a decimal in the currency of the fees.")] customs_value: Option<String>,
        #[graphql(desc = "How many of each unit that fees are counted by; at most 9.")] quantities: Option<Vec<FeeQuantity>>,
    ) -> Result<ProcedureTotals> {
        let mode = mode.map(Mode::from);
        let totals = self.procedure.totals(mode);
        let mut parameters =
            Parameters { customs_value: customs_value.map(|text| decimal(&text)).transpose()?, quantities: Vec::new() };
        for quantity in quantities.unwrap_or_default().into_iter().take(9) {
            parameters.quantities.push(quantity.counted()?);
        }
        let (mut costs, mut undetermined): (Vec<(String, Decimal)>, Vec<UndeterminedFee>) = (Vec::new(), Vec::new());
        for (id, times) in self.procedure.fees(mode) {
            let key = (FactKind::Fee, id.clone());
            let fact = ctx.data_unchecked::<Facts>().read(key, self.read.as_of, self.read.known_at).await?;
            let Some(Fact { content: Content { body: Body::Fee(fee), .. }, .. }) = fact else {
                undetermined.push(UndeterminedFee { fee: id.clone(), needs: "fee".to_owned() });
                continue;
            };
            let due = fee.due(&parameters).and_then(|due| due.checked_mul(times).ok_or(Undetermined::TooLarge));
            match due {
                Ok(due) => match costs.iter_mut().find(|(currency, _)| *currency == fee.currency) {
                    Some((_, sum)) => *sum = sum.saturating_add(due),
                    None => costs.push((fee.currency.clone(), due)),
                },
                Err(why) => undetermined.push(UndeterminedFee { fee: id.clone(), needs: lacking(why) }),
            }
        }
        Ok(ProcedureTotals {
            steps: totals.steps,
            offices: totals.offices,
            documents: totals.documents,
            online: totals.online,
            minutes_min: totals.minutes.0,
            minutes_max: totals.minutes.1,
            costs: costs.into_iter().map(|(currency, sum)| ProcedureCost { currency, amount: sum.to_string() }).collect(),
            undetermined,
        })
    }
}

exposed!(
    /// In which state a paper is asked for.
    PaperCondition = "PaperState" {
        /// The original.
        Original,
        /// A plain copy.
        Copy,
        /// A copy that somebody entitled has certified.
        CertifiedCopy
    }
);

exposed!(
    /// How goods move. Source: UN/ECE Recommendation 19.
    TransportMode = "Mode" {
        /// By ship.
        Sea,
        /// By aeroplane.
        Air,
        /// By lorry or car.
        Road,
        /// By train.
        Rail,
        /// By post.
        Post
    }
);

pub(super) fn shown(header: FactHeader, body: Body, read: &Reading) -> Option<PublishedProcedure> {
    let Body::Procedure(procedure) = body else { return None };
    Some(PublishedProcedure { header, procedure, read: *read })
}

fn step_shown(block: &Texts, step: &Step, language: Language) -> ProcedureStep {
    let own = |texts: &Texts| text(texts, language);
    let span = |(least, most): (u32, u32)| vec![least, most];
    ProcedureStep {
        id: step.id.clone(),
        block: own(block),
        name: own(&step.name),
        office: step.office.clone(),
        unit: step.unit.as_ref().and_then(own),
        online: match &step.online {
            Online::At(address) => Some(address.clone()),
            Online::No(_) => None,
        },
        requires: step
            .requires
            .iter()
            .map(|paper| RequiredPaper {
                form: paper.form.clone(),
                document: paper.document.as_ref().and_then(own),
                state: paper.state.into(),
                copies: paper.copies,
            })
            .collect(),
        results: step.results.iter().filter_map(own).collect(),
        laws: step.laws.clone(),
        recourse: StepRecourse {
            to: step.recourse.to.clone(),
            days: step.recourse.days,
            publication_id: step.recourse.publication.clone(),
        },
        queue_minutes: span(step.minutes.queue),
        counter_minutes: span(step.minutes.counter),
        until_next_minutes: span(step.minutes.until_next),
        fees: step.costs.iter().map(|cost| cost.fee.clone()).collect(),
        only_by: step.only_if.map(|only_if| only_if.mode.into()),
    }
}

fn decimal(text: &str) -> Result<Decimal> {
    let refused = || DecimalRefusal { value: text.chars().take(60).collect() };
    let number: Decimal = text.parse().map_err(|_| refuse(&refused()))?;
    if number.is_sign_negative() { Err(refuse(&refused())) } else { Ok(number) }
}

/// Names what has to be known: `customsValue`, or a unit such as `TONNE`.
pub fn needed(what: Needed) -> String {
    match what {
        Needed::CustomsValue => "customsValue".to_owned(),
        Needed::Quantity(unit) => async_graphql::resolver_utils::enum_value(FeeUnit::from(unit)).to_string(),
    }
}

fn lacking(why: Undetermined) -> String {
    match why {
        Undetermined::Needs(what) => needed(what),
        Undetermined::TooLarge => "smallerAmounts".to_owned(),
    }
}
