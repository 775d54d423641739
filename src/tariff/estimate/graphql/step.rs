//! The steps of a calculation, as they are shown. Row DUTY-N1.

use async_graphql::SimpleObject;
use duty::{
    exact::RoundingMode,
    trace::{Trace, TraceStep, UsedFact},
};
use vocabulary::{Currency, Money};

use crate::platform::money::decimal;

/// One step: a tax on a line, or on the lines of a declaration together.
#[derive(SimpleObject)]
pub struct DutyStep {
    /// The tax, by its code.
    tax: String,
    /// The measure it is due under; null for what holds for all goods.
    measure: Option<String>,
    /// The act it comes from.
    source_act: String,
    /// The rate in the words of its source.
    printed: String,
    /// The rate as it was read.
    rate: String,
    /// The lines it is due on, by their places from 0.
    lines: Vec<usize>,
    /// What it is taken of.
    base: Vec<DutyFact>,
    /// Every value, quantity, rate of exchange and condition that was used.
    used: Vec<DutyFact>,
    /// The amount before it was rounded, in major units.
    unrounded: String,
    /// How it was rounded: the mode, and to how many minor units at a time (`half-up 1`).
    rounding: String,
    /// The amount, rounded: a decimal of major units.
    amount: String,
}

/// A fact that a step used.
#[derive(SimpleObject)]
pub struct DutyFact {
    /// Which: `customs-value`, `tax:duty`, `KGM`, `exchange:EUR`, a condition.
    name: String,
    /// What it is: a decimal, a fraction, or `true` or `false` of a condition.
    value: String,
}

/// Shows the steps of a trace.
pub fn steps(trace: &Trace) -> Vec<DutyStep> {
    trace.steps.iter().map(|each| step(each, trace.currency)).collect()
}

fn step(step: &TraceStep, currency: Currency) -> DutyStep {
    let mode = match step.rounding.mode {
        RoundingMode::HalfUp => "half-up",
        RoundingMode::HalfEven => "half-even",
        RoundingMode::Down => "down",
        RoundingMode::Up => "up",
    };
    let fact = |name: &str, value: &dyn ToString| DutyFact { name: name.to_owned(), value: value.to_string() };
    DutyStep {
        tax: step.tax.to_string(),
        measure: step.measure.as_ref().map(ToString::to_string),
        source_act: step.source_act.clone(),
        printed: step.printed.clone(),
        rate: step.rate.clone(),
        lines: step.lines.clone(),
        base: step.base.iter().map(|term| fact(&term.term, &term.amount)).collect(),
        used: step.used.iter().map(used).collect(),
        unrounded: step.unrounded.to_string(),
        rounding: format!("{mode} {}", step.rounding.step),
        amount: decimal(Money::new(step.minor, currency)),
    }
}

fn used(used: &UsedFact) -> DutyFact {
    let (name, value) = match used {
        UsedFact::Value { of, amount } => (of.clone(), amount.to_string()),
        UsedFact::Quantity { of, quantity } => (of.to_string(), quantity.to_string()),
        UsedFact::Exchange { currency, rate } => (format!("exchange:{currency}"), rate.to_string()),
        UsedFact::Condition { condition, holds } => (condition.clone(), holds.to_string()),
    };
    DutyFact { name, value }
}
