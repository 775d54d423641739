//! Files of comma-separated values whose first line names the columns (RFC 4180), and of tab-separated values.

use std::{fmt::Display, str::FromStr, sync::Arc};

use super::{
    file::{FileError, ImportFile},
    line::{LINE_BYTES_MAX, Lines},
    row::{Flaw, RowError},
};
use crate::platform::spreadsheet;

/// The columns that a format knows.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    /// These must be there, in any order.
    pub required: &'static [&'static str],
    /// These may be there.
    pub optional: &'static [&'static str],
    /// Columns of these beginnings may be there: `description_` for `description_en`, `description_fr`.
    pub families: &'static [&'static str],
    /// Whether others may be there, which are then not read. In a format of our own they may not: a column with a slip in its
    /// name would be lost without a word. Cells of such a format may be guarded as our exports guard them.
    pub others: bool,
}

/// The records of a file.
pub struct Table<'a> {
    lines: Lines<'a>,
    names: Arc<[String]>,
    separator: Separator,
    guarded: bool,
}

/// What stands between two fields.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    /// A comma; a field in quotes may hold commas, quotes and ends of lines.
    Comma,
    /// A tab, which no field can hold; quotes are letters like any other (`text/tab-separated-values`).
    Tab,
}

/// One record, which may span several lines where a field in quotes does.
#[derive(Clone, Debug)]
pub struct Record {
    file: String,
    line: u64,
    text: String,
    names: Arc<[String]>,
    fields: csv::StringRecord,
    guarded: bool,
}

impl<'a> Table<'a> {
    /// Reads the names of the columns and begins with the first record.
    ///
    /// # Errors
    /// Refuses a file whose first line does not name the columns of the format.
    pub fn open(file: &'a ImportFile, columns: &Columns) -> Result<Table<'a>, FileError> {
        Self::separated(file, columns, Separator::Comma)
    }

    /// As [`Table::open`], for a file whose fields a tab separates.
    ///
    /// # Errors
    /// Refuses a file whose first line does not name the columns of the format.
    pub fn open_tabbed(file: &'a ImportFile, columns: &Columns) -> Result<Table<'a>, FileError> {
        Self::separated(file, columns, Separator::Tab)
    }

    fn separated(file: &'a ImportFile, columns: &Columns, separator: Separator) -> Result<Table<'a>, FileError> {
        let mut lines = Lines::new(file);
        let header = match lines.next() {
            None => return Err(FileError::Empty),
            Some(Ok(line)) => line.text,
            Some(Err(Flaw::Row(error))) => return Err(FileError::Header(error.reason)),
            Some(Err(Flaw::File(error))) => return Err(error),
        };
        let fields = separator.split(&header).ok_or_else(|| FileError::Header("no columns".to_owned()))?;
        let names: Arc<[String]> = fields.iter().map(|name| name.trim().to_owned()).collect();
        columns.check(&names)?;
        Ok(Table { lines, names, separator, guarded: !columns.others })
    }

    /// Returns the names of the columns, in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    fn record(&self, line: u64, text: String) -> Result<Record, Flaw> {
        let fields = self.separator.split(&text).ok_or_else(|| self.error(line, "cannot be split into fields", &text))?;
        if fields.len() != self.names.len() {
            let reason = format!("has {} fields where the first line names {}", fields.len(), self.names.len());
            return Err(self.error(line, reason, &text));
        }
        Ok(Record {
            file: self.lines.file_name().to_owned(),
            line,
            names: self.names.clone(),
            fields,
            text,
            guarded: self.guarded,
        })
    }

    fn error(&self, line: u64, reason: impl Into<String>, text: &str) -> Flaw {
        RowError::new(self.lines.file_name(), line, reason, text).into()
    }
}

impl Iterator for Table<'_> {
    type Item = Result<Record, Flaw>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = loop {
            match self.lines.next()? {
                Ok(line) if line.text.trim().is_empty() => continue,
                Ok(line) => break line,
                Err(flaw) => return Some(Err(flaw)),
            }
        };
        let (number, mut text) = (first.number, first.text);
        if self.separator == Separator::Tab {
            return Some(self.record(number, text));
        }
        let mut quotes = Quotes::default();
        quotes.pass(&text);
        while quotes.are_open() {
            match self.lines.next().filter(|_| text.len() <= LINE_BYTES_MAX) {
                None => return Some(Err(self.error(number, "a quote is never closed", &text))),
                Some(Err(Flaw::File(error))) => return Some(Err(error.into())),
                Some(Err(Flaw::Row(error))) => return Some(Err(RowError { line: number, ..error }.into())),
                Some(Ok(line)) => {
                    quotes.pass("\n");
                    quotes.pass(&line.text);
                    text.push('\n');
                    text.push_str(&line.text);
                }
            }
        }
        Some(self.record(number, text))
    }
}

impl Columns {
    fn check(&self, names: &[String]) -> Result<(), FileError> {
        if let Some(missing) = self.required.iter().find(|wanted| !names.iter().any(|name| name == *wanted)) {
            return Err(FileError::Header(format!("there is no column {missing}")));
        }
        if let Some(twice) = names.iter().enumerate().find(|(place, name)| names[..*place].contains(name)) {
            return Err(FileError::Header(format!("there are two columns {}", twice.1)));
        }
        let known = |name: &str| {
            self.required.contains(&name)
                || self.optional.contains(&name)
                || self.families.iter().any(|family| name.starts_with(family))
        };
        match names.iter().find(|name| !self.others && !known(name)) {
            Some(unknown) => Err(FileError::Header(format!("the column {unknown:?} is not known"))),
            None => Ok(()),
        }
    }
}

impl Record {
    /// Returns the text of `column` without the space around it, and without the apostrophe that keeps a spreadsheet from taking it
    /// for a formula; empty where there is no such column.
    pub fn get(&self, column: &str) -> &str {
        let place = self.names.iter().position(|name| name == column);
        let text = place.and_then(|place| self.fields.get(place)).unwrap_or_default().trim();
        if self.guarded { spreadsheet::unguarded(text).trim() } else { text }
    }

    /// Returns the columns whose name begins with `family`, by the rest of their name.
    pub fn family<'r>(&'r self, family: &'r str) -> impl Iterator<Item = (&'r str, &'r str)> {
        self.names.iter().filter_map(move |name| Some((name.strip_prefix(family)?, self.get(name))))
    }

    /// Reads the text of `column`.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn parse<T>(&self, column: &str) -> Result<T, Flaw>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text = self.get(column);
        text.parse().map_err(|error| self.error(format!("{column} {text:?} {error}")))
    }

    /// Reads the text of `column`, if there is any.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn parse_optional<T>(&self, column: &str) -> Result<Option<T>, Flaw>
    where
        T: FromStr,
        T::Err: Display,
    {
        if self.get(column).is_empty() { Ok(None) } else { self.parse(column).map(Some) }
    }

    /// Says what is wrong with this record.
    pub fn error(&self, reason: impl Into<String>) -> Flaw {
        RowError::new(&self.file, self.line, reason, &self.text).into()
    }

    /// Returns the line it begins on, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }
}

/// Tells whether a field in quotes is still open, by the same rules as the splitting: a quote opens a field only where it begins.
#[derive(Default)]
struct Quotes {
    state: QuoteState,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum QuoteState {
    #[default]
    FieldStart,
    Bare,
    Quoted,
    QuoteInQuoted,
}

impl Quotes {
    fn pass(&mut self, text: &str) {
        use QuoteState::{Bare, FieldStart, QuoteInQuoted, Quoted};
        for byte in text.bytes() {
            self.state = match (self.state, byte) {
                (FieldStart | QuoteInQuoted, b'"') => Quoted,
                (Quoted, b'"') => QuoteInQuoted,
                (Quoted, _) => Quoted,
                (_, b',' | b'\n') => FieldStart,
                _ => Bare,
            };
        }
    }

    fn are_open(&self) -> bool {
        self.state == QuoteState::Quoted
    }
}

impl Separator {
    fn split(self, text: &str) -> Option<csv::StringRecord> {
        if self == Self::Tab {
            return Some(text.split('\t').collect());
        }
        // Most records have no quotes, and a list of places has a hundred thousand records.
        if !text.contains('"') {
            return Some(text.split(',').collect());
        }
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(512).from_reader(text.as_bytes());
        let mut fields = csv::StringRecord::new();
        reader.read_record(&mut fields).ok()?.then_some(fields)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOODS: Columns = Columns { required: &["code", "text"], optional: &[], families: &["note_"], others: false };

    /// The line, the code and the text of a record, or what is wrong with it.
    type Told = Result<(u64, String, String), String>;

    fn read(text: &str) -> Result<Vec<Told>, FileError> {
        let file = ImportFile::from_bytes("goods.csv", text.as_bytes());
        let table = Table::open(&file, &GOODS)?;
        let told = table.map(|record| match record {
            Ok(record) => Ok((record.line(), record.get("code").to_owned(), record.get("text").to_owned())),
            Err(Flaw::Row(error)) => Err(error.to_string()),
            Err(Flaw::File(error)) => Err(error.to_string()),
        });
        Ok(told.collect())
    }

    fn record(line: u64, code: &str, text: &str) -> Told {
        Ok((line, code.to_owned(), text.to_owned()))
    }

    #[test]
    fn a_field_in_quotes_may_span_lines_and_the_numbers_stay_right() {
        let found = read("text,code\n\"Coffee,\n\"\"green\"\"\",0901\n\nTea,0902\n").expect("a good header");
        assert_eq!(found, [record(2, "0901", "Coffee,\n\"green\""), record(5, "0902", "Tea")]);
    }

    #[test]
    fn a_quote_within_a_bare_field_is_a_quote() {
        assert_eq!(read("code,text\n0901,6\" screen\n0902,Tea").expect("a good header").len(), 2);
    }

    #[test]
    fn a_record_with_too_few_fields_is_reported_and_the_next_one_is_read() {
        let found = read("code,text\n0901\n0902,Tea\n0903,\"open").expect("a good header");
        assert_eq!(
            found,
            [
                Err("goods.csv:2: has 1 fields where the first line names 2".to_owned()),
                record(3, "0902", "Tea"),
                Err("goods.csv:4: a quote is never closed".to_owned()),
            ]
        );
    }

    #[test]
    fn between_tabs_a_comma_and_a_quote_are_letters() {
        let file = ImportFile::from_bytes("goods.tsv", &b"code\ttext\n8528\t6\" screens, flat\n0902\n"[..]);
        let rows: Vec<Result<Record, Flaw>> = Table::open_tabbed(&file, &GOODS).expect("a good header").collect();
        assert_eq!(rows[0].as_ref().expect("a good record").get("text"), "6\" screens, flat");
        assert!(matches!(&rows[1], Err(Flaw::Row(error)) if error.line == 3), "{rows:?}");
        assert!(matches!(Table::open(&file, &GOODS).err(), Some(FileError::Header(_))));
    }

    #[test]
    fn a_file_of_another_format_is_refused_as_a_whole() {
        for text in ["", "\n", "code\n1", "code,text,txet\n", "code,text,code\n", "\u{0}\n"] {
            assert!(matches!(read(text), Err(FileError::Header(_) | FileError::Empty)), "{text:?}");
        }
        assert!(read("code,text,note_en,note_fr\n").is_ok());
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(text in "[a,\"\n\r0é\u{0}]{0,60}") {
            let _ = read(&format!("code,text\n{text}"));
        }

        #[test]
        fn records_are_split_as_the_library_would_split_the_whole_file(
            fields in proptest::collection::vec("[a\", \n0é]{0,6}", 2..12)
        ) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            let pairs: Vec<&[String]> = fields.chunks_exact(2).collect();
            for pair in &pairs {
                writer.write_record([format!("x{}", pair[0]), pair[1].clone()]).expect("memory takes it");
            }
            let text = String::from_utf8(writer.into_inner().expect("memory takes it")).expect("written as text");
            let found = read(&format!("code,text\n{text}")).expect("a good header");
            let found: Vec<(String, String)> = found.into_iter().map(|row| row.map(|(_, a, b)| (a, b))).collect::<Result<_, _>>().expect("good records");
            let wanted: Vec<(String, String)> = pairs.iter()
                .map(|pair| (format!("x{}", pair[0]).trim().to_owned(), pair[1].trim().to_owned())).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
