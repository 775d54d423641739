//! One list of what the words find and what the meaning finds.

use std::collections::{HashMap, HashSet};

use tantivy::DocAddress;
use vectors::fusion::{Found, Weight, fuse};
use vocabulary::Language;

use crate::{
    document::Kind,
    meaning::Asked,
    retrieve::Candidate,
    search::{Ranked, Search},
};

/// How near a passage must be at least that has none of the words: as such, and beside the nearest of all. Where not even that one
/// is near enough, the meaning finds nothing.
const NEAR_MIN: f32 = 0.15;
const NEAR_SHARE: f32 = 0.6;
const NEAREST_MIN: f32 = 0.25;

/// The same for a question in another language than the texts, one that the model has learnt: no word can find what is far from it, and
/// between languages the same meaning is less near.
const NEAREST_MIN_ABROAD: f32 = 0.1;

/// How much of a question the words are taken to cover at least, unless it is in another language than the texts: a word that nobody
/// uses is then misspelt rather than foreign, and the meaning of misspelt words says little.
const COVERED_MIN: f32 = 0.4;

/// Of how many the cosines are told to whoever asks how sure an answer is.
const NEAREST_KEPT: usize = 5;

/// What a text in another language than the one asked for counts, beside one in that language.
const ABROAD: f32 = 0.7;

impl Search<'_> {
    /// Joins what the words found first, in one language after another, with what is nearest in meaning.
    pub(crate) fn merged(&self, first: Vec<Ranked>, asked: Option<&Near<'_>>) -> Vec<Ranked> {
        let Some(Near { asked, near, .. }) = asked else {
            return if self.understood.len() > 1 {
                in_order(first, |ranked| ranked.share * self.trust(&ranked.candidate))
            } else {
                first
            };
        };
        let weight = self.weight(first.iter().max_by(|one, other| one.share.total_cmp(&other.share)), asked);
        let words: Vec<Found<DocAddress>> = first.iter().map(|ranked| found(ranked, ranked.share)).collect();
        let mut ranked: HashMap<DocAddress, Ranked> =
            first.into_iter().map(|ranked| (ranked.candidate.address, ranked)).collect();
        for (address, cosine) in near {
            ranked.entry(*address).or_insert_with(|| self.judged_by_meaning(*address, *cosine));
        }
        for (address, ranked) in &mut ranked {
            ranked.cosine = ranked.cosine.or_else(|| asked.cosine(self.snapshot, *address));
            ranked.meaning_weight = ranked.cosine.map(|_| self.weight_for(*address, weight).get());
        }
        let meanings: Vec<Found<DocAddress>> = ranked.values().filter_map(|ranked| Some(found(ranked, ranked.cosine?))).collect();
        // What was not read yet is ordered by its words alone.
        let read: HashSet<DocAddress> = meanings.iter().map(|found| found.key).collect();
        let weight_of = |address| if read.contains(&address) { self.weight_for(address, weight) } else { Weight::NOTHING };
        for found in fuse(&words, &meanings, weight_of) {
            if let Some(ranked) = ranked.get_mut(&found.key) {
                ranked.score = found.score * self.trust(&ranked.candidate) * self.nearness(&ranked.candidate);
            }
        }
        in_order(ranked.into_values().collect(), |ranked| ranked.score)
    }

    /// Reads the question, where vectors are there to compare it with, and finds what is near enough in meaning to be an answer
    /// without any of the words.
    pub(crate) fn near(&self) -> Option<Near<'_>> {
        let says_something = |text: &String| text.chars().any(char::is_alphanumeric);
        let has_words = self.understood.iter().any(|understood| !understood.query.words.is_empty());
        let places = self.snapshot.places.as_ref().filter(|places| !places.is_empty())?;
        let asked =
            (has_words || self.request.meant.as_ref().is_some_and(says_something)).then(|| places.ask(&self.asked_text()))?;
        let mut near = asked.nearest(|address| self.may_be_near(address, &asked));
        let nearest = near.iter().take(NEAREST_KEPT).copied().collect();
        self.retain_near(&asked, &mut near);
        Some(Near { asked, near, nearest })
    }

    fn retain_near(&self, asked: &Asked<'_>, near: &mut Vec<(DocAddress, f32)>) {
        let nearest = near.first().map_or(0.0, |(_, cosine)| *cosine);
        let is_known = self.foreign().is_some_and(|language| asked.knows(language));
        let (near_min, nearest_min) = if is_known { (0.0, NEAREST_MIN_ABROAD) } else { (NEAR_MIN, NEAREST_MIN) };
        let least = if nearest < nearest_min { f32::INFINITY } else { (NEAR_SHARE * nearest).max(near_min) };
        near.retain(|(_, cosine)| *cosine >= least);
    }

    /// What the score of a text is multiplied by for its language.
    fn nearness(&self, candidate: &Candidate) -> f32 {
        if self.request.language.is_some_and(|language| candidate.facts.language() != Some(language)) { ABROAD } else { 1.0 }
    }

    /// How much the meaning counts: the less, the more of the query the first answer of the words has.
    fn weight(&self, best: Option<&Ranked>, asked: &Asked<'_>) -> Weight {
        let covered = best.map_or(0.0, |best| {
            let plan = &self.understood[best.understood].plan;
            let whole: f32 = plan.groups.iter().map(|group| group.weight).sum();
            best.parts.coverage * whole / plan.reach.max(f32::MIN_POSITIVE)
        });
        let foreign = self.foreign();
        let covered = if foreign.is_some() { covered } else { covered.max(COVERED_MIN) };
        let language = foreign.or(self.request.reader).or(self.request.language);
        Weight::new(covered, language.is_none_or(|language| asked.knows(language)))
    }

    /// Returns the language of the question, where it is another one than that of the texts.
    pub(crate) fn foreign(&self) -> Option<Language> {
        self.understood.iter().find_map(|understood| understood.query.foreign)
    }

    fn weight_for(&self, address: DocAddress, weight: Weight) -> Weight {
        let kind = self.snapshot.segment(address).facts(address.doc_id).kind();
        // Next to a passage, a fact is little more than its name.
        if kind.is_none_or(|kind| kind == Kind::Publication) { weight } else { weight.for_names() }
    }

    /// Says whether a document may be an answer: it passes the filters, or passes but for its language, where a reader takes what
    /// is not there in theirs, and in English rather than in any other.
    fn may_be_near(&self, address: DocAddress, asked: &Asked<'_>) -> bool {
        let segment = self.snapshot.segment(address);
        let (facts, validity) = (segment.facts(address.doc_id), segment.validity(address.doc_id));
        let Some(reader) = self.request.reader else {
            return self.filter.passes(facts, validity) && self.passes_strings(address);
        };
        let own = facts.language();
        let mut preferred = [reader, Language::EN].into_iter().take_while(|language| Some(*language) != own);
        self.filter.in_all_languages().passes(facts, validity)
            && self.passes_strings(address)
            && !preferred.any(|language| asked.has_edition(segment.work(address.doc_id), language, &self.filter))
    }
}

/// A question that was read, and what is near to it.
pub(crate) struct Near<'a> {
    pub asked: Asked<'a>,
    near: Vec<(DocAddress, f32)>,
    /// The first few of all, near enough or not.
    pub nearest: Vec<(DocAddress, f32)>,
}

fn found(ranked: &Ranked, score: f32) -> Found<DocAddress> {
    Found { key: ranked.candidate.address, score }
}

/// Sorts, the best first.
fn in_order(mut ranked: Vec<Ranked>, score: impl Fn(&Ranked) -> f32) -> Vec<Ranked> {
    ranked.sort_by(|one, other| score(other).total_cmp(&score(one)).then_with(|| one.place().cmp(&other.place())));
    ranked
}
