//! A language model as a composer of answers: what it is told, and what becomes of its reply. No input or output; whoever asks the model
//! is somebody else.
//!
//! What it is told are words of ours, and beside them, as data, the question without anything personal and the passages that were found,
//! numbered, without whatever tells an assistant what to say. It has no tools and no memory. What it replies is believed as far as the
//! verifier bears it out ([`crate::verify`]) and no further: a reply that is no reply, or of which nothing stands, composes nothing.
//!
//! Row CHAT-M1: a model only swaps in behind the same checks.

mod prompt;
mod reply;

use std::str::FromStr;

use vocabulary::Language;

pub use reply::{Completeness, REPLY_BYTES_MAX, Reply, ReplyError};

use crate::{
    redact::{Forms, redact},
    sentence::{self, Span},
    verify::{Draft, Fell, Passage, Quote, verify},
};

/// How many passages a model is told.
pub const PASSAGES_MAX: usize = 5;

/// How many sentences it may reply with.
pub const SENTENCES_MAX: usize = 5;

/// How many sentences of the sources are shown of what it chose, with those that they are not understood without.
const SHOWN_MAX: usize = 8;

/// What a model may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// It says which sentences of the passages to quote. No word of its own is shown.
    #[default]
    Select,
    /// It writes sentences, each of which rests on quotes that are shown with it.
    Write,
}

/// What a model is told of one question.
pub struct Brief<'a> {
    mode: Mode,
    question: String,
    before: Option<String>,
    language: Language,
    passages: &'a [Passage<'a>],
    /// Which of the passages it is told, in the order of their numbers, each with what is told of it.
    offered: Vec<(usize, String)>,
}

/// What became of a reply.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// What stands of it, for the verifier of the whole answer.
    pub drafts: Vec<Draft>,
    /// Why the rest fell.
    pub fell: Vec<Fell>,
    /// Whether something is missing: it says so itself, or something of it fell.
    pub is_partial: bool,
}

impl Mode {
    /// Returns its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Select => "select",
            Self::Write => "write",
        }
    }
}

impl FromStr for Mode {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Mode, &'static str> {
        [Self::Select, Self::Write].into_iter().find(|mode| mode.as_str() == text).ok_or("is not one of select, write")
    }
}

impl<'a> Brief<'a> {
    /// Says what a model is told of a question in a language, with the one before where it leans on that. Nothing where no passage can be told: there is none, or, for a model that
    /// writes, none in that language, since words of two languages cannot be compared.
    pub fn new(
        mode: Mode,
        (question, before): (&str, Option<&str>),
        language: Language,
        passages: &'a [Passage<'a>],
    ) -> Option<Brief<'a>> {
        let may_be_told = |passage: &Passage<'_>| mode == Mode::Select || passage.language == language;
        let offered: Vec<(usize, String)> = passages
            .iter()
            .enumerate()
            .filter(|(_, passage)| may_be_told(passage))
            .map(|(at, passage)| (at, prompt::told(passage)))
            .filter(|(_, text)| !text.is_empty())
            .take(PASSAGES_MAX)
            .collect();
        // Whoever calls has taken out what is personal. Done twice it costs nothing, and what leaves the house leaves it here.
        let harmless = |text: &str| redact(text, &Forms::default()).text;
        let (question, before) = (harmless(question), before.map(harmless));
        (!offered.is_empty()).then_some(Brief { mode, question, before, language, passages, offered })
    }

    /// Judges a reply: what stands of it, and what does not.
    pub fn judge(&self, reply: &Reply) -> Judged {
        let drafts = match (reply.completeness, self.mode) {
            (Completeness::None, _) => Vec::new(),
            (_, Mode::Select) => self.selected(reply),
            (_, Mode::Write) => self.written(reply),
        };
        let fell = verify(drafts.clone(), self.passages).fell;
        let stands = |at: &usize| fell.iter().all(|(fallen, _)| fallen != at);
        let is_partial = reply.completeness == Completeness::Partial || !fell.is_empty();
        Judged {
            drafts: drafts.into_iter().enumerate().filter(|(at, _)| stands(at)).map(|(_, draft)| draft).collect(),
            fell: fell.into_iter().map(|(_, reason)| reason).collect(),
            is_partial,
        }
    }

    /// The sentences of the sources that a model quoted of, whole: a part of a sentence can say the opposite of it.
    fn selected(&self, reply: &Reply) -> Vec<Draft> {
        let mut shown: Vec<(usize, Span)> = Vec::new();
        let mut drafts = Vec::new();
        for quote in self.quotes(reply).flatten() {
            let Some((at, passage, place)) = quote.place(self.passages) else {
                drafts.push(Draft::Quoted { quote });
                continue;
            };
            for span in sentence::around(passage.text, passage.language, place) {
                if !shown.contains(&(at, span)) && shown.len() < SHOWN_MAX {
                    shown.push((at, span));
                    drafts.push(Draft::Quoted { quote: Quote::at(at, span) });
                }
            }
        }
        drafts
    }

    fn written(&self, reply: &Reply) -> Vec<Draft> {
        let texts = reply.sentences.iter().map(|sentence| sentence.text.trim().to_owned());
        let written = texts.zip(self.quotes(reply));
        written.map(|(text, quotes)| Draft::Written { text, language: self.language, quotes: quotes.collect() }).collect()
    }

    /// The quotes of each sentence, each of the passage that its number means.
    fn quotes<'r>(&'r self, reply: &'r Reply) -> impl Iterator<Item = impl Iterator<Item = Quote> + 'r> + 'r {
        let numbered = |number: usize| number.checked_sub(1).and_then(|at| self.offered.get(at)).map(|(at, _)| *at);
        reply.sentences.iter().map(move |sentence| {
            // A number that was not told means no passage at all.
            let quote =
                move |said: &reply::Quoted| Quote::said(numbered(said.passage).unwrap_or(usize::MAX), said.quote.as_str());
            sentence.quotes.iter().map(quote)
        })
    }
}

#[cfg(test)]
mod tests;
