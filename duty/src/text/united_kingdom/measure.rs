//! The measures on a commodity.

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;
use vocabulary::{AreaCode, Date, HsCode, Period};

use super::{
    component::{self, ComponentError, pers},
    condition::{ConditionError, PublishedCondition, outcome},
    json_api::nested,
    kind::{self, MeasureKind, MeasureType},
    quota::QuotaDefinition,
    shape::{ComponentShape, MeasureShape, without_tags},
};
use crate::{
    condition::{Condition, Flow},
    name::{AdditionalCode, MeasureId, OrderNumber},
    rate::{Measured, Rate},
    text::{RateTextError, parse_rate},
};

/// How many measures a commodity may have; the most that were seen are two hundred.
const MEASURES_MAX: usize = 5_000;

/// A commodity: its code, its measures, and those that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedCommodity {
    /// Its code of ten digits.
    pub code: HsCode,
    /// Its measures on import and export, in the order they are published.
    pub measures: Vec<PublishedMeasure>,
    /// Measures that could not be read, each with the reason.
    pub refused: Vec<RefusedMeasure>,
}

/// A measure as it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedMeasure {
    /// What it is known by.
    pub id: MeasureId,
    /// Which way the goods move; none for a measure that holds both ways.
    pub flow: Option<Flow>,
    /// What it does.
    pub kind: MeasureKind,
    /// Whether only for goods under authorised use (end use).
    pub under_authorised_use: bool,
    /// Its type, as the tariff numbers it.
    pub measure_type: MeasureType,
    /// The country or group it holds for; `1011` is all of them.
    pub area: AreaCode,
    /// Countries of the group it does not hold for.
    pub excluded: Vec<AreaCode>,
    /// The additional code that selects it.
    pub additional_code: Option<AdditionalCode>,
    /// What the additional code stands for, in the words of the tariff.
    pub additional_code_says: Option<String>,
    /// The quota it draws from.
    pub order_number: Option<OrderNumber>,
    /// How much of the quota there is.
    pub quota: Option<QuotaDefinition>,
    /// The duty or tax; none where it levies nothing.
    pub rate: Option<Rate>,
    /// The words it is printed in, where they say the same as `rate`; none where the rate depends on a document or a price.
    pub printed: Option<String>,
    /// A price that is published to compare with; nothing is due by it.
    pub reference_price: Option<Rate>,
    /// The unit to declare beside the weight.
    pub supplementary_unit: Option<Measured>,
    /// What has to hold for it: for a duty, that it applies; for a restriction, that the goods pass.
    pub condition: Condition,
    /// Its conditions one by one.
    pub conditions: Vec<PublishedCondition>,
    /// When it holds.
    pub validity: Period,
    /// The acts it stands in, by their numbers.
    pub legal_acts: Vec<String>,
    /// Its footnotes: number and text.
    pub footnotes: Vec<(String, String)>,
}

/// A measure that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedMeasure {
    /// What it is known by, where that can be read.
    pub id: String,
    /// Why.
    pub error: MeasureError,
}

/// Why a measure could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MeasureError {
    /// Its JSON is not what a measure has.
    #[error("is not shaped as a measure: {0}")]
    Shape(String),
    /// Its type is not known.
    #[error("is of the unknown type {id} in series {series}")]
    UnknownType {
        /// The type.
        id: String,
        /// Its series.
        series: String,
    },
    /// A code of it is none.
    #[error("has {0:?}, which is no code")]
    Code(String),
    /// It holds on no day.
    #[error("holds on no day")]
    Validity,
    /// Its components are no rate.
    #[error(transparent)]
    Component(#[from] ComponentError),
    /// Its conditions cannot be read.
    #[error(transparent)]
    Condition(#[from] ConditionError),
    /// What it prints cannot be read.
    #[error("prints {text:?}, which {error}")]
    Printed {
        /// What it prints.
        text: String,
        /// Why that is no rate.
        error: RateTextError,
    },
    /// What it prints is another rate than its components make.
    #[error("prints {printed:?}, and its components make {components:?}")]
    TwoRates {
        /// What it prints.
        printed: String,
        /// What its components make.
        components: String,
    },
    /// It has neither a rate nor something that a rate depends on, where its kind levies one.
    #[error("levies something, and has no rate")]
    NoRate,
    /// The definition of its quota cannot be read.
    #[error("has a quota whose definition cannot be read")]
    Quota,
}

/// Why a commodity could not be read at all.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CommodityError {
    /// Its JSON is in neither shape.
    #[error("is not shaped as a commodity")]
    Shape,
    /// Its code is none.
    #[error("has a code that is no HS code")]
    Code,
    /// It has more measures than a commodity.
    #[error("has more than 5000 measures")]
    TooMany,
}

/// Reads a commodity with its measures, in either shape.
///
/// # Errors
/// Refuses a document that is no commodity. A measure that cannot be read is among the refused ones.
pub fn read_commodity(document: &Value) -> Result<PublishedCommodity, CommodityError> {
    let commodity = nested(document).ok_or(CommodityError::Shape)?;
    let code = commodity.get("goods_nomenclature_item_id").and_then(Value::as_str).ok_or(CommodityError::Shape)?;
    let code: HsCode = code.parse().map_err(|_| CommodityError::Code)?;
    let (mut measures, mut refused) = (Vec::new(), Vec::new());
    for (name, flow) in [("import_measures", Flow::Import), ("export_measures", Flow::Export)] {
        let list = commodity.get(name).and_then(Value::as_array).ok_or(CommodityError::Shape)?;
        if list.len() > MEASURES_MAX {
            return Err(CommodityError::TooMany);
        }
        for measure in list {
            match PublishedMeasure::read(measure, flow) {
                Ok(measure) => add(&mut measures, measure),
                Err(error) => {
                    let id = measure.get("id").map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
                    refused.push(RefusedMeasure { id: id.unwrap_or_default(), error });
                }
            }
        }
    }
    Ok(PublishedCommodity { code, measures, refused })
}

/// Adds a measure; one that stands in both lists holds both ways, and is one.
fn add(measures: &mut Vec<PublishedMeasure>, measure: PublishedMeasure) {
    let other_way = |own: &&mut PublishedMeasure| {
        own.id == measure.id && own.flow != measure.flow && **own == PublishedMeasure { flow: own.flow, ..measure.clone() }
    };
    match measures.iter_mut().find(other_way) {
        Some(own) => own.flow = None,
        None => measures.push(measure),
    }
}

impl PublishedMeasure {
    fn read(measure: &Value, flow: Flow) -> Result<PublishedMeasure, MeasureError> {
        let shape = MeasureShape::deserialize(measure).map_err(|error| MeasureError::Shape(error.to_string()))?;
        let unknown = || MeasureError::UnknownType {
            id: shape.measure_type.id.clone(),
            series: shape.measure_type.measure_type_series_id.clone(),
        };
        let (kind, under_authorised_use) = kind::of(&shape.measure_type).ok_or_else(unknown)?;
        let is_unit = kind == MeasureKind::SupplementaryUnit;
        let printed = shape.duty_expression.as_ref().map(|printed| without_tags(&printed.base)).filter(|text| !text.is_empty());
        let supplementary_unit = if is_unit { Some(unit(&shape.measure_components)?) } else { None };
        let components = if is_unit { None } else { rate(&shape.measure_components, printed.as_deref())? };
        for condition in &shape.measure_conditions {
            rate(&condition.measure_condition_components, condition.duty_expression.as_deref())?;
        }
        let outcome = outcome(&shape.measure_conditions, components.clone())?;
        if outcome.rate.is_none() && levies(kind) {
            return Err(MeasureError::NoRate);
        }
        let order = shape.order_number.as_ref();
        let definition = order.and_then(|order| order.definition.as_ref());
        let quota = definition.map(|shape| QuotaDefinition::read(shape).ok_or(MeasureError::Quota)).transpose()?;
        let additional = shape.additional_code.as_ref();
        let (rate, reference_price) = match kind {
            MeasureKind::ReferencePrice => (None, outcome.rate),
            _ => (outcome.rate, None),
        };
        Ok(PublishedMeasure {
            id: code(&shape.id.to_string())?,
            flow: Some(flow),
            kind,
            under_authorised_use,
            measure_type: MeasureType::from(&shape.measure_type),
            area: code(&shape.geographical_area.id)?,
            excluded: shape.excluded_countries.iter().map(|area| code(&area.id)).collect::<Result<_, _>>()?,
            additional_code: additional.map(|additional| code(&additional.code)).transpose()?,
            additional_code_says: additional.map(|additional| without_tags(&additional.description)),
            order_number: order.map(|order| code(&order.number)).transpose()?,
            quota,
            printed: printed.filter(|_| rate.is_some() && rate == components),
            rate,
            reference_price,
            supplementary_unit,
            condition: outcome.condition,
            conditions: shape.measure_conditions.iter().map(PublishedCondition::read).collect::<Result<_, _>>()?,
            validity: period(&shape.effective_start_date, shape.effective_end_date.as_deref()).ok_or(MeasureError::Validity)?,
            legal_acts: shape.legal_acts.into_iter().map(|act| act.regulation_code).filter(|act| !act.is_empty()).collect(),
            footnotes: shape.footnotes.into_iter().map(|footnote| (footnote.code, without_tags(&footnote.description))).collect(),
        })
    }
}

fn levies(kind: MeasureKind) -> bool {
    let levies_nothing = [MeasureKind::Restriction, MeasureKind::Prohibition, MeasureKind::SupplementaryUnit];
    !levies_nothing.contains(&kind)
}

fn code<T: std::str::FromStr>(text: &str) -> Result<T, MeasureError> {
    text.parse().map_err(|_| MeasureError::Code(text.to_owned()))
}

/// Reads the rate that components make, and makes sure that what is printed says the same.
fn rate(components: &[ComponentShape], printed: Option<&str>) -> Result<Option<Rate>, MeasureError> {
    let rate = component::rate(components)?;
    let printed = printed.map(without_tags).filter(|text| !text.is_empty());
    let Some(text) = printed else { return Ok(rate) };
    let read = parse_rate(&text, None).map_err(|error| MeasureError::Printed { text: text.clone(), error })?;
    if rate.as_ref() == Some(&read) {
        return Ok(rate);
    }
    let components = rate.map(|rate| rate.to_string()).unwrap_or_default();
    Err(MeasureError::TwoRates { printed: text, components })
}

/// Reads the unit that a component of expression 99 asks for.
fn unit(components: &[ComponentShape]) -> Result<Measured, MeasureError> {
    let unit = |component: &ComponentShape| component.measurement_unit_code.clone().map(|code| (code, component.clone()));
    let Some((code, component)) = components.first().and_then(unit) else {
        return Err(MeasureError::Component(ComponentError::UnknownUnit(String::new())));
    };
    let mut pers = pers(&code, component.measurement_unit_qualifier_code.as_deref())?;
    match pers.pop() {
        Some(per) if pers.is_empty() && components.len() == 1 => Ok(per.measured),
        _ => Err(MeasureError::Component(ComponentError::UnknownUnit(code))),
    }
}

/// Reads the days from the first to the last one, both with it.
pub(super) fn period(first: &str, last: Option<&str>) -> Option<Period> {
    let day = |text: &str| text.get(..10)?.parse::<Date>().ok();
    let until = match last {
        Some(last) => Some(day(last)?.tomorrow().ok()?),
        None => None,
    };
    Period::new(day(first)?, until).ok()
}
