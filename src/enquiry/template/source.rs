//! What replies rest on, by its name: what is published as data, and texts. The names are those that answers of the assistant and the outbox use,
//! so that an officer cites what they were shown. Rules only.

use std::{fmt, str::FromStr};

use thiserror::Error;
use vocabulary::{FactId, HsCode, Language};

use crate::{
    fact::{self, FactKind},
    platform::outbox::Event,
    publication::{self, Subject},
    tariff::measure,
};

/// Something that is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// All that a fact says (`fact/fee/x-ray`).
    Fact(FactKind, FactId),
    /// What a fact says in one sentence to a reader of a language (`fact/fee/x-ray/en`).
    Phrase(FactKind, FactId, Language),
    /// The duty on the goods of a line (`measure/0901210000`).
    Duty(HsCode),
    /// A whole text (`publication/coffee-export/en`).
    Text(Subject),
    /// A passage of a text, of the version and at the place it was cited from (`publication/coffee-export/en/2/4`).
    Passage(Subject, i32, usize),
}

/// A text that names nothing of this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is no name of a fact, a duty, a publication or a passage of one")]
pub struct SourceError;

impl Source {
    /// Returns what an event of the outbox is about, as a pattern of names.
    pub fn touched_by(event: &Event) -> Option<String> {
        let (topic, subject) = (event.topic.as_str(), event.subject.as_str());
        let root = match topic {
            fact::CHANGED => "fact",
            publication::CHANGED => "publication",
            // A chapter of the tariff.
            measure::CHANGED => "measure",
            _ => return None,
        };
        Some(format!("{root}/{subject}%"))
    }
}

impl FromStr for Source {
    type Err = SourceError;

    /// Reads a name. The version of a fact, with which answers name it, is left out: it is cited as it is today.
    fn from_str(text: &str) -> Result<Source, SourceError> {
        let parts: Vec<&str> = text.split('/').collect();
        let subject = |id: &str, language: &str| format!("{id}/{language}").parse::<Subject>().map_err(|_| SourceError);
        let fact = |kind: &str, id: &str| -> Result<(FactKind, FactId), SourceError> {
            Ok((kind.parse().map_err(|_| SourceError)?, id.parse().map_err(|_| SourceError)?))
        };
        match parts[..] {
            ["fact", kind, id] => fact(kind, id).map(|(kind, id)| Source::Fact(kind, id)),
            ["fact", kind, id, last] => {
                let (kind, id) = fact(kind, id)?;
                if last.parse::<i32>().is_ok() {
                    return Ok(Source::Fact(kind, id));
                }
                last.parse().map(|language| Source::Phrase(kind, id, language)).map_err(|_| SourceError)
            }
            ["measure", code] => code.parse().map(Source::Duty).map_err(|_| SourceError),
            ["publication", id, language] => subject(id, language).map(Source::Text),
            ["publication", id, language, version, place] => match (version.parse(), place.parse()) {
                (Ok(version), Ok(place)) => Ok(Source::Passage(subject(id, language)?, version, place)),
                _ => Err(SourceError),
            },
            _ => Err(SourceError),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Fact(kind, id) => write!(formatter, "fact/{}/{id}", kind.as_str()),
            Source::Phrase(kind, id, language) => write!(formatter, "fact/{}/{id}/{language}", kind.as_str()),
            Source::Duty(code) => write!(formatter, "measure/{code}"),
            Source::Text(subject) => write!(formatter, "publication/{subject}"),
            Source::Passage(subject, version, place) => write!(formatter, "publication/{subject}/{version}/{place}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_has_the_name_that_answers_and_outboxes_use() {
        for name in [
            "fact/fee/x-ray",
            "fact/fee/x-ray/en",
            "measure/0901210000",
            "publication/coffee-export/en",
            "publication/coffee-export/en/2/4",
        ] {
            assert_eq!(name.parse::<Source>().map(|source| source.to_string()).as_deref(), Ok(name));
        }
        assert_eq!("fact/fee/x-ray/3".parse::<Source>().map(|source| source.to_string()).as_deref(), Ok("fact/fee/x-ray"));
        for name in [
            "",
            "fact",
            "fact/fee",
            "fact/minister/x",
            "measure/coffee",
            "publication/coffee-export",
            "publication/a/en/2",
            "x/y",
        ] {
            assert_eq!(name.parse::<Source>(), Err(SourceError), "{name}");
        }
    }
}
