//! The time between announcing a rule and applying it. Rules only.
//!
//! Source: WTO TFA Article 2.1.2 and 2.1.3: laws are published, as early as possible before they enter into force; changes of
//! duty rates, reliefs, measures that early notice would undermine, urgent measures and minor changes of the law may be excepted.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::Date;

/// How many days before its first day a rule has to be announced.
///
/// Article 2.1.2 asks for time and names no number, so each territory sets its own (`territory.lead_days_min`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeadDaysMin(u16);

impl LeadDaysMin {
    /// Takes the number of days.
    pub fn new(days: u16) -> LeadDaysMin {
        LeadDaysMin(days)
    }

    /// Says whether so many days are too few.
    pub fn is_above(self, lead_days: i32) -> bool {
        lead_days < i32::from(self.0)
    }

    /// Returns the number of days.
    pub fn get(self) -> u16 {
        self.0
    }
}

impl Default for LeadDaysMin {
    /// Thirty days, what traders are commonly given.
    fn default() -> LeadDaysMin {
        LeadDaysMin(30)
    }
}

/// How a fact was announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The day it was published in the gazette.
    pub announced_on: Date,
    /// Why it could enter into force sooner than others.
    pub exception: Option<Exception>,
}

/// Why a rule entered into force without the usual time between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// Which of the excepted cases it is.
    pub kind: ExceptionKind,
    /// Why, in a sentence.
    pub reason: String,
}

/// The cases that Article 2.1.3 excepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ExceptionKind {
    /// A change of a rate of duty.
    DutyRate,
    /// A measure that relieves traders.
    Relief,
    /// A measure that early notice would undermine.
    WouldUndermine,
    /// A measure applied in urgent circumstances.
    Urgent,
    /// A minor change of domestic law.
    MinorLaw,
}

/// A rule that would enter into force too soon after it was announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "comes into force {lead_days} days after it was announced, where {} are wanted; name an exception and its reason, \
     or a later day",
    lead_days_min.get()
)]
pub struct LeadTooShort {
    /// How many days lie between.
    pub lead_days: i32,
    /// How many are wanted.
    pub lead_days_min: LeadDaysMin,
}

impl Announcement {
    /// Returns the days between the announcement and `valid_from`; negative where it was announced afterwards.
    pub fn lead_days(&self, valid_from: Date) -> i32 {
        self.announced_on.until(valid_from).map_or(0, |span| span.get_days())
    }

    /// Refuses a first day that comes too soon, unless the announcement names an exception.
    ///
    /// # Errors
    /// Says how many days there are.
    pub fn check(&self, valid_from: Date, lead_days_min: LeadDaysMin) -> Result<(), LeadTooShort> {
        let lead_days = self.lead_days(valid_from);
        if lead_days_min.is_above(lead_days) && self.exception.is_none() {
            return Err(LeadTooShort { lead_days, lead_days_min });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn announced(exception: Option<ExceptionKind>) -> Announcement {
        let exception = exception.map(|kind| Exception { kind, reason: "a flood".into() });
        Announcement { announced_on: date(2026, 1, 10), exception }
    }

    #[test]
    fn a_rule_waits_its_time_unless_it_is_excepted() {
        let check = |exception, day| announced(exception).check(day, LeadDaysMin::default());
        let too_soon = LeadTooShort { lead_days: 22, lead_days_min: LeadDaysMin::default() };
        assert_eq!(check(None, date(2026, 2, 1)), Err(too_soon));
        assert_eq!(check(None, date(2026, 2, 9)), Ok(()));
        assert_eq!(check(Some(ExceptionKind::Urgent), date(2026, 2, 1)), Ok(()));
        assert_eq!(announced(None).check(date(2026, 2, 1), LeadDaysMin::new(22)), Ok(()), "another territory waits less");
        assert_eq!(announced(None).lead_days(date(2026, 1, 1)), -9);
    }
}
