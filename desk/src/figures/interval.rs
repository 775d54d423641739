//! Intervals of 95 % confidence, in whole numbers, widened where they have to be rounded.

use super::BASIS;

/// The square of 1.96, in ten-thousandths: the quantile of the normal distribution for 95 %.
const Z_SQUARED: u128 = 38_416;
/// What it is counted in.
const UNIT: u128 = 10_000;

/// Returns the interval of a share in hundredths of a percent, by Wilson's score: it stays within the possible, and holds for few as well.
///
/// Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927.
pub fn interval_of_share(count: usize, of: usize) -> (u16, u16) {
    if of == 0 {
        return (0, basis_points(BASIS as u128));
    }
    let (count, of) = (count as u128, of as u128);
    // centre ± root, over 2 (n + z²): all times UNIT, and n times as much under the root, to stay whole.
    let centre = 2 * count * UNIT + Z_SQUARED;
    let under_root = Z_SQUARED * Z_SQUARED * of + 4 * Z_SQUARED * UNIT * count * (of - count);
    let root_floor = (under_root / of).isqrt();
    let root = root_floor + u128::from(root_floor * root_floor * of < under_root);
    let divisor = 2 * (of * UNIT + Z_SQUARED);
    let low = centre.saturating_sub(root) * BASIS as u128 / divisor;
    let high = ((centre + root) * BASIS as u128).div_ceil(divisor).min(BASIS as u128);
    (basis_points(low), basis_points(high))
}

fn basis_points(number: u128) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// Returns the ranks (from one) between which a quantile lies, whatever the durations are distributed like.
///
/// Source: W. J. Conover, Practical nonparametric statistics: n p ± 1.96 √(n p (1 − p)), rounded up.
pub fn ranks_around(count: usize, percent: usize) -> (Option<usize>, Option<usize>) {
    // In hundredths of a rank.
    let centre = count * percent;
    let spread = Z_SQUARED * (count * percent * (100 - percent)) as u128 / UNIT;
    let half = usize::try_from(spread.isqrt()).unwrap_or(usize::MAX / 2) + 1;
    let low = centre.checked_sub(half).map(|low| low.div_ceil(100)).filter(|low| *low >= 1);
    let high = Some((centre + half).div_ceil(100)).filter(|high| *high <= count);
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_that_of_wilson() {
        // Worked out by hand with 1.96: 0 of 10 is 0 to 27.75 %; 5 of 10 is 23.66 to 76.34 %; 81 of 263 is 25.53 to 36.62 % (25.528, rounded down).
        assert_eq!(interval_of_share(0, 10), (0, 2_776));
        assert_eq!(interval_of_share(5, 10), (2_365, 7_635));
        assert_eq!(interval_of_share(81, 263), (2_552, 3_663));
        assert_eq!(interval_of_share(0, 0), (0, 10_000));
    }

    #[test]
    fn an_interval_holds_its_share_and_shrinks() {
        for of in 1..200 {
            for count in 0..=of {
                let (low, high) = interval_of_share(count, of);
                let share = (count * BASIS / of) as u16;
                assert!(low <= share && share <= high && high <= 10_000, "{count} of {of}: {low} to {high}");
                let (more_low, more_high) = interval_of_share(count * 4, of * 4);
                assert!(more_high - more_low <= high - low, "{count} of {of}");
            }
        }
    }

    #[test]
    fn ranks_around_the_median_are_those_of_the_table() {
        // By the binomial distribution these hold the median in 97.9 %, 95.9 % and 94.3 % of all samples.
        assert_eq!(ranks_around(10, 50), (Some(2), Some(9)));
        assert_eq!(ranks_around(20, 50), (Some(6), Some(15)));
        assert_eq!(ranks_around(100, 50), (Some(41), Some(60)));
        assert_eq!(ranks_around(5, 90), (Some(4), None));
    }
}
