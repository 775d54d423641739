//! Who composes an answer of the passages that were found: our own rules, always, and a language model where the settings name one.
//! Whatever composes, the verifier lets stand what the passages bear out and nothing else. Rows CHAT-M1, CHAT-N1; docs/decisions/0023.

mod extractive;
mod model;

use std::time::Duration;

use answer::{
    compose::Mode,
    verify::{Draft, Passage},
};
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use vocabulary::Language;

pub use extractive::Extractive;
pub use model::{Ceilings, EndpointError, EndpointSettings, Format, LanguageModel};

use super::{finding::Finding, service::At};
use crate::platform::fault::Fault;

/// Composes answers.
pub trait Composer: Send + Sync {
    /// Chooses or writes the sentences that answer a question.
    ///
    /// # Errors
    /// Says why it composed nothing.
    fn compose<'a>(&'a self, task: &'a Task<'a>) -> BoxFuture<'a, Result<Composed, Declined>>;
}

/// What is to be composed.
pub struct Task<'a> {
    /// The question, without anything personal.
    pub question: &'a str,
    /// The same without what stands in the place of what is personal.
    pub searched: &'a str,
    /// The question before, where this one leans on it; as harmless.
    pub before: Option<&'a str>,
    /// The language of the conversation.
    pub language: Language,
    /// What was found.
    pub finding: &'a Finding,
    /// When it was asked.
    pub at: At,
    /// How long the asker waits.
    pub waiting: Waiting,
    /// How long they waited when it was begun.
    pub waited: Duration,
}

/// How long an asker waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// As long as an operation may take.
    Operation,
    /// On a stream that stays open.
    Stream,
}

/// What was composed. It was verified once, and is again with the rest of the answer.
pub struct Composed {
    /// The sentences, in order.
    pub drafts: Vec<Draft>,
    /// Who composed them.
    pub by: ComposedBy,
    /// Whether part of the answer is missing.
    pub is_partial: bool,
    /// How many sentences did not stand.
    pub fell: usize,
}

/// Who composed an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComposedBy {
    /// Our rules alone.
    #[default]
    Rules,
    /// A language model said which sentences of the sources to quote.
    ModelSelecting,
    /// A language model wrote sentences, each shown with the quotes that bear it out.
    ModelWriting,
}

/// Why nothing was composed.
#[derive(Debug, thiserror::Error)]
pub enum Declined {
    /// No passage can be told to it.
    #[error("there is no passage that it can be told")]
    NothingToTell,
    /// There is no time left to ask it.
    #[error("there is no time left to ask it")]
    NoTime,
    /// As many calls as may be are under way.
    #[error("it is asked as often at once as it may be")]
    Busy,
    /// It failed so often that it is left alone for a while.
    #[error("it failed too often and is left alone for a while")]
    Resting,
    /// It was asked as often today as it may be.
    #[error("it was asked as often today as it may be")]
    Spent,
    /// It cannot be reached.
    #[error("it cannot be reached")]
    Unreachable,
    /// It said nothing in time.
    #[error("it did not begin to reply in time")]
    FirstTokenLate,
    /// It did not finish in time.
    #[error("it did not finish in time")]
    Late,
    /// It answered with a status of refusal: 3xx or 4xx.
    #[error("it answered with status {0}")]
    Refused(u16),
    /// It answered with a status of failure: 5xx.
    #[error("it answered with status {0}")]
    Broken(u16),
    /// Its reply broke off.
    #[error("its reply broke off")]
    CutShort,
    /// Its reply is too long.
    #[error("its reply is too long")]
    TooLong,
    /// What it replied is not of the form that was asked for.
    #[error("its reply is not of the form that was asked for")]
    NotAReply,
    /// Nothing that it replied stands.
    #[error("nothing that it replied stands")]
    NothingStands,
    /// Something of ours failed.
    #[error("something of ours failed")]
    Fault(Fault),
}

impl Composed {
    /// Says what became of composing, for the notes of the stages.
    pub fn verdict(&self) -> String {
        format!("{}: {} stand, {} fell", self.by.as_str(), self.drafts.len(), self.fell)
    }
}

impl ComposedBy {
    /// Returns the word that the notes and the metrics use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::ModelSelecting => "model-selecting",
            Self::ModelWriting => "model-writing",
        }
    }
}

impl From<Mode> for ComposedBy {
    fn from(mode: Mode) -> ComposedBy {
        match mode {
            Mode::Select => Self::ModelSelecting,
            Mode::Write => Self::ModelWriting,
        }
    }
}

impl Declined {
    /// Returns the word that the notes and the metrics use.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::NothingToTell => "nothing-to-tell",
            Self::NoTime => "no-time",
            Self::Busy => "busy",
            Self::Resting => "resting",
            Self::Spent => "spent",
            Self::Unreachable => "unreachable",
            Self::FirstTokenLate => "first-token-late",
            Self::Late => "late",
            Self::Refused(_) => "refused",
            Self::Broken(_) => "broken",
            Self::CutShort => "cut-short",
            Self::TooLong => "too-long",
            Self::NotAReply => "not-a-reply",
            Self::NothingStands => "nothing-stands",
            Self::Fault(_) => "fault",
        }
    }

    /// Says whether whoever composes is to be left alone where this happens again and again: not where nothing was asked of it, nor where
    /// its reply was one and did not stand, which the question may have done.
    fn is_failure(&self) -> bool {
        match self {
            Self::Unreachable
            | Self::FirstTokenLate
            | Self::Late
            | Self::Refused(_)
            | Self::Broken(_)
            | Self::CutShort
            | Self::TooLong
            | Self::NotAReply => true,
            Self::NothingToTell
            | Self::NoTime
            | Self::Busy
            | Self::Resting
            | Self::Spent
            | Self::NothingStands
            | Self::Fault(_) => false,
        }
    }

    /// Makes a fault of it, where nobody else is there to compose.
    pub fn into_fault(self) -> Fault {
        match self {
            Self::Fault(fault) => fault,
            declined => Fault::while_("composing an answer")(declined),
        }
    }
}

impl Finding {
    /// Returns the passages as the verifier reads them.
    pub(super) fn quotable(&self) -> Vec<Passage<'_>> {
        self.passages.iter().map(|found| Passage { text: &found.text, language: found.language }).collect()
    }
}
