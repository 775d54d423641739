//! This slice in the contract.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use vocabulary::{Date, FactId, HsCode, Language, Period, PublicationId, scalar::Day};

use super::{
    change::{CodeChange, What},
    service::{CHANGES_MAX, changes_of},
};
use crate::{
    fact::{Fact, Facts},
    platform::{
        graphql,
        policy::{Role, may},
        refusal::{Refusal, refuse},
    },
    tariff::{ChangeKind, GoodsMeasureType, Measures, Nomenclature},
};

/// Something that happened to a code, or to a measure on it or on a code above it.
#[derive(SimpleObject)]
struct GoodsChange {
    /// The first day of what is new.
    day: Day,
    /// What happened.
    kind: GoodsChangeKind,
    /// The code it happened to: the one asked for, or one above it, without the zeros that only pad it.
    code: HsCode,
    /// The language of the description that changed.
    language: Option<Language>,
    /// What was so before: the description, or the rate as printed; null where nothing was.
    before: Option<String>,
    /// What is so from that day on; null where the line left the tariff, or the measure ended.
    after: Option<String>,
    /// What the measure does; null where the line itself changed.
    measure_type: Option<GoodsMeasureType>,
    /// The country (ISO 3166-1 alpha-2) or group of countries the measure holds for; null for goods of any origin.
    origin: Option<String>,
    /// When the measure holds, in the words of its source; null where it always does.
    condition: Option<String>,
    /// The legal act it comes from, as one would cite it; null where neither the tariff nor a notice names one.
    legal_act: Option<String>,
    /// The public notice that announced it, found by code, day and rate; null where none did. Source: WTO TFA Article 2.1.
    notice: Option<AnnouncingNotice>,
}

/// A public notice that announced a change. Source: WTO TFA Article 2.1.
#[derive(SimpleObject)]
struct AnnouncingNotice {
    /// The notice, as in `notices`.
    id: FactId,
    /// What it is called.
    name: String,
    /// The day it was published in the gazette.
    announced_on: Day,
    /// The law or regulation it rests on.
    act: String,
    /// The number of the official gazette.
    gazette: String,
    /// The page of the gazette, from 1.
    page: u32,
    /// Where it can be read.
    url: String,
    /// The publication that explains it.
    publication_id: Option<PublicationId>,
}

/// What can happen to a code.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum GoodsChangeKind {
    /// It came into the tariff.
    Added,
    /// It left the tariff.
    Ended,
    /// Goods can be declared under it from that day.
    BecameDeclarable,
    /// Goods can no longer be declared under it: it has lines below.
    CeasedDeclarable,
    /// Its description came or changed.
    Described,
    /// A measure on it, or on a code above it, began.
    MeasureBegan,
    /// A measure on it, or on a code above it, has another rate.
    MeasureChanged,
    /// A measure on it, or on a code above it, ended.
    MeasureEnded,
}

impl GoodsChange {
    fn of(change: CodeChange, language: Language) -> GoodsChange {
        let plain = GoodsChange {
            day: Day(change.day),
            kind: GoodsChangeKind::Added,
            code: change.code.significant().parse().unwrap_or(change.code),
            language: None,
            before: None,
            after: None,
            measure_type: None,
            origin: None,
            condition: None,
            legal_act: change.act,
            notice: change.notice.map(|notice| AnnouncingNotice::of(notice, language)),
        };
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        match change.what {
            What::Line(ChangeKind::Added) => plain,
            What::Line(ChangeKind::Ended) => GoodsChange { kind: GoodsChangeKind::Ended, ..plain },
            What::Line(ChangeKind::Declarable(true)) => GoodsChange { kind: GoodsChangeKind::BecameDeclarable, ..plain },
            What::Line(ChangeKind::Declarable(false)) => GoodsChange { kind: GoodsChangeKind::CeasedDeclarable, ..plain },
            What::Line(ChangeKind::Described { language, before, after }) => {
                GoodsChange { kind: GoodsChangeKind::Described, language: Some(language), before, after: Some(after), ..plain }
            }
            What::Measure { measure, before, after } => GoodsChange {
                kind: match (&before, &after) {
                    (None, _) => GoodsChangeKind::MeasureBegan,
                    (_, None) => GoodsChangeKind::MeasureEnded,
                    _ => GoodsChangeKind::MeasureChanged,
                },
                before: before.and_then(some),
                after: after.and_then(some),
                measure_type: Some(measure.key.measure_type.into()),
                origin: measure.key.origin.map(|origin| origin.to_string()),
                condition: some(measure.key.condition),
                ..plain
            },
        }
    }
}

impl AnnouncingNotice {
    fn of(notice: Fact, language: Language) -> AnnouncingNotice {
        let content = notice.content;
        AnnouncingNotice {
            name: content.name.within(language).map_or(notice.id.as_str(), |(_, name)| name).to_owned(),
            announced_on: Day(content.announcement.announced_on),
            act: content.provenance.act,
            gazette: content.provenance.gazette,
            page: content.provenance.page,
            url: content.provenance.url,
            publication_id: content.publication_id,
            id: notice.id,
        }
    }
}

/// A span of days without a day in it.
struct SpanRefusal {
    from: Date,
    until: Date,
}

impl Refusal for SpanRefusal {
    fn code(&self) -> &'static str {
        "PERIOD_INVALID"
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        vec![("from", self.from.to_string()), ("until", self.until.to_string())]
    }
}

/// Queries over what happened.
#[derive(Default)]
pub struct HistoryQuery;

#[Object]
impl HistoryQuery {
    /// What happened to a code, oldest first: when its line came, changed and went, and what became of the measures on it and on the
    /// codes above it, each with the act and the notice that announced it. At most the newest 200 changes: `until` the day of the first of
    /// them tells of those before. Source: row PUB-M7.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "CHANGES_MAX * (1 + child_complexity)")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code, in any spelling and script, padded or not.")] code: HsCode,
        #[graphql(desc = "The first day looked at. By default 1900-01-01.")] from: Option<Day>,
        #[graphql(desc = "The first day no longer looked at. By default no end.")] until: Option<Day>,
        #[graphql(desc = "The language of the names of notices. By default what `Accept-Language` asks for.")] language: Option<
            Language,
        >,
    ) -> Result<Vec<GoodsChange>> {
        let from = from.map_or(jiff::civil::date(1900, 1, 1), |day| day.0);
        let span = Period::new(from, until.map(|day| day.0))
            .map_err(|error| refuse(&SpanRefusal { from: error.from, until: error.until }))?;
        let sources = (ctx.data_unchecked::<Nomenclature>(), ctx.data_unchecked::<Measures>(), ctx.data_unchecked::<Facts>());
        let changes = changes_of(sources, &code, span).await?;
        let language = graphql::language(ctx, language);
        Ok(changes.into_iter().map(|change| GoodsChange::of(change, language)).collect())
    }
}
