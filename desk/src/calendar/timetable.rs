//! What an administrator writes: the week, the days that differ, and the offices that keep hours of their own.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::Date;

use super::{Calendar, Slot, Slots, number_of};
use crate::name::OfficeCode;

/// The most closings of one list: a hundred years of forty holidays.
pub const CLOSINGS_MAX: usize = 4_000;
/// The most days of one list on which an office is open at other hours.
pub const OPENINGS_MAX: usize = 1_000;
/// The most offices with hours of their own.
pub const OFFICES_MAX: usize = 500;
/// The longest name of a holiday, in characters.
pub const NAME_CHARS_MAX: usize = 200;

/// The working hours of a territory, as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timetable {
    /// The hours of a usual week.
    pub week: Week,
    /// Holidays, and stretches of days on which nobody works.
    #[serde(default)]
    pub closed: Vec<Closing>,
    /// Days on which the hours are others than those of the week.
    #[serde(default)]
    pub open: Vec<Opening>,
    /// Offices with hours of their own.
    #[serde(default)]
    pub offices: BTreeMap<OfficeCode, OfficeTimetable>,
}

/// The hours of a usual week; a day that is left out is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the names of the days say it")]
pub struct Week {
    pub monday: Slots,
    pub tuesday: Slots,
    pub wednesday: Slots,
    pub thursday: Slots,
    pub friday: Slots,
    pub saturday: Slots,
    pub sunday: Slots,
}

/// A day, or a part of one, on which nobody works.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// Which day.
    pub on: Date,
    /// Which part of it; the whole day where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Slot>,
    /// What it is called: New Year's Day.
    pub name: String,
}

/// A day on which the hours are others than those of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// Which day.
    pub on: Date,
    /// The hours of that day.
    pub hours: Slots,
    /// Why.
    pub name: String,
}

/// What is different at one office.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OfficeTimetable {
    /// Its week, where it is another.
    pub week: Option<Week>,
    /// Whether it works when the territory does not: a border post does.
    pub works_on_holidays: bool,
    /// When it alone is closed.
    pub closed: Vec<Closing>,
    /// When it alone is open at other hours; on a holiday too.
    pub open: Vec<Opening>,
}

/// Why a timetable is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// No day of the week has an hour, so that nothing would ever be due.
    #[error("no day of the week has a slot")]
    NeverOpen,
    /// Two entries say what the hours of one day are.
    #[error("two openings are on {0}")]
    OpenedTwice(Date),
    /// More closings than one list holds.
    #[error("a list has at most {CLOSINGS_MAX} closings")]
    TooManyClosings,
    /// More openings than one list holds.
    #[error("a list has at most {OPENINGS_MAX} openings")]
    TooManyOpenings,
    /// More offices than are kept.
    #[error("at most {OFFICES_MAX} offices have hours of their own")]
    TooManyOffices,
    /// A name that nobody could read.
    #[error("the name of {0} is not 1 to {NAME_CHARS_MAX} characters")]
    Name(Date),
}

impl Week {
    /// Returns the hours of its days, Monday first.
    fn days(&self) -> [Slots; 7] {
        let Week { monday, tuesday, wednesday, thursday, friday, saturday, sunday } = self.clone();
        [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
    }
}

impl Timetable {
    /// Returns the calendar of one office, or of the territory where none is named or it keeps no hours of its own.
    ///
    /// `holidays` come beside those of the timetable, from [`crate::ical`].
    ///
    /// # Errors
    /// Refuses a timetable of which nobody could say what it means, for whichever office is asked for.
    pub fn calendar(&self, zone: TimeZone, holidays: &[Closing], office: Option<&OfficeCode>) -> Result<Calendar, CalendarError> {
        self.check(holidays)?;
        let own = office.and_then(|office| self.offices.get(office));
        let week = own.and_then(|own| own.week.as_ref()).unwrap_or(&self.week).days();
        let mut calendar = Calendar { zone, week, days: BTreeMap::new() };
        if !own.is_some_and(|own| own.works_on_holidays) {
            calendar.open(&self.open);
            calendar.close(&self.closed);
            calendar.close(holidays);
        }
        if let Some(own) = own {
            calendar.open(&own.open);
            calendar.close(&own.closed);
        }
        Ok(calendar)
    }

    fn check(&self, holidays: &[Closing]) -> Result<(), CalendarError> {
        if self.offices.len() > OFFICES_MAX {
            return Err(CalendarError::TooManyOffices);
        }
        checked_week(&self.week)?;
        checked_closings(holidays)?;
        checked_closings(&self.closed)?;
        checked_openings(&self.open)?;
        for office in self.offices.values() {
            office.week.as_ref().map_or(Ok(()), checked_week)?;
            checked_closings(&office.closed)?;
            checked_openings(&office.open)?;
        }
        Ok(())
    }
}

impl Calendar {
    fn open(&mut self, openings: &[Opening]) {
        self.days.extend(openings.iter().map(|opening| (number_of(opening.on), opening.hours.clone())));
    }

    fn close(&mut self, closings: &[Closing]) {
        for closing in closings {
            let day = number_of(closing.on);
            let left = self.on_day(day).without(closing.hours.unwrap_or(Slot::DAY));
            self.days.insert(day, left);
        }
    }
}

fn checked_week(week: &Week) -> Result<(), CalendarError> {
    if week.days().iter().all(Slots::is_empty) { Err(CalendarError::NeverOpen) } else { Ok(()) }
}

fn checked_closings(closings: &[Closing]) -> Result<(), CalendarError> {
    if closings.len() > CLOSINGS_MAX {
        return Err(CalendarError::TooManyClosings);
    }
    closings.iter().try_for_each(|closing| checked_name(closing.on, &closing.name))
}

fn checked_openings(openings: &[Opening]) -> Result<(), CalendarError> {
    if openings.len() > OPENINGS_MAX {
        return Err(CalendarError::TooManyOpenings);
    }
    let mut days: Vec<Date> = openings.iter().map(|opening| opening.on).collect();
    days.sort_unstable();
    if let Some(pair) = days.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(CalendarError::OpenedTwice(pair[0]));
    }
    openings.iter().try_for_each(|opening| checked_name(opening.on, &opening.name))
}

fn checked_name(on: Date, name: &str) -> Result<(), CalendarError> {
    let is_name = !name.trim().is_empty() && name.chars().count() <= NAME_CHARS_MAX;
    if is_name { Ok(()) } else { Err(CalendarError::Name(on)) }
}
