//! What suggestions are looked up in: the beginnings people type, with where they lead, as terms of one field.
//!
//! A term is the language, a letter for the kind, and the folded text; the part after the separator is what to show.

use index_core::analysis::fold;
use vocabulary::Language;

use crate::{document::Document, request::SuggestionKind};

const SHOWN: char = '\u{1f}';
const CHARACTERS_MAX: usize = 80;

/// Returns the terms a document is suggested by.
pub(crate) fn terms(document: &Document, code: &str) -> Vec<String> {
    let mut terms = Vec::with_capacity(2 + document.references.len());
    if document.kind.is_nomenclature() && !code.is_empty() {
        terms.push(term(document.language, SuggestionKind::Code, code));
    }
    terms.extend(document.references.iter().map(|reference| term(document.language, SuggestionKind::Reference, reference)));
    // The title of a publication stands above all its passages.
    let title = document.path.first().filter(|_| !document.kind.is_nomenclature()).unwrap_or(&document.title);
    if !title.is_empty() {
        terms.push(term(document.language, SuggestionKind::Title, title));
    }
    terms
}

fn term(language: Language, kind: SuggestionKind, text: &str) -> String {
    let shown: String = text.chars().take(CHARACTERS_MAX).collect();
    format!("{}{}{SHOWN}{shown}", beginning(language, kind), fold(&shown))
}

/// Returns what all terms of a language and kind begin with.
pub(crate) fn beginning(language: Language, kind: SuggestionKind) -> String {
    let letter = match kind {
        SuggestionKind::Code => 'c',
        SuggestionKind::Reference => 'r',
        SuggestionKind::Title => 't',
        SuggestionKind::Term => 'w',
    };
    format!("{language}/{letter}/")
}

/// Returns what a term shows.
pub(crate) fn shown(term: &str) -> &str {
    term.split_once(SHOWN).map_or(term, |(_, shown)| shown)
}
