//! The rule: who is counted by what, and what becomes of a request.

use vocabulary::Timestamp;

use super::{
    ceilings::Ceilings,
    origin::Origin,
    rate::Rate,
    tally::{Counter, Tally},
};
use crate::{
    identity::{caller::Subject, token::Thumbprint},
    platform::quota::{Charge, Exceeded, OperationClass, Quota},
};

/// How many keys are remembered: of five classes, all that twenty thousand callers of one server may use, in ten megabytes.
pub const KEYS_MAX: usize = 100_000;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asker {
    /// Somebody who signed in.
    SignedIn {
        /// Who.
        subject: Subject,
        /// On which device: the key that the session is bound to.
        device: Thumbprint,
    },
    /// Somebody who shows nothing that counts.
    Anonymous {
        /// From where.
        origin: Origin,
        /// The device that they say they are, as a number without meaning. It is not believed: it takes its share of the network's
        /// allowance for signing in, so that one phone that goes wrong leaves something to the others, and never adds to it.
        claimed: Option<u64>,
    },
}

/// Whose count it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Who {
    Subject(Subject),
    Device(Thumbprint),
    Origin(Origin),
    Claimed(Origin, u64),
}

type Key = (Who, OperationClass);

/// The limits of one server.
pub struct RateLimits {
    ceilings: Ceilings,
    tally: Tally<Key>,
}

/// One count that a request has to pass.
struct Step {
    counter: Counter,
    rate: Rate,
    class: OperationClass,
    count: u16,
}

impl RateLimits {
    /// Sets the ceilings, with room for `keys_max` keys.
    pub fn new(ceilings: Ceilings, keys_max: usize) -> RateLimits {
        RateLimits { ceilings, tally: Tally::of(keys_max) }
    }

    /// Counts the operations of a request, or refuses all of them and counts none. Returns what is left of the class that is nearest to
    /// its end.
    ///
    /// # Errors
    /// Says after how many seconds the same may be asked for again.
    pub fn pass(&self, asker: &Asker, charge: &Charge, now: Timestamp) -> Result<Option<Quota>, Exceeded> {
        let now = now.as_microsecond();
        let steps = self.steps(asker, charge);
        for step in &steps {
            step.counter.fits(step.rate, step.count, now).map_err(|seconds| step.exceeded(seconds))?;
        }
        let mut tightest: Option<Quota> = None;
        for step in &steps {
            let whole_at = step.counter.count(step.rate, step.count, now).map_err(|seconds| step.exceeded(seconds))?;
            let quota = step.quota(whole_at, now);
            if tightest.is_none_or(|other| is_tighter(&quota, &other)) {
                tightest = Some(quota);
            }
        }
        Ok(tightest)
    }

    fn steps(&self, asker: &Asker, charge: &Charge) -> Vec<Step> {
        let mut steps = Vec::with_capacity(2);
        for (class, count) in charge.parts() {
            let allowance = self.ceilings.of(class);
            let mut add = |who, rate| {
                steps.push(Step { counter: self.tally.counter(&(who, class)), rate, class, count });
            };
            match asker {
                Asker::SignedIn { subject, device } => {
                    add(Who::Subject(*subject), allowance.own_rate());
                    add(Who::Device(device.clone()), allowance.own_rate());
                }
                Asker::Anonymous { origin, claimed } => {
                    if let (OperationClass::SignIn, Some(claimed)) = (class, claimed) {
                        add(Who::Claimed(*origin, *claimed), allowance.own_rate());
                    }
                    add(Who::Origin(*origin), allowance.network_rate());
                }
            }
        }
        steps
    }
}

impl Step {
    fn exceeded(&self, seconds: u64) -> Exceeded {
        Exceeded { class: self.class, seconds: seconds.max(1) }
    }

    fn quota(&self, whole_at: i64, now: i64) -> Quota {
        let left = self.rate.left(whole_at, now);
        Quota { class: self.class, remaining: left.remaining, limit: self.rate.limit(), reset_seconds: left.reset_seconds }
    }
}

/// Whether a smaller share is left of one than of the other.
fn is_tighter(one: &Quota, other: &Quota) -> bool {
    u64::from(one.remaining) * u64::from(other.limit) < u64::from(other.remaining) * u64::from(one.limit)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use vocabulary::{MachineId, PersonId};

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).expect("an instant")
    }

    fn limits() -> RateLimits {
        RateLimits::new(Ceilings::default(), KEYS_MAX)
    }

    fn charge(class: OperationClass, count: u16) -> Charge {
        let mut charge = Charge::default();
        (0..count).for_each(|_| charge.add(class));
        charge
    }

    fn person(number: u128, device: &str) -> Asker {
        Asker::SignedIn { subject: Subject::Person(PersonId::new(number)), device: Thumbprint::stored(device) }
    }

    fn nobody(address: &str, claimed: Option<u64>) -> Asker {
        Asker::Anonymous { origin: Origin::of(Some(address.parse().expect(address))), claimed }
    }

    /// How many searches of one pass at this instant.
    fn passing(limits: &RateLimits, asker: &Asker, class: OperationClass, tries: usize) -> usize {
        (0..tries).filter(|_| limits.pass(asker, &charge(class, 1), at(0)).is_ok()).count()
    }

    #[test]
    fn ten_thousand_people_behind_one_address_all_work() {
        let limits = limits();
        for number in 0..10_000 {
            let asker = person(number, &format!("device {number}"));
            assert_eq!(passing(&limits, &asker, OperationClass::Search, 5), 5, "{number}");
        }
        let anonymous = passing(&limits, &nobody("192.0.2.1", None), OperationClass::Search, 4_000);
        assert_eq!(anonymous, 3_000, "those who show nothing share what their network has");
        assert_eq!(passing(&limits, &person(1, "device 1"), OperationClass::Search, 5), 5, "and take nothing from the others");
    }

    #[test]
    fn whoever_asks_too_much_waits_as_long_as_is_said() {
        let (limits, asker) = (limits(), person(1, "a"));
        assert_eq!(passing(&limits, &asker, OperationClass::Search, 200), 120);
        let refused = limits.pass(&asker, &charge(OperationClass::Search, 4), at(0)).expect_err("too much");
        assert_eq!(refused, Exceeded { class: OperationClass::Search, seconds: 2 });
        assert!(limits.pass(&asker, &charge(OperationClass::Search, 4), at(1)).is_err());
        assert!(limits.pass(&asker, &charge(OperationClass::Search, 4), at(2)).is_ok());
        assert!(limits.pass(&asker, &charge(OperationClass::Compute, 1), at(0)).is_ok(), "another class has its own");
    }

    #[test]
    fn a_second_device_brings_no_second_allowance_and_a_second_person_on_it_neither() {
        let limits = limits();
        assert_eq!(passing(&limits, &person(1, "a"), OperationClass::Search, 100), 100);
        assert_eq!(passing(&limits, &person(1, "b"), OperationClass::Search, 100), 20, "the same person");
        assert_eq!(passing(&limits, &person(2, "a"), OperationClass::Search, 100), 20, "the same device");
        let machine = Asker::SignedIn { subject: Subject::Machine(MachineId::new(1)), device: Thumbprint::stored("c") };
        assert_eq!(passing(&limits, &machine, OperationClass::Search, 100), 100, "a service of the same number is another");
    }

    #[test]
    fn a_device_that_is_only_claimed_takes_from_its_network_and_adds_nothing() {
        let limits = limits();
        let sign_in = |claimed, tries| passing(&limits, &nobody("192.0.2.1", claimed), OperationClass::SignIn, tries);
        assert_eq!(sign_in(Some(0), 100), 10, "one phone that goes wrong");
        assert_eq!((1..400).map(|claimed| sign_in(Some(claimed), 10)).sum::<usize>(), 2_990, "new names help nobody");
        let elsewhere = nobody("192.0.2.2", Some(0));
        assert_eq!(passing(&limits, &elsewhere, OperationClass::SignIn, 100), 10, "a name is nobody's in another network");
        assert_eq!(
            passing(&limits, &nobody("192.0.2.3", Some(0)), OperationClass::Search, 100),
            100,
            "it counts for signing in alone"
        );
    }

    #[test]
    fn a_request_that_is_refused_counts_nothing() {
        let (limits, asker) = (limits(), person(1, "a"));
        assert_eq!(passing(&limits, &asker, OperationClass::Compute, 20), 20);
        let mut both = charge(OperationClass::Search, 100);
        both.add(OperationClass::Compute);
        assert_eq!(limits.pass(&asker, &both, at(0)).map_err(|refused| refused.class), Err(OperationClass::Compute));
        assert_eq!(passing(&limits, &asker, OperationClass::Search, 200), 120);
    }

    #[test]
    fn what_is_told_is_the_class_that_is_nearest_to_its_end() {
        let (limits, asker) = (limits(), person(1, "a"));
        let mut both = charge(OperationClass::Search, 5);
        both.add(OperationClass::Compute);
        let quota = limits.pass(&asker, &both, at(0)).expect("it fits").expect("it was counted");
        assert_eq!(quota, Quota { class: OperationClass::Compute, remaining: 19, limit: 20, reset_seconds: 3 });
        assert_eq!(limits.pass(&asker, &Charge::default(), at(0)), Ok(None));
    }

    /// `cargo test --release --lib identity::limit -- --ignored --nocapture` prints what `docs/performance.md` says.
    #[test]
    #[ignore = "measures"]
    fn what_a_check_costs() {
        let limits = limits();
        let search = charge(OperationClass::Search, 1);
        for (name, askers) in [
            ("anonymous, one network", vec![nobody("192.0.2.1", None)]),
            ("signed in, one person", vec![person(1, "a")]),
            ("signed in, 20,000 people", (0..20_000).map(|number| person(number, &format!("device {number}"))).collect()),
        ] {
            const CHECKS: u32 = 20_000;
            let round = |second: i64| {
                let began = Instant::now();
                for number in 0..CHECKS as usize {
                    let asker = std::hint::black_box(&askers[number % askers.len()]);
                    // A second later each time, so that all pass.
                    let now = at(second + i64::try_from(number).expect("a small number"));
                    assert!(limits.pass(asker, &search, now).is_ok());
                }
                began.elapsed() / CHECKS
            };
            let mut rounds: Vec<_> = (0..100).map(|number| round(number * i64::from(CHECKS))).collect();
            rounds.sort_unstable();
            println!("{name}: {:?} at best, {:?} in the middle", rounds[0], rounds[50]);
        }
    }
}
