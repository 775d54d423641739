//! A folder of the tariff book in our own format: YAML files, each a list of entries; see `sample/README.md`.

use std::{collections::HashSet, fs, path::Path};

use serde::Deserialize;
use vocabulary::{Date, Period};

use super::super::{
    check,
    entry::{Body, Entry, EntryKey},
};
use crate::platform::import::{FileError, Flaw, Identity, ImportFile, RowError, Rows, Source, sha256_of_all};

/// How many entries a folder may hold: three hundred groups, some thousand quotas and their balances.
const ENTRIES_MAX: usize = 50_000;
/// How many bytes a file may have.
const FILE_BYTES_MAX: usize = 8 << 20;

/// The entries of a folder.
pub struct BookFiles {
    name: String,
    sha256: String,
    entries: Vec<Result<Entry, RowError>>,
}

/// An entry as it is written.
#[derive(Deserialize)]
struct Written {
    name: String,
    valid_from: Date,
    #[serde(default)]
    valid_until: Option<Date>,
    source_act: String,
    #[serde(flatten)]
    body: serde_norway::Mapping,
}

impl BookFiles {
    /// Reads all files of the folder at `path`.
    ///
    /// # Errors
    /// Refuses what cannot be read, and folders with more entries than anybody writes.
    pub fn open(path: &Path) -> Result<BookFiles, FileError> {
        let files = files(path)?;
        let mut entries = Vec::new();
        for file in &files {
            entries.extend(read(file));
        }
        if entries.len() > ENTRIES_MAX {
            return Err(FileError::TooManyRows { limit: ENTRIES_MAX as u64 });
        }
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let entries = checked(entries.into_iter());
        Ok(BookFiles { name, sha256: sha256_of_all(files.iter()), entries })
    }
}

impl Source for BookFiles {
    type Row = Entry;

    fn identity(&self) -> Identity {
        Identity { source: "tariff-book".to_owned(), file_name: self.name.clone(), file_sha256: self.sha256.clone() }
    }

    fn rows(&self) -> Result<Rows<'_, Entry>, FileError> {
        Ok(Box::new(self.entries.iter().map(|entry| entry.clone().map_err(Flaw::Row))))
    }
}

fn files(path: &Path) -> Result<Vec<ImportFile>, FileError> {
    let unreadable = |error: std::io::Error| FileError::Unreadable(error.to_string());
    let mut paths = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        paths.push(entry.map_err(unreadable)?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    paths.iter().map(|path| ImportFile::open(path)).collect()
}

/// A row as it was read, with where it stands.
type Read = (Result<Entry, String>, String, u64, String);

fn read(file: &ImportFile) -> Vec<Read> {
    let whole = |reason: String| vec![(Err(reason), file.name().to_owned(), 1, String::new())];
    if file.bytes().len() > FILE_BYTES_MAX {
        return whole(format!("is larger than {FILE_BYTES_MAX} bytes"));
    }
    let listed: Vec<serde_norway::Value> = match serde_norway::from_slice(file.bytes()) {
        Ok(listed) => listed,
        Err(error) => return whole(error.to_string()),
    };
    let place = |value: serde_norway::Value, place: usize| {
        let shown = serde_norway::to_string(&value).unwrap_or_default();
        // Rows of a list have no lines of their own once it is read: they are counted.
        (entry(value), file.name().to_owned(), place as u64 + 1, shown)
    };
    listed.into_iter().enumerate().map(|(at, value)| place(value, at)).collect()
}

fn entry(value: serde_norway::Value) -> Result<Entry, String> {
    let written: Written = serde_norway::from_value(value).map_err(|error| error.to_string())?;
    let body: Body = serde_norway::from_value(serde_norway::Value::Mapping(written.body)).map_err(|error| error.to_string())?;
    let validity = Period::new(written.valid_from, written.valid_until).map_err(|error| format!("validity {error}"))?;
    let key = EntryKey { kind: body.kind(), name: written.name };
    let entry = Entry { key, body, source_act: written.source_act, validity };
    check::entry(&entry)?;
    Ok(entry)
}

/// Refuses what is said twice, and taxes that are no system on some day.
fn checked(rows: impl Iterator<Item = Read>) -> Vec<Result<Entry, RowError>> {
    let rows: Vec<Read> = rows.collect();
    let good: Vec<Entry> = rows.iter().filter_map(|(entry, ..)| entry.clone().ok()).collect();
    let wrong = check::systems(&good);
    let mut seen: HashSet<(EntryKey, Date)> = HashSet::new();
    let judge = |entry: Entry| {
        if !seen.insert((entry.key.clone(), entry.validity.from())) {
            return Err(format!("repeats the {} {:?} from {}", entry.key.kind, entry.key.name, entry.validity.from()));
        }
        wrong.get(&entry.key).map_or(Ok(entry), |reason| Err(reason.clone()))
    };
    let mut judge = judge;
    let row = |(entry, file, line, shown): Read| {
        entry.and_then(&mut judge).map_err(|reason| RowError::new(&file, line, reason, &shown))
    };
    rows.into_iter().map(row).collect()
}
