//! Lines in our own format; see `sample/README.md`.

use vocabulary::{HsCode, Language, Period};

use super::{DESCRIPTION_CHARS_MAX, order::Order};
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table, one_line},
    tariff::line::{NewLine, Suffix},
};

const COLUMNS: Columns = Columns {
    required: &["code", "suffix", "indent", "declarable", "valid_from", "valid_until"],
    optional: &[],
    families: &["description_"],
    others: false,
};

/// A nomenclature in our own format.
pub struct NomenclatureFile {
    file: ImportFile,
}

impl NomenclatureFile {
    /// Reads lines from `file`.
    pub fn new(file: ImportFile) -> NomenclatureFile {
        NomenclatureFile { file }
    }
}

impl Source for NomenclatureFile {
    type Row = NewLine;

    fn identity(&self) -> Identity {
        Identity::of("nomenclature", &self.file)
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
    let validity = validity(record)?;
    order.take(code, suffix, validity.from(), indent).map_err(|reason| record.error(reason))?;
    if code.as_str().len() != 10 {
        return Err(record.error(format!("code {code} has {} digits where ten stand", code.as_str().len())));
    }
    let declarable = record.parse("declarable")?;
    if declarable && suffix.is_grouping() {
        return Err(record.error(format!("is a grouping line ({suffix}), which is never declared")));
    }
    Ok(NewLine { code, suffix, indent, declarable, descriptions: descriptions(record)?, validity })
}

/// Reads `valid_from` and `valid_until`.
pub fn validity(record: &Record) -> Result<Period, Flaw> {
    let (from, until) = (record.parse("valid_from")?, record.parse_optional("valid_until")?);
    Period::new(from, until).map_err(|error| record.error(format!("the row {error}")))
}

/// Reads the descriptions that are there; not every line need be translated.
fn descriptions(record: &Record) -> Result<Vec<(Language, String)>, Flaw> {
    let descriptions = in_languages(record, "description_", DESCRIPTION_CHARS_MAX)?;
    if descriptions.is_empty() { Err(record.error("has no description in any language")) } else { Ok(descriptions) }
}

/// Reads the columns of `family` that hold something, in the order of the languages their names end in.
pub fn in_languages(record: &Record, family: &str, chars_max: usize) -> Result<Vec<(Language, String)>, Flaw> {
    let mut texts = Vec::new();
    for (language, text) in record.family(family).filter(|(_, text)| !text.is_empty()) {
        let column = format!("{family}{language}");
        let language = language.parse().map_err(|error| record.error(format!("the column {column} {error}")))?;
        let text = one_line(text, chars_max).map_err(|error| record.error(format!("{column} {error}")))?;
        texts.push((language, text));
    }
    texts.sort();
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEADER: &str = "code,suffix,indent,declarable,valid_from,valid_until,description_en,description_fr\n";

    fn read(rows: &str) -> Vec<Result<NewLine, Flaw>> {
        let source = NomenclatureFile::new(ImportFile::from_bytes("goods.csv", format!("{HEADER}{rows}").into_bytes()));
        source.rows().expect("a good header").collect()
    }

    #[test]
    fn a_line_need_not_be_translated() {
        let rows = read("0901000000,80,0,false,2022-01-01,,Coffee,Café\n0901210000,80,1,true,2022-01-01,,Roasted,\n");
        let languages: Vec<usize> = rows.iter().map(|row| row.as_ref().expect("a good line").descriptions.len()).collect();
        assert_eq!(languages, [2, 1]);
    }

    #[test]
    fn a_line_in_no_language_or_with_a_short_code_is_refused() {
        for row in [
            "0901000000,80,0,false,2022-01-01,,,\n",
            "0901,80,0,false,2022-01-01,,Coffee,\n",
            "0901000000,10,0,true,2022-01-01,,Coffee,\n",
            "0901000000,80,0,yes,2022-01-01,,Coffee,\n",
            "0901000000,80,0,false,2022-01-01,2022-01-01,Coffee,\n",
        ] {
            assert!(matches!(&read(row)[..], [Err(Flaw::Row(_))]), "{row}");
        }
    }

    proptest! {
        #[test]
        fn no_fields_make_reading_panic(fields in proptest::collection::vec("[0-9a-z-]{0,12}", 8)) {
            read(&fields.join(","));
        }
    }
}
