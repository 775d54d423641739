//! Content packs. The same as in the core, for UniFFI.

use fingertip_sdk_core::{Freshness, PackFetched, PackOffer, PackStatus, PackText};

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

/// A pack that the server gives out.
#[uniffi::remote(Record)]
pub struct PackOffer {
    /// Its name.
    pub id: String,
    /// Whose law it holds.
    pub jurisdiction: String,
    /// The languages of its texts.
    pub languages: Vec<String>,
    /// The number that it comes to.
    pub seq: i64,
    /// Until when the whole pack is to be relied on.
    pub expires_at_ms: i64,
    /// The number that is on the phone; nothing where it is not.
    pub installed_seq: Option<i64>,
    /// How many bytes are to be fetched; none where the newest is there.
    pub bytes: i64,
}

/// What was fetched.
#[uniffi::remote(Record)]
pub struct PackFetched {
    /// The number that is there now.
    pub seq: i64,
    /// How many files were taken in: none where the newest was there.
    pub files: i64,
    /// How many bytes of files came over the network.
    pub bytes: i64,
    /// How many bytes had come before, in a call that broke off.
    pub resumed: i64,
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
