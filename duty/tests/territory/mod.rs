//! A territory as it is written down in the vectors and in the sample: read from text, and put together for a day.

use std::sync::Arc;

use duty::{
    Book,
    area::{Areas, Member},
    condition::Flow,
    exact::Exact,
    exchange::{ExchangeRate, ExchangeRates},
    measure::{Kind, Measure, Measures, Printed},
    quota::{Quota, QuotaEvent, Quotas},
    rate::Measured,
    tax::{General, Level, Rounding, Tax, TaxSystem, TaxSystemError, Valuation},
    text::{parse_condition, parse_rate},
};
use serde::Deserialize;
use vocabulary::{Currency, Date, Period};

/// A territory with everything it ever published.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Territory {
    pub currency: String,
    pub valuation: Valuation,
    pub taxes: Vec<WrittenTax>,
    #[serde(default)]
    pub groups: Vec<Group>,
    #[serde(default)]
    pub exchange_rates: Vec<WrittenExchange>,
    #[serde(default)]
    pub quotas: Vec<WrittenQuota>,
    #[serde(default)]
    pub measures: Vec<WrittenMeasure>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenTax {
    pub code: String,
    pub from: Option<String>,
    pub until: Option<String>,
    pub flow: Flow,
    pub base: Vec<String>,
    pub rounding: Rounding,
    pub level: Level,
    #[serde(default)]
    pub required: bool,
    pub rate: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub code: String,
    pub from: Option<String>,
    pub until: Option<String>,
    pub members: Vec<WrittenMember>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenMember {
    pub country: String,
    pub from: Option<String>,
    pub until: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenExchange {
    pub currency: String,
    /// What one unit of it is in the currency of the territory.
    pub value: Exact,
    pub from: Option<String>,
    pub until: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenQuota {
    pub order: String,
    pub measured: Measured,
    pub initial: Exact,
    pub balance: Exact,
    pub state: String,
    #[serde(default)]
    pub events: Vec<QuotaEvent>,
    pub from: Option<String>,
    pub until: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenMeasure {
    pub id: String,
    pub code: String,
    pub kind: String,
    pub tax: Option<String>,
    pub area: Option<String>,
    #[serde(default)]
    pub excluded: Vec<String>,
    pub rate: Option<String>,
    #[serde(default)]
    pub condition: String,
    pub from: Option<String>,
    pub until: Option<String>,
}

/// A territory on one day.
pub struct OnDay {
    pub system: TaxSystem,
    pub measures: Measures,
    pub areas: Areas,
    pub exchange: ExchangeRates,
    pub quotas: Quotas,
}

impl OnDay {
    pub fn book(&self) -> Book<'_> {
        let OnDay { system, measures, areas, exchange, quotas } = self;
        Book { system, measures, areas, exchange, quotas }
    }
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|_| panic!("{text:?} is no day"))
}

/// From the first day to the first day no longer; either may be missing.
pub fn period(from: Option<&str>, until: Option<&str>) -> Period {
    Period::new(from.map_or(Date::constant(1900, 1, 1), day), until.map(day)).expect("days in their order")
}

macro_rules! lasting {
    ($($name:ident),*) => {
        $(impl $name {
            /// The days it holds.
            pub fn period(&self) -> Period {
                period(self.from.as_deref(), self.until.as_deref())
            }
        })*
    };
}

lasting!(WrittenTax, WrittenExchange, WrittenQuota, WrittenMeasure);

impl Territory {
    pub fn currency(&self) -> Currency {
        self.currency.parse().expect("a currency")
    }

    /// Puts together what holds on a day.
    pub fn on(&self, day: Date) -> OnDay {
        let measures = self.measures.iter().filter(|measure| measure.period().contains(day));
        OnDay {
            system: self.system(day).expect("a system of taxes"),
            measures: measures.map(|measure| measure.read(self.currency())).collect(),
            areas: self.areas(),
            exchange: self.exchange_rates.iter().map(WrittenExchange::read).collect(),
            quotas: self.quotas.iter().map(WrittenQuota::read).collect(),
        }
    }

    pub fn system(&self, day: Date) -> Result<TaxSystem, TaxSystemError> {
        let taxes = self.taxes.iter().filter(|tax| tax.period().contains(day)).map(|tax| tax.read(self.currency()));
        TaxSystem::new(self.currency(), self.valuation, taxes.collect())
    }

    pub fn areas(&self) -> Areas {
        let mut areas = Areas::default();
        for group in &self.groups {
            for member in &group.members {
                let from = member.from.as_deref().or(group.from.as_deref());
                let validity = period(from, member.until.as_deref().or(group.until.as_deref()));
                let country = member.country.parse().expect("a country");
                areas.add(group.code.parse().expect("a group"), Member { country, validity });
            }
        }
        areas
    }
}

pub fn printed(text: &str, currency: Currency) -> Printed {
    let rate = parse_rate(text, Some(currency)).map(Arc::new).map_err(|error| error.to_string().into());
    Printed { text: text.into(), rate }
}

impl WrittenTax {
    fn read(&self, currency: Currency) -> Tax {
        let general =
            |rate: &String| General { rate: printed(rate, currency), source_act: format!("act of {}", self.code).into() };
        Tax {
            code: self.code.parse().expect("a code"),
            flow: self.flow,
            base: self.base.iter().map(|term| term.parse().expect("a term")).collect(),
            rounding: self.rounding,
            level: self.level,
            required: self.required,
            general: self.rate.as_ref().map(general),
        }
    }
}

impl WrittenExchange {
    fn read(&self) -> ExchangeRate {
        let currency = self.currency.parse().expect("a currency");
        ExchangeRate { currency, value: self.value, validity: self.period(), source: "a bulletin".into() }
    }
}

impl WrittenQuota {
    fn read(&self) -> Quota {
        Quota {
            order: self.order.parse().expect("an order number"),
            period: self.period(),
            measured: self.measured.clone(),
            initial: self.initial,
            balance: self.balance,
            balance_as_of: jiff::Timestamp::UNIX_EPOCH,
            state: self.state.parse().expect("a state"),
            events: self.events.clone(),
        }
    }
}

impl WrittenMeasure {
    pub fn kind(&self) -> Kind {
        self.kind.parse().expect("a kind")
    }

    /// The tax it is a rate of: the duty, where it is claimed instead of the duty; else the one it is named after.
    pub fn tax(&self) -> String {
        let usual = if self.kind().is_claimed() { Kind::Duty } else { self.kind() };
        self.tax.clone().unwrap_or_else(|| usual.as_str().to_owned())
    }

    pub fn read(&self, currency: Currency) -> Measure {
        Measure {
            id: self.id.parse().expect("an id"),
            code: self.code.parse().expect("a code"),
            kind: self.kind(),
            tax: self.tax().parse().expect("a tax"),
            area: self.area.as_ref().map(|area| area.parse().expect("an area")),
            excluded: self.excluded.iter().map(|country| country.parse().expect("a country")).collect(),
            condition: parse_condition(&self.condition).expect("a condition"),
            rate: self.rate.as_ref().map(|rate| printed(rate, currency)),
            source_act: "an act".into(),
        }
    }
}
