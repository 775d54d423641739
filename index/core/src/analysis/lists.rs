//! Lists of words as they stand in the tables of languages: one text each, cut where it is first read. A list of two thousand references to texts
//! would be twice as large as the texts in everything that carries it.

use std::{ops::Deref, sync::OnceLock};

/// Words, with spaces between them.
#[derive(Debug)]
pub struct Words {
    text: &'static str,
    cut: OnceLock<Box<[&'static str]>>,
}

/// Sequences of words, with `|` between them.
#[derive(Debug)]
pub struct Sequences {
    text: &'static str,
    cut: OnceLock<Box<[Box<[&'static str]>]>>,
}

impl Words {
    /// Takes words with spaces between them.
    pub const fn of(text: &'static str) -> Words {
        Words { text, cut: OnceLock::new() }
    }
}

impl Sequences {
    /// Takes sequences of words with `|` between them.
    pub const fn of(text: &'static str) -> Sequences {
        Sequences { text, cut: OnceLock::new() }
    }
}

impl Deref for Words {
    type Target = [&'static str];

    fn deref(&self) -> &[&'static str] {
        self.cut.get_or_init(|| self.text.split_ascii_whitespace().collect())
    }
}

impl Deref for Sequences {
    type Target = [Box<[&'static str]>];

    fn deref(&self) -> &[Box<[&'static str]>] {
        let cut = |sequence: &'static str| sequence.split_ascii_whitespace().collect::<Box<[_]>>();
        self.cut.get_or_init(|| self.text.split('|').map(cut).filter(|sequence| !sequence.is_empty()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_sequences_are_cut() {
        assert_eq!(*Words::of("a an  the"), ["a", "an", "the"]);
        assert!(Words::of("").is_empty() && Sequences::of("").is_empty());
        let sequences = Sequences::of("for | classification of");
        assert_eq!(sequences.iter().map(|words| words.join("+")).collect::<Vec<_>>(), ["for", "classification+of"]);
    }
}
