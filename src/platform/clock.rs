//! The only place that reads the wall clock; everywhere else time is an argument.

use std::sync::{Arc, Mutex};

use jiff::{Span, tz::TimeZone};
use vocabulary::{Date, Timestamp};

/// Tells the time in the territory.
pub trait Clock: Send + Sync + 'static {
    /// Returns this instant, to the microsecond, which is what the databases keep.
    fn now(&self) -> Timestamp;

    /// Returns the day it is in the territory.
    fn today(&self) -> Date;

    /// Returns the instant at which a day is over in the territory.
    fn end_of(&self, day: Date) -> Timestamp;
}

/// A clock shared by everything that serves.
pub type SharedClock = Arc<dyn Clock>;

/// The clock on the wall.
pub struct WallClock {
    zone: TimeZone,
}

impl WallClock {
    /// Makes a clock that tells days in `zone`.
    pub fn new(zone: TimeZone) -> WallClock {
        WallClock { zone }
    }
}

impl Clock for WallClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> Timestamp {
        to_microsecond(Timestamp::now())
    }

    fn today(&self) -> Date {
        self.now().to_zoned(self.zone.clone()).date()
    }

    fn end_of(&self, day: Date) -> Timestamp {
        end_of(day, self.zone.clone())
    }
}

/// A clock that stands still until it is moved, for tests and for replays.
pub struct StandingClock {
    now: Mutex<Timestamp>,
}

impl StandingClock {
    /// Makes a clock that shows `now`, in UTC.
    pub fn at(now: Timestamp) -> StandingClock {
        StandingClock { now: Mutex::new(to_microsecond(now)) }
    }

    /// Moves it forward.
    pub fn advance(&self, span: Span) {
        let mut now = self.now.lock().expect("no holder of the clock panics");
        *now = now.checked_add(span).expect("tests stay within the calendar");
    }
}

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        *self.now.lock().expect("no holder of the clock panics")
    }

    fn today(&self) -> Date {
        self.now().to_zoned(TimeZone::UTC).date()
    }

    fn end_of(&self, day: Date) -> Timestamp {
        end_of(day, TimeZone::UTC)
    }
}

/// Returns the first instant of the day after: of a day that lasts 23 hours as of any.
fn end_of(day: Date, zone: TimeZone) -> Timestamp {
    let next = day.tomorrow().and_then(|next| next.to_zoned(zone));
    next.map_or(Timestamp::MAX, |next| to_microsecond(next.timestamp()))
}

fn to_microsecond(instant: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(instant.as_microsecond()).expect("an instant cut to the microsecond stays in range")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_where_the_next_begins_however_long_it_is() {
        let paris = WallClock::new(TimeZone::get("Europe/Paris").expect("a zone"));
        let end = |day: Date| paris.end_of(day).to_string();
        assert_eq!(end(Date::constant(2026, 3, 28)), "2026-03-28T23:00:00Z");
        assert_eq!(end(Date::constant(2026, 3, 29)), "2026-03-29T22:00:00Z", "it has 23 hours");
        assert_eq!(
            StandingClock::at(Timestamp::UNIX_EPOCH).end_of(Date::constant(1970, 1, 1)).to_string(),
            "1970-01-02T00:00:00Z"
        );
    }
}
