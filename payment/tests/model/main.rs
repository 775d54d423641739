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

/// Two payers want to pay the same notice, one by a prompt on the phone, one by a card that is captured later; one crash, one lost message.
fn small() -> Protocol {
    Protocol {
        wishes: vec![Wish::prompt(0), Wish::card_later(0)],
        payments_max: 2,
        attempts_max: 1,
        budget: Budget { crashes: 1, losses: 1, doubles: 0, odds: 0, endings: 1 },
        mutant: None,
    }
}

/// One payment with everything that can go wrong with it, and two attempts.
fn deep() -> Protocol {
    Protocol {
        wishes: vec![Wish::card_later(0)],
        payments_max: 1,
        attempts_max: 2,
        budget: Budget { crashes: 1, losses: 1, doubles: 1, odds: 1, endings: 1 },
        mutant: None,
    }
}

/// Three payments of two payers over two notices, and two crashes.
fn wide() -> Protocol {
    Protocol {
        wishes: vec![Wish::prompt(0), Wish::card_later(0), Wish::card_at_once(1)],
        payments_max: 3,
        attempts_max: 1,
        budget: Budget { crashes: 2, losses: 1, doubles: 1, odds: 0, endings: 1 },
        mutant: None,
    }
}

/// Goes through every state, and says how many there are.
fn exhaust(protocol: Protocol) -> usize {
    let started = std::time::Instant::now();
    let checker = protocol.checker().threads(THREADS).finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
    println!("{} {:?}", checker.unique_state_count(), started.elapsed());
    checker.assert_properties();
    checker.unique_state_count()
}

#[test]
fn no_order_of_events_takes_money_twice_or_loses_it() {
    let (small, deep) = (exhaust(small()), exhaust(deep()));
    println!("{small} states of two payers, {deep} of one payment");
    assert!(small > 1_000 && deep > 1_000, "{small}, {deep}");
}

/// `cargo test -p fingertip-payment --test model -- --ignored --nocapture`: some minutes, some gigabytes.
#[test]
#[ignore = "goes through more than a million states"]
fn no_order_of_events_takes_money_twice_or_loses_it_in_a_million_states() {
    let states = exhaust(wide());
    println!("{states} states of three payments");
    assert!(states >= 1_000_000, "{states}");
}

#[test]
fn every_mistake_that_others_made_is_found() {
    for mutant in Mutant::ALL {
        let protocol = Protocol { mutant: Some(*mutant), ..mutant.where_it_shows() };
        let checker = protocol.checker().threads(THREADS).finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
        let path = checker.discovery(mutant.breaks()).unwrap_or_else(|| panic!("{mutant:?} is not found"));
        println!("{mutant:?} breaks {:?} after {} steps: {:?}", mutant.breaks(), path.into_actions().len(), mutant);


    }
}
#[test]
#[ignore = "measures"]
fn measure() {
    let b = |crashes, losses, doubles, odds, endings| Budget { crashes, losses, doubles, odds, endings };
    let p = |wishes: &[Wish], attempts_max, budget| Protocol { wishes: wishes.to_vec(), payments_max: 3, attempts_max, budget, mutant: None };
    let (m, l, o) = (Wish::prompt(0), Wish::card_later(0), Wish::card_at_once(1));
    for (name, protocol) in [
        ("1m a2 11111", Protocol { payments_max: 1, ..p(&[m], 2, b(1, 1, 1, 1, 1)) }),
        ("1l a1 11111", Protocol { payments_max: 1, ..p(&[l], 1, b(1, 1, 1, 1, 1)) }),
        ("1l a2 11000", Protocol { payments_max: 1, ..p(&[l], 2, b(1, 1, 0, 0, 1)) }),
        ("2 same a1 11001", Protocol { payments_max: 2, ..p(&[m, l], 1, b(1, 1, 0, 0, 1)) }),
        ("2 same a1 10001", Protocol { payments_max: 2, ..p(&[m, l], 1, b(1, 0, 0, 0, 1)) }),
        ("2 other a1 10000", Protocol { payments_max: 2, ..p(&[m, o], 1, b(1, 0, 0, 0, 0)) }),
        ("3 same p3 a1 10001", p(&[m, m, l], 1, b(1, 0, 0, 0, 1))),
        ("3 p3 a1 00000", p(&[m, l, o], 1, b(0, 0, 0, 0, 0))),
        ("3 p3 a1 20001", p(&[m, l, o], 1, b(2, 0, 0, 0, 1))),
    ] {
        let started = std::time::Instant::now();
        let checker = protocol.checker().threads(THREADS).finish_when(HasDiscoveries::AnyFailures).timeout(std::time::Duration::from_secs(45)).spawn_bfs().join();
        println!("{name}: {} depth {} done {} {:?}", checker.unique_state_count(), checker.max_depth(), checker.is_done(), started.elapsed());
        for (name, path) in checker.discoveries() { if name.contains(':') || name.starts_with("at rest") { println!("{name} {:?}", path.into_actions()); } }
    }
}
