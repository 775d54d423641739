//! Until when a claim is decided. Row PAY-N8.

use jiff::{SignedDuration, Timestamp};

/// Until when a claim is decided. It stands still while its trader is asked for something.
///
/// Source: Revised Kyoto Convention, General Annex 4.21 and 4.22 (decided without undue delay, and what customs overcharged by its own error as a
/// matter of priority); a setting makes a number of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// By when, as far as is known: while the trader is asked it will be later.
    pub due_at: Timestamp,
    /// Since when the trader is asked, where they are.
    pub asked_at: Option<Timestamp>,
}

impl Clock {
    /// Starts it: so many days of 24 hours.
    pub fn start(lodged_at: Timestamp, days: u16) -> Clock {
        let due_at = lodged_at.saturating_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MAX);
        Clock { due_at, asked_at: None }
    }

    /// Stops it; one that stands stays as it is.
    #[must_use]
    pub fn stop(self, now: Timestamp) -> Clock {
        Clock { asked_at: self.asked_at.or(Some(now)), ..self }
    }

    /// Lets it go on: what was left when it stopped is left again.
    #[must_use]
    pub fn go_on(self, now: Timestamp) -> Clock {
        let stood = self.asked_at.map_or(SignedDuration::ZERO, |since| now.duration_since(since).max(SignedDuration::ZERO));
        Clock { due_at: self.due_at.saturating_add(stood).unwrap_or(Timestamp::MAX), asked_at: None }
    }

    /// Says whether its time is over. One that stands is never.
    pub fn is_over(self, now: Timestamp) -> bool {
        self.asked_at.is_none() && self.due_at <= now
    }
}
