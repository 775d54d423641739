//! What suggestions are looked up in: the beginnings people type, with where they lead, as terms of one field.
//!
//! A term is the language, a letter for the kind, and the folded text; the part after the separator is what to show.

use crate::analysis::fold;
use vocabulary::Language;

use crate::{document::Document, request::SuggestionKind};

const SHOWN: char = '\u{1f}';
const CHARACTERS_MAX: usize = 80;

/// What a document is named by.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The language it is written in.
    pub language: Language,
    /// Whether it is a line of a nomenclature.
    pub nomenclature: bool,
    /// Its own title.
    pub title: &'a str,
    /// The titles above it, outermost first.
    pub path: &'a [String],
    /// The officers' terms for it.
    pub references: &'a [String],
    /// The significant digits of its code, or none.
    pub code: &'a str,
}

impl<'a> Names<'a> {
    /// Returns the names of a document with these significant digits.
    pub fn of(document: &'a Document, code: &'a str) -> Names<'a> {
        let Document { language, kind, title, path, references, .. } = document;
        Names { language: *language, nomenclature: kind.is_nomenclature(), title, path, references, code }
    }
}

/// Returns the terms a document is suggested by.
pub fn terms(names: &Names<'_>) -> Vec<String> {
    let Names { language, nomenclature, title, path, references, code } = *names;
    let mut terms = Vec::with_capacity(2 + references.len());
    if nomenclature && !code.is_empty() {
        terms.push(term(language, SuggestionKind::Code, code));
    }
    terms.extend(references.iter().map(|reference| term(language, SuggestionKind::Reference, reference)));
    // The title of a publication stands above all its passages.
    let title = path.first().filter(|_| !nomenclature).map_or(title, String::as_str);
    if !title.is_empty() {
        terms.push(term(language, SuggestionKind::Title, title));
    }
    terms
}

fn term(language: Language, kind: SuggestionKind, text: &str) -> String {
    let shown: String = text.chars().take(CHARACTERS_MAX).collect();
    format!("{}{}{SHOWN}{shown}", beginning(language, kind), fold(&shown))
}

/// Returns what all terms of a language and kind begin with.
pub fn beginning(language: Language, kind: SuggestionKind) -> String {
    let letter = match kind {
        SuggestionKind::Code => 'c',
        SuggestionKind::Reference => 'r',
        SuggestionKind::Title => 't',
        SuggestionKind::Term => 'w',
    };
    format!("{language}/{letter}/")
}

/// Returns what a term shows.
pub fn shown(term: &str) -> &str {
    term.split_once(SHOWN).map_or(term, |(_, shown)| shown)
}
