//! What can go wrong, by what the app can do about it. One enum, stable codes, and a key for the text that people are shown.

use thiserror::Error;

/// Why a call did not do what it was asked for. `detail` is for logs and for developers; people are shown the text of
/// [`user_message_key`], or what the server says in their language, which `detail` then is.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FingertipError {
    /// There is no network, and nothing at hand that answers.
    #[error("{detail}")]
    Offline {
        /// What happened.
        detail: String,
    },
    /// The server did not answer in time.
    #[error("{detail}")]
    Timeout {
        /// What happened.
        detail: String,
    },
    /// Asked too often.
    #[error("{detail}")]
    RateLimited {
        /// After how long it is worth asking again.
        retry_after_ms: i64,
        /// What happened.
        detail: String,
    },
    /// Nobody is signed in, and this takes somebody.
    #[error("{detail}")]
    Unauthenticated {
        /// Why nobody is.
        reason: SignedOutReason,
        /// What happened.
        detail: String,
    },
    /// Whoever is signed in may not do this.
    #[error("{detail}")]
    Forbidden {
        /// What happened.
        detail: String,
    },
    /// There is no such thing.
    #[error("{detail}")]
    NotFound {
        /// What was looked for: `publication`, `enquiry`, `notice`, `payment`, `estimate`.
        kind: String,
        /// Under which name.
        id: String,
        /// What happened.
        detail: String,
    },
    /// What was asked for is refused: put it right and ask again.
    #[error("{detail}")]
    Invalid {
        /// Which field, where that is known; else empty.
        field: String,
        /// The code of the refusal (`docs/errors.md`).
        code: String,
        /// What happened.
        detail: String,
    },
    /// It changed since it was seen.
    #[error("{detail}")]
    Conflict {
        /// What did.
        kind: ConflictKind,
        /// What happened.
        detail: String,
    },
    /// A payment is refused; nothing was taken.
    #[error("{detail}")]
    Payment {
        /// The code of the refusal (`docs/errors.md`).
        code: String,
        /// The payment that it is about, where there is one: another that is under way.
        payment_id: Option<String>,
        /// What happened.
        detail: String,
    },
    /// A payment may have been started, and may not. Ask again ([`crate::Payments::resume_pending`]); never pay anew.
    #[error("{detail}")]
    PaymentStateUnknown {
        /// The attempt, by the name that this device gave it.
        attempt_id: String,
        /// What happened.
        detail: String,
    },
    /// What came is not what somebody signed: do not believe it.
    #[error("{detail}")]
    Integrity {
        /// What is not to be believed.
        what: Signed,
        /// What happened.
        detail: String,
    },
    /// The phone could not write or read what the core keeps.
    #[error("{detail}")]
    Storage {
        /// Whether trying again may help.
        recoverable: bool,
        /// What happened.
        detail: String,
    },
    /// The server no longer speaks what this version speaks.
    #[error("{detail}")]
    UpgradeRequired {
        /// The least version that it does; empty where it does not say.
        min_version: String,
        /// What happened.
        detail: String,
    },
    /// The server had an accident.
    #[error("{detail}")]
    Server {
        /// The reference under which its log has the cause; empty where it gave none.
        trace_id: String,
        /// What happened.
        detail: String,
    },
    /// What the app lends failed.
    #[error("{detail}")]
    HostCallback {
        /// Which of it: `tokens`, `device_key`, `lock`, `files`.
        place: String,
        /// What it said.
        detail: String,
    },
    /// The app gave it up.
    #[error("{detail}")]
    Cancelled {
        /// What was given up.
        detail: String,
    },
    /// Our mistake.
    #[error("{detail}")]
    Internal {
        /// What happened.
        detail: String,
    },
}

/// Why nobody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum SignedOutReason {
    /// Nobody signed in, or they signed out.
    SignedOut,
    /// The session was not used for long, or is old.
    Expired,
    /// The session was ended from elsewhere, or its token was shown by somebody else.
    Revoked,
}

read::reads!(
    enum SignedOutReason {
        SignedOut,
        Expired,
        Revoked,
    }
);

/// What changed since it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// A pack.
    Pack,
    /// A receipt, or the list of keys or changes that it is verified by.
    Receipt,
    /// The certificate of an answer.
    Answer,
}

/// Returns the stable code of an error: what an app branches on and a report names.
pub fn error_code(error: &FingertipError) -> String {
    match error {
        FingertipError::Invalid { code, .. } | FingertipError::Payment { code, .. } => return code.clone(),
        FingertipError::Offline { .. } => "OFFLINE",
        FingertipError::Timeout { .. } => "TIMEOUT",
        FingertipError::RateLimited { .. } => "RATE_LIMITED",
        FingertipError::Unauthenticated { reason: SignedOutReason::SignedOut, .. } => "SIGNED_OUT",
        FingertipError::Unauthenticated { reason: SignedOutReason::Expired, .. } => "SESSION_EXPIRED",
        FingertipError::Unauthenticated { reason: SignedOutReason::Revoked, .. } => "SESSION_REVOKED",
        FingertipError::Forbidden { .. } => "FORBIDDEN",
        FingertipError::NotFound { .. } => "NOT_FOUND",
        FingertipError::Conflict { kind: ConflictKind::NoticeExpired, .. } => "NOTICE_EXPIRED",
        FingertipError::Conflict { kind: ConflictKind::NoticeChanged, .. } => "NOTICE_CHANGED",
        FingertipError::Conflict { kind: ConflictKind::IdempotencyMismatch, .. } => "IDEMPOTENCY_MISMATCH",
        FingertipError::Conflict { kind: ConflictKind::VersionTooOld, .. } => "VERSION_CONFLICT",
        FingertipError::PaymentStateUnknown { .. } => "PAYMENT_STATE_UNKNOWN",
        FingertipError::Integrity { what: Signed::Pack, .. } => "PACK_NOT_GENUINE",
        FingertipError::Integrity { what: Signed::Receipt, .. } => "RECEIPT_NOT_GENUINE",
        FingertipError::Integrity { what: Signed::Answer, .. } => "ANSWER_NOT_GENUINE",
        FingertipError::Storage { .. } => "STORAGE",
        FingertipError::UpgradeRequired { .. } => "UPGRADE_REQUIRED",
        FingertipError::Server { .. } => "SERVER",
        FingertipError::HostCallback { .. } => "HOST_CALLBACK",
        FingertipError::Cancelled { .. } => "CANCELLED",
        FingertipError::Internal { .. } => "INTERNAL",
    }
    .to_owned()
}

/// Returns whether the same call may be made again as it stands. Never where a payment may be under way: resume that one.
pub fn is_retryable(error: &FingertipError) -> bool {
    matches!(
        error,
        FingertipError::Offline { .. }
            | FingertipError::Timeout { .. }
            | FingertipError::RateLimited { .. }
            | FingertipError::Server { .. }
            | FingertipError::Storage { recoverable: true, .. }
    )
}

/// Returns after how long it is worth trying again, where somebody said so.
pub fn retry_after_ms(error: &FingertipError) -> Option<i64> {
    match error {
        FingertipError::RateLimited { retry_after_ms, .. } => Some(*retry_after_ms),
        _ => None,
    }
}

/// Returns the key of the text that a person is shown: `fingertip.error.` and the code in small letters.
pub fn user_message_key(error: &FingertipError) -> String {
    format!("fingertip.error.{}", error_code(error).to_lowercase())
}

impl FingertipError {
    pub(crate) fn internal(detail: impl ToString) -> FingertipError {
        FingertipError::Internal { detail: detail.to_string() }
    }

    pub(crate) fn invalid(field: &str, code: &str, detail: impl ToString) -> FingertipError {
        FingertipError::Invalid { field: field.to_owned(), code: code.to_owned(), detail: detail.to_string() }
    }

    pub(crate) fn host(place: &str, failure: &crate::host::HostFailure) -> FingertipError {
        FingertipError::HostCallback { place: place.to_owned(), detail: failure.detail.clone() }
    }

    /// Whether the server may have heard of what was sent, and may have done it.
    pub(crate) fn is_in_doubt(&self) -> bool {
        matches!(self, FingertipError::Timeout { .. } | FingertipError::Server { .. } | FingertipError::Cancelled { .. })
    }
}
