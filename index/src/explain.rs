//! How a query was understood, and why each hit stands where it does.

use index_core::plan::{Alternative, Origin};
use serde::Serialize;

use crate::{
    SearchIndex,
    fault::SearchError,
    request::{SearchRequest, Why},
    search::Search,
};

/// The whole story of a search, for officers and for tests.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Explanation {
    /// The digits that were understood as a code.
    pub code: Option<String>,
    /// The words, and what each is found as.
    pub words: Vec<WordExplanation>,
    /// The query with unknown words corrected.
    pub corrected: Option<String>,
    /// How much the meaning counts beside the words, from 0 to 1; nothing where there is no model.
    pub meaning_weight: Option<f32>,
    /// The hits with the parts of their scores.
    pub hits: Vec<HitExplanation>,
}

/// One word of the query.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WordExplanation {
    /// As typed, folded.
    pub word: String,
    /// How much it counts among the words.
    pub weight: f32,
    /// The stems it is found as, each with where it comes from.
    pub found_as: Vec<(String, &'static str)>,
}

/// One hit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HitExplanation {
    /// The document.
    pub id: String,
    /// Why it was found.
    pub why: &'static str,
    /// The weighted BM25.
    pub bm25: f32,
    /// The share of the query it has.
    pub coverage: f32,
    /// How nearly one title or reference is the query.
    pub exactness: f32,
    /// The share of neighbouring words that stay neighbours.
    pub adjacency: f32,
    /// The share of the query that its text begins with.
    pub lead: f32,
    /// The share of the query it excludes.
    pub excluded: f32,
    /// How near its meaning is: 1 the same, 0 nothing in common; nothing where there is no vector.
    pub meaning: Option<f32>,
    /// What the score is multiplied by for the age of its review; 1 for what was confirmed in time or never had to be, and for what a
    /// code or a reference leads to.
    pub review: f32,
    /// The score.
    pub score: f32,
}

impl SearchIndex {
    /// Explains a search.
    ///
    /// # Errors
    /// As [`SearchIndex::search`].
    pub fn explain(&self, request: &SearchRequest) -> Result<Explanation, SearchError> {
        let offset = request.check()?;
        let (snapshot, fields, rules) = (self.snapshot(), self.fields(), self.rules());
        let search = Search::prepare(&snapshot, &fields, &rules, request)?;
        let mut explanation = Explanation::default();
        for understood in &search.understood {
            explanation.code = explanation.code.or_else(|| understood.query.code.clone());
            explanation.corrected = explanation.corrected.or_else(|| understood.plan.corrected.clone());
            for group in &understood.plan.groups {
                let found_as = group.alternatives.iter().map(origin).collect();
                explanation.words.push(WordExplanation { word: group.word.clone(), weight: group.weight, found_as });
            }
        }
        let found = search.ranked(offset + request.first, search.near().as_ref())?;
        explanation.meaning_weight = found.iter().find_map(|ranked| ranked.meaning_weight);
        for ranked in found.into_iter().skip(offset) {
            let parts = ranked.parts;
            explanation.hits.push(HitExplanation {
                id: search.snapshot.stored(ranked.candidate.address)?.id,
                why: why(ranked.why),
                bm25: parts.bm25,
                coverage: parts.coverage,
                exactness: parts.exactness,
                adjacency: parts.adjacency,
                lead: parts.lead,
                excluded: parts.excluded,
                meaning: ranked.cosine,
                review: if ranked.is_led_to() { 1.0 } else { search.trust(&ranked.candidate) },
                score: ranked.score,
            });
        }
        Ok(explanation)
    }
}

fn origin(way: &Alternative) -> (String, &'static str) {
    let origin = match way.origin {
        Origin::Typed => "typed",
        Origin::Completion => "completion",
        Origin::Correction => "correction",
        Origin::Transliteration => "transliteration",
        Origin::Joined => "joined",
        Origin::Synonym => "synonym",
    };
    (way.stem.clone(), origin)
}

fn why(why: Why) -> &'static str {
    match why {
        Why::Code => "code",
        Why::Reference => "reference",
        Why::Words => "words",
        Why::Spelling => "spelling",
        Why::Meaning => "meaning",
    }
}
