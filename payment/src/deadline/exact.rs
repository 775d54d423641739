//! Amounts with all that follows the minor unit, so that parts sum up to the whole before anything is rounded. Row MON-04.

use super::rate::Rate;

/// An amount of minor units times [`Exact::PARTS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(i128);

/// An amount beyond `i64` minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is beyond the largest amount")]
pub struct Overflow;

impl Exact {
    /// How many parts a minor unit has: those of a rate, times a day of a year of 365 or of 360 days.
    pub const PARTS: i128 = Rate::WHOLE * 365 * 360;

    /// Returns nothing.
    pub const ZERO: Exact = Exact(0);

    /// Makes an amount of whole minor units.
    pub fn whole(minor: i64) -> Exact {
        Exact(i128::from(minor) * Exact::PARTS)
    }

    /// Returns a rate of an amount.
    pub fn rate_of(minor: i64, rate: Rate) -> Exact {
        Exact(i128::from(minor) * i128::from(rate.0) * (Exact::PARTS / Rate::WHOLE))
    }

    /// Returns the part that `of` is of `whole`, both small: interest of some days of a year. `whole` divides 365 × 360.
    ///
    /// # Errors
    /// Refuses what cannot be held.
    pub fn share(self, of: i128, whole: i128) -> Result<Exact, Overflow> {
        // The parts are a multiple of both years, so this division leaves nothing.
        (self.0 / whole).checked_mul(of).map(Exact).ok_or(Overflow)
    }

    /// Adds another.
    ///
    /// # Errors
    /// Refuses what cannot be held.
    pub fn plus(self, other: Exact) -> Result<Exact, Overflow> {
        self.0.checked_add(other.0).map(Exact).ok_or(Overflow)
    }

    /// Rounds to whole minor units, half up.
    ///
    /// # Errors
    /// Refuses more than `i64` minor units.
    pub fn rounded(self) -> Result<i64, Overflow> {
        let up = self.0.checked_add(Exact::PARTS / 2).ok_or(Overflow)?;
        i64::try_from(up.div_euclid(Exact::PARTS)).map_err(|_| Overflow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_is_up() {
        let percent = |minor| Exact::rate_of(minor, Rate(10_000)).rounded();
        assert_eq!([percent(49), percent(50), percent(149), percent(150)], [Ok(0), Ok(1), Ok(1), Ok(2)]);
        assert_eq!(Exact::whole(i64::MAX).rounded(), Ok(i64::MAX));
        assert_eq!(Exact::rate_of(i64::MAX, Rate(2_000_000)).rounded(), Err(Overflow));
    }

    #[test]
    fn a_day_of_a_year_leaves_nothing_over() {
        for whole in [360, 365] {
            let day = Exact::rate_of(1, Rate(1)).share(1, whole).expect("small");
            let year = (0..whole).try_fold(Exact::ZERO, |sum, _| sum.plus(day)).expect("small");
            assert_eq!(year, Exact::rate_of(1, Rate(1)));
        }
    }
}
