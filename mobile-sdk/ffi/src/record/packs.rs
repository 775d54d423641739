//! Content packs. The same as in the core, for UniFFI.

use fingertip_sdk_core::{Freshness, PackStatus, PackText};

/// A pack on the phone.
#[uniffi::remote(Record)]
pub struct PackStatus {
    /// Its name.
    pub id: String,
    /// Whose law it holds.
    pub jurisdiction: String,
    /// The languages of its texts.
    pub languages: Vec<String>,
    /// Its number: every edition has a higher one.
    pub seq: i64,
    /// When it was made: it says what was published then.
    pub created_at_ms: i64,
    /// Until when it is to be relied on. Afterwards texts are still found, and told to be old.
    pub expires_at_ms: i64,
    /// Whether that is past.
    pub stale: bool,
    /// How many documents it has.
    pub documents: i64,
    /// How many deltas lie on top.
    pub deltas: i64,
}

/// A text of a pack.
#[uniffi::remote(Record)]
pub struct PackText {
    /// Its title.
    pub title: String,
    /// The titles above it, outermost first.
    pub path: Vec<String>,
    /// What it says.
    pub body: String,
    /// Notes that belong to it.
    pub notes: String,
    /// How fresh it is.
    pub freshness: Freshness,
}
