//! Conversations: a few questions after each other, in one language. They belong to nobody: whoever has the code may read on.
//! Rows CHAT-G3, CHAT-M6, SEC-CHAT-04.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use vocabulary::{Language, Timestamp};

use super::{answer::Answer, changed::Change, stage::StageNote};
use crate::platform::short_code::ShortCode;

/// How long a conversation is kept after its last question.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);
/// How long what was asked before helps to understand what is asked now.
pub const REMEMBERED: SignedDuration = SignedDuration::from_mins(30);
/// How many questions back that goes.
pub const REMEMBERED_TURNS: usize = 5;
/// How many questions one conversation has.
pub const TURNS_MAX: i32 = 100;
/// How long a question may be on its way before the next may be asked: longer than any answer takes.
pub const PENDING_MAX: SignedDuration = SignedDuration::from_secs(30);

/// A conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// What it is found by.
    pub code: ShortCode,
    /// The language it is held in, from its first question to its last.
    pub language: Language,
    /// When it began.
    pub started_at: Timestamp,
    /// When it is taken away, unless somebody asks again.
    pub expires_at: Timestamp,
    /// How many questions were asked.
    pub turns: i32,
    /// The reference of the enquiry that it was handed over as.
    pub enquiry: Option<String>,
}

/// A question and what was said to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// Counts the questions of a conversation, from 1.
    pub number: i32,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// What was asked, without personal data.
    pub question: String,
    /// What was said.
    pub answer: Answer,
    /// How that came about.
    pub stages: Vec<StageNote>,
    /// What the asker made of it.
    pub rating: Option<Rating>,
    /// What is said instead, where what was said is no longer so and somebody was there to be told. Read with the conversation alone.
    pub changed: Option<Box<Change>>,
}

/// Returns the question that one asked at an instant may lean on: the last of those before it, where that is not long ago and it was one to be
/// remembered.
pub fn remembered(before: &[Turn], asked_at: Timestamp) -> Option<String> {
    let recent = |turn: &&Turn| asked_at.duration_since(turn.asked_at) <= REMEMBERED;
    let mut before = before.iter().filter(recent).filter(|turn| !turn.answer.status.is_forgotten());
    before.next_back().map(|turn| turn.question.clone())
}

/// What an asker makes of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rating {
    /// It helped.
    Helpful,
    /// It is wrong.
    Wrong,
    /// It was true once.
    Outdated,
    /// It answers something else.
    OtherQuestion,
    /// Something is missing.
    Incomplete,
    /// It is hard to understand, or in another language.
    Unclear,
}

impl Rating {
    /// All there are.
    pub const ALL: [Rating; 6] =
        [Self::Helpful, Self::Wrong, Self::Outdated, Self::OtherQuestion, Self::Incomplete, Self::Unclear];

    /// Returns its name in lower case.
    pub fn as_str(self) -> &'static str {
        ["helpful", "wrong", "outdated", "other-question", "incomplete", "unclear"][self as usize]
    }
}

impl std::str::FromStr for Rating {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Rating, &'static str> {
        Self::ALL.into_iter().find(|rating| rating.as_str() == text).ok_or("is no rating")
    }
}
