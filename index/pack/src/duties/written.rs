//! A territory as it is written down in a pack: the texts of its sources, and plain JSON. The vectors of `tests/vectors/duty` are
//! written so too.

use duty::{
    condition::Flow,
    exact::Exact,
    measure::Kind,
    name::{MeasureId, OrderNumber, TaxCode},
    quota::QuotaEvent,
    rate::Measured,
    tax::{Level, Rounding, Valuation},
};
use serde::{Deserialize, Serialize};
use vocabulary::{AreaCode, CountryCode, Currency, Date, HsCode, Texts, Timestamp};

/// The taxes, groups, quotas and rates of exchange of a territory, with the days they hold.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Territory {
    /// The currency duties are due in.
    pub currency: Currency,
    /// What the customs value is.
    pub valuation: Valuation,
    /// The first day for which everything is here, and the first for which it no longer is; any day where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<(Date, Date)>,
    /// The taxes.
    pub taxes: Vec<WrittenTax>,
    /// The groups of countries.
    #[serde(default)]
    pub groups: Vec<WrittenGroup>,
    /// The rates of exchange.
    #[serde(default)]
    pub exchange_rates: Vec<WrittenExchange>,
    /// The quotas.
    #[serde(default)]
    pub quotas: Vec<WrittenQuota>,
}

/// A tax.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenTax {
    /// What it is known by.
    pub code: TaxCode,
    /// The first day it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The first day it no longer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Which way the goods move that it is on.
    pub flow: Flow,
    /// What percents of it are taken of.
    pub base: Vec<String>,
    /// How its amount becomes payable.
    pub rounding: Rounding,
    /// On what it is worked out.
    pub level: Level,
    /// Whether it must have a rate on every line.
    #[serde(default)]
    pub required: bool,
    /// Its rate where no measure says otherwise, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<String>,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub names: Texts,
    /// The act it comes from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub act: String,
}

/// A group of countries.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenGroup {
    /// What it is known by.
    pub code: AreaCode,
    /// The first day it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The first day it no longer is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Its members.
    pub members: Vec<WrittenMember>,
}

/// A member of a group, from the days of the group on where it has none.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenMember {
    /// The country.
    pub country: CountryCode,
    /// The first day of its membership.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The first day it is no longer a member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// A rate of exchange.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenExchange {
    /// The foreign currency.
    pub currency: Currency,
    /// What one major unit of it is in major units of the currency of the territory.
    pub value: Exact,
    /// The first day it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The first day it no longer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// A quota in one of its periods.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenQuota {
    /// The number it is administered under.
    pub order: OrderNumber,
    /// What it is a quantity of.
    pub measured: Measured,
    /// How much it was at first.
    pub initial: Exact,
    /// How much was left when the pack was made.
    pub balance: Exact,
    /// When that was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance_as_of: Option<Timestamp>,
    /// How it stood then.
    pub state: String,
    /// What happened to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<QuotaEvent>,
    /// The first day it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The first day it is no longer open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// A measure.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenMeasure {
    /// What it is known by.
    pub id: MeasureId,
    /// The place in the nomenclature it is on.
    pub code: HsCode,
    /// What it does.
    pub kind: Kind,
    /// The tax it is a rate of; where nothing is said the duty, if it is claimed instead of the duty, else the one named after its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<TaxCode>,
    /// Where the goods are from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaCode>,
    /// Countries of the area that it does not hold for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<CountryCode>,
    /// Its rate, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<String>,
    /// When it holds, in the words of its source.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub condition: String,
    /// The act it comes from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub act: String,
    /// The first day it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The first day it no longer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// A line that goods are declared under.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenLine {
    /// Its code.
    pub code: HsCode,
    /// The first day it is in the tariff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The first day it no longer is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}
