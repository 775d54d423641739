//! Ports, airports, border crossings and other places of trade (UN/LOCODE). Names are in Roman letters, as the places write them.

use std::collections::HashSet;

use vocabulary::{Date, Language, Period};

use super::{attributes, name};
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table},
    reference::code::{Code, CodeList, NewReferenceCode},
};

const COLUMNS: Columns = Columns {
    required: &["locode", "name", "name_diacritics", "subdivision", "functions", "lat", "lon"],
    optional: &[],
    families: &[],
    others: false,
};
/// `functions` are digits: 1 port, 2 rail, 3 road, 4 airport, 5 post, 6 multimodal, 7 fixed, B border crossing, 0 unknown.
const ATTRIBUTES: [(&str, &str); 4] =
    [("subdivision", "subdivision"), ("functions", "functions"), ("lat", "latitude"), ("lon", "longitude")];

/// A table of places.
pub struct Locations {
    file: ImportFile,
    valid_from: Date,
}

impl Locations {
    /// Reads places from `file`. It says nothing of dates, so all of them are in the list from `valid_from` on.
    pub fn new(file: ImportFile, valid_from: Date) -> Locations {
        Locations { file, valid_from }
    }

    fn location(&self, record: &Record, seen: &mut HashSet<Code>) -> Result<NewReferenceCode, Flaw> {
        let code: Code = record.parse("locode")?;
        if code.as_str().len() != 5 {
            return Err(record.error(format!("locode {code} is not five letters and digits")));
        }
        let own = name(record, "name")?;
        let mut attributes = attributes(record, &ATTRIBUTES)?;
        let other = record.get("name_diacritics");
        if !other.is_empty() && other != own {
            attributes.insert("plainName".to_owned(), name(record, "name_diacritics")?);
        }
        if !seen.insert(code.clone()) {
            return Err(record.error(format!("repeats the place {code}")));
        }
        let (names, validity) = (vec![(Language::EN, own)], Period::starting(self.valid_from));
        Ok(NewReferenceCode { list: CodeList::Location, code, names, attributes, validity })
    }
}

impl Source for Locations {
    type Row = NewReferenceCode;

    fn identity(&self) -> Identity {
        Identity::of(format!("locations from {}", self.valid_from), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, NewReferenceCode>, FileError> {
        let mut seen = HashSet::new();
        Ok(Box::new(Table::open(&self.file, &COLUMNS)?.map(move |record| self.location(&record?, &mut seen))))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn read(rows: &str) -> Vec<Result<NewReferenceCode, Flaw>> {
        let text = format!("locode,name,name_diacritics,subdivision,functions,lat,lon\n{rows}");
        let source = Locations::new(ImportFile::from_bytes("locode.csv", text.into_bytes()), date(1981, 1, 1));
        source.rows().expect("a good header").collect()
    }

    #[test]
    fn a_place_keeps_its_name_with_and_without_accents() {
        let rows = read("QMPM2,Port Méridien,Port Meridien,,1B,1.5,-2\nQMZND,Zandor,Zandor,,4,,\n");
        let places: Vec<&NewReferenceCode> = rows.iter().map(|row| row.as_ref().expect("a good place")).collect();
        assert_eq!(places[0].attributes.get("plainName").map(String::as_str), Some("Port Meridien"));
        assert_eq!(places[0].attributes.get("functions").map(String::as_str), Some("1B"));
        assert_eq!(places[1].attributes.len(), 1);
    }

    #[test]
    fn a_place_stands_once_and_has_a_name() {
        let rows = read("QMZND,Zandor,,,4,,\nQMZND,Zandor,,,4,,\nQMZN,Zandor,,,4,,\nQMZNE,,,,4,,\n");
        assert_eq!(rows.iter().filter(|row| row.is_ok()).count(), 1, "{rows:?}");
    }

    proptest! {
        #[test]
        fn no_fields_make_reading_panic(fields in proptest::collection::vec("[0-9A-Zé]{0,6}", 7)) {
            read(&fields.join(","));
        }
    }
}
