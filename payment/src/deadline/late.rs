//! What it costs to be late. Rows DL-01, DL-03, LED-05, LED-06.

use jiff::{Span, Unit};
use serde::{Deserialize, Serialize};
use vocabulary::Date;

use super::{
    debt::Debt,
    exact::{Exact, Overflow},
    rate::{Basis, Rate, RateTable},
};
use crate::notice::ChargeKind;

/// How many parts a rule may have.
pub const PARTS_MAX: usize = 8;

/// How many days late count: a hundred years. Nothing accrues after.
pub const LATE_DAYS_MAX: i32 = 36_525;

/// How one part of what lateness costs grows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "grows", deny_unknown_fields)]
pub enum LateHow {
    /// Once, on the first day late, of what is owed then.
    Once {
        /// How much of it.
        rate: Rate,
    },
    /// Simple interest for each day late.
    Yearly {
        /// The rate of a year, day by day.
        rates: RateTable,
        /// How many days the year has.
        basis: Basis,
    },
    /// For each month begun, of what is owed at its beginning. The first begins on the first day late.
    MonthBegun {
        /// How much of it.
        rate: Rate,
        /// How many months go free first.
        #[serde(default)]
        free: u16,
    },
    /// For each period of days begun, of what is owed at its beginning. The first begins on the first day late.
    PeriodBegun {
        /// How long it is: above zero.
        days: std::num::NonZeroU16,
        /// How much of it.
        rate: Rate,
    },
}

/// One part of what lateness costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LatePart {
    /// What it is charged as.
    pub kind: ChargeKind,
    /// How it grows.
    pub how: LateHow,
    /// How much of the debt it never exceeds.
    #[serde(default)]
    pub cap: Option<Rate>,
}

/// What lateness costs, as a country's law says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateRule {
    /// Its parts: at most [`PARTS_MAX`]; those beyond are not applied.
    pub parts: Vec<LatePart>,
}

/// What lateness comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late {
    /// What it is charged as.
    pub kind: ChargeKind,
    /// How much, in minor units: zero or more.
    pub minor: i64,
}

impl LateRule {
    /// Returns what lateness comes to by the end of a day, part for part. On and before the last day in time: nothing.
    ///
    /// # Errors
    /// Refuses an amount beyond `i64` minor units.
    pub fn by(&self, debt: &Debt<'_>, day: Date) -> Result<Vec<Late>, Overflow> {
        let parts = self.parts.iter().take(PARTS_MAX);
        parts.map(|part| Ok(Late { kind: part.kind, minor: part.by(debt, day)? })).collect()
    }

    /// Returns what is added after the end of one day and by the end of another: what is posted when it is posted daily (LED-05). Posted from
    /// day to day in any steps, it sums up to what it is at the end.
    ///
    /// # Errors
    /// Refuses an amount beyond `i64` minor units.
    pub fn between(&self, debt: &Debt<'_>, after: Date, until: Date) -> Result<Vec<Late>, Overflow> {
        let (before, by) = (self.by(debt, after)?, self.by(debt, until.max(after))?);
        Ok(by.into_iter().zip(before).map(|(by, before)| Late { minor: by.minor - before.minor, ..by }).collect())
    }
}

impl LatePart {
    /// Returns what this part comes to by the end of a day.
    fn by(&self, debt: &Debt<'_>, day: Date) -> Result<i64, Overflow> {
        let Ok(first) = debt.due_on.tomorrow() else { return Ok(0) };
        let last = debt.due_on.checked_add(Span::new().days(LATE_DAYS_MAX)).map_or(day, |last| day.min(last));
        if last < first {
            return Ok(0);
        }
        let grown = match &self.how {
            LateHow::Once { rate } => Exact::rate_of(debt.owed_on(first), *rate),
            LateHow::Yearly { rates, basis } => interest(debt, rates, *basis, first, last)?,
            LateHow::MonthBegun { rate, free } => begun(debt, *rate, first, last, |n| Span::new().months(i32::from(*free) + n))?,
            LateHow::PeriodBegun { days, rate } => {
                begun(debt, *rate, first, last, |n| Span::new().days(i32::from(days.get()) * n))?
            }
        };
        let capped = self.cap.map_or(grown, |cap| grown.min(Exact::rate_of(debt.minor, cap)));
        capped.rounded()
    }
}

/// Sums up interest from `first` to `last`, both of them in it: stretch for stretch of days on which neither rate nor debt changes.
fn interest(debt: &Debt<'_>, rates: &RateTable, basis: Basis, first: Date, last: Date) -> Result<Exact, Overflow> {
    let after = debt.paid.iter().filter_map(|part| part.on.tomorrow().ok());
    let mut starts: Vec<Date> = rates.changes().chain(after).filter(|day| (first..=last).contains(day)).collect();
    starts.push(first);
    starts.sort_unstable();
    starts.dedup();
    let mut sum = Exact::ZERO;
    for (at, start) in starts.iter().enumerate() {
        let days = match starts.get(at + 1) {
            Some(next) => days_between(*start, *next),
            None => days_between(*start, last) + 1,
        };
        sum = sum.plus(Exact::rate_of(debt.owed_on(*start), rates.on(*start)).share(days, basis.days())?)?;
    }
    Ok(sum)
}

/// Sums up a rate for each period that begins from `first` to `last`. Periods are counted from the first day, so that a short month
/// shortens none that follow.
fn begun(debt: &Debt<'_>, rate: Rate, first: Date, last: Date, nth: impl Fn(i32) -> Span) -> Result<Exact, Overflow> {
    let mut sum = Exact::ZERO;
    for n in 0..LATE_DAYS_MAX {
        let Some(start) = first.checked_add(nth(n)).ok().filter(|start| *start <= last) else { break };
        let owed = debt.owed_on(start);
        if owed == 0 {
            break;
        }
        sum = sum.plus(Exact::rate_of(owed, rate))?;
    }
    Ok(sum)
}

fn days_between(from: Date, to: Date) -> i128 {
    from.until((Unit::Day, to)).map_or(0, |span| i128::from(span.get_days()))
}
