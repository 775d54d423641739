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

/// What a hit was found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// By its words alone.
    Words,
    /// By its words and by its meaning.
    WordsAndMeaning,
}

/// The index that the curve of goods is read as if for, and how much less a share says in a larger one: the more lines there are, the
/// more of them have the words of a query by chance. Fitted on a nomenclature of 21,837 lines and on the sample's.
const CROWD: f32 = 20_000.0;
const CROWDING: f32 = 0.4;

/// Returns what the signal of a line is multiplied by for the size of its index.
pub fn crowding(documents: u64) -> f32 {
    libm::powf(CROWD / (documents as f32).clamp(200.0, 10.0 * CROWD), CROWDING)
}

impl Confidence {
    /// What is certain: the query names the code.
    pub const CERTAIN: Confidence = Confidence(1_000);

    /// Reads a curve at a signal.
    pub fn read(signal: f32, curve: &Curve) -> Confidence {
        let behind = curve.partition_point(|(from, _)| *from <= signal);
        Confidence(behind.checked_sub(1).map_or(0, |at| curve[at].1))
    }

    /// Reads the curve of lines of the nomenclature, or that of texts, for what was found by `evidence`.
    pub fn of(signal: f32, nomenclature: bool, evidence: Evidence) -> Confidence {
        let curve: &Curve = match (nomenclature, evidence) {
            (true, Evidence::Words) => &GOODS,
            (false, Evidence::Words) => &TEXTS,
            (true, Evidence::WordsAndMeaning) => &GOODS_BY_MEANING,
            (false, Evidence::WordsAndMeaning) => &TEXTS_BY_MEANING,
        };
        Confidence::read(signal, curve)
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

/// Fitted on the development half and on the sample's judged questions together, 26 November 2026.
const GOODS: [(f32, u16); 21] = [
    (0.0, 8),
    (0.0052, 52),
    (0.0069, 103),
    (0.0212, 140),
    (0.0447, 190),
    (0.0519, 217),
    (0.0959, 245),
    (0.1172, 289),
    (0.1356, 318),
    (0.1428, 347),
    (0.1744, 386),
    (0.1846, 513),
    (0.2222, 577),
    (0.2469, 607),
    (0.3165, 636),
    (0.3589, 713),
    (0.3973, 738),
    (0.4425, 832),
    (0.5199, 876),
    (0.6603, 963),
    (1.1921, 1000),
];
const TEXTS: [(f32, u16); 12] = [
    (0.0, 0),
    (0.005, 38),
    (0.0087, 76),
    (0.0245, 129),
    (0.0355, 189),
    (0.0461, 251),
    (0.0764, 306),
    (0.101, 404),
    (0.1261, 466),
    (0.1497, 503),
    (0.1707, 556),
    (0.2191, 651),
];
const GOODS_BY_MEANING: [(f32, u16); 15] = [
    (0.0, 47),
    (0.0262, 88),
    (0.0317, 114),
    (0.0438, 153),
    (0.0557, 184),
    (0.0635, 216),
    (0.1211, 348),
    (0.146, 386),
    (0.1907, 514),
    (0.2352, 555),
    (0.2765, 649),
    (0.3354, 718),
    (0.4477, 814),
    (0.5056, 876),
    (0.7155, 991),
];
const TEXTS_BY_MEANING: [(f32, u16); 11] = [
    (0.0, 5),
    (0.0178, 50),
    (0.052, 90),
    (0.0682, 143),
    (0.111, 261),
    (0.1378, 305),
    (0.1815, 402),
    (0.2037, 516),
    (0.2413, 597),
    (0.2489, 683),
    (0.2823, 757),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_better_signal_is_never_less_likely_right() {
        for nomenclature in [true, false] {
            for evidence in [Evidence::Words, Evidence::WordsAndMeaning] {
                let read: Vec<u16> =
                    (0..=100).map(|at| Confidence::of(at as f32 / 100.0, nomenclature, evidence).per_mille()).collect();
                assert!(read.is_sorted() && read[100] <= 1_000 && read[0] < read[100], "{read:?}");
            }
        }
    }

    #[test]
    fn the_same_share_says_more_among_few_lines() {
        assert!(crowding(1_000) > crowding(20_000) && crowding(20_000) > crowding(100_000));
        assert!(crowding(0).is_finite());
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
