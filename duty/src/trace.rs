//! The trace of a calculation, as it is stored, sent and shown: enough to work every step out again, by anybody. Row DUTY-N1.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::{Currency, Date, Money};

use crate::{
    compute::{Computation, Step},
    exact::Exact,
    fact::{Evaluation, Needs, Recorded, Used, sum},
    line::Valued,
    name::{MeasureId, TaxCode},
    rate::Measured,
    share::share,
    tax::Rounding,
    text::{parse_condition, parse_rate},
};

/// Every step of a calculation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The currency of all amounts.
    pub currency: Currency,
    /// What the customs value of each line was added up from.
    pub values: Vec<ValueStep>,
    /// The taxes, in the order they were worked out.
    pub steps: Vec<TraceStep>,
}

/// One part of the customs value of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueStep {
    /// The place of the line.
    pub line: usize,
    /// Which part: `customs-value`, `fob-value`, `freight`, `insurance`.
    pub value: String,
    /// As declared, in major units.
    pub declared: Exact,
    /// In which currency.
    pub currency: Currency,
    /// The rate it was exchanged at; none in the currency of the territory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<ExchangeStep>,
}

/// The rate an amount was exchanged at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeStep {
    /// What one unit of the foreign currency is.
    pub rate: Exact,
    /// The first day it holds.
    pub from: Date,
    /// The first day it no longer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Where it was published.
    pub source: String,
}

/// One tax on a line, or on the lines of a declaration together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceStep {
    /// The tax.
    pub tax: TaxCode,
    /// The measure it is due under; none for what holds for all goods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<MeasureId>,
    /// The act it comes from.
    pub source_act: String,
    /// The rate in the words of the source.
    pub printed: String,
    /// The rate as it was read.
    pub rate: String,
    /// The lines it is due on, by their places.
    pub lines: Vec<usize>,
    /// What it is taken of.
    pub base: Vec<TermStep>,
    /// Every fact that was used.
    pub used: Vec<UsedFact>,
    /// The amount before it was rounded, in major units.
    pub unrounded: Exact,
    /// How it was rounded.
    pub rounding: Rounding,
    /// The amount, in minor units.
    pub minor: i64,
    /// How much each line weighs in it.
    pub weights: Vec<Exact>,
    /// What each line bears of it, in minor units.
    pub shares: Vec<i64>,
}

/// One part of what a tax is taken of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermStep {
    /// Which part: `customs-value`, `tax:duty`.
    pub term: String,
    /// How much it is, in major units.
    pub amount: Exact,
}

/// A fact that was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UsedFact {
    /// A value, in major units.
    Value {
        /// Which one: `base`, `retail-price`, `part:the case`.
        of: String,
        /// How much.
        amount: Exact,
    },
    /// A quantity.
    Quantity {
        /// Of what, in which unit.
        of: Measured,
        /// How much.
        quantity: Exact,
    },
    /// What one unit of a foreign currency is.
    Exchange {
        /// The foreign currency.
        currency: Currency,
        /// The rate.
        rate: Exact,
    },
    /// Whether something was so.
    Condition {
        /// What.
        condition: String,
        /// Whether it was.
        holds: bool,
    },
}

/// Why a step does not come out again.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RerunError {
    /// A part of it cannot be read.
    #[error("the {0} of the step cannot be read")]
    Unreadable(&'static str),
    /// A fact that it needs is not in it.
    #[error("the step lacks a fact that its rate needs")]
    Incomplete,
    /// It comes out otherwise.
    #[error("the {what} comes out as {again}, not as {said}")]
    Different {
        /// Which figure.
        what: &'static str,
        /// As worked out again.
        again: String,
        /// As the trace says.
        said: String,
    },
}

impl Trace {
    /// Writes down a calculation.
    pub fn of(computation: &Computation<'_>, currency: Currency) -> Trace {
        let lines = computation.lines.iter().enumerate();
        let values = lines.flat_map(|(line, of_line)| of_line.valued.iter().map(move |valued| value_step(line, valued)));
        Trace { currency, values: values.collect(), steps: computation.steps.iter().map(trace_step).collect() }
    }

    /// Works every step out again from what the trace holds alone.
    ///
    /// # Errors
    /// Says which figure comes out otherwise, or what cannot be read.
    pub fn rerun(&self) -> Result<(), RerunError> {
        self.steps.iter().try_for_each(|step| step.rerun(self.currency))
    }
}

impl TraceStep {
    /// Works it out again from what it holds alone.
    ///
    /// # Errors
    /// Says which figure comes out otherwise, or what cannot be read.
    pub fn rerun(&self, currency: Currency) -> Result<(), RerunError> {
        let rate = parse_rate(&self.rate, None).map_err(|_| RerunError::Unreadable("rate"))?;
        let used: Vec<Used> = self.used.iter().map(UsedFact::read).collect::<Result<_, _>>()?;
        let lacking = |_: Needs| RerunError::Incomplete;
        let base = sum(self.base.iter().map(|term| Ok(term.amount))).map_err(lacking)?;
        if let Some(of_rate) = self.used.iter().find_map(UsedFact::base) {
            same("base", &base, of_rate)?;
        }
        let recorded = Recorded(&used);
        let unrounded = rate.amount(&mut Evaluation::new(&recorded)).map_err(lacking)?;
        same("unrounded amount", &unrounded, &self.unrounded)?;
        let too_large = |_| RerunError::Incomplete;
        let amount = self.rounding.round(unrounded, currency).map_err(too_large)?;
        same("amount", &amount.minor, &self.minor)?;
        let shares = share(amount, &self.weights).map_err(too_large)?;
        let shares: Vec<i64> = shares.iter().map(|share| share.minor).collect();
        if shares == self.shares {
            Ok(())
        } else {
            Err(different("share", &format!("{shares:?}"), &format!("{:?}", self.shares)))
        }
    }
}

fn same<T: PartialEq + ToString>(what: &'static str, again: &T, said: &T) -> Result<(), RerunError> {
    if again == said { Ok(()) } else { Err(different(what, &again.to_string(), &said.to_string())) }
}

fn different(what: &'static str, again: &str, said: &str) -> RerunError {
    RerunError::Different { what, again: again.to_owned(), said: said.to_owned() }
}

fn value_step(line: usize, valued: &Valued<'_>) -> ValueStep {
    let exchange = valued.exchange.map(|rate| ExchangeStep {
        rate: rate.value,
        from: rate.validity.from(),
        until: rate.validity.until(),
        source: rate.source.to_string(),
    });
    ValueStep {
        line,
        value: valued.value.to_string(),
        declared: valued.amount.number,
        currency: valued.amount.currency,
        exchange,
    }
}

fn trace_step(step: &Step<'_>) -> TraceStep {
    let printed = step.law.rate();
    let minor = |money: &Money| money.minor;
    TraceStep {
        tax: step.tax.code.clone(),
        measure: step.law.measure().map(|measure| measure.id.clone()),
        source_act: step.law.source_act().to_owned(),
        printed: printed.map(|printed| printed.text.to_string()).unwrap_or_default(),
        rate: printed.and_then(|printed| printed.rate.as_ref().ok()).map(ToString::to_string).unwrap_or_default(),
        lines: step.lines.clone(),
        base: step.base.iter().map(|(term, amount)| TermStep { term: term.to_string(), amount: *amount }).collect(),
        used: step.used.iter().map(UsedFact::of).collect(),
        unrounded: step.unrounded,
        rounding: step.tax.rounding,
        minor: step.amount.minor,
        weights: step.weights.clone(),
        shares: step.shares.iter().map(minor).collect(),
    }
}

impl UsedFact {
    fn of(used: &Used) -> UsedFact {
        match used {
            Used::Value(value, amount) => UsedFact::Value { of: value.to_string(), amount: *amount },
            Used::Quantity(measured, quantity) => UsedFact::Quantity { of: measured.clone(), quantity: *quantity },
            Used::Exchange(currency, rate) => UsedFact::Exchange { currency: *currency, rate: *rate },
            Used::Condition(condition, holds) => UsedFact::Condition { condition: condition.to_string(), holds: *holds },
        }
    }

    fn read(&self) -> Result<Used, RerunError> {
        Ok(match self {
            UsedFact::Value { of, amount } => Used::Value(of.parse().map_err(|_| RerunError::Unreadable("value"))?, *amount),
            UsedFact::Quantity { of, quantity } => Used::Quantity(of.clone(), *quantity),
            UsedFact::Exchange { currency, rate } => Used::Exchange(*currency, *rate),
            UsedFact::Condition { condition, holds } => {
                Used::Condition(parse_condition(condition).map_err(|_| RerunError::Unreadable("condition"))?, *holds)
            }
        })
    }

    fn base(&self) -> Option<&Exact> {
        match self {
            UsedFact::Value { of, amount } if of == "base" => Some(amount),
            _ => None,
        }
    }
}
