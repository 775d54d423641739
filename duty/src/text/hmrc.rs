//! The rates of exchange that the customs of the United Kingdom publish each month. Row DUTY-M10.
//!
//! Source: HM Revenue and Customs, exchange rates for customs and VAT; a row for each country, so that a currency may have several.

use std::collections::BTreeMap;

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
    /// An earlier row says something else of the same currency and day.
    #[error("says something else of {currency} than row {row}")]
    Otherwise {
        /// The currency.
        currency: Currency,
        /// The earlier row, counted from 1.
        row: usize,
    },
}

/// A list of rates of exchange: each currency once for its days, and the rows that were refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExchangeList {
    /// What was read, in the order of the rows.
    pub exchanges: Vec<PublishedExchange>,
    /// Which rows were refused, counted from 1, and why.
    pub refused: Vec<(usize, ExchangeError)>,
}

/// Rates of exchange by currency and first day, each with its row.
type Known = BTreeMap<(Currency, Date), (usize, PublishedExchange)>;

/// Returns what is known of the currency for one of the days.
fn rival<'k>(known: &'k Known, exchange: &PublishedExchange) -> Option<&'k (usize, PublishedExchange)> {
    let currency = exchange.currency;
    let last = exchange.validity.until().and_then(|until| until.yesterday().ok()).unwrap_or(Date::MAX);
    // What is known does not overlap, so that only what began last before the last day could.
    let (_, before) = known.range((currency, Date::MIN)..=(currency, last)).next_back()?;
    let until = before.1.validity.until();
    until.is_none_or(|until| until > exchange.validity.from()).then_some(before)
}

/// Reads a list, in which a currency has a row for each country that has it.
pub fn read_exchanges<'t>(rows: impl IntoIterator<Item = ExchangeRow<'t>>) -> ExchangeList {
    let mut list = ExchangeList::default();
    let mut known = Known::new();
    for (row, exchange) in rows.into_iter().enumerate().map(|(place, row)| (place + 1, read_exchange(row))) {
        let exchange = exchange.and_then(|exchange| match rival(&known, &exchange) {
            Some((_, rival)) if *rival == exchange => Ok(None),
            Some((row, _)) => Err(ExchangeError::Otherwise { currency: exchange.currency, row: *row }),
            None => Ok(Some(exchange)),
        });
        match exchange {
            Ok(Some(exchange)) => {
                known.insert((exchange.currency, exchange.validity.from()), (row, exchange));
                list.exchanges.push(exchange);
            }
            Ok(None) => {}
            Err(error) => list.refused.push((row, error)),
        }
    }
    list
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
