//! What can be searched: one document for each passage of a publication, tariff line, form, office.

use std::fmt;

use serde::{Deserialize, Serialize};
use vocabulary::{Article11, AuthorityCode, Date, HsCode, Language, Period};

/// A document as its slice hands it over. The index keeps what it needs and can give it all up: the database is the truth.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Names this document among all others.
    pub id: DocumentId,
    /// Names the thing it is a part of; all documents of one subject are replaced together.
    pub subject: SubjectKey,
    /// Names what it is a passage or a translation of: the same for all passages of a publication, in all languages.
    pub work: String,
    /// What sort of thing it is.
    pub kind: Kind,
    /// The language it is written in.
    pub language: Language,
    /// Its own title or description.
    pub title: String,
    /// The titles above it, outermost first: publication and headings, or section, chapter and heading.
    pub path: Vec<String>,
    /// The text itself.
    pub body: String,
    /// Notes that belong to it without being its text.
    pub notes: String,
    /// Terms that officers let people find it by (the A to Z).
    pub references: Vec<String>,
    /// The place in the nomenclature it is about.
    pub code: Option<HsCode>,
    /// Whether goods can be declared under the code.
    pub declarable: bool,
    /// Who published it.
    pub authority: Option<AuthorityCode>,
    /// The letter of TFA Article 1.1 it answers.
    pub article11: Option<Article11>,
    /// Which way the goods move.
    pub direction: Option<Direction>,
    /// What sort of document it is, in the administration's own words.
    pub document_type: Option<String>,
    /// When it is in force.
    pub period: Period,
    /// When somebody last confirmed it, and by when it has to be confirmed again; nothing where nobody did.
    pub review: Option<Review>,
}

/// When a document was confirmed, and by when it has to be confirmed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Review {
    /// The day it was last confirmed.
    pub confirmed_on: Date,
    /// The day by which it has to be confirmed again.
    pub due_on: Date,
}

impl Review {
    /// Says whether it had to be confirmed again before `day`.
    pub fn is_overdue(&self, day: Date) -> bool {
        self.due_on < day
    }
}

/// The name of one document, unique in the index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DocumentId(pub String);

/// The name of what is replaced together: all documents of one publication, or of one tariff line, in one language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SubjectKey(pub String);

/// What sort of thing a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A passage of a publication.
    Publication,
    /// A chapter, heading, subheading or tariff line.
    TariffLine,
    /// A rule of origin.
    OriginRule,
    /// A fee or charge.
    Fee,
    /// A form or a document to be produced.
    Form,
    /// An office or an authority.
    Office,
    /// A published reply of the enquiry point.
    Reply,
    /// A procedure, step by step.
    Procedure,
    /// A public notice.
    Notice,
    /// An advance ruling.
    Ruling,
}

impl Kind {
    /// All kinds, in the order of their declaration.
    pub const ALL: [Kind; 10] = [
        Self::Publication,
        Self::TariffLine,
        Self::OriginRule,
        Self::Fee,
        Self::Form,
        Self::Office,
        Self::Reply,
        Self::Procedure,
        Self::Notice,
        Self::Ruling,
    ];

    /// Returns the word the index and the interfaces use.
    pub fn as_str(self) -> &'static str {
        ["publication", "tariff_line", "origin_rule", "fee", "form", "office", "reply", "procedure", "notice", "ruling"]
            [self as usize]
    }

    /// Says whether its words are terms of a nomenclature, where "not of cotton" excludes goods, rather than running text.
    pub fn is_nomenclature(self) -> bool {
        matches!(self, Self::TariffLine)
    }
}

/// Which way goods move across the border.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Into the territory.
    Import,
    /// Out of the territory.
    Export,
    /// Through the territory.
    Transit,
}

impl Direction {
    /// All directions, in the order of their declaration.
    pub const ALL: [Direction; 3] = [Self::Import, Self::Export, Self::Transit];

    /// Returns the word the index and the interfaces use.
    pub fn as_str(self) -> &'static str {
        ["import", "export", "transit"][self as usize]
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for SubjectKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
