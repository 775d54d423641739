//! The two sides of an import: a format on one, a slice on the other.

use vocabulary::Timestamp;

use super::{
    file::{FileError, ImportFile},
    row::Flaw,
};
use crate::platform::{fault::Fault, recorded::Recorded};

/// What is read: a row, or what is wrong in its place.
pub type Rows<'a, R> = Box<dyn Iterator<Item = Result<R, Flaw>> + Send + 'a>;

/// What the rows of a file say, in one format.
///
/// A file is read more than once, and says the same each time.
pub trait Source: Send + Sync {
    /// A row as the slice takes it.
    type Row: Send + Sync;

    /// Returns what tells this import from others.
    fn identity(&self) -> Identity;

    /// Begins with the first row.
    ///
    /// # Errors
    /// Refuses a file that is not of this format.
    fn rows(&self) -> Result<Rows<'_, Self::Row>, FileError>;
}

/// What tells an import from others: two runs of equal identity apply the same rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The format, with the choices that decide what its rows say (`uk-guidance from 2021-01-01`).
    pub source: String,
    /// The name of the file.
    pub file_name: String,
    /// The SHA-256 of what is in it.
    pub file_sha256: String,
}

impl Identity {
    /// Tells the import of `file` in the format `source`.
    pub fn of(source: impl Into<String>, file: &ImportFile) -> Identity {
        Identity { source: source.into(), file_name: file.name().to_owned(), file_sha256: file.sha256() }
    }
}

/// The slice that takes the rows.
pub trait Target<R>: Send + Sync {
    /// Keeps `rows`, leaving out what is there already: all of them, or none.
    ///
    /// # Errors
    /// Faults when the database cannot keep them.
    fn apply(&self, rows: &[R], now: Timestamp) -> impl Future<Output = Result<Recorded, Fault>> + Send;

    /// Counts what [`Target::apply`] would add, keeping nothing.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    fn compare(&self, rows: &[R]) -> impl Future<Output = Result<Recorded, Fault>> + Send;
}
