//! What is on its way: requests, answers, and what the provider says by itself.

use payment::Unsure;

use crate::{
    mutant::Mutant,
    protocol::Protocol,
    server,
    step::Step,
    system::{Call, EventId, InboxRow, ProviderEvent, Stage, System},
};

pub fn offered(protocol: &Protocol, system: &System, steps: &mut Vec<Step>) {
    for (call, stage) in &system.memory.calls {
        match stage {
            Stage::Ready => steps.push(Step::Send(call.clone())),
            // Who waits too shortly, and who waits for what was lost.
            Stage::Sent if system.left.losses > 0 || !system.network.requests.contains(call) => {
                steps.push(Step::TimeOut(call.clone()))
            }
            Stage::Sent => {}
            Stage::Answered(_) => steps.push(Step::Hear(call.clone())),
        }
    }
    for call in &system.network.requests {
        steps.push(Step::Arrive(call.clone()));
        if system.left.losses > 0 {
            steps.push(Step::Lose(call.clone()));
        }
    }
    for event in &system.network.events {
        steps.push(Step::Deliver { event: event.id, is_sent_again: false });
        if system.left.doubles > 0 {
            steps.push(Step::Deliver { event: event.id, is_sent_again: true });
        }
        if system.left.losses > 0 {
            steps.push(Step::LoseEvent { event: event.id });
        }
    }
    if protocol.has(Mutant::AcknowledgeBeforeCommit) {
        steps.extend(system.memory.unstored.iter().map(|event| Step::Store { event: event.id }));
    }
}

pub fn send(system: &mut System, call: &Call) {
    if let Some(stage) = system.memory.calls.get_mut(call) {
        *stage = Stage::Sent;
        system.network.requests.insert(call.clone());
    }
}

pub fn lose(system: &mut System, call: &Call) {
    system.network.requests.remove(call);
    system.left.losses -= 1;
}

/// Nothing clear came back: that is stored, and the janitor asks (row ST-08).
pub fn time_out(protocol: &Protocol, system: &mut System, call: &Call) {
    if system.network.requests.contains(call) {
        system.left.losses -= 1;
    }
    system.memory.calls.remove(call);
    let row = system.row(call.payment);
    let is_current = row.payment.attempt().is_some_and(|attempt| attempt.id == call.attempt);
    if let Some(event) = row.payment.lose_sight(Unsure::TimedOut).filter(|_| is_current) {
        server::apply(protocol, system, call.payment, &event, None);
    }
}

/// Stores an event once, then acknowledges it (rows WHK-02, WHK-03, CR-11, CR-12).
pub fn deliver(protocol: &Protocol, system: &mut System, id: EventId, is_sent_again: bool) {
    let Some(at) = system.network.events.iter().position(|event| event.id == id) else { return };
    let event = system.network.events[at].clone();
    if is_sent_again {
        system.left.doubles -= 1;
    } else {
        system.network.events.remove(at);
        if !system.network.acknowledged.contains(&id) {
            system.network.acknowledged.push(id);
            system.network.acknowledged.sort_unstable();
        }
    }
    if protocol.has(Mutant::AcknowledgeBeforeCommit) {
        system.memory.unstored.push(event);
    } else {
        keep(protocol, system, event);
    }
}

pub fn store(protocol: &Protocol, system: &mut System, id: EventId) {
    let Some(at) = system.memory.unstored.iter().position(|event| event.id == id) else { return };
    let event = system.memory.unstored.remove(at);
    keep(protocol, system, event);
}

pub fn lose_event(system: &mut System, id: EventId) {
    system.network.events.retain(|event| event.id != id);
    system.left.losses -= 1;
}

fn keep(protocol: &Protocol, system: &mut System, event: ProviderEvent) {
    let inbox = &mut system.database.inbox;
    if protocol.has(Mutant::NoUniqueInbox) || inbox.iter().all(|row| row.event.id != event.id) {
        inbox.push(InboxRow { event, is_processed: false });
        inbox.sort_by_key(|row| row.event.id);
    }
}
