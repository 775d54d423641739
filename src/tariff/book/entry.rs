//! One entry of the tariff book. Rules only.

use std::{fmt, str::FromStr};

use duty::{
    condition::Flow,
    exact::Exact,
    name::{OrderNumber, TaxCode},
    quota::{QuotaEvent, QuotaState},
    rate::Measured,
    tax::{BaseTerm, Level, Rounding, Valuation},
};
use serde::{Deserialize, Serialize};
use vocabulary::{AreaCode, CountryCode, Currency, Date, HsCode, Period, Texts, Timestamp};

/// One entry, for some days.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What names it for good.
    pub key: EntryKey,
    /// What it says.
    pub body: Body,
    /// The act it comes from, as one would cite it.
    pub source_act: String,
    /// The days it holds.
    pub validity: Period,
}

/// What names an entry for good.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryKey {
    /// What it is.
    pub kind: EntryKind,
    /// Which one: the code of a tax, a group, a quota, a currency.
    pub name: String,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    /// The currency and the valuation of the territory.
    Territory,
    /// A tax.
    Tax,
    /// A group of countries.
    Area,
    /// A quota in one of its periods.
    Quota,
    /// A rate of exchange.
    ExchangeRate,
    /// The usual value of goods per unit.
    UnitValue,
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Body {
    /// The currency and the valuation of the territory.
    Territory(Territory),
    /// A tax.
    Tax(TaxBody),
    /// A group of countries.
    Area(AreaBody),
    /// A quota in one of its periods.
    Quota(QuotaBody),
    /// A rate of exchange.
    ExchangeRate(ExchangeBody),
    /// The usual value of goods per unit.
    UnitValue(UnitValue),
}

/// The currency and the valuation of a territory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Territory {
    /// The currency duties are due in.
    pub currency: Currency,
    /// Whether the customs value holds the freight. Source: WTO Customs Valuation Agreement, Article 8.2.
    pub valuation: Valuation,
}

/// A tax, by the code that is the name of its entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxBody {
    /// What it is called.
    pub names: Texts,
    /// Which way the goods move that it is on.
    pub flow: Flow,
    /// What percents of it are taken of.
    #[serde(with = "terms")]
    pub base: Vec<BaseTerm>,
    /// How its amount becomes payable.
    pub rounding: Rounding,
    /// On what it is worked out.
    pub level: Level,
    /// Whether it must have a rate on every line.
    #[serde(default)]
    pub required: bool,
    /// Its rate where no measure on the line says otherwise, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<String>,
}

/// A group of countries, by the code that is the name of its entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaBody {
    /// What it is called.
    pub names: Texts,
    /// Its members.
    pub members: Vec<MemberBody>,
}

/// A member of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberBody {
    /// The country.
    pub country: CountryCode,
    /// Its first day in the group; from the first day of the entry where none is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The first day it is no longer in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// A quota, by the order number that is the name of its entry; the days of the entry are those it is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotaBody {
    /// What it is called.
    pub names: Texts,
    /// What it is a quantity of.
    pub measured: Measured,
    /// How much it was at first.
    pub initial: Exact,
    /// How much is left.
    pub balance: Exact,
    /// When that was known.
    pub balance_as_of: Timestamp,
    /// How it stood then.
    #[serde(with = "text")]
    pub state: QuotaState,
    /// What happened to it in this period, oldest first; nothing where nobody published that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<QuotaEvent>,
}

/// A rate of exchange, by the currency that is the name of its entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeBody {
    /// What one major unit of the foreign currency is, in major units of that of the territory.
    pub value: Exact,
}

/// The usual customs value of goods per unit, from published statistics. Row DUTY-N7.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitValue {
    /// The place in the nomenclature.
    pub code: HsCode,
    /// Per one of what.
    pub measured: Measured,
    /// Nine in ten consignments are worth more, in major units of the currency of the territory.
    pub low: Exact,
    /// Nine in ten consignments are worth less.
    pub high: Exact,
    /// Which statistics, and of which time.
    pub statistics: String,
}

impl Body {
    /// Returns what it is.
    pub fn kind(&self) -> EntryKind {
        match self {
            Body::Territory(_) => EntryKind::Territory,
            Body::Tax(_) => EntryKind::Tax,
            Body::Area(_) => EntryKind::Area,
            Body::Quota(_) => EntryKind::Quota,
            Body::ExchangeRate(_) => EntryKind::ExchangeRate,
            Body::UnitValue(_) => EntryKind::UnitValue,
        }
    }

    /// Says whether a text can be the name of such an entry.
    pub fn can_be_named(&self, name: &str) -> bool {
        match self {
            Body::Territory(_) => name.parse::<CountryCode>().is_ok(),
            Body::Tax(_) => name.parse::<TaxCode>().is_ok(),
            Body::Area(_) => name.parse::<AreaCode>().is_ok(),
            Body::Quota(_) => name.parse::<OrderNumber>().is_ok(),
            Body::ExchangeRate(_) => name.parse::<Currency>().is_ok(),
            Body::UnitValue(_) => name.len() <= 80 && !name.is_empty(),
        }
    }
}

impl EntryKind {
    /// All of them.
    pub const ALL: [EntryKind; 6] = [Self::Territory, Self::Tax, Self::Area, Self::Quota, Self::ExchangeRate, Self::UnitValue];

    /// Returns its name in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Territory => "territory",
            Self::Tax => "tax",
            Self::Area => "area",
            Self::Quota => "quota",
            Self::ExchangeRate => "exchange-rate",
            Self::UnitValue => "unit-value",
        }
    }
}

impl fmt::Display for EntryKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for EntryKind {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<EntryKind, &'static str> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or("is none of territory, tax, area, quota, exchange-rate, unit-value")
    }
}

/// Terms of a base as texts.
mod terms {
    use duty::tax::BaseTerm;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(terms: &[BaseTerm], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(terms.iter().map(ToString::to_string))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<BaseTerm>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        texts.iter().map(|text| text.parse().map_err(|error| D::Error::custom(format!("base {text:?} {error}")))).collect()
    }
}

/// A state of a quota as a text.
mod text {
    use duty::quota::QuotaState;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(state: &QuotaState, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(state.as_str())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<QuotaState, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|error| D::Error::custom(format!("state {text:?} {error}")))
    }
}
