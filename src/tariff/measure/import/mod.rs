//! Measures from files: our own format, and those in which other tariffs publish theirs.

mod au_column;
mod au_general_rates;
mod au_preferences;
mod measures;
mod staging;
mod target;
mod uk_gsp;
mod uk_measure;
mod uk_measures;
mod uk_mfn;
mod us_rates;
mod words;

pub use au_general_rates::AuGeneralRates;
pub use au_preferences::AuPreferences;
pub use measures::MeasuresFile;
pub use staging::StagedReductions;
pub use uk_gsp::UkGsp;
pub use uk_measures::{UkMeasures, commodity};
pub use uk_mfn::UkMfn;
pub use us_rates::UsRates;

use std::collections::HashSet;

use vocabulary::{Date, HsCode};

use super::{
    lines::LinesKnown,
    rule::{Measure, MeasureKey},
};
use crate::platform::import::{Flaw, Record, Rows, Table};

/// The measures read so far, and the lines they may stand on.
struct Reader<'a> {
    lines: &'a LinesKnown,
    seen: HashSet<(MeasureKey, Date)>,
}

impl<'a> Reader<'a> {
    fn of(lines: &'a LinesKnown) -> Reader<'a> {
        Reader { lines, seen: HashSet::new() }
    }

    /// Takes the next measure of a file, unless its line is not in the tariff on its first day, or the file says it twice.
    fn take(&mut self, measure: Measure) -> Result<Measure, String> {
        let (code, from) = (measure.key.code, measure.validity.from());
        if !self.lines.hold(code, from) {
            return Err(format!("code {code} is not in the tariff on {from}"));
        }
        if !self.seen.insert((measure.key.clone(), from)) {
            return Err(format!("repeats the {} on {code} from {from}", measure.key.measure_type));
        }
        Ok(measure)
    }
}

/// Pads a code to the ten digits that lines have.
fn padded(record: &Record, code: HsCode) -> Result<HsCode, Flaw> {
    code.padded().parse().map_err(|error| record.error(format!("code {code} {error}")))
}

/// Returns what the rows of a table say where each says several measures, or none.
fn several<'a>(table: Table<'a>, mut read: impl FnMut(&Record) -> Result<Vec<Measure>, Flaw> + Send + 'a) -> Rows<'a, Measure> {
    Box::new(table.flat_map(move |record| match record.and_then(|record| read(&record)) {
        Ok(measures) => measures.into_iter().map(Ok).collect(),
        Err(flaw) => vec![Err(flaw)],
    }))
}
