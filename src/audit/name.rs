//! The short words that an entry is made of. What can hold a name, an address or a sentence of a person is not one of them.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A text that is not such a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not 1 to 128 ASCII letters, digits and . _ : / -, without spaces, starting with a letter or a digit")]
pub struct NameError;

const LENGTH_MAX: usize = 128;

const fn is_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.is_empty() || bytes.len() > LENGTH_MAX || !bytes[0].is_ascii_alphanumeric() {
        return false;
    }
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_alphanumeric() && !matches!(bytes[at], b'.' | b'_' | b':' | b'/' | b'-') {
            return false;
        }
        at += 1;
    }
    true
}

macro_rules! word {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Cow<'static, str>);

        impl $name {
            /// Names one in a constant, where a text that is none does not compile.
            ///
            /// # Panics
            /// When called with a text that is none anywhere else; read texts from outside with `parse`.
            pub const fn named(text: &'static str) -> $name {
                assert!(is_word(text), "is not a word of the audit log");
                $name(Cow::Borrowed(text))
            }

            /// Returns the text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NameError;

            fn from_str(text: &str) -> Result<$name, NameError> {
                if is_word(text) { Ok($name(Cow::Owned(text.to_owned()))) } else { Err(NameError) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;

            fn try_from(text: String) -> Result<$name, NameError> {
                if is_word(&text) { Ok($name(Cow::Owned(text))) } else { Err(NameError) }
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0.into_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self.0)
            }
        }
    };
}

word! {
    /// What was done, under a name that never changes: the slice and its verb (`publication.publish`).
    Action
}

word! {
    /// A code, a status, an id, a day: a value without spaces that belongs to nobody.
    Code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_no_room_for_a_person() {
        for text in ["publication.publish", "ZZ", "0901.21", "2026-06-15T12:00:00Z", "notice:N-4711/2", "a_b"] {
            assert_eq!(text.parse::<Code>().map(String::from), Ok(text.to_owned()));
        }
        for text in ["", "Amina Otieno", "amina@example.org", "+254712345678", "-", "Améline", &"x".repeat(129), "a\nb"] {
            assert_eq!(text.parse::<Code>(), Err(NameError), "{text:?}");
            assert!(serde_json::from_value::<Action>(text.into()).is_err(), "{text:?}");
        }
    }
}
