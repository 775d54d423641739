//! The Australian schedule, as the pages of the Working Tariff are gathered: tariff lines of eight digits, and lines of ten where
//! statistics divide them. Headings stand in no row of their own, and each page repeats chapters of the one before.
//!
//! Source: Customs Tariff Act 1995 (Cth), Schedule 3.

use std::collections::{BTreeMap, HashSet};

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

/// The columns of the gathered schedule.
pub const COLUMNS: Columns = Columns {
    required: &["section", "chapter", "heading", "code", "stat_code", "unit", "description", "duty_rate"],
    optional: &[],
    families: &[],
    others: false,
};

/// A gathered schedule.
pub struct AuNomenclature {
    file: ImportFile,
    edition: Edition,
}

/// The rows read so far, in the order of their digits.
#[derive(Default)]
struct Gathered {
    rows: BTreeMap<String, Printed>,
    said: HashSet<Vec<String>>,
    flaws: Vec<Flaw>,
}

impl AuNomenclature {
    /// Reads lines from `file`, which holds `edition`.
    pub fn new(file: ImportFile, edition: Edition) -> AuNomenclature {
        AuNomenclature { file, edition }
    }

    /// Returns the edition that is read where nobody names another.
    pub fn edition() -> Edition {
        Edition::starting("Working Tariff 2026-04-17", date(2026, 4, 17))
    }
}

impl Source for AuNomenclature {
    type Row = NewLine;

    fn identity(&self) -> Identity {
        Identity::of(format!("au-nomenclature {}", self.edition), &self.file)
    }

    fn edition_day(&self) -> Option<Date> {
        Some(self.edition.validity.from())
    }

    fn rows(&self) -> Result<Rows<'_, NewLine>, FileError> {
        let mut gathered = Gathered::default();
        for record in Table::open(&self.file, &COLUMNS)? {
            match record {
                Ok(record) => gathered.take(record, &self.edition),
                Err(Flaw::File(error)) => return Err(error),
                Err(flaw) => gathered.flaws.push(flaw),
            }
        }
        gathered.add_headings();
        let flaws = gathered.flaws.into_iter().map(Err);
        Ok(Box::new(flaws.chain(Outline::new(gathered.rows.into_values().map(Ok)))))
    }
}

impl Gathered {
    fn take(&mut self, record: Record, edition: &Edition) {
        if !self.said.insert(said(&record)) {
            return;
        }
        let (digits, stat_code) = (digits(record.get("code")), digits(record.get("stat_code")));
        let text = record.get("description").trim_start_matches(['-', ' ']);
        let digits = match self.rows.contains_key(&digits) {
            false => digits,
            true => format!("{digits}{stat_code}"),
        };
        match one_line(text, DESCRIPTION_CHARS_MAX) {
            Err(error) => self.flaws.push(record.error(format!("description {error}"))),
            Ok(_) if digits.len() < 4 => self.flaws.push(record.error("code has fewer than four digits")),
            Ok(_) if self.rows.contains_key(&digits) => {
                self.flaws.push(record.error(format!("says {digits} again, in other words")));
            }
            Ok(text) => {
                let descriptions = vec![(Language::EN, text)];
                self.rows.insert(digits.clone(), Printed { record, digits, descriptions, validity: edition.validity });
            }
        }
    }

    /// Adds the chapters and headings above the lines, of which the schedule says nothing: without them a line would hang below
    /// whatever happens to stand above it.
    fn add_headings(&mut self) {
        let mut missing: BTreeMap<String, Printed> = BTreeMap::new();
        for row in self.rows.values() {
            for above in [2, 4].into_iter().filter_map(|length| row.digits.get(..length)) {
                if !self.rows.contains_key(above) {
                    missing.entry(above.to_owned()).or_insert_with(|| Printed {
                        record: row.record.clone(),
                        digits: above.to_owned(),
                        descriptions: Vec::new(),
                        validity: row.validity,
                    });
                }
            }
        }
        self.rows.append(&mut missing);
    }
}

/// What a row says, apart from the section it was gathered under: a chapter that a page repeats says nothing new.
fn said(record: &Record) -> Vec<String> {
    ["code", "stat_code", "unit", "description", "duty_rate"].map(|column| record.get(column).to_owned()).into()
}

/// Returns the digits at the beginning of `text`: marks for excise-equivalent goods follow them, and invisible spaces stand
/// anywhere.
pub fn digits(text: &str) -> String {
    let visible = text.chars().filter(|letter| !letter.is_whitespace() && !('\u{200b}'..='\u{200f}').contains(letter));
    visible.skip_while(|letter| *letter == '\u{feff}').take_while(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(rows: &str) -> Vec<Result<NewLine, String>> {
        let text = format!("section,chapter,heading,code,stat_code,unit,description,duty_rate\n{rows}");
        let source = AuNomenclature::new(ImportFile::from_bytes("au.csv", text.into_bytes()), AuNomenclature::edition());
        let told = |row: Result<NewLine, Flaw>| {
            row.map_err(|flaw| match flaw {
                Flaw::Row(error) => error.to_string(),
                Flaw::File(error) => error.to_string(),
            })
        };
        source.rows().expect("a good header").map(told).collect()
    }

    fn told(rows: &str) -> Vec<String> {
        read(rows)
            .into_iter()
            .map(|row| match row {
                Ok(line) => {
                    let text = line.descriptions.first().map_or("?", |(_, text)| text);
                    format!("{} {} {} {text}", line.code, line.indent, line.declarable)
                }
                Err(error) => error,
            })
            .collect()
    }

    #[test]
    fn lines_stand_below_headings_that_have_no_row() {
        assert_eq!(
            told(
                "II,9,0902,09021000,05,kg,- Green tea,Free\nII,9,0903,09030000,07,kg,MATE,Free\nII,9,0902,0902300,,,- Black tea,\n\
                  II,9,0902,\u{200b}09023001*,10,kg,--- In bags,5%\n"
            ),
            [
                "0900000000 0 false ?",
                "0902000000 0 false ?",
                "0902100000 1 true Green tea",
                "0902300100 1 false Black tea",
                "0902300100 2 true In bags",
                "0903000000 0 true MATE",
            ]
        );
    }

    #[test]
    fn statistics_divide_a_line_and_a_repeated_chapter_says_nothing_new() {
        let told = told(
            "II,7,0703,07032000,,,- Garlic,Free\nII,7,0703,07032000,41,t,-- For sowing,\nII,7,0703,07032000,42,t,-- Other,\n\
             III,7,0703,07032000,42,t,-- Other,\nII,7,0703,07032000,42,t,-- Otherwise,\nII,7,0703,07039000,,,,5%\n",
        );
        assert_eq!(
            told,
            [
                "au.csv:6: says 0703200042 again, in other words",
                "au.csv:7: description is empty",
                "0700000000 0 false ?",
                "0703000000 0 false ?",
                "0703200000 1 false Garlic",
                "0703200041 2 true For sowing",
                "0703200042 2 true Other",
            ]
        );
    }

    proptest! {
        #[test]
        fn no_fields_make_reading_panic(fields in proptest::collection::vec("[0-9é*-]{0,10}", 8)) {
            read(&fields.join(","));
        }
    }
}
