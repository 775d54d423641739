//! How much the assistant may do, and who said so. Row CHAT-M9.

use std::{fmt, str::FromStr};

use vocabulary::{PersonId, Timestamp};

/// How much the assistant does. Whatever it is, searching and the enquiry point go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ChatMode {
    /// It answers.
    #[default]
    Full,
    /// It shows what it finds and says nothing.
    SearchOnly,
    /// It hands every question to the enquiry point.
    EnquiryOnly,
    /// It takes no questions.
    Off,
}

impl ChatMode {
    /// All there are.
    pub const ALL: [ChatMode; 4] = [Self::Full, Self::SearchOnly, Self::EnquiryOnly, Self::Off];

    /// Returns its name in lower case.
    pub fn as_str(self) -> &'static str {
        ["full", "search-only", "enquiry-only", "off"][self as usize]
    }
}

impl fmt::Display for ChatMode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for ChatMode {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<ChatMode, &'static str> {
        let known = Self::ALL.into_iter().find(|mode| mode.as_str() == text);
        known.ok_or("is not one of full, search-only, enquiry-only, off")
    }
}

/// That somebody of the staff said how much the assistant may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModeChange {
    /// How much it may do since.
    pub mode: ChatMode,
    /// Why, in the words of whoever said so.
    pub reason: String,
    /// Who said so.
    pub by: PersonId,
    /// Since when.
    pub at: Timestamp,
}
