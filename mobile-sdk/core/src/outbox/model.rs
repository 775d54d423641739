//! What waits to be sent.

use serde::Serialize;

/// How far something in the outbox is. Nothing is "sent" or "done" for a person before [`OutboxState::Confirmed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum OutboxState {
    /// It is written and not to be sent yet.
    Draft,
    /// It waits.
    Queued,
    /// The server may have heard of it, and did not answer yet. It is sent again under the same key.
    Sent,
    /// The server has it.
    Confirmed,
    /// It is not sent any more; `reason` says why. It stays until somebody discards it or tries again.
    Dead,
}

read::reads!(
    enum OutboxState {
        Draft,
        Queued,
        Sent,
        Confirmed,
        Dead,
    }
);

/// What sort of thing it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum OutboxKind {
    /// A new enquiry.
    OpenEnquiry,
    /// A question that is handed to an officer.
    Escalate,
    /// Something added to an enquiry.
    FollowUp,
    /// What somebody thinks of an answer.
    RateAnswer,
}

/// Something in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// Its name.
    pub id: String,
    /// What sort of thing it is.
    pub kind: OutboxKind,
    /// How far it is.
    pub state: OutboxState,
    /// What was written.
    pub text: String,
    /// When it was written.
    pub created_at_ms: i64,
    /// When it is no longer worth sending.
    pub expires_at_ms: i64,
    /// How often it was sent.
    pub attempts: i64,
    /// When it is sent next.
    pub next_at_ms: i64,
    /// Why it is dead, or why the last try failed: a code of [`crate::error_code`].
    pub reason: Option<String>,
    /// What came of it.
    pub opened: Option<OpenedEnquiry>,
}

/// An enquiry that the server has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenedEnquiry {
    /// Its reference.
    pub reference: String,
    /// The six digits that open it; nothing where an account does. They are shown nowhere else: the person writes them down.
    pub pin: Option<String>,
    /// When the reply is due (RFC 3339).
    pub due_at: Option<String>,
    /// When it was stored (RFC 3339).
    pub opened_at: String,
}

read::reads!(struct OpenedEnquiry { reference, pin, due_at, opened_at });

/// What a flush did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlushReport {
    /// How many the server has now that it did not have before.
    pub confirmed: i64,
    /// How many died.
    pub dead: i64,
    /// How many still wait.
    pub waiting: i64,
    /// When the next one is due; nothing where none waits.
    pub next_at_ms: Option<i64>,
}
