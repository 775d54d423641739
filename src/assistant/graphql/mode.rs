//! How much the assistant may do, as it is shown. Row CHAT-M9.

use async_graphql::{Enum, SimpleObject, Union};
use vocabulary::{Language, scalar::Instant};

use super::answer::AskRefused;
use crate::assistant::{
    mode::{self, ModeChange},
    refusal::Refusal,
};

/// How much the assistant does. Whatever it is, searching and the enquiry point go on.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "mode::ChatMode")]
pub enum ChatMode {
    /// It answers.
    Full,
    /// It shows what it finds and says nothing.
    SearchOnly,
    /// It hands every question to the enquiry point.
    EnquiryOnly,
    /// It takes no questions.
    Off,
}

/// How much the assistant may do, and since when.
#[derive(SimpleObject)]
pub struct ChatModeState {
    /// How much it may do.
    mode: ChatMode,
    /// Since when; null where nobody ever said so.
    since: Option<Instant>,
}

/// What came of saying how much the assistant may do.
#[derive(Union)]
pub enum SetChatModePayload {
    /// It holds from now on.
    Set(ChatModeState),
    /// It does not.
    Refused(AskRefused),
}

impl ChatModeState {
    /// Shows what was said last.
    pub fn of(change: Option<ModeChange>) -> ChatModeState {
        ChatModeState {
            mode: change.as_ref().map(|change| change.mode).unwrap_or_default().into(),
            since: change.map(|change| Instant(change.at)),
        }
    }
}

impl SetChatModePayload {
    /// Shows what came of it, in `language`.
    pub fn of(set: Result<ModeChange, Refusal>, language: Language) -> SetChatModePayload {
        match set {
            Ok(change) => SetChatModePayload::Set(ChatModeState::of(Some(change))),
            Err(refusal) => SetChatModePayload::Refused(AskRefused::of(&refusal, language)),
        }
    }
}
