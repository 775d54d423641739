//! Measures: what the tariff says of goods on a line, from somewhere, under some condition. Rows DUTY-M2, DUTY-M4.

use std::{collections::HashMap, fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};
use vocabulary::{AreaCode, CountryCode, Currency, HsCode};

use crate::{
    condition::Condition,
    name::{MeasureId, TaxCode},
    rate::Rate,
    text::parse_rate,
};

/// A measure as it stands on the day of a calculation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// What it is known by.
    pub id: MeasureId,
    /// The place in the nomenclature it is on: it holds for everything below.
    pub code: HsCode,
    /// What it does.
    pub kind: Kind,
    /// The duty, tax or levy it is a rate of.
    pub tax: TaxCode,
    /// Where the goods are from; anywhere where nothing is said.
    pub area: Option<AreaCode>,
    /// Countries of the area that it does not hold for.
    pub excluded: Vec<CountryCode>,
    /// When it holds.
    pub condition: Condition,
    /// Its rate; prohibitions and restrictions have none.
    pub rate: Option<Printed>,
    /// The act it comes from, as one would cite it.
    pub source_act: Arc<str>,
}

/// A rate as printed, and as read; or why it cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The words of the source.
    pub text: Arc<str>,
    /// What they mean.
    pub rate: Result<Arc<Rate>, Arc<str>>,
}

/// What a measure does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Customs duty on goods of any origin (third country, most favoured nation).
    Duty,
    /// A lower duty under an agreement or a scheme, given proof of origin.
    Preference,
    /// Another duty within a limited quantity.
    Quota,
    /// A duty that is suspended for a time.
    Suspension,
    /// A lower duty for goods put to a certain use.
    EndUse,
    /// The simplified regime of small traders.
    Simplified,
    /// Against dumping. Source: WTO Anti-Dumping Agreement.
    AntiDumping,
    /// Against subsidies. Source: WTO Agreement on Subsidies and Countervailing Measures.
    Countervailing,
    /// Against a sudden rise of imports. Source: WTO Agreement on Safeguards.
    Safeguard,
    /// Excise duty.
    Excise,
    /// Value added tax.
    Vat,
    /// A levy other than duty and tax.
    Levy,
    /// Goods that need a permit, a certificate or a test.
    Restriction,
    /// Goods that may not enter or leave.
    Prohibition,
    /// Goods whose quantity is declared in a further unit.
    SupplementaryUnit,
}

impl Printed {
    /// Reads a rate as printed; amounts without a currency are in `currency`.
    pub fn read(text: &str, currency: Currency) -> Printed {
        let rate = parse_rate(text, Some(currency)).map(Arc::new).map_err(|error| error.to_string().into());
        Printed { text: text.into(), rate }
    }
}

/// Measures by the place they are on.
#[derive(Clone, Debug, Default)]
pub struct Measures {
    by_place: HashMap<Box<str>, Vec<Measure>>,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 15] = [
        Kind::Duty,
        Kind::Preference,
        Kind::Quota,
        Kind::Suspension,
        Kind::EndUse,
        Kind::Simplified,
        Kind::AntiDumping,
        Kind::Countervailing,
        Kind::Safeguard,
        Kind::Excise,
        Kind::Vat,
        Kind::Levy,
        Kind::Restriction,
        Kind::Prohibition,
        Kind::SupplementaryUnit,
    ];

    /// Says whether it holds only for those who claim it.
    pub fn is_claimed(self) -> bool {
        matches!(self, Kind::Preference | Kind::Quota | Kind::Suspension | Kind::EndUse | Kind::Simplified)
    }

    /// Says whether money is due under it.
    pub fn has_rate(self) -> bool {
        !matches!(self, Kind::Restriction | Kind::Prohibition | Kind::SupplementaryUnit)
    }

    /// Returns its name in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Duty => "duty",
            Kind::Preference => "preference",
            Kind::Quota => "quota",
            Kind::Suspension => "suspension",
            Kind::EndUse => "end-use",
            Kind::Simplified => "simplified",
            Kind::AntiDumping => "anti-dumping",
            Kind::Countervailing => "countervailing",
            Kind::Safeguard => "safeguard",
            Kind::Excise => "excise",
            Kind::Vat => "vat",
            Kind::Levy => "levy",
            Kind::Restriction => "restriction",
            Kind::Prohibition => "prohibition",
            Kind::SupplementaryUnit => "supplementary-unit",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Kind, &'static str> {
        const KINDS: &str = "is none of duty, preference, quota, suspension, end-use, simplified, anti-dumping, countervailing, safeguard, \
                             excise, vat, levy, restriction, prohibition, supplementary-unit";
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(KINDS)
    }
}

impl Measures {
    /// Adds a measure.
    pub fn add(&mut self, measure: Measure) {
        self.by_place.entry(measure.code.significant().into()).or_default().push(measure);
    }

    /// Returns the measures on a line and above it, the closest to the line first.
    pub fn on(&self, code: &HsCode) -> impl Iterator<Item = &Measure> {
        let digits = code.as_str();
        let places = (1..=digits.len() / 2).rev().map(|pairs| pairs * 2);
        places.filter_map(move |len| self.by_place.get(place(digits, len)?)).flatten()
    }
}

/// Returns the first digits of a code where they name a place of their own: `0900` is only `09` again.
fn place(digits: &str, len: usize) -> Option<&str> {
    let place = digits.get(..len)?;
    (len == 2 || !place.ends_with("00")).then_some(place)
}

impl FromIterator<Measure> for Measures {
    fn from_iter<I: IntoIterator<Item = Measure>>(measures: I) -> Measures {
        let mut all = Measures::default();
        measures.into_iter().for_each(|measure| all.add(measure));
        all
    }
}
