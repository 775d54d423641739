//! References: where a word that people type leads. Rules only.

use std::{fmt, str::FromStr};

use thiserror::Error;
use vocabulary::{HsCode, Language, PublicationId, Timestamp};

/// How long a term may be. People type a few words; officers' longest index entries have about two hundred letters.
pub const TERM_CHARS_MAX: usize = 300;

/// What a reference leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A place in the nomenclature, without filling zeros, so that two spellings of one place are one target.
    Code(HsCode),
    /// A publication.
    Publication(PublicationId),
}

/// A reference to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReference {
    term: String,
    /// The language of the term.
    pub language: Language,
    /// Where it leads.
    pub target: Target,
    /// Why, for officers; may be empty.
    pub note: String,
}

/// A recorded reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The words people type.
    pub term: String,
    /// The language of the term.
    pub language: Language,
    /// Where it leads.
    pub target: Target,
    /// Why, for officers; may be empty.
    pub note: String,
    /// When it was recorded, or its note last changed.
    pub recorded_at: Timestamp,
}

/// What is wrong with a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TermError {
    /// It has no letters or digits.
    #[error("holds no word")]
    Empty,
    /// It is longer than anybody types.
    #[error("has more than {TERM_CHARS_MAX} characters")]
    TooLong,
    /// It holds a character that cannot be typed.
    #[error("holds a control character")]
    Control,
}

/// What is wrong with a text that should be a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is neither an HS code nor the id of a publication")]
pub struct TargetError;

impl NewReference {
    /// Makes a reference, with the spaces of `term` tidied.
    ///
    /// # Errors
    /// Refuses a term without words, or longer than anybody types.
    pub fn new(term: &str, language: Language, target: Target, note: &str) -> Result<NewReference, TermError> {
        Ok(NewReference { term: tidy(term)?, language, target, note: note.trim().to_owned() })
    }

    /// Returns the words people type.
    pub fn term(&self) -> &str {
        &self.term
    }
}

impl Target {
    /// Returns what followers are told has changed: the chapter of a code, or the publication.
    pub fn subject(&self) -> String {
        match self {
            Self::Code(code) => code.chapter().to_string(),
            Self::Publication(id) => id.to_string(),
        }
    }
}

impl FromStr for Target {
    type Err = TargetError;

    /// Reads a target; one made of digits alone is a code.
    fn from_str(text: &str) -> Result<Target, TargetError> {
        if text.chars().all(|character| character.is_ascii_digit()) {
            let code: HsCode = text.parse().map_err(|_| TargetError)?;
            return Ok(Target::Code(code.significant().parse().expect("the significant digits of a code are a code")));
        }
        text.parse().map(Target::Publication).map_err(|_| TargetError)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => formatter.write_str(code.as_str()),
            Self::Publication(id) => formatter.write_str(id.as_str()),
        }
    }
}

/// Returns the words of `text` with one space between them.
///
/// # Errors
/// Refuses a text without words, or longer than anybody types.
pub fn tidy(text: &str) -> Result<String, TermError> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let tidied = words.join(" ");
    if !tidied.chars().any(char::is_alphanumeric) {
        Err(TermError::Empty)
    } else if tidied.chars().any(char::is_control) {
        Err(TermError::Control)
    } else if tidied.chars().count() > TERM_CHARS_MAX {
        Err(TermError::TooLong)
    } else {
        Ok(tidied)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_of_one_place_are_one_target() {
        assert_eq!("0101900000".parse::<Target>(), "010190".parse());
        assert_eq!("0900000000".parse::<Target>().expect("a chapter").to_string(), "09");
    }

    #[test]
    fn a_target_is_a_code_or_a_publication() {
        assert!(matches!("sugar-quota".parse(), Ok(Target::Publication(_))));
        assert_eq!("0901210010".parse::<Target>().expect("a code").subject(), "09");
        assert_eq!("sugar-quota".parse::<Target>().expect("an id").subject(), "sugar-quota");
        for text in ["", "123", "0000", "a b", "é"] {
            assert_eq!(text.parse::<Target>(), Err(TargetError), "{text:?}");
        }
    }

    #[test]
    fn a_term_is_tidied_and_has_an_end() {
        assert_eq!(tidy("  cell \t phone "), Ok("cell phone".to_owned()));
        assert_eq!(tidy(" - "), Err(TermError::Empty));
        assert_eq!(tidy("a\0b"), Err(TermError::Control));
        assert_eq!(tidy(&"x".repeat(TERM_CHARS_MAX + 1)), Err(TermError::TooLong));
    }
}
