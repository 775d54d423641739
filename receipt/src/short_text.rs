//! The rule of every text on a receipt: short, on one line, and what it looks like.

use thiserror::Error;

/// Why a text cannot stand on a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ShortTextError {
    /// It is empty.
    #[error("is empty")]
    Empty,
    /// It is longer than the field.
    #[error("has {bytes} bytes of UTF-8, and at most {bytes_max} fit")]
    TooLong {
        /// How many bytes it has.
        bytes: usize,
        /// How many the field holds.
        bytes_max: usize,
    },
    /// It begins or ends with a blank, which nobody sees.
    #[error("begins or ends with a blank")]
    Blank,
    /// It holds a character that hides or turns round others.
    #[error("holds a character that cannot be seen")]
    Unseen,
}

/// Holds a text against the rule.
///
/// # Errors
/// Says which part of the rule it breaks.
pub fn check(text: &str, bytes_max: usize) -> Result<(), ShortTextError> {
    if text.is_empty() {
        return Err(ShortTextError::Empty);
    }
    if text.len() > bytes_max {
        return Err(ShortTextError::TooLong { bytes: text.len(), bytes_max });
    }
    if text.trim() != text {
        return Err(ShortTextError::Blank);
    }
    if text.chars().any(is_unseen) { Err(ShortTextError::Unseen) } else { Ok(()) }
}

/// Says whether a character is a control, or one of those that turn the order of others round (Unicode, UAX #9), so that a text would
/// look like another.
fn is_unseen(character: char) -> bool {
    let turns_round = matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_invisible = matches!(character, '\u{00ad}' | '\u{200b}' | '\u{2060}' | '\u{2028}' | '\u{2029}' | '\u{feff}');
    character.is_control() || turns_round || is_invisible
}

/// Cuts a text to what fits, at a character, and marks the cut.
pub fn shorten(text: &str, bytes_max: usize) -> String {
    const MARK: char = '…';
    let seen: String = text.chars().filter(|character| !is_unseen(*character)).collect();
    let seen = seen.trim();
    if seen.len() <= bytes_max {
        return seen.to_owned();
    }
    let room = bytes_max.saturating_sub(MARK.len_utf8());
    let end = (0..=room).rev().find(|end| seen.is_char_boundary(*end)).unwrap_or(0);
    format!("{}{MARK}", seen[..end].trim_end())
}

/// Makes a type of a short text with a ceiling of its own.
macro_rules! short_text {
    ($( $(#[$doc:meta])* $name:ident, $bytes_max:literal; )*) => { $(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// How many bytes of UTF-8 fit.
            pub const BYTES_MAX: usize = $bytes_max;

            /// Makes one of a text that may be too long, by cutting it and marking the cut with `…`.
            ///
            /// # Errors
            /// Refuses a text of which nothing can be seen.
            pub fn shortened(text: &str) -> Result<$name, $crate::ShortTextError> {
                $crate::short_text::shorten(text, $bytes_max).parse()
            }

            /// Returns the text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::ShortTextError;

            fn from_str(text: &str) -> Result<$name, $crate::ShortTextError> {
                $crate::short_text::check(text, $bytes_max)?;
                Ok($name(text.into()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::ShortTextError;

            fn try_from(text: String) -> Result<$name, $crate::ShortTextError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0.into()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self.0)
            }
        }
    )* };
}

pub(crate) use short_text;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_cannot_be_signed() {
        assert_eq!(check("Zawadi Coffee", 13), Ok(()));
        assert_eq!(check("", 13), Err(ShortTextError::Empty));
        assert_eq!(check("Zawadi Coffees", 13), Err(ShortTextError::TooLong { bytes: 14, bytes_max: 13 }));
        for text in [" a", "a ", "\u{3000}a"] {
            assert_eq!(check(text, 13), Err(ShortTextError::Blank), "{text:?}");
        }
        for text in ["a\nb", "a\u{202e}b", "a\u{200b}b", "a\u{0}b"] {
            assert_eq!(check(text, 13), Err(ShortTextError::Unseen), "{text:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_at_a_character_and_the_cut_is_seen() {
        assert_eq!(shorten("Zawadi Coffee", 13), "Zawadi Coffee");
        assert_eq!(shorten("Zawadi Coffee Growers", 13), "Zawadi Cof…");
        assert_eq!(shorten("  数据\u{200b}咖啡公司 ", 10), "数据…");
        assert_eq!(shorten("a", 0), "…");
    }
}
