//! What a tariff calls its currency, its units and the signs between rates. The grammar is one; the words differ.

use vocabulary::Currency;

use super::{
    lexer::Thousands,
    unit_name::{NAMES, UnitName},
};

/// What stands between two rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joiner {
    /// Both together.
    Plus,
    /// The first less the second.
    Less,
    /// At least the second.
    Min,
    /// At most the second.
    Max,
}

/// A value that percents are of, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueName {
    Base,
    Customs,
    Fob,
    Freight,
    Insurance,
    Retail,
    Part(&'static str),
}

/// The words of one tariff.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect {
    /// What an amount is in where no currency is written.
    pub currency: Option<Currency>,
    /// What `$` and `cents` are.
    pub dollar: Option<Currency>,
    pub thousands: Thousands,
    /// Beside those that every tariff has, as all that follows.
    pub joiners: &'static [(&'static str, Joiner)],
    pub values: &'static [(&'static str, ValueName)],
    pub units: &'static [UnitName],
    /// What is said after a unit of what it is a quantity of.
    pub tails: &'static [(&'static str, &'static str)],
}

const JOINERS: &[(&str, Joiner)] =
    &[("+", Joiner::Plus), ("less", Joiner::Less), ("-", Joiner::Less), ("MIN", Joiner::Min), ("MAX", Joiner::Max)];

const VALUES: &[(&str, ValueName)] = &[
    ("ad valorem", ValueName::Base),
    ("customs value", ValueName::Customs),
    ("of customs value", ValueName::Customs),
    ("of the customs value", ValueName::Customs),
    ("FOB value", ValueName::Fob),
    ("of FOB value", ValueName::Fob),
    ("of the FOB value", ValueName::Fob),
    ("freight", ValueName::Freight),
    ("insurance", ValueName::Insurance),
    ("retail price", ValueName::Retail),
    ("of retail price", ValueName::Retail),
    ("of the retail price", ValueName::Retail),
    ("/ retail price", ValueName::Retail),
];

impl Dialect {
    /// Our own, which rates are printed in; an amount without a currency is in `currency`.
    pub(super) fn own(currency: Option<Currency>) -> Dialect {
        Dialect { currency, dollar: None, thousands: Thousands::Plain, joiners: &[], values: &[], units: &[], tails: &[] }
    }

    pub(super) fn joiners(&self) -> impl Iterator<Item = &(&'static str, Joiner)> {
        self.joiners.iter().chain(JOINERS)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &(&'static str, ValueName)> {
        self.values.iter().chain(VALUES)
    }

    pub(super) fn units(&self) -> impl Iterator<Item = &UnitName> {
        self.units.iter().chain(NAMES)
    }
}
