//! What is published that may answer a question: found by the search, read again from the database, where the truth is. What the index
//! says otherwise than the database is left out, so that a quote is of the very revision it names (CHAT-M3).

use std::str::FromStr;

use answer::{confidence::Signals, evidence::Terms};
use index::{Consultation, DocumentId, Kind};
use vocabulary::{Date, Language, Timestamp};

use super::{
    answer::{Source, SourceKey},
    pipeline::Answering,
    service::Standing,
};
use crate::{
    fact::{Fact, FactKind},
    platform::fault::Fault,
    publication,
};

/// How many facts one answer says.
const FACTS_MAX: usize = 3;
/// Which share of what the words of a question weigh a fact has at least that was asked for: "how much" and "cost" stand in no fee.
const FACT_COVERED_MIN: f32 = 0.3;
/// Which share of what the best fact has another has at least.
const FACT_COVERED_BESIDE: f32 = 0.95;

/// What was found for a question.
pub struct Finding {
    /// The passages that may be quoted, the best first.
    pub passages: Vec<FoundPassage>,
    /// The facts that were found beside them, the best first.
    pub facts: Vec<FoundFact>,
    /// What the search saw.
    pub signals: Signals,
    /// How much the meaning counts beside the words.
    pub meaning: f32,
}

/// A passage that was found.
pub struct FoundPassage {
    /// What it is, with what the asker should know of it.
    pub source: Source,
    /// Its text, as it stands in the database.
    pub text: String,
    /// The language it is written in.
    pub language: Language,
    /// How well it fits, beside the best, from 0 to 1.
    pub fit: f32,
    /// The words of the question in its language.
    pub terms: Terms,
}

/// A fact that was found.
pub struct FoundFact {
    /// What it is, with what the asker should know of it.
    pub source: Source,
    /// The fact.
    pub fact: Fact,
}

impl Answering {
    /// Finds the facts of one kind that a text asks for: those that have most of what it says.
    pub(super) async fn facts_asked_for(
        &self,
        text: &str,
        kind: Kind,
        language: Language,
        day: Date,
        known_at: Timestamp,
    ) -> Result<Vec<FoundFact>, Fault> {
        let consulted = self.search.consult(text.to_owned(), language, day, &[kind]).await?;
        let mut facts = Vec::new();
        let most = consulted.passages.iter().map(|found| found.covered).fold(0.0, f32::max);
        let least = FACT_COVERED_MIN.max(FACT_COVERED_BESIDE * most);
        let asked_for = consulted.passages.into_iter().filter(|found| found.covered >= least);
        for found in asked_for.take(FACTS_MAX) {
            if let Some((source, fact)) = self.fact(&found.id, language, day, known_at).await? {
                facts.push(FoundFact { source, fact });
            }
        }
        Ok(facts)
    }

    /// Finds what may answer a text.
    pub(super) async fn find(&self, text: &str, language: Language, day: Date, known_at: Timestamp) -> Result<Finding, Fault> {
        let consulted = self.search.consult(text.to_owned(), language, day, &[]).await?;
        let Consultation { passages, signals, meaning, terms, .. } = consulted;
        let mut finding = Finding { passages: Vec::new(), facts: Vec::new(), signals, meaning };
        for found in passages {
            match found.kind {
                Kind::Publication | Kind::Reply => {
                    let Some((source, text)) = self.passage(&found.id, day, known_at).await? else { continue };
                    let (language, fit) = (found.language, found.fit);
                    let terms = terms.get(found.terms).cloned().unwrap_or_default();
                    finding.passages.push(FoundPassage { source, text, language, fit, terms });
                }
                Kind::Fee | Kind::Form | Kind::Office | Kind::Procedure | Kind::Notice | Kind::Ruling => {
                    let Some((source, fact)) = self.fact(&found.id, language, day, known_at).await? else { continue };
                    finding.facts.push(FoundFact { source, fact });
                }
                Kind::TariffLine | Kind::OriginRule => {}
            }
        }
        Ok(finding)
    }

    /// Says what became of a source on `day` that said something by its name and hash.
    pub(super) async fn standing(&self, name: &str, sha256: &str, day: Date, known_at: Timestamp) -> Result<Standing, Fault> {
        let parts: Vec<&str> = name.split('/').collect();
        let now = match parts[..] {
            ["publication", id, language, ..] => {
                let (Ok(id), Ok(language)) = (id.parse(), language.parse()) else { return Ok(Standing::Withdrawn) };
                let read = self.publications.read(&id, language, day, known_at).await?;
                let revision = read.map(|read| read.revision).filter(|revision| revision.language == language);
                revision.map(|revision| (revision.content_hash, revision.validity.from()))
            }
            ["fact", kind, id, ..] => {
                let (Ok(kind), Ok(id)) = (FactKind::from_str(kind), id.parse()) else { return Ok(Standing::Withdrawn) };
                let fact = self.facts.read((kind, id), day, known_at).await?;
                fact.map(|fact| (fact.content_digest.to_string(), fact.validity.from()))
            }
            _ => return Ok(Standing::NotCompared),
        };
        Ok(match now {
            None => Standing::Withdrawn,
            Some((hash, _)) if hash == sha256 => Standing::Stands,
            Some((_, on)) => Standing::Superseded { on },
        })
    }

    /// Reads a passage that the index named, if it is of the revision in force.
    async fn passage(&self, id: &DocumentId, day: Date, known_at: Timestamp) -> Result<Option<(Source, String)>, Fault> {
        let Some(key @ SourceKey::Passage { .. }) = key_of(id) else { return Ok(None) };
        let SourceKey::Passage { publication, language, version, passage } = &key else { return Ok(None) };
        let Some(read) = self.publications.read(publication, *language, day, known_at).await? else { return Ok(None) };
        let revision = read.revision;
        if (revision.language, revision.version) != (*language, *version) {
            return Ok(None);
        }
        let Some(found) = revision.content.passages().into_iter().nth(*passage) else { return Ok(None) };
        let attestation = revision.confirmation.as_ref().map(|confirmation| &confirmation.attestation);
        let source = Source {
            key: key.clone(),
            title: revision.content.title.clone(),
            headings: found.headings,
            sha256: revision.content_hash.clone(),
            url: revision.content.source.url.clone(),
            confirmed_on: attestation.map(|attestation| attestation.confirmed_on),
            is_overdue: attestation.is_some_and(|attestation| attestation.is_overdue(day)),
            valid_from: revision.validity.from(),
            valid_until: revision.validity.until(),
            used: false,
        };
        Ok(Some((source, found.text)))
    }

    async fn fact(
        &self,
        id: &DocumentId,
        language: Language,
        day: Date,
        known_at: Timestamp,
    ) -> Result<Option<(Source, Fact)>, Fault> {
        let mut parts = id.0.split('/').skip(1);
        let Some((Ok(kind), Ok(fact))) = parts.next().zip(parts.next()).map(|(kind, id)| (FactKind::from_str(kind), id.parse()))
        else {
            return Ok(None);
        };
        let Some(fact) = self.facts.read((kind, fact), day, known_at).await? else { return Ok(None) };
        Ok(Some((of_fact(&fact, kind, language, day), fact)))
    }
}

/// Reads which passage a document of the index is: `publication/coffee-export/en/2/4`.
fn key_of(id: &DocumentId) -> Option<SourceKey> {
    let mut parts = id.0.strip_prefix("publication/")?.split('/');
    let subject: publication::Subject = format!("{}/{}", parts.next()?, parts.next()?).parse().ok()?;
    let (version, passage) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(SourceKey::Passage { publication: subject.publication_id, language: subject.language, version, passage })
}

fn of_fact(fact: &Fact, kind: FactKind, language: Language, day: Date) -> Source {
    let content = &fact.content;
    let title = content.name.within(language).map_or_else(|| fact.id.to_string(), |(_, name)| name.to_owned());
    Source {
        key: SourceKey::Fact { kind: kind.to_string(), id: fact.id.clone(), version: fact.version },
        title,
        headings: Vec::new(),
        sha256: fact.content_digest.to_string(),
        url: Some(content.provenance.url.clone()).filter(|url| !url.is_empty()),
        confirmed_on: Some(content.attestation.confirmed_on),
        is_overdue: content.attestation.is_overdue(day),
        valid_from: fact.validity.from(),
        valid_until: fact.validity.until(),
        used: false,
    }
}
