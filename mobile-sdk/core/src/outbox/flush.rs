//! Sends what is due: within a lane in the order in which it was written, and the next only when the one before is done with.

use std::collections::BTreeSet;

use index_core::order::sort_by;

use super::{
    entry::{Entry, Letter},
    model::{FlushReport, OpenedEnquiry, OutboxState},
};
use crate::{
    client::Core,
    enquiry::EnquiryRef,
    error::{FingertipError, error_code, is_retryable, retry_after_ms},
    event::EventKind,
    host::LogLevel,
    journal::{Change, State},
    wire::{Trouble, jittered},
};

/// What is waited before the second try, at least; then up to twice as long each time.
const PAUSE_MS: i64 = 2_000;
const PAUSE_MS_MAX: i64 = 15 * 60 * 1_000;

impl Core {
    /// Sends what is due.
    pub async fn flush(&self) -> Result<FlushReport, FingertipError> {
        let _alone = self.flushing.lock().await;
        let _alone_of_all = self.lock("outbox").await?;
        let mut report = FlushReport::default();
        let mut tried = BTreeSet::new();
        while let Some(entry) = self.journal.read(|state| due(state, self.host.clock.now_ms(), &tried)) {
            tried.insert(entry.id.clone());
            if !self.network().online {
                break;
            }
            let is_over = self.send_entry(entry, &mut report).await?;
            if is_over {
                break;
            }
        }
        self.journal.read(|state| {
            let waiting = || state.outbox.values().filter(|entry| entry.is_waiting());
            report.waiting = i64::try_from(waiting().count()).unwrap_or(i64::MAX);
            report.next_at_ms = waiting().map(|entry| entry.next_at_ms).min();
        });
        Ok(report)
    }

    /// Sends one entry; says whether there is no use in sending others now.
    async fn send_entry(&self, entry: Entry, report: &mut FlushReport) -> Result<bool, FingertipError> {
        let now = self.host.clock.now_ms();
        if entry.expires_ms() <= now {
            // Where it was sent, the server may have it all the same.
            let code = if entry.sent_ms.is_some() { "EXPIRED_UNKNOWN" } else { "EXPIRED" };
            self.die(entry, code, report)?;
            return Ok(false);
        }
        let opened_before = match self.enquiry_before(&entry) {
            Before::None => None,
            Before::Opened(opened) => Some(opened),
            Before::Gone => {
                self.die(entry, "ENQUIRY_NOT_OPENED", report)?;
                return Ok(false);
            }
        };
        // Written down before the first byte: after a crash it may have arrived.
        let sent_before = entry.sent_ms;
        let entry = Entry { state: OutboxState::Sent, attempts: entry.attempts + 1, ..entry };
        self.commit(vec![Change::Entry(Box::new(Entry { sent_ms: Some(now), ..entry.clone() }))], None)?;
        let was_in_doubt = sent_before.is_some();
        match self.deliver(&entry, opened_before).await {
            Ok(opened) => {
                let reference = opened.as_ref().map(|opened| opened.reference.clone());
                let event = EventKind::OutboxConfirmed { outbox_id: entry.id.clone(), reference };
                let entry = Entry { state: OutboxState::Confirmed, sent_ms: Some(now), reason: None, opened, ..entry };
                self.commit(vec![Change::Entry(Box::new(entry))], Some(event))?;
                report.confirmed += 1;
                Ok(false)
            }
            Err(trouble) if trouble.is_in_doubt => self.fail(Entry { sent_ms: Some(now), ..entry }, trouble, report),
            Err(trouble) => {
                let state = if was_in_doubt { OutboxState::Sent } else { OutboxState::Queued };
                self.fail(Entry { state, sent_ms: sent_before, ..entry }, trouble, report)
            }
        }
    }

    fn fail(&self, entry: Entry, trouble: Trouble, report: &mut FlushReport) -> Result<bool, FingertipError> {
        let code = error_code(&trouble.error);
        let waits_for_sign_in = matches!(trouble.error, FingertipError::Unauthenticated { .. });
        let waits = trouble.is_in_doubt || is_retryable(&trouble.error) || waits_for_sign_in;
        if let FingertipError::Storage { .. } | FingertipError::HostCallback { .. } | FingertipError::Internal { .. } =
            trouble.error
        {
            return Err(trouble.error);
        }
        if !waits {
            self.die(entry, &code, report)?;
            return Ok(false);
        }
        let tries = u32::try_from(entry.attempts).unwrap_or(u32::MAX);
        let pause = jittered(&*self.host.entropy, PAUSE_MS, tries, PAUSE_MS, PAUSE_MS_MAX)
            .max(retry_after_ms(&trouble.error).unwrap_or_default());
        let next_at_ms = self.host.clock.now_ms().saturating_add(pause);
        self.commit(vec![Change::Entry(Box::new(Entry { next_at_ms, reason: Some(code), ..entry }))], None)?;
        Ok(matches!(trouble.error, FingertipError::Offline { .. }))
    }

    fn die(&self, entry: Entry, code: &str, report: &mut FlushReport) -> Result<(), FingertipError> {
        self.log.line(LogLevel::Warn, "outbox", format!("an entry is not sent any more: {code}"));
        let event = EventKind::OutboxDead { outbox_id: entry.id.clone(), code: code.to_owned() };
        let entry = Entry { state: OutboxState::Dead, reason: Some(code.to_owned()), ..entry };
        report.dead += 1;
        self.commit(vec![Change::Entry(Box::new(entry))], Some(event))
    }

    fn enquiry_before(&self, entry: &Entry) -> Before {
        let Letter::FollowUp { to: EnquiryRef::Queued { outbox_id }, .. } = &entry.letter else { return Before::None };
        self.journal.read(|state| match state.outbox.get(outbox_id) {
            Some(first) => first.opened.clone().map_or(Before::Gone, Before::Opened),
            None => Before::Gone,
        })
    }
}

/// What an entry waits for.
enum Before {
    None,
    Opened(OpenedEnquiry),
    Gone,
}

/// Returns the first entry that may be sent now: due, first of its lane, and not tried in this round.
fn due(state: &State, now_ms: i64, tried: &BTreeSet<String>) -> Option<Entry> {
    let mut entries: Vec<_> = state.outbox.values().filter(|entry| entry.is_waiting()).collect();
    sort_by(&mut entries, |one, other| one.order.cmp(&other.order));
    let mut busy = BTreeSet::new();
    for entry in entries {
        let is_first = busy.insert(lane(state, entry));
        if is_first && entry.next_at_ms <= now_ms && !tried.contains(&entry.id) && !waits_for_another(state, entry) {
            return Some(entry.clone());
        }
    }
    None
}

/// What an entry waits behind: things of one lane are sent one after the other, in the order in which they were written.
fn lane(state: &State, entry: &Entry) -> String {
    match &entry.letter {
        Letter::Open(_) => format!("entry {}", entry.id),
        Letter::FollowUp { to: EnquiryRef::Opened { reference, .. }, .. } => format!("enquiry {reference}"),
        Letter::FollowUp { to: EnquiryRef::Queued { outbox_id }, .. } => {
            match state.outbox.get(outbox_id).and_then(|first| first.opened.as_ref()) {
                Some(opened) => format!("enquiry {}", opened.reference),
                None => format!("entry {outbox_id}"),
            }
        }
        Letter::Escalate(escalation) => format!("conversation {}", escalation.conversation),
        Letter::Rate { conversation, .. } => format!("conversation {conversation}"),
    }
}

/// Whether what opens its enquiry may still do so.
fn waits_for_another(state: &State, entry: &Entry) -> bool {
    let Letter::FollowUp { to: EnquiryRef::Queued { outbox_id }, .. } = &entry.letter else { return false };
    let first = state.outbox.get(outbox_id);
    first.is_some_and(|first| first.is_waiting() || first.state == OutboxState::Draft)
}
