//! This slice in the contract.

use async_graphql::{
    ComplexObject, Context, Enum, InputObject, Object, Result, SimpleObject,
    connection::{Connection, Edge},
};
use rust_decimal::Decimal;
use vocabulary::{
    Article11, AuthorityCode, Date, FactId, HsCode, Language, PublicationId, Timestamp,
    scalar::{Day, Instant},
};

use super::{
    announcement::ExceptionKind,
    body::Body,
    fact::{Fact, Texts},
    fee::{Amount, Base, Fee, Needed, Parameters, PayBy, Undetermined, Unit},
    kind::FactKind,
    notice::{Changed, Severity, Topic},
    office::{Office, OfficeKind},
    procedure::{Mode, Online, PaperState, Procedure, Step},
    ruling::{RelationKind, RulingKind, RulingStatus},
    service::{FactFilter, Facts, FactsRequest},
};
use crate::{
    platform::{
        graphql,
        pagination::{PageRefusal, PageSize},
        refusal::refuse,
    },
    publication::TradeDirection,
};

/// How many items of a list within a fact are shown; no law known to us has more.
const ITEMS_MAX: usize = 60;

/// What every published fact carries.
#[derive(SimpleObject)]
struct FactHeader {
    /// The lasting name within its kind.
    id: FactId,
    /// What it is called.
    name: String,
    /// The language of the name. It may differ from the one asked for.
    language: Language,
    /// One sentence for a small screen, at most 160 characters; null where nobody wrote one.
    summary: Option<String>,
    /// The authority it belongs to.
    authority: AuthorityCode,
    /// The letter of WTO TFA Article 1.1 that it answers.
    article11: Article11,
    /// Which way the goods move.
    direction: TradeDirection,
    /// The goods it is about; empty where it is about all goods.
    hs_codes: Vec<HsCode>,
    /// The publication that explains it.
    publication_id: Option<PublicationId>,
    /// Where it stands in the law.
    source: FactSource,
    /// Who says that it is right, and until when.
    attestation: FactAttestation,
    /// The day it was published in the gazette. Source: WTO TFA Article 2.1.2.
    announced_on: Day,
    /// How many days lie between the announcement and the first day.
    lead_days: i32,
    /// Why it could begin sooner than others; null where it did not.
    exception: Option<LeadTimeException>,
    /// The first day it is in force.
    valid_from: Day,
    /// The first day it is no longer in force; null where no end is known.
    valid_until: Option<Day>,
    /// When this revision was recorded.
    recorded_at: Instant,
    /// Counts the revisions, from 1.
    version: i32,
}

/// Where a fact stands in the law.
#[derive(SimpleObject)]
struct FactSource {
    /// The law or regulation, with its section.
    act: String,
    /// The number of the official gazette.
    gazette: String,
    /// The page of the gazette, from 1.
    page: u32,
    /// Where it can be read.
    url: String,
    /// The day the fact was taken from it.
    captured_on: Day,
}

/// Who says that a fact is right.
#[derive(SimpleObject)]
struct FactAttestation {
    /// The staff number of the officer.
    officer: String,
    /// The day it was last confirmed.
    confirmed_on: Day,
    /// The day by which it has to be confirmed again.
    review_due_on: Day,
    /// Whether that day is over: then ask before you rely on it.
    is_overdue: bool,
}

/// Why a rule began sooner than others. Source: WTO TFA Article 2.1.3.
#[derive(SimpleObject)]
struct LeadTimeException {
    /// Which of the excepted cases it is.
    kind: LeadTimeExceptionKind,
    /// Why, in a sentence.
    reason: String,
}

/// What facts must be. An absent field does not restrict.
#[derive(Default, InputObject)]
struct FactsFilter {
    /// This one alone.
    id: Option<FactId>,
    /// Of this authority.
    authority: Option<AuthorityCode>,
    /// Answering this letter of WTO TFA Article 1.1.
    article11: Option<Article11>,
    /// Explained by this publication.
    publication_id: Option<PublicationId>,
    /// About these goods, or about all goods.
    hs_code: Option<HsCode>,
}

/// Names the values of an enum of the rules in the contract.
macro_rules! exposed {
    ($(#[$doc:meta])* $name:ident = $remote:literal { $($(#[$variant_doc:meta])* $variant:ident),+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Enum)]
        #[graphql(remote = $remote)]
        enum $name {
            $($(#[$variant_doc])* $variant),+
        }
    };
}

exposed!(
    /// The cases that WTO TFA Article 2.1.3 excepts from the time between announcement and entry into force.
    LeadTimeExceptionKind = "ExceptionKind" {
        /// A change of a rate of duty.
        DutyRate,
        /// A measure that relieves traders.
        Relief,
        /// A measure that early notice would undermine.
        WouldUndermine,
        /// A measure applied in urgent circumstances.
        Urgent,
        /// A minor change of domestic law.
        MinorLaw
    }
);
exposed!(
    /// What a fee is counted by.
    FeeUnit = "Unit" {
        /// 1,000 kg.
        Tonne,
        /// A container.
        Container,
        /// A day begun.
        Day,
        /// An hour begun.
        Hour,
        /// A page.
        Page,
        /// A document.
        Document,
        /// An animal.
        Animal,
        /// A vehicle.
        Vehicle,
        /// A kilogram.
        Kilogram
    }
);
exposed!(
    /// How a fee can be paid.
    PaymentMeans = "PayBy" {
        /// By card.
        Card,
        /// By mobile money.
        MobileMoney,
        /// At or through a bank.
        Bank,
        /// In cash.
        Cash
    }
);
exposed!(
    /// What sort of office.
    PublishedOfficeKind = "OfficeKind" {
        /// An office of the customs administration inland.
        CustomsOffice,
        /// A post at the land border.
        BorderPost,
        /// A seaport.
        Port,
        /// An airport.
        Airport,
        /// The counter of another agency.
        AgencyCounter,
        /// A laboratory.
        Laboratory,
        /// The national enquiry point. Source: WTO TFA Article 1.3.
        EnquiryDesk
    }
);
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
exposed!(
    /// What a notice is about.
    NoticeTopic = "Topic" {
        /// Fees and charges.
        Fees,
        /// Duties and the nomenclature.
        Tariff,
        /// Offices and their hours.
        Offices,
        /// Computer systems.
        Systems,
        /// Prohibitions and restrictions.
        Restrictions,
        /// Trade agreements.
        Agreements,
        /// Tariff quotas.
        Quotas,
        /// How things are done.
        Procedures
    }
);
exposed!(
    /// How much a notice matters.
    NoticeSeverity = "Severity" {
        /// Good to know.
        Information,
        /// Costs time or money when missed.
        Warning,
        /// Has to be acted on at once.
        Urgent
    }
);
exposed!(
    /// What sort of thing a notice changes.
    NoticeChanged = "Changed" {
        /// A fee.
        Fee,
        /// A duty.
        Duty,
        /// An office.
        Office,
        /// A quota.
        Quota,
        /// Another rule.
        Rule
    }
);
exposed!(
    /// What a ruling rules on.
    RulingSubject = "RulingKind" {
        /// The code of the goods.
        Classification,
        /// Where they come from.
        Origin,
        /// What they are worth.
        Valuation
    }
);
exposed!(
    /// Whether a ruling stands.
    RulingState = "RulingStatus" {
        /// It binds customs.
        InForce,
        /// Another ruling changed it.
        Modified,
        /// It was taken back.
        Revoked,
        /// Its time is over.
        Expired
    }
);
exposed!(
    /// How a ruling bears on another.
    RulingRelationKind = "RelationKind" {
        /// It changes a part of it.
        Modifies,
        /// It takes it back.
        Revokes,
        /// It stands in its place.
        Replaces,
        /// It relies on it.
        Cites
    }
);

/// A fee or charge. Source: WTO TFA Article 6.1.
#[derive(SimpleObject)]
pub struct PublishedFee {
    #[graphql(flatten)]
    header: FactHeader,
    /// The service it pays for.
    service: String,
    /// The amount, where it is always the same; a decimal in `currency`.
    fixed: Option<String>,
    /// Percent of the customs value, where it is a part of that; a decimal.
    percent: Option<String>,
    /// No less than this; a decimal in `currency`.
    minimum: Option<String>,
    /// No more than this; a decimal in `currency`.
    maximum: Option<String>,
    /// The amount for each `per`, where it is counted; a decimal in `currency`.
    each: Option<String>,
    /// What it is counted by.
    per: Option<FeeUnit>,
    /// The ISO 4217 code of the currency.
    currency: String,
    /// How it can be paid.
    pay_by: Vec<PaymentMeans>,
    /// When it is due.
    due: Option<String>,
}

/// A form that traders fill in. Source: WTO TFA Article 1.2.1 (b).
#[derive(SimpleObject)]
pub struct PublishedForm {
    #[graphql(flatten)]
    header: FactHeader,
    /// The number printed on it.
    number: String,
    /// Its files, one for each language.
    files: Vec<PublishedFormFile>,
    /// The procedures that ask for it.
    used_in: Vec<FactId>,
}

/// A file of a form.
#[derive(SimpleObject)]
struct PublishedFormFile {
    /// The language it is printed in.
    language: Language,
    /// Its name.
    name: String,
    /// The SHA-256 of its bytes, in hexadecimal: a form that has another is not the one that was published.
    sha256: String,
    /// How many bytes it has.
    bytes: u64,
}

/// An office. Source: WTO TFA Article 1.2.1 (c).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct PublishedOffice {
    #[graphql(flatten)]
    header: FactHeader,
    /// What sort of office.
    kind: PublishedOfficeKind,
    /// Its place, in the manner of UN/LOCODE.
    locode: String,
    /// Where it is.
    address: Option<String>,
    /// Telephone number in international form.
    phone: String,
    /// E-mail address.
    email: String,
    /// Web address.
    url: Option<String>,
    /// What it does there, by the names of services.
    services: Vec<String>,
    #[graphql(skip)]
    office: Office,
    #[graphql(skip)]
    day: Date,
}

/// A slot in which an office is open.
#[derive(SimpleObject)]
struct OpeningSlot {
    /// From this time in the territory's zone (`08:30`).
    opens: String,
    /// Until this time (`16:00`); `23:59` is midnight.
    closes: String,
}

#[ComplexObject]
impl PublishedOffice {
    /// When it is open on a day, in order; empty where it is closed.
    #[graphql(complexity = "6 * (1 + child_complexity)")]
    async fn open(
        &self,
        #[graphql(desc = "The day. By default the day the office was asked for.")] on: Option<Day>,
    ) -> Vec<OpeningSlot> {
        let slots = self.office.open_on(on.map_or(self.day, |day| day.0)).into_iter().take(6);
        slots.map(|(opens, closes)| OpeningSlot { opens: opens.to_string(), closes: closes.to_string() }).collect()
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
struct FeeQuantity {
    /// The unit.
    per: FeeUnit,
    /// How many; a decimal.
    quantity: String,
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

/// What was asked for with a procedure: fees are looked up as of the same day and instant.
struct Reading {
    language: Language,
    as_of: Date,
    known_at: Timestamp,
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
        for FeeQuantity { per, quantity } in quantities.unwrap_or_default().into_iter().take(9) {
            parameters.quantities.push((per.into(), decimal(&quantity)?));
        }
        let (mut costs, mut undetermined): (Vec<(String, Decimal)>, Vec<UndeterminedFee>) = (Vec::new(), Vec::new());
        for (id, times) in self.procedure.fees(mode) {
            let key = (FactKind::Fee, id.clone());
            let fact = ctx.data_unchecked::<Facts>().read(key, self.read.as_of, self.read.known_at).await?;
            let Some(Fact { content: super::Content { body: Body::Fee(fee), .. }, .. }) = fact else {
                undetermined.push(UndeterminedFee { fee: id.clone(), needs: "fee".to_owned() });
                continue;
            };
            let due = fee.due(&parameters).and_then(|due| due.checked_mul(times).ok_or(Undetermined::TooLarge));
            match due {
                Ok(due) => match costs.iter_mut().find(|(currency, _)| *currency == fee.currency) {
                    Some((_, sum)) => *sum = sum.saturating_add(due),
                    None => costs.push((fee.currency.clone(), due)),
                },
                Err(why) => undetermined.push(UndeterminedFee { fee: id.clone(), needs: needed(why) }),
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

/// A public notice of a change. Source: WTO TFA Article 2.1.
#[derive(SimpleObject)]
pub struct PublishedNotice {
    #[graphql(flatten)]
    header: FactHeader,
    /// What it is about.
    topic: NoticeTopic,
    /// How much it matters.
    severity: NoticeSeverity,
    /// What it says.
    text: Option<String>,
    /// What changes, so that a machine can read it.
    changes: Vec<NoticeChange>,
}

/// One value that a notice changes.
#[derive(SimpleObject)]
struct NoticeChange {
    /// What sort of thing changes.
    of: NoticeChanged,
    /// The fact that changes.
    fact_id: Option<FactId>,
    /// The HS code whose treatment changes.
    code: Option<HsCode>,
    /// The value before; null for what is new.
    before: Option<String>,
    /// The value after; null for what ends.
    after: Option<String>,
    /// What both are counted in.
    unit: Option<String>,
    /// The first day of the value after.
    effective_on: Day,
}

/// An advance ruling. Source: WTO TFA Article 3.
#[derive(SimpleObject)]
pub struct PublishedRuling {
    #[graphql(flatten)]
    header: FactHeader,
    /// The number it is cited by.
    number: String,
    /// What it rules on.
    subject: RulingSubject,
    /// The code of the goods.
    code: HsCode,
    /// What the goods are.
    facts: Option<String>,
    /// What was decided.
    decision: Option<String>,
    /// Why.
    reasons: Option<String>,
    /// Words to find it by.
    keywords: Vec<String>,
    /// Whether it stands.
    status: RulingState,
    /// How it bears on other rulings.
    relations: Vec<RulingRelation>,
    /// The legal notes it stands on, each by its scope (`section:11`, `09`, `0901`).
    cites: Vec<String>,
    /// Whether what would name the applicant was taken out.
    is_redacted: bool,
}

/// How a ruling bears on another.
#[derive(SimpleObject)]
struct RulingRelation {
    /// How.
    kind: RulingRelationKind,
    /// On which.
    ruling: FactId,
}

/// Queries over facts.
#[derive(Default)]
pub struct FactQuery;

/// Writes a query for the facts of each kind.
macro_rules! fact_query {
    ($($(#[$doc:meta])* $field:ident: $type:ident = $kind:ident, $shown:ident);+ $(;)?) => {
        #[Object]
        impl FactQuery {
            /// A procedure as in force on a day, with its steps and what they come to; null where there is none.
            /// Source: WTO TFA Article 1.2.1 (a).
            async fn procedure(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "The procedure.")] id: FactId,
                #[graphql(desc = "The language wanted. By default what `Accept-Language` asks for.")] language: Option<Language>,
                #[graphql(desc = "The day it is in force. By default today in the territory.")] as_of: Option<Day>,
                #[graphql(desc = "What we said at this instant, later corrections left out. By default now.")]
                known_at: Option<Instant>,
            ) -> Result<Option<PublishedProcedure>> {
                let read = Reading {
                    language: graphql::language(ctx, language),
                    as_of: graphql::day(ctx, as_of),
                    known_at: graphql::instant(ctx, known_at),
                };
                let fact = ctx.data_unchecked::<Facts>().read((FactKind::Procedure, id), read.as_of, read.known_at).await?;
                Ok(fact.and_then(|fact| {
                    let (header, body) = header(fact, &read);
                    procedure(header, body, &read)
                }))
            }

            $(
                $(#[$doc])*
                #[graphql(complexity = "1 + PageSize::MAX.get() * child_complexity")]
                #[allow(clippy::too_many_arguments, reason = "each is an argument of the contract")]
                async fn $field(
                    &self,
                    ctx: &Context<'_>,
                    #[graphql(desc = "What they must be.")] filter: Option<FactsFilter>,
                    #[graphql(desc = "The language wanted; another is served, and named, where there is no text in it. \
                                      By default what `Accept-Language` asks for.")]
                    language: Option<Language>,
                    #[graphql(desc = "The day they are in force. By default today in the territory.")] as_of: Option<Day>,
                    #[graphql(desc = "What we said at this instant, later corrections left out. By default now.")]
                    known_at: Option<Instant>,
                    #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
                    #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
                ) -> Result<Connection<String, $type>> {
                    let asked = Asked { filter, language, as_of, known_at, first, after };
                    page(ctx, FactKind::$kind, asked, $shown).await
                }
            )+
        }
    };
}

fact_query! {
    /// Fees and charges in force on a day, in the order of ids. Source: WTO TFA Articles 1.1 (c) and 6.1.
    fees: PublishedFee = Fee, fee;
    /// Forms in use on a day, in the order of ids. Source: WTO TFA Article 1.2.1 (b).
    forms: PublishedForm = Form, form;
    /// Offices, in the order of ids. Source: WTO TFA Article 1.2.1 (c).
    offices: PublishedOffice = Office, office;
    /// Procedures in force on a day, in the order of ids. Source: WTO TFA Article 1.2.1 (a).
    procedures: PublishedProcedure = Procedure, procedure;
    /// Public notices in force on a day, in the order of ids; ask for a later day to see what is coming. Source: WTO TFA Article 2.1.
    notices: PublishedNotice = Notice, notice;
    /// Advance rulings, in the order of ids. Source: WTO TFA Article 3.
    rulings: PublishedRuling = Ruling, ruling
}

/// The arguments that every list of facts takes.
struct Asked {
    filter: Option<FactsFilter>,
    language: Option<Language>,
    as_of: Option<Day>,
    known_at: Option<Instant>,
    first: Option<i64>,
    after: Option<String>,
}

async fn page<T: async_graphql::OutputType>(
    ctx: &Context<'_>,
    kind: FactKind,
    asked: Asked,
    shown: fn(FactHeader, Body, &Reading) -> Option<T>,
) -> Result<Connection<String, T>> {
    let after: Option<FactId> = asked.after.map(|cursor| cursor.parse()).transpose().map_err(|_| refuse(&PageRefusal::Cursor))?;
    let has_previous = after.is_some();
    let filter = asked.filter.unwrap_or_default();
    let read = Reading {
        language: graphql::language(ctx, asked.language),
        as_of: graphql::day(ctx, asked.as_of),
        known_at: graphql::instant(ctx, asked.known_at),
    };
    let request = FactsRequest {
        kind,
        as_of: read.as_of,
        known_at: read.known_at,
        filter: FactFilter {
            id: filter.id,
            authority: filter.authority,
            article11: filter.article11,
            publication_id: filter.publication_id,
            hs_code: filter.hs_code,
        },
        first: PageSize::new(asked.first).map_err(|refusal| refuse(&refusal))?,
        after,
    };
    let (facts, has_next) = ctx.data_unchecked::<Facts>().list(&request).await?;
    let mut page = Connection::new(has_previous, has_next);
    for fact in facts {
        let id = fact.id.to_string();
        let (header, body) = header(fact, &read);
        page.edges.extend(shown(header, body, &read).map(|node| Edge::new(id, node)));
    }
    Ok(page)
}

fn header(fact: Fact, read: &Reading) -> (FactHeader, Body) {
    let content = fact.content;
    let (language, name) = content.name.within(read.language).unwrap_or((read.language, fact.id.as_str()));
    let (attestation, provenance) = (content.attestation, content.provenance);
    let header = FactHeader {
        name: name.to_owned(),
        language,
        summary: text(&content.summary, read.language),
        authority: content.authority,
        article11: content.article11,
        direction: content.direction.into(),
        hs_codes: content.hs_codes,
        publication_id: content.publication_id,
        source: FactSource {
            act: provenance.act,
            gazette: provenance.gazette,
            page: provenance.page,
            url: provenance.url,
            captured_on: Day(provenance.captured_on),
        },
        attestation: FactAttestation {
            is_overdue: attestation.is_overdue(read.as_of),
            officer: attestation.officer,
            confirmed_on: Day(attestation.confirmed_on),
            review_due_on: Day(attestation.review_due_on),
        },
        announced_on: Day(content.announcement.announced_on),
        lead_days: content.announcement.lead_days(fact.validity.from()),
        exception: content
            .announcement
            .exception
            .map(|exception| LeadTimeException { kind: exception.kind.into(), reason: exception.reason }),
        valid_from: Day(fact.validity.from()),
        valid_until: fact.validity.until().map(Day),
        recorded_at: Instant(fact.recorded_at),
        version: fact.version,
        id: fact.id,
    };
    (header, content.body)
}

fn fee(header: FactHeader, body: Body, read: &Reading) -> Option<PublishedFee> {
    let Body::Fee(Fee { service, amount, currency, pay_by, when, .. }) = body else { return None };
    let shown = PublishedFee {
        header,
        service,
        fixed: None,
        percent: None,
        minimum: None,
        maximum: None,
        each: None,
        per: None,
        currency,
        pay_by: pay_by.into_iter().map(PaymentMeans::from).collect(),
        due: text(&when, read.language),
    };
    Some(match amount {
        Amount::Fixed(amount) => PublishedFee { fixed: Some(amount.fixed.to_string()), ..shown },
        Amount::Share(amount) => {
            let Base::CustomsValue = amount.of;
            PublishedFee {
                percent: Some(amount.percent.to_string()),
                minimum: amount.minimum.map(|bound| bound.to_string()),
                maximum: amount.maximum.map(|bound| bound.to_string()),
                ..shown
            }
        }
        Amount::Each(amount) => PublishedFee { each: Some(amount.each.to_string()), per: Some(amount.per.into()), ..shown },
    })
}

fn form(header: FactHeader, body: Body, _read: &Reading) -> Option<PublishedForm> {
    let Body::Form(form) = body else { return None };
    let files = form.files.into_iter().map(|(language, file)| PublishedFormFile {
        language,
        name: file.name,
        sha256: file.sha256,
        bytes: file.bytes,
    });
    Some(PublishedForm { header, number: form.number, files: files.collect(), used_in: form.used_in })
}

fn office(header: FactHeader, body: Body, read: &Reading) -> Option<PublishedOffice> {
    let Body::Office(office) = body else { return None };
    Some(PublishedOffice {
        header,
        kind: office.kind.into(),
        locode: office.locode.clone(),
        address: text(&office.address, read.language),
        phone: office.phone.clone(),
        email: office.email.clone(),
        url: office.url.clone(),
        services: office.services.clone(),
        office,
        day: read.as_of,
    })
}

fn procedure(header: FactHeader, body: Body, read: &Reading) -> Option<PublishedProcedure> {
    let Body::Procedure(procedure) = body else { return None };
    let read = Reading { language: read.language, as_of: read.as_of, known_at: read.known_at };
    Some(PublishedProcedure { header, procedure, read })
}

fn notice(header: FactHeader, body: Body, read: &Reading) -> Option<PublishedNotice> {
    let Body::Notice(notice) = body else { return None };
    let changes = notice.changes.into_iter().take(ITEMS_MAX).map(|change| NoticeChange {
        of: change.of.into(),
        fact_id: change.id,
        code: change.code,
        before: change.before,
        after: change.after,
        unit: change.unit,
        effective_on: Day(change.effective_on),
    });
    Some(PublishedNotice {
        header,
        topic: notice.topic.into(),
        severity: notice.severity.into(),
        text: text(&notice.text, read.language),
        changes: changes.collect(),
    })
}

fn ruling(header: FactHeader, body: Body, read: &Reading) -> Option<PublishedRuling> {
    let Body::Ruling(ruling) = body else { return None };
    let relations = ruling.relations.into_iter().take(ITEMS_MAX);
    Some(PublishedRuling {
        header,
        number: ruling.number,
        subject: ruling.kind.into(),
        code: ruling.code,
        facts: text(&ruling.facts, read.language),
        decision: text(&ruling.decision, read.language),
        reasons: text(&ruling.reasons, read.language),
        keywords: ruling.keywords,
        status: ruling.status.into(),
        relations: relations.map(|relation| RulingRelation { kind: relation.kind.into(), ruling: relation.ruling }).collect(),
        cites: ruling.cites,
        is_redacted: ruling.redacted,
    })
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

fn text(texts: &Texts, language: Language) -> Option<String> {
    texts.within(language).map(|(_, text)| text.to_owned())
}

fn decimal(text: &str) -> Result<Decimal> {
    let shown = || super::service::DecimalRefusal { value: text.chars().take(60).collect() };
    let number: Decimal = text.parse().map_err(|_| refuse(&shown()))?;
    if number.is_sign_negative() { Err(refuse(&shown())) } else { Ok(number) }
}

fn needed(why: Undetermined) -> String {
    match why {
        Undetermined::Needs(Needed::CustomsValue) => "customsValue".to_owned(),
        Undetermined::Needs(Needed::Quantity(unit)) => async_graphql::resolver_utils::enum_value(FeeUnit::from(unit)).to_string(),
        Undetermined::TooLarge => "smallerAmounts".to_owned(),
    }
}
