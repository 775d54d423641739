//! The components of a duty: numbers with the sign each is joined to the others by.

use thiserror::Error;
use vocabulary::Currency;

use super::shape::ComponentShape;
use crate::{
    exact::Exact,
    rate::{Per, Rate, Specific, Value},
    text::taric_unit::of_taric,
};

/// Why components are no rate.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ComponentError {
    /// A component that needs a number has none.
    #[error("has a component without an amount")]
    NoAmount,
    /// A sign between components that is not known.
    #[error("has a component of the unknown duty expression {0}")]
    UnknownExpression(String),
    /// An amount that other tables tell: the agricultural component, the additional duty on sugar or flour.
    #[error("takes a component from the Meursing table (duty expression {0})")]
    OtherProvision(String),
    /// A currency that is not known.
    #[error("is in the unknown currency {0}")]
    UnknownCurrency(String),
    /// A unit, or a qualifier of one, that is not known.
    #[error("counts in the unknown unit {0}")]
    UnknownUnit(String),
    /// Something is added after something was subtracted.
    #[error("adds after it subtracts, which can be read in two ways")]
    Ambiguous,
}

/// What joins a component to those before it.
enum Sign {
    First,
    Plus,
    Less,
    Min,
    Max,
    Nothing,
}

/// Returns the rate that components make, from the first to the last.
pub(super) fn rate(components: &[ComponentShape]) -> Result<Option<Rate>, ComponentError> {
    let mut bounded: Option<(Rate, Sign)> = None;
    let mut group = Group::default();
    for component in components {
        let sign = sign(&component.duty_expression_id)?;
        match sign {
            Sign::Nothing => group.add(Rate::Free)?,
            Sign::First | Sign::Plus => group.add(single(component)?)?,
            Sign::Less => group.reductions.push(single(component)?),
            Sign::Min | Sign::Max => {
                bounded = join(bounded, std::mem::take(&mut group).rate()).map(|rate| (rate, sign));
                group.add(single(component)?)?;
            }
        }
    }
    Ok(join(bounded, group.rate()))
}

fn join(bounded: Option<(Rate, Sign)>, rate: Option<Rate>) -> Option<Rate> {
    match (bounded, rate) {
        (Some((one, Sign::Min)), Some(floor)) => Some(Rate::AtLeast(Box::new(one), Box::new(floor))),
        (Some((one, _)), Some(cap)) => Some(Rate::AtMost(Box::new(one), Box::new(cap))),
        (bounded, rate) => bounded.map(|(one, _)| one).or(rate),
    }
}

fn sign(id: &str) -> Result<Sign, ComponentError> {
    Ok(match id {
        "01" => Sign::First,
        "02" => Sign::Less,
        "04" | "19" | "20" => Sign::Plus,
        "15" => Sign::Min,
        "17" | "35" => Sign::Max,
        "37" => Sign::Nothing,
        "12" | "14" | "21" | "25" | "27" | "29" => return Err(ComponentError::OtherProvision(id.to_owned())),
        _ => return Err(ComponentError::UnknownExpression(id.to_owned())),
    })
}

/// What stands together between MIN and MAX.
#[derive(Default)]
struct Group {
    rates: Vec<Rate>,
    reductions: Vec<Rate>,
}

impl Group {
    fn add(&mut self, rate: Rate) -> Result<(), ComponentError> {
        if !self.reductions.is_empty() {
            return Err(ComponentError::Ambiguous);
        }
        self.rates.push(rate);
        Ok(())
    }

    fn rate(mut self) -> Option<Rate> {
        let sum = if self.rates.len() > 1 { Rate::Sum(self.rates) } else { self.rates.pop()? };
        Some(self.reductions.into_iter().fold(sum, |rate, other| Rate::Less(Box::new(rate), Box::new(other))))
    }
}

fn single(component: &ComponentShape) -> Result<Rate, ComponentError> {
    let amount = component.duty_amount.as_ref().and_then(|figure| figure.exact()).ok_or(ComponentError::NoAmount)?;
    let unit = component.measurement_unit_code.as_deref();
    match (&component.monetary_unit_code, unit) {
        (None, None) => Ok(Rate::percent(amount)),
        (None, Some("RET")) => Ok(Rate::Percent { percent: amount, of: Value::Retail }),
        (None, Some(code)) => Err(ComponentError::UnknownUnit(code.to_owned())),
        (Some(money), unit) => {
            let qualifier = component.measurement_unit_qualifier_code.as_deref();
            let per = unit.map_or(Ok(Vec::new()), |code| pers(code, qualifier))?;
            Ok(Rate::Specific(Specific { amount, currency: currency(money)?, per }))
        }
    }
}

/// Reads a currency; `EUC` is the euro at the rate of the European Commission.
pub(super) fn currency(code: &str) -> Result<Currency, ComponentError> {
    let code = if code == "EUC" { "EUR" } else { code };
    code.parse().map_err(|_| ComponentError::UnknownCurrency(code.to_owned()))
}

/// Reads a unit and its qualifier.
pub(super) fn pers(code: &str, qualifier: Option<&str>) -> Result<Vec<Per>, ComponentError> {
    let unknown = || ComponentError::UnknownUnit(format!("{code}{}", qualifier.unwrap_or_default()));
    of_taric(code, qualifier).ok_or_else(unknown)
}

/// Reads a figure in a unit that counts one thing: returns it in ones, and what is counted.
pub(super) fn quantity(figure: Exact, code: &str, qualifier: Option<&str>) -> Result<(Exact, Per), ComponentError> {
    let unknown = || ComponentError::UnknownUnit(format!("{code}{}", qualifier.unwrap_or_default()));
    let mut pers = pers(code, qualifier)?;
    let per = pers.pop().filter(|_| pers.is_empty()).ok_or_else(unknown)?;
    Ok((figure.times(per.size).map_err(|_| unknown())?, per))
}
