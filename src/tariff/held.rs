//! What a whole file of the nomenclature holds, and what follows for that which it does not. Rules only.
//!
//! A file speaks for the languages it has texts in: those of other languages stay as long as their line stands.

use std::collections::{HashMap, HashSet};

use vocabulary::{Date, Language};

use super::{
    line::{NewLine, NewNote, NoteKey},
    revisions::{ChapterRevisions, LineKey, Place},
    store::{NewDescription, NewNoteRevision, NewPlace, NoteRevisions},
};
use crate::platform::{
    edition::{self, Dated},
    import::Missing,
    withdrawal::{Held, TakenBack, take_back},
};

/// The lines of a file.
#[derive(Default)]
pub struct LinesHeld {
    places: HashMap<LineKey, Held<Place>>,
    descriptions: HashMap<(LineKey, Language), Held<String>>,
    languages: HashSet<Language>,
}

/// The notes of a file.
#[derive(Default)]
pub struct NotesHeld {
    notes: HashMap<NoteKey, Held<String>>,
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
        let (key, place) = ((line.code, line.suffix), Place { indent: line.indent, declarable: line.declarable });
        self.places.entry(key).or_default().hold(line.validity, place);
        for (language, text) in &line.descriptions {
            self.descriptions.entry((key, *language)).or_default().hold(line.validity, text.clone());
            self.languages.insert(*language);
        }
    }

    /// Tells what of a chapter the file does not hold, and what is to be recorded so that it is gone on `day`.
    pub fn taken(&self, known: &ChapterRevisions, day: Date) -> LinesTaken {
        let (mut taken, none) = (LinesTaken::default(), Held::default());
        let languages = known.languages();
        for (key, places) in &known.places {
            let TakenBack { revisions, mut is_missing } = take_back(places, self.places.get(key).unwrap_or(&none), day);
            for language in &languages {
                let Some(texts) = known.descriptions.get(&(*key, *language)) else { continue };
                let held = self.descriptions_held((*key, *language), texts, &revisions);
                let texts = take_back(texts, &held, day);
                is_missing |= texts.is_missing;
                taken.descriptions.extend(texts.revisions.into_iter().map(|text| (*key, *language, text)));
            }
            if is_missing || edition::stands(places, day) {
                taken.missing.count(is_missing);
            }
            taken.places.extend(revisions.into_iter().map(|place| (*key, place)));
        }
        taken
    }

    /// Returns the descriptions that stay: those the file holds, or in a language it does not speak all of a line it holds, without
    /// those that come with an edition of the line that is withdrawn.
    fn descriptions_held(&self, key: (LineKey, Language), known: &[Dated<String>], places: &[Dated<Place>]) -> Held<String> {
        if self.languages.contains(&key.1) || !self.places.contains_key(&key.0) {
            return self.descriptions.get(&key).cloned().unwrap_or_default();
        }
        let withdrawn: HashSet<Date> = places.iter().filter(|place| place.withdrawn).map(|place| place.validity.from()).collect();
        let mut held = Held::default();
        for (text, _) in edition::editions(known.to_vec()) {
            if !withdrawn.contains(&text.validity.from()) {
                held.hold(text.validity, text.value);
            }
        }
        held
    }
}

impl NotesHeld {
    /// Notes that the file holds `note`.
    pub fn hold(&mut self, note: &NewNote) {
        self.notes.entry(note.key()).or_default().hold(note.validity, note.text.clone());
        self.languages.insert(note.language);
    }

    /// Tells what is to be recorded so that the notes the file does not hold are gone on `day`, and how many stand.
    pub fn taken(&self, known: &NoteRevisions, day: Date) -> (Vec<NewNoteRevision>, Missing) {
        let (mut taken, mut missing, none) = (Vec::new(), Missing::default(), Held::default());
        for (key, notes) in known.iter().filter(|(key, _)| self.languages.contains(&key.language)) {
            let TakenBack { revisions, is_missing } = take_back(notes, self.notes.get(key).unwrap_or(&none), day);
            if is_missing || edition::stands(notes, day) {
                missing.count(is_missing);
            }
            taken.extend(revisions.into_iter().map(|note| (key.clone(), note)));
        }
        (taken, missing)
    }
}
