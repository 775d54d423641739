//! The gist of a long text: the few of its words that tell most, to search with.

use index_core::{
    analysis::{Analyser, is_pair},
    plan::Dictionary,
    query::Query,
};
use vocabulary::Language;

use crate::{SearchIndex, request::QUERY_CHARACTERS_MAX};

/// How many words a gist has: more find no more, and cost time.
const WORDS_MAX: usize = 12;

impl SearchIndex {
    /// Returns the words of a text that the fewest documents of a language have, in the order they were written in. Of a script
    /// without spaces, where words are not told apart, it is the beginning.
    pub fn gist(&self, text: &str, language: Language) -> String {
        let analyser = Analyser::of(language);
        let words = Query::understand(text, &analyser).words;
        if 2 * words.iter().filter(|word| is_pair(&word.word)).count() > words.len() {
            return text.chars().take(QUERY_CHARACTERS_MAX).collect();
        }
        let snapshot = self.snapshot();
        let dictionary = &snapshot.slots[analyser.slot()];
        let mut known: Vec<(u64, usize)> = words
            .iter()
            .enumerate()
            .map(|(at, word)| (dictionary.document_frequency(&word.stem), at))
            .filter(|(frequency, _)| *frequency > 0)
            .collect();
        known.sort_unstable_by_key(|(frequency, at)| (*frequency, *at));
        known.truncate(WORDS_MAX);
        known.sort_unstable_by_key(|(_, at)| *at);
        let mut gist = String::new();
        for (_, at) in known {
            if gist.chars().count() + 1 + words[at].word.chars().count() > QUERY_CHARACTERS_MAX {
                break;
            }
            gist = format!("{gist} {}", words[at].word).trim().to_owned();
        }
        gist
    }
}
