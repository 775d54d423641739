//! The use case: a trader describes goods and answers questions.

use std::sync::Arc;

use index_core::classification::{self, Answered, Asked, Extract, Found, Kinds, Place, PlaceId, Turn};
use vocabulary::{Date, HsCode, Language, Timestamp};

use crate::{
    platform::fault::Fault,
    search::{Search, SearchFailure},
    tariff::{Chapter, Nomenclature},
};

/// How many headings are looked into: the search seldom has the right one further down, and each has to be read.
const HEADINGS_MAX: usize = 24;

/// What somebody says of goods.
#[derive(Clone, Debug)]
pub struct Description {
    /// What they are, in any words; at most 2,000 characters.
    pub text: String,
    /// The language of the words and of the questions.
    pub language: Language,
    /// The day the codes must exist on.
    pub as_of: Date,
    /// What was answered so far, in order.
    pub answers: Vec<Answered>,
    /// Which questions may be asked.
    pub kinds: Kinds,
}

/// What comes of it.
#[derive(Clone, Debug)]
pub struct Classified {
    /// The turn.
    pub turn: Turn,
    /// The part of the nomenclature it speaks of.
    pub extract: Arc<Extract>,
}

/// Why there is no turn.
#[derive(Clone, Debug)]
pub enum ClassificationFailure {
    /// The search says no, or failed.
    Search(SearchFailure),
    /// An accident.
    Fault(Fault),
}

/// Guided classification over one database and its index. Cheap to clone.
#[derive(Clone)]
pub struct Classification {
    nomenclature: Nomenclature,
    search: Search,
}

impl Classification {
    /// Classifies by `search` within `nomenclature`.
    pub fn new(nomenclature: Nomenclature, search: Search) -> Classification {
        Classification { nomenclature, search }
    }

    /// Takes one turn: says what to ask next, and which codes are most likely so far. All of them are in the tariff on the day.
    ///
    /// # Errors
    /// As for [`Search::similar`]; faults when the database cannot be reached.
    pub async fn classify(&self, description: Description, now: Timestamp) -> Result<Classified, ClassificationFailure> {
        let Description { text, language, as_of, answers, kinds } = description;
        let hits = self.search.lines(&text, language, as_of).await.map_err(ClassificationFailure::Search)?;
        let found: Vec<Found> = hits.iter().filter_map(|hit| hit.code).map(|code| Found { code }).collect();
        let headings = headings(found.iter().map(|found| found.code));
        let chapter = match headings.is_empty() {
            true => Chapter::default(),
            false => self.nomenclature.headings(&headings, as_of, now).await.map_err(ClassificationFailure::Fault)?,
        };
        let work = move || {
            let extract = extract(&chapter, language);
            let turn = classification::turn(&Asked {
                text: &text,
                language,
                found: &found,
                extract: &extract,
                answers: &answers,
                kinds,
            });
            Classified { turn, extract: Arc::new(extract) }
        };
        let worked = tokio::task::spawn_blocking(work).await;
        worked.map_err(|error| ClassificationFailure::Fault(Fault::while_("classifying")(error)))
    }
}

/// Returns the headings of codes, in the order in which they were found.
fn headings(codes: impl Iterator<Item = HsCode>) -> Vec<HsCode> {
    let mut headings: Vec<HsCode> = Vec::new();
    for heading in codes.filter(|code| code.significant().len() >= 4).filter_map(|code| code.heading()) {
        if !headings.contains(&heading) {
            headings.push(heading);
        }
    }
    headings.truncate(HEADINGS_MAX);
    headings
}

/// Reads the lines of a tariff as places.
fn extract(chapter: &Chapter, language: Language) -> Extract {
    let places = chapter.lines().iter().enumerate().map(|(at, line)| {
        let (language, text) = line.description(language).unwrap_or((language, ""));
        let grouping = if line.suffix.is_grouping() { line.suffix.to_string().parse().ok() } else { None };
        let place = Place { id: PlaceId { code: line.code, grouping }, text: text.to_owned(), language };
        (place, chapter.parent(at))
    });
    Extract::new(places.collect())
}
