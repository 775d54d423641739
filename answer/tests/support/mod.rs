//! The pure pipeline over a handful of passages: what retrieval does on a server is done here by the words alone.

use answer::{
    evidence::{self, Candidate, Terms},
    intake::Question,
    redact,
    sentence::{self, Sentence},
    verify::{self, Draft, Passage, Quote, Verdict},
};
use index_core::{
    analysis::Analyser,
    bm25::Statistics,
    plan::{Dictionary, Plan},
    query::Query,
    rules::RewriteRules,
    spelling::Vocabulary,
};
use vocabulary::Language;

/// A dictionary of which every word is known.
struct Known(Vocabulary);

impl Dictionary for Known {
    fn statistics(&self) -> Statistics {
        Statistics { documents: 1_000, terms: 50_000 }
    }

    fn document_frequency(&self, _: &str) -> u64 {
        3
    }

    fn vocabulary(&self) -> &Vocabulary {
        &self.0
    }
}

/// The words of a question.
pub fn terms(question: &str, language: Language) -> Terms {
    let analyser = Analyser::of(language);
    let known = Known(Vocabulary::new(std::iter::empty()));
    Terms::of(&Plan::new(&Query::understand(question, &analyser), &analyser, &RewriteRules::default(), &known))
}

/// Answers a question from passages, from what was typed to what was verified; nothing where it is no question.
pub fn answer(typed: &str, language: Language, passages: &[&str]) -> Option<Verdict> {
    let question = Question::read(typed).ok()?;
    let redacted = redact::redact(question.text(), &redact::Forms::default());
    let terms = terms(&redacted.text, language);
    let mut found: Vec<(f32, &str)> = passages.iter().map(|text| (terms.overlap(text, language), *text)).collect();
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    found.truncate(evidence::PASSAGES_MAX);
    let cut: Vec<Vec<Sentence>> = found.iter().map(|(_, text)| sentence::cut(text, language)).collect();
    let candidates: Vec<Candidate<'_>> = found
        .iter()
        .zip(&cut)
        .map(|((fit, text), sentences)| Candidate { text, language, terms: &terms, fit: *fit, sentences, cosines: None })
        .collect();
    let chosen = evidence::choose(&candidates, 0.0);
    let passages: Vec<Passage<'_>> = found.iter().map(|(_, text)| Passage { text, language }).collect();
    let mut drafts = Vec::new();
    for chosen in chosen {
        let spans = chosen.companion.into_iter().chain([chosen.span]);
        drafts.extend(spans.map(|span| Draft::Quoted { quote: Quote::at(chosen.passage, span) }));
    }
    Some(verify::verify(drafts, &passages))
}
