//! Who is declined again and again waits: whoever tries out stolen cards is to do it elsewhere. Rules only. Row SEC-PAY-04.
//!
//! Counted are declines of one debt and of one payer, whatever the payment and the key: neither a new key nor a new payment begins anew.
//! How often one network asks at all is counted where requests arrive.

use jiff::SignedDuration;
use vocabulary::Timestamp;

use super::refusal::Refusal;

/// How many declines there may be within [`WITHIN`].
pub const DECLINES_MAX: usize = 5;
/// How long a decline counts.
pub const WITHIN: SignedDuration = SignedDuration::from_hours(1);

/// Refuses another attempt after too many declines; `declined` are those that count, the newest first.
pub fn check(declined: &[Timestamp]) -> Result<(), Refusal> {
    match declined.get(DECLINES_MAX - 1) {
        Some(first) => Err(Refusal::CoolsOff { until: first.saturating_add(WITHIN).unwrap_or(Timestamp::MAX) }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_five_declines_the_first_of_them_has_to_be_an_hour_old() {
        let declined: Vec<Timestamp> = (1..=6).rev().map(|second| Timestamp::from_second(second).expect("an instant")).collect();
        assert_eq!(check(&declined[2..]), Ok(()));
        let until = Timestamp::from_second(3_602).expect("an instant");
        assert_eq!(check(&declined), Err(Refusal::CoolsOff { until }));
    }
}
