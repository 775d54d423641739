//! Our server: what it stores is what the crate's functions return, and each function here that changes the database is one unit of work.

use std::sync::Arc;

use jiff::Timestamp;
use payment::{ChargeKind, Event, Evidence, Heard, Operation, Payment, Standing, State, book};
use vocabulary::{AttemptId, Currency, Money};

use crate::{
    mutant::Mutant,
    protocol::Protocol,
    step::Step,
    system::{Answer, Call, EventId, Said, Stage, System, Unit, What},
};

pub fn offered(system: &System, steps: &mut Vec<Step>) {
    let place = |at: usize| u8::try_from(at).expect("few");
    let waiting = system.database.inbox.iter().enumerate().filter(|(_, row)| !row.is_processed);
    steps.extend(waiting.map(|(at, _)| Step::Process { row: place(at) }));
    steps.extend((0..system.memory.units.len()).map(|at| Step::Commit { unit: place(at) }));
    steps.extend((0..system.memory.begun.len()).map(|at| Step::StoreStart { begun: place(at) }));
}

/// The server dies: only what is stored or on its way is left.
pub fn crash(system: &mut System) {
    system.left.crashes -= 1;
    system.memory = Default::default();
}

/// Prepares a request about the attempt that is stored, under the key that is stored with it.
pub fn call(system: &mut System, payment: u8, what: What) {
    let Some(attempt) = system.row(payment).payment.attempt() else { return };
    let operation = match what {
        What::Start => Operation::Start,
        What::Capture => Operation::Capture,
        What::Cancel => Operation::Cancel,
    };
    let (id, key) = (attempt.id, attempt.key(operation).as_str().to_owned());
    call_with(system, payment, id, what, key);
}

pub fn call_with(system: &mut System, payment: u8, attempt: AttemptId, what: What, key: String) {
    let call = Call { payment, attempt, what, key };
    system.memory.calls.entry(call).or_insert(Stage::Ready);
}

/// Ends a payment that is to end: at once where no provider was asked for anything, else the provider is told first.
pub fn end(protocol: &Protocol, system: &mut System, payment: u8) {
    let stored = &system.row(payment).payment;
    if stored.is_unknown_to_providers() {
        let ended = stored.confirm_nothing_moved().expect("it was asked for");
        apply(protocol, system, payment, &ended, None);
    } else {
        call(system, payment, What::Cancel);
    }
}

/// Takes the answer to a call.
pub fn hear_answer(protocol: &Protocol, system: &mut System, call: &Call) {
    if let Some(Stage::Answered(Answer::Said(said))) = system.memory.calls.remove(call) {
        hear(protocol, system, said, None);
    }
}

/// Takes an event of the inbox.
pub fn process(protocol: &Protocol, system: &mut System, row: u8) {
    let event = system.database.inbox[usize::from(row)].event.clone();
    let is_known = system.row(event.said.payment).payment.attempts.iter().any(|attempt| attempt.id == event.said.attempt);
    if is_known {
        hear(protocol, system, event.said, Some(event.id));
    }
}

/// Takes what a provider said: locks the payment, decides, stores. A mistaken server does that in two steps.
pub fn hear(protocol: &Protocol, system: &mut System, said: Said, event: Option<EventId>) {
    let read = Arc::clone(&system.row(said.payment).payment);
    let captures = is_capture(&read, &said);
    let is_split = protocol.has(Mutant::NoRowLock)
        || (captures && (protocol.has(Mutant::AnswerBeforeCommit) || protocol.has(Mutant::ReceiptSequence)));
    if !is_split {
        return conclude(protocol, system, Unit { said, event, read, number: None });
    }
    if protocol.has(Mutant::AnswerBeforeCommit) {
        let payment = said.payment;
        for client in system.clients.iter_mut().filter(|client| client.knows == Some(payment)) {
            client.saw_captured = Some(payment);
        }
    }
    let number = protocol.has(Mutant::ReceiptSequence).then(|| {
        system.database.counter += 1;
        system.database.counter
    });
    let unit = Unit { said, event, read, number };
    if !system.memory.units.iter().any(|open| open.said == unit.said && open.event == unit.event) {
        system.memory.units.push(unit);
    }
}

/// Commits what a mistaken server began.
pub fn commit(protocol: &Protocol, system: &mut System, unit: u8) {
    let mut unit = system.memory.units.remove(usize::from(unit));
    if protocol.has(Mutant::NoRowLock) {
        system.database.payments[usize::from(unit.said.payment)].payment = Arc::clone(&unit.read);
    } else {
        unit.read = Arc::clone(&system.row(unit.said.payment).payment);
    }
    conclude(protocol, system, unit);
}

fn conclude(protocol: &Protocol, system: &mut System, unit: Unit) {
    let payment = unit.said.payment;
    match unit.read.hear(unit.said.attempt, &evidence(&unit.said), None) {
        Some(Heard::Event(event)) => apply(protocol, system, payment, &event, unit.number),
        Some(Heard::LetGo) => call(system, payment, What::Cancel),
        _ => {}
    }
    let Some(id) = unit.event else { return };
    let rows = system.database.inbox.iter_mut().filter(|row| row.event.id == id);
    let (mut heard, mut others): (Vec<_>, Vec<_>) = rows.partition(|row| !row.is_processed);
    if let Some(row) = heard.first_mut() {
        row.is_processed = true;
        system.network.is_heard_twice |= !others.is_empty();
    } else if let Some(row) = others.first_mut() {
        row.is_processed = true;
    }
}

/// Stores an event with all that follows from it: the books, the notice, the receipt.
pub fn apply(protocol: &Protocol, system: &mut System, payment: u8, event: &Event, number: Option<u16>) {
    let row = system.row(payment);
    let notices = [system.notice(row.notice)];
    let before = &row.payment;
    let booked = book(event, before, &notices, &[ChargeKind::Duty]).expect("balanced");
    let after = Payment::clone(before).after(event, Timestamp::UNIX_EPOCH).expect("an edge");
    // How many events there were tells states apart that are one.
    let after = Payment { sequence: 0, ..after };
    let notice = row.notice;
    let is_receipt = after.state == State::Captured && before.state != State::Captured;
    let database = &mut system.database;
    for entry in &booked.entries {
        database.books.add(entry);
    }
    for paid in booked.paid {
        database.paid[usize::from(notice)] = paid.notice.paid().minor;
    }
    if is_receipt {
        let number = number.unwrap_or(database.counter + 1);
        if !protocol.has(Mutant::ReceiptSequence) {
            database.counter = number;
        }
        database.receipts.push((number, payment));
        database.receipts.sort_unstable();
    }
    let row = &mut database.payments[usize::from(payment)];
    row.was_captured |= after.state == State::Captured;
    row.payment = Arc::new(after);
}

fn is_capture(payment: &Payment, said: &Said) -> bool {
    matches!(
        payment.hear(said.attempt, &evidence(said), None),
        Some(Heard::Event(Event::Captured { .. } | Event::CapturedLate { .. }))
    )
}

fn evidence(said: &Said) -> Evidence {
    let money = Some(Money::new(said.minor, Currency::XTS));
    Evidence {
        provider_reference: said.reference.clone(),
        standing: said.standing,
        authorised: money.filter(|_| said.standing == Standing::Authorised),
        captured: money.filter(|_| said.standing == Standing::Captured),
        attempt: Some(said.attempt),
        live: true,
        payee: None,
        occurred_at: Timestamp::UNIX_EPOCH,
        raw: Vec::new(),
    }
}
