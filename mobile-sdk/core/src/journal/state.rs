//! What the core keeps, and how it changes. A change says what something is now, so that reading it twice, or missing the one before, does
//! no harm.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    event::{Event, EventKind},
    outbox::Entry,
    payment::Attempt,
};

/// How many events are kept. Beyond it the oldest two become one that says how many were missed.
const EVENTS_MAX: usize = 500;

/// Something that changed. What belongs together is committed together.
#[derive(Clone, Debug, Serialize)]
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

read::reads!(
    enum Change {
        Entry(_),
        EntryGone(_),
        Attempt(_),
        AttemptGone(_),
        Event(_),
        Acknowledged(_),
    }
);

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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn enquiry() -> Value {
        json!({
            "question": "Is a licence needed?", "topic": "LICENCES", "urgency": "NORMAL", "is_complaint": false, "prefer_human": true,
            "language": "sw", "name": null, "phone": null, "email": "a@example.org", "as_account": false
        })
    }

    fn entry(letter: &Value, state: &str) -> Value {
        json!({"Entry": {
            "id": "e1", "order": 3, "key": "k1", "letter": letter, "state": state, "created_ms": 1_770_000_000_000_i64, "attempts": 2,
            "sent_ms": null, "next_at_ms": 1_770_000_060_000_i64, "reason": "OFFLINE",
            "opened": { "reference": "ENQ-1", "pin": "123456", "due_at": null, "opened_at": "2026-03-01T09:30:00Z" }
        }})
    }

    fn attempt(rail: &Value, acting_for: &Value, phase: &Value) -> Value {
        json!({"Attempt": {
            "id": "a1", "key": "k2",
            "new": {
                "notices": [{ "reference": "123456789012", "version": 1, "amount": { "minor": 2050, "currency": "XTS" } }],
                "expected_total": { "minor": 2050, "currency": "XTS" }, "rail": rail, "phone": "+254700000000", "acting_for": acting_for,
                "as_account": true, "account": null
            },
            "session_id": "s1", "created_ms": 1, "sent_ms": 2, "phase": phase, "checks": 0, "next_check_ms": 3
        }})
    }

    fn event(kind: &Value) -> Value {
        json!({"Event": { "seq": 9, "at_ms": 1_770_000_000_000_i64, "kind": kind }})
    }

    /// What stands on the disks of phones: each kind of change, and each choice within.
    fn written() -> Vec<Value> {
        let escalation = json!({
            "conversation": "c1", "turn": 2, "topic": "DUTIES", "urgency": "NORMAL", "name": "A", "phone": null, "email": null,
            "as_account": true
        });
        let known = json!({
            "payment_id": "p1", "state": "SUCCESS", "text": "Paid", "do_not_pay_again": true, "expires_at": "2026-03-01T09:30:00Z",
            "version": 4, "receipts": ["FT1:X"]
        });
        let by_account = json!({"Opened": { "reference": "ENQ-1", "pin": null }});
        vec![
            entry(&json!({ "Open": enquiry() }), "Draft"),
            entry(&json!({ "Escalate": escalation }), "Queued"),
            entry(&json!({"FollowUp": { "to": by_account, "text": "And?" }}), "Sent"),
            entry(&json!({"FollowUp": { "to": {"Queued": { "outbox_id": "e0" }}, "text": "And?" }}), "Confirmed"),
            entry(&json!({"Rate": { "conversation": "c1", "turn": 1, "rating": "HELPFUL" }}), "Dead"),
            json!({ "EntryGone": "e1" }),
            attempt(&json!("Card"), &json!(null), &json!("Stored")),
            attempt(&json!("MobileMoney"), &json!({"Company": { "id": "1" }}), &json!({ "Known": known })),
            attempt(&json!("Voucher"), &json!({"Person": { "id": "2" }}), &json!({"Over": { "code": "NOT_SENT" }})),
            attempt(&json!("Deposit"), &json!(null), &json!("Stored")),
            attempt(&json!({"Other": { "name": "BARTER" }}), &json!(null), &json!("Stored")),
            json!({ "AttemptGone": "a1" }),
            event(&json!({"OutboxConfirmed": { "outbox_id": "e1", "reference": "ENQ-1" }})),
            event(&json!({"OutboxDead": { "outbox_id": "e1", "code": "OUTBOX_EXPIRED" }})),
            event(&json!({"PaymentChanged": { "attempt_id": "a1", "payment_id": null }})),
            event(&json!({"SignedOut": { "reason": "SignedOut" }})),
            event(&json!({"SignedOut": { "reason": "Expired" }})),
            event(&json!({"SignedOut": { "reason": "Revoked" }})),
            event(&json!({"StorageDamaged": { "bytes": 17 }})),
            event(&json!({"Missed": { "count": 2 }})),
            json!({ "Acknowledged": 8 }),
        ]
    }

    #[test]
    fn what_stands_on_disks_is_read_and_written_as_it_was() {
        for one in written() {
            let read: Change = read::Read::read(one.clone()).unwrap_or_else(|unread| panic!("{one}: {unread:?}"));
            assert_eq!(serde_json::to_value(&read).expect("written"), one);
        }
    }

    #[test]
    fn what_an_earlier_version_did_not_write_is_nothing() {
        let mut before = attempt(&json!("Card"), &json!(null), &json!("Stored"));
        before["Attempt"]["new"].as_object_mut().expect("an object").remove("account");
        let Ok(Change::Attempt(attempt)) = read::Read::read(before) else { panic!("a payment that was begun before is lost") };
        assert_eq!(attempt.new.account, None);
    }

    #[test]
    fn what_is_no_change_is_not_taken_for_one() {
        for other in
            [json!("Entry"), json!({ "Later": 1 }), json!({ "EntryGone": 1 }), json!({ "EntryGone": "a", "AttemptGone": "b" })]
        {
            assert!(<Change as read::Read>::read(other.clone()).is_err(), "{other}");
        }
    }
}
