//! Legal notes in our own format; see `sample/README.md`.

use std::collections::HashMap;

use vocabulary::{Date, Language};

use super::nomenclature::validity;
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table, prose},
    tariff::line::{NewNote, NoteKind, NoteScope},
};

const COLUMNS: Columns =
    Columns { required: &["scope", "kind", "language", "text", "valid_from", "valid_until"], families: &[], others: false };

/// How long a note may be. The notes of a whole chapter have about 30,000 characters in the longest tariffs.
const NOTE_CHARS_MAX: usize = 60_000;

/// Notes in our own format.
pub struct NotesFile {
    file: ImportFile,
}

/// The notes read so far: the end of each, in the order of their ordinals.
#[derive(Default)]
struct Ordinals {
    ends: HashMap<(NoteScope, NoteKind, Language), Vec<Option<Date>>>,
}

impl NotesFile {
    /// Reads notes from `file`.
    pub fn new(file: ImportFile) -> NotesFile {
        NotesFile { file }
    }
}

impl Source for NotesFile {
    type Row = NewNote;

    fn identity(&self) -> Identity {
        Identity::of("notes", &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, NewNote>, FileError> {
        let mut ordinals = Ordinals::default();
        Ok(Box::new(Table::open(&self.file, &COLUMNS)?.map(move |record| note(&record?, &mut ordinals))))
    }
}

fn note(record: &Record, ordinals: &mut Ordinals) -> Result<NewNote, Flaw> {
    let mut note = NewNote {
        scope: record.parse("scope")?,
        kind: record.parse("kind")?,
        language: record.parse("language")?,
        ordinal: 0,
        text: prose(record.get("text"), NOTE_CHARS_MAX).map_err(|error| record.error(format!("text {error}")))?,
        validity: validity(record)?,
    };
    note.ordinal = ordinals.take(&note);
    Ok(note)
}

impl Ordinals {
    /// Returns the ordinal of the next note of a file: that of the note which ends on its first day, because it then says the
    /// same thing anew, else the next free one.
    fn take(&mut self, note: &NewNote) -> i32 {
        let ends = self.ends.entry((note.scope, note.kind, note.language)).or_default();
        let place = ends.iter().position(|end| *end == Some(note.validity.from())).unwrap_or(ends.len());
        ends.resize(ends.len().max(place + 1), None);
        ends[place] = note.validity.until();
        i32::try_from(place + 1).unwrap_or(i32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(rows: &str) -> Vec<Result<NewNote, Flaw>> {
        let text = format!("scope,kind,language,text,valid_from,valid_until\n{rows}");
        let source = NotesFile::new(ImportFile::from_bytes("notes.csv", text.into_bytes()));
        source.rows().expect("a good header").collect()
    }

    #[test]
    fn a_note_that_begins_where_another_ends_is_that_note_said_anew() {
        let rows = read(
            "3923,note,en,About bags,2022-01-01,\n3923,note,en,Thin is under 30,2022-01-01,2025-01-01\n\
             3923,note,fr,Des sacs,2022-01-01,\n3923,note,en,Thin is under 60,2025-01-01,\nsection:7,note,en,Plastics,2022-01-01,\n",
        );
        let ordinals: Vec<i32> = rows.iter().map(|row| row.as_ref().expect("a good note").ordinal).collect();
        assert_eq!(ordinals, [1, 2, 1, 2, 1]);
    }

    #[test]
    fn a_note_on_nothing_is_refused() {
        for row in ["chapter,note,en,Text,2022-01-01,\n", "09,remark,en,Text,2022-01-01,\n", "09,note,en,,2022-01-01,\n"] {
            assert!(matches!(&read(row)[..], [Err(Flaw::Row(_))]), "{row}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(text in "[a-z0-9,:\"\n-]{0,80}") {
            read(&text);
        }
    }
}
