//! Countries and territories with their names in the six languages of the United Nations (ISO 3166-1).

use std::collections::HashSet;

use vocabulary::{Date, Language, Period};

use super::{attributes, name};
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table},
    reference::code::{Code, CodeList, NewReferenceCode},
};

const COLUMNS: Columns =
    Columns { required: &["alpha2", "alpha3", "numeric"], optional: &[], families: &["name_"], others: true };
/// What else is kept: the least developed, the landlocked and the island states of the United Nations matter to preferences.
const ATTRIBUTES: [(&str, &str); 7] = [
    ("alpha3", "alpha3"),
    ("numeric", "numeric"),
    ("currency", "currency"),
    ("region", "region"),
    ("ldc", "leastDeveloped"),
    ("lldc", "landlocked"),
    ("sids", "smallIsland"),
];

/// A table of countries.
pub struct Countries {
    file: ImportFile,
    valid_from: Date,
}

impl Countries {
    /// Reads countries from `file`. It says nothing of dates, so all of them are in the list from `valid_from` on.
    pub fn new(file: ImportFile, valid_from: Date) -> Countries {
        Countries { file, valid_from }
    }

    fn country(&self, record: &Record, seen: &mut HashSet<Code>) -> Result<NewReferenceCode, Flaw> {
        let code: Code = record.parse("alpha2")?;
        if code.as_str().len() != 2 || !code.as_str().bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(record.error(format!("alpha2 {code} is not two letters")));
        }
        let mut names = Vec::new();
        for (language, _) in record.family("name_").filter(|(_, text)| !text.is_empty()) {
            let column = format!("name_{language}");
            let language: Language = language.parse().map_err(|error| record.error(format!("the column {column} {error}")))?;
            names.push((language, name(record, &column)?));
        }
        if names.is_empty() {
            return Err(record.error("has no name in any language"));
        }
        if !seen.insert(code.clone()) {
            return Err(record.error(format!("repeats the country {code}")));
        }
        names.sort();
        Ok(NewReferenceCode {
            list: CodeList::Country,
            code,
            names,
            attributes: attributes(record, &ATTRIBUTES)?,
            validity: Period::starting(self.valid_from),
        })
    }
}

impl Source for Countries {
    type Row = NewReferenceCode;

    fn identity(&self) -> Identity {
        Identity::of(format!("countries from {}", self.valid_from), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, NewReferenceCode>, FileError> {
        let mut seen = HashSet::new();
        Ok(Box::new(Table::open(&self.file, &COLUMNS)?.map(move |record| self.country(&record?, &mut seen))))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn read(rows: &str) -> Vec<Result<NewReferenceCode, Flaw>> {
        let text = format!("alpha2,alpha3,numeric,name_en,name_zh,currency,ldc\n{rows}");
        let source = Countries::new(ImportFile::from_bytes("countries.csv", text.into_bytes()), date(1974, 1, 1));
        source.rows().expect("a good header").collect()
    }

    #[test]
    fn a_country_has_a_name_in_each_language_that_has_one() {
        let rows = read("QM,QMA,901,Calderia,卡,XTS,x\nQN,QNA,902,Ostrelia,,XTS,\n");
        let countries: Vec<&NewReferenceCode> = rows.iter().map(|row| row.as_ref().expect("a good country")).collect();
        assert_eq!(countries[0].names, [(Language::EN, "Calderia".to_owned()), (Language::ZH, "卡".to_owned())]);
        assert_eq!(countries[0].attributes.get("leastDeveloped").map(String::as_str), Some("x"));
        assert_eq!((countries[1].names.len(), countries[1].attributes.contains_key("leastDeveloped")), (1, false));
    }

    #[test]
    fn a_country_stands_once_and_has_a_name() {
        let rows =
            read("QM,QMA,901,Calderia,,,\nqm,QMA,901,Calderia,,,\nQN,QNA,902,,,,\nQMA,QMA,901,Calderia,,,\nQ1,,,Calderia,,,\n");
        assert!(rows[0].is_ok());
        assert!(rows[1..].iter().all(|row| matches!(row, Err(Flaw::Row(_)))), "{rows:?}");
    }

    proptest! {
        #[test]
        fn no_fields_make_reading_panic(fields in proptest::collection::vec("[0-9A-Zé]{0,6}", 7)) {
            read(&fields.join(","));
        }
    }
}
