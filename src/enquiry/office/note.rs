//! What officers tell one another about an enquiry. It has a type, a table and a part of the contract of its own, so that it cannot be
//! taken for something that was written to the asker (row DESK-M8).

use vocabulary::{PersonId, Timestamp};

/// How many notes one enquiry has at most.
pub const NOTES_MAX: usize = 200;

/// A note that officers alone read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InternalNote {
    /// Who wrote it.
    pub by: PersonId,
    /// What it says.
    pub text: String,
    /// When.
    pub at: Timestamp,
}
