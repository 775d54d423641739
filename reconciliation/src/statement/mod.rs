//! Statements of banks, as files: camt.053 (ISO 20022), MT940 (SWIFT), and CSV with a profile for each bank.
//!
//! A file is read whole or refused whole, with the line at fault. It is whole when its own control totals say so: opening balance and
//! movements make the closing balance, the counts and sums that it names are those of its lines, and no page of it is missing.

pub mod camt053;
pub mod csv;
pub mod mt940;
mod word_list;

use thiserror::Error;
use vocabulary::{Currency, Date};

use crate::{digest::FileDigest, line::BankLine, words::Account};
pub(crate) use word_list::WordList;

/// One statement: an account, what it held before and after, and what moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The file that it came in.
    pub file: FileDigest,
    /// What the bank calls it.
    pub id: String,
    /// Which account.
    pub account: Account,
    /// In which currency. All amounts are whole minor units of it.
    pub currency: Currency,
    /// What the account held before.
    pub opening: i64,
    /// On which day that was.
    pub opened_on: Date,
    /// What it held after.
    pub closing: i64,
    /// On which day that was.
    pub closed_on: Date,
    /// What moved, in the order of the file.
    pub lines: Vec<BankLine>,
}

/// How large a file may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole.
    pub bytes_max: usize,
    /// Movements in it.
    pub lines_max: usize,
    /// Bytes of one line of text, or of the text of one element.
    pub line_bytes_max: usize,
}

/// Why a file was refused, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {fault}")]
pub struct FileError {
    /// The line of the file, from 1.
    pub line: u32,
    /// Why.
    pub fault: FileFault,
}

/// Why a file was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FileFault {
    /// Larger than [`Limits::bytes_max`].
    #[error("the file is larger than {0} bytes")]
    TooLarge(usize),
    /// More movements than [`Limits::lines_max`].
    #[error("the file holds more than {0} movements")]
    TooManyLines(usize),
    /// Longer than [`Limits::line_bytes_max`].
    #[error("longer than {0} bytes")]
    TooLong(usize),
    /// It is not UTF-8.
    #[error("is not UTF-8")]
    NotText,
    /// There is no statement in it.
    #[error("the file holds no statement")]
    Empty,
    /// The file ends early, or a page is missing.
    #[error("the file is not whole: {0}")]
    Partial(&'static str),
    /// A control total is not that of the lines.
    #[error("{what} says {told}, and the lines make {counted}")]
    Control {
        /// Which total.
        what: &'static str,
        /// What the file says.
        told: i128,
        /// What its lines make.
        counted: i128,
    },
    /// A field is missing.
    #[error("has no {0}")]
    Missing(&'static str),
    /// A field does not hold what it should.
    #[error("has no good {0}")]
    Field(&'static str),
    /// Something stands where it may not.
    #[error("has {0}, which may not stand there")]
    Unexpected(&'static str),
    /// It is not XML.
    #[error("is not XML")]
    Xml,
    /// Document types, entities and processing instructions are not read: a statement needs none, and an attack does.
    #[error("holds {0}, which is not read")]
    Forbidden(&'static str),
    /// It is not CSV, or a row has another number of fields than the first.
    #[error("is not CSV with the same number of fields in each row")]
    Csv,
    /// The profile names a column that the file does not have.
    #[error("the file has no column {0:?}")]
    Column(String),
}

impl Default for Limits {
    /// 64 MiB, 200,000 movements, 64 KiB a line.
    fn default() -> Limits {
        Limits { bytes_max: 64 * 1024 * 1024, lines_max: 200_000, line_bytes_max: 64 * 1024 }
    }
}

impl FileError {
    pub(crate) fn at(line: u32, fault: FileFault) -> FileError {
        FileError { line, fault }
    }
}

impl Limits {
    /// Holds a file against the limits, and reads it as text.
    pub(crate) fn text<'a>(&self, bytes: &'a [u8]) -> Result<&'a str, FileError> {
        if bytes.len() > self.bytes_max {
            return Err(FileError::at(1, FileFault::TooLarge(self.bytes_max)));
        }
        // The mark that some programs put before UTF-8.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let before = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
            FileError::at(line_number(before), FileFault::NotText)
        })?;
        let too_long = text.split('\n').position(|line| line.len() > self.line_bytes_max);
        match too_long {
            // XML may stand on one line: its elements are measured one by one.
            Some(line) if !text.trim_start().starts_with('<') => {
                Err(FileError::at(line_number(line), FileFault::TooLong(self.line_bytes_max)))
            }
            _ => Ok(text),
        }
    }
}

/// Returns the number of a line that has so many before it.
pub(crate) fn line_number(before: usize) -> u32 {
    u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
}

impl Statement {
    /// Holds the balances against the lines.
    pub(crate) fn checked(self, at: u32) -> Result<Statement, FileError> {
        let moved: i128 = self.lines.iter().map(|line| i128::from(line.amount.minor)).sum();
        control(at, "the closing balance", self.closing.into(), i128::from(self.opening) + moved)?;
        Ok(self)
    }

    /// Says whether this is the statement after another one: the same account, and nothing moved between them. Where it is not, one is
    /// missing.
    pub fn follows(&self, previous: &Statement) -> bool {
        (&self.account, self.currency, self.opening) == (&previous.account, previous.currency, previous.closing)
            && self.opened_on >= previous.closed_on
    }
}

/// Holds a control total against what was counted.
pub(crate) fn control(line: u32, what: &'static str, told: i128, counted: i128) -> Result<(), FileError> {
    if told == counted { Ok(()) } else { Err(FileError::at(line, FileFault::Control { what, told, counted })) }
}
