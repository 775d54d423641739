//! What people write: the question, what they add, replies, notes. Rules only.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// How many characters one text has at most: two pages.
pub const CHARACTERS_MAX: usize = 4_000;

/// A text of 1 to 4,000 characters. It may tell anything about anybody, so nothing prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(Box<str>);

/// What is empty, too long, or holds signs that nobody types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is empty, or longer than 4000 characters, or holds control characters")]
pub struct TextError;

impl Text {
    /// Returns the text, for whoever stores it or shows it to whom it is for.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for Text {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Text, TextError> {
        let text = text.trim();
        let fits = !text.is_empty() && text.chars().take(CHARACTERS_MAX + 1).count() <= CHARACTERS_MAX;
        let is_odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
        (fits && !text.chars().any(is_odd)).then(|| Text(text.into())).ok_or(TextError)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Text(…)")
    }
}

/// Who wrote a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// Whoever asked.
    Asker,
    /// The desk.
    Desk,
}

impl Author {
    /// Returns the word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Author::Asker => "asker",
            Author::Desk => "desk",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_something_that_people_type() {
        assert_eq!(" Which\npermit? ".parse::<Text>().expect("a text").reveal(), "Which\npermit?");
        assert!("é".repeat(CHARACTERS_MAX).parse::<Text>().is_ok());
        for text in ["", " \n", "a\u{0}b", "a\u{1b}[31m", &"é".repeat(CHARACTERS_MAX + 1)] {
            assert_eq!(text.parse::<Text>(), Err(TextError));
        }
    }
}
