//! What retrieval saw of a question, and the twelve numbers made of it.

use serde::{Deserialize, Serialize};

use super::Mode;

/// How many features there are.
pub const FEATURES: usize = 12;

/// What retrieval saw of a question. The raw numbers: what is made of them is a matter of the fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Signals {
    /// Whether anything was found.
    pub found: bool,
    /// The BM25 of the best passage by its words.
    pub best: f32,
    /// What all words of the question would weigh if each were found as it was typed (the sum of their idf).
    pub reach: f32,
    /// Which share of that any document of the index has, as it was typed.
    pub known: f32,
    /// Which share of that the first passage has, as it was typed.
    pub covered: f32,
    /// The share of neighbouring words of the question that are neighbours in the first passage.
    pub adjacent: f32,
    /// How many words the question has that tell something.
    pub words: u16,
    /// What the meaning says; nothing without a model.
    pub meaning: Option<MeaningSignals>,
    /// Whether the first passage is in another language than the question.
    pub abroad: bool,
}

/// What the meaning says of a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MeaningSignals {
    /// The cosine of the nearest passage.
    pub nearest: f32,
    /// The cosine of the fifth.
    pub fifth: f32,
    /// The mean of the cosines of the whole collection.
    pub mean: f32,
    /// Their standard deviation.
    pub deviation: f32,
    /// How many passages are among the first five by words and by meaning.
    pub shared: u8,
    /// The cosine of the first passage of all.
    pub first: f32,
}

/// The twelve features.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Features([f64; FEATURES]);

impl Features {
    /// Their names, for reports.
    pub const NAMES: [&str; FEATURES] = [
        "best, of what can be reached",
        "neighbours",
        "covered by the first",
        "weight of words that nothing has",
        "nearest",
        "gap to the fifth",
        "nearest, in deviations",
        "shared of five",
        "weight of words that the first lacks",
        "cosine of the first",
        "length",
        "best",
    ];

    /// Returns the numbers.
    pub fn numbers(&self) -> &[f64; FEATURES] {
        &self.0
    }
}

impl Signals {
    /// Says what the evidence rests on.
    pub fn mode(&self) -> Mode {
        match self.meaning {
            None => Mode::Words,
            Some(_) if self.abroad => Mode::Abroad,
            Some(_) => Mode::Meaning,
        }
    }

    /// Returns the features.
    pub fn features(&self) -> Features {
        let (best, reach, covered) = (f64::from(self.best), f64::from(self.reach), f64::from(self.covered));
        let meaning = self.meaning.unwrap_or_default();
        let [nearest, fifth, mean, deviation] = [meaning.nearest, meaning.fifth, meaning.mean, meaning.deviation].map(f64::from);
        Features([
            share(best, reach),
            f64::from(self.adjacent),
            covered,
            reach * (1.0 - f64::from(self.known)),
            nearest,
            nearest - fifth,
            share(nearest - mean, deviation),
            f64::from(meaning.shared) / 5.0,
            reach * (1.0 - covered),
            f64::from(meaning.first),
            f64::from(self.words).ln_1p(),
            best.max(0.0).ln_1p(),
        ])
    }
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 1e-6 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_found_is_nothing_and_finite() {
        assert_eq!(Signals::default().features(), Features::default());
    }

    #[test]
    fn the_mode_follows_the_evidence() {
        let words = Signals::default();
        let meaning = Signals { meaning: Some(MeaningSignals::default()), ..words };
        let abroad = Signals { abroad: true, ..meaning };
        assert_eq!([words.mode(), meaning.mode(), abroad.mode()], Mode::ALL);
    }
}
