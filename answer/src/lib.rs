//! Answers that need no language model: a question understood, sentences of what is published chosen, and nothing shown that does not
//! stand there. Where a model has a part in it ([`compose`]), it is believed no more than anybody else.
//!
//! ```
//! use answer::{evidence, intake::Question, intent, redact, sentence, verify};
//! use vocabulary::{Date, Language};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // What was typed becomes a question: in one form of Unicode, without what cannot be seen, not too long.
//! let question = Question::read("Do samples of coffee need a licence?\u{200b}")?;
//! // What is personal in it goes no further; codes, dates and amounts of the trade are not personal.
//! let redacted = redact::redact(question.text(), &redact::Forms::default());
//! // What kind of answer is wanted, and of which day.
//! let told = intent::read(&redacted.text, Language::EN);
//! assert_eq!(told.intent, intent::Intent::Document);
//!
//! // Retrieval is somebody else's work (`index::SearchIndex::consult`). Of the passages it brings, sentences are chosen:
//! let text = "This covers green beans. Gifts and samples of up to 10 kg need no licence.";
//! let sentences = sentence::cut(text, Language::EN);
//! assert_eq!(sentences[1].span.of(text), Some("Gifts and samples of up to 10 kg need no licence."));
//!
//! // Only what the verifier let stand is an answer.
//! let passages = [verify::Passage { text, language: Language::EN }];
//! let drafts = vec![verify::Draft::Quoted { quote: verify::Quote::at(0, sentences[1].span) }];
//! let verdict = verify::verify(drafts, &passages);
//! assert!(verdict.answer.is_some() && verdict.fell.is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! Every stage is deterministic and does no input or output, so that the phone answers as the server does. Time comes in as an
//! argument, retrieval and meaning as numbers.

pub mod compose;
pub mod confidence;
pub mod conflict;
pub mod evidence;
pub mod intake;
pub mod intent;
mod lexicon;
mod phrase;
pub mod redact;
pub mod sentence;
pub mod status;
pub mod verify;
pub mod when;
mod word;
