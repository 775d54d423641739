//! What a model replies: JSON of one form, within its ceilings, or nothing.

use serde::Deserialize;
use thiserror::Error;

use super::SENTENCES_MAX;
use crate::verify::QUOTES_MAX;

/// How many bytes of a reply are read.
pub const REPLY_BYTES_MAX: usize = 16 * 1_024;

/// What a model replied.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// How much of the question it answers, as it says itself.
    pub(super) completeness: Completeness,
    pub(super) sentences: Vec<Sentence>,
}

/// How much of a question a reply answers, as it says itself. It is believed where it says that something is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Completeness {
    /// All of it.
    Complete,
    /// Some of it.
    Partial,
    /// Nothing.
    None,
}

/// A sentence of a reply.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sentence {
    /// Its words, of a model that writes; those of one that selects are not looked at.
    #[serde(default)]
    pub text: String,
    /// What it rests on.
    pub quotes: Vec<Quoted>,
}

/// What a sentence rests on, as a model says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Quoted {
    /// The number of the passage.
    pub passage: usize,
    /// The words that stand there.
    pub quote: String,
}

/// Why what a model replied is no reply.
#[derive(Debug, Error)]
pub enum ReplyError {
    /// It is too long.
    #[error("has {bytes} bytes where {REPLY_BYTES_MAX} are read")]
    TooLong {
        /// How long it is.
        bytes: usize,
    },
    /// It has more sentences or quotes than were asked for.
    #[error("has more sentences or quotes than were asked for")]
    TooMany,
    /// It is not of the form that was asked for.
    #[error("is not of the form that was asked for")]
    Form(#[source] serde_json::Error),
}

impl Reply {
    /// Reads what a model replied.
    ///
    /// # Errors
    /// Refuses what is too long, what has too much in it, and what is not JSON of the form that was asked for.
    pub fn read(text: &str) -> Result<Reply, ReplyError> {
        if text.len() > REPLY_BYTES_MAX {
            return Err(ReplyError::TooLong { bytes: text.len() });
        }
        let reply: Reply = serde_json::from_str(text).map_err(ReplyError::Form)?;
        let is_too_much =
            reply.sentences.len() > SENTENCES_MAX || reply.sentences.iter().any(|sentence| sentence.quotes.len() > QUOTES_MAX);
        if is_too_much { Err(ReplyError::TooMany) } else { Ok(reply) }
    }
}
