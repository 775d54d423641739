//! What is reviewed: measures, the lines they stand on, and the tariff book, as they would be once the draft is published.

use std::collections::HashMap;

use vocabulary::{AreaCode, CountryCode, Currency, Date, HsCode, Period};

use crate::{
    area::Member,
    condition::{Condition, Flow},
    measure::Kind,
    name::{OrderNumber, TaxCode},
    rate::Rate,
    text::{parse_condition, parse_rate},
};

/// A measure, as it is written. Of one that stands already nothing is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftMeasure {
    /// The place in the nomenclature, of ten digits.
    pub code: HsCode,
    /// What it does.
    pub kind: Kind,
    /// What it is a rate of.
    pub tax: TaxCode,
    /// Where the goods are from.
    pub area: Option<AreaCode>,
    /// Countries of the area that it does not hold for.
    pub excluded: Vec<CountryCode>,
    /// When it holds, as written.
    pub condition: String,
    /// Its rate, as printed.
    pub rate: String,
    /// The days it truly holds.
    pub validity: Period,
    /// Whether it is part of the draft, rather than standing already.
    pub is_new: bool,
}

/// A line of the nomenclature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftLine {
    /// Its code, of ten digits.
    pub code: HsCode,
    /// Whether goods are declared under it.
    pub declarable: bool,
    /// The days it is in the tariff.
    pub validity: Period,
}

/// A group of countries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftArea {
    /// Its code.
    pub code: AreaCode,
    /// Its members.
    pub members: Vec<Member>,
}

/// A quota in one of its periods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftQuota {
    /// The number it is administered under.
    pub order: OrderNumber,
    /// The days it is open.
    pub validity: Period,
}

/// A tax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftTax {
    /// Its code.
    pub code: TaxCode,
    /// Which way the goods move that it is on.
    pub flow: Flow,
    /// Whether it has a rate of its own for goods without a measure.
    pub has_general_rate: bool,
}

/// The tariff book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftBook {
    /// The currency of the territory, and the days for which it is published.
    pub currencies: Vec<(Currency, Period)>,
    /// Its taxes.
    pub taxes: Vec<DraftTax>,
    /// Its groups of countries.
    pub areas: Vec<DraftArea>,
    /// Its quotas.
    pub quotas: Vec<DraftQuota>,
    /// The currencies that it has any rate of exchange for.
    pub exchanged: Vec<Currency>,
}

/// Everything together, indexed.
#[derive(Debug)]
pub struct Draft {
    measures: Vec<DraftMeasure>,
    read: Vec<Read>,
    by_code: HashMap<HsCode, Vec<usize>>,
    lines: Vec<DraftLine>,
    lines_by_code: HashMap<HsCode, Vec<usize>>,
    book: DraftBook,
}

/// A measure as it is read.
#[derive(Debug)]
pub(super) struct Read {
    pub rate: Result<Rate, String>,
    pub condition: Result<Condition, String>,
}

impl Draft {
    /// Puts a draft together with what stands.
    pub fn new(measures: Vec<DraftMeasure>, lines: Vec<DraftLine>, book: DraftBook) -> Draft {
        let mut by_code: HashMap<HsCode, Vec<usize>> = HashMap::new();
        for (place, measure) in measures.iter().enumerate() {
            by_code.entry(measure.code).or_default().push(place);
        }
        let mut lines_by_code: HashMap<HsCode, Vec<usize>> = HashMap::new();
        for (place, line) in lines.iter().enumerate() {
            lines_by_code.entry(line.code).or_default().push(place);
        }
        let read = measures.iter().map(|measure| Read::of(measure, &book)).collect();
        Draft { measures, read, by_code, lines, lines_by_code, book }
    }

    /// Returns the measures.
    pub fn measures(&self) -> &[DraftMeasure] {
        &self.measures
    }

    /// Returns the lines.
    pub fn lines(&self) -> &[DraftLine] {
        &self.lines
    }

    /// Returns the tariff book.
    pub fn book(&self) -> &DraftBook {
        &self.book
    }

    /// Returns a measure of the draft; nothing for one that stands already.
    pub(super) fn new_measure(&self, place: usize) -> Option<(&DraftMeasure, &Read)> {
        let measure = self.measures.get(place).filter(|measure| measure.is_new)?;
        Some((measure, self.read.get(place)?))
    }

    /// Returns the measures on exactly this code, each with how it is read.
    pub(super) fn on(&self, code: HsCode) -> impl Iterator<Item = (&DraftMeasure, &Read)> {
        let places = self.by_code.get(&code).into_iter().flatten();
        places.filter_map(|place| Some((self.measures.get(*place)?, self.read.get(*place)?)))
    }

    /// Returns the measures on this code and above it, the closest first.
    pub(super) fn on_and_above(&self, code: HsCode) -> impl Iterator<Item = (&DraftMeasure, &Read)> {
        let padded = code.padded();
        let mut above: Vec<HsCode> = Vec::new();
        for pairs in (1..=padded.len() / 2).rev() {
            let place = padded.get(..pairs * 2).and_then(|digits| format!("{digits:0<10}").parse().ok());
            above.extend(place.filter(|place| !above.contains(place)));
        }
        above.into_iter().flat_map(|code| self.on(code))
    }

    /// Returns the editions of the line of a code.
    pub(super) fn lines_of(&self, code: HsCode) -> impl Iterator<Item = &DraftLine> {
        self.lines_by_code.get(&code).into_iter().flatten().filter_map(|place| self.lines.get(*place))
    }

    /// Says whether a country is in a group on a day; nothing where the group is not known.
    pub(super) fn is_member(&self, area: &AreaCode, country: CountryCode, day: Date) -> Option<bool> {
        let mut known = self.book.areas.iter().filter(|own| own.code == *area).peekable();
        known.peek()?;
        Some(known.any(|own| own.members.iter().any(|member| member.country == country && member.validity.contains(day))))
    }
}

impl Read {
    fn of(measure: &DraftMeasure, book: &DraftBook) -> Read {
        let day = measure.validity.from();
        let own = book.currencies.iter().find(|(_, validity)| validity.contains(day)).map(|(currency, _)| *currency);
        // Where none is published yet, amounts without a currency are those of whichever it will be.
        let currency = own.or(Some(Currency::XTS));
        Read {
            rate: parse_rate(&measure.rate, currency).map_err(|error| error.to_string()),
            condition: parse_condition(&measure.condition).map_err(|error| error.to_string()),
        }
    }
}

/// Says whether two periods share a day.
pub(super) fn meet(one: &Period, other: &Period) -> bool {
    let begins_before_end = |one: &Period, other: &Period| other.until().is_none_or(|until| one.from() < until);
    begins_before_end(one, other) && begins_before_end(other, one)
}
