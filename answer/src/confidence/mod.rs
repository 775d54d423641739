//! How sure an answer is, and what follows from it: answer, show passages, or say that we do not know and call an officer (CHAT-M4).
//!
//! Twelve features of what retrieval saw go through a logistic that was fitted on labelled questions, one for each [`Mode`]. The
//! numbers are data (`fits.json`), with the day and the figures they were fitted with; each deployment refits them on its own
//! questions ([`fit`]).

mod features;
pub mod fit;
pub mod measure;
mod solve;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use vocabulary::Date;

pub use features::{FEATURES, Features, MeaningSignals, Signals};
pub use measure::Figures;

/// What the evidence rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Words alone: there is no model.
    Words,
    /// Words and meaning, in one language.
    Meaning,
    /// The best passage is in another language than the question.
    Abroad,
}

impl Mode {
    /// All modes.
    pub const ALL: [Mode; 3] = [Self::Words, Self::Meaning, Self::Abroad];

    /// Returns its name.
    pub fn as_str(self) -> &'static str {
        ["words", "meaning", "abroad"][self as usize]
    }
}

/// A fitted logistic, and where it decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fit {
    /// What each feature counts, in the order of [`FEATURES`].
    pub weights: [f64; FEATURES],
    /// What is added.
    pub bias: f64,
    /// From which probability on there is an answer.
    pub answer_from: f64,
    /// From which probability on passages are shown.
    pub show_from: f64,
    /// What was measured on questions that the fit had not seen.
    pub figures: Figures,
}

/// The fits of all modes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fits {
    /// The day they were fitted.
    pub fitted_on: Date,
    /// The questions they were fitted on, in words.
    pub fitted_with: String,
    /// For words alone.
    pub words: Fit,
    /// For words and meaning.
    pub meaning: Fit,
    /// For another language.
    pub abroad: Fit,
}

/// What is done with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// Nothing is shown; an officer is offered.
    Abstain,
    /// Passages are shown that may help, and an officer is offered.
    Show,
    /// It is answered.
    Answer,
}

/// How sure an answer would be, and what follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judgement {
    /// How likely the question is answered by what was found, from 0 to 1.
    pub probability: f64,
    /// What is done.
    pub decision: Decision,
    /// What it rests on.
    pub mode: Mode,
}

static SHIPPED: LazyLock<Result<Fits, String>> =
    LazyLock::new(|| serde_json::from_str(include_str!("fits.json")).map_err(|error| error.to_string()));

impl Fits {
    /// Returns the fits this version was released with.
    pub fn shipped() -> &'static Fits {
        SHIPPED.as_ref().expect("the shipped fits were read in a test")
    }

    /// Returns the fit of a mode.
    pub fn of(&self, mode: Mode) -> &Fit {
        match mode {
            Mode::Words => &self.words,
            Mode::Meaning => &self.meaning,
            Mode::Abroad => &self.abroad,
        }
    }

    /// Exchanges the fit of a mode.
    #[must_use]
    pub fn with(mut self, mode: Mode, fit: Fit) -> Fits {
        *match mode {
            Mode::Words => &mut self.words,
            Mode::Meaning => &mut self.meaning,
            Mode::Abroad => &mut self.abroad,
        } = fit;
        self
    }

    /// Judges what retrieval saw.
    pub fn judge(&self, signals: &Signals) -> Judgement {
        let mode = signals.mode();
        let fit = self.of(mode);
        let probability = if signals.found { fit.probability(&signals.features()) } else { 0.0 };
        Judgement { probability, decision: fit.decide(probability), mode }
    }
}

impl Fit {
    /// Returns how likely a question with these features is answered.
    pub fn probability(&self, features: &Features) -> f64 {
        let sum = self.weights.iter().zip(features.numbers()).map(|(weight, feature)| weight * feature).sum::<f64>() + self.bias;
        1.0 / (1.0 + (-sum).exp())
    }

    /// Says what is done at a probability.
    pub fn decide(&self, probability: f64) -> Decision {
        if probability >= self.answer_from {
            Decision::Answer
        } else if probability >= self.show_from {
            Decision::Show
        } else {
            Decision::Abstain
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_fits_can_be_read_and_decide() {
        let fits = Fits::shipped();
        for mode in Mode::ALL {
            let fit = fits.of(mode);
            assert!(fit.show_from <= fit.answer_from && (0.0..1.0).contains(&fit.show_from), "{mode:?}");
            assert!(fit.weights.iter().all(|weight| weight.is_finite()) && fit.bias.is_finite());
            assert_eq!(fit.decide(0.0), Decision::Abstain);
            assert_eq!(fit.decide(1.0), Decision::Answer);
        }
        assert!([4, 5, 6, 7, 9].iter().all(|at| fits.words.weights[*at] == 0.0), "words alone know no meaning");
    }

    #[test]
    fn across_languages_more_is_asked() {
        let fits = Fits::shipped();
        assert!(fits.abroad.answer_from >= fits.meaning.answer_from);
    }

    #[test]
    fn where_nothing_was_found_there_is_no_answer() {
        let judgement = Fits::shipped().judge(&Signals::default());
        assert_eq!((judgement.probability, judgement.decision), (0.0, Decision::Abstain));
    }

    #[test]
    fn a_question_that_the_passages_cover_is_surer() {
        let covered = Signals {
            found: true,
            best: 18.0,
            adjacent: 1.0,
            reach: 12.0,
            known: 1.0,
            covered: 1.0,
            words: 4,
            ..Signals::default()
        };
        let stray = Signals { best: 4.0, adjacent: 0.0, known: 0.4, covered: 0.2, ..covered };
        let fits = Fits::shipped();
        assert!(fits.judge(&covered).probability > fits.judge(&stray).probability);
    }
}
