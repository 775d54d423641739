//! The part of a text that answers best, with the places that do.

use std::{cell::RefCell, ops::Range};

use index_core::analysis::{ANALYSERS, Stems};

use crate::{request::Snippet, search::Understood, stored::Stored};

/// How much of a text is looked at.
const TEXT_BYTES_MAX: usize = 8_192;

/// How many words each thread remembers the stem of: the words of a tariff, in about two megabytes.
const WORDS_MAX: usize = 20_000;

thread_local! {
    static STEMS: RefCell<[Stems; ANALYSERS]> = RefCell::new(std::array::from_fn(|_| Stems::default()));
}

/// Cuts the best part of at most so many characters out of the body, or of the notes where the body says nothing.
pub(crate) fn cut(stored: &Stored, understood: &Understood, characters: usize) -> Snippet {
    let body = places(&stored.body, understood);
    if body.is_empty() && !stored.notes.is_empty() {
        let notes = places(&stored.notes, understood);
        if !notes.is_empty() || stored.body.is_empty() {
            return around(&stored.notes, &notes, characters);
        }
    }
    around(&stored.body, &body, characters)
}

fn places(text: &str, understood: &Understood) -> Vec<(Range<usize>, u32)> {
    let text = &text[..floor(text, TEXT_BYTES_MAX)];
    STEMS.with_borrow_mut(|stems| {
        let stems = &mut stems[understood.slot];
        stems.relieve(WORDS_MAX);
        let mut tokens = Vec::new();
        understood.analyser.tokens(text, false, stems, &mut tokens);
        let lit = tokens.into_iter().map(|token| (token.place, stems.hash(token.stem)));
        lit.filter(|(_, hash)| understood.lights(*hash)).collect()
    })
}

/// Chooses the window with the most different words, the earliest of those.
fn around(text: &str, places: &[(Range<usize>, u32)], characters: usize) -> Snippet {
    let mut best = (0, 0);
    for (at, (place, _)) in places.iter().enumerate() {
        let inside = places[at..].iter().take_while(|(other, _)| other.end - place.start <= characters);
        let mut different: Vec<u32> = inside.map(|(_, hash)| *hash).collect();
        different.sort_unstable();
        different.dedup();
        if different.len() > best.0 {
            best = (different.len(), place.start);
        }
    }
    let start = if best.1 < characters / 2 { 0 } else { word_start(text, best.1.saturating_sub(characters / 4)) };
    let end = word_end(text, start, characters);
    let matches = places.iter().filter(|(place, _)| place.start >= start && place.end <= end);
    Snippet {
        text: text[start..end].to_owned(),
        matches: matches.map(|(place, _)| place.start - start..place.end - start).collect(),
        cut_before: start > 0,
        cut_after: end < text.len(),
    }
}

fn word_start(text: &str, near: usize) -> usize {
    let near = floor(text, near);
    text[..near].rfind(char::is_whitespace).map_or(0, |space| space + text[space..].chars().next().map_or(1, char::len_utf8))
}

fn word_end(text: &str, start: usize, characters: usize) -> usize {
    let Some((limit, _)) = text[start..].char_indices().nth(characters) else { return text.len() };
    let limit = start + limit;
    text[start..limit].rfind(char::is_whitespace).filter(|space| *space > 0).map_or(limit, |space| start + space)
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
