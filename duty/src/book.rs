//! What is published, as it stands for one calculation.

use crate::{area::Areas, exchange::ExchangeRates, measure::Measures, quota::Quotas, tax::TaxSystem};

/// Taxes, measures, groups of countries, rates of exchange and quotas of a territory.
///
/// Measures and taxes are those in force on the day of the declaration; the rest knows its own days.
#[derive(Clone, Copy, Debug)]
pub struct Book<'a> {
    /// The taxes, and what each is taken of.
    pub system: &'a TaxSystem,
    /// The measures.
    pub measures: &'a Measures,
    /// The groups of countries.
    pub areas: &'a Areas,
    /// The rates of exchange.
    pub exchange: &'a ExchangeRates,
    /// The quotas.
    pub quotas: &'a Quotas,
}
