//! What the core keeps, and how it changes. A change says what something is now, so that reading it twice, or missing the one before, does
//! no harm.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    event::{Event, EventKind},
    outbox::Entry,
    payment::Attempt,
};

/// How many events are kept. Beyond it the oldest two become one that says how many were missed.
const EVENTS_MAX: usize = 500;

/// Something that changed. What belongs together is committed together.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Change {
    /// An entry of the outbox.
    Entry(Box<Entry>),
    /// An entry that is gone.
    EntryGone(String),
    /// A payment of this device.
    Attempt(Box<Attempt>),
    /// One that is gone.
    AttemptGone(String),
    /// Something happened.
    Event(Event),
    /// All events up to this number were taken in.
    Acknowledged(i64),
}

/// What the core keeps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The outbox, in the order in which it was written.
    pub outbox: BTreeMap<String, Entry>,
    /// The payments of this device, in the order in which they were begun.
    pub attempts: BTreeMap<String, Attempt>,
    /// What happened and was not acknowledged.
    pub events: BTreeMap<i64, Event>,
    /// Up to which number it was.
    pub acknowledged: i64,
}

impl State {
    /// Applies a change.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Entry(entry) => drop(self.outbox.insert(entry.id.clone(), *entry)),
            Change::EntryGone(id) => drop(self.outbox.remove(&id)),
            Change::Attempt(attempt) => drop(self.attempts.insert(attempt.id.clone(), *attempt)),
            Change::AttemptGone(id) => drop(self.attempts.remove(&id)),
            Change::Event(event) => self.note(event),
            Change::Acknowledged(seq) => {
                self.acknowledged = self.acknowledged.max(seq);
                self.events.retain(|&number, _| number > seq);
            }
        }
    }

    fn note(&mut self, event: Event) {
        if event.seq <= self.acknowledged {
            return;
        }
        self.events.insert(event.seq, event);
        while self.events.len() > EVENTS_MAX {
            let (Some((_, first)), Some((seq, second))) = (self.events.pop_first(), self.events.pop_first()) else { return };
            let count = missed(&first.kind) + missed(&second.kind);
            self.events.insert(seq, Event { seq, at_ms: second.at_ms, kind: EventKind::Missed { count } });
        }
    }

    /// Returns the number of the next event.
    pub fn next_seq(&self) -> i64 {
        self.events.last_key_value().map_or(self.acknowledged, |(&seq, _)| seq.max(self.acknowledged)) + 1
    }

    /// Returns the changes that make this out of nothing.
    pub fn changes(&self) -> Vec<Change> {
        let entries = self.outbox.values().map(|entry| Change::Entry(Box::new(entry.clone())));
        let attempts = self.attempts.values().map(|attempt| Change::Attempt(Box::new(attempt.clone())));
        let acknowledged = std::iter::once(Change::Acknowledged(self.acknowledged));
        entries.chain(attempts).chain(acknowledged).chain(self.events.values().cloned().map(Change::Event)).collect()
    }
}

fn missed(kind: &EventKind) -> i64 {
    match kind {
        EventKind::Missed { count } => *count,
        _ => 1,
    }
}
