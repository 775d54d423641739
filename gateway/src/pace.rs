//! How patiently a provider is asked: time-outs that are said, at most three tries, and a wait between them that differs from caller to caller.

use std::{fmt, sync::Arc, time::Duration};

/// The most tries of one operation.
pub(crate) const TRIES_MAX: u8 = 3;
/// The longest wait between two tries that a provider can talk us into; a longer one is told to the caller instead.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(5);

/// How patiently a provider is asked.
#[derive(Clone)]
pub struct Pace {
    /// How long it may take to be connected.
    pub connect_max: Duration,
    /// How long one try may take in all.
    pub answer_max: Duration,
    /// How often one operation is tried, three times at most.
    pub tries_max: u8,
    /// How long is waited after the first try; twice as long after the second.
    pub wait: Duration,
    /// Draws a number below a thousand: how much of the wait is left out at random.
    pub jitter: Arc<dyn Fn() -> u16 + Send + Sync>,
}

impl Pace {
    /// Makes the pace of production: 2 s to connect, 10 s an answer, three tries, about half a second between them.
    pub fn usual(jitter: Arc<dyn Fn() -> u16 + Send + Sync>) -> Pace {
        Pace {
            connect_max: Duration::from_secs(2),
            answer_max: Duration::from_secs(10),
            tries_max: TRIES_MAX,
            wait: Duration::from_millis(500),
            jitter,
        }
    }

    /// Returns how long to wait after the `tried`th try, or nothing if it was the last one, or if the provider asks for longer than an
    /// answer can wait.
    pub(crate) fn next(&self, tried: u8, retry_after: Option<Duration>) -> Option<Duration> {
        if tried >= self.tries_max.min(TRIES_MAX) || retry_after.is_some_and(|after| after > RETRY_AFTER_MAX) {
            return None;
        }
        Some(waited(self.wait, tried, (self.jitter)()).max(retry_after.unwrap_or_default()))
    }
}

impl fmt::Debug for Pace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pace").field("answer_max", &self.answer_max).field("tries_max", &self.tries_max).finish()
    }
}

/// Works out a wait: doubled with each try, of which up to half is left out. `jitter` is below a thousand.
fn waited(wait: Duration, tried: u8, jitter: u16) -> Duration {
    let whole = wait.saturating_mul(1 << tried.saturating_sub(1).min(8));
    whole.saturating_sub(whole.saturating_mul(u32::from(jitter.min(1_000))) / 2_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(tries_max: u8) -> Pace {
        Pace { tries_max, ..Pace::usual(Arc::new(|| 0)) }
    }

    #[test]
    fn waits_grow_and_up_to_half_is_left_to_chance() {
        let half = Duration::from_millis(500);
        assert_eq!([1, 2].map(|tried| waited(half, tried, 0)), [half, half * 2]);
        assert_eq!(waited(half, 1, 1_000), half / 2);
    }

    #[test]
    fn nothing_is_tried_more_than_three_times() {
        let waits = |tries_max| (1..10).map_while(|tried| pace(tries_max).next(tried, None)).count();
        assert_eq!((waits(1), waits(3), waits(200)), (0, 2, 2));
        assert_eq!(pace(3).next(1, Some(Duration::from_secs(60))), None, "an answer does not wait for a minute");
        assert_eq!(pace(3).next(1, Some(Duration::from_secs(2))), Some(Duration::from_secs(2)));
    }
}
