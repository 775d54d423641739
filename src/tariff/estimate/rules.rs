//! What is published, as it stands for one declaration: the book of its day, and the measures on its lines.

use std::{collections::BTreeSet, sync::Arc};

use duty::{
    Book, Computation, compute,
    condition::Condition,
    goods::Declaration,
    measure::{self, Measures, Printed},
    name::MeasureId,
    option::{Way, ways},
};
use vocabulary::{Currency, Date, HsCode, Timestamp};

use crate::tariff::{Measure, book::OwnedBook};

/// What is published, as it stands for one declaration.
#[derive(Clone)]
pub struct Rules {
    /// The day it is in force.
    pub day: Date,
    /// When it was known.
    pub known_at: Timestamp,
    /// Taxes, groups, quotas, rates of exchange.
    pub book: Arc<OwnedBook>,
    measures: Arc<Measures>,
}

impl Rules {
    /// Joins a book and the measures on some lines.
    pub fn new(day: Date, known_at: Timestamp, book: Arc<OwnedBook>, measures: Measures) -> Rules {
        Rules { day, known_at, book, measures: Arc::new(measures) }
    }

    /// Lends the engine what it reads.
    pub fn lent(&self) -> Book<'_> {
        self.book.with(&self.measures)
    }

    /// Works out what is due.
    pub fn compute(&self, declaration: &Declaration) -> Computation<'_> {
        compute(&self.lent(), declaration)
    }

    /// Works out all ways to bring in the goods of one line.
    pub fn ways(&self, declaration: &Declaration, line: usize) -> Vec<Way<'_>> {
        ways(&self.lent(), declaration, line)
    }
}

/// Returns the codes on which measures for some lines may stand: theirs and those above, padded to ten digits.
pub fn places(declaration: &Declaration) -> Vec<HsCode> {
    let of_line = |code: HsCode| {
        let padded = code.padded();
        let above = (1..=5).filter_map(move |pairs| format!("{:0<10}", padded.get(..pairs * 2)?).parse().ok());
        above.collect::<Vec<HsCode>>()
    };
    declaration.lines.iter().flat_map(|goods| of_line(goods.code)).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Turns a measure as it is published into one that the engine reads.
pub fn of_engine(measure: Measure, currency: Currency) -> measure::Measure {
    let Measure { key, excluded, rate, source_act, .. } = measure;
    let id = measure_id(&key);
    let rate = key.measure_type.has_rate().then(|| Printed::read(&rate, currency));
    let condition = Condition::read(&key.condition);
    measure::Measure {
        id,
        code: key.code,
        kind: key.measure_type,
        tax: key.tax,
        area: key.origin,
        excluded,
        condition,
        rate,
        source_act: source_act.into(),
    }
}

/// Names a measure by what names it for good: `preference 0901210000 MB`, with its condition where it has one.
pub fn measure_id(key: &crate::tariff::MeasureKey) -> MeasureId {
    let origin = key.origin.as_ref().map(|origin| format!(" {origin}")).unwrap_or_default();
    let condition = if key.condition.is_empty() { String::new() } else { format!(" ({})", key.condition) };
    let named = format!("{} {}{origin}{condition}", key.measure_type, key.code);
    let short: String = named.chars().filter(|character| !character.is_control()).take(200).collect();
    short.trim_end().parse().expect("it is not empty, has no control characters and at most 200")
}
