//! The part of a text that answers best, with the places that do.

use std::ops::Range;

use crate::{
    analysis::{Analyser, Stems},
    order::sort,
    request::Snippet,
};

/// How much of a text is looked at.
const TEXT_BYTES_MAX: usize = 8_192;

/// Cuts the best part of at most so many characters out of a body, or of its notes where the body says nothing. `lights` says which
/// stems answer, by their hashes; `stems` are those of the analyser.
pub fn cut(
    (body, notes): (&str, &str),
    analyser: &Analyser,
    stems: &mut Stems,
    lights: impl Fn(u32) -> bool,
    characters: usize,
) -> Snippet {
    let mut places = |text: &str| places(text, analyser, stems, &lights);
    let in_body = places(body);
    if in_body.is_empty() && !notes.is_empty() {
        let in_notes = places(notes);
        if !in_notes.is_empty() || body.is_empty() {
            return around(notes, &in_notes, characters);
        }
    }
    around(body, &in_body, characters)
}

fn places(text: &str, analyser: &Analyser, stems: &mut Stems, lights: impl Fn(u32) -> bool) -> Vec<(Range<usize>, u32)> {
    let text = &text[..floor(text, TEXT_BYTES_MAX)];
    let mut tokens = Vec::new();
    analyser.tokens(text, false, stems, &mut tokens);
    let lit = tokens.into_iter().map(|token| (token.place, stems.hash(token.stem)));
    lit.filter(|(_, hash)| lights(*hash)).collect()
}

/// Chooses the window with the most different words, the earliest of those.
fn around(text: &str, places: &[(Range<usize>, u32)], characters: usize) -> Snippet {
    let mut best = (0, 0);
    for (at, (place, _)) in places.iter().enumerate() {
        let inside = places[at..].iter().take_while(|(other, _)| other.end - place.start <= characters);
        let mut different: Vec<u32> = inside.map(|(_, hash)| *hash).collect();
        sort(&mut different);
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
