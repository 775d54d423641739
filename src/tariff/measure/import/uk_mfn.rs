//! The rates that the United Kingdom prepared for goods of any origin in 2019. A row without a rate is no line that goods are
//! declared under.

use jiff::civil::date;

use super::{
    super::{
        lines::LinesKnown,
        rule::{Measure, MeasureKey, MeasureType, RATE_CHARS_MAX, usual_tax},
    },
    Reader, padded, several,
};
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table, prose},
    tariff::import::Edition,
};

const COLUMNS: Columns = Columns { required: &["code", "suffix", "duty"], optional: &[], families: &[], others: true };
const ACT: &str = "UK most-favoured-nation tariff, as prepared in 2019";

/// The rates for goods of any origin.
pub struct UkMfn {
    file: ImportFile,
    edition: Edition,
    lines: LinesKnown,
}

impl UkMfn {
    /// Reads rates of `lines` from `file`, which holds `edition`.
    pub fn new(file: ImportFile, edition: Edition, lines: LinesKnown) -> UkMfn {
        UkMfn { file, edition, lines }
    }

    /// The edition that is published.
    pub fn edition() -> Edition {
        Edition::starting("UK tariff of 2019", date(2019, 1, 1))
    }

    fn measure(&self, record: &Record) -> Result<Option<Measure>, Flaw> {
        if record.get("duty").is_empty() {
            return Ok(None);
        }
        let rate = prose(record.get("duty"), RATE_CHARS_MAX).map_err(|error| record.error(format!("duty {error}")))?;
        let key = MeasureKey {
            code: padded(record, record.parse("code")?)?,
            measure_type: MeasureType::Duty,
            tax: usual_tax(MeasureType::Duty),
            origin: None,
            condition: String::new(),
        };
        let measure = Measure::new(key, Vec::new(), rate, ACT.to_owned(), self.edition.validity);
        measure.map(Some).map_err(|error| record.error(error.to_string()))
    }
}

impl Source for UkMfn {
    type Row = Measure;

    fn identity(&self) -> Identity {
        Identity::of(format!("uk-mfn {} on lines {}", self.edition, self.lines.fingerprint()), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, Measure>, FileError> {
        let mut reader = Reader::of(&self.lines);
        Ok(several(Table::open(&self.file, &COLUMNS)?, move |record| {
            let take = |measure| reader.take(measure).map_err(|reason| record.error(reason));
            self.measure(record)?.into_iter().map(take).collect()
        }))
    }
}
