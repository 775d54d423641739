//! Clauses that exclude: "fruit, other than citrus fruit, fresh" is not about citrus fruit.

use super::{Sequences, Word, Words};

/// How a language excludes.
#[derive(Debug)]
pub struct Exclusions {
    /// Words that open an exclusion, each as a sequence.
    pub openers: Sequences,
    /// A word before an opener that takes its force away ("whether or not").
    pub harmless_after: Words,
    /// Words that end an exclusion within its clause ("not carded but combed").
    pub closers: Words,
}

impl Exclusions {
    /// A language whose exclusions are not known.
    pub const fn unknown() -> Exclusions {
        Exclusions { openers: Sequences::of(""), harmless_after: Words::of(""), closers: Words::of("") }
    }

    /// Marks the words that stand in an exclusion, from its opener to the end of the clause.
    pub(super) fn mark(&self, words: &mut [Word<'_>]) {
        let mut excluding = false;
        let mut at = 0;
        while at < words.len() {
            excluding &= !words[at].clause_ended && !self.closers.contains(&words[at].folded);
            let opener = if excluding { 0 } else { self.opener_len(words, at) };
            excluding |= opener > 0;
            let until = at + opener.max(1);
            words[at..until].iter_mut().for_each(|word| word.excluded = excluding);
            at = until;
        }
    }

    fn opener_len(&self, words: &[Word<'_>], at: usize) -> usize {
        if at > 0 && !words[at].clause_ended && self.harmless_after.contains(&words[at - 1].folded) {
            return 0;
        }
        let opens = |opener: &[&str]| {
            words.len() >= at + opener.len()
                && opener.iter().zip(&words[at..]).all(|(wanted, word)| *wanted == word.folded)
                && words[at + 1..at + opener.len()].iter().all(|word| !word.clause_ended)
        };
        self.openers.iter().find(|opener| opens(opener)).map_or(0, |opener| opener.len())
    }
}
