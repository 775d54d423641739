//! How long somebody who failed to sign in has to wait, so that guessing is slow for whoever guesses and for nobody else. Row SEC-ADM-01.
//!
//! Failures are counted where they came from, never by the account alone: a stranger who fails a thousand times makes a stranger wait. A
//! device that signed in to the account before is counted by itself, whatever happens elsewhere. Rules only; `store.rs` counts.

mod store;

use jiff::SignedDuration;
use vocabulary::Timestamp;

pub use store::{Claim, Outcome, claim, claim_code, forget, settle};

use crate::identity::{code::Network, token::Thumbprint};

/// How long is waited after the first failure too many; each further one doubles it.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(30);
/// The longest wait. An hour is 24 guesses a day, and not for ever for those who share a network with a guesser.
const WAIT_MAX: SignedDuration = SignedDuration::from_hours(1);
/// After so long without a failure all is forgotten.
pub const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// Somebody tries to sign in.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// A name for the address, whether or not anybody has it.
    pub account: String,
    /// The device.
    pub device: Thumbprint,
    /// Its network.
    pub network: Network,
    /// Whether the device signed in to the account before.
    pub is_known: bool,
}

/// Where failures are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// For one account and one device.
    Device {
        /// A name for the address.
        account: String,
        /// The device.
        device: Thumbprint,
    },
    /// For all unknown devices of a network, whatever accounts they try.
    Network(Network),
    /// For all unknown devices that had the password of an account right and the code wrong. Only whoever has the password can add to it.
    Code {
        /// A name for the address.
        account: String,
    },
    /// What is counted in place of that where the password was wrong, so that the time it takes does not tell.
    Decoy {
        /// A name for the address.
        account: String,
    },
}

impl Scope {
    /// Returns where an attempt counts before anything is compared.
    fn of(attempt: &Attempt) -> Vec<Scope> {
        let Attempt { account, device, network, is_known } = attempt;
        let own = Scope::Device { account: account.clone(), device: device.clone() };
        if *is_known {
            return vec![own];
        }
        // All attempts keep this order, so no two wait for one another.
        vec![own, Scope::Network(*network)]
    }

    /// How many failures cost nothing: people mistype, and several share a network.
    fn free(&self) -> u32 {
        match self {
            Scope::Device { .. } => 5,
            Scope::Network(_) => 20,
            Scope::Code { .. } | Scope::Decoy { .. } => 10,
        }
    }

    /// Returns the name under which it is counted.
    fn name(&self) -> String {
        match self {
            Scope::Code { account } => format!("code:{account}"),
            Scope::Decoy { account } => format!("decoy:{account}"),
            Scope::Device { account, device } => format!("device:{account}:{}", device.as_str()),
            Scope::Network(network) => format!("network:{network}"),
        }
    }

    /// Returns how long is still to be waited; nothing where nothing is.
    fn wait(&self, count: Count, now: Timestamp) -> Option<SignedDuration> {
        let Count { failures, last_at } = count.as_of(now);
        let beyond = failures.checked_sub(self.free())?;
        let whole = FIRST_WAIT.checked_mul(1 << beyond.min(7)).unwrap_or(WAIT_MAX).min(WAIT_MAX);
        Some(whole - now.duration_since(last_at)).filter(|wait| *wait > SignedDuration::ZERO)
    }
}

/// What was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// How many failed.
    pub failures: u32,
    /// When the last did.
    pub last_at: Timestamp,
}

impl Count {
    /// Returns what still counts.
    fn as_of(self, now: Timestamp) -> Count {
        let is_forgotten = now.duration_since(self.last_at) >= FORGOTTEN_AFTER;
        Count { failures: if is_forgotten { 0 } else { self.failures }, ..self }
    }
}

/// Whole seconds, rounded up: who comes back then is not told to wait again.
fn seconds(wait: SignedDuration) -> u64 {
    let whole = wait.as_secs() + i64::from(wait.subsec_nanos() > 0);
    u64::try_from(whole).unwrap_or_default().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("an instant")
    }

    fn device() -> Scope {
        Scope::Device { account: "a".into(), device: Thumbprint::stored("d") }
    }

    fn wait(scope: &Scope, failures: u32, seconds_ago: i64) -> Option<u64> {
        scope.wait(Count { failures, last_at: at(1_000_000 - seconds_ago) }, at(1_000_000)).map(seconds)
    }

    #[test]
    fn each_failure_beyond_the_free_ones_doubles_the_wait_up_to_an_hour() {
        let network = Scope::Network(Network::of(None));
        for (scope, free) in [(device(), 5), (network, 20), (Scope::Code { account: "a".into() }, 10)] {
            assert_eq!(wait(&scope, free - 1, 0), None);
            for (beyond, seconds) in [(0, 30), (1, 60), (2, 120), (6, 1_920), (7, 3_600), (8, 3_600), (1_000_000, 3_600)] {
                assert_eq!(wait(&scope, free + beyond, 0), Some(seconds), "{beyond}");
            }
        }
    }

    #[test]
    fn a_wait_ends_and_a_day_without_failures_forgets_them() {
        assert_eq!(wait(&device(), 5, 29), Some(1));
        assert_eq!(wait(&device(), 5, 30), None);
        assert_eq!(wait(&device(), 500, 3_599), Some(1));
        assert_eq!(wait(&device(), 500, 3_600), None);
        let day_ago = Count { failures: 500, last_at: at(0) };
        assert_eq!((day_ago.as_of(at(86_399)).failures, day_ago.as_of(at(86_400)).failures), (500, 0));
    }

    #[test]
    fn a_known_device_is_counted_by_itself_and_any_other_by_its_network_too() {
        let attempt =
            |is_known| Attempt { account: "a".into(), device: Thumbprint::stored("d"), network: Network::of(None), is_known };
        assert_eq!(Scope::of(&attempt(true)), [device()]);
        let names: Vec<_> = Scope::of(&attempt(false)).iter().map(Scope::name).collect();
        assert_eq!(names, ["device:a:d", "network:unknown"]);
    }
}
