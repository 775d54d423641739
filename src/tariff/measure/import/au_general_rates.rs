//! The general rates of the Australian schedule, as it prints them: the rates for developing countries run on in the same text.
//!
//! Source: Customs Tariff Act 1995 (Cth), Schedule 3.

use std::collections::HashMap;

use super::{
    super::{
        lines::LinesKnown,
        rule::{Measure, MeasureKey, MeasureType, RATE_CHARS_MAX, usual_tax},
    },
    Reader, padded,
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
    fn measure(&self, record: &Record) -> Result<Option<Measure>, Flaw> {
        if record.get("duty_rate").is_empty() {
            return Ok(None);
        }
        let code = digits(record.get("code")).parse().map_err(|error| record.error(format!("code {error}")))?;
        let rate = prose(record.get("duty_rate"), RATE_CHARS_MAX).map_err(|error| record.error(format!("duty_rate {error}")))?;
        let code = padded(record, code)?;
        let key = MeasureKey {
            code,
            measure_type: MeasureType::Duty,
            tax: usual_tax(MeasureType::Duty),
            origin: None,
            condition: String::new(),
        };
        let measure = Measure::new(key, Vec::new(), rate, ACT.to_owned(), self.edition.validity);
        measure.map(Some).map_err(|error| record.error(error.to_string()))
    }
}

impl Source for AuGeneralRates {
    type Row = Measure;

    fn identity(&self) -> Identity {
        Identity::of(format!("au-general-rates {} on lines {}", self.edition, self.lines.fingerprint()), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, Measure>, FileError> {
        let mut reader = Reader::of(&self.lines);
        let mut said: HashMap<MeasureKey, String> = HashMap::new();
        let measures = Table::open(&self.file, &COLUMNS)?.map(move |record| {
            let record = record?;
            let Some(measure) = self.measure(&record)? else { return Ok(None) };
            // Pages repeat chapters of the one before; what is said again in the same words is said once.
            if said.get(&measure.key) == Some(&measure.rate) {
                return Ok(None);
            }
            let measure = reader.take(&record, measure)?;
            said.insert(measure.key.clone(), measure.rate.clone());
            Ok(Some(measure))
        });
        Ok(Box::new(measures.filter_map(Result::transpose)))
    }
}
