//! A ceiling over time, kept in one number: the instant at which the whole allowance is there again.
//!
//! Each operation moves that instant away by its share of a minute; what would move it further than a minute from now is refused. So a
//! whole minute's allowance may be asked for at once, and then as much as time gives back, smoothly, without a window that turns over.
//!
//! Source: the generic cell rate algorithm (ITU-T I.371), in its form of a virtual schedule.

/// How far away the instant may be, in microseconds.
const MINUTE: i64 = 60_000_000;
const SECOND: i64 = 1_000_000;

/// So many operations a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many, at least one.
    limit: u32,
    /// The share of a minute that one takes, in microseconds.
    share: i64,
}

/// What may be asked for after this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// How many operations at once.
    pub remaining: u32,
    /// After how many seconds all of them.
    pub reset_seconds: u64,
}

impl Rate {
    /// Takes a ceiling; one of nothing would shut everybody out for ever, so it is one.
    pub fn per_minute(limit: u32) -> Rate {
        let limit = limit.max(1);
        Rate { limit, share: MINUTE / i64::from(limit) }
    }

    /// Returns how many a minute.
    pub fn limit(self) -> u32 {
        self.limit
    }

    /// Says when the whole allowance is there again once `count` operations are counted, or after how many seconds they fit. Both
    /// instants are microseconds.
    pub fn count(self, whole_at: i64, count: u16, now: i64) -> Result<i64, u64> {
        // Counting moves it no further than a minute: where it is further, the clock was set back, and nobody is to suffer by that.
        let whole_at = if whole_at > now.saturating_add(MINUTE) { now } else { whole_at.max(now) };
        let next = whole_at.saturating_add(self.share * i64::from(count));
        let over = next.saturating_sub(now).saturating_sub(MINUTE);
        if over <= 0 { Ok(next) } else { Err(seconds(over)) }
    }

    /// Says what is left.
    pub fn left(self, whole_at: i64, now: i64) -> Left {
        let taken = whole_at.saturating_sub(now).clamp(0, MINUTE);
        let remaining = (MINUTE - taken) / self.share;
        Left { remaining: u32::try_from(remaining).unwrap_or(u32::MAX).min(self.limit), reset_seconds: seconds(taken) }
    }
}

/// Whole seconds, the last one begun counted.
fn seconds(microseconds: i64) -> u64 {
    u64::try_from(microseconds.saturating_add(SECOND - 1) / SECOND).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_minutes_allowance_goes_at_once_and_comes_back_little_by_little() {
        let rate = Rate::per_minute(120);
        let mut whole_at = 0;
        for asked in 1..=120 {
            whole_at = rate.count(whole_at, 1, 0).unwrap_or_else(|_| panic!("{asked} fit"));
        }
        assert_eq!(rate.left(whole_at, 0), Left { remaining: 0, reset_seconds: 60 });
        assert_eq!(rate.count(whole_at, 1, 0), Err(1), "half a second is told as one");
        assert_eq!(rate.count(whole_at, 10, 0), Err(5));
        assert!(rate.count(whole_at, 1, SECOND / 2).is_ok());
        assert_eq!(rate.left(whole_at, 30 * SECOND), Left { remaining: 60, reset_seconds: 30 });
        assert_eq!(rate.left(whole_at, 61 * SECOND), Left { remaining: 120, reset_seconds: 0 });
    }

    #[test]
    fn a_clock_that_is_set_back_shuts_nobody_out() {
        let rate = Rate::per_minute(10);
        let later = 3_600 * SECOND;
        let whole_at = rate.count(0, 10, later).expect("the whole allowance fits");
        assert!(rate.count(whole_at, 1, later).is_err());
        assert!(rate.count(whole_at, 1, 0).is_ok());
    }

    proptest! {
        #[test]
        fn no_minute_gives_more_than_twice_its_allowance(limit in 1u32..500, steps in prop::collection::vec((0i64..2_000_000, 1u16..11), 1..400)) {
            let rate = Rate::per_minute(limit);
            let (mut now, mut whole_at) = (0, 0);
            let mut counted: Vec<(i64, u32)> = Vec::new();
            for (pause, count) in steps {
                now += pause;
                if let Ok(next) = rate.count(whole_at, count, now) {
                    whole_at = next;
                    counted.push((now, u32::from(count)));
                }
                let lately: u32 = counted.iter().filter(|(at, _)| now - at < MINUTE).map(|(_, count)| count).sum();
                // One more, because shares are cut to the microsecond.
                prop_assert!(lately <= 2 * limit + 1, "{lately} of {limit}");
            }
        }
    }
}
