//! Phrases as the lists of words write them, and where a text has one.
//!
//! A phrase is words with spaces between: `how_much|what .. duty|tax~`. Alternatives are cut by `|`, the words of one alternative by
//! `_`; `~` stands for any letters at the end or the beginning of a word, `..` for a few words that may stand between, `^` for the
//! beginning of the text and `$` for its end.

use std::ops::Range;

use crate::word::{Word, words};

/// How many words, or letters of a script without spaces, a gap is long at most.
const GAP_MAX: usize = 6;

/// A phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    parts: Vec<Part>,
    at_start: bool,
    at_end: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// A few words, whatever they are.
    Gap,
    /// Any of these sequences.
    AnyOf(Vec<Vec<Piece>>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    any_before: bool,
    any_behind: bool,
}

impl Phrase {
    /// Reads a phrase; nothing where it has no word.
    pub fn read(line: &str) -> Option<Phrase> {
        let (mut parts, mut at_start, mut at_end) = (Vec::new(), false, false);
        for part in line.split_whitespace() {
            match part {
                "^" => at_start = true,
                "$" => at_end = true,
                ".." => parts.push(Part::Gap),
                _ => parts.push(Part::AnyOf(part.split('|').map(pieces).filter(|pieces| !pieces.is_empty()).collect())),
            }
        }
        let says_something = |part: &Part| matches!(part, Part::AnyOf(ways) if !ways.is_empty());
        parts.iter().any(says_something).then_some(Phrase { parts, at_start, at_end })
    }

    /// Returns the first place of the phrase, as a range of `words`.
    pub fn find(&self, words: &[Word]) -> Option<Range<usize>> {
        let last = if self.at_start { 0 } else { words.len() };
        (0..=last).find_map(|from| self.at(words, from).map(|until| from..until))
    }

    /// Returns where the phrase ends that begins at a word, if it does.
    pub fn at(&self, words: &[Word], from: usize) -> Option<usize> {
        ends(&self.parts, words, from, &|end| !self.at_end || end == words.len())
    }
}

/// The words of one alternative; of a script without spaces, its letters.
fn pieces(alternative: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for written in alternative.split('_') {
        let (any_before, any_behind) = (written.starts_with('~'), written.ends_with('~'));
        let first = pieces.len();
        pieces.extend(words(written).into_iter().map(|word| Piece { text: word.folded, any_before: false, any_behind: false }));
        if let Some(piece) = pieces.get_mut(first) {
            piece.any_before = any_before;
        }
        if let Some(piece) = pieces[first..].last_mut() {
            piece.any_behind = any_behind;
        }
    }
    pieces
}

fn ends(parts: &[Part], words: &[Word], from: usize, ends_well: &dyn Fn(usize) -> bool) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return ends_well(from).then_some(from) };
    match part {
        Part::Gap => (from..=(from + GAP_MAX).min(words.len())).find_map(|behind| ends(rest, words, behind, ends_well)),
        Part::AnyOf(ways) => ways.iter().find_map(|way| {
            let here = words.get(from..from + way.len())?;
            let fits = way.iter().zip(here).all(|(piece, word)| piece.fits(&word.folded));
            fits.then(|| ends(rest, words, from + way.len(), ends_well)).flatten()
        }),
    }
}

impl Piece {
    fn fits(&self, word: &str) -> bool {
        match (self.any_before, self.any_behind) {
            (false, false) => word == self.text,
            (false, true) => word.starts_with(&self.text),
            (true, false) => word.ends_with(&self.text),
            (true, true) => word.contains(&self.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(phrase: &str, text: &str) -> bool {
        Phrase::read(phrase).expect("a phrase").find(&words(text)).is_some()
    }

    #[test]
    fn a_phrase_is_found_with_its_gaps_and_alternatives() {
        for (phrase, text, found) in [
            ("how_much|what .. duty|tax~", "What is the import duty?", true),
            ("how_much|what .. duty|tax~", "How much taxation", true),
            ("how_much|what .. duty|tax~", "The duty is what it is", false),
            ("^ hello $", "Hello!", true),
            ("^ hello $", "Hello, what is the duty?", false),
            ("~جمارك", "في الجمارك", true),
            ("低报|少报 .. 价值", "怎么低报货物价值", true),
            ("低报|少报 .. 价值", "货物价值多少", false),
        ] {
            assert_eq!(finds(phrase, text), found, "{phrase}: {text}");
        }
    }

    #[test]
    fn a_line_without_words_is_no_phrase() {
        assert_eq!(Phrase::read(" .. ^ "), None);
        assert_eq!(Phrase::read("|"), None);
    }
}
