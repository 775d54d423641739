//! Why a file is no pack to work with.

use receipt::Malformed;
use thiserror::Error;
use vocabulary::Timestamp;

/// Why bytes are refused. Nothing of them may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PackError {
    /// It is no file of ours, or of a later format: get it again, or a newer app.
    #[error("is no content pack of this format")]
    Format,
    /// Parts of it are missing, or do not fit together: get it again.
    #[error("is damaged: {0}")]
    Damaged(&'static str),
    /// The table of contents cannot be read.
    #[error("has a table of contents that cannot be read")]
    Manifest(#[source] Malformed),
    /// It was signed by a key that the list does not have: get the newest list, and ask where the file comes from.
    #[error("was signed by a key that is not known")]
    UnknownKey,
    /// The key did not sign on that day, or somebody else may have it.
    #[error("was signed by a key that may not sign it")]
    KeyNotValid,
    /// It was changed after it was signed, or never was: do not use it.
    #[error("was not signed by the key that it names")]
    Forged,
    /// A part of it was changed: get it again.
    #[error("has a part that was changed: {0}")]
    Changed(String),
    /// It was built for another version of the analysis: get the pack for this app.
    #[error("was built with version {found} of the analysis, not {wanted}")]
    Analysis {
        /// The one it was built with.
        found: u32,
        /// The one this app has.
        wanted: u32,
    },
    /// It is not newer than what is there.
    #[error("is number {found}, and number {installed} is there")]
    RolledBack {
        /// The number it has.
        found: u64,
        /// The number that is there.
        installed: u64,
    },
    /// It is another pack than the one it should go on from.
    #[error("is of another pack")]
    OtherPack,
    /// A delta that does not begin where the pack stands: get those between, or the whole pack.
    #[error("goes on from number {from}, and number {have} is there")]
    NotNext {
        /// Where it begins.
        from: u64,
        /// Where the pack stands.
        have: u64,
    },
    /// A delta that says what is new by what the texts of another whole pack say, under whatever number: get the whole pack.
    #[error("goes on from another whole pack of this name")]
    OtherBase,
    /// So many deltas lie on top that the whole pack is better.
    #[error("has {0} deltas on top already: get the whole pack")]
    TooManyDeltas(usize),
    /// It was made after the instant that it is now: the clock of the phone is wrong, or the file.
    #[error("was made at {0}, which is still to come")]
    NotYet(Timestamp),
    /// A list of keys that too few roots signed.
    #[error("was signed by {signed} of the {wanted} roots that it takes")]
    TooFewRoots {
        /// How many signed.
        signed: usize,
        /// How many it takes.
        wanted: usize,
    },
}

/// What is read does not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Torn;

impl Torn {
    /// Says in which part.
    pub fn within(part: &'static str) -> impl Fn(Torn) -> PackError {
        move |Torn| PackError::Damaged(part)
    }
}
