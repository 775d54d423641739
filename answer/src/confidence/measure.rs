//! How good a confidence is: whether it tells what can be answered from what cannot, and whether it means what it says.

use serde::{Deserialize, Serialize};

/// How many bins the calibration error has.
const BINS: usize = 10;

/// A probability, and whether the question could be answered.
pub type Outcome = (f64, bool);

/// What was measured of a confidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// How many questions could be answered.
    pub answerable: usize,
    /// How many could not.
    pub unanswerable: usize,
    /// How often one that can be answered is surer than one that cannot.
    pub auroc: f64,
    /// How far the probability is from how often it is right, on average.
    pub ece: f64,
    /// Which share of the unanswerable is answered where 80 % of the answerable are.
    pub wrong_at_80: f64,
    /// Which share of the unanswerable is answered where 90 % of the answerable are.
    pub wrong_at_90: f64,
}

/// One point of the curve of coverage and accuracy.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// From which probability on there is an answer.
    pub from: f64,
    /// Which share of all questions is answered.
    pub coverage: f64,
    /// Which share of the answerable is answered.
    pub answered: f64,
    /// Which share of the unanswerable is answered.
    pub wrong: f64,
    /// Which share of the answered could be answered.
    pub accuracy: f64,
}

impl Figures {
    /// Measures outcomes.
    pub fn of(outcomes: &[Outcome]) -> Figures {
        let answerable = outcomes.iter().filter(|(_, answerable)| *answerable).count();
        Figures {
            answerable,
            unanswerable: outcomes.len() - answerable,
            auroc: auroc(outcomes),
            ece: calibration_error(outcomes),
            wrong_at_80: wrong_at(outcomes, 0.8),
            wrong_at_90: wrong_at(outcomes, 0.9),
        }
    }
}

/// Returns how often one that can be answered is surer than one that cannot; equals count half.
pub fn auroc(outcomes: &[Outcome]) -> f64 {
    let mut sorted: Vec<Outcome> = outcomes.to_vec();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut won, mut below, mut answerable) = (0.0, 0.0, 0.0);
    for equals in sorted.chunk_by(|one, other| one.0 == other.0) {
        let right = equals.iter().filter(|(_, answerable)| *answerable).count() as f64;
        let wrong = equals.len() as f64 - right;
        won += right * (below + 0.5 * wrong);
        below += wrong;
        answerable += right;
    }
    if answerable * below > 0.0 { won / (answerable * below) } else { 0.5 }
}

/// Returns how far the probability is from how often it is right, on average over ten bins.
pub fn calibration_error(outcomes: &[Outcome]) -> f64 {
    let mut bins = [(0.0, 0.0); BINS];
    for (probability, answerable) in outcomes {
        let bin = &mut bins[((probability * BINS as f64) as usize).min(BINS - 1)];
        *bin = (bin.0 + probability, bin.1 + f64::from(u8::from(*answerable)));
    }
    let apart: f64 = bins.iter().map(|(said, right)| (said - right).abs()).sum();
    apart / outcomes.len().max(1) as f64
}

/// Returns the probability from which on a share of the answerable is answered.
pub fn threshold_at(outcomes: &[Outcome], answered: f64) -> f64 {
    let mut answerable: Vec<f64> =
        outcomes.iter().filter(|(_, answerable)| *answerable).map(|(probability, _)| *probability).collect();
    answerable.sort_by(|one, other| other.total_cmp(one));
    let count = (answered * answerable.len() as f64).ceil() as usize;
    answerable.get(count.saturating_sub(1)).copied().unwrap_or(1.0)
}

/// Returns the probability from which on no more than a share of the unanswerable is answered.
pub fn threshold_with(outcomes: &[Outcome], wrong: f64) -> f64 {
    let mut unanswerable: Vec<f64> =
        outcomes.iter().filter(|(_, answerable)| !answerable).map(|(probability, _)| *probability).collect();
    unanswerable.sort_by(|one, other| other.total_cmp(one));
    let count = (wrong * unanswerable.len() as f64).floor() as usize;
    // Above the surest of those that are not to be answered.
    unanswerable.get(count).map_or(0.0, |surest| surest.next_up())
}

/// Returns which share of the unanswerable is answered where a share of the answerable is.
pub fn wrong_at(outcomes: &[Outcome], answered: f64) -> f64 {
    Point::at(outcomes, threshold_at(outcomes, answered)).wrong
}

/// Returns the curve of coverage and accuracy, from the strictest threshold to none.
pub fn curve(outcomes: &[Outcome]) -> Vec<Point> {
    (0..=20).rev().map(|step| Point::at(outcomes, f64::from(step) / 20.0)).collect()
}

impl Point {
    /// Measures one threshold.
    pub fn at(outcomes: &[Outcome], from: f64) -> Point {
        let answered = |wanted: bool| {
            outcomes.iter().filter(|(probability, answerable)| *answerable == wanted && *probability >= from).count() as f64
        };
        let of = |wanted: bool| outcomes.iter().filter(|(_, answerable)| *answerable == wanted).count().max(1) as f64;
        let (right, wrong) = (answered(true), answered(false));
        Point {
            from,
            coverage: (right + wrong) / outcomes.len().max(1) as f64,
            answered: right / of(true),
            wrong: wrong / of(false),
            accuracy: if right + wrong > 0.0 { right / (right + wrong) } else { 1.0 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confidence_that_tells_them_apart_is_measured_so() {
        let apart = [(0.9, true), (0.8, true), (0.3, false), (0.1, false)];
        let mixed = [(0.9, true), (0.2, true), (0.3, false), (0.1, false)];
        assert_eq!((auroc(&apart), auroc(&mixed), auroc(&[(0.5, true), (0.5, false)])), (1.0, 0.75, 0.5));
        assert_eq!((wrong_at(&apart, 0.8), wrong_at(&mixed, 0.8)), (0.0, 0.5));
        assert!((calibration_error(&apart) - 0.175).abs() < 1e-9);
    }

    #[test]
    fn a_threshold_keeps_the_unanswerable_out() {
        let outcomes: Vec<Outcome> = (0..100).map(|at| (f64::from(at) / 100.0, at % 2 > 0)).collect();
        for wrong in [0.0, 0.05, 0.5, 1.0] {
            let found = Point::at(&outcomes, threshold_with(&outcomes, wrong)).wrong;
            assert!(found <= wrong && found > wrong - 0.021, "{found} of {wrong}");
        }
    }

    #[test]
    fn a_curve_answers_ever_more() {
        let outcomes: Vec<Outcome> = (0..100).map(|at| (f64::from(at) / 100.0, at % 3 > 0)).collect();
        let curve = curve(&outcomes);
        assert!(curve.is_sorted_by(|one, other| one.coverage <= other.coverage));
        assert_eq!(curve.last().map(|point| point.coverage), Some(1.0));
    }
}
