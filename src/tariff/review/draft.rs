//! What is stored and what comes, as the rules read it. Rules only.

use std::collections::{BTreeMap, HashMap};

use duty::review::{DraftArea, DraftBook, DraftLine, DraftMeasure, DraftQuota, DraftTax};
use vocabulary::{Currency, Date, Period};

use crate::tariff::{
    book::{Body, Entry, EntryKey, members},
    measure::{LinesKnown, Measure, MeasureKey},
};

/// The tariff book as it will be, and for each of its entries the place of the draft's entry that says it.
pub(super) struct Merged {
    pub book: DraftBook,
    pub areas: Vec<Option<usize>>,
    pub quotas: Vec<Option<usize>>,
    pub taxes: Vec<Option<usize>>,
}

/// Returns a measure as the rules read it, on the days it truly holds.
pub(super) fn draft_measure(measure: &Measure, validity: Period, is_new: bool) -> DraftMeasure {
    let Measure { key, excluded, rate, .. } = measure.clone();
    let MeasureKey { code, measure_type: kind, tax, origin: area, condition } = key;
    DraftMeasure { code, kind, tax, area, excluded, condition, rate, validity, is_new }
}

/// Puts the measures of a draft first, in their order, and then those that stand and that it does not take over from. Each ends
/// where the next of its name begins.
pub(super) fn merged_measures(draft: &[Measure], standing: &[(Measure, Period)]) -> Vec<DraftMeasure> {
    let mut begins: HashMap<&MeasureKey, BTreeMap<Date, bool>> = HashMap::new();
    for (measure, _) in standing {
        begins.entry(&measure.key).or_default().insert(measure.validity.from(), false);
    }
    for measure in draft {
        begins.entry(&measure.key).or_default().insert(measure.validity.from(), true);
    }
    let ends = |measure: &Measure, until: Option<Date>| {
        let from = measure.validity.from();
        let next = begins.get(&measure.key).and_then(|days| days.keys().find(|day| **day > from).copied());
        Period::new(from, until.into_iter().chain(next).min()).unwrap_or(measure.validity)
    };
    let is_left =
        |measure: &Measure| begins.get(&measure.key).and_then(|days| days.get(&measure.validity.from())) == Some(&false);
    let new = draft.iter().map(|measure| draft_measure(measure, ends(measure, measure.validity.until()), true));
    let old = standing.iter().filter(|(measure, _)| is_left(measure));
    new.chain(old.map(|(measure, period)| draft_measure(measure, ends(measure, period.until()), false))).collect()
}

/// Returns the lines as the rules read them.
pub(super) fn lines_of(lines: &LinesKnown) -> Vec<DraftLine> {
    lines.all().map(|(code, validity, declarable)| DraftLine { code, declarable, validity }).collect()
}

/// Puts a book together from entries that stand and those of a draft, which take over from them.
pub(super) fn draft_book(standing: &[Entry], draft: &[Entry]) -> Merged {
    let mut entries: BTreeMap<(&EntryKey, Date), (&Entry, Option<usize>)> = BTreeMap::new();
    for entry in standing {
        entries.insert((&entry.key, entry.validity.from()), (entry, None));
    }
    for (place, entry) in draft.iter().enumerate() {
        entries.insert((&entry.key, entry.validity.from()), (entry, Some(place)));
    }
    let mut merged = Merged { book: DraftBook::default(), areas: Vec::new(), quotas: Vec::new(), taxes: Vec::new() };
    for (entry, place) in entries.into_values() {
        merged.add(entry, place);
    }
    merged
}

impl Merged {
    fn add(&mut self, entry: &Entry, place: Option<usize>) {
        let (name, validity) = (&entry.key.name, entry.validity);
        match &entry.body {
            Body::Territory(territory) => self.book.currencies.push((territory.currency, validity)),
            Body::Tax(tax) => {
                // What was checked on its way in has a name of its kind.
                let Ok(code) = name.parse() else { return };
                self.book.taxes.push(DraftTax { code, flow: tax.flow, has_general_rate: tax.rate.is_some() });
                self.taxes.push(place);
            }
            Body::Area(area) => {
                let Ok(code) = name.parse() else { return };
                self.book.areas.push(DraftArea { code, members: members(area, validity).collect() });
                self.areas.push(place);
            }
            Body::Quota(_) => {
                let Ok(order) = name.parse() else { return };
                self.book.quotas.push(DraftQuota { order, validity });
                self.quotas.push(place);
            }
            Body::ExchangeRate(_) => self.book.exchanged.extend(name.parse::<Currency>().ok()),
            Body::UnitValue(_) => {}
        }
    }
}
