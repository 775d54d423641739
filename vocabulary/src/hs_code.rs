//! HS codes, from the two digits of a chapter to the ten or twelve of a national tariff line.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::western_digit;

const DIGITS_MAX: usize = 12;

/// A code of the Harmonized System or of a national tariff built on it: 2, 4, 6, 8, 10 or 12 digits.
///
/// It keeps the digits it was given; two spellings of one place in the tariff (`0901`, `0901000000`) differ as codes and share
/// their [`significant`](HsCode::significant) digits. Read it from any spelling and script: `09.01`, `0901 21`, `٠٩٠١`.
///
/// Source: International Convention on the Harmonized System, Article 1 and Annex.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HsCode {
    digits: [u8; DIGITS_MAX],
    len: u8,
}

/// How far down the nomenclature a code reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
pub enum HsLevel {
    /// Two digits.
    Chapter,
    /// Four digits.
    Heading,
    /// Six digits: the last level that is the same in every country.
    Subheading,
    /// Eight digits or more: a national line.
    TariffLine,
}

/// What is wrong with a text that should be an HS code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HsCodeError {
    /// Not 2, 4, 6, 8, 10 or 12 digits.
    #[error("has {digits} digits where an HS code has 2, 4, 6, 8, 10 or 12")]
    Length {
        /// How many digits were found.
        digits: usize,
    },
    /// A character that is neither a digit nor a separator.
    #[error("has {character:?} where only digits, spaces, dots and hyphens may stand")]
    Character {
        /// The first such character.
        character: char,
    },
    /// Chapters run from 01 to 99; there is no chapter 00.
    #[error("names chapter 00, which does not exist")]
    ChapterZero,
}

impl HsCode {
    /// Returns the digits, without separators.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.digits[..usize::from(self.len)]).expect("holds ASCII digits alone")
    }

    /// Returns the digits that say something: trailing pairs of zeros are only padding (`0901000000` says `0901`).
    pub fn significant(&self) -> &str {
        let mut digits = self.as_str();
        while digits.len() > 2 && digits.ends_with("00") {
            digits = &digits[..digits.len() - 2];
        }
        digits
    }

    /// Returns the level of the significant digits.
    pub fn level(&self) -> HsLevel {
        match self.significant().len() {
            2 => HsLevel::Chapter,
            4 => HsLevel::Heading,
            6 => HsLevel::Subheading,
            _ => HsLevel::TariffLine,
        }
    }

    /// Returns the chapter this code is in.
    pub fn chapter(&self) -> HsCode {
        self.truncated(2).expect("every code has a chapter")
    }

    /// Returns the heading, for a code that reaches so far.
    pub fn heading(&self) -> Option<HsCode> {
        self.truncated(4)
    }

    /// Returns the subheading, for a code that reaches so far.
    pub fn subheading(&self) -> Option<HsCode> {
        self.truncated(6)
    }

    /// Says whether `other` is this place in the nomenclature or lies below it.
    pub fn covers(&self, other: &HsCode) -> bool {
        other.as_str().starts_with(self.significant())
    }

    /// Says whether both name the same place in the nomenclature.
    pub fn same_place(&self, other: &HsCode) -> bool {
        self.significant() == other.significant()
    }

    /// Returns the code padded with zeros to ten digits, as national tariffs print and sort their lines.
    pub fn padded(&self) -> String {
        format!("{:0<10}", self.as_str())
    }

    fn truncated(&self, len: usize) -> Option<HsCode> {
        (usize::from(self.len) >= len).then(|| self.as_str()[..len].parse().expect("a prefix of a code is a code"))
    }
}

impl FromStr for HsCode {
    type Err = HsCodeError;

    fn from_str(text: &str) -> Result<Self, HsCodeError> {
        let mut digits = [0; DIGITS_MAX];
        let mut len = 0;
        for character in text.chars() {
            match western_digit(character) {
                Some(value) => {
                    if let Some(place) = digits.get_mut(len) {
                        *place = b'0' + value;
                    }
                    len += 1;
                }
                None if is_separator(character) => {}
                None => return Err(HsCodeError::Character { character }),
            }
        }
        if !matches!(len, 2 | 4 | 6 | 8 | 10 | 12) {
            return Err(HsCodeError::Length { digits: len });
        }
        if digits.starts_with(b"00") {
            return Err(HsCodeError::ChapterZero);
        }
        Ok(HsCode { digits, len: len as u8 })
    }
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, '.' | '-' | '·' | '٫' | '．')
}

impl fmt::Display for HsCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for HsCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "HsCode({self})")
    }
}

impl TryFrom<String> for HsCode {
    type Error = HsCodeError;

    fn try_from(text: String) -> Result<Self, HsCodeError> {
        text.parse()
    }
}

impl From<HsCode> for String {
    fn from(code: HsCode) -> String {
        code.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(text: &str) -> HsCode {
        text.parse().expect("a good code")
    }

    #[test]
    fn a_code_is_read_from_any_spelling_and_script() {
        for spelling in ["0901", "09.01", "09 01", " 09-01 ", "٠٩٠١", "०९०१", "０９０１"] {
            assert_eq!(code(spelling).as_str(), "0901", "{spelling}");
        }
    }

    #[test]
    fn a_wrong_code_says_what_is_wrong() {
        assert_eq!("090".parse::<HsCode>(), Err(HsCodeError::Length { digits: 3 }));
        assert_eq!("".parse::<HsCode>(), Err(HsCodeError::Length { digits: 0 }));
        assert_eq!("12345678901234".parse::<HsCode>(), Err(HsCodeError::Length { digits: 14 }));
        assert_eq!("09x1".parse::<HsCode>(), Err(HsCodeError::Character { character: 'x' }));
        assert_eq!("0001".parse::<HsCode>(), Err(HsCodeError::ChapterZero));
    }

    #[test]
    fn padding_is_not_significant() {
        assert_eq!(code("0901000000").significant(), "0901");
        assert_eq!(code("0901000000").level(), HsLevel::Heading);
        assert!(code("0901").same_place(&code("0901000000")));
        assert!(code("0100000000").same_place(&code("01")));
        assert_eq!(code("10").level(), HsLevel::Chapter);
    }

    #[test]
    fn a_heading_covers_its_lines_and_no_others() {
        assert!(code("0901").covers(&code("0901210010")));
        assert!(code("0901000000").covers(&code("090121")));
        assert!(!code("0902").covers(&code("0901")));
        assert!(!code("090121").covers(&code("0901")));
    }

    proptest! {
        #[test]
        fn printing_and_reading_is_the_identity(text in "(0[1-9]|[1-9][0-9])([0-9]{2}){0,5}") {
            prop_assert_eq!(code(&text).to_string(), text);
        }

        #[test]
        fn no_text_makes_reading_panic(text in "\\PC{0,40}") {
            let _ = text.parse::<HsCode>();
        }
    }
}
