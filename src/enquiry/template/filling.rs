//! Fills slots with what is published, on the day they are filled, and says what sources say on another. Sentences about facts are those that
//! the assistant says too.

use std::collections::BTreeMap;

use vocabulary::{Date, HsCode, Language, Timestamp};

use super::{
    quote::Quoted,
    source::Source,
    text::{Piece, SLOTS_MAX, SlotKey, TemplateText},
};
use crate::{
    enquiry::{Enquiry, Refusal},
    fact::{FactKey, Facts},
    platform::{fault::Fault, message},
    publication::{Publications, Revision, Subject},
    tariff::{MeasureType, Measures},
};

/// How many measures a line has at most for its duty to be told.
const MEASURES_MAX: usize = 200;

/// What is published.
#[derive(Clone)]
pub struct Sources {
    /// Fees, forms and offices.
    pub facts: Facts,
    /// Duties.
    pub measures: Measures,
    /// Texts.
    pub publications: Publications,
}

/// A template that was filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// What it says.
    pub text: String,
    /// What it took from where.
    pub quoted: Vec<Quoted>,
}

/// When something is filled.
#[derive(Clone, Copy)]
pub(super) struct On {
    pub day: Date,
    pub now: Timestamp,
}

impl Sources {
    /// Fills the slots of a text that is written to the asker of an enquiry.
    pub(super) async fn fill(&self, text: &TemplateText, enquiry: &Enquiry, on: On) -> Result<Result<Filled, Refusal>, Fault> {
        let mut filled = Filled { text: String::new(), quoted: Vec::new() };
        let mut slots = 0;
        for piece in text.pieces() {
            let slot = match piece {
                Piece::Words(words) => {
                    filled.text += words;
                    continue;
                }
                Piece::Slot(slot) => slot,
            };
            slots += 1;
            let said = match slot {
                SlotKey::Reference => Some((enquiry.reference.to_string(), None)),
                SlotKey::Fact(kind, id) => self.phrase((*kind, id.clone()), enquiry.language, on).await?,
                SlotKey::Duty(code) => self.duty(code, on).await?,
            };
            let Some((words, quoted)) = said else { return Ok(Err(Refusal::SlotUnresolved { place: slots })) };
            filled.text += &words;
            let is_new = quoted.filter(|quote| !filled.quoted.contains(quote));
            filled.quoted.extend(is_new);
        }
        Ok(Ok(filled))
    }

    /// Cites sources by their names, with what they say today.
    pub(super) async fn cite(&self, names: &[String], on: On) -> Result<Result<Vec<Quoted>, Refusal>, Fault> {
        if names.len() > SLOTS_MAX {
            return Ok(Err(Refusal::TooMany { limit: SLOTS_MAX }));
        }
        let mut cited: Vec<Quoted> = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            let unknown = Refusal::SourceUnknown { place: at + 1 };
            let Ok(source) = name.parse::<Source>() else { return Ok(Err(unknown)) };
            let Some(digest) = self.digest(&source, on).await? else { return Ok(Err(unknown)) };
            let quote = Quoted { source: source.to_string(), digest };
            if cited.iter().all(|other| other.source != quote.source) {
                cited.push(quote);
            }
        }
        Ok(Ok(cited))
    }

    /// Returns what each source says now, those that say nothing left out.
    pub(super) async fn now(&self, quoted: &[Quoted], on: On) -> Result<BTreeMap<String, String>, Fault> {
        let mut now = BTreeMap::new();
        for Quoted { source: name, digest } in quoted {
            let Ok(source) = name.parse::<Source>() else { continue };
            let said = match &source {
                // Wherever it stands in the text by now.
                Source::Passage(subject, ..) => {
                    let passages = self.text(subject, on).await?.map(|revision| revision.content.passages()).unwrap_or_default();
                    passages.into_iter().map(|passage| of_words(&source, &passage.text).digest).find(|said| said == digest)
                }
                source => self.digest(source, on).await?,
            };
            now.extend(said.map(|digest| (name.clone(), digest)));
        }
        Ok(now)
    }

    /// Returns the digest of what a source says; nothing where it says nothing, or a passage is not of the version in force.
    async fn digest(&self, source: &Source, on: On) -> Result<Option<String>, Fault> {
        Ok(match source {
            Source::Fact(kind, id) => {
                let fact = self.facts.read((*kind, id.clone()), on.day, on.now).await?;
                fact.map(|fact| fact.content_digest.to_string())
            }
            Source::Phrase(kind, id, language) => {
                let said = self.phrase((*kind, id.clone()), *language, on).await?;
                said.and_then(|(_, quoted)| quoted).map(|quoted| quoted.digest)
            }
            Source::Duty(code) => self.duty(code, on).await?.and_then(|(_, quoted)| quoted).map(|quoted| quoted.digest),
            Source::Text(subject) => self.text(subject, on).await?.map(|revision| {
                let content = &revision.content;
                // What it says, not since when it says so.
                of_words(source, &format!("{}\0{}\0{}", content.title, content.summary, content.body)).digest
            }),
            Source::Passage(subject, version, place) => {
                let revision = self.text(subject, on).await?.filter(|revision| revision.version == *version);
                let passage = revision.and_then(|revision| revision.content.passages().into_iter().nth(*place));
                passage.map(|passage| of_words(source, &passage.text).digest)
            }
        })
    }

    async fn text(&self, subject: &Subject, on: On) -> Result<Option<Revision>, Fault> {
        let read = self.publications.read(&subject.publication_id, subject.language, on.day, on.now).await?;
        Ok(read.map(|read| read.revision).filter(|revision| revision.language == subject.language))
    }

    async fn phrase(&self, key: FactKey, language: Language, on: On) -> Result<Option<(String, Option<Quoted>)>, Fault> {
        let source = Source::Phrase(key.0, key.1.clone(), language);
        let Some(fact) = self.facts.read(key, on.day, on.now).await? else { return Ok(None) };
        let phrase = fact.phrase(language);
        let words = phrase.and_then(|phrase| message::render(language, phrase.key, &phrase.slots));
        Ok(words.map(|words| {
            let quoted = of_words(&source, &words);
            (words, Some(quoted))
        }))
    }

    /// Says the duty on the goods of a line, as it is printed, on the closest code that has one.
    async fn duty(&self, code: &HsCode, on: On) -> Result<Option<(String, Option<Quoted>)>, Fault> {
        let padded = code.padded();
        let above = |digits: usize| format!("{:0<10}", padded.get(..digits)?).parse().ok();
        let mut lines: Vec<HsCode> = [10, 8, 6, 4].into_iter().filter_map(above).collect();
        lines.dedup();
        let Some(found) = self.measures.all_in_force(&lines, on.day, on.now, MEASURES_MAX).await? else { return Ok(None) };
        let of_all =
            found.into_iter().filter(|measure| measure.key.measure_type == MeasureType::Duty && measure.key.origin.is_none());
        let closest = of_all.max_by(|one, other| one.key.code.cmp(&other.key.code));
        Ok(closest.map(|measure| {
            let quoted = of_words(&Source::Duty(*code), &format!("{}\0{}", measure.key.code, measure.rate));
            (measure.rate, Some(quoted))
        }))
    }
}

fn of_words(source: &Source, words: &str) -> Quoted {
    Quoted::of_words(source.to_string(), words)
}
