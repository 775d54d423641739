//! A company, as far as it matters for who may act for it. Rules only.

use std::{fmt, str::FromStr};

use thiserror::Error;
use vocabulary::{CompanyId, Timestamp};

/// How many administrators a company has at most.
pub const ADMINS_MAX: usize = 20;
/// How many companies one person administers at most.
pub const COMPANIES_MAX: usize = 50;

/// A company that somebody registered here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// Its lasting name.
    pub id: CompanyId,
    /// The number under which the tax administration knows it.
    pub tin: Tin,
    /// What it is called.
    pub name: CompanyName,
    /// Whether it is known to belong to those who act for it.
    pub standing: Standing,
}

/// What is known of a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Somebody says that they act for it. Nothing can be done in its name.
    Claimed,
    /// An officer saw that they do. Row ID-M9.
    Confirmed {
        /// When.
        at: Timestamp,
    },
}

impl Company {
    /// Says whether it is known to belong to those who act for it.
    pub fn is_confirmed(&self) -> bool {
        matches!(self.standing, Standing::Confirmed { .. })
    }
}

/// The taxpayer identification number: 4 to 20 letters and digits, as national plans have it, in capitals without what parts them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tin(Box<str>);

/// A text that is no such number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not 4 to 20 letters and digits")]
pub struct TinError;

impl Tin {
    /// Returns the number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Tin {
    type Err = TinError;

    fn from_str(text: &str) -> Result<Tin, TinError> {
        let parts = |letter: &char| !matches!(letter, ' ' | '-' | '.' | '/');
        let number: String = text.trim().chars().take(64).filter(parts).map(|letter| letter.to_ascii_uppercase()).collect();
        let holds = (4..=20).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (holds && number.bytes().any(|byte| byte.is_ascii_digit())).then(|| Tin(number.into())).ok_or(TinError)
    }
}

impl fmt::Display for Tin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What a company is called: one line of 2 to 120 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyName(Box<str>);

/// A text that is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not one line of 2 to 120 characters")]
pub struct CompanyNameError;

impl CompanyName {
    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CompanyName {
    type Err = CompanyNameError;

    fn from_str(text: &str) -> Result<CompanyName, CompanyNameError> {
        let name = text.trim();
        let holds = (2..=120).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        holds.then(|| CompanyName(name.into())).ok_or(CompanyNameError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_spelling() {
        for text in ["P051234567X", "p051 234 567 x", " P-051.234/567X "] {
            assert_eq!(text.parse::<Tin>().map(|tin| tin.to_string()), Ok("P051234567X".to_owned()), "{text}");
        }
        for text in ["", "123", "ABCD", "1234567890123456789012", "12 34?"] {
            assert_eq!(text.parse::<Tin>(), Err(TinError), "{text}");
        }
    }
}
