//! What may answer a question: the passages that fit best, as they are stored, and what retrieval saw of the question, which
//! [`answer::confidence`] makes a probability of.

use answer::{
    confidence::{MeaningSignals, Signals},
    evidence::Terms,
};
use index_core::{
    plan::{Origin, Plan},
    query::Query,
    rules::SynonymId,
};
use tantivy::DocAddress;
use vocabulary::{Date, HsCode, Language};

use crate::{
    SearchIndex, SearchRefusal,
    document::{DocumentId, Kind, Review, SubjectKey},
    fault::{IndexFault, SearchError},
    hybrid::Near,
    meaning::Meaning,
    request::{Collapse, Filter, QUERY_CHARACTERS_MAX, SearchRequest},
    search::{Ranked, Search},
};

/// How many passages are consulted.
pub const CONSULTED_MAX: usize = 8;

/// Among how many of the first the best by words alone are looked for.
const LOOKED_THROUGH: usize = 64;

/// How many of the first by words and by meaning are compared.
const COMPARED: usize = 5;

/// What is asked of the index.
#[derive(Clone, Debug)]
pub struct Consulting {
    /// The question, as it came out of the intake.
    pub question: String,
    /// Texts of this language; `None` for all.
    pub language: Option<Language>,
    /// The language of the asker: what is not there in that one may be found by its meaning in another.
    pub reader: Option<Language>,
    /// Only what is in force on this day.
    pub as_of: Date,
    /// What else the documents must be. Without kinds, everything but the lines of the nomenclature.
    pub filter: Filter,
}

/// What may answer a question.
#[derive(Clone, Debug, Default)]
pub struct Consultation {
    /// The passages, the best first; at most [`CONSULTED_MAX`], none with the text of another.
    pub passages: Vec<Retrieved>,
    /// What retrieval saw of the question.
    pub signals: Signals,
    /// The words of the question, for each analyser that understood it; [`Retrieved::terms`] is a place here.
    pub terms: Vec<Terms>,
    /// How much the meaning counts, from 0 to 1; 0 without a model.
    pub meaning: f32,
    /// What was searched instead, where words were unknown and others lay near.
    pub corrected: Option<String>,
    /// The synonyms that rewrote the question.
    pub synonyms: Vec<SynonymId>,
}

/// A passage that was found, as it is stored.
#[derive(Clone, Debug)]
pub struct Retrieved {
    /// Which document.
    pub id: DocumentId,
    /// Which subject it belongs to.
    pub subject: SubjectKey,
    /// What sort of thing it is.
    pub kind: Kind,
    /// The language it is written in.
    pub language: Language,
    /// Its title.
    pub title: String,
    /// The titles above it, outermost first.
    pub path: Vec<String>,
    /// The stored text, byte for byte: what spans are places of.
    pub body: String,
    /// The place in the nomenclature it is about.
    pub code: Option<HsCode>,
    /// When somebody last confirmed it; nothing where nobody did.
    pub review: Option<Review>,
    /// Whether it had to be confirmed again before the day asked for.
    pub review_overdue: bool,
    /// How well it fits beside the best, from 0 to 1.
    pub fit: f32,
    /// Its BM25 by the words of the question.
    pub bm25: f32,
    /// Which share of what the words could weigh it has.
    pub covered: f32,
    /// How near its meaning is; nothing without a model.
    pub cosine: Option<f32>,
    /// Which of [`Consultation::terms`] its words are compared with.
    pub terms: usize,
}

impl SearchIndex {
    /// Consults what is indexed: the passages that may answer a question, under the same filters as a search.
    ///
    /// # Errors
    /// As [`SearchIndex::search`]; a long question is asked by the words of it that tell most.
    pub fn consult(&self, consulting: &Consulting) -> Result<Consultation, SearchError> {
        match self.consulted(&request(consulting, None)) {
            Err(SearchError::Refused(SearchRefusal::QueryTooLong { .. } | SearchRefusal::TooManyClauses { .. })) => {
                let gist = self.gist(&consulting.question, consulting.language.or(consulting.reader).unwrap_or(Language::EN));
                self.consulted(&request(consulting, Some(gist)))
            }
            consulted => consulted,
        }
    }

    /// Returns the model that texts are found by, where there is one.
    pub fn meaning(&self) -> Option<std::sync::Arc<Meaning>> {
        self.shared.meaning.load_full()
    }

    fn consulted(&self, request: &SearchRequest) -> Result<Consultation, SearchError> {
        let characters = request.text.chars().count();
        if characters > QUERY_CHARACTERS_MAX {
            return Err(SearchRefusal::QueryTooLong { characters, characters_max: QUERY_CHARACTERS_MAX }.into());
        }
        let (snapshot, fields, rules) = (self.snapshot(), self.fields(), self.rules());
        let search = Search::understood_by(Query::of_question, &snapshot, &fields, &rules, request)?;
        let near = search.near();
        let ranked = search.ranked(LOOKED_THROUGH, near.as_ref())?;
        let terms = search.understood.iter().map(|understood| Terms::of(&understood.plan)).collect();
        let (corrected, synonyms) = (search.corrected(), search.synonyms());
        let signals = search.signals(&ranked, near.as_ref())?;
        let meaning = ranked.iter().find_map(|ranked| ranked.meaning_weight).unwrap_or(0.0);
        let mut consultation = Consultation { signals, terms, meaning, corrected, synonyms, ..Consultation::default() };
        let best = ranked.iter().map(|ranked| ranked.score).fold(f32::MIN_POSITIVE, f32::max);
        for ranked in &ranked {
            if consultation.passages.len() == CONSULTED_MAX {
                break;
            }
            let retrieved = search.retrieved(ranked, best)?;
            if !consultation.passages.iter().any(|other| other.body == retrieved.body && other.title == retrieved.title) {
                consultation.passages.push(retrieved);
            }
        }
        Ok(consultation)
    }
}

/// The question as a search; of a long one, its gist is searched and the whole of it meant.
fn request(consulting: &Consulting, gist: Option<String>) -> SearchRequest {
    let Consulting { question, language, reader, as_of, filter } = consulting.clone();
    let mut filter = filter;
    if filter.kinds.is_empty() {
        filter.kinds = Kind::ALL.into_iter().filter(|kind| !kind.is_nomenclature()).collect();
    }
    let (text, meant) = match gist {
        Some(gist) => (gist, Some(question)),
        None => (question, None),
    };
    SearchRequest {
        text,
        meant,
        language,
        reader,
        as_of,
        filter,
        first: CONSULTED_MAX,
        after: None,
        snippet_characters: 0,
        collapse: Collapse::None,
    }
}

impl Search<'_> {
    /// What retrieval saw of the question.
    fn signals(&self, ranked: &[Ranked], near: Option<&Near<'_>>) -> Result<Signals, IndexFault> {
        let Some(first) = ranked.first() else { return Ok(Signals::default()) };
        let mut by_words: Vec<&Ranked> = ranked.iter().filter(|ranked| ranked.parts.bm25 > 0.0).collect();
        by_words.sort_by(|one, other| other.parts.bm25.total_cmp(&one.parts.bm25).then_with(|| one.place().cmp(&other.place())));
        let plan = &self.understood[first.understood].plan;
        let as_typed = Terms::of(&as_typed(plan));
        let share = |weight: f32| weight / plan.reach.max(f32::MIN_POSITIVE);
        let language = first.candidate.facts.language();
        let covered = self.covered_as_typed(first, &as_typed)?;
        let asked_in = self.foreign().or(self.request.reader).or(self.request.language);
        Ok(Signals {
            found: true,
            best: by_words.first().map_or(0.0, |ranked| ranked.parts.bm25),
            reach: plan.reach,
            known: share(as_typed.weight()),
            covered: share(covered * as_typed.weight()),
            adjacent: first.parts.adjacency,
            words: u16::try_from(plan.groups.len()).unwrap_or(u16::MAX),
            meaning: near.map(|near| meaning_signals(near, first, &by_words)),
            abroad: asked_in.is_some_and(|asked_in| language != Some(asked_in)),
        })
    }

    /// Which share of the words as they were typed a passage has, with its titles.
    fn covered_as_typed(&self, ranked: &Ranked, terms: &Terms) -> Result<f32, IndexFault> {
        let stored = self.snapshot.stored(ranked.candidate.address)?;
        let text = format!("{} {} {}", stored.path.join(" "), stored.title, stored.body);
        Ok(terms.overlap(&text, ranked.candidate.facts.language().unwrap_or(Language::EN)))
    }

    /// Which share of what the words could weigh a document has.
    fn covered(&self, ranked: &Ranked) -> f32 {
        let plan = &self.understood[ranked.understood].plan;
        let whole: f32 = plan.groups.iter().map(|group| group.weight).sum();
        ranked.parts.coverage * whole / plan.reach.max(f32::MIN_POSITIVE)
    }

    fn retrieved(&self, ranked: &Ranked, best: f32) -> Result<Retrieved, IndexFault> {
        let stored = self.snapshot.stored(ranked.candidate.address)?;
        let facts = ranked.candidate.facts;
        let review = self.review(&ranked.candidate);
        Ok(Retrieved {
            id: DocumentId(stored.id),
            subject: SubjectKey(stored.subject),
            kind: facts.kind().unwrap_or(Kind::Publication),
            language: facts.language().unwrap_or(Language::EN),
            title: stored.title,
            path: stored.path,
            body: stored.body,
            code: stored.code,
            review,
            review_overdue: review.is_some_and(|review| review.is_overdue(self.request.as_of)),
            fit: if ranked.is_led_to() { 1.0 } else { (ranked.score / best).clamp(0.0, 1.0) },
            bm25: ranked.parts.bm25,
            covered: self.covered(ranked),
            cosine: ranked.cosine,
            terms: ranked.understood,
        })
    }
}

/// The plan with the words that are found as they were typed, and no others: a word that was corrected is none that a passage has.
fn as_typed(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    for group in &mut plan.groups {
        group.alternatives.retain(|way| way.origin == Origin::Typed);
        group.weight = group.alternatives.iter().map(|way| way.idf * way.boost).fold(0.0, f32::max);
    }
    plan
}

fn meaning_signals(near: &Near<'_>, first: &Ranked, by_words: &[&Ranked]) -> MeaningSignals {
    let (mean, deviation) = near.asked.spread();
    let cosine = |at: usize| near.nearest.get(at).map_or(mean, |(_, cosine)| *cosine);
    let words: Vec<DocAddress> = by_words.iter().take(COMPARED).map(|ranked| ranked.candidate.address).collect();
    let shared = near.nearest.iter().take(COMPARED).filter(|(address, _)| words.contains(address)).count();
    MeaningSignals {
        nearest: cosine(0),
        fifth: cosine(COMPARED - 1),
        mean,
        deviation,
        shared: u8::try_from(shared).unwrap_or(u8::MAX),
        first: first.cosine.unwrap_or(mean),
    }
}
