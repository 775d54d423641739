//! Which charges money goes back of: in proportion to what a payment paid of each and was not given back before. Rows PAY-M7, MON-05, LED-15.

use serde::{Deserialize, Serialize};
use vocabulary::{NoticeId, PaymentId};

use crate::notice::{Allocation, in_proportion};

/// What concerns the charges of one notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portion {
    /// The notice.
    pub notice: NoticeId,
    /// How much of each of its charges.
    pub parts: Vec<Allocation>,
}

/// Returns what is left of some portions after others were taken of them.
pub fn less(paid: &[Portion], taken: &[Portion]) -> Vec<Portion> {
    let gone = |notice: NoticeId, line: u16| -> i64 {
        let parts = taken.iter().filter(|portion| portion.notice == notice).flat_map(|portion| &portion.parts);
        parts.filter(|part| part.line == line).map(|part| part.minor).sum()
    };
    let left = |portion: &Portion| Portion {
        notice: portion.notice,
        parts: (portion.parts.iter())
            .map(|part| Allocation { line: part.line, minor: part.minor.saturating_sub(gone(portion.notice, part.line)).max(0) })
            .collect(),
    };
    paid.iter().map(left).collect()
}

/// Returns the sum of some portions, in minor units.
pub fn sum(portions: &[Portion]) -> i64 {
    portions.iter().flat_map(|portion| &portion.parts).map(|part| part.minor).sum()
}

/// Splits a sum over what is left, in proportion, by the largest remainder: the parts are the sum exactly, and none is more than is left.
/// Nothing where less is left.
pub fn split(minor: i64, left: &[Portion]) -> Option<Vec<Portion>> {
    if minor <= 0 || sum(left) < minor {
        return None;
    }
    let flat: Vec<(NoticeId, Allocation)> =
        left.iter().flat_map(|portion| portion.parts.iter().map(|part| (portion.notice, *part))).collect();
    let weights: Vec<(u16, i64)> =
        flat.iter().enumerate().map(|(at, (_, part))| Some((u16::try_from(at).ok()?, part.minor))).collect::<Option<_>>()?;
    let mut portions: Vec<Portion> = Vec::new();
    for share in in_proportion(minor, &weights).into_iter().filter(|share| share.minor > 0) {
        let (notice, of) = flat[usize::from(share.line)];
        let part = Allocation { line: of.line, minor: share.minor };
        match portions.iter_mut().find(|portion| portion.notice == notice) {
            Some(portion) => portion.parts.push(part),
            None => portions.push(Portion { notice, parts: vec![part] }),
        }
    }
    Some(portions)
}

/// Splits what was paid of a notice and is demanded no more over the payments that paid it, in their order: what each gets, and what none
/// of them paid.
pub fn owners(
    excess: &[Allocation],
    paid: &[(PaymentId, Vec<Allocation>)],
) -> (Vec<(PaymentId, Vec<Allocation>)>, Vec<Allocation>) {
    let mut left = excess.to_vec();
    let mut owners = Vec::new();
    for (payment, parts) in paid {
        let mut back = Vec::new();
        for part in &mut left {
            let there: i64 = parts.iter().filter(|one| one.line == part.line).map(|one| one.minor).sum();
            let minor = part.minor.min(there).max(0);
            part.minor -= minor;
            if minor > 0 {
                back.push(Allocation { line: part.line, minor });
            }
        }
        if !back.is_empty() {
            owners.push((*payment, back));
        }
    }
    left.retain(|part| part.minor > 0);
    (owners, left)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn portions(of: &[Vec<i64>]) -> Vec<Portion> {
        let parts = |minors: &Vec<i64>| {
            minors
                .iter()
                .enumerate()
                .map(|(at, minor)| Allocation { line: u16::try_from(at + 1).expect("few"), minor: *minor })
                .collect()
        };
        of.iter().enumerate().map(|(at, minors)| Portion { notice: NoticeId::new(at as u128), parts: parts(minors) }).collect()
    }

    proptest! {
        #[test]
        fn what_goes_back_is_the_sum_and_never_more_of_a_charge_than_was_paid(
            of in proptest::collection::vec(proptest::collection::vec(0i64..5_000_000, 1..5), 1..5),
            share in 0u8..=100,
        ) {
            let paid = portions(&of);
            let minor = sum(&paid) / 100 * i64::from(share);
            let Some(back) = split(minor, &paid) else { prop_assert_eq!(minor, 0); return Ok(()) };
            prop_assert_eq!(sum(&back), minor);
            prop_assert_eq!(sum(&less(&paid, &back)), sum(&paid) - minor);
            prop_assert_eq!(split(sum(&paid) + 1, &paid), None);
        }

        #[test]
        fn what_an_amendment_takes_back_is_somebodys_as_far_as_somebody_paid_it(
            of in proptest::collection::vec(proptest::collection::vec(0i64..1_000, 3), 0..5),
            excess in proptest::collection::vec(0i64..3_000, 3),
        ) {
            let lines = |minors: &[i64]| -> Vec<Allocation> {
                (1u16..).zip(minors).map(|(line, minor)| Allocation { line, minor: *minor }).collect()
            };
            let total = |parts: &[Allocation], line: u16| parts.iter().filter(|part| part.line == line).map(|part| part.minor).sum::<i64>();
            let paid: Vec<_> = (0u128..).zip(&of).map(|(at, minors)| (PaymentId::new(at), lines(minors))).collect();
            let (owned, rest) = owners(&lines(&excess), &paid);
            for (line, wanted) in (1u16..).zip(&excess) {
                let there: i64 = paid.iter().map(|(_, parts)| total(parts, line)).sum();
                let back: i64 = owned.iter().map(|(_, parts)| total(parts, line)).sum();
                prop_assert_eq!((back, total(&rest, line)), (there.min(*wanted), (wanted - there).max(0)));
            }
            for (payment, back) in &owned {
                let (_, parts) = paid.iter().find(|(one, _)| one == payment).expect("it paid");
                prop_assert!(back.iter().all(|part| part.minor > 0 && part.minor <= total(parts, part.line)));
            }
        }
    }
}
