//! What the words of a text say that its numbers are.

use crate::{lexicon::Lexicon, word::words};

/// What a word says that the number behind it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Phone,
    Passport,
    TaxNumber,
    Code,
    Declaration,
}

const LISTS: [(&str, Sort); 5] = [
    ("says phone", Sort::Phone),
    ("says passport", Sort::Passport),
    ("says tax number", Sort::TaxNumber),
    ("says code", Sort::Code),
    ("says declaration", Sort::Declaration),
];

/// How many bytes lie at most between a word and the number it announces, and between a number and the word behind it.
const BEFORE_MAX: usize = 32;
const BEHIND_MAX: usize = 24;

/// The words of a text that say what numbers are, in whatever language.
pub(super) struct Announced {
    /// Where the word begins and ends, in bytes, and what it says.
    said: Vec<(usize, usize, Sort)>,
}

impl Announced {
    pub fn of(text: &str) -> Announced {
        let words = words(text);
        let mut said = Vec::new();
        for (_, lexicon) in Lexicon::all() {
            for (list, sort) in LISTS {
                for phrase in lexicon.list(list) {
                    for from in 0..words.len() {
                        let until = phrase.at(&words, from).filter(|until| *until > from);
                        said.extend(until.map(|until| (words[from].place.start, words[until - 1].place.end, sort)));
                    }
                }
            }
        }
        said.sort_by_key(|(start, end, _)| (*end, *start));
        Announced { said }
    }

    /// Returns what the nearest word before a place says; of several that end together, the longest.
    pub fn nearest(&self, place: usize) -> Option<Sort> {
        let end = self.said.iter().map(|(_, end, _)| *end).filter(|end| *end <= place && place - end <= BEFORE_MAX).max()?;
        self.said.iter().find(|(_, other, _)| *other == end).map(|(_, _, sort)| *sort)
    }

    /// Says whether the word before a number, or the one behind it where there is none, says that it is one of a sort.
    pub fn is_about(&self, start: usize, end: usize, sort: Sort) -> bool {
        match self.nearest(start) {
            Some(before) => before == sort,
            None => self.said.iter().any(|(from, _, said)| *said == sort && *from >= end && from - end <= BEHIND_MAX),
        }
    }
}
