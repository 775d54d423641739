//! How many requests to pay there may be: whoever has a reference and an account may ask others, and may fill nobody's phone. Rules only.
//!
//! What all messages may cost, and whether a country's messages earn somebody money, is asked where one is about to be sent (row ID-M2).

use jiff::SignedDuration;
use vocabulary::Timestamp;

use crate::payment::refusal::Refusal;

/// How many requests somebody makes in 24 hours.
pub const ASKER_DAY_MAX: usize = 10;
/// How many requests a number gets in 24 hours, from all askers together; and how many messages.
pub const NUMBER_DAY_MAX: usize = 3;
/// How many requests are made for one notice in 24 hours.
pub const NOTICE_DAY_MAX: usize = 5;
/// The day of these rules: any 24 hours, so that midnight gives nothing away.
pub const DAY: SignedDuration = SignedDuration::from_hours(24);

/// When requests of the last 24 hours were made, the newest first; of each at most as many as there may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lately {
    /// By who asks.
    pub by_asker: Vec<Timestamp>,
    /// To the number.
    pub to_number: Vec<Timestamp>,
    /// For the notice.
    pub for_notice: Vec<Timestamp>,
}

impl Lately {
    /// Refuses one more where there were as many as there may be, until all of them allow it.
    pub fn check(&self) -> Result<(), Refusal> {
        let ceilings = [(&self.by_asker, ASKER_DAY_MAX), (&self.to_number, NUMBER_DAY_MAX), (&self.for_notice, NOTICE_DAY_MAX)];
        let full = ceilings.into_iter().filter_map(|(made, limit)| {
            let first = made.get(limit - 1)?;
            Some((first.saturating_add(DAY).unwrap_or(Timestamp::MAX), limit))
        });
        full.max().map_or(Ok(()), |(until, limit)| Err(Refusal::RequestsSpent { limit, until }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn newest_first(count: i64) -> Vec<Timestamp> {
        (1..=count).rev().map(|second| Timestamp::from_second(second).expect("an instant")).collect()
    }

    #[test]
    fn each_ceiling_holds_by_itself_and_the_first_of_its_day_has_to_be_a_day_old() {
        let most = Lately { by_asker: newest_first(9), to_number: newest_first(2), for_notice: newest_first(4) };
        assert_eq!(most.check(), Ok(()));
        let a_day_after = |second: i64| Timestamp::from_second(24 * 3_600 + second).expect("an instant");
        let refused = |limit| Err(Refusal::RequestsSpent { limit, until: a_day_after(1) });
        assert_eq!(Lately { by_asker: newest_first(10), ..most.clone() }.check(), refused(ASKER_DAY_MAX));
        assert_eq!(Lately { to_number: newest_first(3), ..most.clone() }.check(), refused(NUMBER_DAY_MAX));
        assert_eq!(Lately { for_notice: newest_first(5), ..most.clone() }.check(), refused(NOTICE_DAY_MAX));
        let later = newest_first(10).into_iter().map(|made| made + SignedDuration::from_secs(8)).collect();
        let both = Lately { by_asker: later, to_number: newest_first(3), ..most };
        assert_eq!(
            both.check(),
            Err(Refusal::RequestsSpent { limit: ASKER_DAY_MAX, until: a_day_after(9) }),
            "until both allow it"
        );
    }
}
