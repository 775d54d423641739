//! What the index holds of a publication and of a chapter. Rules only.

use index::{Direction as IndexDirection, Document, DocumentId, Hit, Kind, Review, SubjectKey};
use vocabulary::{FactId, HsCode, Language, Period, PublicationId};

use crate::{
    fact::{Fact, FactKey, FactKind},
    publication::{self, Attestation, Direction, Revision},
    tariff::{LineText, Note, NoteScope},
};

/// What is replaced in the index as one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A publication in one language.
    Publication(publication::Subject),
    /// A chapter of the tariff, in all its languages.
    Chapter(HsCode),
    /// A fact, in all its languages.
    Fact(FactKey),
}

impl Subject {
    /// Returns the key under which the index knows it.
    pub fn key(&self) -> SubjectKey {
        SubjectKey(match self {
            Self::Publication(subject) => format!("publication/{subject}"),
            Self::Chapter(chapter) => format!("chapter/{chapter}"),
            Self::Fact((kind, id)) => format!("fact/{kind}/{id}"),
        })
    }

    /// Reads which fact a key of the index names.
    pub fn fact_of(key: &SubjectKey) -> Option<FactId> {
        key.0.strip_prefix("fact/")?.split_once('/')?.1.parse().ok()
    }

    /// Reads which publication a key of the index names.
    pub fn publication_of(key: &SubjectKey) -> Option<PublicationId> {
        let subject: publication::Subject = key.0.strip_prefix("publication/")?.parse().ok()?;
        Some(subject.publication_id)
    }
}

/// Reads which line a document of the index is.
pub fn code_of(id: &DocumentId) -> Option<HsCode> {
    id.0.strip_prefix("line/")?.split('/').next()?.parse().ok()
}

/// The words that officers added to what a text says of itself.
pub trait Taught {
    /// Returns the words that people type in `language` when they mean this code.
    fn terms_for_code(&self, code: &HsCode, language: Language) -> Vec<String>;
    /// Returns the words that people type in `language` when they mean this publication.
    fn terms_for_publication(&self, id: &PublicationId, language: Language) -> Vec<String>;
}

/// Makes a document of each passage of each edition.
pub fn of_publication(subject: &publication::Subject, editions: Vec<(Revision, Period)>, taught: &impl Taught) -> Vec<Document> {
    let references = taught.terms_for_publication(&subject.publication_id, subject.language);
    let mut documents = Vec::new();
    for (revision, period) in editions {
        let review = revision.confirmation.as_ref().map(|confirmation| review(&confirmation.attestation));
        let content = revision.content;
        let passages = content.passages();
        for (place, passage) in passages.into_iter().enumerate() {
            // A passage is told from the others of its publication by its own heading; the title of the whole stands above it.
            let mut path = vec![content.title.clone()];
            path.extend(passage.headings);
            let title = path.pop().unwrap_or_default();
            documents.push(Document {
                id: DocumentId(format!("publication/{subject}/{}/{place}", revision.version)),
                subject: Subject::Publication(subject.clone()).key(),
                work: format!("publication/{}", subject.publication_id),
                kind: Kind::Publication,
                language: subject.language,
                title,
                path,
                body: passage.text,
                notes: String::new(),
                references: if place == 0 { references.clone() } else { Vec::new() },
                code: content.hs_codes.first().copied(),
                declarable: false,
                authority: Some(content.authority.clone()),
                article11: Some(content.article11),
                direction: direction(content.direction),
                document_type: Some(content.document_type.clone()),
                period,
                review,
            });
        }
    }
    documents
}

/// Makes a document of each edition of a fact in each language it is named in.
pub fn of_fact(key: &FactKey, editions: &[(Fact, Period)]) -> Vec<Document> {
    let (kind, id) = key;
    let mut documents = Vec::new();
    for (fact, period) in editions {
        let content = &fact.content;
        let period = shown(fact, *period);
        for (language, name) in &content.name.0 {
            let summary = content.summary.exactly(*language).unwrap_or_default();
            documents.push(Document {
                id: DocumentId(format!("fact/{kind}/{id}/{language}/{}", fact.version)),
                subject: Subject::Fact(key.clone()).key(),
                work: format!("fact/{kind}/{id}"),
                kind: kind_of(*kind),
                language: *language,
                title: name.clone(),
                path: Vec::new(),
                body: format!("{summary}\n{}", content.body.words(*language)).trim().to_owned(),
                notes: String::new(),
                references: Vec::new(),
                code: content.body.code().or_else(|| content.hs_codes.first().copied()),
                declarable: false,
                authority: Some(content.authority.clone()),
                article11: Some(content.article11),
                direction: direction(content.direction),
                document_type: Some(kind.to_string()),
                period,
                review: Some(review(&content.attestation)),
            });
        }
    }
    documents
}

/// The days on which an edition can be found: those it speaks for, and for a notice those since it was announced.
fn shown(fact: &Fact, period: Period) -> Period {
    let announced_on = fact.content.announcement.announced_on;
    if fact.content.body.kind() == FactKind::Notice && announced_on < period.from() {
        // An earlier first day ends no earlier.
        return Period::new(announced_on, period.until()).unwrap_or(period);
    }
    period
}

fn review(attestation: &Attestation) -> Review {
    Review { confirmed_on: attestation.confirmed_on, due_on: attestation.review_due_on }
}

fn kind_of(kind: FactKind) -> Kind {
    match kind {
        FactKind::Fee => Kind::Fee,
        FactKind::Form => Kind::Form,
        FactKind::Office => Kind::Office,
        FactKind::Procedure => Kind::Procedure,
        FactKind::Notice => Kind::Notice,
        FactKind::Ruling => Kind::Ruling,
    }
}

/// Makes a document of each line of a chapter. Notes go with the chapter or heading they belong to.
///
/// A grouping line has no document: it cannot be opened or declared, and its words stand in the path of the lines below it.
pub fn of_chapter(chapter: &HsCode, texts: Vec<LineText>, notes: &[Note], taught: &impl Taught) -> Vec<Document> {
    texts
        .into_iter()
        .filter(|text| !text.suffix.is_grouping())
        .map(|text| {
            let own = |note: &&Note| match note.scope {
                NoteScope::Code(code) => code.same_place(&text.code),
                NoteScope::Section(_) => false,
            };
            let notes: Vec<&str> =
                notes.iter().filter(own).filter(|note| note.language == text.language).map(|note| note.text.as_str()).collect();
            let references = taught.terms_for_code(&text.code, text.language);
            Document {
                id: DocumentId(format!("line/{}/{}/{}", text.code, text.language, text.period.from())),
                subject: Subject::Chapter(*chapter).key(),
                work: format!("line/{}", text.code),
                kind: Kind::TariffLine,
                language: text.language,
                title: text.description,
                path: text.ancestors,
                body: String::new(),
                notes: notes.join("\n"),
                references,
                code: Some(text.code),
                declarable: text.declarable,
                authority: None,
                article11: None,
                direction: None,
                document_type: None,
                period: text.period,
                review: None,
            }
        })
        .collect()
}

/// Returns what a person reads as the title of a hit, and what stands between it and the text found.
pub fn title_and_path(hit: &Hit) -> (&str, Vec<&str>) {
    let path = hit.path.iter().map(String::as_str);
    match hit.path.first() {
        Some(publication) if hit.kind == Kind::Publication => (publication, path.skip(1).chain([hit.title.as_str()]).collect()),
        _ => (&hit.title, path.collect()),
    }
}

fn direction(direction: Direction) -> Option<IndexDirection> {
    match direction {
        Direction::Import => Some(IndexDirection::Import),
        Direction::Export => Some(IndexDirection::Export),
        Direction::Transit => Some(IndexDirection::Transit),
        Direction::Any => None,
    }
}
