//! Legal notes in our own format; see `sample/README.md`.

use std::collections::{HashMap, HashSet};

use vocabulary::{Date, Language};

use super::nomenclature::validity;
use crate::{
    platform::import::{Columns, FileError, Flaw, Identity, ImportFile, Record, Rows, Source, Table, prose},
    tariff::line::{NewNote, NoteKind, NoteScope},
};

const COLUMNS: Columns = Columns {
    required: &["scope", "kind", "language", "text", "valid_from", "valid_until"],
    optional: &[],
    families: &[],
    others: false,
};

/// How long a note may be. The notes of a whole chapter have about 30,000 characters in the longest tariffs.
const NOTE_CHARS_MAX: usize = 60_000;

/// Notes in our own format.
pub struct NotesFile {
    file: ImportFile,
    known: Vec<NewNote>,
}

/// The places that notes have among those of their scope, kind and language: those known already, and those read so far.
struct Ordinals<'a> {
    known: &'a [NewNote],
    /// For each ordinal the first days taken, and the end of the note read last.
    taken: HashMap<(NoteScope, NoteKind, Language), HashMap<i32, Taken>>,
}

#[derive(Default)]
struct Taken {
    firsts: HashSet<Date>,
    end: Option<Date>,
}

impl NotesFile {
    /// Reads notes from `file`; a note that is `known` keeps its place, wherever the file has it.
    pub fn new(file: ImportFile, known: Vec<NewNote>) -> NotesFile {
        NotesFile { file, known }
    }
}

impl Source for NotesFile {
    type Row = NewNote;

    fn identity(&self) -> Identity {
        Identity::of("notes", &self.file)
    }

    fn rows(&self) -> Result<Rows<'_, NewNote>, FileError> {
        let mut notes: Vec<Result<NewNote, Flaw>> = Table::open(&self.file, &COLUMNS)?.map(|record| note(&record?)).collect();
        // What is known word for word comes first, so that nothing new takes its place.
        let mut ordinals = Ordinals { known: &self.known, taken: HashMap::new() };
        notes.iter_mut().flatten().for_each(|note| note.ordinal = ordinals.known_place(note).unwrap_or(0));
        notes.iter_mut().flatten().filter(|note| note.ordinal == 0).for_each(|note| note.ordinal = ordinals.new_place(note));
        Ok(Box::new(notes.into_iter()))
    }
}

fn note(record: &Record) -> Result<NewNote, Flaw> {
    Ok(NewNote {
        scope: record.parse("scope")?,
        kind: record.parse("kind")?,
        language: record.parse("language")?,
        ordinal: 0,
        text: prose(record.get("text"), NOTE_CHARS_MAX).map_err(|error| record.error(format!("text {error}")))?,
        validity: validity(record)?,
    })
}

impl Ordinals<'_> {
    /// Takes the place of the note that says the same from the same day on.
    fn known_place(&mut self, note: &NewNote) -> Option<i32> {
        let same = |known: &&NewNote| is_beside(known, note) && known.validity.from() == note.validity.from();
        let places: Vec<i32> =
            self.known.iter().filter(same).filter(|known| known.text == note.text).map(|known| known.ordinal).collect();
        let place = places.into_iter().find(|place| self.is_free(note, *place))?;
        self.take(note, place);
        Some(place)
    }

    /// Takes the place of the note that ends on its first day, because it then says the same thing anew; else of a known one from
    /// the same day, which it corrects; else the next free one.
    fn new_place(&mut self, note: &NewNote) -> i32 {
        let from = note.validity.from();
        let read = self.taken.get(&group(note)).into_iter().flatten();
        let mut anew: Vec<i32> = read.filter(|(_, taken)| taken.end == Some(from)).map(|(place, _)| *place).collect();
        anew.sort_unstable();
        let beside = || self.known.iter().filter(|known| is_beside(known, note));
        let mut corrected: Vec<i32> = beside().filter(|known| known.validity.from() == from).map(|known| known.ordinal).collect();
        corrected.sort_unstable();
        let read_last = self.taken.get(&group(note)).into_iter().flatten().map(|(place, _)| *place).max();
        let next = beside().map(|known| known.ordinal).chain(read_last).max().unwrap_or(0) + 1;
        let mut places = anew.into_iter().chain(corrected);
        let place = places.find(|place| self.is_free(note, *place)).unwrap_or(next);
        self.take(note, place);
        place
    }

    fn is_free(&self, note: &NewNote, place: i32) -> bool {
        let taken = self.taken.get(&group(note)).and_then(|places| places.get(&place));
        taken.is_none_or(|taken| !taken.firsts.contains(&note.validity.from()))
    }

    fn take(&mut self, note: &NewNote, place: i32) {
        let taken = self.taken.entry(group(note)).or_default().entry(place).or_default();
        taken.firsts.insert(note.validity.from());
        taken.end = note.validity.until();
    }
}

fn group(note: &NewNote) -> (NoteScope, NoteKind, Language) {
    (note.scope, note.kind, note.language)
}

fn is_beside(known: &NewNote, note: &NewNote) -> bool {
    group(known) == group(note)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(rows: &str) -> Vec<Result<NewNote, Flaw>> {
        read_beside(rows, Vec::new())
    }

    fn read_beside(rows: &str, known: Vec<NewNote>) -> Vec<Result<NewNote, Flaw>> {
        let text = format!("scope,kind,language,text,valid_from,valid_until\n{rows}");
        let source = NotesFile::new(ImportFile::from_bytes("notes.csv", text.into_bytes()), known);
        source.rows().expect("a good header").collect()
    }

    #[test]
    fn a_note_that_is_known_keeps_its_place_where_others_have_gone() {
        let row = |text: &str| format!("09,note,en,{text},2022-01-01,\n");
        let known: Vec<NewNote> = read(&[row("First"), row("Second"), row("Third")].concat())
            .into_iter()
            .map(|note| note.expect("a good note"))
            .collect();
        let places = |rows: &[String]| {
            let notes = read_beside(&rows.concat(), known.clone());
            notes.into_iter().map(|note| note.expect("a good note").ordinal).collect::<Vec<_>>()
        };
        assert_eq!(places(&[row("Third"), row("Second")]), [3, 2]);
        assert_eq!(places(&[row("First"), row("Second corrected"), row("Third")]), [1, 2, 3]);
        assert_eq!(places(&[row("First"), row("Second"), row("Third"), row("Fourth")]), [1, 2, 3, 4]);
        let anew = ["09,note,en,Second,2022-01-01,2025-01-01\n".to_owned(), "09,note,en,Second anew,2025-01-01,\n".to_owned()];
        assert_eq!(places(&anew), [2, 2]);
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
