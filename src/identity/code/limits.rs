//! Whether one more message may be sent: the defence against those who earn by making us send (row ID-M2).
//!
//! Rules only. What was counted comes in, a cost or a refusal comes out; `store.rs` counts.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use vocabulary::Timestamp;

use super::{refusal::Refusal, standing::Standing};
use crate::identity::phone::CallingPrefix;

/// How long is waited before a second message to a number; each further one of the day doubles it.
const RESEND_AFTER: SignedDuration = SignedDuration::from_secs(60);
/// How many messages a number gets in a day (row SEC-OTP-02).
pub const NUMBER_DAY_MAX: u32 = 5;
/// The day of these rules: any 24 hours, so that midnight gives nothing away.
pub const DAY: SignedDuration = SignedDuration::from_hours(24);
/// The time over which networks and countries are watched.
pub const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// How long a person has to type a code before the message counts as one that nobody used.
pub const TYPING: SignedDuration = SignedDuration::from_mins(2);
/// A country's messages stop when fewer than this percentage of codes is used (row SEC-OTP-02).
const USED_PERCENT_MIN: u64 = 30;
/// How many messages have to be looked at before that is said.
const USED_SAMPLE_MIN: u64 = 50;
/// A network from which this percentage of codes is used has no limit: it is an office full of people.
const NETWORK_USED_PERCENT: u64 = 50;
/// How much of a budget goes to messages that carry no code: people sign in by the rest.
const TELLING_PERCENT_MAX: u64 = 80;
/// When a caller may ask again where only time helps.
const ASK_AGAIN: SignedDuration = SignedDuration::from_mins(5);

/// What may be sent where, and for how much. By default nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// The countries that are served, each with the cost of a message to it in minor units of the money the carrier is paid in.
    pub prices: BTreeMap<CallingPrefix, u32>,
    /// What all messages of 24 hours may cost together, in the same minor units.
    pub day_minor_max: u64,
    /// How many messages to one country are tried in an hour.
    pub prefix_hour_max: u64,
    /// How many messages a device may ask for in 24 hours.
    pub device_day_max: u64,
    /// How many codes that nobody used a network may have in an hour, unless most of its codes are used.
    pub network_unused_max: u64,
    /// What can be dialled where no message is sent: a USSD code or a telephone number.
    pub dial: Option<String>,
}

/// Who asks, as far as the rules look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asking {
    /// The country of the number.
    pub prefix: CallingPrefix,
    /// Whether the device has signed in before.
    pub standing: Standing,
}

/// What was counted up to now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages sent to the number in a day.
    pub number_sent: u32,
    /// When the first of them was.
    pub number_first_at: Option<Timestamp>,
    /// When the last was tried, sent or not.
    pub number_last_at: Option<Timestamp>,
    /// Messages the device asked for in a day.
    pub device_asked: u64,
    /// Messages the network asked for in an hour.
    pub network: Use,
    /// Messages to the country in an hour: those whose code was used, or could have been by now.
    pub prefix: Use,
    /// All messages to the country that were tried in an hour.
    pub prefix_tried: u64,
    /// What the messages of a day cost.
    pub spent_minor: u64,
}

/// What was counted where a message carries no code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spending {
    /// The codes to the country of an hour.
    pub prefix: Use,
    /// All messages to the country that were tried in an hour.
    pub prefix_tried: u64,
    /// What the messages of a day cost.
    pub spent_minor: u64,
}

/// How many codes were sent, and how many of them used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Use {
    /// Sent.
    pub sent: u64,
    /// Used.
    pub used: u64,
}

impl Use {
    fn is_below(self, percent: u64) -> bool {
        self.used.saturating_mul(100) < self.sent.saturating_mul(percent)
    }

    fn unused(self) -> u64 {
        self.sent.saturating_sub(self.used)
    }
}

impl Limits {
    /// Returns what one more message costs, in minor units, or why it is not sent.
    ///
    /// What the caller can help comes first, so that nobody waits for what waiting does not cure.
    ///
    /// # Errors
    /// Refuses a country that is not served, a number or device that asked too often, and what would pass a budget.
    pub fn decide(&self, asking: Asking, counts: &Counts, now: Timestamp) -> Result<u32, Refusal> {
        let dial = || self.dial.clone();
        let cost = self.price(asking.prefix)?;
        self.number_may(counts, now)?;
        if counts.device_asked >= self.device_day_max {
            return Err(Refusal::LimitReached { limit: self.device_day_max, seconds: seconds(DAY), dial: dial() });
        }
        if counts.spent_minor.saturating_add(cost.into()) > self.day_minor_max {
            return Err(Refusal::Stopped { dial: dial() });
        }
        let busy = || Refusal::Busy { seconds: seconds(ASK_AGAIN), dial: dial() };
        if counts.prefix_tried >= self.prefix_hour_max {
            return Err(busy());
        }
        if asking.standing == Standing::Known {
            return Ok(cost);
        }
        if counts.prefix.sent >= USED_SAMPLE_MIN && counts.prefix.is_below(USED_PERCENT_MIN) {
            return Err(Refusal::Stopped { dial: dial() });
        }
        if counts.network.unused() >= self.network_unused_max && counts.network.is_below(NETWORK_USED_PERCENT) {
            return Err(busy());
        }
        Ok(cost)
    }

    /// Returns what one more message that carries no code costs, in minor units, or why it is not sent.
    ///
    /// # Errors
    /// Refuses a country that is not served, one whose codes nobody uses, and what would pass what codes leave of a budget.
    pub fn decide_telling(&self, prefix: CallingPrefix, spending: Spending) -> Result<u32, Refusal> {
        let dial = || self.dial.clone();
        let cost = self.price(prefix)?;
        let share = |budget: u64| budget.saturating_mul(TELLING_PERCENT_MAX) / 100;
        if spending.spent_minor.saturating_add(cost.into()) > share(self.day_minor_max) {
            return Err(Refusal::Stopped { dial: dial() });
        }
        if spending.prefix_tried >= share(self.prefix_hour_max) {
            return Err(Refusal::Busy { seconds: seconds(ASK_AGAIN), dial: dial() });
        }
        if spending.prefix.sent >= USED_SAMPLE_MIN && spending.prefix.is_below(USED_PERCENT_MIN) {
            return Err(Refusal::Stopped { dial: dial() });
        }
        Ok(cost)
    }

    /// Returns what a message to a country costs, in minor units.
    ///
    /// # Errors
    /// Refuses a country that is not served.
    pub fn price(&self, prefix: CallingPrefix) -> Result<u32, Refusal> {
        self.prices.get(&prefix).copied().ok_or_else(|| Refusal::CountryNotServed { prefix, dial: self.dial.clone() })
    }

    fn number_may(&self, counts: &Counts, now: Timestamp) -> Result<(), Refusal> {
        if counts.number_sent >= NUMBER_DAY_MAX {
            let again = counts.number_first_at.map_or(DAY, |first| DAY - now.duration_since(first));
            return Err(Refusal::LimitReached { limit: NUMBER_DAY_MAX.into(), seconds: seconds(again), dial: self.dial.clone() });
        }
        match counts.number_last_at.map(|last| resend_after(counts.number_sent) - now.duration_since(last)) {
            Some(wait) if wait > SignedDuration::ZERO => Err(Refusal::TooSoon { seconds: seconds(wait) }),
            _ => Ok(()),
        }
    }
}

/// Returns how long a number waits for its next message when it got `sent` of them in a day.
pub fn resend_after(sent: u32) -> SignedDuration {
    RESEND_AFTER * (1 << sent.saturating_sub(1).min(NUMBER_DAY_MAX))
}

/// Whole seconds, rounded up: who comes back then is not told to wait again.
fn seconds(wait: SignedDuration) -> u64 {
    let whole = wait.as_secs() + i64::from(wait.subsec_nanos() > 0);
    u64::try_from(whole).unwrap_or_default().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: CallingPrefix = CallingPrefix::SAMPLE;

    fn limits() -> Limits {
        Limits {
            prices: BTreeMap::from([(HOME, 5)]),
            day_minor_max: 1_000,
            prefix_hour_max: 200,
            device_day_max: 10,
            network_unused_max: 30,
            dial: Some("*384#".into()),
        }
    }

    fn now() -> Timestamp {
        "2026-06-15T12:00:00Z".parse().expect("an instant")
    }

    fn decide(counts: Counts) -> Result<u32, Refusal> {
        limits().decide(Asking { prefix: HOME, standing: Standing::New }, &counts, now())
    }

    fn decide_for_known(counts: Counts) -> Result<u32, Refusal> {
        limits().decide(Asking { prefix: HOME, standing: Standing::Known }, &counts, now())
    }

    fn after(sent: u32, seconds_ago: i64) -> Counts {
        let last = now() - SignedDuration::from_secs(seconds_ago);
        Counts { number_sent: sent, number_first_at: Some(last), number_last_at: Some(last), ..Counts::default() }
    }

    #[test]
    fn the_first_message_costs_what_its_country_costs() {
        assert_eq!(decide(Counts::default()), Ok(5));
    }

    #[test]
    fn a_country_that_is_not_served_is_told_what_to_dial() {
        let abroad = CallingPrefix::new(44).expect("a code");
        let refused = limits().decide(Asking { prefix: abroad, standing: Standing::Known }, &Counts::default(), now());
        assert_eq!(refused, Err(Refusal::CountryNotServed { prefix: abroad, dial: Some("*384#".into()) }));
    }

    #[test]
    fn each_message_doubles_the_wait_for_the_next() {
        for (sent, wait) in [(1, 60), (2, 120), (3, 240), (4, 480)] {
            assert_eq!(decide(after(sent, wait - 1)), Err(Refusal::TooSoon { seconds: 1 }), "{sent}");
            assert_eq!(decide(after(sent, wait)), Ok(5), "{sent}");
        }
        assert_eq!(decide(after(0, 10)), Err(Refusal::TooSoon { seconds: 50 }), "a message that was tried in vain");
    }

    #[test]
    fn the_sixth_message_of_a_day_waits_until_the_first_is_a_day_old() {
        let refused = Refusal::LimitReached { limit: 5, seconds: 80_000, dial: Some("*384#".into()) };
        assert_eq!(decide(after(5, 6_400)), Err(refused));
    }

    #[test]
    fn a_device_and_the_day_have_their_limits_for_everybody() {
        for may in [decide, decide_for_known] {
            assert!(matches!(
                may(Counts { device_asked: 10, ..Counts::default() }),
                Err(Refusal::LimitReached { limit: 10, .. })
            ));
            assert_eq!(may(Counts { spent_minor: 995, ..Counts::default() }), Ok(5), "to the last unit");
            assert!(matches!(may(Counts { spent_minor: 996, ..Counts::default() }), Err(Refusal::Stopped { .. })));
            assert!(matches!(may(Counts { prefix_tried: 200, ..Counts::default() }), Err(Refusal::Busy { .. })));
        }
    }

    #[test]
    fn a_country_where_nobody_uses_the_codes_stops_except_for_those_we_know() {
        let of = |sent, used| Counts { prefix: Use { sent, used }, ..Counts::default() };
        assert_eq!(decide(of(49, 0)), Ok(5), "too few to tell");
        assert_eq!(decide(of(50, 15)), Ok(5), "30 percent");
        assert_eq!(decide(of(50, 14)), Err(Refusal::Stopped { dial: Some("*384#".into()) }));
        assert_eq!(decide_for_known(of(50, 0)), Ok(5));
    }

    #[test]
    fn what_carries_no_code_leaves_a_fifth_of_each_budget_to_codes() {
        let may = |spending| limits().decide_telling(HOME, spending);
        assert_eq!(may(Spending { spent_minor: 795, ..Spending::default() }), Ok(5));
        assert!(matches!(may(Spending { spent_minor: 796, ..Spending::default() }), Err(Refusal::Stopped { .. })));
        assert_eq!(may(Spending { prefix_tried: 159, ..Spending::default() }), Ok(5));
        assert!(matches!(may(Spending { prefix_tried: 160, ..Spending::default() }), Err(Refusal::Busy { .. })));
        let pumped = Spending { prefix: Use { sent: 50, used: 14 }, ..Spending::default() };
        assert!(matches!(may(pumped), Err(Refusal::Stopped { .. })), "whoever earns by codes earns by notices");
        let abroad = CallingPrefix::new(44).expect("a code");
        assert!(matches!(limits().decide_telling(abroad, Spending::default()), Err(Refusal::CountryNotServed { .. })));
    }

    #[test]
    fn a_network_is_judged_by_what_it_does_and_not_by_its_size() {
        let of = |sent, used| Counts { network: Use { sent, used }, ..Counts::default() };
        assert_eq!(decide(of(29, 0)), Ok(5));
        assert!(matches!(decide(of(30, 0)), Err(Refusal::Busy { .. })));
        assert!(matches!(decide(of(100, 49)), Err(Refusal::Busy { .. })));
        assert_eq!(decide(of(100, 50)), Ok(5), "an office");
        assert_eq!(decide(of(10_000, 9_000)), Ok(5), "a large one");
        assert_eq!(decide_for_known(of(10_000, 0)), Ok(5));
    }

    #[test]
    fn ten_thousand_people_behind_one_address_are_all_served() {
        let limits = Limits { day_minor_max: 50_000, prefix_hour_max: 2_000, ..limits() };
        // One asks every three seconds. Nine of ten type their code 42 seconds later; one of ten gives up.
        let (an_hour, typing, typed) = (1_200, 40, 14);
        for person in 0..10_000_i64 {
            let at = now() + SignedDuration::from_secs(3 * person);
            let hour = (person - an_hour + 1).max(0)..person;
            let is_used = |earlier: &i64| earlier % 10 != 0 && person - earlier >= typed;
            let is_settled = |earlier: &i64| is_used(earlier) || person - earlier >= typing;
            let count = |number: usize| u64::try_from(number).expect("few");
            let used = count(hour.clone().filter(is_used).count());
            let counts = Counts {
                network: Use { sent: count(hour.clone().count()), used },
                prefix: Use { sent: count(hour.clone().filter(is_settled).count()), used },
                prefix_tried: count(hour.count()),
                spent_minor: 5 * u64::try_from(person).expect("few"),
                ..Counts::default()
            };
            let decided = limits.decide(Asking { prefix: HOME, standing: Standing::New }, &counts, at);
            assert_eq!(decided, Ok(5), "person {person}: {counts:?}");
        }
    }
}
