//! The taxes of a territory, and what each is taken of: a graph without cycles, whose order is computed, not typed. Row DUTY-M3.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::{Currency, Money};

use crate::{
    condition::Flow,
    exact::{Exact, Overflow, RoundingMode},
    measure::Printed,
    name::TaxCode,
};

/// A duty, tax, levy or fee of the territory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tax {
    /// What it is known by.
    pub code: TaxCode,
    /// Which way the goods move that it is on.
    pub flow: Flow,
    /// What percents of it are taken of: the sum of these.
    pub base: Vec<BaseTerm>,
    /// How its amount becomes payable.
    pub rounding: Rounding,
    /// On what it is worked out.
    pub level: Level,
    /// Whether it must have a rate on every line. Without one the amount is unknown, not nothing.
    pub required: bool,
    /// The rate where no measure on the line says otherwise.
    pub general: Option<General>,
}

/// A rate that holds for all goods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct General {
    /// The rate.
    pub rate: Printed,
    /// The act it comes from.
    pub source_act: Arc<str>,
}

/// One part of what a tax is taken of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BaseTerm {
    /// The customs value.
    Customs,
    /// The value free on board.
    Fob,
    /// The freight to the border.
    Freight,
    /// The insurance to the border.
    Insurance,
    /// The retail price.
    Retail,
    /// Another tax, as it is payable.
    Tax(TaxCode),
}

/// What an amount is worked out on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// On each line.
    Line,
    /// Once on the declaration, of what its lines are together. Each line bears its part, by its share of the base.
    Declaration,
}

/// How an amount becomes payable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rounding {
    /// Which way.
    pub mode: RoundingMode,
    /// To how many minor units at a time: 1 for cents, 100 for whole units.
    pub step: u32,
}

/// What the customs value is. Source: WTO Customs Valuation Agreement, Article 8.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Valuation {
    /// With the freight and the insurance to the border.
    Cif,
    /// Without them.
    Fob,
}

/// The taxes of a territory, each after those it is taken of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxSystem {
    currency: Currency,
    valuation: Valuation,
    taxes: Vec<Tax>,
}

/// Why taxes are no system.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TaxSystemError {
    /// Each of these is taken of the next, and the last of the first.
    #[error("the taxes {} are each taken of the next", shown(.0))]
    Cycle(Vec<TaxCode>),
    /// A base names a tax that there is not.
    #[error("the tax {tax} is taken of {base}, which there is not")]
    Unknown {
        /// The tax.
        tax: TaxCode,
        /// What its base names.
        base: TaxCode,
    },
    /// Two taxes of one code.
    #[error("there are two taxes {0}")]
    Twice(TaxCode),
    /// A tax that rounds to nothing.
    #[error("the tax {0} is rounded to steps of nothing")]
    NoStep(TaxCode),
}

fn shown(codes: &[TaxCode]) -> String {
    codes.iter().map(TaxCode::as_str).collect::<Vec<_>>().join(", ")
}

impl TaxSystem {
    /// Puts taxes in the order in which they can be worked out.
    ///
    /// # Errors
    /// Refuses a cycle, a base that names no tax, and two taxes of one code: a country that publishes such a law hears of it then.
    pub fn new(currency: Currency, valuation: Valuation, mut left: Vec<Tax>) -> Result<TaxSystem, TaxSystemError> {
        check(&left)?;
        let mut taxes: Vec<Tax> = Vec::with_capacity(left.len());
        while !left.is_empty() {
            let waits = |tax: &Tax| bases(tax).any(|base| left.iter().any(|other| other.code == *base));
            let Some(next) = left.iter().position(|tax| !waits(tax)) else { return Err(TaxSystemError::Cycle(cycle(&left))) };
            taxes.push(left.remove(next));
        }
        Ok(TaxSystem { currency, valuation, taxes })
    }

    /// Returns the currency amounts are due in.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Returns what the customs value is.
    pub fn valuation(&self) -> Valuation {
        self.valuation
    }

    /// Returns the taxes, each after those it is taken of.
    pub fn taxes(&self) -> &[Tax] {
        &self.taxes
    }
}

fn check(taxes: &[Tax]) -> Result<(), TaxSystemError> {
    for (place, tax) in taxes.iter().enumerate() {
        if taxes[..place].iter().any(|other| other.code == tax.code) {
            return Err(TaxSystemError::Twice(tax.code.clone()));
        }
        if tax.rounding.step == 0 {
            return Err(TaxSystemError::NoStep(tax.code.clone()));
        }
        if let Some(base) = bases(tax).find(|base| taxes.iter().all(|other| other.code != **base)) {
            return Err(TaxSystemError::Unknown { tax: tax.code.clone(), base: base.clone() });
        }
    }
    Ok(())
}

fn bases(tax: &Tax) -> impl Iterator<Item = &TaxCode> {
    tax.base.iter().filter_map(|term| match term {
        BaseTerm::Tax(code) => Some(code),
        _ => None,
    })
}

/// Follows bases among taxes that all wait for one another until one comes again.
fn cycle(waiting: &[Tax]) -> Vec<TaxCode> {
    let mut path: Vec<&Tax> = waiting.iter().take(1).collect();
    while let Some(tax) = path.last() {
        let next = bases(tax).find_map(|base| waiting.iter().find(|other| other.code == *base));
        let Some(next) = next else { break };
        if let Some(start) = path.iter().position(|tax| tax.code == next.code) {
            return path[start..].iter().map(|tax| tax.code.clone()).collect();
        }
        path.push(next);
    }
    path.iter().map(|tax| tax.code.clone()).collect()
}

impl Rounding {
    /// To whole minor units, a half up.
    pub const MINOR_HALF_UP: Rounding = Rounding { mode: RoundingMode::HalfUp, step: 1 };

    /// Rounds an amount in major units.
    ///
    /// # Errors
    /// Refuses an amount beyond what can be held.
    pub fn round(self, amount: Exact, currency: Currency) -> Result<Money, Overflow> {
        let step = Exact::decimal(i64::from(self.step), currency.exponent())?;
        let steps = amount.over(step)?.rounded(self.mode)?;
        let minor = steps.checked_mul(i64::from(self.step)).ok_or(Overflow)?;
        Ok(Money::new(minor, currency))
    }
}

impl std::fmt::Display for BaseTerm {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BaseTerm::Customs => formatter.write_str("customs-value"),
            BaseTerm::Fob => formatter.write_str("fob-value"),
            BaseTerm::Freight => formatter.write_str("freight"),
            BaseTerm::Insurance => formatter.write_str("insurance"),
            BaseTerm::Retail => formatter.write_str("retail-price"),
            BaseTerm::Tax(code) => write!(formatter, "tax:{code}"),
        }
    }
}

impl std::str::FromStr for BaseTerm {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<BaseTerm, &'static str> {
        const MESSAGE: &str = "is none of customs-value, fob-value, freight, insurance, retail-price, tax:<code>";
        Ok(match text {
            "customs-value" => BaseTerm::Customs,
            "fob-value" => BaseTerm::Fob,
            "freight" => BaseTerm::Freight,
            "insurance" => BaseTerm::Insurance,
            "retail-price" => BaseTerm::Retail,
            _ => BaseTerm::Tax(text.strip_prefix("tax:").and_then(|code| code.parse().ok()).ok_or(MESSAGE)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tax(code: &str, base: &[&str]) -> Tax {
        let base = base.iter().map(|term| term.parse().expect("a term")).collect();
        Tax {
            code: code.parse().expect("a code"),
            flow: Flow::Import,
            base,
            rounding: Rounding::MINOR_HALF_UP,
            level: Level::Line,
            required: false,
            general: None,
        }
    }

    fn order(taxes: Vec<Tax>) -> Result<Vec<String>, TaxSystemError> {
        let system = TaxSystem::new(Currency::XTS, Valuation::Cif, taxes)?;
        Ok(system.taxes().iter().map(|tax| tax.code.to_string()).collect())
    }

    #[test]
    fn each_tax_comes_after_those_it_is_taken_of() {
        let taxes = vec![
            tax("vat", &["customs-value", "tax:duty", "tax:excise"]),
            tax("excise", &["customs-value", "tax:duty"]),
            tax("duty", &["customs-value"]),
        ];
        assert_eq!(order(taxes), Ok(["duty", "excise", "vat"].map(str::to_owned).to_vec()));
    }

    #[test]
    fn taxes_that_are_taken_of_one_another_are_refused_by_name() {
        let taxes =
            vec![tax("duty", &["customs-value"]), tax("a", &["tax:b", "tax:duty"]), tax("b", &["tax:c"]), tax("c", &["tax:b"])];
        let refused = order(taxes).expect_err("a cycle");
        assert_eq!(refused.to_string(), "the taxes b, c are each taken of the next");
        assert_eq!(order(vec![tax("a", &["tax:a"])]), Err(TaxSystemError::Cycle(vec!["a".parse().expect("a code")])));
        assert!(matches!(order(vec![tax("a", &["tax:b"])]), Err(TaxSystemError::Unknown { .. })));
        assert!(matches!(order(vec![tax("a", &[]), tax("a", &[])]), Err(TaxSystemError::Twice(_))));
    }

    #[test]
    fn an_amount_is_rounded_to_the_step_the_law_names() {
        let round = |amount: &str, mode, step| {
            Rounding { mode, step }.round(amount.parse().expect("a number"), Currency::XTS).expect("a small amount").minor
        };
        assert_eq!(round("10.005", RoundingMode::HalfUp, 1), 1001);
        assert_eq!(round("10.005", RoundingMode::HalfEven, 1), 1000);
        assert_eq!(round("10.50", RoundingMode::HalfUp, 100), 1100);
        assert_eq!(round("10.99", RoundingMode::Down, 100), 1000);
        assert_eq!(round("10.01", RoundingMode::Up, 5), 1005);
    }
}
