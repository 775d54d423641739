//! The rates of exchange that the customs of the United Kingdom publish each month. Row DUTY-M10.
//!
//! Source: HM Revenue and Customs, exchange rates for customs and VAT; a row for each country, so that a currency may have several.

use thiserror::Error;
use vocabulary::{Currency, Date, Period};

use crate::exact::Exact;

/// A row of the list, as it stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExchangeRow<'t> {
    /// The letters of the currency.
    pub code: &'t str,
    /// How many units of it one pound is.
    pub units_per_pound: &'t str,
    /// The first day it holds on, as `31/01/2020`.
    pub start: &'t str,
    /// The last day it holds on.
    pub end: &'t str,
}

/// What a currency is worth for some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedExchange {
    /// The currency.
    pub currency: Currency,
    /// How many units of it one unit of the currency of the territory is. Above zero.
    pub units: Exact,
    /// When it holds.
    pub validity: Period,
}

/// Why a row is no rate of exchange.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ExchangeError {
    /// Its letters are no currency of ISO 4217, or one that is no longer.
    #[error("is of {0:?}, which is no currency of ISO 4217")]
    Currency(String),
    /// Its number is none above zero.
    #[error("has {0:?}, which is no number above zero")]
    Units(String),
    /// Its days are none, or end before they begin.
    #[error("holds from {start:?} to {end:?}, which are no days in their order")]
    Days {
        /// The first day.
        start: String,
        /// The last day.
        end: String,
    },
}

/// Reads a row.
///
/// # Errors
/// Refuses what is no currency, no number above zero, or no days.
pub fn read_exchange(row: ExchangeRow<'_>) -> Result<PublishedExchange, ExchangeError> {
    let currency = row.code.parse().map_err(|_| ExchangeError::Currency(row.code.to_owned()))?;
    let units: Option<Exact> = row.units_per_pound.parse().ok().filter(|units| *units > Exact::ZERO);
    let units = units.ok_or_else(|| ExchangeError::Units(row.units_per_pound.to_owned()))?;
    let days = || ExchangeError::Days { start: row.start.to_owned(), end: row.end.to_owned() };
    Ok(PublishedExchange { currency, units, validity: validity(row.start, row.end).ok_or_else(days)? })
}

fn validity(start: &str, end: &str) -> Option<Period> {
    Period::new(day(start)?, Some(day(end)?.tomorrow().ok()?)).ok()
}

/// Reads `31/01/2020`.
fn day(text: &str) -> Option<Date> {
    let mut parts = text.split('/').map(|part| part.bytes().all(|byte| byte.is_ascii_digit()).then_some(part));
    let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
    let lengths = (day.len(), month.len(), year.len()) == (2, 2, 4) && parts.next().is_none();
    lengths.then(|| Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()).flatten()
}

impl PublishedExchange {
    /// Returns what one unit of the currency is in that of the territory.
    ///
    /// # Errors
    /// Refuses a number beyond what can be held.
    pub fn worth(&self) -> Result<Exact, crate::exact::Overflow> {
        Exact::ONE.over(self.units)
    }
}
