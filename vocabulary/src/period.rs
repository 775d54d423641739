//! When something holds: from a day, until a day or for good.

use thiserror::Error;

use crate::Date;

/// A half-open span of days `[from, until)`: in force on `from`, no longer in force on `until`.
///
/// Half-open, so that one period ends exactly where the next begins and no day is in both or in neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    from: Date,
    until: Option<Date>,
}

/// A period that ends before it begins, or on the same day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("ends on {until}, which is not after its first day {from}")]
pub struct PeriodError {
    /// The first day.
    pub from: Date,
    /// The day it should end.
    pub until: Date,
}

impl Period {
    /// Makes a period that holds from `from` and no longer on `until`; without `until` it holds for good.
    ///
    /// # Errors
    /// Refuses a period without a day in it.
    pub fn new(from: Date, until: Option<Date>) -> Result<Period, PeriodError> {
        match until {
            Some(until) if until <= from => Err(PeriodError { from, until }),
            _ => Ok(Period { from, until }),
        }
    }

    /// Makes a period that holds from `from` on.
    pub fn starting(from: Date) -> Period {
        Period { from, until: None }
    }

    /// Returns the first day.
    pub fn from(&self) -> Date {
        self.from
    }

    /// Returns the first day it no longer holds, if it ends.
    pub fn until(&self) -> Option<Date> {
        self.until
    }

    /// Says whether it holds on `day`.
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_period_holds_on_its_first_day_and_not_on_its_last() {
        let year = Period::new(date(2025, 1, 1), Some(date(2026, 1, 1))).expect("a good period");
        assert!(year.contains(date(2025, 1, 1)));
        assert!(year.contains(date(2025, 12, 31)));
        assert!(!year.contains(date(2026, 1, 1)));
        assert!(!year.contains(date(2024, 12, 31)));
    }

    #[test]
    fn a_period_without_a_day_is_refused() {
        let day = date(2025, 1, 1);
        assert_eq!(Period::new(day, Some(day)), Err(PeriodError { from: day, until: day }));
    }
}
