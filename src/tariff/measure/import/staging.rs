//! Schedules of agreements that take a duty down step by step, in our own format: each row becomes one measure for each stage.
//! Row DUTY-G4; see `sample/README.md`.

use duty::{
    rate::Rate,
    staging::{Calendar, Category, Stage},
    text::parse_rate,
};
use vocabulary::{CountryCode, HsCode};

use super::{
    super::{
        lines::LinesKnown,
        rule::{ACT_CHARS_MAX, CONDITION_CHARS_MAX, Measure, MeasureKey, MeasureType, usual_tax},
    },
    Reader, padded, several,
};
use crate::platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table, one_line, prose};

const COLUMNS: Columns = Columns {
    required: &["code", "origin", "base_rate", "category", "starts_on", "source_act"],
    optional: &["cut_on", "rounding", "condition", "excluded"],
    families: &[],
    others: false,
};

/// Staged reductions.
pub struct StagedReductions {
    file: ImportFile,
    lines: LinesKnown,
}

impl StagedReductions {
    /// Reads preferences on `lines` from `file`.
    pub fn new(file: ImportFile, lines: LinesKnown) -> StagedReductions {
        StagedReductions { file, lines }
    }
}

impl Source for StagedReductions {
    type Row = Measure;

    fn identity(&self) -> Identity {
        Identity::of(format!("staged-reductions on lines {}", self.lines.fingerprint()), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, Measure>, FileError> {
        let mut reader = Reader::of(&self.lines);
        Ok(several(Table::open(&self.file, &COLUMNS)?, move |record| {
            let take = |measure| reader.take(measure).map_err(|reason| record.error(reason));
            measures(record)?.into_iter().map(take).collect()
        }))
    }
}

/// Returns the measures of a row, the first stage first.
fn measures(record: &Record) -> Result<Vec<Measure>, Flaw> {
    let code: HsCode = record.parse("code")?;
    let condition = match record.get("condition") {
        "" => String::new(),
        text => prose(text, CONDITION_CHARS_MAX).map_err(|error| record.error(format!("condition {error}")))?,
    };
    let act = one_line(record.get("source_act"), ACT_CHARS_MAX).map_err(|error| record.error(format!("source_act {error}")))?;
    let excluded = record.get("excluded").split_ascii_whitespace().map(str::parse).collect::<Result<Vec<CountryCode>, _>>();
    let excluded = excluded.map_err(|error| record.error(format!("excluded {error}")))?;
    let key = MeasureKey {
        code: padded(record, code)?,
        measure_type: MeasureType::Preference,
        tax: usual_tax(MeasureType::Preference),
        origin: Some(record.parse("origin")?),
        condition,
    };
    let measure = |Stage { validity, rate }| {
        Measure::new(key.clone(), excluded.clone(), rate.to_string(), act.clone(), validity)
            .map_err(|error| record.error(error.to_string()))
    };
    stages(record)?.into_iter().map(measure).collect()
}

fn stages(record: &Record) -> Result<Vec<Stage>, Flaw> {
    let printed = record.get("base_rate");
    let base: Rate = parse_rate(printed, None).map_err(|error| record.error(format!("base_rate {printed:?} {error}")))?;
    let calendar = Calendar {
        starts_on: record.parse("starts_on")?,
        cut_on: record.parse_optional("cut_on")?,
        rounding: record.parse_optional("rounding")?,
    };
    let category: Category = record.parse("category")?;
    category.stages(&base, &calendar).map_err(|error| record.error(format!("base_rate {printed:?} {error}")))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use vocabulary::Period;

    use super::*;

    fn read(rows: &str) -> Vec<String> {
        let mut lines = LinesKnown::default();
        lines.add("0901210010".parse().expect("a code"), Period::starting(date(2020, 1, 1)), true);
        let text = format!("code,origin,base_rate,category,starts_on,cut_on,rounding,condition,source_act\n{rows}");
        let source = StagedReductions::new(ImportFile::from_bytes("staging.csv", text.into_bytes()), lines);
        let told = |row: Result<Measure, Flaw>| match row {
            Ok(Measure { rate, validity, .. }) => format!("{} {rate}", validity.from()),
            Err(Flaw::Row(error)) => error.to_string(),
            Err(Flaw::File(error)) => error.to_string(),
        };
        source.rows().expect("a good header").map(told).collect()
    }

    #[test]
    fn a_row_becomes_one_measure_for_each_stage() {
        let told = read("0901210010,MB,5 %,4 equal,2020-02-11,01-01,down 0.1,document MB1,Basin Agreement\n");
        assert_eq!(told, ["2020-02-11 3.7 %", "2021-01-01 2.5 %", "2022-01-01 1.2 %", "2023-01-01 0 %"]);
        assert!(read("0901210010,MB,5 %,excluded,2020-02-11,,,,Basin Agreement\n").is_empty());
    }

    #[test]
    fn each_bad_row_says_where_and_why() {
        let told = read(
            "0901210010,MB,5 %,3 equal,2020-02-11,,,,Act\n0901210010,MB,5 %,B7,2020-02-11,,,,Act\n0901210010,MB,see note,immediate,2020-02-11,,,,Act\n\
             0901210010,MB,5 %,immediate,2019-12-31,,,,Act\n0901210010,,5 %,immediate,2020-02-11,,,,Act\n0901210010,MB,5 %,immediate,2020-02-11,13-01,,,Act\n",
        );
        let wanted = [
            "staging.csv:2: base_rate \"5 %\" does not come out in decimals after 100/3 %",
            "staging.csv:3: category \"B7\" is none of excluded, immediate",
            "staging.csv:4: base_rate \"see note\"",
            "staging.csv:5: code 0901210010 is not in the tariff on 2019-12-31",
            "staging.csv:6: origin",
            "staging.csv:7: cut_on \"13-01\" is no day of each year",
        ];
        assert_eq!(told.len(), wanted.len(), "{told:#?}");
        for (told, wanted) in told.iter().zip(wanted) {
            assert!(told.starts_with(wanted), "{told}");
        }
    }
}
