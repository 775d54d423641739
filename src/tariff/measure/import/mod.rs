//! Measures from files: our own format, and the rates of the Australian schedules.

mod au_general_rates;
mod au_preferences;
mod measures;
mod target;

pub use au_general_rates::AuGeneralRates;
pub use au_preferences::AuPreferences;
pub use measures::MeasuresFile;

use std::collections::HashSet;

use vocabulary::{Date, HsCode};

use super::{
    lines::LinesKnown,
    rule::{Measure, MeasureKey},
};
use crate::platform::import::{Flaw, Record};

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
    fn take(&mut self, record: &Record, measure: Measure) -> Result<Measure, Flaw> {
        let (code, from) = (measure.key.code, measure.validity.from());
        if !self.lines.hold(code, from) {
            return Err(record.error(format!("code {code} is not in the tariff on {from}")));
        }
        if !self.seen.insert((measure.key.clone(), from)) {
            return Err(record.error(format!("repeats the {} on {code} from {from}", measure.key.measure_type)));
        }
        Ok(measure)
    }
}

/// Pads a code to the ten digits that lines have.
fn padded(record: &Record, code: HsCode) -> Result<HsCode, Flaw> {
    code.padded().parse().map_err(|error| record.error(format!("code {code} {error}")))
}
