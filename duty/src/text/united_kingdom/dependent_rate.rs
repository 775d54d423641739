//! Duties that depend on a document, or on the price of the goods.

use super::{
    component::{self, currency, quantity},
    condition::{Action, ConditionError, document},
    shape::ConditionShape,
};
use crate::{
    condition::Condition,
    exact::Exact,
    rate::{Band, BandBy, Bands, Rate},
};

/// Returns the duty that depends on a document, or on the price.
pub(super) fn dependent_rate(
    group: &[&ConditionShape],
    actions: &[Action],
    otherwise: Option<Rate>,
) -> Result<Rate, ConditionError> {
    let code = &group[0].condition_code;
    let unknown = || ConditionError::UnknownDependence(code.clone());
    if actions.iter().any(|action| *action != Action::Amount) {
        return Err(unknown());
    }
    if code == "V" {
        return entry_price(group);
    }
    let mut rate = otherwise;
    for shape in group.iter().rev() {
        let own = component::rate(&shape.measure_condition_components)?.ok_or_else(unknown)?;
        let is_plain = shape.condition_duty_amount.is_none();
        rate = Some(match (document(shape)?, rate) {
            (Some(code), Some(otherwise)) if is_plain => {
                Rate::If { condition: Condition::Document(code), then: Box::new(own), otherwise: Box::new(otherwise) }
            }
            (None, _) if is_plain => own,
            _ => return Err(unknown()),
        });
    }
    rate.ok_or_else(unknown)
}

/// Reads the entry prices of fruit and vegetables: the lower the price of the goods, the higher the duty.
fn entry_price(group: &[&ConditionShape]) -> Result<Rate, ConditionError> {
    let unknown = || ConditionError::UnknownDependence("V".to_owned());
    let mut by: Option<BandBy> = None;
    let mut bands = Vec::new();
    for shape in group {
        let from = shape.condition_duty_amount.as_ref().and_then(|figure| figure.exact()).ok_or_else(unknown)?;
        let money = shape.condition_monetary_unit_code.as_deref().ok_or_else(unknown)?;
        let unit = shape.condition_measurement_unit_code.as_deref().ok_or_else(unknown)?;
        let (size, per) = quantity(Exact::ONE, unit, shape.condition_measurement_unit_qualifier_code.as_deref())?;
        let own = BandBy::UnitValue { currency: currency(money)?, size, measured: per.measured };
        if by.as_ref().is_some_and(|by| *by != own) {
            return Err(unknown());
        }
        by = Some(own);
        bands.push(Band { from, rate: component::rate(&shape.measure_condition_components)?.ok_or_else(unknown)? });
    }
    bands.sort_by_key(|band| band.from);
    let doubled = bands.windows(2).any(|pair| pair[0].from == pair[1].from);
    match by {
        Some(by) if !doubled => Ok(Rate::Bands(Bands { by, bands })),
        _ => Err(unknown()),
    }
}
