//! When a model may be asked: not while it is left alone after failures in a row, and not more often on a day than it may cost. Rules only.

use jiff::SignedDuration;
use vocabulary::{Date, Timestamp};

use crate::assistant::{composer::Declined, service::At};

/// After how many failures in a row it is left alone.
const FAILURES_MAX: u32 = 5;
/// For how long; then one question tries whether it is back.
const REST: SignedDuration = SignedDuration::from_secs(60);

/// Counts what a model did.
#[derive(Debug)]
pub struct Gate {
    failures: u32,
    rests_until: Option<Timestamp>,
    day: Option<Date>,
    calls: u32,
    day_max: u32,
}

impl Gate {
    /// Begins with a model that is believed to be there, and may be asked `day_max` times a day.
    pub fn new(day_max: u32) -> Gate {
        Gate { failures: 0, rests_until: None, day: None, calls: 0, day_max }
    }

    /// Lets a question in, and counts it.
    ///
    /// # Errors
    /// Says that it is left alone, or was asked often enough today.
    pub fn enter(&mut self, at: At) -> Result<(), Declined> {
        if self.rests_until.is_some_and(|until| at.now < until) {
            return Err(Declined::Resting);
        }
        if self.day != Some(at.today) {
            (self.day, self.calls) = (Some(at.today), 0);
        }
        if self.calls >= self.day_max {
            return Err(Declined::Spent);
        }
        self.calls += 1;
        if self.failures >= FAILURES_MAX {
            // One question tries it; whoever comes meanwhile is kept away, also where that one never returns.
            self.rests_until = Some(at.now + REST);
        }
        Ok(())
    }

    /// Notes that a call that began at `now` failed.
    pub fn failed(&mut self, now: Timestamp) {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= FAILURES_MAX {
            self.rests_until = Some(now + REST);
        }
    }

    /// Notes that it replied.
    pub fn went_well(&mut self) {
        (self.failures, self.rests_until) = (0, None);
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    fn at(second: i64) -> At {
        let now: Timestamp = "2026-06-15T12:00:00Z".parse().expect("an instant");
        At { now: now + second.seconds(), today: "2026-06-15".parse().expect("a day") }
    }

    #[test]
    fn a_model_that_fails_again_and_again_is_left_alone_and_tried_by_one_question() {
        let mut gate = Gate::new(100);
        for second in 0..5 {
            assert!(gate.enter(at(second)).is_ok(), "{second}");
            gate.failed(at(second).now);
        }
        assert!(matches!(gate.enter(at(63)), Err(Declined::Resting)));
        assert!(gate.enter(at(64)).is_ok(), "one tries");
        assert!(matches!(gate.enter(at(64)), Err(Declined::Resting)), "others do not");
        assert!(gate.enter(at(124)).is_ok(), "the one never came back: another tries");
        gate.failed(at(124).now);
        assert!(matches!(gate.enter(at(183)), Err(Declined::Resting)));
        assert!(gate.enter(at(184)).is_ok());
        gate.went_well();
        assert!(gate.enter(at(184)).is_ok() && gate.enter(at(184)).is_ok());
    }

    #[test]
    fn failures_count_only_in_a_row() {
        let mut gate = Gate::new(100);
        for second in 0..20 {
            assert!(gate.enter(at(second)).is_ok());
            if second % 4 == 3 { gate.went_well() } else { gate.failed(at(second).now) }
        }
    }

    #[test]
    fn a_day_has_so_many_calls_and_the_next_has_them_again() {
        let mut gate = Gate::new(2);
        assert!(gate.enter(at(0)).is_ok() && gate.enter(at(1)).is_ok());
        assert!(matches!(gate.enter(at(2)), Err(Declined::Spent)));
        let tomorrow = At { today: "2026-06-16".parse().expect("a day"), ..at(43_200) };
        assert!(gate.enter(tomorrow).is_ok());
    }
}
