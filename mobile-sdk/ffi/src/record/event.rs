//! What happened while nobody was looking. The same as in the core, for UniFFI.

use fingertip_sdk_core::{Event, EventKind, SignedOutReason};

/// Something that happened. It is told until it is acknowledged, also after the app was killed: it may be told twice.
#[uniffi::remote(Record)]
pub struct Event {
    /// Its number: it only grows.
    pub seq: i64,
    /// When it happened.
    pub at_ms: i64,
    /// What happened.
    pub kind: EventKind,
}

/// What happened. What it says is also where it belongs (`outbox`, `payments`, `session`): the event says that it is worth a look.
#[uniffi::remote(Enum)]
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
        /// Why: a code of `error_code`.
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
