//! The verifier: what stands in an answer, and why the rest fell (CHAT-M3, CHAT-N2).
//!
//! An [`Answer`] is made here and nowhere else: its fields are private, and [`verify`] is its only constructor. Each of its sentences
//! has a quote that stands in the cited passage, byte for byte, or is made of typed slots that name their source. A digit comes from
//! one or the other.
//!
//! These checks prove where words come from. They do not prove that a sentence follows from its quotes; that is why quotes are always
//! shown, and why a sentence that is a quote is preferred to one that was written.

mod check;
mod number;
mod quote;
mod slot;

use serde::{Deserialize, Serialize};
use vocabulary::Language;

pub use check::Fell;
pub(crate) use number::counted;
pub use quote::Quote;
pub use slot::{Computed, Part, Slot, SourceId, SourceIdError, Value, Words, WordsError};

use crate::sentence::{self, Span};

/// How many sentences of an answer are looked at.
pub const DRAFTS_MAX: usize = 12;

/// How long a sentence may be, in characters.
pub const SENTENCE_CHARACTERS_MAX: usize = 1_000;

/// How many quotes one sentence may have.
pub const QUOTES_MAX: usize = 6;

/// A passage that sentences may be quoted from.
#[derive(Clone, Copy, Debug)]
pub struct Passage<'a> {
    /// Its stored text.
    pub text: &'a str,
    /// The language it is written in.
    pub language: Language,
}

/// A sentence that asks to stand in an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Draft {
    /// A quote, as it stands.
    Quoted {
        /// The quote.
        quote: Quote,
    },
    /// Words of somebody else, a language model for one, with the quotes they rest on.
    Written {
        /// The words.
        text: String,
        /// The language they are in.
        language: Language,
        /// What they rest on.
        quotes: Vec<Quote>,
    },
    /// Words without a digit, and figures from typed facts between them.
    Computed(Computed),
}

/// What a sentence rests on, as it stands in a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    passage: usize,
    span: Span,
}

/// A sentence that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stands {
    text: String,
    is_written: bool,
    anchors: Vec<Anchor>,
    slots: Vec<Slot>,
}

/// An answer of which every sentence was verified; at least one. Only [`verify`] makes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    sentences: Vec<Stands>,
}

/// What became of the drafts.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// What stands; nothing where no sentence did.
    pub answer: Option<Answer>,
    /// The sentences that fell, each by its place among the drafts, with the reason.
    pub fell: Vec<(usize, Fell)>,
}

impl Anchor {
    /// Returns which of the passages it is in.
    pub fn passage(&self) -> usize {
        self.passage
    }

    /// Returns where it stands there.
    pub fn span(&self) -> Span {
        self.span
    }
}

impl Stands {
    /// Returns the sentence.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Says whether its words are somebody else's than its sources', and rest on its anchors; they have to be shown with it.
    pub fn is_written(&self) -> bool {
        self.is_written
    }

    /// Returns what it rests on in the passages: whole sentences of them, where it was written.
    pub fn anchors(&self) -> &[Anchor] {
        &self.anchors
    }

    /// Returns the figures in it, each with its source.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }
}

impl Answer {
    /// Returns its sentences; at least one.
    pub fn sentences(&self) -> &[Stands] {
        &self.sentences
    }

    /// Says whether all of it was worked out from typed facts.
    pub fn is_computed(&self) -> bool {
        self.sentences.iter().all(|sentence| sentence.anchors.is_empty())
    }
}

/// Lets those drafts stand that the passages and the slots bear out, in their order; at most [`DRAFTS_MAX`] are looked at, and the
/// rest falls.
pub fn verify(drafts: Vec<Draft>, passages: &[Passage<'_>]) -> Verdict {
    let (mut sentences, mut fell) = (Vec::new(), Vec::new());
    for (at, draft) in drafts.into_iter().enumerate() {
        let stands = if at < DRAFTS_MAX { stand(draft, passages) } else { Err(Fell::TooMany) };
        match stands {
            Ok(stands) => sentences.push(stands),
            Err(reason) => fell.push((at, reason)),
        }
    }
    let answer = (!sentences.is_empty()).then_some(Answer { sentences });
    Verdict { answer, fell }
}

fn stand(draft: Draft, passages: &[Passage<'_>]) -> Result<Stands, Fell> {
    match draft {
        Draft::Quoted { quote } => {
            let anchor = quote.anchor(passages)?;
            let text =
                passages.get(anchor.passage).and_then(|passage| anchor.span.of(passage.text)).ok_or(Fell::QuoteNotFound)?;
            check::is_shown_as_it_is(text)?;
            Ok(Stands { text: text.to_owned(), is_written: false, anchors: vec![anchor], slots: Vec::new() })
        }
        Draft::Written { text, language, quotes } => {
            if quotes.is_empty() || quotes.len() > QUOTES_MAX {
                return Err(Fell::NoQuote);
            }
            let anchors = quotes.iter().map(|quote| quote.anchor(passages)).collect::<Result<Vec<Anchor>, Fell>>()?;
            let quoted = quoted_at(&anchors, passages);
            check::is_borne_out(&text, language, &quoted)?;
            // A part of a sentence can say the opposite of it: "gifts … licence" of "gifts need no licence".
            let anchors = whole(&anchors, passages);
            check::keeps_their_sense(&text, language, &quoted_at(&anchors, passages))?;
            Ok(Stands { text, is_written: true, anchors, slots: Vec::new() })
        }
        Draft::Computed(computed) => {
            let (text, slots) = computed.spelt();
            if slots.is_empty() {
                return Err(Fell::NoQuote);
            }
            check::is_presentable(&text)?;
            Ok(Stands { text, is_written: false, anchors: Vec::new(), slots })
        }
    }
}

fn quoted_at<'a>(anchors: &[Anchor], passages: &[Passage<'a>]) -> Vec<check::Quoted<'a>> {
    let quoted = |anchor: &Anchor| {
        let passage = passages.get(anchor.passage)?;
        Some(check::Quoted { text: anchor.span.of(passage.text)?, language: passage.language })
    };
    anchors.iter().filter_map(quoted).collect()
}

/// Returns the whole sentences that quotes are parts of, with those that they are not understood without.
fn whole(anchors: &[Anchor], passages: &[Passage<'_>]) -> Vec<Anchor> {
    let mut whole: Vec<Anchor> = Vec::new();
    for anchor in anchors {
        let Some(passage) = passages.get(anchor.passage) else { continue };
        for span in sentence::around(passage.text, passage.language, anchor.span) {
            let anchor = Anchor { passage: anchor.passage, span };
            if !whole.contains(&anchor) {
                whole.push(anchor);
            }
        }
    }
    whole
}

#[cfg(test)]
mod tests;
