//! Languages, by their ISO 639 code.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A language by its ISO 639 code: two or three lower-case letters (`en`, `sw`, `fil`).
///
/// A tag with a region (`fr-CI`, `en_GB`) is read as its language: what is published does not differ by region.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language([u8; 3]);

/// What is wrong with a text that should be a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not an ISO 639 language code of two or three letters, such as en or sw")]
pub struct LanguageError;

impl Language {
    /// Arabic.
    pub const AR: Language = Language(*b"ar\0");
    /// English.
    pub const EN: Language = Language(*b"en\0");
    /// Spanish.
    pub const ES: Language = Language(*b"es\0");
    /// French.
    pub const FR: Language = Language(*b"fr\0");
    /// Portuguese.
    pub const PT: Language = Language(*b"pt\0");
    /// Russian.
    pub const RU: Language = Language(*b"ru\0");
    /// Swahili.
    pub const SW: Language = Language(*b"sw\0");
    /// Vietnamese.
    pub const VI: Language = Language(*b"vi\0");
    /// Chinese.
    pub const ZH: Language = Language(*b"zh\0");

    /// The languages our own messages are written in, in the order they are offered.
    pub const SPOKEN: [Language; 7] = [Self::EN, Self::FR, Self::ES, Self::AR, Self::ZH, Self::PT, Self::SW];

    /// Returns the code.
    pub fn as_str(&self) -> &str {
        let len = if self.0[2] == 0 { 2 } else { 3 };
        std::str::from_utf8(&self.0[..len]).expect("holds ASCII letters alone")
    }
}

impl FromStr for Language {
    type Err = LanguageError;

    fn from_str(tag: &str) -> Result<Self, LanguageError> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        match primary.as_bytes() {
            [a, b] if primary.bytes().all(|byte| byte.is_ascii_lowercase()) => Ok(Language([*a, *b, 0])),
            [a, b, c] if primary.bytes().all(|byte| byte.is_ascii_lowercase()) => Ok(Language([*a, *b, *c])),
            _ => Err(LanguageError),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Language({self})")
    }
}

impl TryFrom<String> for Language {
    type Error = LanguageError;

    fn try_from(tag: String) -> Result<Self, LanguageError> {
        tag.parse()
    }
}

impl From<Language> for String {
    fn from(language: Language) -> String {
        language.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_as_its_language() {
        for (tag, language) in [("en", Language::EN), ("fr-CI", Language::FR), ("EN_gb", Language::EN), (" sw ", Language::SW)] {
            assert_eq!(tag.parse(), Ok(language), "{tag}");
        }
        assert_eq!("fil".parse::<Language>().expect("a good code").as_str(), "fil");
    }

    #[test]
    fn a_name_is_not_a_code() {
        for tag in ["", "e", "english", "e1", "日本"] {
            assert_eq!(tag.parse::<Language>(), Err(LanguageError), "{tag}");
        }
    }
}
