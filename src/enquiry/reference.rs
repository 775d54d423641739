//! By what an asker finds their enquiry without signing in: a reference with a check letter, and a PIN. Rules only. Row DESK-N10.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::EnquiryId;

use crate::{audit::Digest, platform::secret::Secret};

/// Letters and digits that nobody takes for one another (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many of them are drawn: 45 bits, so that references cannot be tried one after the other.
const DRAWN: usize = 9;
/// How many a reference has, with the one that checks the others.
const LENGTH: usize = DRAWN + 1;
/// How many digits a PIN has.
const PIN_DIGITS: usize = 6;

/// The reference of an enquiry (`E-7K2QF-9XW4A`): read aloud, typed, sent in a message. It alone opens nothing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference(Box<str>);

/// A text that is no reference, or one with a mistake in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is no reference of an enquiry, or a letter of it is wrong")]
pub struct ReferenceError;

impl Reference {
    /// Makes a reference of bytes drawn by chance.
    pub fn of(drawn: [u8; DRAWN]) -> Reference {
        let values = drawn.map(|byte| byte % 32);
        let letter = |value: u8| char::from(ALPHABET[usize::from(value)]);
        Reference(values.iter().copied().chain([check(&values)]).map(letter).collect())
    }

    /// Returns its letters and digits, without the hyphens and what stands before them.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns the letter that makes the sum of all letters, each times a power of two in the field of 32 elements, zero. One letter that is
/// wrong, or two that changed places, never make it zero again.
fn check(values: &[u8]) -> u8 {
    // Horner, the check letter last and times one.
    values.iter().fold(0, |sum, value| double(sum ^ value))
}

/// Doubles in the field of 32 elements that x^5 + x^2 + 1 makes.
fn double(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 0b10_0000 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    /// Reads a reference as people write it: in small letters, with blanks and hyphens, with O for 0 and I or L for 1, with or without
    /// the E before it.
    fn from_str(text: &str) -> Result<Reference, ReferenceError> {
        let meant = |letter: char| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            letter => letter,
        };
        let letters = text.chars().filter(|letter| !matches!(letter, ' ' | '-' | '\u{a0}'));
        let mut letters: String = letters.take(LENGTH + 2).map(meant).collect();
        if letters.len() == LENGTH + 1 && letters.starts_with('E') {
            letters.remove(0);
        }
        let value = |byte: u8| ALPHABET.iter().position(|letter| *letter == byte).and_then(|at| u8::try_from(at).ok());
        let values: Vec<u8> = letters.bytes().map(value).collect::<Option<_>>().ok_or(ReferenceError)?;
        let fits = values.len() == LENGTH && check(&values[..DRAWN]) == values[DRAWN];
        fits.then(|| Reference(letters.into())).ok_or(ReferenceError)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at(LENGTH / 2);
        write!(formatter, "E-{first}-{second}")
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Reference({self})")
    }
}

impl TryFrom<String> for Reference {
    type Error = ReferenceError;

    fn try_from(text: String) -> Result<Reference, ReferenceError> {
        text.parse()
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> String {
        reference.0.into()
    }
}

/// What the client of an asker makes up before it opens an enquiry or adds to one, so that the same is there once however often it is sent: 22 to
/// 64 letters, digits, `-` and `_` drawn by chance. We keep its hash. Whoever has it gets the same reference and PIN again.
pub struct OpenKey(Secret<String>);

/// A text that is no such key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not 22 to 64 letters, digits, - and _ drawn by chance")]
pub struct OpenKeyError;

impl OpenKey {
    /// How many different letters a key has at least: one that was drawn by chance has more.
    const DIFFERENT_MIN: usize = 8;

    /// Returns what is kept of it.
    pub fn hash(&self) -> Digest {
        Digest::of(&[b"enquiry-key\0", self.0.reveal().as_bytes()])
    }

    /// Returns what is kept of it where something is added to an enquiry: of each, it is another.
    pub fn hash_for(&self, enquiry: EnquiryId) -> Digest {
        Digest::of(&[b"enquiry-text-key\0", enquiry.to_string().as_bytes(), b"\0", self.0.reveal().as_bytes()])
    }

    /// Returns what is kept of what was sent with it. Made with the key, it lets nobody try what somebody may have asked.
    pub fn sealed(&self, content: &str) -> Digest {
        let key = self.0.reveal().as_bytes();
        Digest::of(&[b"enquiry-content\0", key, b"\0", content.as_bytes(), b"\0", key])
    }

    /// Returns the PIN of the enquiry that was opened with it. Made of the key and the reference, it need not be kept to be shown again to
    /// whoever lost the answer.
    pub fn pin(&self, reference: &Reference) -> Pin {
        let key = self.0.reveal().as_bytes();
        let digest = Digest::of(&[b"enquiry-pin\0", key, b"\0", reference.as_str().as_bytes(), b"\0", key]);
        let drawn = digest.as_bytes().iter().take(8).fold(0, |number: u64, byte| number << 8 | u64::from(*byte));
        Pin(Secret::new(format!("{:06}", drawn % 1_000_000)))
    }
}

impl FromStr for OpenKey {
    type Err = OpenKeyError;

    fn from_str(text: &str) -> Result<OpenKey, OpenKeyError> {
        let is_key = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let different: std::collections::BTreeSet<u8> = text.bytes().take(64).collect();
        let fits = (22..=64).contains(&text.len()) && text.bytes().all(is_key) && different.len() >= Self::DIFFERENT_MIN;
        fits.then(|| OpenKey(Secret::new(text.to_owned()))).ok_or(OpenKeyError)
    }
}

impl fmt::Debug for OpenKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OpenKey(…)")
    }
}

/// Six digits that open an enquiry together with its reference.
pub struct Pin(Secret<String>);

/// A text that is no PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not six digits")]
pub struct PinError;

impl Pin {
    /// Returns the digits, for the asker and for the hash that stands for them.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// Returns what is hashed: the PIN opens this enquiry and no other.
    pub fn bound(&self, reference: &Reference) -> Secret<String> {
        Secret::new(format!("{}\n{}", self.reveal(), reference.as_str()))
    }
}

impl FromStr for Pin {
    type Err = PinError;

    /// Reads a PIN as people type it, with blanks.
    fn from_str(text: &str) -> Result<Pin, PinError> {
        let digits: String = text.chars().filter(|letter| *letter != ' ').take(PIN_DIGITS + 1).collect();
        let fits = digits.len() == PIN_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| Pin(Secret::new(digits))).ok_or(PinError)
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Pin(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_reference_is_read_as_people_write_it() {
        let reference = Reference::of([0, 1, 31, 32, 10, 20, 30, 40, 50]);
        let written = reference.to_string();
        assert!(written.starts_with("E-01Z0A-MY8J"), "{written}");
        let bare = reference.as_str().to_lowercase();
        for text in [written.clone(), bare.clone(), format!("e {bare}"), bare.replacen('0', "o", 1).replacen('1', "l", 1)] {
            assert_eq!(text.parse(), Ok(reference.clone()), "{text}");
        }
        for text in ["", "E", "E-01Z0A-MY8J", "E-01Z0A-MY8JUU", "é1Z0A-MY8JW"] {
            assert_eq!(text.parse::<Reference>(), Err(ReferenceError), "{text}");
        }
    }

    #[test]
    fn a_key_gives_the_same_pin_again_and_another_key_another() {
        let key = |text: &str| text.parse::<OpenKey>().expect("a key");
        let reference = Reference::of([7; 9]);
        let (one, other) = (key("cGzTn2Xw0aQ4bLr8VdYe1m"), key("cGzTn2Xw0aQ4bLr8VdYe1n"));
        assert_eq!(one.pin(&reference).reveal(), one.pin(&reference).reveal());
        assert_ne!(one.pin(&reference).reveal(), other.pin(&reference).reveal());
        assert_ne!(one.pin(&reference).reveal(), one.pin(&Reference::of([8; 9])).reveal());
        assert_eq!(one.pin(&reference).reveal().len(), 6);
        assert_ne!(one.hash(), one.sealed(""));
        for text in ["", "short", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "cGzTn2Xw0aQ4bLr8VdYe1 m", &"abcdefgh".repeat(9)] {
            assert_eq!(text.parse::<OpenKey>().err(), Some(OpenKeyError), "{text}");
        }
        assert_eq!(format!("{one:?} {:?}", one.pin(&reference)), "OpenKey(…) Pin(…)");
    }

    proptest! {
        #[test]
        fn one_wrong_letter_or_two_that_changed_places_are_noticed(
            drawn: [u8; 9], at in 0_usize..10, other in 0_usize..10, letter in 0_usize..32
        ) {
            let reference = Reference::of(drawn);
            let mut letters: Vec<char> = reference.as_str().chars().collect();
            letters[at] = char::from(ALPHABET[letter]);
            let wrong: String = letters.iter().collect();
            prop_assert_eq!(wrong.parse::<Reference>().is_ok(), wrong == reference.as_str());
            let mut letters: Vec<char> = reference.as_str().chars().collect();
            letters.swap(at, other);
            let swapped: String = letters.iter().collect();
            prop_assert_eq!(swapped.parse::<Reference>().is_ok(), swapped == reference.as_str());
        }
    }
}
