//! Who is signed in. The same as in the core, for UniFFI.

use fingertip_sdk_core::{CodeRequested, SessionState, SignedOut, SignedOutReason};

/// Whether somebody is signed in.
#[uniffi::remote(Enum)]
pub enum SessionState {
    /// Nobody is.
    SignedOut {
        /// Why.
        reason: SignedOutReason,
    },
    /// Somebody is.
    SignedIn {
        /// The session.
        session_id: String,
    },
}

/// A code is on its way.
#[uniffi::remote(Record)]
pub struct CodeRequested {
    /// Until when it holds (RFC 3339).
    pub expires_at: String,
    /// When another one may be asked for (RFC 3339).
    pub again_at: String,
}

/// What came of signing out.
#[uniffi::remote(Record)]
pub struct SignedOut {
    /// Whether the server heard of it. Where not, the session ends by itself, and nothing on this phone can use it.
    pub is_told: bool,
}
