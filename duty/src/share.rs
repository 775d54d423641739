//! An amount on a whole declaration, shared among its lines to the minor unit.

use vocabulary::Money;

use crate::exact::{Exact, Overflow, RoundingMode};

/// Shares an amount by weights, to the minor unit; without weights it has one share: what is left over goes to those that were cut most.
pub(crate) fn share(amount: Money, weights: &[Exact]) -> Result<Vec<Money>, Overflow> {
    if weights.len() <= 1 {
        return Ok(vec![amount]);
    }
    let whole = weights.iter().try_fold(Exact::ZERO, |sum, weight| sum.plus(*weight))?;
    if whole.is_zero() {
        let rest = weights.iter().skip(1).map(|_| Money::new(0, amount.currency));
        return Ok(std::iter::once(amount).chain(rest).collect());
    }
    let (mut shares, mut cut_off) = (Vec::with_capacity(weights.len()), Vec::with_capacity(weights.len()));
    for weight in weights {
        let exact = Exact::whole(amount.minor).times(*weight)?.over(whole)?;
        let share = exact.rounded(RoundingMode::Down)?;
        cut_off.push(Some(exact.minus(Exact::whole(share))?));
        shares.push(Money::new(share, amount.currency));
    }
    let given: i64 = shares.iter().map(|share| share.minor).sum();
    for _ in given..amount.minor {
        // Of those that were cut as much the first one. Each is given once.
        let most = (0..cut_off.len()).rev().max_by_key(|&line| cut_off[line]).filter(|&line| cut_off[line].take().is_some());
        let Some(line) = most else { break };
        shares[line].minor += 1;
    }
    Ok(shares)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vocabulary::Currency;

    use super::*;

    fn shared(minor: i64, weights: &[i64]) -> Vec<i64> {
        let weights: Vec<Exact> = weights.iter().map(|weight| Exact::whole(*weight)).collect();
        let shares = share(Money::new(minor, Currency::XTS), &weights).expect("small amounts");
        shares.iter().map(|share| share.minor).collect()
    }

    #[test]
    fn what_is_left_over_goes_to_those_that_were_cut_most() {
        assert_eq!(shared(2000, &[1, 1, 1]), [667, 667, 666]);
        assert_eq!(shared(10, &[1, 2, 4]), [1, 3, 6]);
        assert_eq!(shared(10, &[0, 0]), [10, 0]);
        assert_eq!(shared(0, &[3, 4]), [0, 0]);
    }

    proptest! {
        #[test]
        fn shares_add_up_to_the_amount(minor in 0_i64..1_000_000_000, weights in prop::collection::vec(0_i64..1_000_000, 1..20)) {
            let shares = shared(minor, &weights);
            prop_assert_eq!(shares.iter().sum::<i64>(), minor);
            prop_assert!(shares.iter().all(|share| *share >= 0));
        }
    }
}
