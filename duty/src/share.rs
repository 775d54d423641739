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
    let mut shares = Vec::with_capacity(weights.len());
    for (line, weight) in weights.iter().enumerate() {
        let exact = Exact::whole(amount.minor).times(*weight)?.over(whole)?;
        let cut = exact.rounded(RoundingMode::Down)?;
        shares.push((exact.minus(Exact::whole(cut))?, line, cut));
    }
    let given: i64 = shares.iter().map(|(_, _, cut)| cut).sum();
    let left = usize::try_from(amount.minor - given).unwrap_or(0);
    shares.sort_by(|(one, line, _), (other, other_line, _)| other.cmp(one).then(line.cmp(other_line)));
    shares.iter_mut().take(left).for_each(|(_, _, minor)| *minor += 1);
    shares.sort_by_key(|(_, line, _)| *line);
    Ok(shares.into_iter().map(|(_, _, minor)| Money::new(minor, amount.currency)).collect())
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
