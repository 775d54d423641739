//! The headings of the nomenclature of the Eurasian Economic Union (TN VED), in Russian. The file has no lines below headings, so
//! nothing in it is declarable; it gives the headings of another tariff their Russian words.
//!
//! Source: the classifier of the Union's customs authorities.

use jiff::civil::date;
use vocabulary::{Date, Language, Period};

use super::{
    DESCRIPTION_CHARS_MAX, Edition,
    outline::{Outline, Printed},
};
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table, one_line},
    tariff::line::NewLine,
};

const COLUMNS: Columns =
    Columns { required: &["hs4", "description_ru", "valid_to"], optional: &[], families: &[], others: false };
/// How days are written.
const DAY: &str = "%d.%m.%Y";

/// A list of the Union's headings.
pub struct EaeuHeadings {
    file: ImportFile,
    edition: Edition,
}

impl EaeuHeadings {
    /// Reads headings from `file`, which holds `edition`.
    pub fn new(file: ImportFile, edition: Edition) -> EaeuHeadings {
        EaeuHeadings { file, edition }
    }

    /// Returns the edition that is read where nobody names another: since its first day the classifier tells which headings ended.
    pub fn edition() -> Edition {
        Edition::starting("TN VED", date(2002, 1, 1))
    }

    fn printed(&self, record: Record) -> Result<Printed, Flaw> {
        let digits = record.get("hs4");
        if digits.len() != 4 {
            return Err(record.error(format!("hs4 {digits:?} is not a heading of four digits")));
        }
        let text = one_line(record.get("description_ru"), DESCRIPTION_CHARS_MAX);
        let text = text.map_err(|error| record.error(format!("description_ru {error}")))?;
        let validity = self.validity(&record)?;
        Ok(Printed { digits: digits.to_owned(), descriptions: vec![(Language::RU, text)], validity, record })
    }

    /// Here `valid_to` is the last day in force.
    fn validity(&self, record: &Record) -> Result<Period, Flaw> {
        let text = record.get("valid_to");
        if text.is_empty() {
            return Ok(self.edition.validity);
        }
        let last = Date::strptime(DAY, text).ok().and_then(|day| day.tomorrow().ok());
        let until = last.ok_or_else(|| record.error(format!("valid_to {text:?} is not a day such as 31.12.2006")))?;
        Period::new(self.edition.validity.from(), Some(until)).map_err(|error| record.error(format!("the heading {error}")))
    }
}

impl Source for EaeuHeadings {
    type Row = NewLine;

    fn identity(&self) -> Identity {
        Identity::of(format!("eaeu-headings {}", self.edition), &self.file)
    }

    fn edition_day(&self) -> Option<Date> {
        Some(self.edition.validity.from())
    }

    fn rows(&self) -> Result<Rows<'_, NewLine>, FileError> {
        Ok(Box::new(Outline::new(Table::open(&self.file, &COLUMNS)?.map(|record| self.printed(record?)))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: &str) -> Vec<Result<NewLine, Flaw>> {
        let text = format!("hs4,description_ru,valid_to\n{rows}");
        let source = EaeuHeadings::new(ImportFile::from_bytes("tnved.csv", text.into_bytes()), EaeuHeadings::edition());
        source.rows().expect("a good header").collect()
    }

    #[test]
    fn a_heading_is_not_declarable_and_ends_after_its_last_day() {
        let rows = read("0901,КОФЕ,\n0902,ЧАЙ,31.12.2006\n");
        let lines: Vec<&NewLine> = rows.iter().map(|row| row.as_ref().expect("a good heading")).collect();
        assert!(lines.iter().all(|line| !line.declarable && line.indent == 0));
        assert_eq!(lines[0].descriptions, [(Language::RU, "КОФЕ".to_owned())]);
        assert_eq!(lines[1].validity.until(), Some(date(2007, 1, 1)));
    }

    #[test]
    fn a_code_of_another_length_or_a_wrong_day_is_refused() {
        for row in ["090111,КОФЕ,\n", "0901,,\n", "0901,КОФЕ,2006-12-31\n", "0901,КОФЕ,31.12.2001\n"] {
            assert!(matches!(&read(row)[..], [Err(Flaw::Row(_))]), "{row}");
        }
    }
}
