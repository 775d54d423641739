//! The rates of the Australian schedule. The rates for developing countries and neighbours, and those of later days, run on in the
//! same text: each becomes a measure of its own. A text that cannot be read stays whole, as printed.
//!
//! Source: Customs Tariff Act 1995 (Cth), Schedule 3.

use std::collections::HashMap;

use vocabulary::{Date, HsCode};

use super::{
    super::{
        lines::LinesKnown,
        rule::{ACT_CHARS_MAX, Measure, MeasureError, MeasureKey, MeasureType, RATE_CHARS_MAX, usual_tax},
    },
    Reader,
    au_column::{Part, parts},
    padded, several,
};
use crate::{
    platform::import::{FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table, prose},
    tariff::import::{
        Edition,
        au_nomenclature::{COLUMNS, digits},
    },
};

const ACT: &str = "Customs Tariff Act 1995 (Cth), Schedule 3";

/// The rates of a gathered schedule.
pub struct AuGeneralRates {
    file: ImportFile,
    edition: Edition,
    lines: LinesKnown,
}

impl AuGeneralRates {
    /// Reads measures on `lines` from `file`, which holds `edition`.
    pub fn new(file: ImportFile, edition: Edition, lines: LinesKnown) -> AuGeneralRates {
        AuGeneralRates { file, edition, lines }
    }

    /// Reads what a row says; a row without a rate only stands above others, or divides a line for statistics.
    fn measures(&self, record: &Record) -> Result<Vec<Measure>, Flaw> {
        if record.get("duty_rate").is_empty() {
            return Ok(Vec::new());
        }
        let code = digits(record.get("code")).parse().map_err(|error| record.error(format!("code {error}")))?;
        let printed =
            prose(record.get("duty_rate"), RATE_CHARS_MAX).map_err(|error| record.error(format!("duty_rate {error}")))?;
        let code = padded(record, code)?;
        let whole = || vec![Part { origin: None, rate: printed.clone(), validity: self.edition.validity }];
        let parts = parts(&printed, self.edition.validity).unwrap_or_else(whole);
        let act = act(&printed, &parts);
        parts.into_iter().map(|part| measure(code, part, &act).map_err(|error| record.error(error.to_string()))).collect()
    }
}

fn measure(code: HsCode, part: Part, act: &str) -> Result<Measure, MeasureError> {
    let measure_type = if part.origin.is_some() { MeasureType::Preference } else { MeasureType::Duty };
    let key = MeasureKey { code, measure_type, tax: usual_tax(measure_type), origin: part.origin, condition: String::new() };
    Measure::new(key, Vec::new(), part.rate, act.to_owned(), part.validity)
}

/// Names the act, and what it prints where that is not what stands as the rate.
fn act(printed: &str, parts: &[Part]) -> String {
    let as_printed = parts.iter().all(|part| part.rate == printed);
    let cited = format!("{ACT}: “{}”", printed.split_whitespace().collect::<Vec<_>>().join(" "));
    if as_printed || cited.chars().count() > ACT_CHARS_MAX { ACT.to_owned() } else { cited }
}

impl Source for AuGeneralRates {
    type Row = Measure;

    fn identity(&self) -> Identity {
        Identity::of(format!("au-general-rates {} on lines {}", self.edition, self.lines.fingerprint()), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, Measure>, FileError> {
        let mut reader = Reader::of(&self.lines);
        let mut said: HashMap<(MeasureKey, Date), Measure> = HashMap::new();
        Ok(several(Table::open(&self.file, &COLUMNS)?, move |record| {
            let mut new = Vec::new();
            for measure in self.measures(record)? {
                let named = (measure.key.clone(), measure.validity.from());
                // Pages repeat chapters of the one before; what is said again in the same words is said once.
                if said.get(&named) == Some(&measure) {
                    continue;
                }
                let measure = reader.take(measure).map_err(|reason| record.error(reason))?;
                said.insert(named, measure.clone());
                new.push(measure);
            }
            Ok(new)
        }))
    }
}
