//! When an office works: the week with several slots a day, holidays, and offices with hours of their own. Rows DESK-M3, G1, G2.
//!
//! A [`Timetable`] is what an administrator writes; a [`Calendar`] is what it comes to for one office in one time zone, and counts.

mod slot;
mod timetable;

use std::{
    collections::BTreeMap,
    ops::{ControlFlow, Range},
};

use jiff::{civil, tz::TimeZone};
use vocabulary::{Date, Timestamp};

pub use slot::{SLOTS_MAX, Slot, SlotError, Slots, SlotsError};
pub use timetable::{
    CLOSINGS_MAX, CalendarError, Closing, NAME_CHARS_MAX, OFFICES_MAX, OPENINGS_MAX, OfficeTimetable, Opening, Timetable, Week,
};

use crate::minutes::Minutes;

/// How far ahead a due instant is looked for. Ten years: an office that is not open long enough by then gives no due instant.
pub const HORIZON_DAYS: i64 = 3_660;

/// The working hours of one office, in one time zone.
///
/// A minute is open when the wall clock at its beginning shows a time within a slot of that day. So an hour that is skipped in spring does
/// not count, and one that is repeated in autumn counts twice.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: TimeZone,
    /// Monday first.
    week: [Slots; 7],
    /// The days on which the hours of the week do not hold, by their number since 1970-01-01.
    days: BTreeMap<i64, Slots>,
}

impl Calendar {
    /// Returns how many open minutes end after `from` and not after `until`.
    pub fn minutes_between(&self, from: Timestamp, until: Timestamp) -> Minutes {
        let mut open = 0;
        let _: Option<()> = self.walk(minute_of(from), minute_of(until), |span| {
            open += span.end - span.start;
            ControlFlow::Continue(())
        });
        Minutes(u32::try_from(open).unwrap_or(u32::MAX))
    }

    /// Returns the first instant by which so many open minutes have ended after `from`; `from` itself for none.
    ///
    /// Nothing where the office is not open long enough within [`HORIZON_DAYS`].
    pub fn after(&self, from: Timestamp, minutes: Minutes) -> Option<Timestamp> {
        if minutes == Minutes::ZERO {
            return Some(from);
        }
        let (first, mut left) = (minute_of(from), i64::from(minutes.0));
        let found = self.walk(first, first + HORIZON_DAYS * 24 * 60, |span| {
            let open = span.end - span.start;
            if open >= left {
                return ControlFlow::Break(span.start + left);
            }
            left -= open;
            ControlFlow::Continue(())
        });
        found.and_then(instant_of)
    }

    /// Says whether the office is open at an instant.
    pub fn is_open(&self, at: Timestamp) -> bool {
        let minute = minute_of(at);
        self.walk(minute, minute + 1, |_| ControlFlow::Break(())).is_some()
    }

    /// Returns the hours of one day.
    pub fn on(&self, day: Date) -> &Slots {
        self.on_day(number_of(day))
    }

    /// Returns the time zone its hours are told in.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    fn on_day(&self, day: i64) -> &Slots {
        // The day with the number 0 was a Thursday.
        let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap_or_default();
        self.days.get(&day).unwrap_or(&self.week[weekday])
    }

    /// Shows each open span of whole minutes within `[from, until)`, in order, until `with` has seen enough.
    fn walk<B>(&self, from: i64, until: i64, mut with: impl FnMut(Range<i64>) -> ControlFlow<B>) -> Option<B> {
        let mut at = from;
        while at < until {
            let (offset, changes) = self.offset_at(at);
            let end = changes.min(until);
            let mut day = (at * 60 + offset).div_euclid(DAY_SECONDS);
            while first_minute(day * DAY_SECONDS - offset) < end {
                let midnight = day * DAY_SECONDS - offset;
                for slot in self.on_day(day).list() {
                    let opens = first_minute(midnight + i64::from(slot.from()) * 60).max(at);
                    let closes = first_minute(midnight + i64::from(slot.until()) * 60).min(end);
                    if opens < closes
                        && let ControlFlow::Break(found) = with(opens..closes)
                    {
                        return Some(found);
                    }
                }
                day += 1;
            }
            at = end;
        }
        None
    }

    /// Returns how many seconds local time is ahead of UTC in a minute, and the minute from which that changes.
    fn offset_at(&self, minute: i64) -> (i64, i64) {
        let at = instant_of(minute).unwrap_or(Timestamp::MIN);
        let offset = i64::from(self.zone.to_offset(at).seconds());
        let changes = self.zone.following(at).next().map_or(i64::MAX, |change| first_minute(change.timestamp().as_second()));
        (offset, changes)
    }
}

const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Returns the minute an instant lies in, counted from 1970.
fn minute_of(instant: Timestamp) -> i64 {
    let minute = instant.as_nanosecond().div_euclid(60_000_000_000);
    i64::try_from(minute).unwrap_or(i64::MAX)
}

/// Returns the first minute that begins at a second or after it.
fn first_minute(second: i64) -> i64 {
    second.div_euclid(60) + i64::from(second.rem_euclid(60) > 0)
}

fn instant_of(minute: i64) -> Option<Timestamp> {
    Timestamp::from_second(minute.checked_mul(60)?).ok()
}

/// Returns how many days a day is after 1970-01-01.
fn number_of(day: Date) -> i64 {
    day.duration_since(civil::date(1970, 1, 1)).as_hours() / 24
}

/// Returns how many minutes end after `from` and not after `until`, open or not.
pub fn all_minutes_between(from: Timestamp, until: Timestamp) -> Minutes {
    let minutes = minute_of(until) - minute_of(from);
    Minutes(u32::try_from(minutes.max(0)).unwrap_or(u32::MAX))
}

/// Returns the first instant by which so many minutes have ended after `from`, open or not; `from` itself for none.
pub fn after_all_minutes(from: Timestamp, minutes: Minutes) -> Option<Timestamp> {
    if minutes == Minutes::ZERO { Some(from) } else { instant_of(minute_of(from) + i64::from(minutes.0)) }
}
