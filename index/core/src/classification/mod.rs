//! Guided classification: from a description to a subheading by a few questions, each the one that tells most. Row SRCH-M9.
//!
//! The caller brings what a search found ([`Found`]) and the part of the nomenclature it lies in ([`Extract`]); [`turn`] replays the
//! answers and says what to ask next and what is most likely so far. It invents no code: what it returns stands in the extract. It asks
//! nothing twice, takes "I do not know" for an answer, and ends. The same input gives the same turn, on the server and on the phone.

mod belief;
mod extract;
mod lexicon;
mod question;
mod traits;
mod turn;

pub use extract::{Extract, Place, PlaceId, PlaceIdError};
pub use lexicon::{languages, question_text};
pub use question::{Answered, Choice, ChoiceError, OPTIONS_MAX, QuestionId, QuestionIdError, Subject};
pub use traits::holds;
pub use turn::{Alternative, Asked, Found, Guess, Kinds, Offer, QUESTIONS_MAX, Turn, spoken, turn};
