//! The clock of the simulator: it stands or runs, and can be moved forward, never back.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

/// How far the clock can be moved at once: ten years.
pub(crate) const ADVANCE_SECONDS_MAX: u32 = 315_360_000;

/// What time it is for the simulator.
#[derive(Clone, Debug)]
pub struct Clock {
    base: Timestamp,
    began: Option<Instant>,
    advanced: SignedDuration,
}

impl Clock {
    /// Makes a clock that stands at `at` until it is moved.
    pub fn standing(at: Timestamp) -> Clock {
        Clock { base: at, began: None, advanced: SignedDuration::ZERO }
    }

    /// Makes a clock that runs from `from`, now, as fast as time does.
    pub fn running(from: Timestamp) -> Clock {
        Clock { base: from, began: Some(Instant::now()), advanced: SignedDuration::ZERO }
    }

    /// Returns what time it is. A time beyond what can be written stays at the last that can.
    pub fn now(&self) -> Timestamp {
        let ran = self.began.map_or(SignedDuration::ZERO, |began| SignedDuration::try_from(began.elapsed()).unwrap_or_default());
        self.base.saturating_add(self.advanced.saturating_add(ran)).unwrap_or(Timestamp::MAX)
    }

    /// Moves it forward.
    pub(crate) fn advance(&mut self, seconds: u32) {
        self.advanced = self.advanced.saturating_add(SignedDuration::from_secs(i64::from(seconds)));
    }
}
