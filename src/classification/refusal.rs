//! What classification says no to.

use index_core::classification::QUESTIONS_MAX;

use crate::platform::refusal::Refusal;

/// What classification says no to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClassificationRefusal {
    /// An answer to what was not asked, or one that was not offered.
    Answer {
        /// The question, or the choice.
        value: String,
    },
    /// More answers than there are questions.
    TooMany {
        /// So many.
        found: usize,
    },
}

impl ClassificationRefusal {
    /// Refuses an answer, shown as far as it tells what it was.
    pub fn answer(value: &str) -> ClassificationRefusal {
        ClassificationRefusal::Answer { value: value.chars().take(60).collect() }
    }
}

impl Refusal for ClassificationRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Answer { .. } => "CLASSIFICATION_ANSWER_INVALID",
            Self::TooMany { .. } => "CLASSIFICATION_ANSWERS_TOO_MANY",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Answer { value } => vec![("value", value.clone())],
            Self::TooMany { found } => vec![("found", found.to_string()), ("limit", QUESTIONS_MAX.to_string())],
        }
    }
}
