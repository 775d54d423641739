//! A query together with what the index knows of its words: what is retrieved, and what ranking looks for.

use crate::{
    analysis::{Analyser, hash, is_pair},
    bm25::Statistics,
    query::{Query, QueryWord},
    rules::{RewriteRules, SynonymId},
    spelling::{Vocabulary, is_correctable},
};

/// How many words a word that is not finished may become.
const COMPLETIONS_MAX: usize = 8;

/// How many words an unknown word may be short for ("prefabs"), and how many letters its stem then has.
const SHORTENED_MAX: usize = 3;
const SHORTENED_LETTERS_MIN: usize = 4;

/// How many words an unknown word may become.
const CORRECTIONS_MAX: usize = 3;

/// How much a synonym, a completion and a correction count beside the word as typed.
const SYNONYM: f32 = 0.7;
const COMPLETION: f32 = 0.5;
const CORRECTION: f32 = 0.8;

/// How much a word of another script counts beside the word in Latin letters: less the more weak letters differ.
const TRANSLITERATION: f32 = 0.95;

/// How much of its rarity a word is missed by that no document has.
const UNKNOWN: f32 = 0.5;

/// What planning asks of an index.
pub trait Dictionary {
    /// Returns what is known of all documents.
    fn statistics(&self) -> Statistics;
    /// Returns how many documents have a stem.
    fn document_frequency(&self, stem: &str) -> u64;
    /// Returns the words the documents have.
    fn vocabulary(&self) -> &Vocabulary;
}

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The words, each with its alternatives.
    pub groups: Vec<Group>,
    /// What all words together would weigh if each were found as it was typed: a word nobody uses would be rare.
    pub reach: f32,
    /// Hashes of stems that should not be there.
    pub excluded: Vec<u32>,
    /// The query with unknown words corrected, if any were.
    pub corrected: Option<String>,
    /// The synonyms that rewrote the query, each once.
    pub synonyms: Vec<SynonymId>,
}

/// One word of the query, and all it may be found as.
#[derive(Clone, Debug)]
pub struct Group {
    /// As typed, folded.
    pub word: String,
    /// How much it counts in the query: its rarity and its weight.
    pub weight: f32,
    /// What it may be found as.
    pub alternatives: Vec<Alternative>,
}

/// One way a word may be found.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// The stem.
    pub stem: String,
    /// Its hash.
    pub hash: u32,
    /// How much a document's having it counts, 0 to 1.
    pub boost: f32,
    /// How rare it is.
    pub idf: f32,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where an alternative comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was typed.
    Typed,
    /// It completes what was typed.
    Completion,
    /// It corrects what was typed.
    Correction,
    /// It is what was typed in Latin letters, in its own script.
    Transliteration,
    /// It is what was typed and the word behind it, written as one.
    Joined,
    /// A synonym.
    Synonym,
}

impl Plan {
    /// Plans how to answer the words of a query.
    pub fn new(query: &Query, analyser: &Analyser, rules: &RewriteRules, dictionary: &dyn Dictionary) -> Plan {
        let planning = Planning { analyser, dictionary, statistics: dictionary.statistics() };
        let mut plan = Plan { excluded: query.excluded.clone(), ..Plan::default() };
        let mut corrected = false;
        for (at, word) in query.words.iter().enumerate() {
            let open_ended = query.open_ended && at + 1 == query.words.len();
            let group = planning.group(word, open_ended);
            corrected |= group.is_corrected();
            plan.groups.push(group);
        }
        planning.join(query, &mut plan.groups);
        rules.synonyms(analyser, &query.words, |at, rule, words| {
            if !plan.synonyms.contains(&rule) {
                plan.synonyms.push(rule);
            }
            let boost = query.words[at].weight * SYNONYM / (words.len() as f32).sqrt();
            for (stem, _) in words {
                plan.groups[at].add(planning.alternative(stem, boost, Origin::Synonym));
            }
        });
        for group in &mut plan.groups {
            group.weight = group.alternatives.iter().map(|way| way.idf * way.boost).fold(0.0, f32::max);
        }
        plan.reach = plan.groups.iter().zip(&query.words).map(|(group, word)| planning.reach(group, word)).sum();
        plan.corrected = corrected.then(|| plan.corrected_text(planning));
        plan
    }

    fn corrected_text(&self, planning: Planning<'_>) -> String {
        let words: Vec<String> = self.groups.iter().map(|group| group.corrected_word(planning.dictionary.vocabulary())).collect();
        words.join(" ")
    }

    /// Returns all stems to retrieve, each with its boost and rarity.
    pub fn alternatives(&self) -> impl Iterator<Item = &Alternative> {
        self.groups.iter().flat_map(|group| &group.alternatives)
    }
}

impl Group {
    fn add(&mut self, alternative: Alternative) {
        if !self.alternatives.iter().any(|known| known.hash == alternative.hash) {
            self.alternatives.push(alternative);
        }
    }

    /// Says whether nobody uses the word as it was typed, and one near to it is looked for instead.
    pub fn is_corrected(&self) -> bool {
        self.alternatives.first().is_some_and(|first| first.origin == Origin::Correction)
    }

    fn corrected_word(&self, vocabulary: &Vocabulary) -> String {
        if !self.is_corrected() {
            return self.word.clone();
        }
        if let Some(near) = vocabulary.corrections(&self.word, 1).first() {
            return near.word.to_owned();
        }
        vocabulary.halves(&self.word).map_or_else(|| self.word.clone(), |(left, right)| format!("{left} {right}"))
    }
}

#[derive(Clone, Copy)]
struct Planning<'a> {
    analyser: &'a Analyser,
    dictionary: &'a dyn Dictionary,
    statistics: Statistics,
}

impl Planning<'_> {
    fn group(&self, word: &QueryWord, open_ended: bool) -> Group {
        let mut group = Group { word: word.word.clone(), weight: 0.0, alternatives: Vec::new() };
        let known = self.dictionary.document_frequency(&word.stem) > 0;
        if known {
            group.add(self.alternative(&word.stem, word.weight, Origin::Typed));
        }
        if open_ended && !known {
            self.complete(&word.word, word.weight, COMPLETIONS_MAX, &mut group);
        }
        if group.alternatives.is_empty() {
            self.transliterate(word, &mut group);
        }
        if group.alternatives.is_empty() {
            self.correct(word, &mut group);
        }
        if group.alternatives.is_empty() && word.stem.chars().count() >= SHORTENED_LETTERS_MIN {
            self.complete(&word.stem, word.weight, SHORTENED_MAX, &mut group);
        }
        group
    }

    /// What a word weighs if it is found as it was typed.
    fn reach(&self, group: &Group, word: &QueryWord) -> f32 {
        let unknown = group.alternatives.is_empty() || group.is_corrected();
        let rarest = if unknown { self.statistics.idf(0) * word.weight } else { 0.0 };
        group.weight + UNKNOWN * (rarest - group.weight).max(0.0)
    }

    /// Looks for two neighbouring words also as the one they are often written as: `screw drivers`, `screwdrivers`.
    fn join(&self, query: &Query, groups: &mut [Group]) {
        for (pair, group) in query.words.windows(2).zip(groups) {
            if is_pair(&pair[0].word) || pair.iter().any(|word| !is_correctable(&word.word)) {
                continue;
            }
            let stem = self.analyser.stem_word(&format!("{}{}", pair[0].word, pair[1].word));
            if self.dictionary.document_frequency(&stem) > 0 {
                group.add(self.alternative(&stem, pair[0].weight.min(pair[1].weight), Origin::Joined));
            }
        }
    }

    fn complete(&self, beginning: &str, weight: f32, count: usize, group: &mut Group) {
        for near in self.dictionary.vocabulary().completions(beginning, count) {
            let stem = self.analyser.stem_word(near.word);
            group.add(self.alternative(&stem, weight * COMPLETION, Origin::Completion));
        }
    }

    fn transliterate(&self, word: &QueryWord, group: &mut Group) {
        let Some(script) = self.analyser.rules().script else { return };
        for near in self.dictionary.vocabulary().sounding(&word.word, script, COMPLETIONS_MAX) {
            let stem = self.analyser.stem_word(near.word);
            let boost = word.weight * TRANSLITERATION / (1.0 + near.distance as f32 / 4.0);
            group.add(self.alternative(&stem, boost, Origin::Transliteration));
        }
    }

    fn correct(&self, word: &QueryWord, group: &mut Group) {
        if !is_correctable(&word.word) {
            return;
        }
        let vocabulary = self.dictionary.vocabulary();
        let near = vocabulary.corrections(&word.word, CORRECTIONS_MAX);
        let most = near.first().map_or(1, |near| near.frequency).max(1) as f32;
        for near in &near {
            let share = (near.frequency as f32 / most).sqrt().min(1.0);
            let stem = self.analyser.stem_word(near.word);
            group.add(self.alternative(&stem, word.weight * CORRECTION * share, Origin::Correction));
        }
        if near.is_empty()
            && let Some((left, right)) = vocabulary.halves(&word.word)
        {
            for half in [left, right] {
                group.add(self.alternative(&self.analyser.stem_word(half), word.weight * CORRECTION, Origin::Correction));
            }
        }
    }

    fn alternative(&self, stem: &str, boost: f32, origin: Origin) -> Alternative {
        let idf = self.statistics.idf(self.dictionary.document_frequency(stem));
        Alternative { stem: stem.to_owned(), hash: hash(stem), boost, idf, origin }
    }
}
