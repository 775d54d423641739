//! What was written while there was no network, or before it could be sent: kept for good before the app hears of it, sent in order, under one
//! key, until the server says that it has it. Payments are never here: nobody pays later without knowing. Row MOB-M2.

mod entry;
mod flush;
mod model;
mod sending;

pub use entry::{Entry, Letter};
pub use model::{FlushReport, OpenedEnquiry, OutboxEntry, OutboxKind, OutboxState};

use index_core::order::sort_by;

use crate::{
    client::{Core, Shared},
    error::FingertipError,
    id::{secret, uuid_v7},
    journal::Change,
};

/// How many entries there may be. Confirmed ones go first.
const ENTRIES_MAX: usize = 200;
/// The longest text: as long as the server takes.
const TEXT_MAX: usize = 4_000;

/// What waits to be sent.
#[derive(Clone)]
pub struct Outbox(pub(crate) Shared);

impl Outbox {
    /// Returns what is in it, in the order in which it was written.
    pub fn entries(&self) -> Vec<OutboxEntry> {
        self.0.journal.read(|state| {
            let mut entries: Vec<_> = state.outbox.values().collect();
            sort_by(&mut entries, |one, other| one.order.cmp(&other.order));
            entries.into_iter().map(Entry::shown).collect()
        })
    }

    /// Lets a draft be sent.
    ///
    /// # Errors
    /// `NOT_FOUND`; `OUTBOX_STATE` for what is no draft.
    pub fn queue(&self, id: String) -> Result<(), FingertipError> {
        self.move_to_queue(&id, |state| state == OutboxState::Draft)
    }

    /// Tries again what is dead, or waits for its next try.
    ///
    /// # Errors
    /// `NOT_FOUND`; `OUTBOX_STATE` for what is confirmed or a draft.
    pub fn retry(&self, id: String) -> Result<(), FingertipError> {
        self.move_to_queue(&id, |state| matches!(state, OutboxState::Dead | OutboxState::Queued | OutboxState::Sent))
    }

    /// Takes something out. What may have been sent may have arrived all the same.
    ///
    /// # Errors
    /// `NOT_FOUND`; `OUTBOX_HAS_FOLLOWERS` while something waits for it.
    pub fn discard(&self, id: String) -> Result<(), FingertipError> {
        self.0.journal.transact(|state| {
            let entry = state.outbox.get(&id).ok_or_else(|| missing(&id))?;
            let is_followed = |other: &&Entry| other.id != id && other.is_waiting() && follows(other, &id);
            if entry.state != OutboxState::Confirmed && state.outbox.values().find(is_followed).is_some() {
                return Err(FingertipError::invalid("id", "OUTBOX_HAS_FOLLOWERS", "something waits for it: discard that first"));
            }
            Ok((vec![Change::EntryGone(id.clone())], None, ()))
        })
    }

    /// Sends what is due, and says what came of it. Called twice at once, the second waits for the first.
    ///
    /// # Errors
    /// When the phone cannot read or write what it keeps. That nothing could be sent is no error: it is in the report.
    pub async fn flush(&self) -> Result<FlushReport, FingertipError> {
        self.0.flush().await
    }

    fn move_to_queue(&self, id: &str, may: impl Fn(OutboxState) -> bool) -> Result<(), FingertipError> {
        let now = self.0.host.clock.now_ms();
        self.0.journal.transact(|state| {
            let entry = state.outbox.get(id).ok_or_else(|| missing(id))?;
            if !may(entry.state) {
                return Err(FingertipError::invalid("id", "OUTBOX_STATE", "not possible where the entry stands"));
            }
            // Whether it may have arrived is not forgotten.
            let state = if entry.sent_ms.is_some() { OutboxState::Sent } else { OutboxState::Queued };
            let entry = Entry { state, next_at_ms: now, reason: None, ..entry.clone() };
            Ok((vec![Change::Entry(Box::new(entry))], None, ()))
        })
    }
}

impl Core {
    /// Puts something into the outbox, and returns its name. When this returns, it survives the death of the app.
    pub fn post(&self, letter: Letter, state: OutboxState) -> Result<String, FingertipError> {
        check(&letter)?;
        let (id, key, now) = (uuid_v7(&self.host), secret(&self.host), self.host.clock.now_ms());
        self.journal.transact(|kept| {
            let mut changes = Vec::new();
            if kept.outbox.len() >= ENTRIES_MAX {
                let done =
                    kept.outbox.values().filter(|entry| entry.state == OutboxState::Confirmed).min_by_key(|entry| entry.order);
                let full = || FingertipError::invalid("", "OUTBOX_FULL", "too much waits to be sent: send or discard some of it");
                changes.push(Change::EntryGone(done.ok_or_else(full)?.id.clone()));
            }
            let order = kept.outbox.values().map(|entry| entry.order).max().unwrap_or_default() + 1;
            let (attempts, sent_ms, reason, opened) = (0, None, None, None);
            let entry = Entry {
                id: id.clone(),
                order,
                key,
                letter,
                state,
                created_ms: now,
                attempts,
                sent_ms,
                next_at_ms: now,
                reason,
                opened,
            };
            changes.push(Change::Entry(Box::new(entry)));
            Ok((changes, None, id))
        })
    }
}

fn check(letter: &Letter) -> Result<(), FingertipError> {
    let text = match letter {
        Letter::Open(new) => &new.question,
        Letter::FollowUp { text, .. } => text,
        Letter::Escalate(_) | Letter::Rate { .. } => return Ok(()),
    };
    let length = text.trim().chars().count();
    if (1..=TEXT_MAX).contains(&length) {
        return Ok(());
    }
    Err(FingertipError::invalid("text", "ENQUIRY_TEXT_INVALID", format!("must have 1 to {TEXT_MAX} characters")))
}

fn follows(entry: &Entry, id: &str) -> bool {
    matches!(&entry.letter, Letter::FollowUp { to: crate::enquiry::EnquiryRef::Queued { outbox_id }, .. } if outbox_id == id)
}

fn missing(id: &str) -> FingertipError {
    FingertipError::NotFound { kind: "outbox".to_owned(), id: id.to_owned(), detail: "no such entry of the outbox".to_owned() }
}
