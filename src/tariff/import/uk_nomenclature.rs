//! The British nomenclature, as the spreadsheet of the UK Trade Tariff is published.

use vocabulary::{Date, HsCode, Language, Period};

use super::{DESCRIPTION_CHARS_MAX, order::Order};
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table, one_line},
    tariff::line::{NewLine, Suffix},
};

const COLUMNS: Columns = Columns {
    required: &["code", "suffix", "start", "end", "indent", "leaf", "description"],
    optional: &[],
    families: &[],
    others: true,
};

/// A spreadsheet of the British nomenclature.
pub struct UkNomenclature {
    file: ImportFile,
}

impl UkNomenclature {
    /// Reads lines from `file`.
    pub fn new(file: ImportFile) -> UkNomenclature {
        UkNomenclature { file }
    }
}

impl Source for UkNomenclature {
    type Row = NewLine;

    fn identity(&self) -> Identity {
        Identity::of("uk-nomenclature", &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, NewLine>, FileError> {
        let mut order = Order::default();
        Ok(Box::new(Table::open(&self.file, &COLUMNS)?.map(move |record| line(&record?, &mut order))))
    }
}

fn line(record: &Record, order: &mut Order) -> Result<NewLine, Flaw> {
    let code: HsCode = record.parse("code")?;
    let suffix: Suffix = record.parse("suffix")?;
    let indent: u8 = record.parse("indent")?;
    let from: Date = record.parse("start")?;
    order.take(code, suffix, from, indent).map_err(|reason| record.error(reason))?;
    let is_leaf = match record.get("leaf") {
        "1" => true,
        "0" => false,
        other => return Err(record.error(format!("leaf {other:?} is neither 0 nor 1"))),
    };
    let description = one_line(record.get("description"), DESCRIPTION_CHARS_MAX);
    let description = description.map_err(|error| record.error(format!("description {error}")))?;
    Ok(NewLine {
        code,
        suffix,
        indent,
        declarable: is_leaf && !suffix.is_grouping(),
        descriptions: vec![(Language::EN, description)],
        validity: Period::new(from, until(record)?).map_err(|error| record.error(format!("the line {error}")))?,
    })
}

/// Here `end` is the last day in force; our periods name the first day no longer in force.
fn until(record: &Record) -> Result<Option<Date>, Flaw> {
    let Some(last_day) = record.parse_optional::<Date>("end")? else { return Ok(None) };
    last_day.tomorrow().map(Some).map_err(|_| record.error(format!("end {last_day} is the last day of the calendar")))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const HEADER: &str = "sid,code,suffix,start,end,indent,leaf,description\n";

    fn read(rows: &str) -> Vec<Result<NewLine, String>> {
        let source = UkNomenclature::new(ImportFile::from_bytes("uk.csv", format!("{HEADER}{rows}").into_bytes()));
        let told = |row: Result<NewLine, Flaw>| {
            row.map_err(|flaw| match flaw {
                Flaw::Row(error) => error.to_string(),
                Flaw::File(error) => error.to_string(),
            })
        };
        source.rows().expect("a good header").map(told).collect()
    }

    #[test]
    fn the_last_day_in_force_is_still_in_force() {
        let rows = read("1,0900000000,80,2012-01-01,2022-08-17,0,0,Coffee\n");
        let line = rows[0].as_ref().expect("a good line");
        assert!(line.validity.contains(date(2022, 8, 17)));
        assert!(!line.validity.contains(date(2022, 8, 18)));
    }

    #[test]
    fn goods_are_declared_under_real_lines_without_lines_below() {
        let rows = read(
            "1,0101000000,80,1972-01-01,,0,0,Horses\n2,0101210000,10,2012-01-01,,1,0,Live\n\
             3,0101210000,80,2012-01-01,,2,1,\"For breeding,\npure\"\n",
        );
        let declarable: Vec<bool> = rows.iter().map(|row| row.as_ref().expect("a good line").declarable).collect();
        assert_eq!(declarable, [false, false, true]);
        assert_eq!(rows[2].as_ref().expect("a good line").descriptions, [(Language::EN, "For breeding, pure".to_owned())]);
    }

    #[test]
    fn each_bad_line_says_where_and_why() {
        let rows = read(
            "1,0101000000,80,1972-01-01,,0,0,Horses\n2,01012,80,2012-01-01,,1,0,Live\n3,0101300000,8,2012-01-01,,1,1,Asses\n\
             4,0101400000,80,2012-13-01,,1,1,Mules\n5,0101500000,80,2012-01-01,2011-01-01,1,1,Others\n\
             6,0101600000,80,2012-01-01,,1,2,Others\n7,0101700000,80,2012-01-01,,1,1, \n8,0101800000,80,2012-01-01,,31,1,Deep\n",
        );
        let errors: Vec<String> = rows.into_iter().filter_map(Result::err).collect();
        let wanted = [
            "uk.csv:3: code \"01012\" has 5 digits",
            "uk.csv:4: suffix \"8\" is not a suffix",
            "uk.csv:5: start \"2012-13-01\"",
            "uk.csv:6: the line ends on 2011-01-02",
            "uk.csv:7: leaf \"2\" is neither 0 nor 1",
            "uk.csv:8: description is empty",
            "uk.csv:9: is indented by 31",
        ];
        assert_eq!(errors.len(), wanted.len(), "{errors:#?}");
        for (error, wanted) in errors.iter().zip(wanted) {
            assert!(error.starts_with(wanted), "{error}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let file = ImportFile::from_bytes("x", [HEADER.as_bytes(), &bytes].concat());
            UkNomenclature::new(file).rows().expect("a good header").for_each(drop);
        }

        #[test]
        fn no_fields_make_reading_panic(fields in proptest::collection::vec("[0-9-]{0,12}", 8)) {
            read(&fields.join(","));
        }
    }
}
