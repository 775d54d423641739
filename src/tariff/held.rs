//! What a whole file of the nomenclature holds, and what follows for that which it does not. Rules only.
//!
//! A file speaks for the languages it has texts in: those of other languages stay as long as their line stands.

use std::collections::{BTreeSet, HashMap, HashSet};

use vocabulary::{Date, Language};

use super::{
    line::{NewLine, NewNote, NoteKey},
    revisions::{ChapterRevisions, LineKey},
    store::{NewDescription, NewNoteRevision, NewPlace, NoteRevisions},
};
use crate::platform::{
    edition::{self, Dated},
    import::Missing,
};

/// The lines of a file.
#[derive(Default)]
pub struct LinesHeld {
    places: HashMap<LineKey, BTreeSet<Date>>,
    descriptions: HashMap<(LineKey, Language), BTreeSet<Date>>,
    languages: HashSet<Language>,
}

/// The notes of a file.
#[derive(Default)]
pub struct NotesHeld {
    notes: HashMap<NoteKey, BTreeSet<Date>>,
    languages: HashSet<Language>,
}

/// What is to be recorded so that what a file does not hold ends.
#[derive(Default)]
pub struct LinesTaken {
    /// The places of lines.
    pub places: Vec<NewPlace>,
    /// Their descriptions.
    pub descriptions: Vec<NewDescription>,
    /// How many lines stand, and how many lose something.
    pub missing: Missing,
}

impl LinesHeld {
    /// Notes that the file holds `line`.
    pub fn hold(&mut self, line: &NewLine) {
        let (key, from) = ((line.code, line.suffix), line.validity.from());
        self.places.entry(key).or_default().insert(from);
        for (language, _) in &line.descriptions {
            self.descriptions.entry((key, *language)).or_default().insert(from);
            self.languages.insert(*language);
        }
    }

    /// Tells what of a chapter the file does not hold, and so ends on `day`.
    pub fn taken(&self, known: &ChapterRevisions, day: Date) -> LinesTaken {
        let mut taken = LinesTaken::default();
        let none = BTreeSet::new();
        for (key, places) in &known.places {
            let ended = edition::take_back(places, self.places.get(key).unwrap_or(&none), day);
            let firsts: HashSet<Date> = ended.iter().map(|place| place.validity.from()).collect();
            let before = taken.descriptions.len();
            for ((_, language), texts) in known.descriptions.iter().filter(|((own, _), _)| own == key) {
                let held = self.descriptions_held((*key, *language), texts, &firsts);
                let texts = edition::take_back(texts, &held, day);
                taken.descriptions.extend(texts.into_iter().map(|text| (*key, *language, text)));
            }
            if edition::stands(places, day) {
                taken.missing.count(!ended.is_empty() || taken.descriptions.len() > before);
            }
            taken.places.extend(ended.into_iter().map(|place| (*key, place)));
        }
        taken
    }

    /// Returns the first days of the descriptions that stay: those the file holds, or all where it does not speak the language,
    /// without those whose line ends.
    fn descriptions_held(&self, key: (LineKey, Language), known: &[Dated<String>], ended: &HashSet<Date>) -> BTreeSet<Date> {
        let held: BTreeSet<Date> = if self.languages.contains(&key.1) {
            self.descriptions.get(&key).cloned().unwrap_or_default()
        } else {
            known.iter().map(|text| text.validity.from()).collect()
        };
        held.into_iter().filter(|first| !ended.contains(first)).collect()
    }
}

impl NotesHeld {
    /// Notes that the file holds `note`.
    pub fn hold(&mut self, note: &NewNote) {
        self.notes.entry(note.key()).or_default().insert(note.validity.from());
        self.languages.insert(note.language);
    }

    /// Tells which notes the file does not hold, and so end on `day`, and how many stand.
    pub fn taken(&self, known: &NoteRevisions, day: Date) -> (Vec<NewNoteRevision>, Missing) {
        let (mut taken, mut missing, none) = (Vec::new(), Missing::default(), BTreeSet::new());
        for (key, notes) in known.iter().filter(|(key, _)| self.languages.contains(&key.language)) {
            let ended = edition::take_back(notes, self.notes.get(key).unwrap_or(&none), day);
            if edition::stands(notes, day) {
                missing.count(!ended.is_empty());
            }
            taken.extend(ended.into_iter().map(|note| (key.clone(), note)));
        }
        (taken, missing)
    }
}
