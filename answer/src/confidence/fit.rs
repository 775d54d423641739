//! Fits a confidence to labelled questions, and refuses one that is worse than what is there.
//!
//! A ridge logistic, by Newton's method: deterministic, and done in milliseconds. Its figures are those of questions that the fit had
//! not seen, five times over; questions of one group, such as paraphrases, are never on both sides.

use thiserror::Error;

use super::{
    FEATURES, Features, Figures, Fit, Mode, Signals,
    measure::{Outcome, threshold_at, threshold_with},
    solve::solve,
};

/// How many parts the questions are cut into.
const FOLDS: u64 = 5;

/// How strongly weights are held small, in questions.
const RIDGE: f64 = 1.0;

/// How often the weights are bettered at most.
const STEPS_MAX: usize = 50;

/// How many questions of each kind there have to be.
pub const QUESTIONS_MIN: usize = 30;

/// Which share of the answerable is answered, and of which at least passages are shown.
const ANSWERED: f64 = 0.8;
const SHOWN: f64 = 0.95;

/// Which share of the unanswerable is answered at most where texts are in another language than the question: whoever cannot read what is quoted
/// cannot see that it is beside the point.
const WRONG_ABROAD_MAX: f64 = 0.05;

/// How much less a new fit may tell apart, and how much further off it may be: less than chance does.
const AUROC_LOST_MAX: f64 = 0.005;
const ECE_GAINED_MAX: f64 = 0.01;

/// From which error on a fit does not mean what it says.
pub const ECE_MAX: f64 = 0.08;

/// A question that somebody labelled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Labelled {
    /// What it is a paraphrase of; the same number, the same part.
    pub group: u64,
    /// What retrieval saw of it.
    pub signals: Signals,
    /// Whether what is published answers it.
    pub answerable: bool,
}

/// Why there is no new fit.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum FitError {
    /// There are too few questions.
    #[error(
        "{answerable} questions that can be answered and {unanswerable} that cannot are too few; {QUESTIONS_MIN} of each are needed"
    )]
    TooFew {
        /// How many can be answered.
        answerable: usize,
        /// How many cannot.
        unanswerable: usize,
    },
    /// The numbers have no answer: the features do not differ.
    #[error("the questions do not differ in what retrieval sees of them")]
    Singular,
    /// It tells less apart than what is there.
    #[error("tells {new:.3} apart where what is there tells {old:.3}")]
    TellsLess {
        /// Its AUROC.
        new: f64,
        /// The AUROC of what is there, on the same questions.
        old: f64,
    },
    /// It means less what it says than what is there.
    #[error("is off by {new:.3} where what is there is off by {old:.3}")]
    MeansLess {
        /// Its calibration error.
        new: f64,
        /// The calibration error of what is there, on the same questions.
        old: f64,
    },
}

/// Fits to labelled questions of one mode.
///
/// # Errors
/// Refuses too few questions, and such as do not differ.
pub fn fit(mode: Mode, labelled: &[Labelled]) -> Result<Fit, FitError> {
    let answerable = labelled.iter().filter(|question| question.answerable).count();
    let unanswerable = labelled.len() - answerable;
    if answerable < QUESTIONS_MIN || unanswerable < QUESTIONS_MIN {
        return Err(FitError::TooFew { answerable, unanswerable });
    }
    let outcomes = unseen(labelled)?;
    let Logistic { weights, bias } = Logistic::fit(labelled).ok_or(FitError::Singular)?;
    let figures = Figures::of(&outcomes);
    let answered = threshold_at(&outcomes, ANSWERED);
    let answer_from = match mode {
        Mode::Words | Mode::Meaning => answered,
        Mode::Abroad => answered.max(threshold_with(&outcomes, WRONG_ABROAD_MAX)),
    };
    Ok(Fit { weights, bias, answer_from, show_from: threshold_at(&outcomes, SHOWN), figures })
}

/// Returns the probability of each question by a fit that had not seen it, in the order of the questions.
///
/// # Errors
/// Refuses questions that do not differ.
pub fn unseen(labelled: &[Labelled]) -> Result<Vec<Outcome>, FitError> {
    let mut outcomes = vec![(0.0, false); labelled.len()];
    for fold in 0..FOLDS {
        let seen: Vec<Labelled> = labelled.iter().filter(|question| part(question) != fold).copied().collect();
        let logistic = Logistic::fit(&seen).ok_or(FitError::Singular)?;
        for (outcome, question) in outcomes.iter_mut().zip(labelled).filter(|(_, question)| part(question) == fold) {
            *outcome = (logistic.probability(question), question.answerable);
        }
    }
    Ok(outcomes)
}

/// Returns what a fit says of questions.
pub fn outcomes(fit: &Fit, labelled: &[Labelled]) -> Vec<Outcome> {
    let probability =
        |question: &Labelled| if question.signals.found { fit.probability(&question.signals.features()) } else { 0.0 };
    labelled.iter().map(|question| (probability(question), question.answerable)).collect()
}

/// Fits to labelled questions, and keeps what is there where the new fit is worse on them.
///
/// # Errors
/// As [`fit`]; refuses a fit that tells less apart or means less what it says than the one in use.
pub fn refit(mode: Mode, in_use: &Fit, labelled: &[Labelled]) -> Result<Fit, FitError> {
    let new = fit(mode, labelled)?;
    let old = Figures::of(&outcomes(in_use, labelled));
    is_no_worse(&new.figures, &old).map(|()| new)
}

/// Says whether figures are no worse than those of the fit in use on the same questions.
///
/// # Errors
/// Says in what they are worse.
pub fn is_no_worse(new: &Figures, old: &Figures) -> Result<(), FitError> {
    if new.auroc < old.auroc - AUROC_LOST_MAX {
        return Err(FitError::TellsLess { new: new.auroc, old: old.auroc });
    }
    if new.ece > ECE_MAX && new.ece > old.ece + ECE_GAINED_MAX {
        return Err(FitError::MeansLess { new: new.ece, old: old.ece });
    }
    Ok(())
}

/// Which part a question is in: spread by its group, the same in every run.
fn part(question: &Labelled) -> u64 {
    let mut mixed = question.group.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed ^ (mixed >> 31)) % FOLDS
}

/// A logistic of raw features.
#[derive(Clone, Copy, Debug)]
struct Logistic {
    weights: [f64; FEATURES],
    bias: f64,
}

const PARAMETERS: usize = FEATURES + 1;

impl Logistic {
    fn fit(labelled: &[Labelled]) -> Option<Logistic> {
        let features: Vec<Features> = labelled.iter().map(|question| question.signals.features()).collect();
        let scale = Scale::of(&features);
        let rows: Vec<([f64; PARAMETERS], f64)> = features
            .iter()
            .zip(labelled)
            .map(|(features, question)| (scale.row(features), f64::from(u8::from(question.answerable))))
            .collect();
        let mut weights = [0.0; PARAMETERS];
        for _ in 0..STEPS_MAX {
            let step = newton(&rows, &weights)?;
            let longest = step.iter().fold(0.0_f64, |longest, part| longest.max(part.abs()));
            weights.iter_mut().zip(step).for_each(|(weight, part)| *weight -= part);
            if longest < 1e-9 {
                break;
            }
        }
        weights.iter().all(|weight| weight.is_finite()).then(|| scale.raw(&weights))
    }

    fn probability(&self, question: &Labelled) -> f64 {
        if !question.signals.found {
            return 0.0;
        }
        let features = question.signals.features();
        let sum = self.weights.iter().zip(features.numbers()).map(|(weight, feature)| weight * feature).sum::<f64>() + self.bias;
        1.0 / (1.0 + (-sum).exp())
    }
}

/// One step of Newton's method on the ridge log-likelihood.
fn newton(rows: &[([f64; PARAMETERS], f64)], weights: &[f64; PARAMETERS]) -> Option<[f64; PARAMETERS]> {
    let mut gradient = [0.0; PARAMETERS];
    let mut hessian = [[0.0; PARAMETERS]; PARAMETERS];
    for (row, label) in rows {
        let sum: f64 = row.iter().zip(weights).map(|(feature, weight)| feature * weight).sum();
        let probability = 1.0 / (1.0 + (-sum).exp());
        let spread = (probability * (1.0 - probability)).max(1e-9);
        for (at, (slope, curve)) in gradient.iter_mut().zip(&mut hessian).enumerate() {
            *slope += (probability - label) * row[at];
            curve.iter_mut().zip(row).for_each(|(cell, other)| *cell += spread * row[at] * other);
        }
    }
    for (at, weight) in weights.iter().enumerate().take(FEATURES) {
        gradient[at] += RIDGE * weight;
        hessian[at][at] += RIDGE;
    }
    solve(hessian, gradient)
}

/// Where a feature lies, and how far it spreads.
struct Scale {
    means: [f64; FEATURES],
    deviations: [f64; FEATURES],
}

impl Scale {
    fn of(features: &[Features]) -> Scale {
        let count = features.len().max(1) as f64;
        let means: [f64; FEATURES] =
            std::array::from_fn(|at| features.iter().map(|features| features.numbers()[at]).sum::<f64>() / count);
        let deviations = std::array::from_fn(|at| {
            (features.iter().map(|features| (features.numbers()[at] - means[at]).powi(2)).sum::<f64>() / count).sqrt()
        });
        Scale { means, deviations }
    }

    /// The features around nothing, as wide as each other; one that never differs says nothing. The last is for the bias.
    fn row(&self, features: &Features) -> [f64; PARAMETERS] {
        std::array::from_fn(|at| match (features.numbers().get(at), self.deviations.get(at)) {
            (Some(feature), Some(deviation)) if *deviation > 1e-9 => (feature - self.means[at]) / deviation,
            (Some(_), _) => 0.0,
            (None, _) => 1.0,
        })
    }

    fn raw(&self, weights: &[f64; PARAMETERS]) -> Logistic {
        let raw: [f64; FEATURES] =
            std::array::from_fn(|at| if self.deviations[at] > 1e-9 { weights[at] / self.deviations[at] } else { 0.0 });
        let moved: f64 = raw.iter().zip(&self.means).map(|(weight, mean)| weight * mean).sum();
        Logistic { weights: raw, bias: weights[FEATURES] - moved }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::measure::Point, *};

    /// Questions whose coverage tells whether they can be answered, as often as it says.
    fn questions(count: u64) -> Vec<Labelled> {
        (0..count)
            .map(|at| {
                let covered = (at * 37 % 101) as f32 / 100.0;
                let chance = (at * 61 % 97) as f32 / 97.0;
                let signals =
                    Signals { found: true, covered, known: chance, best: 3.0 + covered, words: 4, ..Signals::default() };
                Labelled { group: at, signals, answerable: (at * 53 % 89) as f32 / 89.0 < covered }
            })
            .collect()
    }

    #[test]
    fn a_fit_tells_apart_and_means_what_it_says() {
        let labelled = questions(2_000);
        let fit = fit(Mode::Meaning, &labelled).expect("a fit");
        assert!(fit.figures.auroc > 0.75 && fit.figures.ece < 0.05, "{:?}", fit.figures);
        assert!(fit.show_from <= fit.answer_from);
        assert_eq!(fit, super::fit(Mode::Meaning, &labelled).expect("a fit"), "the same numbers, the same fit");
    }

    #[test]
    fn across_languages_few_wrong_answers_are_given() {
        let labelled = questions(2_000);
        let [home, abroad] = [Mode::Meaning, Mode::Abroad].map(|mode| fit(mode, &labelled).expect("a fit"));
        assert_eq!((&home.weights, home.show_from), (&abroad.weights, abroad.show_from));
        let wrong = Point::at(&unseen(&labelled).expect("outcomes"), abroad.answer_from).wrong;
        assert!(abroad.answer_from > home.answer_from && wrong <= WRONG_ABROAD_MAX, "{wrong}");
    }

    #[test]
    fn a_better_fit_is_taken() {
        let labelled = questions(2_000);
        let good = fit(Mode::Meaning, &labelled).expect("a fit");
        let poor = Fit { weights: good.weights.map(|weight| -weight), ..good.clone() };
        assert_eq!(refit(Mode::Meaning, &poor, &labelled).expect("a fit"), good);
    }

    #[test]
    fn a_worse_fit_is_refused() {
        let figures = |auroc, ece| Figures { auroc, ece, ..Figures::default() };
        assert_eq!(is_no_worse(&figures(0.90, 0.02), &figures(0.95, 0.02)), Err(FitError::TellsLess { new: 0.90, old: 0.95 }));
        assert_eq!(is_no_worse(&figures(0.95, 0.20), &figures(0.95, 0.02)), Err(FitError::MeansLess { new: 0.20, old: 0.02 }));
        assert_eq!(is_no_worse(&figures(0.948, 0.03), &figures(0.95, 0.02)), Ok(()));
    }

    #[test]
    fn a_few_questions_fit_nothing() {
        assert!(matches!(fit(Mode::Meaning, &questions(40)), Err(FitError::TooFew { .. })));
    }
}
