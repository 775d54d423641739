//! Where a paper stands: in which series, under which number, after which other.

use std::num::NonZeroU32;

use thiserror::Error;
use vocabulary::CountryCode;

use crate::{
    digest::Digest,
    words::{Office, Register},
};

/// A run of numbers without a gap: 1, 2, 3 … of one office in one year. Receipts and credit notes are numbered apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Series {
    /// Whose receipts these are: the country or territory.
    pub issuer: CountryCode,
    /// Of which office.
    pub office: Office,
    /// Of which year, as the office counts years.
    pub year: u16,
}

/// The place of a paper in its series. The first has no digest of a previous one; all others have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    series: Series,
    number: NonZeroU32,
    register: Register,
    previous: Option<Digest>,
}

/// Why there is no such place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PlaceError {
    /// Numbers start with 1.
    #[error("numbers start with 1")]
    Zero,
    /// The first paper of a series follows none, and every other follows one.
    #[error("the first of a series follows none, and every other follows one")]
    Previous,
}

impl Place {
    /// Takes a place: its number, the register that took it, and the digest of the signed paper with the number before it.
    ///
    /// # Errors
    /// Refuses the number 0; a first paper that follows another; another paper that follows none.
    pub fn new(series: Series, number: u32, register: Register, previous: Option<Digest>) -> Result<Place, PlaceError> {
        let number = NonZeroU32::new(number).ok_or(PlaceError::Zero)?;
        if (number.get() == 1) != previous.is_none() {
            return Err(PlaceError::Previous);
        }
        Ok(Place { series, number, register, previous })
    }

    /// Returns its series.
    pub fn series(&self) -> &Series {
        &self.series
    }

    /// Returns its number: 1, 2, 3 …
    pub fn number(&self) -> u32 {
        self.number.get()
    }

    /// Returns the register that issued it.
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// Returns the digest of the paper before it.
    pub fn previous(&self) -> Option<Digest> {
        self.previous
    }
}
