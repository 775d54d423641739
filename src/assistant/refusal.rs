//! What the rules of asking say no to.

use crate::platform::refusal;

/// What the rules of asking say no to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing is asked.
    Empty,
    /// The question is too long.
    TooLong {
        /// How many characters it has.
        found: usize,
        /// How many one may have.
        limit: usize,
    },
    /// There is no such conversation, or it is past its last day.
    ConversationUnknown,
    /// The question before is not answered yet.
    Pending,
    /// The conversation has had all its questions.
    ConversationFull {
        /// How many one has.
        limit: i32,
    },
    /// As much is followed as may be.
    FollowLimit {
        /// How much that is.
        limit: u64,
    },
    /// There is no such answer in the conversation.
    AnswerUnknown,
    /// The conversation was handed over before.
    HandedOver {
        /// The reference of the enquiry.
        reference: String,
    },
    /// Whoever changes what the assistant may do has to say why.
    ReasonMissing {
        /// How many characters a reason may have.
        limit: usize,
    },
}

impl refusal::Refusal for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "QUESTION_EMPTY",
            Self::TooLong { .. } => "QUESTION_TOO_LONG",
            Self::ConversationUnknown => "CONVERSATION_UNKNOWN",
            Self::Pending => "QUESTION_PENDING",
            Self::ConversationFull { .. } => "CONVERSATION_FULL",
            Self::FollowLimit { .. } => "CONVERSATION_FOLLOW_LIMIT",
            Self::AnswerUnknown => "ANSWER_UNKNOWN",
            Self::HandedOver { .. } => "CONVERSATION_HANDED_OVER",
            Self::ReasonMissing { .. } => "REASON_MISSING",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLong { found, limit } => vec![("found", found.to_string()), ("limit", limit.to_string())],
            Self::ConversationFull { limit } => vec![("limit", limit.to_string())],
            Self::FollowLimit { limit } => vec![("limit", limit.to_string())],
            Self::HandedOver { reference } => vec![("reference", reference.clone())],
            Self::ReasonMissing { limit } => vec![("limit", limit.to_string())],
            Self::Empty | Self::ConversationUnknown | Self::Pending | Self::AnswerUnknown => Vec::new(),
        }
    }
}
