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

    /// Returns the stems met so far, to meet more.
    pub fn stems_mut(&mut self) -> &mut Stems {
        &mut self.stems
    }

    /// Analyses a passage.
    pub fn analyse(&mut self, passage: &Passage<'_>) -> Analysed {
        let mut stream = Vec::new();
        let record = self.parts(passage, Some(&mut stream));
        Analysed { stream, record }
    }

    /// Returns what ranking needs to know of a passage that was indexed before.
    pub fn record(&mut self, passage: &Passage<'_>) -> Record {
        self.parts(passage, None)
    }

    fn parts(&mut self, passage: &Passage<'_>, mut stream: Option<&mut Vec<Stem>>) -> Record {
        self.stems.relieve(WORDS_MAX);
        let mut record = Record::of_code(passage.code);
        let mut part = |text: &str, section: Section, weight: usize, record: &mut Record| {
            self.part(text, passage.nomenclature, section, record);
            if let Some(stream) = &mut stream {
                let kept = self.tokens.iter().filter(|token| !token.excluded);
                stream.extend(kept.flat_map(|token| std::iter::repeat_n(token.stem, weight)));
            }
        };
        part(passage.title, Section::Title, weights::TITLE, &mut record);
        let has_nearer_title = !passage.title.is_empty() || passage.path.len() > 1;
        for (depth, above) in passage.path.iter().enumerate() {
            if depth > 0 {
                record.separate(Section::Path);
            }
            let weight = weights::path(depth, passage.nomenclature, has_nearer_title);
            part(above, Section::Path, weight, &mut record);
        }
        for (index, reference) in passage.references.iter().enumerate() {
            if index > 0 {
                record.separate(Section::References);
            }
            part(reference, Section::References, weights::REFERENCE, &mut record);
        }
        part(passage.body, Section::Body, weights::BODY, &mut record);
        part(passage.notes, Section::Notes, weights::NOTES, &mut record);
        record
    }

    fn part(&mut self, text: &str, exclusions: bool, section: Section, record: &mut Record) {
        self.tokens.clear();
        self.analyser.tokens(text, exclusions, &mut self.stems, &mut self.tokens);
        for token in &self.tokens {
            record.push(section, self.stems.hash(token.stem), token.excluded);
        }
    }
}
