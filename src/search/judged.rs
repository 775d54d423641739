//! Judged questions, and where the search puts what answers them. `fingertip evaluate` asks.

use std::collections::HashMap;

use index::{Collapse, Confidence, Filter, Hit, Kind, SearchRequest, SynonymId};
use vocabulary::{Date, FactId, HsCode, Language, PublicationId};

use super::{
    documents::Subject,
    service::{Search, SearchFailure},
};

/// How many hits are looked at.
pub const HITS_MAX: usize = 10;

/// A question, and what a judge says answers it.
#[derive(Clone, Debug)]
pub struct Question {
    /// What is typed.
    pub text: String,
    /// The language it is asked in.
    pub language: Language,
    /// What answers it.
    pub wanted: Wanted,
}

/// What answers a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A publication, or a fact that it tells in words.
    Publication(PublicationId),
    /// A line or heading of the tariff. Those below answer too, and those above from the heading on.
    Line(HsCode),
    /// Nothing that is published.
    Nothing,
}

/// Among what a question is asked.
#[derive(Clone, Debug)]
pub struct Asking {
    /// Of texts in this language.
    pub texts: Language,
    /// Whether what is not there in that language may be found in another.
    pub abroad: bool,
    /// Of these kinds; of all where there are none.
    pub kinds: Vec<Kind>,
    /// What is in force on this day.
    pub as_of: Date,
}

/// What the search found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The place of the first hit that answers, from 0.
    pub place: Option<usize>,
    /// How sure the search says it is of each hit, whether that is a line of the tariff, and whether it answers.
    pub hits: Vec<FoundHit>,
    /// The synonyms that rewrote the question.
    pub synonyms: Vec<SynonymId>,
}

/// One hit, as a judge sees it.
#[derive(Clone, Copy, Debug)]
pub struct FoundHit {
    /// How sure the search says it is.
    pub confidence: Confidence,
    /// Whether it is a place in the nomenclature.
    pub nomenclature: bool,
    /// Whether it answers.
    pub right: bool,
}

impl Asking {
    /// Asks as a trader does: among everything, and in other languages too where there is nothing in `language`.
    pub fn as_trader(language: Language, as_of: Date) -> Asking {
        Asking { texts: language, abroad: true, kinds: Vec::new(), as_of }
    }
}

impl Found {
    /// Returns one divided by the rank of the answer, or 0 where it is not among the hits.
    pub fn reciprocal_rank(&self) -> f64 {
        self.place.map_or(0.0, |place| 1.0 / (place + 1) as f64)
    }
}

impl Wanted {
    fn is(&self, hit: &Hit, told_by: &HashMap<FactId, PublicationId>) -> bool {
        match self {
            Self::Publication(wanted) => {
                let fact = Subject::fact_of(&hit.subject);
                let told = fact.and_then(|fact| told_by.get(&fact).cloned());
                Subject::publication_of(&hit.subject).or(told).as_ref() == Some(wanted)
            }
            Self::Line(wanted) => hit.kind == Kind::TariffLine && hit.code.is_some_and(|found| is_answered_by(wanted, &found)),
            Self::Nothing => false,
        }
    }
}

/// A line answers, and so does one below it, and one above it from the heading on.
fn is_answered_by(wanted: &HsCode, found: &HsCode) -> bool {
    let is_heading_or_below = found.significant().len() >= 4;
    wanted.covers(found) || is_heading_or_below && found.covers(wanted)
}

/// Asks a question, and looks for the answer among the first [`HITS_MAX`] hits. `told_by` says which publication tells a fact in
/// words; a fact that is not there answers nothing.
///
/// # Errors
/// Refuses what the search refuses; faults when the index cannot be asked.
pub async fn ask(
    search: &Search,
    question: &Question,
    asking: Asking,
    told_by: &HashMap<FactId, PublicationId>,
) -> Result<Found, SearchFailure> {
    let mut request = SearchRequest {
        text: question.text.clone(),
        meant: None,
        language: Some(asking.texts),
        reader: asking.abroad.then_some(asking.texts),
        as_of: asking.as_of,
        filter: Filter { kinds: asking.kinds, ..Filter::default() },
        first: HITS_MAX,
        after: None,
        snippet_characters: 0,
        collapse: Collapse::Publication,
    };
    let page = if asking.abroad { search.page(&mut request).await? } else { search.page_in(request).await? };
    let found = |hit: &Hit| FoundHit {
        confidence: hit.confidence,
        nomenclature: hit.kind == Kind::TariffLine,
        right: question.wanted.is(hit, told_by),
    };
    let hits: Vec<FoundHit> = page.hits.iter().map(found).collect();
    Ok(Found { place: hits.iter().position(|hit| hit.right), hits, synonyms: page.synonyms })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_answered_from_its_heading_on() {
        let answers =
            |wanted: &str, found: &str| is_answered_by(&wanted.parse().expect("a code"), &found.parse().expect("a code"));
        assert!(answers("0901", "0901210010") && answers("0901210010", "0901") && answers("090121", "0901210000"));
        assert!(!answers("0901210010", "09") && !answers("090121", "090122"));
    }
}
