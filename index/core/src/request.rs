//! What is asked of the index, and what it answers.

use std::ops::Range;

use vocabulary::{Article11, AuthorityCode, Date, HsCode, Language};

use crate::{
    confidence::Confidence,
    cursor::Cursor,
    document::{Direction, DocumentId, Kind, Review, SubjectKey},
    refusal::SearchRefusal,
    rules::SynonymId,
};

/// How many characters a query may have.
pub const QUERY_CHARACTERS_MAX: usize = 256;

/// How many clauses (words and codes) a query may have.
pub const QUERY_CLAUSES_MAX: usize = 32;

/// How many hits one page may have.
pub const PAGE_MAX: usize = 50;

/// How deep paging goes; whoever looks further should ask more precisely.
pub const DEPTH_MAX: usize = 500;

/// One search.
#[derive(Clone, Debug)]
pub struct SearchRequest {
    /// What the person typed, as they typed it.
    pub text: String,
    /// What is meant by it, where `text` has only the words that tell most.
    pub meant: Option<String>,
    /// Searches documents of this language; `None` searches all.
    pub language: Option<Language>,
    /// The language of who reads it: what is not there in that one may be found by its meaning in another.
    pub reader: Option<Language>,
    /// Only documents in force on this day are found.
    pub as_of: Date,
    /// What else the documents must be.
    pub filter: Filter,
    /// How many hits, 1 to [`PAGE_MAX`].
    pub first: usize,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// How long a snippet may be; 0 for none.
    pub snippet_characters: usize,
    /// What is shown once only.
    pub collapse: Collapse,
}

impl SearchRequest {
    /// Checks what is asked, and returns how many hits came before.
    ///
    /// # Errors
    /// Refuses what is too long, too large a page, or a cursor of another query.
    pub fn check(&self) -> Result<usize, SearchRefusal> {
        check_length(&self.text)?;
        check_page(self.first)?;
        self.after.map_or(Ok(0), |cursor| cursor.offset(self))
    }
}

fn check_length(text: &str) -> Result<(), SearchRefusal> {
    match text.chars().count() {
        characters if characters > QUERY_CHARACTERS_MAX => {
            Err(SearchRefusal::QueryTooLong { characters, characters_max: QUERY_CHARACTERS_MAX })
        }
        _ => Ok(()),
    }
}

fn check_page(first: usize) -> Result<(), SearchRefusal> {
    if (1..=PAGE_MAX).contains(&first) { Ok(()) } else { Err(SearchRefusal::PageSize { first, first_max: PAGE_MAX }) }
}

/// What of many hits from one place is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Collapse {
    /// Every document.
    #[default]
    None,
    /// The best document of each HS heading; documents without a code all stay.
    Heading,
    /// The best document of each HS subheading; documents without a code all stay.
    Subheading,
    /// The best document of each work: of each publication one passage, of each line or fact one translation.
    Publication,
}

/// What documents must be to be found. An empty list does not restrict.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Any of these kinds.
    pub kinds: Vec<Kind>,
    /// Published by any of these.
    pub authorities: Vec<AuthorityCode>,
    /// Answering any of these letters of TFA Article 1.1.
    pub article11: Vec<Article11>,
    /// About goods of any of these chapters.
    pub chapters: Vec<HsCode>,
    /// Any of these directions.
    pub directions: Vec<Direction>,
    /// Any of these document types.
    pub document_types: Vec<String>,
    /// Only lines that goods can be declared under.
    pub declarable_only: bool,
}

/// One page of hits, best first.
#[derive(Clone, Debug, Default)]
pub struct SearchPage {
    /// The hits.
    pub hits: Vec<Hit>,
    /// What was searched instead, where words were unknown and others lay near.
    pub corrected: Option<String>,
    /// Whether documents were found by their meaning too, rather than by their words alone.
    pub by_meaning: bool,
    /// The synonyms that rewrote what was typed, each once.
    pub synonyms: Vec<SynonymId>,
    /// Whether there is a page after this.
    pub has_next: bool,
    /// Where this page ends; to be given back as [`SearchRequest::after`].
    pub end: Option<Cursor>,
}

/// One document found.
#[derive(Clone, Debug)]
pub struct Hit {
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
    /// The place in the nomenclature it is about.
    pub code: Option<HsCode>,
    /// Whether goods can be declared under the code.
    pub declarable: bool,
    /// The best part of its text.
    pub snippet: Snippet,
    /// How well it fits; comparable within one page only.
    pub score: f32,
    /// What its confidence was read at.
    pub signal: f32,
    /// How likely it is right.
    pub confidence: Confidence,
    /// Why it was found.
    pub why: Why,
    /// When somebody last confirmed it: what an answer from it has to say. Nothing where nobody did.
    pub review: Option<Review>,
    /// Whether it had to be confirmed again before the day asked for; then it stands further down than it would.
    pub review_overdue: bool,
}

/// A part of a text, with the places that answer the query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The text.
    pub text: String,
    /// Byte ranges of `text`, in order, not overlapping.
    pub matches: Vec<Range<usize>>,
    /// Whether text was left out before.
    pub cut_before: bool,
    /// Whether text was left out after.
    pub cut_after: bool,
}

/// Why a document was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// The query names its code, or a code above it.
    Code,
    /// An officer's reference names it.
    Reference,
    /// It has the words.
    Words,
    /// It has words near to those of the query, which nothing has.
    Spelling,
    /// It means what the query asks, in other words or in another language.
    Meaning,
}

/// A facet: what counts are wanted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FacetField {
    /// What sort of thing.
    Kind,
    /// Who published it.
    Authority,
    /// The letter of TFA Article 1.1.
    Article11,
    /// The HS chapter.
    Chapter,
    /// Which way the goods move.
    Direction,
    /// The administration's own sort of document.
    DocumentType,
    /// The language.
    Language,
}

/// How many documents have each value of a facet, most first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCounts {
    /// The facet.
    pub field: FacetField,
    /// Value and count; at most [`FACET_VALUES_MAX`].
    pub counts: Vec<(String, u64)>,
}

/// How many values one facet lists.
pub const FACET_VALUES_MAX: usize = 100;

/// One look-up while somebody types.
#[derive(Clone, Debug)]
pub struct SuggestRequest {
    /// What has been typed so far.
    pub prefix: String,
    /// Suggests in this language.
    pub language: Language,
    /// Only what is in force on this day.
    pub as_of: Date,
    /// How many, 1 to [`PAGE_MAX`].
    pub first: usize,
}

impl SuggestRequest {
    /// Checks what is asked.
    ///
    /// # Errors
    /// Refuses what is too long or too large a page.
    pub fn check(&self) -> Result<(), SearchRefusal> {
        check_length(&self.prefix)?;
        check_page(self.first)
    }
}

/// One way to go on typing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What to put into the field.
    pub text: String,
    /// Where it comes from.
    pub kind: SuggestionKind,
    /// The document it leads to, for all but terms.
    pub target: Option<DocumentId>,
    /// The code of that document.
    pub code: Option<HsCode>,
}

/// Where a suggestion comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuggestionKind {
    /// A code of the nomenclature.
    Code,
    /// An officer's reference.
    Reference,
    /// The title of a document.
    Title,
    /// A word of the index.
    Term,
}
