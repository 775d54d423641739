//! The id under which a provider of mobile money knows an order: made of ours, so that a repetition is known for one.

use aws_lc_rs::digest::{SHA256, digest};
use vocabulary::{AttemptId, RepaymentId};

/// Makes the id of an attempt, a UUID of version 4 in form.
pub(super) fn of_attempt(attempt: AttemptId) -> String {
    uuid(&format!("attempt {attempt}"))
}

/// Makes the id of a repayment.
pub(super) fn of_repayment(repayment: RepaymentId) -> String {
    uuid(&format!("repayment {repayment}"))
}

fn uuid(name: &str) -> String {
    let hex = hex::encode(digest(&SHA256, name.as_bytes()));
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-4{}-a{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_order_has_one_id_and_two_have_two() {
        let of = |number| of_attempt(AttemptId::new(number));
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
        assert_ne!(of(1), of_repayment(RepaymentId::new(1)));
        let id = of(1);
        assert_eq!((id.len(), id.as_bytes()[14], id.as_bytes()[19]), (36, b'4', b'a'));
    }
}
