//! Who repairs: the janitor asks the provider, the sweeper ends what is over, the service captures, officers decide.

use jiff::SignedDuration;
use payment::{FourEyes, Operation, ProviderKey, Standing, State};
use vocabulary::PersonId;

use crate::{
    mutant::Mutant,
    protocol::Protocol,
    server,
    step::Step,
    system::{Said, System, What},
};

pub fn offered(system: &System, steps: &mut Vec<Step>) {
    for (at, row) in system.database.payments.iter().enumerate() {
        let payment = u8::try_from(at).expect("few");
        match row.payment.state {
            State::Created | State::Declined => steps.push(Step::Expire { payment }),
            State::AwaitingPayer => {
                steps.push(Step::Expire { payment });
                may_ask(payment, &[What::Start], steps);
            }
            State::Submitted | State::Unknown => may_ask(payment, &[What::Start], steps),
            State::Authorised => {
                steps.push(Step::AskCapture { payment });
                steps.push(Step::Expire { payment });
            }
            State::CapturePending => may_ask(payment, &[What::Capture], steps),
            State::CancelPending | State::ExpirePending => may_ask(payment, &[What::Cancel], steps),
            State::Conflicted => {
                steps.push(Step::Decide { payment, is_accepted: true });
                steps.push(Step::Decide { payment, is_accepted: false });
            }
            State::Captured | State::Cancelled | State::Expired | State::CaptureError => {}
        }
    }
}

fn may_ask(payment: u8, again: &[What], steps: &mut Vec<Step>) {
    steps.push(Step::Ask { payment });
    steps.push(Step::TakeForAbsent { payment });
    steps.extend(again.iter().map(|what| Step::Resend { payment, what: *what }));
}

/// Asks the provider where the attempt stands, and takes its word.
pub fn ask(protocol: &Protocol, system: &mut System, payment: u8) {
    for said in truth(system, payment) {
        server::hear(protocol, system, said, None);
    }
}

/// Sends again what the provider does not have, or has not done: the same request, under the same key (rows CR-04 to CR-06).
pub fn resend(protocol: &Protocol, system: &mut System, payment: u8, what: What) {
    let Some(attempt) = system.row(payment).payment.attempt() else { return };
    let (id, standings) = (attempt.id, truth(system, payment));
    let is_needed = match what {
        What::Start => standings.is_empty() || protocol.has(Mutant::ResendWithNewKey),
        What::Capture => standings.iter().any(|said| said.standing == Standing::Authorised),
        What::Cancel => standings
            .iter()
            .any(|said| matches!(said.standing, Standing::AwaitingPayer | Standing::Pending | Standing::Authorised)),
    };
    if !is_needed || system.may_still_arrive(id) && !protocol.has(Mutant::ResendWithNewKey) {
        return;
    }
    if what == What::Start && protocol.has(Mutant::ResendWithNewKey) {
        let key = ProviderKey::of_attempt(id, Operation::Start, 2);
        return server::call_with(system, payment, id, what, key.as_str().to_owned());
    }
    server::call(system, payment, what);
}

/// Takes the provider's word that it has no such request, once none can arrive any more: the time a prompt lives is over.
pub fn take_for_absent(protocol: &Protocol, system: &mut System, payment: u8) {
    let Some(attempt) = system.row(payment).payment.attempt() else { return };
    let is_safe = !system.may_still_arrive(attempt.id) || protocol.has(Mutant::BelieveAbsence);
    if !truth(system, payment).is_empty() || !is_safe {
        return;
    }
    let absent = system.row(payment).payment.never_arrived(SignedDuration::ZERO, system.now());
    if let Ok(event) = absent {
        server::apply(protocol, system, payment, &event, None);
    }
}

pub fn ask_capture(protocol: &Protocol, system: &mut System, payment: u8) {
    if let Ok(event) = system.row(payment).payment.ask_capture() {
        server::apply(protocol, system, payment, &event, None);
        server::call(system, payment, What::Capture);
    }
}

/// Ends a payment whose time is over: the provider is asked first (row ST-14).
pub fn expire(protocol: &Protocol, system: &mut System, payment: u8) {
    if let Ok(event) = system.row(payment).payment.ask_expire(system.now()) {
        server::apply(protocol, system, payment, &event, None);
        server::end(protocol, system, payment);
    }
}

pub fn decide(protocol: &Protocol, system: &mut System, payment: u8, is_accepted: bool) {
    let officers = FourEyes::new(PersonId::new(1), PersonId::new(2)).expect("two");
    let stored = &system.row(payment).payment;
    let decided = if is_accepted { stored.accept_conflict(officers) } else { stored.return_conflict(officers) };
    if let Ok(event) = decided {
        server::apply(protocol, system, payment, &event, None);
    }
}

/// Says where every charge of the attempt begun last stands.
fn truth(system: &System, payment: u8) -> Vec<Said> {
    let Some(attempt) = system.row(payment).payment.attempt() else { return Vec::new() };
    system.charges.iter().filter(|charge| charge.attempt == attempt.id).map(|charge| charge.said()).collect()
}
