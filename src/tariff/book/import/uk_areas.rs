//! The groups of countries of the United Kingdom's tariff, as its API lists them. Countries stand in the list as well, and are no groups.

use duty::text::united_kingdom::{GeographicalArea, read_geographical_areas};
use vocabulary::{Date, Language, Period, Texts};

use super::super::entry::{AreaBody, Body, Entry, EntryKey, EntryKind, MemberBody};
use crate::platform::import::{FileError, Flaw, Identity, ImportFile, RowError, Rows, Source};

/// How large the list may be, unpacked; that of 2023 has 500 kB.
const BYTES_MAX: u64 = 64 << 20;
const SOURCE: &str = "UK Trade Tariff, geographical areas";

/// The list of countries and groups.
pub struct UkAreas {
    file: ImportFile,
    valid_from: Date,
}

impl UkAreas {
    /// Reads groups from `file`, which does not say since when they hold.
    pub fn new(file: ImportFile, valid_from: Date) -> UkAreas {
        UkAreas { file, valid_from }
    }

    fn entry(&self, area: GeographicalArea) -> Result<Entry, String> {
        let member = |code: &vocabulary::AreaCode| match code.as_str().parse() {
            Ok(country) => Ok(MemberBody { country, from: None, until: None }),
            Err(_) => Err(format!("has the member {code}, which is no country")),
        };
        let members = area.members.iter().map(member).collect::<Result<_, _>>()?;
        let names = Texts([(Language::EN, area.description)].into());
        Ok(Entry {
            key: EntryKey { kind: EntryKind::Area, name: area.code.to_string() },
            body: Body::Area(AreaBody { names, members }),
            source_act: SOURCE.to_owned(),
            validity: Period::starting(self.valid_from),
        })
    }
}

impl Source for UkAreas {
    type Row = Entry;

    fn identity(&self) -> Identity {
        Identity::of(format!("uk-areas from {}", self.valid_from), &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, Entry>, FileError> {
        let bytes = self.file.unpacked(BYTES_MAX)?;
        let document = serde_json::from_slice(&bytes).map_err(|error| FileError::Unreadable(error.to_string()))?;
        let areas = read_geographical_areas(&document).map_err(|error| FileError::Unreadable(error.to_string()))?;
        let groups = areas.into_iter().enumerate().filter(|(_, area)| !is_country(area));
        Ok(Box::new(groups.map(|(place, area)| {
            let shown = area.code.to_string();
            let bad = |reason| Flaw::Row(RowError::new(self.file.name(), place as u64 + 1, reason, &shown));
            self.entry(area).map_err(bad)
        })))
    }
}

fn is_country(area: &GeographicalArea) -> bool {
    area.code.as_str().parse::<vocabulary::CountryCode>().is_ok() && area.members.is_empty()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn groups_are_entries_and_a_member_that_is_no_country_is_refused() {
        let text = r#"[{"id": "KE", "description": "Kenya"},
            {"id": "2005", "description": "Least developed", "children_geographical_areas": [{"id": "UG"}, {"id": "TZ"}]},
            {"id": "2006", "description": "In transition"},
            {"id": "2007", "description": "Nested", "children_geographical_areas": [{"id": "2005"}]}]"#;
        let source = UkAreas::new(ImportFile::from_bytes("areas.json", text.as_bytes()), date(2021, 1, 1));
        let rows: Vec<_> = source.rows().expect("a list").collect();
        assert_eq!(rows.len(), 3, "a country is no group");
        let Ok(Entry { key, body: Body::Area(body), .. }) = &rows[0] else { panic!("{:?}", rows[0]) };
        assert_eq!((key.name.as_str(), body.members.len()), ("2005", 2));
        assert_eq!(body.names.exactly(Language::EN), Some("Least developed"));
        let Err(Flaw::Row(error)) = &rows[2] else { panic!("{:?}", rows[2]) };
        assert_eq!(error.to_string(), "areas.json:4: has the member 2005, which is no country");
        assert!(UkAreas::new(ImportFile::from_bytes("x", &b"{}"[..]), date(2021, 1, 1)).rows().is_err());
    }
}
