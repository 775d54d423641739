//! Payers: they ask again with the same key, race each other, cancel, look.

use std::sync::Arc;

use jiff::Timestamp;
use payment::{By, Event, Operation, Payment, Rail, Share, State};
use vocabulary::{AttemptId, Currency, Money, NoticeId, PaymentId};

use crate::{
    mutant::Mutant,
    protocol::Protocol,
    server,
    step::Step,
    system::{OWED, PROVIDER, Row, System, expires_at},
};

pub fn offered(protocol: &Protocol, system: &System, steps: &mut Vec<Step>) {
    for (at, client) in system.clients.iter().enumerate() {
        let at = u8::try_from(at).expect("few");
        let Some(payment) = client.knows else {
            if !client.is_refused && !system.is_over {
                steps.push(Step::Pay { client: at, is_answered: true });
                if system.left.losses > 0 {
                    steps.push(Step::Pay { client: at, is_answered: false });
                }
            }
            continue;
        };
        let state = system.row(payment).payment.state;
        match state {
            State::Captured if client.saw_captured.is_none() => steps.push(Step::See { client: at }),
            State::Cancelled | State::Expired if system.database.payments.len() < protocol.payments_max && !system.is_over => {
                steps.push(Step::Again { client: at });
            }
            State::Created | State::Declined => steps.push(Step::Start { client: at }),
            _ => {}
        }
        if system.left.endings > 0 {
            steps.push(Step::Cancel { client: at });
        }
    }
}

/// One unit of work: the key, the payment, its first event. What a payer asks again is answered as before (rows CR-01 to CR-03).
pub fn pay(protocol: &Protocol, system: &mut System, at: u8, is_answered: bool) {
    let wish = protocol.wishes[usize::from(at)];
    let client = &mut system.clients[usize::from(at)];
    let key = (at, client.round);
    let database = &mut system.database;
    if let Some(before) = database.keys.get(&key) {
        client.knows = Some(*before);
        return;
    }
    let is_taken = database.payments.iter().any(|row| row.notice == wish.notice && row.payment.state.is_live());
    let is_paid = database.paid[usize::from(wish.notice)] == OWED;
    if (is_taken && !protocol.has(Mutant::NoLiveIndex)) || is_paid || database.payments.len() >= protocol.payments_max {
        client.is_refused = true;
        return;
    }
    let number = u8::try_from(database.payments.len()).expect("few");
    let opened = Event::Opened {
        payment: PaymentId::new(u128::from(number)),
        amount: Money::new(OWED, Currency::XTS),
        over: vec![Share { notice: NoticeId::new(u128::from(wish.notice)), version: 1, minor: OWED }],
        capture: wish.capture,
        live: true,
        expires_at: expires_at(),
    };
    let payment = Payment::opened(&opened, Timestamp::UNIX_EPOCH).expect("an opening");
    database.payments.push(Row { payment: Arc::new(payment), by: at, notice: wish.notice, was_captured: false });
    database.keys.insert(key, number);
    if is_answered {
        client.knows = Some(number);
    } else {
        system.left.losses -= 1;
    }
}

pub fn begin_anew(system: &mut System, at: u8) {
    let client = &mut system.clients[usize::from(at)];
    client.round += 1;
    client.knows = None;
}

/// Stores the attempt and the key of the provider, then calls it (rows IDM-12, CR-04).
pub fn start(protocol: &Protocol, system: &mut System, at: u8) {
    let Some(payment) = system.clients[usize::from(at)].knows else { return };
    let stored = &system.row(payment).payment;
    if stored.attempts.len() >= protocol.attempts_max || system.memory.begun.iter().any(|(begun, _)| *begun == payment) {
        return;
    }
    let attempt = AttemptId::new(u128::from(payment) * 16 + stored.attempts.len() as u128);
    if protocol.has(Mutant::CallBeforeCommit) {
        let key = payment::ProviderKey::of_attempt(attempt, Operation::Start, 1);
        server::call_with(system, payment, attempt, crate::system::What::Start, key.as_str().to_owned());
        system.memory.begun.push((payment, attempt));
        return;
    }
    if store_attempt(protocol, system, payment, attempt) {
        server::call(system, payment, crate::system::What::Start);
    }
}

/// Stores an attempt for which the provider was called already.
pub fn store_start(protocol: &Protocol, system: &mut System, begun: u8) {
    let (payment, attempt) = system.memory.begun.remove(usize::from(begun));
    store_attempt(protocol, system, payment, attempt);
}

fn store_attempt(protocol: &Protocol, system: &mut System, payment: u8, attempt: AttemptId) -> bool {
    let rail = protocol.wishes[usize::from(system.row(payment).by)].rail;
    let Ok(events) = system.row(payment).payment.start(attempt, PROVIDER, rail, system.now()) else { return false };
    for event in events {
        server::apply(protocol, system, payment, &event, None);
    }
    if rail == Rail::MobileMoney {
        let submitted = system.row(payment).payment.submit().expect("it was just started");
        server::apply(protocol, system, payment, &submitted, None);
    }
    true
}

/// Cancels: the provider is told first, where it was asked for anything (rows ST-11, CR-15).
pub fn cancel(protocol: &Protocol, system: &mut System, at: u8) {
    let Some(payment) = system.clients[usize::from(at)].knows else { return };
    let Ok(event) = system.row(payment).payment.ask_cancel(By::Payer) else { return };
    system.left.endings -= 1;
    server::apply(protocol, system, payment, &event, None);
    server::end(protocol, system, payment);
}

pub fn see(system: &mut System, at: u8) {
    let client = &mut system.clients[usize::from(at)];
    let Some(payment) = client.knows else { return };
    if system.database.payments[usize::from(payment)].payment.state == State::Captured {
        client.saw_captured = Some(payment);
    }
}
