//! The protocol of payment, checked by exhaustion: payers who ask again, a server that dies between any two commits, a provider whose word
//! is late, doubled, out of order or lost, and everyone's next step at any moment. Rows F19, CR-01 to CR-16, INV-01 to INV-10, ST-17 to ST-19.
//!
//! The server of the model keeps what the crate's own functions return; only the order of its commits and calls is the model's. Each of
//! [`mutant::Mutant`] is a mistake that others made, and has to be found.

mod client;
mod janitor;
mod mutant;
mod network;
mod property;
mod protocol;
mod provider;
mod server;
mod step;
mod system;

use mutant::Mutant;
use protocol::{Budget, Protocol, Wish};
use stateright::{Checker, HasDiscoveries, Model};

/// Threads of the checker: as many as the smallest machine that builds this has.
const THREADS: usize = 2;

/// Two payers want to pay the same notice and may cancel; nothing else goes wrong.
fn rivals() -> Protocol {
    protocol(&[Wish::prompt(0), Wish::card_later(0)], 1, budget(0, 0, 0, 0, 1))
}

/// One payment, captured later, and everything that can go wrong with it.
fn alone() -> Protocol {
    protocol(&[Wish::card_later(0)], 1, budget(1, 1, 1, 1, 1))
}

/// One payment, two attempts: the server dies and a message is lost.
fn again() -> Protocol {
    protocol(&[Wish::card_later(0)], 2, budget(1, 1, 0, 0, 1))
}

/// What takes minutes: two crashes, rivals of whom one may cancel, three payers.
fn large() -> [(&'static str, Protocol); 6] {
    let (prompt, later, other) = (Wish::prompt(0), Wish::card_later(0), Wish::card_at_once(1));
    [
        ("a prompt, two attempts, everything once", protocol(&[prompt], 2, budget(1, 1, 1, 1, 1))),
        ("a card, two crashes, two losses, the rest once", protocol(&[later], 1, budget(2, 2, 1, 1, 1))),
        ("two payers of one notice, a crash, a cancellation", protocol(&[prompt, later], 1, budget(1, 0, 0, 0, 1))),
        ("three payers of two notices", protocol(&[prompt, later, other], 1, budget(0, 0, 0, 0, 0))),
        ("three payers of two notices, two crashes", protocol(&[prompt, prompt, other], 1, budget(2, 0, 0, 0, 0))),
        ("two payments over two notices, two crashes, a loss", protocol(&[prompt, other], 1, budget(2, 1, 0, 0, 0))),
    ]
}

fn protocol(wishes: &[Wish], attempts_max: usize, budget: Budget) -> Protocol {
    // Who cancelled may pay again, with another key.
    let payments_max = if wishes.len() == 1 { 1 } else { 3 };
    Protocol { wishes: wishes.to_vec(), payments_max, attempts_max, budget, mutant: None }
}

fn budget(crashes: u8, losses: u8, doubles: u8, odds: u8, endings: u8) -> Budget {
    Budget { crashes, losses, doubles, odds, endings }
}

/// Goes through every state there is, and says how many there are.
fn exhaust(protocol: Protocol) -> usize {
    let checker = protocol.checker().threads(THREADS).finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
    checker.assert_properties();
    checker.unique_state_count()
}

#[test]
fn no_order_of_events_takes_money_twice_or_loses_it() {
    let counts = [rivals(), alone(), again()].map(exhaust);
    println!("{counts:?} states");
    assert!(counts.iter().all(|count| *count > 10_000), "{counts:?}");
}

/// `cargo test -p fingertip-payment --test model -- --ignored --nocapture`: some minutes, some gigabytes.
#[test]
#[ignore = "goes through millions of states"]
fn no_order_of_events_takes_money_twice_or_loses_it_in_a_million_states() {
    let mut sum = 0;
    for (what, protocol) in large() {
        let count = exhaust(protocol);
        println!("{count} states of {what}");
        sum += count;
    }
    println!("{sum} states");
    assert!(sum >= 1_000_000, "{sum}");
}

/// A test that finds nothing where there is something proves nothing: each mistake breaks what it should, within few steps.
#[test]
fn every_mistake_that_others_made_is_found() {
    for mutant in Mutant::ALL {
        let protocol = Protocol { mutant: Some(*mutant), ..mutant.where_it_shows() };
        let checker = protocol.checker().threads(THREADS).finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
        let path = checker.discovery(mutant.breaks()).unwrap_or_else(|| panic!("{mutant:?} is not found"));
        let steps = path.into_actions().len();
        println!("{mutant:?} is found after {steps} steps");
        assert!(steps <= 20, "{mutant:?}");
    }
}

#[test]
fn without_a_mistake_nothing_is_found_in_the_same_places() {
    for mutant in [Mutant::NoRowLock, Mutant::NoLiveIndex, Mutant::BelieveAbsence] {
        exhaust(mutant.where_it_shows());
    }
}
