//! What a duty is, as an expression: percents of values, amounts for each unit, sums, floors, caps, bands. Row DUTY-M1.
//!
//! [`Rate::amount`] works it out from what is known, or says what is missing. A rate is never guessed: a text that cannot be read
//! does not become one.

use serde::{Deserialize, Serialize};
use vocabulary::Currency;

use crate::{
    condition::Condition,
    exact::Exact,
    fact::{Evaluation, Need, Needs, both, sum},
    name::{Aspect, DocumentCode},
    unit::Unit,
};

/// How a duty, tax or levy is worked out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Rate {
    /// Nothing is due.
    Free,
    /// The goods are outside of the tax: nothing is due, and nothing is declared.
    Exempt,
    /// Percent of a value (ad valorem).
    Percent {
        /// So many percent.
        percent: Exact,
        /// Of this value.
        of: Value,
    },
    /// An amount for each unit (specific).
    Specific(Specific),
    /// All of these together (compound).
    Sum(Vec<Rate>),
    /// The first less the second, but never below nothing.
    Less(Box<Rate>, Box<Rate>),
    /// The first, but no less than the second (printed as `MIN`).
    AtLeast(Box<Rate>, Box<Rate>),
    /// The first, but no more than the second (printed as `MAX`).
    AtMost(Box<Rate>, Box<Rate>),
    /// One of several rates, by where a figure lies.
    Bands(Bands),
    /// One rate where a condition holds, another where it does not.
    If {
        /// What has to hold.
        condition: Condition,
        /// The rate where it holds.
        then: Box<Rate>,
        /// The rate where it does not.
        otherwise: Box<Rate>,
    },
}

/// A value that percents are taken of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// What the law makes the base of this tax: the customs value for a duty, a sum for VAT.
    Base,
    /// The customs value. Source: WTO Customs Valuation Agreement.
    Customs,
    /// The value free on board (Incoterms).
    Fob,
    /// The freight to the border.
    Freight,
    /// The insurance to the border.
    Insurance,
    /// The retail price of all of the goods, with all taxes.
    Retail,
    /// The value of a part of the goods ("the case", "the battery").
    Part(Aspect),
}

/// An amount for each unit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Specific {
    /// In major units of the currency: 13.60 euros.
    pub amount: Exact,
    /// The currency it is printed in.
    pub currency: Currency,
    /// For each of these; where there are several, for each of each (amount × hectolitres × percent of alcohol).
    pub per: Vec<Per>,
}

/// Of what, and for how many at a time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Per {
    /// For so many at a time: the 100 of `13.60 EUR / 100 kg`. Parts of it count in proportion.
    pub size: Exact,
    /// What is counted.
    pub measured: Measured,
    /// What of it counts.
    pub counted: Counted,
}

/// Which part of a quantity counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Counted {
    /// All of it.
    All,
    /// What is above a figure: the strength over 1.15 %.
    Above(Exact),
    /// What is missing to a figure: each degree under 100.
    Below(Exact),
}

/// A quantity of the goods: in which unit, and of what where it is not simply the goods.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Measured {
    /// Its unit.
    pub unit: Unit,
    /// What it is a quantity of: the drained weight, the gasoline in a blend; of the goods as such where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Aspect>,
}

/// Rates by where a figure lies.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bands {
    /// The figure.
    pub by: BandBy,
    /// The bands by where they begin, the lowest first. Below the first of them nothing is known.
    pub bands: Vec<Band>,
}

/// The figure that bands are cut by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum BandBy {
    /// A quantity: the strength, the cubic centimetres of an engine.
    Quantity(Measured),
    /// The customs value for so many of a unit, in a currency (entry price).
    UnitValue {
        /// In which currency.
        currency: Currency,
        /// For so many at a time.
        size: Exact,
        /// Of what.
        measured: Measured,
    },
}

/// A rate from a figure on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Band {
    /// The lowest figure it holds for.
    pub from: Exact,
    /// The rate.
    pub rate: Rate,
}

impl std::fmt::Display for Value {
    /// Writes it as traces name it: `customs-value`, `part:the case`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Base => formatter.write_str("base"),
            Value::Customs => formatter.write_str("customs-value"),
            Value::Fob => formatter.write_str("fob-value"),
            Value::Freight => formatter.write_str("freight"),
            Value::Insurance => formatter.write_str("insurance"),
            Value::Retail => formatter.write_str("retail-price"),
            Value::Part(name) => write!(formatter, "part:{name}"),
        }
    }
}

impl std::str::FromStr for Value {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Value, &'static str> {
        const MESSAGE: &str = "is none of base, customs-value, fob-value, freight, insurance, retail-price, part:<name>";
        Ok(match text {
            "base" => Value::Base,
            "customs-value" => Value::Customs,
            "fob-value" => Value::Fob,
            "freight" => Value::Freight,
            "insurance" => Value::Insurance,
            "retail-price" => Value::Retail,
            _ => Value::Part(text.strip_prefix("part:").and_then(|name| name.parse().ok()).ok_or(MESSAGE)?),
        })
    }
}

impl Measured {
    /// Speaks of the goods as such.
    pub fn in_unit(unit: Unit) -> Measured {
        Measured { unit, of: None }
    }
}

impl Rate {
    /// Returns so many percent of the base of the tax.
    pub fn percent(percent: Exact) -> Rate {
        Rate::Percent { percent, of: Value::Base }
    }

    /// Returns every document that an amount depends on.
    pub fn documents(&self) -> Vec<&DocumentCode> {
        match self {
            Rate::If { condition, then, otherwise } => {
                condition.documents().into_iter().chain(then.documents()).chain(otherwise.documents()).collect()
            }
            Rate::Sum(rates) => rates.iter().flat_map(Rate::documents).collect(),
            Rate::Less(one, other) | Rate::AtLeast(one, other) | Rate::AtMost(one, other) => {
                one.documents().into_iter().chain(other.documents()).collect()
            }
            Rate::Bands(bands) => bands.bands.iter().flat_map(|band| band.rate.documents()).collect(),
            Rate::Free | Rate::Exempt | Rate::Percent { .. } | Rate::Specific(_) => Vec::new(),
        }
    }

    /// Works out the amount, in major units of the currency of the territory, unrounded.
    ///
    /// # Errors
    /// Returns everything that is missing, not only the first.
    pub fn amount(&self, evaluation: &mut Evaluation<'_>) -> Result<Exact, Needs> {
        match self {
            Rate::Free | Rate::Exempt => Ok(Exact::ZERO),
            Rate::Percent { percent, of } => Ok(evaluation.value(of)?.percent(*percent)?),
            Rate::Specific(specific) => specific.amount(evaluation),
            Rate::Sum(rates) => sum(rates.iter().map(|rate| rate.amount(evaluation))),
            Rate::Less(rate, other) => {
                both(rate.amount(evaluation), other.amount(evaluation), |one, other| Ok(one.minus(other)?.max(Exact::ZERO)))
            }
            Rate::AtLeast(rate, floor) => {
                both(rate.amount(evaluation), floor.amount(evaluation), |one, other| Ok(one.max(other)))
            }
            Rate::AtMost(rate, cap) => both(rate.amount(evaluation), cap.amount(evaluation), |one, other| Ok(one.min(other))),
            Rate::Bands(bands) => bands.rate(evaluation)?.amount(evaluation),
            Rate::If { condition, then, otherwise } => {
                if evaluation.holds(condition)? {
                    then.amount(evaluation)
                } else {
                    otherwise.amount(evaluation)
                }
            }
        }
    }
}

impl Specific {
    fn amount(&self, evaluation: &mut Evaluation<'_>) -> Result<Exact, Needs> {
        let mut amount = evaluation.exchanged(self.amount, self.currency);
        for per in &self.per {
            let counted = evaluation.quantity(&per.measured).and_then(|quantity| {
                let counted = match per.counted {
                    Counted::All => quantity,
                    Counted::Above(figure) => quantity.minus(figure)?.max(Exact::ZERO),
                    Counted::Below(figure) => figure.minus(quantity)?.max(Exact::ZERO),
                };
                Ok(counted.over(per.size)?)
            });
            amount = both(amount, counted, |amount, counted| Ok(amount.times(counted)?));
        }
        amount
    }
}

impl Bands {
    fn rate(&self, evaluation: &mut Evaluation<'_>) -> Result<&Rate, Needs> {
        let figure = match &self.by {
            BandBy::Quantity(measured) => evaluation.quantity(measured)?,
            BandBy::UnitValue { currency, size, measured } => {
                let value = evaluation.value(&Value::Customs);
                let value = both(value, evaluation.exchanged(Exact::ONE, *currency), |value, one| Ok(value.over(one)?));
                both(value, evaluation.quantity(measured), |value, quantity| {
                    let nothing = || Needs::one(Need::QuantityAboveZero(measured.clone()));
                    if quantity.is_zero() { Err(nothing()) } else { Ok(value.over(quantity)?.times(*size)?) }
                })?
            }
        };
        let band = self.bands.iter().rev().find(|band| band.from <= figure);
        band.map(|band| &band.rate).ok_or_else(|| Needs::one(Need::NoBand { figure }))
    }
}
