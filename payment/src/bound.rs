//! How much a rail carries at once: the ceiling of a wallet, the least that a card is charged with. Rows PAY-M18, MOM-10.

use vocabulary::{Currency, Money};

use crate::{attempt::Rail, plan::PARTS_MAX};

/// How much a rail carries at once in one currency, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The rail.
    pub rail: Rail,
    /// The currency.
    pub currency: Currency,
    /// The least, at least one.
    pub least_minor: i64,
    /// The most.
    pub most_minor: i64,
}

/// Why a rail does not carry a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BoundRefusal {
    /// It is too little.
    #[error("is below {least}")]
    TooLittle {
        /// The least that it carries.
        least: Money,
    },
    /// It is too much at once.
    #[error("is above {most}")]
    TooMuch {
        /// The most.
        most: Money,
    },
}

/// The bounds of all rails. A rail without one in a currency carries every sum of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds(Vec<Bound>);

impl Bounds {
    /// Takes bounds; of two of one rail and currency the first counts.
    pub fn new(bounds: Vec<Bound>) -> Bounds {
        Bounds(bounds)
    }

    /// Returns the bound of a rail in a currency.
    pub fn of(&self, rail: Rail, currency: Currency) -> Option<&Bound> {
        self.0.iter().find(|bound| bound.rail == rail && bound.currency == currency)
    }

    /// Says whether a rail carries a sum at once.
    ///
    /// # Errors
    /// Says what it carries.
    pub fn carries(&self, rail: Rail, amount: Money) -> Result<(), BoundRefusal> {
        let Some(bound) = self.of(rail, amount.currency) else { return Ok(()) };
        if amount.minor < bound.least_minor {
            return Err(BoundRefusal::TooLittle { least: Money::new(bound.least_minor, amount.currency) });
        }
        if amount.minor > bound.most_minor {
            return Err(BoundRefusal::TooMuch { most: Money::new(bound.most_minor, amount.currency) });
        }
        Ok(())
    }

    /// Returns in how many parts a rail carries a sum, as few as there may be: one where it carries it at once, nothing where it does not.
    pub fn parts(&self, rail: Rail, amount: Money) -> Option<usize> {
        let Some(bound) = self.of(rail, amount.currency) else { return Some(1) };
        let count = amount.minor.checked_add(bound.most_minor - 1)? / bound.most_minor;
        let is_enough = bound.least_minor.checked_mul(count).is_some_and(|least| least <= amount.minor);
        usize::try_from(count).ok().filter(|count| is_enough && (1..=PARTS_MAX).contains(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn xts(minor: i64) -> Money {
        Money::new(minor, Currency::XTS)
    }

    #[test]
    fn a_sum_that_a_rail_does_not_carry_at_once_takes_as_few_parts_as_there_may_be() {
        let wallet = Bound { rail: Rail::MobileMoney, currency: Currency::XTS, least_minor: 50, most_minor: 1_000 };
        let bounds = Bounds::new(vec![wallet]);
        let parts = |minor| bounds.parts(Rail::MobileMoney, xts(minor));
        assert_eq!([49, 50, 1_000, 1_001, 3_000, 30_000].map(parts), [None, Some(1), Some(1), Some(2), Some(3), Some(30)]);
        assert_eq!([30_001, i64::MAX, 0].map(parts), [None, None, None]);
        assert_eq!(bounds.carries(Rail::MobileMoney, xts(1_001)), Err(BoundRefusal::TooMuch { most: xts(1_000) }));
        assert_eq!(bounds.carries(Rail::MobileMoney, xts(49)), Err(BoundRefusal::TooLittle { least: xts(50) }));
        assert_eq!((bounds.carries(Rail::Card, xts(1)), bounds.parts(Rail::Card, xts(i64::MAX))), (Ok(()), Some(1)));
        let narrow = Bounds::new(vec![Bound { least_minor: 800, ..wallet }]);
        assert_eq!(narrow.parts(Rail::MobileMoney, xts(1_100)), None, "two parts would be below its least");
    }
}
