//! How words are brought to their stems: by Snowball, by rules of our own, or not at all.

use frostem::{Algorithm, Stemmer};

use super::fold;

/// How the words of a language are brought to their stems.
#[derive(Debug)]
pub enum Stemming {
    /// They are left whole.
    Whole,
    /// By a Snowball algorithm.
    Snowball(Algorithm),
    /// By a Snowball algorithm, after the first of these endings that a folded word has is exchanged for the one the algorithm
    /// knows: Snowball takes `ación` away and leaves `acion`.
    Restored(Algorithm, &'static [(&'static str, &'static str)]),
    /// By rules of our own.
    Own(fn(&str) -> String),
}

/// How many letters a word must have before an ending that is exchanged.
const RESTORED_LETTERS_MIN: usize = 2;

impl Stemming {
    /// Returns the stem of a folded word, folded.
    pub fn stem(&self, word: &str) -> String {
        match self {
            Stemming::Whole => word.to_owned(),
            Stemming::Snowball(algorithm) => Stemmer::new(*algorithm).stem(word).into_owned(),
            Stemming::Restored(algorithm, endings) => fold(&Stemmer::new(*algorithm).stem(&restored(word, endings))),
            Stemming::Own(stem) => stem(word),
        }
    }
}

fn restored(word: &str, endings: &[(&str, &str)]) -> String {
    let exchange = |(typed, written): &(&str, &str)| {
        let bare = word.strip_suffix(typed)?;
        (bare.chars().count() >= RESTORED_LETTERS_MIN).then(|| format!("{bare}{written}"))
    };
    endings.iter().find_map(exchange).unwrap_or_else(|| word.to_owned())
}
