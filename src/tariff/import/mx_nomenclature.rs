//! The Mexican tariff (TIGIE) in Spanish, as the statistics office publishes it to correlate editions.
//!
//! Source: Ley de los Impuestos Generales de Importación y de Exportación, artículo 1.

use jiff::civil::date;
use vocabulary::{Date, Language};

use super::{
    DESCRIPTION_CHARS_MAX, Edition,
    outline::{Outline, Printed},
};
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table, one_line},
    tariff::line::NewLine,
};

const COLUMNS: Columns = Columns { required: &["code", "description_es"], optional: &[], families: &[], others: true };

/// A table of the Mexican tariff.
pub struct MxNomenclature {
    file: ImportFile,
    edition: Edition,
}

impl MxNomenclature {
    /// Reads lines from `file`, which holds `edition`.
    pub fn new(file: ImportFile, edition: Edition) -> MxNomenclature {
        MxNomenclature { file, edition }
    }

    /// Returns the edition that is read where nobody names another.
    pub fn edition() -> Edition {
        Edition::starting("TIGIE 2012", date(2012, 7, 1))
    }

    fn printed(&self, record: Record, next: Option<&str>) -> Result<Printed, Flaw> {
        let text = one_line(record.get("description_es"), DESCRIPTION_CHARS_MAX);
        let text = text.map_err(|error| record.error(format!("description_es {error}")))?;
        let digits = unpadded(record.get("code"), next).to_owned();
        Ok(Printed { record, digits, descriptions: vec![(Language::ES, text)], validity: self.edition.validity })
    }
}

impl Source for MxNomenclature {
    type Row = NewLine;

    fn identity(&self) -> Identity {
        Identity::of(format!("mx-nomenclature {}", self.edition), &self.file)
    }

    fn edition_day(&self) -> Option<Date> {
        Some(self.edition.validity.from())
    }

    fn rows(&self) -> Result<Rows<'_, NewLine>, FileError> {
        let mut records = Table::open(&self.file, &COLUMNS)?.peekable();
        let rows = std::iter::from_fn(move || {
            let record = records.next()?;
            let next = records.peek().and_then(|next| next.as_ref().ok()).map(|next| next.get("code").to_owned());
            Some(record.and_then(|record| self.printed(record, next.as_deref())))
        });
        Ok(Box::new(Outline::new(rows)))
    }
}

/// Here a grouping of five digits is filled with a zero to six (`010120` above `010121`), so that it looks like a subheading; a
/// subheading that ends in zero has its own lines below it.
fn unpadded<'a>(code: &'a str, next: Option<&str>) -> &'a str {
    let Some(grouping) = code.strip_suffix('0').filter(|grouping| grouping.len() == 5) else { return code };
    match next {
        Some(next) if next.starts_with(grouping) && !next.starts_with(code) => grouping,
        _ => code,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(rows: &str) -> Vec<Result<NewLine, Flaw>> {
        let text = format!("code,digits,description_es\n{rows}");
        let source = MxNomenclature::new(ImportFile::from_bytes("tigie.csv", text.into_bytes()), MxNomenclature::edition());
        source.rows().expect("a good header").collect()
    }

    #[test]
    fn a_grouping_filled_with_a_zero_is_a_grouping_and_a_subheading_is_not() {
        let rows = read(
            "0901,4,Café\n090110,6,Sin tostar:\n090111,6,Con cafeína.\n09011101,8,En grano.\n090190,6,Los demás.\n\
             09019001,8,Los demás.\n",
        );
        let told: Vec<String> = rows
            .iter()
            .map(|row| row.as_ref().expect("a good line"))
            .map(|line| format!("{}/{} {} {}", line.code, line.suffix, line.indent, line.declarable))
            .collect();
        assert_eq!(
            told,
            [
                "0901000000/80 0 false",
                "0901110000/10 1 false",
                "0901110000/80 2 false",
                "0901110100/80 3 true",
                "0901900000/80 1 false",
                "0901900100/80 2 true",
            ]
        );
    }

    #[test]
    fn a_line_without_a_description_is_refused() {
        assert!(matches!(&read("0901,4,\n")[..], [Err(Flaw::Row(_))]));
    }

    proptest! {
        #[test]
        fn no_fields_make_reading_panic(fields in proptest::collection::vec("[0-9é]{0,9}", 6)) {
            read(&format!("{}\n{}\n", fields[..3].join(","), fields[3..].join(",")));
        }
    }
}
