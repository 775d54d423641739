//! A document as text alone: its parts, analysed, weighed for retrieval and recorded for ranking.

use crate::{
    analysis::{Analyser, Stem, Stems, Token},
    record::{Record, Section},
    weights,
};

/// The parts of a document that are searched.
#[derive(Clone, Debug, Default)]
pub struct Passage<'a> {
    /// Its own title or description.
    pub title: &'a str,
    /// The titles above it, outermost first.
    pub path: &'a [String],
    /// The text.
    pub body: &'a str,
    /// Notes that belong to it.
    pub notes: &'a str,
    /// Terms of the officers' A to Z that lead to it.
    pub references: &'a [String],
    /// Whether the words are terms of a nomenclature, so that exclusions exclude.
    pub nomenclature: bool,
    /// The digits of its code that say something, or none.
    pub code: &'a str,
}

/// A passage, analysed.
#[derive(Clone, Debug, Default)]
pub struct Analysed {
    /// The terms to index, each as often as its weights add up to.
    pub stream: Vec<Stem>,
    /// What ranking needs to know.
    pub record: Record,
}

/// How many words are remembered while passages are analysed.
const WORDS_MAX: usize = 200_000;

/// Analyses passages of one language, keeping what it needs between them.
pub struct Analysis {
    analyser: Analyser,
    stems: Stems,
    tokens: Vec<Token>,
}

impl Analysis {
    /// Prepares to analyse passages with an analyser.
    pub fn with(analyser: Analyser) -> Analysis {
        Analysis { analyser, stems: Stems::default(), tokens: Vec::new() }
    }

    /// Returns the stems met so far.
    pub fn stems(&self) -> &Stems {
        &self.stems
    }

    /// Analyses a passage.
    pub fn analyse(&mut self, passage: &Passage<'_>) -> Analysed {
        self.stems.relieve(WORDS_MAX);
        let mut analysed = Analysed { record: Record::of_code(passage.code), ..Analysed::default() };
        self.part(passage.title, passage, Section::Title, weights::TITLE, &mut analysed);
        let has_nearer_title = !passage.title.is_empty() || passage.path.len() > 1;
        for (depth, above) in passage.path.iter().enumerate() {
            if depth > 0 {
                analysed.record.separate(Section::Path);
            }
            let weight = weights::path(depth, passage.nomenclature, has_nearer_title);
            self.part(above, passage, Section::Path, weight, &mut analysed);
        }
        for (index, reference) in passage.references.iter().enumerate() {
            if index > 0 {
                analysed.record.separate(Section::References);
            }
            self.part(reference, passage, Section::References, weights::REFERENCE, &mut analysed);
        }
        self.part(passage.body, passage, Section::Body, weights::BODY, &mut analysed);
        self.part(passage.notes, passage, Section::Notes, weights::NOTES, &mut analysed);
        analysed
    }

    fn part(&mut self, text: &str, passage: &Passage<'_>, section: Section, weight: usize, analysed: &mut Analysed) {
        self.tokens.clear();
        self.analyser.tokens(text, passage.nomenclature, &mut self.stems, &mut self.tokens);
        for token in &self.tokens {
            analysed.record.push(section, self.stems.hash(token.stem), token.excluded);
            if !token.excluded {
                analysed.stream.extend(std::iter::repeat_n(token.stem, weight));
            }
        }
    }
}
