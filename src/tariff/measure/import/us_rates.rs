//! The general rates of the Harmonized Tariff Schedule of the United States, by lines of eight digits.
//!
//! A rate that cannot be read (`The duty provided in the applicable subheading + 25%`) is kept as printed: whoever calculates by it
//! is told so. A row without a rate is no line of its own.

use duty::text::united_states::parse_united_states;
use vocabulary::{Currency, Date, HsCode, Period};

use super::{
    super::{
        lines::LinesKnown,
        rule::{Measure, MeasureKey, MeasureType, RATE_CHARS_MAX, usual_tax},
    },
    Reader, padded, several,
    words::words,
};
use crate::platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table, prose};

const COLUMNS: Columns =
    Columns { required: &["hts8", "mfn_text_rate", "begin_effect", "end_effect"], optional: &[], families: &[], others: true };
const ACT: &str = "Harmonized Tariff Schedule of the United States, column 1 (general)";

/// The general rates of the schedule.
pub struct UsRates {
    file: ImportFile,
    lines: LinesKnown,
}

impl UsRates {
    /// Reads rates of `lines` from `file`.
    pub fn new(file: ImportFile, lines: LinesKnown) -> UsRates {
        UsRates { file, lines }
    }

    fn measure(&self, record: &Record) -> Result<Option<Measure>, Flaw> {
        if record.get("mfn_text_rate").is_empty() {
            return Ok(None);
        }
        let code: HsCode = padded(record, record.parse("hts8")?)?;
        let printed =
            prose(record.get("mfn_text_rate"), RATE_CHARS_MAX).map_err(|error| record.error(format!("mfn_text_rate {error}")))?;
        let dollar: Currency = "USD".parse().map_err(|error| record.error(format!("currency {error}")))?;
        let read = parse_united_states(&printed, dollar).ok();
        let rate = words(&printed, read.as_ref(), dollar).map_err(|reason| record.error(format!("mfn_text_rate {reason}")))?;
        let key = MeasureKey {
            code,
            measure_type: MeasureType::Duty,
            tax: usual_tax(MeasureType::Duty),
            origin: None,
            condition: String::new(),
        };
        let measure = Measure::new(key, Vec::new(), rate, ACT.to_owned(), self.validity(record, code)?);
        measure.map(Some).map_err(|error| record.error(error.to_string()))
    }

    /// Reads the days up to the last one, which still counts; a rate begins with its line where that is younger.
    fn validity(&self, record: &Record, code: HsCode) -> Result<Period, Flaw> {
        let (from, last): (Date, Date) = (record.parse("begin_effect")?, record.parse("end_effect")?);
        let until = last.tomorrow().map_err(|_| record.error(format!("end_effect {last} is the last day of the calendar")))?;
        let validity = Period::new(from, Some(until)).map_err(|error| record.error(format!("the rate {error}")))?;
        let first = self.lines.first_day(code, validity).unwrap_or(from);
        Period::new(first, Some(until)).map_err(|error| record.error(format!("the rate {error}")))
    }
}

impl Source for UsRates {
    type Row = Measure;

    fn identity(&self) -> Identity {
        Identity::of(format!("us-rates on lines {}", self.lines.fingerprint()), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, Measure>, FileError> {
        let mut reader = Reader::of(&self.lines);
        Ok(several(Table::open(&self.file, &COLUMNS)?, move |record| {
            let take = |measure| reader.take(measure).map_err(|reason| record.error(reason));
            self.measure(record)?.into_iter().map(take).collect()
        }))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_rate_is_kept_in_words_that_can_be_read_or_as_printed() {
        let mut lines = LinesKnown::default();
        for code in ["0101300000", "0407110000", "9903012500"] {
            lines.add(code.parse().expect("a code"), Period::starting(date(2022, 1, 1)), true);
        }
        let text = "hts8,mfn_text_rate,quantity1,quantity2,begin_effect,end_effect\n01013000,6.8%,NO,,2020-06-30,2050-12-30\n\
                    04071100,2.8 cents/doz.,DOZ,,2023-06-30,2050-12-30\n\
                    99030125,The duty provided in the applicable subheading + 10%,,,2025-11-12,2025-11-12\n\
                    01019000,Free,NO,,2020-06-30,2050-12-30\n01013000,,NO,,2020-06-30,2050-12-30\n\
                    01013000,6.8%,NO,,2020-06-30,2020-06-29\n01013000,7%,NO,,2019-06-30,2050-12-30\n";
        let source = UsRates::new(ImportFile::from_bytes("us.csv", text.as_bytes()), lines);
        let told = |row: Result<Measure, Flaw>| match row {
            Ok(Measure { key, rate, validity, .. }) => {
                format!("{} {rate} from {} until {}", key.code, validity.from(), validity.until().expect("an end"))
            }
            Err(Flaw::Row(error)) => error.to_string(),
            Err(Flaw::File(error)) => error.to_string(),
        };
        let told: Vec<String> = source.rows().expect("a good header").map(told).collect();
        assert_eq!(
            told,
            [
                "0101300000 6.8% from 2022-01-01 until 2050-12-31",
                "0407110000 0.028 USD/dozen from 2023-06-30 until 2050-12-31",
                "9903012500 The duty provided in the applicable subheading + 10% from 2025-11-12 until 2025-11-13",
                "us.csv:5: code 0101900000 is not in the tariff on 2020-06-30",
                "us.csv:7: the rate ends on 2020-06-30, which is not after its first day 2020-06-30",
                "us.csv:8: repeats the duty on 0101300000 from 2022-01-01",
            ]
        );
    }
}
