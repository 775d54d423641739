//! What a whole file of officers' teaching holds. It speaks for the languages it has rows in. Rules only.

use std::collections::HashSet;

use vocabulary::Language;

use super::{
    intercept::Intercept,
    reference::{NewReference, Reference, Target},
    synonym::{NewSynonym, Synonym},
};

/// The references of a file.
#[derive(Default)]
pub struct ReferencesHeld {
    references: HashSet<(String, Language, Target)>,
    languages: HashSet<Language>,
}

/// The synonyms of a file.
#[derive(Default)]
pub struct SynonymsHeld {
    synonyms: HashSet<(Language, String, String)>,
    languages: HashSet<Language>,
}

/// The intercepts of a file.
#[derive(Default)]
pub struct InterceptsHeld {
    terms: HashSet<(Language, Vec<String>)>,
    languages: HashSet<Language>,
}

impl ReferencesHeld {
    /// Notes that the file holds it.
    pub fn hold(&mut self, new: &NewReference) {
        self.references.insert((new.term().to_owned(), new.language, new.target.clone()));
        self.languages.insert(new.language);
    }

    /// Returns those of `known` that the file speaks for, each with whether it does not hold it.
    pub fn missing<'a>(&self, known: &'a [Reference]) -> impl Iterator<Item = (&'a Reference, bool)> {
        known.iter().filter(|own| self.languages.contains(&own.language)).map(|own| {
            let key = (own.term.clone(), own.language, own.target.clone());
            (own, !self.references.contains(&key))
        })
    }
}

impl SynonymsHeld {
    /// Notes that the file holds it.
    pub fn hold(&mut self, new: &NewSynonym) {
        self.synonyms.insert((new.language, new.typed().to_owned(), new.also_searched().to_owned()));
        self.languages.insert(new.language);
    }

    /// Returns those of `known` that the file speaks for, each with whether it does not hold it.
    pub fn missing<'a>(&self, known: &'a [Synonym]) -> impl Iterator<Item = (&'a Synonym, bool)> {
        known.iter().filter(|own| self.languages.contains(&own.language)).map(|own| {
            let key = (own.language, own.typed.clone(), own.also_searched.clone());
            (own, !self.synonyms.contains(&key))
        })
    }
}

impl InterceptsHeld {
    /// Notes that the file holds it.
    pub fn hold(&mut self, new: &Intercept) {
        self.terms.insert((new.language, new.terms.clone()));
        self.languages.insert(new.language);
    }

    /// Returns those of `known` that the file speaks for, each with whether it does not hold it.
    pub fn missing<'a>(&self, known: &'a [Intercept]) -> impl Iterator<Item = (&'a Intercept, bool)> {
        known.iter().filter(|own| self.languages.contains(&own.language)).map(|own| {
            let key = (own.language, own.terms.clone());
            (own, !self.terms.contains(&key))
        })
    }
}
