//! A quote, and where it stands in the passage it names.

use std::ops::Range;

use index_core::analysis::is_unspaced;
use unicode_normalization::UnicodeNormalization;
use vocabulary::western_digit;

use super::{Anchor, Fell, Passage};
use crate::{sentence::Span, word::is_of_word};

/// How many characters a quote has at least: less could stand anywhere.
const QUOTE_CHARACTERS_MIN: usize = 2;

/// A quote of a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    passage: usize,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    /// A place that was cut out of the text.
    Place(Span),
    /// Words that somebody says stand there.
    Said(String),
}

impl Quote {
    /// Quotes a place of a passage.
    pub fn at(passage: usize, span: Span) -> Quote {
        Quote { passage, what: What::Place(span) }
    }

    /// Quotes words of a passage, as somebody says they stand there.
    pub fn said(passage: usize, words: impl Into<String>) -> Quote {
        Quote { passage, what: What::Said(words.into()) }
    }

    /// Finds the quote in its passage: exactly, but for the width of spaces and the form of Unicode. What is shown is the text of the
    /// passage, never the words of the quote.
    pub(super) fn anchor(&self, passages: &[Passage<'_>]) -> Result<Anchor, Fell> {
        let text = passages.get(self.passage).ok_or(Fell::UnknownPassage { passage: self.passage })?.text;
        let span = match &self.what {
            What::Place(span) => span.of(text).filter(|text| !text.trim().is_empty()).map(|_| *span),
            What::Said(words) => find_exactly(words.trim(), text).or_else(|| find_alike(words, text)),
        };
        let long_enough = |span: &Span| span.of(text).is_some_and(|quote| quote.chars().count() >= QUOTE_CHARACTERS_MIN);
        span.filter(long_enough).map(|span| Anchor { passage: self.passage, span }).ok_or(Fell::QuoteNotFound)
    }

    /// Returns which passage it is of, and where it stands there, if it does.
    pub(crate) fn place<'a>(&self, passages: &'a [Passage<'a>]) -> Option<(usize, &'a Passage<'a>, Span)> {
        let anchor = self.anchor(passages).ok()?;
        Some((anchor.passage, passages.get(anchor.passage)?, anchor.span))
    }
}

/// Finds words in a text, exactly as they are written.
fn find_exactly(words: &str, text: &str) -> Option<Span> {
    let places = text.match_indices(words).filter(|_| !words.is_empty()).map(|(start, _)| start..start + words.len());
    places.filter(|place| cuts_nothing(place, text)).find_map(|place| Span::at(place, text))
}

/// Says whether a place neither begins nor ends within a word or a number: `XTS 1` is no quote of `XTS 120`, nor of `XTS 1,250`.
fn cuts_nothing(place: &Range<usize>, text: &str) -> bool {
    let joins = |before: Option<char>, behind: Option<char>| {
        let of_word =
            |character: Option<char>| character.is_some_and(|character| is_of_word(character) && !is_unspaced(character));
        of_word(before) && of_word(behind)
    };
    let is_digit = |character: Option<char>| character.is_some_and(|character| western_digit(character).is_some());
    let sets_apart =
        |character: Option<char>| character.is_some_and(|character| ".,'\u{2019}\u{a0}\u{202f} ٫٬".contains(character));
    let (before, quote, behind) = (&text[..place.start], &text[place.clone()], &text[place.end..]);
    let mut earlier = before.chars().rev();
    let mut later = behind.chars();
    let (last_before, first_behind) = (earlier.next(), later.next());
    let (first, last) = (quote.chars().next(), quote.chars().next_back());
    let cuts_number = (is_digit(first) && sets_apart(last_before) && is_digit(earlier.next()))
        || (is_digit(last) && sets_apart(first_behind) && is_digit(later.next()));
    !joins(last_before, first) && !joins(last, first_behind) && !cuts_number
}

/// Finds words in a text, whatever the width of its spaces and the form of its characters.
fn find_alike(words: &str, text: &str) -> Option<Span> {
    let (wanted, _) = plain(words.trim());
    let (within, places) = plain(text);
    let at = within.find(&wanted).filter(|_| !wanted.is_empty())?;
    let first = within[..at].chars().count();
    let last = first + wanted.chars().count() - 1;
    let (start, _) = *places.get(first)?;
    let (_, end) = *places.get(last)?;
    Span::at(start..end, text).filter(|_| cuts_nothing(&(start..end), text))
}

/// A text in one form with single spaces, and where each of its characters comes from.
fn plain(text: &str) -> (String, Vec<(usize, usize)>) {
    let (mut plain, mut places) = (String::new(), Vec::<(usize, usize)>::new());
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
        if character.is_whitespace() {
            if plain.ends_with(' ') {
                if let Some(last) = places.last_mut() {
                    *last = (last.0, end);
                }
            } else {
                plain.push(' ');
                places.push((at, end));
            }
            continue;
        }
        for part in std::iter::once(character).nfkc() {
            plain.push(part);
            places.push((at, end));
        }
    }
    (plain, places)
}
