//! The two sides of an import: a format on one, a slice on the other.

use vocabulary::{Date, Timestamp};

use super::{
    file::{FileError, ImportFile},
    row::{Flaw, RowError},
    whole::{TooMuch, WithdrawMax},
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

    /// Returns what is told of its rows and keeps none of them from being applied.
    fn warnings(&self) -> &[RowError] {
        &[]
    }

    /// Returns the first day of the edition it holds, where it says or was told.
    fn edition_day(&self) -> Option<Date> {
        None
    }
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
    /// The data set that the rows belong to.
    const DATASET: &'static str;

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

/// A slice that can take back what a whole file no longer holds.
pub trait WholeTarget<R>: Target<R> {
    /// The names of what a file holds, and for which days.
    type Held: Default + Send + Sync;

    /// Notes that the file holds `row`.
    fn hold(held: &mut Self::Held, row: &R);

    /// Counts what stands on `day` or later, and what of it the file does not hold.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    fn missing(&self, held: &Self::Held, day: Date) -> impl Future<Output = Result<Missing, Fault>> + Send;

    /// Takes back, from `day` on, what the file does not hold, and returns how much that was: all of it, or none. Refuses where that
    /// is more than `max` allows, counted in the same unit of work: another import may have come in between.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    fn take_back(
        &self,
        held: &Self::Held,
        day: Date,
        max: WithdrawMax,
        now: Timestamp,
    ) -> impl Future<Output = Result<Result<u64, TooMuch>, Fault>> + Send;
}

/// How much of what stands a whole file does not hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// How many things stand on the day or later.
    pub standing: u64,
    /// How many of them the file does not hold.
    pub missing: u64,
}

impl Missing {
    /// Adds what was counted elsewhere.
    #[must_use]
    pub fn plus(self, other: Missing) -> Missing {
        Missing { standing: self.standing + other.standing, missing: self.missing + other.missing }
    }

    /// Counts one thing more.
    pub fn count(&mut self, is_missing: bool) {
        self.standing += 1;
        self.missing += u64::from(is_missing);
    }
}
