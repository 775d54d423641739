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
}

fn to_microsecond(instant: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(instant.as_microsecond()).expect("an instant cut to the microsecond stays in range")
}
