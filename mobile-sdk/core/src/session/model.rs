//! Who is signed in, as apps see it.

use crate::error::SignedOutReason;

/// Whether somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRequested {
    /// Until when it holds (RFC 3339).
    pub expires_at: String,
    /// When another one may be asked for (RFC 3339).
    pub again_at: String,
}

/// What came of signing out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedOut {
    /// Whether the server heard of it. Where not, the session ends by itself, and nothing on this phone can use it.
    pub is_told: bool,
}
