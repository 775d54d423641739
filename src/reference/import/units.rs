//! Units of measure (UN/ECE Recommendation 20, Annex I). A unit stands once for each quantity it measures; it is one code.

use std::collections::BTreeMap;

use vocabulary::{Date, Language, Period};

use super::{attributes, name};
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table},
    reference::code::{Code, CodeList, NewReferenceCode},
};

const COLUMNS: Columns = Columns {
    required: &["Quantity", "Status", "Common Code", "Name", "Conversion Factor", "Symbol"],
    optional: &[],
    families: &[],
    others: true,
};
const ATTRIBUTES: [(&str, &str); 3] = [("Symbol", "symbol"), ("Conversion Factor", "conversion"), ("Quantity", "quantity")];
/// The mark of a unit that may still be read and should no longer be written.
const DEPRECATED: &str = "D";
/// The mark of a unit that was taken out of the list.
const DELETED: &str = "X";

/// A table of units.
pub struct Units {
    file: ImportFile,
    valid_from: Date,
}

impl Units {
    /// Reads units from `file`. It says nothing of dates, so all of them are in the list from `valid_from` on.
    pub fn new(file: ImportFile, valid_from: Date) -> Units {
        Units { file, valid_from }
    }

    /// Reads a unit, and whether it is deprecated; nothing for one that was taken out of the list.
    fn unit(&self, record: &Record) -> Result<Option<(bool, NewReferenceCode)>, Flaw> {
        let deprecated = match record.get("Status") {
            DELETED => return Ok(None),
            DEPRECATED => true,
            // What was added, or changed in its name or in another way, is in the list.
            "" | "+" | "#" | "|" | "=" => false,
            other => return Err(record.error(format!("Status {other:?} is not known"))),
        };
        let mut attributes = attributes(record, &ATTRIBUTES)?;
        if deprecated {
            attributes.insert("status".to_owned(), "deprecated".to_owned());
        }
        let unit = NewReferenceCode {
            list: CodeList::Unit,
            code: record.parse("Common Code")?,
            names: vec![(Language::EN, name(record, "Name")?)],
            attributes,
            validity: Period::starting(self.valid_from),
        };
        Ok(Some((deprecated, unit)))
    }
}

impl Source for Units {
    type Row = NewReferenceCode;

    fn identity(&self) -> Identity {
        Identity::of(format!("units from {}", self.valid_from), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, NewReferenceCode>, FileError> {
        let (mut units, mut flaws): (BTreeMap<Code, (bool, NewReferenceCode)>, Vec<Flaw>) = Default::default();
        for record in Table::open(&self.file, &COLUMNS)? {
            match record.and_then(|record| self.unit(&record)) {
                // The first row of a unit speaks for it, unless that one alone is deprecated.
                Ok(Some((deprecated, unit))) => match units.get(&unit.code) {
                    Some((known, _)) if deprecated || !known => {}
                    _ => drop(units.insert(unit.code.clone(), (deprecated, unit))),
                },
                Ok(None) => {}
                Err(Flaw::File(error)) => return Err(error),
                Err(flaw) => flaws.push(flaw),
            }
        }
        Ok(Box::new(flaws.into_iter().map(Err).chain(units.into_values().map(|(_, unit)| Ok(unit)))))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn read(rows: &str) -> Vec<Result<NewReferenceCode, Flaw>> {
        let text = format!("Sector,Quantity,Status,Common Code,Name,Conversion Factor,Symbol\n{rows}");
        let source = Units::new(ImportFile::from_bytes("units.csv", text.into_bytes()), date(2001, 1, 1));
        source.rows().expect("a good header").collect()
    }

    #[test]
    fn a_unit_of_many_quantities_is_one_code() {
        let rows = read(
            "1,mass,,QKG,keg,10 pt,kg\n2,mass of atom,,QKG,keg,10 pt,kg\n1,angle,D,QGR,grade,,\n1,angle,,QGR,gon,,gon\n\
                         1,angle,D,QGR,grade,,\n1,mass,X,QXX,hogshead,,\n",
        );
        let units: Vec<&NewReferenceCode> = rows.iter().map(|row| row.as_ref().expect("a good unit")).collect();
        let told: Vec<(&str, &str)> = units.iter().map(|unit| (unit.code.as_str(), unit.names[0].1.as_str())).collect();
        assert_eq!(told, [("QGR", "gon"), ("QKG", "keg")]);
        assert!(!units[0].attributes.contains_key("status"));
        assert_eq!(units[1].attributes.get("quantity").map(String::as_str), Some("mass"));
    }

    #[test]
    fn a_row_without_a_code_or_a_name_or_with_a_strange_mark_is_refused() {
        let rows = read("1,mass,,,keg,,\n1,mass,,QKG,,,\n1,mass,Z,QKG,keg,,\n1,mass,D,QOL,old keg,,\n");
        assert_eq!(rows.iter().filter(|row| matches!(row, Err(Flaw::Row(_)))).count(), 3, "{rows:?}");
        let old = rows[3].as_ref().expect("a deprecated unit is in the list");
        assert_eq!(old.attributes.get("status").map(String::as_str), Some("deprecated"));
    }

    proptest! {
        #[test]
        fn no_fields_make_reading_panic(fields in proptest::collection::vec("[0-9A-Zé]{0,4}", 7)) {
            read(&fields.join(","));
        }
    }
}
