//! Where officers may lead a phrase that was searched in vain: lines of the tariff that lie near it.

use index::{Filter, Kind, SearchRequest, SuggestRequest, Suggestion};
use vocabulary::{Date, HsCode};

use super::{
    service::{Search, SearchFailure},
    usage::Phrase,
};
use crate::platform::fault::Fault;

/// How many codes are suggested.
pub const NEARBY_MAX: usize = 3;

/// How many beginnings of words are looked up.
const BEGINNINGS_MAX: usize = 6;

/// How many letters a beginning has at least: shorter ones begin anything.
const LETTERS_MIN: usize = 4;

impl Search {
    /// Returns the lines that a phrase may mean, best first: what the search finds by now, in any language, else what begins with
    /// the same letters as one of its words in a term, a title or a code. Nobody's search, so it is not counted.
    ///
    /// # Errors
    /// Faults when there is no index to ask.
    pub async fn nearby(&self, phrase: &Phrase, as_of: Date) -> Result<Vec<HsCode>, Fault> {
        let request = SearchRequest {
            text: phrase.text.clone(),
            meant: None,
            language: Some(phrase.language),
            reader: None,
            as_of,
            filter: Filter { kinds: vec![Kind::TariffLine], ..Filter::default() },
            first: NEARBY_MAX,
            after: None,
            snippet_characters: 0,
            collapse: index::Collapse::Heading,
        };
        let page = found(self.page(&mut request.clone()).await)?.unwrap_or_default();
        let codes = distinct(page.hits.iter().filter_map(|hit| hit.code));
        if !codes.is_empty() {
            return Ok(codes);
        }
        for prefix in beginnings(&phrase.text) {
            let request = SuggestRequest { prefix, language: phrase.language, as_of, first: 2 * NEARBY_MAX };
            let suggestions: Vec<Suggestion> = found(self.suggest(request).await)?.unwrap_or_default();
            let codes = distinct(suggestions.iter().filter_map(|suggestion| suggestion.code));
            if !codes.is_empty() {
                return Ok(codes);
            }
        }
        Ok(Vec::new())
    }
}

/// What the rules say no to is near nothing.
fn found<T>(outcome: Result<T, SearchFailure>) -> Result<Option<T>, Fault> {
    match outcome {
        Ok(found) => Ok(Some(found)),
        Err(SearchFailure::Refused(_)) => Ok(None),
        Err(SearchFailure::Fault(fault)) => Err(fault),
    }
}

fn distinct(codes: impl Iterator<Item = HsCode>) -> Vec<HsCode> {
    let mut distinct = Vec::new();
    for code in codes {
        if !distinct.contains(&code) && distinct.len() < NEARBY_MAX {
            distinct.push(code);
        }
    }
    distinct
}

/// Returns beginnings of the words of a text, each word first without its ending and then ever shorter, the longest words first.
fn beginnings(text: &str) -> Vec<String> {
    let mut words: Vec<Vec<char>> = text.split_whitespace().map(|word| word.chars().collect()).collect();
    words.sort_by_key(|word: &Vec<char>| std::cmp::Reverse(word.len()));
    let shortened = words.iter().flat_map(|word| {
        let longest = (word.len() * 3).div_ceil(4);
        (LETTERS_MIN..=longest).rev().map(|letters| word.iter().take(letters).collect())
    });
    shortened.take(BEGINNINGS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_is_shortened_first() {
        assert_eq!(beginnings("of telefonino rice"), ["telefoni", "telefon", "telefo", "telef", "tele"]);
        assert_eq!(beginnings("tea of oman"), Vec::<String>::new());
    }
}
