//! Short codes by which kept things are found: read aloud, typed, sent in a message.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Letters and digits that nobody takes for one another (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many of them a code has: 50 bits, of which nobody guesses one within the limits on asking.
const LENGTH: usize = 10;

/// The code of something kept (`7K2QF-9XW4A`): whoever has it may read it, so what is kept under one names nobody.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ShortCode(String);

/// A text that is no such code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not ten letters and digits such as 7K2QF-9XW4A")]
pub struct ShortCodeError;

impl ShortCode {
    /// Makes a code of bytes drawn by chance.
    pub fn of(drawn: [u8; LENGTH]) -> ShortCode {
        // A byte holds the alphabet eight times, so that each letter is as likely as the others.
        ShortCode(drawn.iter().map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()])).collect())
    }

    /// Returns its letters and digits, without the hyphen.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ShortCode {
    type Err = ShortCodeError;

    /// Reads a code as people write it: in small letters, with blanks and hyphens, with O for 0 and I or L for 1.
    fn from_str(text: &str) -> Result<ShortCode, ShortCodeError> {
        let meant = |letter: char| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            letter => letter,
        };
        let code: String = text.chars().filter(|letter| !matches!(letter, ' ' | '-')).take(LENGTH + 1).map(meant).collect();
        let good = code.len() == LENGTH && code.bytes().all(|byte| ALPHABET.contains(&byte));
        if good { Ok(ShortCode(code)) } else { Err(ShortCodeError) }
    }
}

impl fmt::Display for ShortCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at(LENGTH / 2);
        write!(formatter, "{first}-{second}")
    }
}

impl fmt::Debug for ShortCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ShortCode({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code = ShortCode::of([0, 1, 31, 32, 10, 20, 30, 40, 50, 60]);
        assert_eq!(code.to_string(), "01Z0A-MY8JW");
        for text in ["01Z0A-MY8JW", "o1z0amy8jw", "OLZ0A MY8JW"] {
            assert_eq!(text.parse(), Ok(code.clone()), "{text}");
        }
        for text in ["", "01Z0A-MY8J", "01Z0A-MY8JWX", "01Z0A-MY8JU", "é1Z0A-MY8JW"] {
            assert_eq!(text.parse::<ShortCode>(), Err(ShortCodeError), "{text}");
        }
    }
}
