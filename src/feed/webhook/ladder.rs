//! When an event is sent again, and what an answer means. Rules only. Rows OUT-04, OUT-05, OUT-07.

use jiff::SignedDuration;

/// How many seconds lie before each try: more than three days in all, as long as a long weekend of a data centre.
const LADDER_SECONDS: [i64; 10] = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// How many tries that fail one after another let an endpoint rest, so that it holds up nobody else.
const FAILURES_MAX: i64 = 5;
/// How long it rests then: what waits meanwhile is late by no more than that.
const REST: SignedDuration = SignedDuration::from_secs(30);
/// How long an endpoint rests that has too much to do, where it does not say how long.
const THROTTLED_REST: SignedDuration = SignedDuration::from_mins(1);
/// The longest rest that an endpoint can ask for.
const ASKED_REST_MAX: SignedDuration = SignedDuration::from_hours(1);

/// What an answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// It is taken.
    Taken,
    /// The receiver wants nothing any more.
    Gone,
    /// The receiver has too much to do.
    Throttled,
    /// Anything else: it is sent again.
    Failed,
}

/// Says what a status means: a redirection is a failure, because whoever answers could send us anywhere.
pub fn meaning(status: u16) -> Meaning {
    match status {
        200..=299 => Meaning::Taken,
        410 => Meaning::Gone,
        429 | 502 | 504 => Meaning::Throttled,
        _ => Meaning::Failed,
    }
}

/// Says how long to wait after so many tries; nothing after the last. `jitter` of a thousand lengthens it by a tenth, so that many that
/// failed at once do not come back at once.
pub fn wait(tries: i64, jitter: u16) -> Option<SignedDuration> {
    let seconds = *LADDER_SECONDS.get(usize::try_from(tries).ok()?)?;
    let more = seconds * i64::from(jitter.min(1_000)) / 10_000;
    Some(SignedDuration::from_secs(seconds + more))
}

/// Says for how long an endpoint rests after a try that failed, if it does. `failures` counts this one; `asked` is what it asked for.
pub fn rest(meaning: Meaning, failures: i64, asked: Option<SignedDuration>) -> Option<SignedDuration> {
    match meaning {
        Meaning::Taken | Meaning::Gone => None,
        Meaning::Throttled => Some(asked.unwrap_or(THROTTLED_REST).clamp(SignedDuration::ZERO, ASKED_REST_MAX)),
        Meaning::Failed => (failures >= FAILURES_MAX).then_some(REST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_tried_ten_times_in_more_than_three_days_and_then_no_more() {
        let waits: Vec<_> = (0..).map_while(|tries| wait(tries, 0)).collect();
        assert_eq!(waits.len(), 10);
        assert!(waits.iter().map(SignedDuration::as_hours).sum::<i64>() >= 72);
        assert_eq!((waits[0].as_secs(), waits[1].as_secs(), waits[9].as_hours()), (0, 5, 24));
        assert_eq!(wait(2, 1_000), Some(SignedDuration::from_secs(330)));
        assert_eq!(wait(2, u16::MAX), wait(2, 1_000), "no more than a tenth");
        assert_eq!((wait(10, 0), wait(-1, 0)), (None, None));
    }

    #[test]
    fn an_answer_means_one_thing() {
        let said = [200, 204, 299, 301, 307, 400, 404, 410, 429, 500, 502, 503, 504, 199].map(meaning);
        use Meaning::{Failed, Gone, Taken, Throttled};
        let expected =
            [Taken, Taken, Taken, Failed, Failed, Failed, Failed, Gone, Throttled, Failed, Throttled, Failed, Throttled, Failed];
        assert_eq!(said, expected);
    }

    #[test]
    fn who_fails_again_and_again_rests() {
        assert_eq!((rest(Meaning::Failed, 4, None), rest(Meaning::Failed, 5, None)), (None, Some(REST)));
        assert_eq!(rest(Meaning::Throttled, 1, None), Some(THROTTLED_REST));
        assert_eq!(rest(Meaning::Throttled, 1, Some(SignedDuration::from_hours(99))), Some(ASKED_REST_MAX));
        assert_eq!(rest(Meaning::Taken, 9, None), None);
    }
}
