//! Rows as text: CSV that no spreadsheet takes for formulas, or one JSON object a line. Counts, hashes and stops at a ceiling.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::dataset::ExportFormat;
use crate::platform::spreadsheet::guarded;

/// What stands between the items of a list in one cell of a CSV file.
const LIST_SEPARATOR: &str = "|";

/// What one cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A text; an empty one is none.
    Text(String),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// Several texts.
    List(Vec<String>),
    /// What has parts of its own.
    Parts(Value),
}

/// A file in the making.
pub struct Sheet<W: Write> {
    columns: Vec<String>,
    out: Out<W>,
    rows: u64,
}

/// What a finished file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// How many rows it has, the header left out.
    pub rows: u64,
}

enum Out<W: Write> {
    Csv(Box<csv::Writer<Hashing<W>>>),
    JsonLines(Hashing<W>),
}

/// Counts and hashes what passes.
struct Hashing<W> {
    inner: W,
    digest: Sha256,
    bytes: u64,
    bytes_max: u64,
}

impl<W: Write> Sheet<W> {
    /// Begins a file of these columns of at most `bytes_max` bytes.
    ///
    /// # Errors
    /// Fails when `inner` cannot be written.
    pub fn begin(inner: W, format: ExportFormat, columns: Vec<String>, bytes_max: u64) -> io::Result<Sheet<W>> {
        let hashing = Hashing { inner, digest: Sha256::new(), bytes: 0, bytes_max };
        let out = match format {
            ExportFormat::JsonLines => Out::JsonLines(hashing),
            ExportFormat::Csv => {
                let mut writer = csv::Writer::from_writer(hashing);
                writer.write_record(&columns).map_err(out_of)?;
                Out::Csv(Box::new(writer))
            }
        };
        Ok(Sheet { columns, out, rows: 0 })
    }

    /// Adds a row: a cell for each column, or for the first ones.
    ///
    /// # Errors
    /// Fails when it cannot be written, or with [`io::ErrorKind::FileTooLarge`] when the file has its ceiling.
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        self.rows += 1;
        match &mut self.out {
            Out::Csv(writer) => {
                let missing = self.columns.len().saturating_sub(cells.len());
                let texts = cells.iter().map(Cell::text).chain(std::iter::repeat_n(String::new(), missing));
                writer.write_record(texts.map(|text| guarded(&text).into_owned())).map_err(out_of)
            }
            Out::JsonLines(hashing) => {
                let line = serde_json::to_string(&Object(&self.columns, cells)).map_err(io::Error::other)?;
                writeln!(hashing, "{line}")
            }
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Fails when what is left cannot be written.
    pub fn finish(self) -> io::Result<(W, Sum)> {
        let mut hashing = match self.out {
            Out::Csv(writer) => writer.into_inner().map_err(|error| io::Error::new(error.error().kind(), error.to_string()))?,
            Out::JsonLines(hashing) => hashing,
        };
        hashing.flush()?;
        let Hashing { inner, digest, bytes, .. } = hashing;
        Ok((inner, Sum { sha256: hex::encode(digest.finalize()), bytes, rows: self.rows }))
    }
}

impl Cell {
    /// Holds a text.
    pub fn text_of(text: impl ToString) -> Cell {
        Cell::Text(text.to_string())
    }

    /// Holds a text that may be absent.
    pub fn maybe(text: Option<impl ToString>) -> Cell {
        Cell::Text(text.map(|text| text.to_string()).unwrap_or_default())
    }

    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::List(items) => items.join(LIST_SEPARATOR),
            Self::Parts(Value::Null) => String::new(),
            Self::Parts(parts) => parts.to_string(),
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) if text.is_empty() => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::List(items) => items.serialize(serializer),
            Self::Parts(parts) => parts.serialize(serializer),
        }
    }
}

/// Returns what stood in the way of writing: the library wraps it.
fn out_of(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A row as an object, its keys in the order of the columns.
struct Object<'a>(&'a [String], &'a [Cell]);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.1.len()))?;
        for (column, cell) in self.0.iter().zip(self.1) {
            map.serialize_entry(column, cell)?;
        }
        map.end()
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes + bytes.len() as u64 > self.bytes_max {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let written = self.inner.write(bytes)?;
        self.digest.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(format: ExportFormat, bytes_max: u64) -> io::Result<(String, Sum)> {
        let columns = ["term", "count", "codes", "more"].map(str::to_owned).to_vec();
        let mut sheet = Sheet::begin(Vec::new(), format, columns, bytes_max)?;
        let codes = Cell::List(vec!["0901".into(), "0902".into()]);
        sheet.row(&[Cell::text_of("=1+1, \"x\""), Cell::Number(-5), codes, Cell::Parts(serde_json::json!({ "a": 1 }))])?;
        sheet.row(&[Cell::maybe(None::<String>)])?;
        let (bytes, sum) = sheet.finish()?;
        Ok((String::from_utf8(bytes).map_err(io::Error::other)?, sum))
    }

    #[test]
    fn a_formula_is_text_and_every_row_has_all_columns() {
        let (text, sum) = written(ExportFormat::Csv, 1_000).expect("memory takes it");
        assert_eq!(text, "term,count,codes,more\n\"'=1+1, \"\"x\"\"\",'-5,0901|0902,\"{\"\"a\"\":1}\"\n,,,\n");
        assert_eq!((sum.rows, sum.bytes, sum.sha256), (2, text.len() as u64, hex::encode(Sha256::digest(&text))));
    }

    #[test]
    fn an_object_has_the_keys_in_the_order_of_the_columns() {
        let (text, _) = written(ExportFormat::JsonLines, 1_000).expect("memory takes it");
        let first = r#"{"term":"=1+1, \"x\"","count":-5,"codes":["0901","0902"],"more":{"a":1}}"#;
        assert_eq!(text, format!("{first}\n{{\"term\":null}}\n"));
    }

    #[test]
    fn a_file_has_a_ceiling() {
        for format in [ExportFormat::Csv, ExportFormat::JsonLines] {
            assert_eq!(written(format, 20).expect_err("too large").kind(), io::ErrorKind::FileTooLarge);
        }
    }
}
