//! The rates of the Australian schedules for free-trade agreements: only the lines that an agreement does not free are printed.
//!
//! Source: Customs Tariff Act 1995 (Cth), Schedules 4A to 16.

use vocabulary::AreaCode;

use super::{
    super::{
        lines::LinesKnown,
        rule::{ACT_CHARS_MAX, CONDITION_CHARS_MAX, Measure, MeasureKey, MeasureType, RATE_CHARS_MAX, usual_tax},
    },
    Reader,
    au_column::{Part, parts},
    padded, several,
};
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table, one_line, prose},
    tariff::import::{Edition, au_nomenclature::digits},
};

const COLUMNS: Columns =
    Columns { required: &["schedule", "fta", "code", "description", "duty_rate"], optional: &[], families: &[], others: false };

/// The gathered schedules of agreements.
pub struct AuPreferences {
    file: ImportFile,
    edition: Edition,
    lines: LinesKnown,
}

impl AuPreferences {
    /// Reads measures on `lines` from `file`, which holds `edition`.
    pub fn new(file: ImportFile, edition: Edition, lines: LinesKnown) -> AuPreferences {
        AuPreferences { file, edition, lines }
    }

    fn measures(&self, record: &Record) -> Result<Vec<Measure>, Flaw> {
        let printed = digits(record.get("code"));
        let code = printed.parse().map_err(|error| record.error(format!("code {printed:?} {error}")))?;
        let agreement = record.get("fta").to_uppercase();
        let origin: AreaCode = agreement.parse().map_err(|error| record.error(format!("fta {agreement:?} {error}")))?;
        let rate = prose(record.get("duty_rate"), RATE_CHARS_MAX).map_err(|error| record.error(format!("duty_rate {error}")))?;
        let act = format!("Customs Tariff Act 1995 (Cth), {}", record.get("schedule"));
        let act = one_line(&act, ACT_CHARS_MAX).map_err(|error| record.error(format!("schedule {error}")))?;
        let (code, condition) = (padded(record, code)?, condition(record)?);
        let measure = |Part { rate, validity, .. }| {
            let key = MeasureKey {
                code,
                measure_type: MeasureType::Preference,
                tax: usual_tax(MeasureType::Preference),
                origin: Some(origin.clone()),
                condition: condition.clone(),
            };
            Measure::new(key, Vec::new(), rate, act.clone(), validity).map_err(|error| record.error(error.to_string()))
        };
        self.stages(rate).into_iter().map(measure).collect()
    }

    /// Returns the stages of a rate; as printed where it cannot be read, or speaks of other countries than those of the agreement.
    fn stages(&self, printed: String) -> Vec<Part> {
        let of_agreement = |parts: &Vec<Part>| parts.iter().all(|part| part.origin.is_none());
        let whole = Part { origin: None, rate: printed.clone(), validity: self.edition.validity };
        parts(&printed, self.edition.validity).filter(of_agreement).unwrap_or_else(|| vec![whole])
    }
}

/// The description repeats the code with dots; what stands after it tells one rate of a line from another (`(Rate No. 001)`).
fn condition(record: &Record) -> Result<String, Flaw> {
    let text = record.get("description").trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.').trim();
    match text {
        "" => Ok(String::new()),
        text => one_line(text, CONDITION_CHARS_MAX).map_err(|error| record.error(format!("description {error}"))),
    }
}

impl Source for AuPreferences {
    type Row = Measure;

    fn identity(&self) -> Identity {
        Identity::of(format!("au-preferences {} on lines {}", self.edition, self.lines.fingerprint()), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, Measure>, FileError> {
        let mut reader = Reader::of(&self.lines);
        Ok(several(Table::open(&self.file, &COLUMNS)?, move |record| {
            let take = |measure| reader.take(measure).map_err(|reason| record.error(reason));
            self.measures(record)?.into_iter().map(take).collect()
        }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::AuGeneralRates, *};
    use crate::tariff::import::AuNomenclature;

    fn told(rows: impl Iterator<Item = Result<Measure, Flaw>>) -> Vec<String> {
        rows.map(|row| match row {
            Ok(measure) => {
                let MeasureKey { code, origin, condition, .. } = &measure.key;
                let origin = origin.as_ref().map_or("any", |origin| origin.as_str());
                format!("{code} {origin} {condition:?} {:?}", measure.rate)
            }
            Err(Flaw::Row(error)) => error.to_string(),
            Err(Flaw::File(error)) => error.to_string(),
        })
        .collect()
    }

    fn schedule() -> ImportFile {
        let text = "section,chapter,heading,code,stat_code,unit,description,duty_rate\n\
                    II,9,0902,0902101,,,- Green,\nII,9,0902,\u{200b}09021010*,05,kg,-- In bags,5%  DCS4%\n\
                    III,9,0902,\u{200b}09021010*,05,kg,-- In bags,5%  DCS4%\nII,9,0902,09021020,06,kg,-- Other,Free\n";
        ImportFile::from_bytes("au.csv", text.as_bytes())
    }

    fn lines() -> LinesKnown {
        let schedule = AuNomenclature::new(schedule(), AuNomenclature::edition());
        LinesKnown::default().and_those_of(&schedule).expect("a good header")
    }

    #[test]
    fn general_rates_are_taken_apart_and_said_once() {
        let rates = AuGeneralRates::new(schedule(), AuNomenclature::edition(), lines());
        let rates = told(rates.rows().expect("a good header"));
        assert_eq!(rates, ["0902101000 any \"\" \"5 %\"", "0902101000 DCS \"\" \"4 %\"", "0902102000 any \"\" \"Free\""]);
    }

    fn preferences(rows: &str) -> Vec<String> {
        let file = ImportFile::from_bytes("fta.csv", format!("schedule,fta,code,description,duty_rate\n{rows}").into_bytes());
        told(AuPreferences::new(file, AuNomenclature::edition(), lines()).rows().expect("a good header"))
    }

    #[test]
    fn a_preference_belongs_to_an_agreement_and_several_rates_of_a_line_differ_by_their_condition() {
        assert_eq!(
            preferences(
                "Schedule 6A,Peru,09021010,0902.10.10,3%\nSchedule 6A,Peru,09021010*,0902.10.10 (Rate No. 002),$1/kg\n\
                 Schedule 7,PACER,09030000,0903.00.00,3%\nSchedule 7,PACER,09021020,0902.10.20,\n\
                 Schedule 6A,Peru,09021010,0902.10.10,4%\n"
            ),
            [
                "0902101000 PERU \"\" \"3%\"",
                "0902101000 PERU \"(Rate No. 002)\" \"1 AUD/kg\"",
                "fta.csv:4: code 0903000000 is not in the tariff on 2026-04-17",
                "fta.csv:5: duty_rate is empty",
                "fta.csv:6: repeats the preference on 0902101000 from 2026-04-17",
            ]
        );
    }

    proptest! {
        #[test]
        fn no_fields_make_reading_panic(fields in proptest::collection::vec("[0-9a-zé.*-]{0,10}", 5)) {
            preferences(&fields.join(","));
        }
    }
}
