//! The Brazilian edition of the Common Nomenclature of Mercosur (NCM), in Portuguese, as the foreign-trade portal publishes it.
//!
//! Source: Resolução Gecex, Annex I (Tarifa Externa Comum).

use vocabulary::{Date, Language, Period};

use super::{
    DESCRIPTION_CHARS_MAX,
    outline::{Outline, Printed},
};
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table, one_line},
    tariff::line::NewLine,
};

const COLUMNS: Columns =
    Columns { required: &["code", "description_pt", "valid_from", "valid_to"], optional: &[], families: &[], others: false };
/// How days are written.
const DAY: &str = "%d/%m/%Y";
/// The last day of a line whose end is not known.
const FOR_GOOD: &str = "31/12/9999";

/// A spreadsheet of the Brazilian nomenclature.
pub struct BrNomenclature {
    file: ImportFile,
    edition: String,
}

impl BrNomenclature {
    /// The resolution whose edition is read where nobody names another.
    pub const EDITION: &str = "NCM 641/2024";

    /// Reads lines from `file`, which holds the edition of that name; since when each line is in force, the file says itself.
    pub fn new(file: ImportFile, edition: String) -> BrNomenclature {
        BrNomenclature { file, edition }
    }
}

impl Source for BrNomenclature {
    type Row = NewLine;

    fn identity(&self) -> Identity {
        Identity::of(format!("br-nomenclature {}", self.edition), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, NewLine>, FileError> {
        Ok(Box::new(Outline::new(Table::open(&self.file, &COLUMNS)?.map(|record| printed(record?)))))
    }
}

fn printed(record: Record) -> Result<Printed, Flaw> {
    let from = day(&record, "valid_from")?;
    let until = match record.get("valid_to") {
        FOR_GOOD => None,
        _ => Some(day(&record, "valid_to")?.tomorrow().map_err(|_| record.error("valid_to is the last day of the calendar"))?),
    };
    let validity = Period::new(from, until).map_err(|error| record.error(format!("the line {error}")))?;
    // The dashes say how deep a line stands, which its digits say as well.
    let text = record.get("description_pt").trim_start_matches(['-', ' ']);
    let text = one_line(text, DESCRIPTION_CHARS_MAX).map_err(|error| record.error(format!("description_pt {error}")))?;
    Ok(Printed { digits: record.get("code").to_owned(), descriptions: vec![(Language::PT, text)], validity, record })
}

fn day(record: &Record, column: &str) -> Result<Date, Flaw> {
    let text = record.get(column);
    Date::strptime(DAY, text).map_err(|_| record.error(format!("{column} {text:?} is not a day such as 31/12/2024")))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn read(rows: &str) -> Vec<Result<NewLine, Flaw>> {
        let text = format!("code,description_pt,valid_from,valid_to\n{rows}");
        let source =
            BrNomenclature::new(ImportFile::from_bytes("ncm.csv", text.into_bytes()), BrNomenclature::EDITION.to_owned());
        source.rows().expect("a good header").collect()
    }

    #[test]
    fn a_line_ends_after_its_last_day_and_has_no_dashes_in_its_text() {
        let rows = read(
            "0901,\"Café, mesmo torrado.\",01/04/2022,31/12/9999\n09011,- Não torrado:,01/04/2022,31/12/9999\n\
             09011110,-- Em grão,01/04/2022,30/06/2024\n",
        );
        let lines: Vec<&NewLine> = rows.iter().map(|row| row.as_ref().expect("a good line")).collect();
        assert_eq!(lines[1].descriptions, [(Language::PT, "Não torrado:".to_owned())]);
        assert!(lines[1].suffix.is_grouping() && lines[1].code == lines[2].code);
        assert_eq!(lines[2].validity, Period::new(date(2022, 4, 1), Some(date(2024, 7, 1))).expect("a good period"));
        assert!(lines[2].declarable && lines[0].validity.until().is_none());
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused() {
        for row in ["0901,Café,31/02/2022,31/12/9999\n", "0901,Café,01/04/2022,01/01/2022\n", "0901,-,01/04/2022,31/12/9999\n"]
        {
            assert!(matches!(&read(row)[..], [Err(Flaw::Row(_))]), "{row}");
        }
    }

    proptest! {
        #[test]
        fn no_fields_make_reading_panic(fields in proptest::collection::vec("[0-9/ -]{0,10}", 4)) {
            read(&fields.join(","));
        }
    }
}
