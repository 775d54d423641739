//! The lists of words of each language, from `words/*.txt`: what tells an intent, names a month, negates or obliges.
//!
//! A list is a line `[name]` and the phrases below it, one a line; `#` begins a remark.

use std::{collections::BTreeMap, sync::LazyLock};

use vocabulary::Language;

use crate::{
    phrase::Phrase,
    word::{Word, words},
};

/// The languages with lists, each with its file. A new language is a file and its line here.
const FILES: [(Language, &str); 7] = [
    (Language::EN, include_str!("../words/en.txt")),
    (Language::FR, include_str!("../words/fr.txt")),
    (Language::ES, include_str!("../words/es.txt")),
    (Language::PT, include_str!("../words/pt.txt")),
    (Language::AR, include_str!("../words/ar.txt")),
    (Language::ZH, include_str!("../words/zh.txt")),
    (Language::SW, include_str!("../words/sw.txt")),
];

static ALL: LazyLock<Vec<(Language, Lexicon)>> =
    LazyLock::new(|| FILES.iter().map(|(language, file)| (*language, Lexicon::read(file))).collect());

/// The lists of one language.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    lists: BTreeMap<&'static str, Vec<Phrase>>,
}

impl Lexicon {
    /// Returns the lists of a language; the English ones where it has none.
    pub fn of(language: Language) -> &'static Lexicon {
        let own = ALL.iter().find(|(other, _)| *other == language);
        own.or_else(|| ALL.first()).map_or_else(|| unreachable!("English has lists"), |(_, lexicon)| lexicon)
    }

    /// Returns the lists of all languages.
    pub fn all() -> impl Iterator<Item = (Language, &'static Lexicon)> {
        ALL.iter().map(|(language, lexicon)| (*language, lexicon))
    }

    fn read(file: &'static str) -> Lexicon {
        let mut lexicon = Lexicon::default();
        let mut name = "";
        for line in file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                Some(next) => name = next,
                None => lexicon.lists.entry(name).or_default().extend(Phrase::read(line)),
            }
        }
        lexicon
    }

    /// Returns a list; an empty one where the language does not have it.
    pub fn list(&self, name: &str) -> &[Phrase] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    /// Says whether any phrase of a list stands in a text.
    pub fn has(&self, name: &str, words: &[Word]) -> bool {
        self.list(name).iter().any(|phrase| phrase.find(words).is_some())
    }

    /// Says whether any phrase of a list stands in a text that was not cut into words yet.
    pub fn is_in(&self, name: &str, text: &str) -> bool {
        self.has(name, &words(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_list() {
        let english: Vec<&str> = Lexicon::of(Language::EN).lists.keys().copied().collect();
        assert!(english.len() > 25, "{english:?}");
        for (language, lexicon) in Lexicon::all() {
            let own: Vec<&str> = lexicon.lists.keys().copied().collect();
            assert_eq!(own, english, "{language}");
            assert_eq!(lexicon.list("months").len(), 12, "{language}");
            assert!(lexicon.lists.values().all(|list| !list.is_empty()), "{language}");
        }
    }

    #[test]
    fn every_line_is_a_phrase() {
        for (language, file) in FILES {
            for line in file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', '['])) {
                assert!(Phrase::read(line).is_some(), "{language}: {line}");
            }
        }
    }
}
