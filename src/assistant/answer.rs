//! What is said to a question: sentences, each with what says so. Rows CHAT-M2, CHAT-M3, CHAT-N2.

use std::fmt;

use answer::{status::Status, verify::SourceId};
use serde::{Deserialize, Serialize};
use vocabulary::{Date, FactId, HsCode, Language, PublicationId};

use super::composer::ComposedBy;

/// How many sentences are said at most.
pub const SAID_MAX: usize = 12;
/// How many sources are named at most, whether what they say was used or not.
pub const SOURCES_MAX: usize = 8;
/// How many choices are offered at most.
pub const CHOICES_MAX: usize = 3;

/// What is said to a question. Only the pipeline makes one, from what the verifier let stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// What became of the question.
    pub status: Status,
    /// The language of the conversation; a quote is in that of its source.
    pub language: Language,
    /// The day whose rules it is by.
    pub as_of: Date,
    /// The sentences, in order.
    pub said: Vec<Said>,
    /// What was found, the most telling first.
    pub sources: Vec<Source>,
    /// What may have been meant, where more than one thing was.
    pub choices: Vec<Choice>,
    /// What has to be known first, by its code.
    pub needs: Vec<String>,
    /// What the asker should know beside it.
    pub notices: Vec<Notice>,
    /// Who composed it; what was kept before anybody else could was composed by our rules.
    #[serde(default)]
    pub composed_by: ComposedBy,
    /// How sure it is that the sources answer the question, in thousandths.
    pub confidence: u16,
}

/// A sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// Its words.
    pub text: String,
    /// The language they are in.
    pub language: Language,
    /// Where they come from.
    pub by: By,
}

/// Where the words of a sentence come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// They stand in a source, byte by byte.
    Quote {
        /// Which, by its place among the sources.
        source: usize,
        /// Where they begin in the passage, in bytes.
        start: usize,
        /// Where they end.
        end: usize,
    },
    /// They are somebody else's, a language model's, and rest on what stands in sources.
    Written {
        /// What they rest on.
        quotes: Vec<Cited>,
    },
    /// They are a form of ours, filled with what is known as data.
    Data {
        /// Where that is published, by its place among the sources.
        source: usize,
        /// What was filled in.
        slots: Vec<String>,
    },
    /// They are ours, say nothing of the matter, and hold no figure.
    Ours,
}

/// What stands in a source, byte by byte.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cited {
    /// Which, by its place among the sources.
    pub source: usize,
    /// Where it begins in the passage, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What stands there.
    pub text: String,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// What it is.
    pub key: SourceKey,
    /// Its title.
    pub title: String,
    /// The headings above what was found.
    pub headings: Vec<String>,
    /// The SHA-256 of what it says, in hexadecimal digits.
    pub sha256: String,
    /// Where it was published.
    pub url: Option<String>,
    /// When somebody last said that it is right.
    pub confirmed_on: Option<Date>,
    /// Whether that has to be said again.
    pub is_overdue: bool,
    /// Since when it is in force.
    pub valid_from: Date,
    /// The first day it is not.
    pub valid_until: Option<Date>,
    /// Whether the answer stands on it.
    pub used: bool,
}

/// What a source is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKey {
    /// A passage of a publication.
    Passage {
        /// Which publication.
        publication: PublicationId,
        /// In which language.
        language: Language,
        /// Which revision.
        version: i32,
        /// Which passage of it, from 0.
        passage: usize,
    },
    /// A fact.
    Fact {
        /// Of which kind.
        kind: String,
        /// Which.
        id: FactId,
        /// Which revision.
        version: i32,
    },
    /// A line of the tariff.
    Line {
        /// Its code.
        code: HsCode,
    },
    /// The tariff, by which something was worked out.
    Tariff {
        /// For which goods.
        code: HsCode,
    },
}

/// Something that may have been meant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// What the asker reads.
    pub label: String,
    /// What to ask instead.
    pub question: String,
    /// As of which day, where that is what may have been meant.
    pub as_of: Option<Date>,
}

/// What the asker should know beside the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notice {
    /// Personal data was taken out of the question.
    Redacted,
    /// A source is past the day on which it had to be confirmed again.
    StaleSource,
    /// What is quoted is in another language.
    OtherLanguage,
    /// Texts were found by their words alone: there is no sentence encoder.
    WordsOnly,
    /// The rules are those of another day than today.
    OtherDay,
    /// Two sources disagree.
    Conflict,
    /// It is information, not a ruling.
    NotBinding,
    /// A language model wrote the sentences; what was published stands below them.
    ModelWrote,
}

impl Notice {
    /// Returns the key of its text.
    pub fn key(self) -> &'static str {
        match self {
            Self::Redacted => "notice-redacted",
            Self::StaleSource => "notice-stale-source",
            Self::OtherLanguage => "notice-other-language",
            Self::WordsOnly => "notice-words-only",
            Self::OtherDay => "notice-other-day",
            Self::Conflict => "notice-conflict",
            Self::NotBinding => "notice-not-binding",
            Self::ModelWrote => "notice-model-wrote",
        }
    }
}

impl SourceKey {
    /// Returns its name, for what is verified.
    pub fn id(&self) -> SourceId {
        SourceId::try_from(self.to_string()).expect("names of sources are made of short words without blanks")
    }
}

impl fmt::Display for SourceKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passage { publication, language, version, passage } => {
                write!(formatter, "publication/{publication}/{language}/{version}/{passage}")
            }
            Self::Fact { kind, id, version } => write!(formatter, "fact/{kind}/{id}/{version}"),
            Self::Line { code } => write!(formatter, "line/{code}"),
            Self::Tariff { code } => write!(formatter, "tariff/{code}"),
        }
    }
}
