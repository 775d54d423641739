//! A query together with what the index knows of its words: what is retrieved, and what ranking looks for.

use std::borrow::Cow;

use crate::{
    analysis::{Analyser, hash, is_pair, sound_of, syllables},
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
    /// How many documents it is looked for among.
    pub documents: u64,
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
        let mut plan = Plan { excluded: query.excluded.clone(), documents: planning.statistics.documents, ..Plan::default() };
        let mut corrected = false;
        let words = planning.words(query);
        for (at, word) in words.iter().enumerate() {
            let open_ended = query.open_ended && at + 1 == words.len();
            let group = planning.group(word, open_ended, query.foreign.is_some());
            corrected |= group.is_corrected();
            plan.groups.push(group);
        }
        planning.join(&words, &mut plan.groups);
        rules.synonyms(analyser, &words, |at, rule, synonym| {
            if !plan.synonyms.contains(&rule) {
                plan.synonyms.push(rule);
            }
            let boost = words[at].weight * SYNONYM / (synonym.len() as f32).sqrt();
            for (stem, _) in synonym {
                plan.groups[at].add(planning.alternative(stem, boost, Origin::Synonym));
            }
        });
        for group in &mut plan.groups {
            group.weight = group.alternatives.iter().map(|way| way.idf * way.boost).fold(0.0, f32::max);
        }
        plan.reach = plan.groups.iter().zip(words.iter()).map(|(group, word)| planning.reach(group, word)).sum();
        plan.corrected = corrected.then(|| plan.corrected_text(planning));
        plan
    }

    fn corrected_text(&self, planning: Planning<'_>) -> String {
        let words: Vec<String> = self.groups.iter().map(|group| planning.corrected_word(group)).collect();
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
}

#[derive(Clone, Copy)]
struct Planning<'a> {
    analyser: &'a Analyser,
    dictionary: &'a dyn Dictionary,
    statistics: Statistics,
}

impl Planning<'_> {
    /// Returns the words to look for: those that were typed in Latin letters and nobody uses are looked for by their sound alone.
    fn words<'q>(&self, query: &'q Query) -> Cow<'q, [QueryWord]> {
        if query.words.iter().all(|word| word.sound.is_none()) {
            return Cow::Borrowed(&query.words);
        }
        let spelt = |word: &QueryWord| syllables(&word.word).is_some() && self.dictionary.document_frequency(&word.stem) == 0;
        Cow::Owned(query.words.iter().filter(|word| word.sound.is_some() || !spelt(word)).cloned().collect())
    }

    fn group(&self, word: &QueryWord, open_ended: bool, foreign: bool) -> Group {
        let mut group = Group { word: word.word.clone(), weight: 0.0, alternatives: Vec::new() };
        let known = self.dictionary.document_frequency(&word.stem) > 0;
        if known {
            group.add(self.alternative(&word.stem, word.weight, Origin::Typed));
        }
        if let Some(sound) = word.sound.clone().or_else(|| sound_of(&word.word).filter(|_| !known)) {
            self.say(&sound, word.weight, &mut group);
            return group;
        }
        if foreign {
            // A word of another language is no misspelt word of this one.
            self.transliterate(word, &mut group);
            return group;
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
    fn join(&self, words: &[QueryWord], groups: &mut [Group]) {
        for (pair, group) in words.windows(2).zip(groups) {
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

    /// Looks for the pairs of characters that sound so, the rarer ones less.
    fn say(&self, sound: &str, weight: f32, group: &mut Group) {
        let near = self.dictionary.vocabulary().said(sound, COMPLETIONS_MAX);
        let most = near.first().map_or(1, |near| near.frequency).max(1) as f32;
        for near in &near {
            let share = (near.frequency as f32 / most).sqrt();
            group.add(self.alternative(near.word, weight * CORRECTION * share, Origin::Transliteration));
        }
    }

    fn correct(&self, word: &QueryWord, group: &mut Group) {
        let near = self.meant(&word.word);
        let most = near.first().map_or(1, |(_, frequency)| *frequency).max(1) as f32;
        for (meant, frequency) in &near {
            let share = (*frequency as f32 / most).sqrt().min(1.0);
            let stem = self.analyser.stem_word(meant);
            group.add(self.alternative(&stem, word.weight * CORRECTION * share, Origin::Correction));
        }
        if near.is_empty() {
            let small = &self.analyser.rules().stop_words;
            for piece in self.pieces(&word.word).iter().filter(|piece| !small.contains(piece)) {
                group.add(self.alternative(&self.analyser.stem_word(piece), word.weight * CORRECTION, Origin::Correction));
            }
        }
    }

    /// Returns the words that a word may be, with how many documents have them; none where it is several words.
    fn meant<'w>(&'w self, word: &'w str) -> Vec<(&'w str, u32)> {
        if !is_correctable(word) {
            return Vec::new();
        }
        let vocabulary = self.dictionary.vocabulary();
        let mut near = vocabulary.corrections(word, CORRECTIONS_MAX);
        if near.is_empty() && vocabulary.pieces(word, &self.analyser.rules().stop_words).is_none() {
            near = vocabulary.far_corrections(word, CORRECTIONS_MAX);
        }
        near.into_iter().map(|near| (near.word, near.frequency)).collect()
    }

    /// Returns the words that were typed as one; none where it is not several.
    fn pieces<'w>(&'w self, word: &'w str) -> Vec<&'w str> {
        let vocabulary = self.dictionary.vocabulary();
        if !is_correctable(word) {
            // Letters and digits without a space between them: `bars12mm`.
            let runs = word.split(|character: char| !character.is_alphabetic());
            let known = runs.filter(|run| run.chars().count() > 2).map(|run| match vocabulary.frequency(run) {
                0 => vocabulary.corrections(run, 1).first().map(|near| near.word),
                _ => Some(run),
            });
            return if word.bytes().any(|byte| byte.is_ascii_digit()) { known.flatten().collect() } else { Vec::new() };
        }
        let whole = vocabulary.pieces(word, &self.analyser.rules().stop_words);
        whole.or_else(|| vocabulary.misspelt_pieces(word).map(Vec::from)).unwrap_or_default()
    }

    /// Returns the words that are searched instead of one.
    fn corrected_word(&self, group: &Group) -> String {
        if !group.is_corrected() {
            return group.word.clone();
        }
        let pieces = || self.pieces(&group.word).join(" ");
        self.meant(&group.word).first().map_or_else(pieces, |(meant, _)| (*meant).to_owned())
    }

    fn alternative(&self, stem: &str, boost: f32, origin: Origin) -> Alternative {
        let idf = self.statistics.idf(self.dictionary.document_frequency(stem));
        Alternative { stem: stem.to_owned(), hash: hash(stem), boost, idf, origin }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use vocabulary::Language;

    use super::*;

    /// An index that has some words, each as often as any other.
    struct Words {
        stems: BTreeMap<String, u64>,
        vocabulary: Vocabulary,
    }

    impl Words {
        fn of(language: Language, words: &[&str]) -> Words {
            let mut sorted = words.to_vec();
            sorted.sort_unstable();
            let stems = sorted.iter().map(|word| (Analyser::of(language).stem_word(word), 3)).collect();
            Words { stems, vocabulary: Vocabulary::new(sorted.into_iter().map(|word| (word, 3))) }
        }
    }

    impl Dictionary for Words {
        fn statistics(&self) -> Statistics {
            Statistics { documents: 100, terms: 1_000 }
        }

        fn document_frequency(&self, stem: &str) -> u64 {
            self.stems.get(stem).copied().unwrap_or_default()
        }

        fn vocabulary(&self) -> &Vocabulary {
            &self.vocabulary
        }
    }

    fn plan(language: Language, words: &[&str], typed: &str) -> Plan {
        let analyser = Analyser::of(language);
        Plan::new(&Query::understand(typed, &analyser), &analyser, &RewriteRules::default(), &Words::of(language, words))
    }

    #[test]
    fn words_typed_without_spaces_are_searched_one_by_one() {
        for (language, words, typed, wanted) in [
            (Language::EN, &["coffee", "home", "machine", "sewing"][..], "forcoffee beans", "coffee"),
            (Language::EN, &["home", "machine", "sewing"], "sewingmashine home", "sewing machine home"),
            (Language::EN, &["bars", "steel"], "bars12mm steel", "bars steel"),
            (Language::ES, &["aceite", "oliva"], "aceitedeoliva ya", "aceite de oliva"),
            (Language::FR, &["farine", "sucre"], "farinedesucre oui", "farine de sucre"),
            (Language::PT, &["carro", "usado"], "carrousado sim", "carro usado"),
            (Language::SW, &["kahawa", "mbegu"], "mbeguyakahawa sana", "mbegu ya kahawa"),
        ] {
            let corrected = plan(language, words, typed).corrected.unwrap_or_default();
            assert!(corrected.contains(wanted), "{typed}: {corrected}");
        }
    }

    #[test]
    fn words_of_another_language_are_no_misspelt_ones() {
        let typed = "que pasa con la carga de la aduana";
        assert_eq!(plan(Language::EN, &["cargo", "pass"], typed).corrected, None);
        assert!(plan(Language::EN, &["cargo", "pass"], "carga").corrected.is_some());
    }

    #[test]
    fn chinese_is_found_as_it_is_said() {
        let stems = |typed: &str| -> Vec<String> {
            plan(Language::ZH, &["红茶", "茶包", "编码"], typed).alternatives().map(|way| way.stem.clone()).collect()
        };
        assert_eq!(stems("hong cha bao"), ["红茶", "茶包"]);
        assert_eq!(stems("hongchabao"), ["红茶", "茶包"]);
        assert_eq!(stems("编马"), ["编码"]);
        assert_eq!(stems("usb"), Vec::<String>::new());
    }
}
