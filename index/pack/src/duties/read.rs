//! From the texts of a pack to what the engine reads: by the parsers of the server.

use std::sync::Arc;

use duty::{
    area::{Areas, Member},
    condition::Condition,
    exchange::{ExchangeRate, ExchangeRates},
    measure::{Kind, Measure, Printed},
    name::TaxCode,
    quota::{Quota, Quotas},
    tax::{General, Tax, TaxSystem},
};
use vocabulary::{Currency, Date, Language, Period, Timestamp};

use super::written::{Territory, WrittenExchange, WrittenLine, WrittenMeasure, WrittenQuota, WrittenTax};
use crate::fault::Torn;

/// The day before which nothing is asked.
const FIRST_DAY: Date = Date::constant(1900, 1, 1);

fn period(from: Option<Date>, until: Option<Date>) -> Result<Period, Torn> {
    Period::new(from.unwrap_or(FIRST_DAY), until).map_err(|_| Torn)
}

fn holds_on(day: Date, from: Option<Date>, until: Option<Date>) -> bool {
    from.is_none_or(|from| from <= day) && until.is_none_or(|until| day < until)
}

impl Territory {
    /// Returns the taxes of a day, where they are a system.
    pub(super) fn system(&self, day: Date) -> Option<TaxSystem> {
        let taxes = self.taxes.iter().filter(|tax| holds_on(day, tax.from, tax.until));
        let taxes = taxes.map(|tax| tax.read(self.currency)).collect::<Result<Vec<_>, _>>().ok()?;
        TaxSystem::new(self.currency, self.valuation, taxes).ok()
    }

    /// Returns what a tax is called on a day, in a language, else in English, else in any; its code where it has no name.
    pub fn tax_name<'a>(&'a self, code: &'a TaxCode, day: Date, language: Language) -> &'a str {
        let named = self.taxes.iter().find(|tax| tax.code == *code && holds_on(day, tax.from, tax.until));
        named.and_then(|tax| tax.names.within(language)).map_or(code.as_str(), |(_, name)| name)
    }

    pub(super) fn areas(&self) -> Result<Areas, Torn> {
        let mut areas = Areas::default();
        for group in &self.groups {
            for member in &group.members {
                let validity = period(member.from.or(group.from), member.until.or(group.until))?;
                areas.add(group.code.clone(), Member { country: member.country, validity });
            }
        }
        Ok(areas)
    }

    pub(super) fn exchange(&self) -> Result<ExchangeRates, Torn> {
        self.exchange_rates.iter().map(WrittenExchange::read).collect()
    }

    pub(super) fn quotas(&self) -> Result<Quotas, Torn> {
        let mut quotas = Quotas::default();
        for quota in &self.quotas {
            quotas.add(quota.read()?);
        }
        Ok(quotas)
    }
}

impl WrittenTax {
    fn read(&self, currency: Currency) -> Result<Tax, Torn> {
        let general = |rate: &String| General { rate: Printed::read(rate, currency), source_act: self.act.as_str().into() };
        Ok(Tax {
            code: self.code.clone(),
            flow: self.flow,
            base: self.base.iter().map(|term| term.parse().map_err(|_| Torn)).collect::<Result<_, _>>()?,
            rounding: self.rounding,
            level: self.level,
            required: self.required,
            general: self.rate.as_ref().map(general),
        })
    }
}

impl WrittenExchange {
    fn read(&self) -> Result<ExchangeRate, Torn> {
        let (currency, value, source) = (self.currency, self.value, self.source.as_str().into());
        Ok(ExchangeRate { currency, value, validity: period(self.from, self.until)?, source })
    }
}

impl WrittenQuota {
    fn read(&self) -> Result<Quota, Torn> {
        Ok(Quota {
            order: self.order.clone(),
            period: period(self.from, self.until)?,
            measured: self.measured.clone(),
            initial: self.initial,
            balance: self.balance,
            balance_as_of: self.balance_as_of.unwrap_or(Timestamp::UNIX_EPOCH),
            state: self.state.parse().map_err(|_| Torn)?,
            events: self.events.clone(),
        })
    }
}

impl WrittenMeasure {
    pub(super) fn holds_on(&self, day: Date) -> bool {
        holds_on(day, self.from, self.until)
    }

    pub(super) fn read(&self, currency: Currency) -> Result<Measure, Torn> {
        let usual = if self.kind.is_claimed() { Kind::Duty } else { self.kind };
        Ok(Measure {
            id: self.id.clone(),
            code: self.code,
            kind: self.kind,
            tax: match &self.tax {
                Some(tax) => tax.clone(),
                None => usual.as_str().parse().map_err(|_| Torn)?,
            },
            area: self.area.clone(),
            excluded: self.excluded.clone(),
            condition: Condition::read(&self.condition),
            rate: self.rate.as_ref().map(|rate| Printed::read(rate, currency)),
            source_act: Arc::from(self.act.as_str()),
        })
    }
}

impl WrittenLine {
    pub(super) fn holds_on(&self, day: Date) -> bool {
        holds_on(day, self.from, self.until)
    }
}
