//! Measures in our own format; see `sample/README.md`.

use vocabulary::{CountryCode, HsCode};

use super::{
    super::{
        lines::LinesKnown,
        rule::{ACT_CHARS_MAX, CONDITION_CHARS_MAX, Measure, MeasureKey, RATE_CHARS_MAX, usual_tax},
    },
    Reader,
};
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table, one_line, prose},
    tariff::import::validity,
};

const COLUMNS: Columns = Columns {
    required: &["code", "type", "origin", "rate", "condition", "valid_from", "valid_until", "source_act"],
    // The tax where it is not the usual one of its type, and the countries of the group that are excluded, separated by blanks.
    optional: &["tax", "excluded"],
    families: &[],
    others: false,
};

/// Measures in our own format.
pub struct MeasuresFile {
    file: ImportFile,
    lines: LinesKnown,
}

impl MeasuresFile {
    /// Reads measures on `lines` from `file`.
    pub fn new(file: ImportFile, lines: LinesKnown) -> MeasuresFile {
        MeasuresFile { file, lines }
    }
}

impl Source for MeasuresFile {
    type Row = Measure;

    fn identity(&self) -> Identity {
        Identity::of(format!("measures on lines {}", self.lines.fingerprint()), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, Measure>, FileError> {
        let mut reader = Reader::of(&self.lines);
        Ok(Box::new(Table::open(&self.file, &COLUMNS)?.map(move |record| {
            let record = record?;
            reader.take(measure(&record)?).map_err(|reason| record.error(reason))
        })))
    }
}

fn measure(record: &Record) -> Result<Measure, Flaw> {
    let code: HsCode = record.parse("code")?;
    if code.as_str().len() != 10 {
        return Err(record.error(format!("code {code} has {} digits where ten stand", code.as_str().len())));
    }
    let optional = |column: &str, chars_max| match record.get(column) {
        "" => Ok(String::new()),
        text => prose(text, chars_max).map_err(|error| record.error(format!("{column} {error}"))),
    };
    let act = one_line(record.get("source_act"), ACT_CHARS_MAX).map_err(|error| record.error(format!("source_act {error}")))?;
    let measure_type = record.parse("type")?;
    let excluded = record.get("excluded").split_ascii_whitespace().map(str::parse::<CountryCode>).collect::<Result<_, _>>();
    let excluded = excluded.map_err(|error| record.error(format!("excluded {error}")))?;
    let key = MeasureKey {
        code,
        measure_type,
        tax: match record.get("tax") {
            "" => usual_tax(measure_type),
            tax => tax.parse().map_err(|error| record.error(format!("tax {error}")))?,
        },
        origin: record.parse_optional("origin")?,
        condition: optional("condition", CONDITION_CHARS_MAX)?,
    };
    Measure::new(key, excluded, optional("rate", RATE_CHARS_MAX)?, act, validity(record)?)
        .map_err(|error| record.error(error.to_string()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use vocabulary::Period;

    use super::*;

    fn read(rows: &str) -> Vec<Result<Measure, String>> {
        let mut lines = LinesKnown::default();
        lines.add("0901210010".parse().expect("a code"), Period::starting(date(2024, 1, 1)), true);
        let text = format!("code,type,origin,rate,condition,valid_from,valid_until,source_act\n{rows}");
        let source = MeasuresFile::new(ImportFile::from_bytes("measures.csv", text.into_bytes()), lines);
        let told = |row: Result<Measure, Flaw>| {
            row.map_err(|flaw| match flaw {
                Flaw::Row(error) => error.to_string(),
                Flaw::File(error) => error.to_string(),
            })
        };
        source.rows().expect("a good header").map(told).collect()
    }

    #[test]
    fn a_rate_is_kept_as_printed() {
        let rows = read("0901210010,duty,,5 %  + 2 XTS/kg,\"if roasted, abroad\",2024-01-01,2025-01-01,Tariff Act\n");
        let measure = rows[0].as_ref().expect("a good measure");
        assert_eq!(measure.rate, "5 %  + 2 XTS/kg");
        assert_eq!(measure.key.condition, "if roasted, abroad");
        assert!(measure.validity.contains(date(2024, 12, 31)) && !measure.validity.contains(date(2025, 1, 1)));
    }

    #[test]
    fn each_bad_measure_says_where_and_why() {
        let rows = read(
            "0901210010,duty,,10 %,,2024-01-01,,Act\n0901210010,duty,,12 %,,2024-01-01,,Act\n0901210010,duty,,10 %,,2023-12-31,,Act\n\
             0901210020,duty,,10 %,,2024-01-01,,Act\n0901,duty,,10 %,,2024-01-01,,Act\n0901210010,tax,,10 %,,2024-01-01,,Act\n\
             0901210010,preference,,0 %,,2024-01-01,,Act\n0901210010,vat,,,,2024-01-01,,Act\n0901210010,duty,mb,0 %,,2024-01-01,,Act\n\
             0901210010,excise,,1 %,,2024-01-01,2024-01-01,Act\n0901210010,excise,,1 %,,2024-01-01,,\n",
        );
        let errors: Vec<String> = rows.into_iter().filter_map(Result::err).collect();
        let wanted = [
            "measures.csv:3: repeats the duty on 0901210010 from 2024-01-01",
            "measures.csv:4: code 0901210010 is not in the tariff on 2023-12-31",
            "measures.csv:5: code 0901210020 is not in the tariff on 2024-01-01",
            "measures.csv:6: code 0901 has 4 digits where ten stand",
            "measures.csv:7: type \"tax\" is none of duty",
            "measures.csv:8: a preference needs an origin",
            "measures.csv:9: a vat needs a rate",
            "measures.csv:10: origin \"mb\" is not a country or group",
            "measures.csv:11: the row ends on 2024-01-01",
            "measures.csv:12: source_act is empty",
        ];
        assert_eq!(errors.len(), wanted.len(), "{errors:#?}");
        for (error, wanted) in errors.iter().zip(wanted) {
            assert!(error.starts_with(wanted), "{error}");
        }
    }

    proptest! {
        #[test]
        fn no_fields_make_reading_panic(fields in proptest::collection::vec("[0-9a-zA-Z%-]{0,10}", 8)) {
            read(&fields.join(","));
        }
    }
}
