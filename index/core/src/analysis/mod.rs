//! Text to terms. One analyser for each language, from one table of rules; what has no rules yet is folded and left whole.

mod english;
mod folding;
mod french;
mod negation;
mod neutral;
mod stems;
mod words;

use std::ops::Range;

use frostem::{Algorithm, Stemmer};
use vocabulary::Language;

pub use folding::fold;
pub use negation::Exclusions;
pub use stems::{BuildFnv, Stem, Stems, hash};
pub use words::{each_word, is_pair};

/// What an analyser knows of a language. A new language is one such table and its line in `TABLE`.
#[derive(Debug)]
pub struct Rules {
    /// The language.
    pub language: Language,
    /// How its words are stemmed.
    pub stemmer: Option<Algorithm>,
    /// Words that are neither indexed nor searched.
    pub stop_words: &'static [&'static str],
    /// Words that make a question of a query, and say nothing of what it is about.
    pub question_words: &'static [&'static str],
    /// Words that say what one wants to know about goods, not which goods.
    pub intents: &'static [&'static str],
    /// What stands between an intent and the goods ("the duty *on* …"), each as a sequence of words.
    pub links: &'static [&'static [&'static str]],
    /// Words that end a question about the goods before them ("is … *prohibited*").
    pub verdicts: &'static [&'static str],
    /// How it excludes.
    pub exclusions: Exclusions,
    /// Words that announce a code ("heading 0901").
    pub code_nouns: &'static [&'static str],
}

/// The languages with rules of their own.
static TABLE: [&Rules; 2] = [&english::RULES, &french::RULES];

/// How many analysers there are: the languages with rules, and one for all others.
pub const ANALYSERS: usize = TABLE.len() + 1;

/// Cuts and stems the text of one language.
#[derive(Clone, Copy)]
pub struct Analyser {
    rules: &'static Rules,
    stemmer: Option<Stemmer>,
    slot: usize,
}

/// One word in its place.
#[derive(Clone, Debug)]
pub(crate) struct Word<'a> {
    pub folded: &'a str,
    pub clause_ended: bool,
    pub excluded: bool,
}

/// One term of an analysed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The stem, as [`Stems`] knows it.
    pub stem: Stem,
    /// Where the word stands in the text, in bytes.
    pub place: Range<usize>,
    /// Whether it stands in a clause that excludes.
    pub excluded: bool,
}

impl Analyser {
    /// Returns the analyser of a language.
    pub fn of(language: Language) -> Analyser {
        match TABLE.iter().position(|rules| rules.language == language) {
            Some(slot) => Analyser::in_slot(slot),
            None => Analyser::in_slot(TABLE.len()),
        }
    }

    /// Returns the analyser of a slot, `0..ANALYSERS`; the last one is the neutral analyser.
    pub fn in_slot(slot: usize) -> Analyser {
        let rules = TABLE.get(slot).copied().unwrap_or(&neutral::RULES);
        Analyser { rules, stemmer: rules.stemmer.map(Stemmer::new), slot: slot.min(TABLE.len()) }
    }

    /// Returns which of the analysers this is; documents of different languages in one slot share their statistics.
    pub fn slot(&self) -> usize {
        self.slot
    }

    /// Returns a name for the slot that stays the same when languages are added.
    pub fn name(&self) -> &'static str {
        if self.slot == TABLE.len() { "other" } else { self.rules.language.as_str() }
    }

    /// Returns what it knows of its language.
    pub fn rules(&self) -> &'static Rules {
        self.rules
    }

    /// Returns the terms of a text without its stop words, and marks what stands in an exclusion if `exclusions` count.
    pub fn tokens(&self, text: &str, exclusions: bool, stems: &mut Stems, tokens: &mut Vec<Token>) {
        let first = tokens.len();
        let mut openers = false;
        let mut folded = std::mem::take(&mut stems.folded);
        each_word(text, &mut folded, |word, place, clause_ended| {
            let stem = stems.stem(self, word);
            openers |= exclusions && stems.opens_exclusion(stem);
            tokens.push(Token { stem, place, excluded: clause_ended });
        });
        stems.folded = folded;
        if openers {
            self.mark_exclusions(stems, &mut tokens[first..]);
        } else {
            tokens[first..].iter_mut().for_each(|token| token.excluded = false);
        }
        let mut kept = first;
        for at in first..tokens.len() {
            if !stems.is_stop(tokens[at].stem) {
                tokens.swap(kept, at);
                kept += 1;
            }
        }
        tokens.truncate(kept);
    }

    /// On entry `excluded` still says whether a clause ended before the word.
    fn mark_exclusions(&self, stems: &Stems, tokens: &mut [Token]) {
        let mut words: Vec<Word<'_>> = tokens
            .iter()
            .map(|token| Word { folded: stems.word(token.stem), clause_ended: token.excluded, excluded: false })
            .collect();
        self.rules.exclusions.mark(&mut words);
        for (token, word) in tokens.iter_mut().zip(&words) {
            token.excluded = word.excluded;
        }
    }

    /// Returns the stem of a folded word.
    pub fn stem_word(&self, word: &str) -> String {
        match &self.stemmer {
            Some(stemmer) if !word.starts_with(|first: char| first.is_ascii_digit()) => stemmer.stem(word).into_owned(),
            _ => word.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(language: Language, text: &str) -> Vec<(String, bool)> {
        let mut stems = Stems::default();
        let mut tokens = Vec::new();
        Analyser::of(language).tokens(text, true, &mut stems, &mut tokens);
        tokens.iter().map(|token| (stems.text(token.stem).to_owned(), token.excluded)).collect()
    }

    fn excluded(language: Language, text: &str) -> Vec<String> {
        terms(language, text).into_iter().filter(|(_, excluded)| *excluded).map(|(term, _)| term).collect()
    }

    #[test]
    fn an_exclusion_ends_with_its_clause() {
        assert_eq!(excluded(Language::EN, "Fruit, other than citrus fruit, fresh"), ["citrus", "fruit"]);
        assert_eq!(excluded(Language::EN, "Wool, not carded but combed"), ["not", "card"]);
        assert_eq!(excluded(Language::FR, "Fruits, à l'exclusion des agrumes, frais"), ["exclus", "agrum"]);
    }

    #[test]
    fn whether_or_not_excludes_nothing() {
        assert_eq!(excluded(Language::EN, "Oils, whether or not refined"), Vec::<String>::new());
        assert_eq!(excluded(Language::FR, "Huiles, même raffinées ou non raffinées"), Vec::<String>::new());
    }

    #[test]
    fn a_language_without_rules_is_folded_and_left_whole() {
        let swahili = "sw".parse().expect("a language");
        assert_eq!(terms(swahili, "Kahawa  Mbichi"), [("kahawa".to_owned(), false), ("mbichi".to_owned(), false)]);
    }
}
