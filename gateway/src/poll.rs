//! When to ask a provider that has not told: often at first, then seldom, then never. Row MOM-09.

use jiff::SignedDuration;

/// When to ask, in seconds after the order was given: 5, 10, 20 and 40 s apart, then every minute to ten minutes, then after 5 minutes, an
/// hour, and five times a day.
const LADDER: [i64; 19] =
    [5, 15, 35, 75, 135, 195, 255, 315, 375, 435, 495, 555, 855, 4_455, 90_855, 177_255, 263_655, 350_055, 436_455];

/// Returns how long after the order was given to ask for the next time, if it was asked `asked` times; nothing when a person is to look.
pub fn next(asked: usize) -> Option<SignedDuration> {
    LADDER.get(asked).map(|seconds| SignedDuration::from_secs(*seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_is_asked_for_at_most_twenty_times() {
        let times: Vec<i64> = (0..).map_while(next).map(|after| after.as_secs()).collect();
        assert!(times.len() <= 20, "{}", times.len());
        let apart: Vec<i64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert_eq!(times[0], 5);
        assert_eq!(apart[..4], [10, 20, 40, 60]);
        assert_eq!(apart[apart.len() - 7..], [300, 3_600, 86_400, 86_400, 86_400, 86_400, 86_400]);
        assert_eq!(next(times.len()), None);
    }
}
