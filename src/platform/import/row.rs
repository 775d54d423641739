//! What can be wrong with one row.

use std::fmt;

use serde::Serialize;

use super::file::FileError;

/// How much of a bad row is kept, in characters: enough to find and to repair it.
const CONTENT_CHARS_MAX: usize = 2_000;
/// How much of a reason is kept: it may quote what it speaks of.
const REASON_CHARS_MAX: usize = 500;

/// A row that cannot be applied, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowError {
    /// The file it stands in.
    pub file: String,
    /// The line it begins on, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: String,
    /// What it says, cut to 2,000 characters.
    pub content: String,
}

/// Something wrong met while reading a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// One row is bad; reading goes on after it.
    Row(RowError),
    /// The file is bad; there is nothing after this.
    File(FileError),
}

impl RowError {
    /// Says what is wrong with the row that begins on `line`.
    pub fn new(file: &str, line: u64, reason: impl Into<String>, content: &str) -> RowError {
        let (reason, content) = (storable(&reason.into(), REASON_CHARS_MAX), storable(content, CONTENT_CHARS_MAX));
        RowError { file: file.to_owned(), line, reason, content }
    }
}

/// Cuts `text`, and replaces what PostgreSQL does not keep: a quarantine that cannot be stored would be none.
fn storable(text: &str, chars_max: usize) -> String {
    text.chars().take(chars_max).map(|c| if c == '\0' { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

impl fmt::Display for RowError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.file, self.line, self.reason)
    }
}

impl From<FileError> for Flaw {
    fn from(error: FileError) -> Flaw {
        Flaw::File(error)
    }
}

impl From<RowError> for Flaw {
    fn from(error: RowError) -> Flaw {
        Flaw::Row(error)
    }
}
