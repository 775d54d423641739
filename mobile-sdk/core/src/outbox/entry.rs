//! Something that waits to be sent, as it stands in the journal. Rules only.

use serde::Serialize;

use super::model::{OpenedEnquiry, OutboxEntry, OutboxKind, OutboxState};
use crate::enquiry::{EnquiryRef, Escalation, NewEnquiry};

/// How long an enquiry or something added to one is worth sending: 7 days.
const ENQUIRY_MS: i64 = 7 * 24 * 60 * 60 * 1_000;
/// How long what somebody thinks of an answer is: 30 days.
const RATING_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Letter {
    /// A new enquiry.
    Open(NewEnquiry),
    /// A question that is handed to an officer.
    Escalate(Escalation),
    /// Something added to an enquiry.
    FollowUp {
        /// Which.
        to: EnquiryRef,
        /// What.
        text: String,
    },
    /// What somebody thinks of an answer.
    Rate {
        /// The conversation.
        conversation: String,
        /// Which question of it.
        turn: i64,
        /// What they think, as the contract names it.
        rating: String,
    },
}

read::reads!(enum Letter { Open(_), Escalate(_), FollowUp { to, text }, Rate { conversation, turn, rating } });

/// Something in the outbox.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its name.
    pub id: String,
    /// Its place: what was written earlier has a lower one.
    pub order: i64,
    /// What makes the server know it again.
    pub key: String,
    /// What is sent.
    pub letter: Letter,
    /// How far it is.
    pub state: OutboxState,
    /// When it was written.
    pub created_ms: i64,
    /// How often it was sent.
    pub attempts: i64,
    /// When it was sent last.
    pub sent_ms: Option<i64>,
    /// When it is sent next.
    pub next_at_ms: i64,
    /// Why it is dead, or why the last try failed.
    pub reason: Option<String>,
    /// What came of it.
    pub opened: Option<OpenedEnquiry>,
}

read::reads!(struct Entry {
    id, order, key, letter, state, created_ms, attempts, sent_ms, next_at_ms, reason, opened
});

impl std::fmt::Debug for Entry {
    /// What people wrote, and its key, are nobody's matter.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Entry")
            .field("id", &self.id)
            .field("kind", &self.kind())
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl Entry {
    /// What sort of thing it is.
    pub fn kind(&self) -> OutboxKind {
        match &self.letter {
            Letter::Open(_) => OutboxKind::OpenEnquiry,
            Letter::Escalate(_) => OutboxKind::Escalate,
            Letter::FollowUp { .. } => OutboxKind::FollowUp,
            Letter::Rate { .. } => OutboxKind::RateAnswer,
        }
    }

    /// When it is no longer worth sending.
    pub fn expires_ms(&self) -> i64 {
        let lasts = if self.kind() == OutboxKind::RateAnswer { RATING_MS } else { ENQUIRY_MS };
        self.created_ms.saturating_add(lasts)
    }

    /// Whether it waits to be sent, or for an answer.
    pub fn is_waiting(&self) -> bool {
        matches!(self.state, OutboxState::Queued | OutboxState::Sent)
    }

    /// Says what is shown of it.
    pub fn shown(&self) -> OutboxEntry {
        let text = match &self.letter {
            Letter::Open(new) => new.question.clone(),
            Letter::FollowUp { text, .. } => text.clone(),
            Letter::Rate { rating, .. } => rating.clone(),
            Letter::Escalate(_) => String::new(),
        };
        OutboxEntry {
            id: self.id.clone(),
            kind: self.kind(),
            state: self.state,
            text,
            created_at_ms: self.created_ms,
            expires_at_ms: self.expires_ms(),
            attempts: self.attempts,
            next_at_ms: self.next_at_ms,
            reason: self.reason.clone(),
            opened: self.opened.clone(),
        }
    }
}
