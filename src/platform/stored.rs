//! From what a column holds to what it means, for the stores.
//!
//! What we stored we can read; a column that does not parse is an accident, reported with its name.

use std::{fmt::Display, str::FromStr};

use thiserror::Error;
use vocabulary::{Date, Period, Timestamp};

use super::fault::Fault;

/// A column whose text is not what it should be.
#[derive(Debug, Error)]
#[error("column {column} holds {text:?}, which {reason}")]
struct ColumnError {
    column: &'static str,
    text: String,
    reason: String,
}

/// Reads the text of `column`.
///
/// # Errors
/// Faults when the column holds something else.
pub fn parsed<T>(column: &'static str, text: &str) -> Result<T, Fault>
where
    T: FromStr,
    T::Err: Display,
{
    text.parse().map_err(|error: T::Err| {
        let reason = error.to_string();
        Fault::while_("reading a stored row")(ColumnError { column, text: text.to_owned(), reason })
    })
}

/// Reads a validity.
///
/// # Errors
/// Faults when the columns do not hold days, or hold them in the wrong order.
pub fn period(valid_from: &str, valid_until: Option<&str>) -> Result<Period, Fault> {
    let from: Date = parsed("valid_from", valid_from)?;
    let until: Option<Date> = valid_until.map(|text| parsed("valid_until", text)).transpose()?;
    Period::new(from, until).map_err(Fault::while_("reading a stored validity"))
}

/// Reads an instant from whole microseconds.
///
/// # Errors
/// Faults when the number is beyond the calendar.
pub fn instant(microseconds: i64) -> Result<Timestamp, Fault> {
    Timestamp::from_microsecond(microseconds).map_err(Fault::while_("reading a stored instant"))
}
