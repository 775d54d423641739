//! The tariff book as it stands on one day, for the duty engine to read.

use std::collections::HashMap;

use duty::{
    Book,
    area::{Areas, Member},
    exchange::{ExchangeRate, ExchangeRates},
    measure::{Measures, Printed},
    name::{OrderNumber, TaxCode},
    quota::{Quota, Quotas},
    tax::{General, Tax, TaxSystem, TaxSystemError},
};
use thiserror::Error;
use vocabulary::{AreaCode, CountryCode, Currency, Date, Language, Period, Texts};

use super::entry::{AreaBody, Body, Entry, ExchangeBody, QuotaBody, TaxBody, Territory, UnitValue};

/// What a tax is called, and the act it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxNames {
    /// By language.
    pub names: Texts,
    /// The act.
    pub source_act: String,
}

/// The tariff book as it stands on one day.
#[derive(Clone, Debug)]
pub struct OwnedBook {
    system: TaxSystem,
    areas: Areas,
    exchange: ExchangeRates,
    quotas: Quotas,
    taxes: HashMap<TaxCode, TaxNames>,
    area_names: HashMap<AreaCode, Texts>,
    unit_values: Vec<UnitValue>,
}

/// Why entries are no book.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BookError {
    /// Nobody said which currency duties are due in.
    #[error("no currency and valuation of the territory are published for this day")]
    NoTerritory,
    /// The taxes are no system.
    #[error(transparent)]
    Taxes(#[from] TaxSystemError),
    /// A name that is none. What was stored was checked.
    #[error("the entry {0:?} has a name that is none")]
    Name(String),
}

impl OwnedBook {
    /// Makes a book of the entries that hold on one day.
    ///
    /// # Errors
    /// Refuses taxes that are no system, and a book that does not name the currency.
    pub fn new(entries: Vec<Entry>) -> Result<OwnedBook, BookError> {
        let territory = entries.iter().find_map(|entry| match &entry.body {
            Body::Territory(territory) => Some(territory.clone()),
            _ => None,
        });
        let Territory { currency, valuation } = territory.ok_or(BookError::NoTerritory)?;
        let mut taxes = Vec::new();
        let (mut names, mut area_names) = (HashMap::new(), HashMap::new());
        let (mut areas, mut exchange, mut quotas) = (Areas::default(), ExchangeRates::default(), Quotas::default());
        let mut unit_values = Vec::new();
        for Entry { key, body, source_act, validity } in entries {
            match body {
                Body::Territory(_) => {}
                Body::Tax(body) => {
                    let code: TaxCode = named(&key.name)?;
                    names.insert(code.clone(), TaxNames { names: body.names.clone(), source_act: source_act.clone() });
                    taxes.push(tax(code, body, &source_act, currency));
                }
                Body::Area(body) => {
                    let code: AreaCode = named(&key.name)?;
                    members(&body, validity).for_each(|member| areas.add(code.clone(), member));
                    area_names.insert(code, body.names);
                }
                Body::Quota(QuotaBody { measured, initial, balance, balance_as_of, state, events, .. }) => {
                    let order = named(&key.name)?;
                    quotas.add(Quota { order, period: validity, measured, initial, balance, balance_as_of, state, events });
                }
                Body::ExchangeRate(ExchangeBody { value }) => {
                    exchange.add(ExchangeRate { currency: named(&key.name)?, value, validity, source: source_act.into() });
                }
                Body::UnitValue(value) => unit_values.push(value),
            }
        }
        let system = TaxSystem::new(currency, valuation, taxes)?;
        Ok(OwnedBook { system, areas, exchange, quotas, taxes: names, area_names, unit_values })
    }

    /// Lends the engine what it reads, with the measures on the lines at hand.
    pub fn with<'a>(&'a self, measures: &'a Measures) -> Book<'a> {
        Book { system: &self.system, measures, areas: &self.areas, exchange: &self.exchange, quotas: &self.quotas }
    }

    /// Returns a quota in the period that the day of the book lies in.
    pub fn quota(&self, order: &OrderNumber, day: Date) -> Option<&Quota> {
        self.quotas.on(order, day)
    }

    /// Returns the taxes.
    pub fn system(&self) -> &TaxSystem {
        &self.system
    }

    /// Returns what a tax is called.
    pub fn tax(&self, code: &TaxCode) -> Option<&TaxNames> {
        self.taxes.get(code)
    }

    /// Returns what a tax is called in `language`, else in English, else its code.
    pub fn tax_name(&self, code: &TaxCode, language: Language) -> String {
        let names = self.tax(code).and_then(|tax| tax.names.within(language));
        names.map_or_else(|| code.to_string(), |(_, name)| name.to_owned())
    }

    /// Returns what a group of countries is called.
    pub fn area(&self, code: &AreaCode) -> Option<&Texts> {
        self.area_names.get(code)
    }

    /// Returns the countries that have a name in the book, with their names.
    pub fn countries(&self) -> impl Iterator<Item = (CountryCode, &Texts)> {
        self.area_names.iter().filter_map(|(code, names)| Some((code.as_str().parse().ok()?, names)))
    }

    /// Returns the usual values of goods per unit, for the line of `code` and those above it.
    pub fn unit_values(&self, code: vocabulary::HsCode) -> impl Iterator<Item = &UnitValue> {
        self.unit_values.iter().filter(move |value| value.code.covers(&code))
    }
}

fn named<T: std::str::FromStr>(name: &str) -> Result<T, BookError> {
    name.parse().map_err(|_| BookError::Name(name.to_owned()))
}

fn tax(code: TaxCode, body: TaxBody, source_act: &str, currency: Currency) -> Tax {
    let TaxBody { flow, base, rounding, level, required, rate, .. } = body;
    let general = rate.map(|text| General { rate: Printed::read(&text, currency), source_act: source_act.into() });
    Tax { code, flow, base, rounding, level, required, general }
}

/// Returns the members of a group that holds on the days of `validity`, each with its own days.
pub fn members(body: &AreaBody, validity: Period) -> impl Iterator<Item = Member> {
    body.members.iter().filter_map(move |member| {
        let validity = Period::new(member.from.unwrap_or(validity.from()), member.until.or(validity.until())).ok()?;
        Some(Member { country: member.country, validity })
    })
}
