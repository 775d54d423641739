//! Joins what the words find with what the meaning finds.
//!
//! The better the words cover the question, the more they count: a question in the passages' own words is answered by the words,
//! one in another language or in other words by the meaning. Ranks alone (reciprocal rank fusion) are not joined: where the words
//! find nothing, their noise would count as much as the meaning.
//!
//! Source: S. Bruch et al., "An Analysis of Fusion Functions for Hybrid Retrieval", 2023, for the convex combination.

use std::{collections::HashMap, hash::Hash};

/// What the meaning counts where one passage has all words of the question.
const WEIGHT_MIN: f32 = 0.15;

/// What it counts where no passage has any of them.
const WEIGHT_MAX: f32 = 0.90;

/// What it counts at most where the model has not learnt the question's language.
const WEIGHT_MAX_UNKNOWN: f32 = 0.3;

/// Of that, what it counts for names, and at most.
const NAMES_SHARE: f32 = 0.5;
const WEIGHT_MAX_NAMES: f32 = 0.3;

/// How much the meaning counts, from 0 to 1; the words count the rest.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Weight(f32);

impl Weight {
    /// The meaning does not count.
    pub const NOTHING: Weight = Weight(0.0);

    /// Weighs the meaning for a question: by how much of it the first lexical hit covers, from 0, nothing, to 1, every word, each
    /// by how rare it is; and by whether the model has learnt its language.
    pub fn new(coverage: f32, language_known: bool) -> Weight {
        let covered = if coverage.is_finite() { coverage.clamp(0.0, 1.0) } else { 0.0 };
        let weight = WEIGHT_MIN + (WEIGHT_MAX - WEIGHT_MIN) * (1.0 - covered);
        Weight(if language_known { weight } else { weight.min(WEIGHT_MAX_UNKNOWN) })
    }

    /// Returns the weight for what is named in a few words that were chosen with care, such as the lines of a tariff.
    #[must_use]
    pub fn for_names(self) -> Weight {
        Weight((self.0 * NAMES_SHARE).min(WEIGHT_MAX_NAMES))
    }

    /// Returns the weight as a number.
    pub fn get(self) -> f32 {
        self.0
    }
}

/// A passage that was found, and how well: by the words any number from 0, by the meaning a cosine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found<K> {
    /// Which passage.
    pub key: K,
    /// How well.
    pub score: f32,
}

/// Joins both lists: every passage of either, the best first, with a score from 0 to 1. The meaning may count more for one passage
/// than for another.
///
/// Each list is stretched to reach from 0 to 1: the words from no word at all to their best hit, the meaning from its worst to its
/// best. A passage that a list does not have is worth 0 there; where its cosine can be had, it should be in the list.
pub fn fuse<K: Copy + Eq + Hash + Ord>(lexical: &[Found<K>], dense: &[Found<K>], weight: impl Fn(K) -> Weight) -> Vec<Found<K>> {
    let mut scores: HashMap<K, f32> = HashMap::with_capacity(lexical.len() + dense.len());
    let mut add = |list: &[Found<K>], worst: f32, share: &dyn Fn(K) -> f32| {
        let best = list.iter().map(|found| found.score).fold(worst, f32::max);
        for found in list.iter().filter(|_| best > worst) {
            *scores.entry(found.key).or_default() += share(found.key) * (found.score - worst) / (best - worst);
        }
    };
    add(lexical, 0.0, &|key| 1.0 - weight(key).0);
    let least = dense.iter().map(|found| found.score).fold(f32::INFINITY, f32::min);
    // A list of one passage, or of equals, has a best all the same.
    let all_equal = dense.iter().all(|found| found.score <= least);
    add(dense, if all_equal { least.min(0.0) } else { least }, &|key| weight(key).0);
    let mut fused: Vec<Found<K>> = scores.into_iter().map(|(key, score)| Found { key, score }).collect();
    fused.sort_unstable_by(|one, other| other.score.total_cmp(&one.score).then(one.key.cmp(&other.key)));
    fused
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(of: &[(u32, f32)]) -> Vec<Found<u32>> {
        of.iter().map(|(key, score)| Found { key: *key, score: *score }).collect()
    }

    fn keys(fused: &[Found<u32>]) -> Vec<u32> {
        fused.iter().map(|found| found.key).collect()
    }

    #[test]
    fn the_less_the_words_cover_the_more_the_meaning_counts() {
        assert!((Weight::new(1.0, true).get() - 0.15).abs() < 1e-6);
        assert!((Weight::new(0.5, true).get() - 0.525).abs() < 1e-6);
        assert!((Weight::new(0.0, true).get() - 0.9).abs() < 1e-6);
        assert_eq!(Weight::new(f32::NAN, true), Weight::new(0.0, true));
    }

    #[test]
    fn in_a_language_the_model_lacks_the_meaning_counts_little() {
        assert_eq!(Weight::new(0.0, false).get(), 0.3);
        assert_eq!(Weight::new(1.0, false), Weight::new(1.0, true));
    }

    #[test]
    fn names_are_found_by_their_words_first() {
        for covered in [0.0, 0.5, 1.0] {
            let weight = Weight::new(covered, true);
            assert!(weight.for_names() < weight && weight.for_names().get() <= 0.3);
        }
    }

    #[test]
    fn covered_questions_follow_the_words_and_others_the_meaning() {
        let (lexical, dense) = (list(&[(1, 12.0), (2, 6.0)]), list(&[(2, 0.8), (3, 0.5), (1, 0.2)]));
        assert_eq!(keys(&fuse(&lexical, &dense, |_| Weight::new(1.0, true))), [1, 2, 3]);
        assert_eq!(keys(&fuse(&lexical, &dense, |_| Weight::new(0.0, true))), [2, 3, 1]);
    }

    #[test]
    fn one_list_alone_keeps_its_order() {
        let only = list(&[(4, 0.9), (2, 0.7), (9, 0.1)]);
        assert_eq!(keys(&fuse(&only, &[], |_| Weight::new(0.5, true))), [4, 2, 9]);
        assert_eq!(keys(&fuse(&[], &only, |_| Weight::new(0.5, true))), [4, 2, 9]);
        assert_eq!(fuse(&[], &list(&[(4, 0.6)]), |_| Weight::new(0.0, true)), list(&[(4, 0.9)]));
        assert_eq!(fuse::<u32>(&[], &[], |_| Weight::new(0.0, true)), []);
    }

    proptest! {
        #[test]
        fn every_passage_is_there_once_and_in_order(
            lexical in proptest::collection::btree_map(0..50_u32, 0.0..40.0_f32, 0..20),
            dense in proptest::collection::btree_map(0..50_u32, -1.0..1.0_f32, 0..20),
            covered in 0.0..=1.0_f32,
        ) {
            let (lexical, dense): (Vec<_>, Vec<_>) = (lexical.into_iter().collect(), dense.into_iter().collect());
            let fused = fuse(&list(&lexical), &list(&dense), |_| Weight::new(covered, true));
            let mut found = keys(&fused);
            prop_assert!(fused.is_sorted_by(|one, other| one.score >= other.score));
            prop_assert!(fused.iter().all(|found| (0.0..=1.0001).contains(&found.score)));
            found.sort_unstable();
            prop_assert!(found.is_sorted_by(|one, other| one < other));
            prop_assert!(found.iter().all(|key| lexical.iter().chain(&dense).any(|(other, _)| key == other)));
        }
    }
}
