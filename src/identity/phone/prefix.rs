//! The first digits of a number, which say in whose numbering plan it is.

use std::{fmt, str::FromStr};

/// A country calling code of ITU-T E.164: one to three digits, the first not zero (`254`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallingPrefix(u16);

impl CallingPrefix {
    /// The code that the ITU gave to nobody and the made-up territory of our sample uses.
    pub const SAMPLE: CallingPrefix = CallingPrefix(999);

    /// Takes a code from 1 to 999.
    pub fn new(code: u16) -> Option<CallingPrefix> {
        (1..=999).contains(&code).then_some(CallingPrefix(code))
    }
}

/// A text that is not a calling code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a country calling code")]
pub struct PrefixError;

impl FromStr for CallingPrefix {
    type Err = PrefixError;

    fn from_str(text: &str) -> Result<Self, PrefixError> {
        let digits = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten().and_then(CallingPrefix::new).ok_or(PrefixError)
    }
}

impl fmt::Display for CallingPrefix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
