//! The ways to bring goods in, as they are shown. Rows DUTY-M2, DUTY-M6, DUTY-N5.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, Result, SimpleObject};
use duty::option::{Open, Way};
use vocabulary::{AreaCode, Currency, Date, Language, Money, Timestamp};

use super::{
    computation::called,
    need::{self, DutyNeed},
};
use crate::{
    platform::money::decimal,
    tariff::{
        GoodsMeasureType,
        book::QuotaBalance,
        estimate::rules::Rules,
        origin::{OriginScheme, Origins},
    },
};

/// One lawful way to bring the goods of a line in.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct DutyWay {
    /// What is claimed; null for the normal duty.
    claim: Option<DutyClaim>,
    /// The rate of the duty in the words of its source.
    rate: Option<String>,
    /// The act it comes from.
    source_act: Option<String>,
    /// When it holds, in the words of its source: which documents, or which of several; null where it always does.
    condition: Option<String>,
    /// The documents that its rate and its condition name, by their codes; of alternatives one is enough, as `condition` says.
    documents: Vec<String>,
    /// The quota it draws from.
    quota: Option<QuotaBalance>,
    /// Whether it is open.
    open: WayOpen,
    /// The currency of the amounts.
    currency: Currency,
    /// What is due on the line this way, with every document at hand; null where something is missing.
    line_total: Option<String>,
    /// What is due on the whole declaration this way.
    total: Option<String>,
    /// So much less is due on the declaration than under the normal duty; below zero where it is more.
    saves: Option<String>,
    /// What is due on the line without the documents that are not at hand, where that is another amount.
    without_documents: Option<String>,
    /// Whether no other open way costs less.
    is_cheapest: bool,
    /// Everything that is missing.
    needs: Vec<DutyNeed>,
    #[graphql(skip)]
    claimed_under: Option<ClaimedUnder>,
}

/// The scheme of a way, to be read where it is asked for.
struct ClaimedUnder {
    area: AreaCode,
    day: Date,
    known_at: Timestamp,
    language: Language,
}

#[ComplexObject]
impl DutyWay {
    /// The agreement or scheme it is claimed under: its proofs of origin, who issues them, what they cost and how long they take; null for
    /// a way without one, and where its rules of origin are not published as data.
    async fn scheme(&self, ctx: &Context<'_>) -> Result<Option<OriginScheme>> {
        let Some(ClaimedUnder { area, day, known_at, language }) = &self.claimed_under else { return Ok(None) };
        let Ok(code) = area.as_str().parse() else { return Ok(None) };
        let found = ctx.data_unchecked::<Origins>().scheme(&code, *day, *known_at).await?;
        Ok(found.map(|scheme| OriginScheme::of(Arc::new(scheme), *language, None)))
    }
}

/// What is claimed instead of the normal duty: send it back as `claim` to take this way.
#[derive(SimpleObject)]
pub struct DutyClaim {
    /// What kind of measure.
    #[graphql(name = "type")]
    kind: GoodsMeasureType,
    /// The agreement or scheme.
    area: Option<String>,
    /// What the group of countries is called.
    area_name: Option<String>,
    /// The quota.
    quota: Option<String>,
}

/// Whether a way is open.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum WayOpen {
    /// It is.
    Yes,
    /// The quota cannot be drawn from.
    QuotaClosed,
    /// Less is left of the quota than these goods are.
    QuotaTooSmall,
}

/// Shows the ways of a line.
pub fn shown(rules: &Rules, ways: &[Way<'_>], language: Language) -> Vec<DutyWay> {
    let normal = ways.iter().find(|way| way.claim.is_none()).and_then(|way| way.total);
    ways.iter().map(|way| way_shown(rules, way, normal, language)).collect()
}

fn way_shown(rules: &Rules, way: &Way<'_>, normal: Option<Money>, language: Language) -> DutyWay {
    let saves = normal.zip(way.total).and_then(|(normal, total)| normal.minor.checked_sub(total.minor));
    let currency = rules.book.system().currency();
    let area = way.claim.as_ref().and_then(|claim| claim.area.clone());
    let claimed_under = area.map(|area| ClaimedUnder { area, day: rules.day, known_at: rules.known_at, language });
    DutyWay {
        claim: way.claim.as_ref().map(|claim| DutyClaim {
            kind: claim.kind.into(),
            area: claim.area.as_ref().map(ToString::to_string),
            area_name: claim.area.as_ref().and_then(|area| called(rules.book.area(area)?, language)),
            quota: claim.quota.as_ref().map(ToString::to_string),
        }),
        rate: way.measure.and_then(|measure| measure.rate.as_ref()).map(|printed| printed.text.to_string()),
        source_act: way.measure.map(|measure| measure.source_act.to_string()),
        condition: way.measure.map(|measure| measure.condition.to_string()).filter(|condition| !condition.is_empty()),
        documents: way.documents.iter().map(ToString::to_string).collect(),
        quota: way.quota.map(|quota| QuotaBalance::of(quota, rules.day)),
        open: match way.open {
            Open::Yes => WayOpen::Yes,
            Open::QuotaClosed => WayOpen::QuotaClosed,
            Open::QuotaTooSmall(_) => WayOpen::QuotaTooSmall,
        },
        currency,
        line_total: way.line.as_ref().ok().map(|total| decimal(*total)),
        total: way.total.map(decimal),
        saves: saves.map(|minor| decimal(Money::new(minor, currency))),
        without_documents: way.without_documents.map(decimal),
        is_cheapest: way.cheapest,
        needs: way.line.as_ref().err().map(|needs| need::shown(needs, language)).unwrap_or_default(),
        claimed_under,
    }
}
