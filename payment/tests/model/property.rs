//! What holds in every state, and what does once nothing can happen any more.

use payment::{Standing, State};
use stateright::Property;

use crate::{
    protocol::Protocol,
    system::{OWED, ProviderCharge, System},
};

pub const TAKEN_ONCE: &str = "INV-01: a provider takes money once for a payment, and no more than it is about";
pub const NOTHING_LOST: &str = "INV-02, INV-06: at rest, what a provider took is in the books, to the unit";
pub const NO_PHANTOM: &str = "INV-03: nothing is captured that a provider did not take";
pub const SEEN_STAYS: &str = "INV-04: who saw it paid sees it paid";
pub const BALANCED: &str = "INV-05: debits are credits";
pub const ALLOCATED: &str = "INV-07: what came is the notices', or nobody's; no notice is paid more than it demands";
pub const ONE_LIVE: &str = "INV-09: a notice has one live payment";
pub const NO_GAP: &str = "INV-10: the numbers of receipts are 1 to n";
pub const ONE_RECEIPT: &str = "INV-10: a payment that is captured has one receipt, and no other has any";
pub const ABSORBING: &str = "ST-17: what was captured is captured";
pub const HEARD_ONCE: &str = "ST-18: an event of the provider is heard once";
pub const ACKNOWLEDGED_IS_KEPT: &str = "WHK-02: what was acknowledged is kept";
pub const SETTLED: &str = "INV-15: at rest, every payment is over";
pub const CLOSED: &str = "at rest, no provider may still take money, and none is held";

pub fn all() -> Vec<Property<Protocol>> {
    vec![
        always(TAKEN_ONCE, |_, system| {
            (0..system.database.payments.len()).all(|at| {
                let taken: Vec<i64> =
                    taken(system).filter(|charge| usize::from(charge.payment) == at).map(|charge| charge.minor).collect();
                taken.len() <= 1 && taken.iter().sum::<i64>() <= OWED
            })
        }),
        always(NO_PHANTOM, |_, system| {
            let is_taken = |attempt| taken(system).any(|charge| charge.attempt == attempt);
            let books = &system.database.books;
            system.database.payments.iter().all(|row| {
                let captured = row.payment.attempts.iter().filter(|attempt| !attempt.taken.is_empty());
                captured.map(|attempt| attempt.id).all(is_taken)
            }) && books.clearing <= taken(system).map(|charge| charge.minor).sum()
        }),
        always(SEEN_STAYS, |_, system| {
            let seen = system.clients.iter().filter_map(|client| client.saw_captured);
            // A mistaken server may tell it a moment too early; that is found once the moment cannot come any more.
            seen.into_iter().all(|payment| {
                system.row(payment).payment.state == State::Captured
                    || system.memory.units.iter().any(|unit| unit.said.payment == payment)
            })
        }),
        always(BALANCED, |_, system| system.database.books.difference == 0),
        always(ALLOCATED, |_, system| {
            let database = &system.database;
            let paid: i64 = database.paid.iter().sum();
            database.paid.iter().all(|paid| (0..=OWED).contains(paid))
                && paid + database.books.unallocated == database.books.clearing
        }),
        always(ONE_LIVE, |_, system| {
            let live = |notice| {
                system.database.payments.iter().filter(|row| row.notice == notice && row.payment.state.is_live()).count()
            };
            system.database.payments.iter().all(|row| live(row.notice) <= 1)
        }),
        always(NO_GAP, |_, system| {
            let waiting = system.memory.units.iter().filter_map(|unit| unit.number);
            let mut numbers: Vec<u16> = system.database.receipts.iter().map(|(number, _)| *number).chain(waiting).collect();
            numbers.sort_unstable();
            numbers.into_iter().eq(1..=system.database.counter)
        }),
        always(ONE_RECEIPT, |_, system| {
            system.database.payments.iter().zip(0u8..).all(|(row, at)| {
                let receipts = system.database.receipts.iter().filter(|(_, payment)| *payment == at).count();
                receipts == usize::from(row.payment.state == State::Captured)
            })
        }),
        always(ABSORBING, |_, system| {
            system.database.payments.iter().all(|row| !row.was_captured || row.payment.state == State::Captured)
        }),
        always(HEARD_ONCE, |_, system| !system.network.is_heard_twice),
        always(ACKNOWLEDGED_IS_KEPT, |_, system| {
            let kept = system.database.inbox.iter().map(|row| row.event.id);
            let kept: Vec<_> = kept.chain(system.memory.unstored.iter().map(|event| event.id)).collect();
            system.network.acknowledged.iter().all(|id| kept.contains(id))
        }),
        always(NOTHING_LOST, |protocol, system| {
            let moved: i64 = taken(system).map(|charge| charge.minor).sum();
            system.database.books.clearing == moved || !protocol.is_at_rest(system)
        }),
        always(SETTLED, |protocol, system| {
            let is_open = |state: State| state.is_live() && state != State::CaptureError;
            !system.database.payments.iter().any(|row| is_open(row.payment.state)) || !protocol.is_at_rest(system)
        }),
        always(CLOSED, |protocol, system| {
            let is_closed = system.database.books.held == 0 && !system.charges.iter().any(ProviderCharge::is_open);
            is_closed || !protocol.is_at_rest(system)
        }),
        // What is never reached would hold of itself.
        sometimes("a payment is captured", |_, system| any(system, State::Captured)),
        sometimes("a payment is cancelled", |protocol, system| protocol.budget.endings == 0 || any(system, State::Cancelled)),
        sometimes("a payment expires", |_, system| any(system, State::Expired)),
        sometimes("nobody knows where a payment stands", |protocol, system| {
            protocol.budget.losses == 0 || any(system, State::Unknown)
        }),
        sometimes("everything that can go wrong did, and it is paid", |_, system| {
            system.left.crashes == 0 && system.left.losses == 0 && any(system, State::Captured)
        }),
    ]
}

fn always(name: &'static str, holds: fn(&Protocol, &System) -> bool) -> Property<Protocol> {
    Property::always(name, holds)
}

fn sometimes(name: &'static str, holds: fn(&Protocol, &System) -> bool) -> Property<Protocol> {
    Property::sometimes(name, holds)
}

fn taken(system: &System) -> impl Iterator<Item = &ProviderCharge> {
    system.charges.iter().filter(|charge| charge.standing == Standing::Captured)
}

fn any(system: &System, state: State) -> bool {
    system.database.payments.iter().any(|row| row.payment.state == state)
}
