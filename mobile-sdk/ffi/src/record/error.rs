//! What can go wrong. The same as in the core, for UniFFI.

use fingertip_sdk_core::{ConflictKind, FingertipError, Signed, SignedOutReason};

/// Why a call did not do what it was asked for. `detail` is for logs and for developers; people are shown the text of
/// `user_message_key`, or what the server says in their language, which `detail` then is.
#[uniffi::remote(Error)]
pub enum FingertipError {
    /// There is no network, and nothing at hand that answers.
    Offline {
        /// What happened.
        detail: String,
    },
    /// The server did not answer in time.
    Timeout {
        /// What happened.
        detail: String,
    },
    /// Asked too often.
    RateLimited {
        /// After how long it is worth asking again.
        retry_after_ms: i64,
        /// What happened.
        detail: String,
    },
    /// Nobody is signed in, and this takes somebody.
    Unauthenticated {
        /// Why nobody is.
        reason: SignedOutReason,
        /// What happened.
        detail: String,
    },
    /// Whoever is signed in may not do this.
    Forbidden {
        /// What happened.
        detail: String,
    },
    /// There is no such thing.
    NotFound {
        /// What was looked for: `publication`, `enquiry`, `notice`, `payment`, `estimate`.
        kind: String,
        /// Under which name.
        id: String,
        /// What happened.
        detail: String,
    },
    /// What was asked for is refused: put it right and ask again.
    Invalid {
        /// Which field, where that is known; else empty.
        field: String,
        /// The code of the refusal (`docs/errors.md`).
        code: String,
        /// What happened.
        detail: String,
    },
    /// It changed since it was seen.
    Conflict {
        /// What did.
        kind: ConflictKind,
        /// What happened.
        detail: String,
    },
    /// A payment is refused; nothing was taken.
    Payment {
        /// The code of the refusal (`docs/errors.md`).
        code: String,
        /// The payment that it is about, where there is one: another that is under way.
        payment_id: Option<String>,
        /// What happened.
        detail: String,
    },
    /// A payment may have been started, and may not. Ask again (`Payments::resume_pending`); never pay anew.
    PaymentStateUnknown {
        /// The attempt, by the name that this device gave it.
        attempt_id: String,
        /// What happened.
        detail: String,
    },
    /// What came is not what somebody signed: do not believe it.
    Integrity {
        /// What is not to be believed.
        what: Signed,
        /// What happened.
        detail: String,
    },
    /// The phone could not write or read what the core keeps.
    Storage {
        /// Whether trying again may help.
        recoverable: bool,
        /// What happened.
        detail: String,
    },
    /// The server no longer speaks what this version speaks.
    UpgradeRequired {
        /// The least version that it does; empty where it does not say.
        min_version: String,
        /// What happened.
        detail: String,
    },
    /// The server had an accident.
    Server {
        /// The reference under which its log has the cause; empty where it gave none.
        trace_id: String,
        /// What happened.
        detail: String,
    },
    /// What the app lends failed.
    HostCallback {
        /// Which of it: `tokens`, `device_key`, `lock`, `files`.
        place: String,
        /// What it said.
        detail: String,
    },
    /// The app gave it up.
    Cancelled {
        /// What was given up.
        detail: String,
    },
    /// Our mistake.
    Internal {
        /// What happened.
        detail: String,
    },
}

/// Why nobody is signed in.
#[uniffi::remote(Enum)]
pub enum SignedOutReason {
    /// Nobody signed in, or they signed out.
    SignedOut,
    /// The session was not used for long, or is old.
    Expired,
    /// The session was ended from elsewhere, or its token was shown by somebody else.
    Revoked,
}

/// What changed since it was seen.
#[uniffi::remote(Enum)]
pub enum ConflictKind {
    /// The notice can no longer be paid.
    NoticeExpired,
    /// The notice has another version or sum: show it again.
    NoticeChanged,
    /// The key was used for something else. It is never used twice by the core; tell us.
    IdempotencyMismatch,
    /// Somebody did something with it since.
    VersionTooOld,
}

/// What is signed.
#[uniffi::remote(Enum)]
pub enum Signed {
    /// A pack.
    Pack,
    /// A receipt, or the list of keys or changes that it is verified by.
    Receipt,
    /// The certificate of an answer.
    Answer,
}
