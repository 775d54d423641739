//! How likely a hit is right: its score as a share of what the query could reach, read off a curve that was fitted on judged
//! queries by isotonic regression (docs/relevance.md).

use crate::{bm25::K1, plan::Plan};

/// What a score can be raised by at most.
const RAISED_MAX: f32 = 6.05;

/// How likely a hit is right, in thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Confidence(u16);

/// A confidence in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Less likely right than not.
    Possible,
    /// More likely right than not.
    Good,
    /// Right in three of four cases.
    Strong,
}

/// A curve: from each signal on, so many thousandths. In ascending order.
pub type Curve = [(f32, u16)];

/// Returns the share of the best score that a query could have if every word were found as it was typed.
pub fn share(score: f32, plan: &Plan) -> f32 {
    score / (plan.reach * (1.0 + K1) * RAISED_MAX).max(f32::MIN_POSITIVE)
}

/// Returns what a curve is read at: the share of the best score the query could have, less for later ranks. `rank` is from 1.
pub fn signal(score: f32, plan: &Plan, rank: usize) -> f32 {
    let whole: f32 = plan.groups.iter().map(|group| group.weight).sum();
    let best = (whole * (1.0 + K1) * RAISED_MAX).max(f32::MIN_POSITIVE);
    score / best / rank.max(1) as f32
}

impl Confidence {
    /// What is certain: the query names the code.
    pub const CERTAIN: Confidence = Confidence(1_000);

    /// Reads a curve at a signal.
    pub fn read(signal: f32, curve: &Curve) -> Confidence {
        let behind = curve.partition_point(|(from, _)| *from <= signal);
        Confidence(behind.checked_sub(1).map_or(0, |at| curve[at].1))
    }

    /// Reads the curve of lines of the nomenclature, or that of texts.
    pub fn of(signal: f32, nomenclature: bool) -> Confidence {
        Confidence::read(signal, if nomenclature { &GOODS } else { &TEXTS })
    }

    /// Returns the thousandths, 0 to 1000.
    pub fn per_mille(self) -> u16 {
        self.0
    }

    /// Returns it in words.
    pub fn strength(self) -> Strength {
        match self.0 {
            750.. => Strength::Strong,
            500.. => Strength::Good,
            _ => Strength::Possible,
        }
    }
}

/// Fitted on the development half, 26 November 2026.
const GOODS: [(f32, u16); 14] = [
    (0.0, 0),
    (0.0049, 53),
    (0.0078, 101),
    (0.0227, 145),
    (0.0554, 218),
    (0.1223, 284),
    (0.1404, 337),
    (0.1807, 474),
    (0.2038, 500),
    (0.248, 592),
    (0.3062, 624),
    (0.3726, 729),
    (0.4128, 785),
    (0.515, 969),
];
const TEXTS: [(f32, u16); 15] = [
    (0.0, 0),
    (0.0212, 37),
    (0.0394, 73),
    (0.0502, 120),
    (0.0601, 186),
    (0.0663, 229),
    (0.0853, 325),
    (0.0916, 395),
    (0.1094, 440),
    (0.1281, 483),
    (0.1324, 544),
    (0.1513, 584),
    (0.1864, 640),
    (0.2115, 671),
    (0.2211, 685),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_better_signal_is_never_less_likely_right() {
        for nomenclature in [true, false] {
            let read: Vec<u16> = (0..=100).map(|at| Confidence::of(at as f32 / 100.0, nomenclature).per_mille()).collect();
            assert!(read.is_sorted() && read[100] <= 1_000 && read[0] < read[100], "{read:?}");
        }
    }

    #[test]
    fn a_curve_is_read_from_each_signal_on() {
        let curve = [(0.1, 200), (0.4, 800)];
        for (signal, wanted, strength) in [
            (0.0, 0, Strength::Possible),
            (0.1, 200, Strength::Possible),
            (0.39, 200, Strength::Possible),
            (0.9, 800, Strength::Strong),
        ] {
            let read = Confidence::read(signal, &curve);
            assert_eq!((read.per_mille(), read.strength()), (wanted, strength));
        }
    }
}
