//! Published rates of exchange, each for the days it holds. Which day counts is for the law to say. Row DUTY-M10.

use std::{collections::HashMap, sync::Arc};

use vocabulary::{Currency, Date, Period};

use crate::exact::Exact;

/// A published rate of exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeRate {
    /// The foreign currency.
    pub currency: Currency,
    /// What one major unit of it is, in major units of the currency of the territory.
    pub value: Exact,
    /// The days it holds.
    pub validity: Period,
    /// Where it was published.
    pub source: Arc<str>,
}

/// All that were published.
#[derive(Clone, Debug, Default)]
pub struct ExchangeRates {
    rates: HashMap<Currency, Vec<ExchangeRate>>,
}

impl ExchangeRates {
    /// Adds a rate: of two that hold on one day, the one added last counts.
    pub fn add(&mut self, rate: ExchangeRate) {
        self.rates.entry(rate.currency).or_default().push(rate);
    }

    /// Returns the rate that holds on `day`. There is none for a day after the last period: an old rate is no rate.
    pub fn on(&self, currency: Currency, day: Date) -> Option<&ExchangeRate> {
        self.rates.get(&currency)?.iter().rev().find(|rate| rate.validity.contains(day))
    }
}

impl FromIterator<ExchangeRate> for ExchangeRates {
    fn from_iter<I: IntoIterator<Item = ExchangeRate>>(rates: I) -> ExchangeRates {
        let mut all = ExchangeRates::default();
        rates.into_iter().for_each(|rate| all.add(rate));
        all
    }
}
