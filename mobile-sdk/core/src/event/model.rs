//! What happened while nobody was looking.

use serde::Serialize;

use crate::error::SignedOutReason;

/// Something that happened. It is told until it is acknowledged, also after the app was killed: it may be told twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Its number: it only grows.
    pub seq: i64,
    /// When it happened.
    pub at_ms: i64,
    /// What happened.
    pub kind: EventKind,
}

read::reads!(struct Event { seq, at_ms, kind });

/// What happened. What it says is also where it belongs (`outbox`, `payments`, `session`): the event says that it is worth a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum EventKind {
    /// The server has something of the outbox.
    OutboxConfirmed {
        /// Which entry.
        outbox_id: String,
        /// The enquiry, where it has one.
        reference: Option<String>,
    },
    /// Something of the outbox is not sent any more.
    OutboxDead {
        /// Which entry.
        outbox_id: String,
        /// Why: a code of [`crate::error_code`].
        code: String,
    },
    /// A payment stands elsewhere than before. Read it: this event never says "paid".
    PaymentChanged {
        /// What this device calls it.
        attempt_id: String,
        /// What the server calls it.
        payment_id: Option<String>,
    },
    /// Nobody is signed in any more, and nobody asked for it.
    SignedOut {
        /// Why.
        reason: SignedOutReason,
    },
    /// A part of what the core kept could not be read, and was set aside.
    StorageDamaged {
        /// How many bytes.
        bytes: i64,
    },
    /// More happened than is kept: read everything again.
    Missed {
        /// How many events.
        count: i64,
    },
}

read::reads!(enum EventKind {
    OutboxConfirmed { outbox_id, reference },
    OutboxDead { outbox_id, code },
    PaymentChanged { attempt_id, payment_id },
    SignedOut { reason },
    StorageDamaged { bytes },
    Missed { count },
});
