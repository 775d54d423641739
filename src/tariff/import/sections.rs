//! Sections in our own format; see `sample/README.md`.

use std::collections::HashSet;

use vocabulary::HsCode;

use super::nomenclature::in_languages;
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table},
    tariff::line::Section,
};

const COLUMNS: Columns =
    Columns { required: &["number", "first_chapter", "last_chapter"], optional: &[], families: &["title_"], others: false };
/// How long a title may be.
const TITLE_CHARS_MAX: usize = 600;

/// Sections in our own format.
pub struct SectionsFile {
    file: ImportFile,
}

impl SectionsFile {
    /// Reads sections from `file`.
    pub fn new(file: ImportFile) -> SectionsFile {
        SectionsFile { file }
    }
}

impl Source for SectionsFile {
    type Row = Section;

    fn identity(&self) -> Identity {
        Identity::of("sections", &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, Section>, FileError> {
        let mut numbers = HashSet::new();
        Ok(Box::new(Table::open(&self.file, &COLUMNS)?.map(move |record| section(&record?, &mut numbers))))
    }
}

fn section(record: &Record, numbers: &mut HashSet<u8>) -> Result<Section, Flaw> {
    let section = Section {
        number: record.parse("number")?,
        first_chapter: chapter(record, "first_chapter")?,
        last_chapter: chapter(record, "last_chapter")?,
        titles: in_languages(record, "title_", TITLE_CHARS_MAX)?,
    };
    if section.titles.is_empty() {
        return Err(record.error("has no title in any language"));
    }
    if section.first_chapter > section.last_chapter {
        return Err(record.error(format!("ends with chapter {} before it begins", section.last_chapter)));
    }
    if !numbers.insert(section.number) {
        return Err(record.error(format!("repeats section {}", section.number)));
    }
    Ok(section)
}

fn chapter(record: &Record, column: &str) -> Result<HsCode, Flaw> {
    let code: HsCode = record.parse(column)?;
    if code.as_str().len() == 2 { Ok(code) } else { Err(record.error(format!("{column} {code} is not a chapter"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_a_run_of_chapters() {
        let text = "number,first_chapter,last_chapter,title_en\n1,01,05,Animals\n2,14,06,Plants\n3,1501,15,Fats\n1,16,24,Foods\n4,16,24,\n";
        let source = SectionsFile::new(ImportFile::from_bytes("sections.csv", text.as_bytes()));
        let good: Vec<bool> = source.rows().expect("a good header").map(|row| row.is_ok()).collect();
        assert_eq!(good, [true, false, false, false, false]);
    }
}
