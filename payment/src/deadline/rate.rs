//! Rates: whole parts per million, and how they change from day to day. Row LED-05.

use serde::{Deserialize, Serialize};
use vocabulary::{Date, words};

/// How often a rate of interest may change.
pub const CHANGES_MAX: usize = 1_000;

/// A rate, in parts per million: 50 000 is 5 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rate(pub u32);

impl Rate {
    /// How many parts are the whole.
    pub const WHOLE: i128 = 1_000_000;
}

words! {
    /// How many days the year of a rate of interest has.
    Basis, "basis of interest" {
        /// 365, in leap years too.
        Days365 = "365",
        /// 360.
        Days360 = "360",
    }
}

impl Basis {
    /// Returns how many.
    pub const fn days(self) -> i128 {
        match self {
            Basis::Days365 => 365,
            Basis::Days360 => 360,
        }
    }
}

/// A rate of interest that changes on some days. There is a rate for every day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct RateTable {
    first: Rate,
    changes: Vec<(Date, Rate)>,
}

/// Why changes make no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateTableError {
    /// The days are not in order, or one is there twice.
    #[error("does not have its days in order")]
    Order,
    /// There are too many.
    #[error("has more than {CHANGES_MAX} changes")]
    Count,
}

/// A table as it is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    first: Rate,
    #[serde(default)]
    changes: Vec<(Date, Rate)>,
}

impl RateTable {
    /// Makes a table: a rate from the beginning, and the days from which another holds.
    ///
    /// # Errors
    /// Refuses days that are not in order, and more than [`CHANGES_MAX`].
    pub fn new(first: Rate, changes: Vec<(Date, Rate)>) -> Result<RateTable, RateTableError> {
        if changes.len() > CHANGES_MAX {
            return Err(RateTableError::Count);
        }
        let is_ordered = changes.windows(2).all(|two| two[0].0 < two[1].0);
        if is_ordered { Ok(RateTable { first, changes }) } else { Err(RateTableError::Order) }
    }

    /// Returns the rate of a day.
    pub fn on(&self, day: Date) -> Rate {
        let before = self.changes.partition_point(|(from, _)| *from <= day);
        before.checked_sub(1).map_or(self.first, |at| self.changes[at].1)
    }

    /// Returns the days from which another rate holds.
    pub fn changes(&self) -> impl Iterator<Item = Date> {
        self.changes.iter().map(|(from, _)| *from)
    }
}

impl TryFrom<Written> for RateTable {
    type Error = RateTableError;

    fn try_from(written: Written) -> Result<RateTable, RateTableError> {
        RateTable::new(written.first, written.changes)
    }
}

impl From<RateTable> for Written {
    fn from(table: RateTable) -> Written {
        Written { first: table.first, changes: table.changes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_holds_from_its_day() {
        let day = |day| Date::constant(2030, 7, day);
        let table = RateTable::new(Rate(60_000), vec![(day(1), Rate(70_000)), (day(3), Rate(50_000))]).expect("in order");
        let on = |date: Date| table.on(date).0;
        assert_eq!([on(Date::constant(2030, 6, 30)), on(day(1)), on(day(2)), on(day(3))], [60_000, 70_000, 70_000, 50_000]);
        assert_eq!(RateTable::new(Rate(1), vec![(day(3), Rate(1)), (day(3), Rate(2))]), Err(RateTableError::Order));
    }
}
