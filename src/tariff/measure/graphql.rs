//! Measures in the contract.

use async_graphql::{ComplexObject, Context, Enum, Result, SimpleObject};
use duty::name::OrderNumber;
use vocabulary::{Date, HsCode, Timestamp, scalar::Day};

use super::rule::{Measure, MeasureType};
use crate::{
    platform::dataset::{DatasetEdition, NewestEdition},
    tariff::book::{Books, QuotaBalance},
};

/// A duty, tax, quota, restriction or prohibition on goods, in the words of its source. Source: WTO TFA Article 1.1 (b), (f), (j).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct GoodsMeasure {
    /// The line it is on, which may stand above the one asked for, without the zeros that only pad it.
    code: HsCode,
    /// What it does.
    #[graphql(name = "type")]
    measure_type: GoodsMeasureType,
    /// The country (ISO 3166-1 alpha-2) or group of countries whose goods it holds for; null for goods of any origin.
    origin: Option<String>,
    /// The duty, tax or levy it is a rate of (`duty`, `vat`).
    tax: String,
    /// Countries of the group that it does not hold for.
    excluded: Vec<String>,
    /// When it holds, in the words of its source; null where it always does.
    condition: Option<String>,
    /// Its rate as printed (`5 % + 2 XTS/kg`); null for restrictions and prohibitions.
    rate: Option<String>,
    /// The act it comes from, as one would cite it.
    source_act: String,
    /// The first day it is in force.
    valid_from: Day,
    /// The first day it is no longer in force; null where no end is known.
    valid_until: Option<Day>,
    #[graphql(skip)]
    edition: NewestEdition,
    #[graphql(skip)]
    drawn: Option<Drawn>,
}

/// The quota that a measure draws from, to be read where it is asked for.
struct Drawn {
    order: OrderNumber,
    day: Date,
    known_at: Timestamp,
}

#[ComplexObject]
impl GoodsMeasure {
    /// The edition of the measures that this was read from; null where none was recorded.
    async fn edition(&self, ctx: &Context<'_>) -> Result<Option<DatasetEdition>> {
        self.edition.get(ctx).await
    }

    /// The quota it draws from, as it stands on the day that was asked about; null for a measure without one, and where nothing is
    /// published of it for that day.
    async fn quota(&self, ctx: &Context<'_>) -> Result<Option<QuotaBalance>> {
        let Some(Drawn { order, day, known_at }) = &self.drawn else { return Ok(None) };
        let book = ctx.data_unchecked::<Books>().on(*day, *known_at).await?;
        Ok(book.and_then(|book| book.quota(order, *day).map(|quota| QuotaBalance::of(quota, *day))))
    }
}

/// What a measure does.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "MeasureType")]
pub enum GoodsMeasureType {
    /// Customs duty on goods of any origin.
    Duty,
    /// A lower duty under an agreement, given proof of origin.
    Preference,
    /// Another duty within a limited quantity.
    Quota,
    /// A duty that is suspended for a time.
    Suspension,
    /// A lower duty for goods put to a certain use.
    EndUse,
    /// The simplified regime of small traders.
    Simplified,
    /// A duty against dumping. Source: WTO Anti-Dumping Agreement.
    AntiDumping,
    /// A duty against subsidies. Source: WTO Agreement on Subsidies and Countervailing Measures.
    Countervailing,
    /// A duty against a sudden rise of imports. Source: WTO Agreement on Safeguards.
    Safeguard,
    /// Excise duty.
    Excise,
    /// Value added tax that differs from the general rate.
    Vat,
    /// A levy other than duty and tax.
    Levy,
    /// Goods that need a permit, a certificate or a test.
    Restriction,
    /// Goods that may not enter or leave.
    Prohibition,
    /// Goods whose quantity is declared in a further unit.
    SupplementaryUnit,
}

impl GoodsMeasure {
    /// Shows a measure in force on `day` as known at `known_at`, as read from `edition`.
    pub fn of(measure: Measure, edition: NewestEdition, day: Date, known_at: Timestamp) -> GoodsMeasure {
        let key = measure.key;
        let condition = duty::text::parse_condition(&key.condition).ok();
        let order = condition.as_ref().and_then(|condition| condition.quotas().first().map(|order| (*order).clone()));
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        GoodsMeasure {
            code: key.code.significant().parse().unwrap_or(key.code),
            measure_type: key.measure_type.into(),
            origin: key.origin.map(|origin| origin.to_string()),
            tax: key.tax.to_string(),
            excluded: measure.excluded.iter().map(ToString::to_string).collect(),
            condition: some(key.condition),
            rate: some(measure.rate),
            source_act: measure.source_act,
            valid_from: Day(measure.validity.from()),
            valid_until: measure.validity.until().map(Day),
            edition,
            drawn: order.map(|order| Drawn { order, day, known_at }),
        }
    }
}
