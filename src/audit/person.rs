//! Personal data beside the log: random references to it, and the seal that an entry keeps of it. Rules only.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::Timestamp;

use super::{digest::Digest, name::Code};
use crate::platform::identifier;

/// A text that is not a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not a reference of 32 small hexadecimal digits")]
pub struct ReferenceError;

macro_rules! reference {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; 16]);

        impl $name {
            /// Makes a new one by chance.
            pub fn make() -> $name {
                $name(identifier::random())
            }
        }

        impl FromStr for $name {
            type Err = ReferenceError;

            fn from_str(text: &str) -> Result<$name, ReferenceError> {
                let mut bytes = [0; 16];
                if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
                    return Err(ReferenceError);
                }
                hex::decode_to_slice(text, &mut bytes).map_err(|_| ReferenceError)?;
                Ok($name(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&hex::encode(self.0))
            }
        }

        impl TryFrom<String> for $name {
            type Error = ReferenceError;

            fn try_from(text: String) -> Result<$name, ReferenceError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(reference: $name) -> String {
                reference.to_string()
            }
        }
    };
}

reference! {
    /// A person or a company, by a random number that tells nothing. Who it is stands in the personal data kept under it, and nowhere
    /// in the log.
    PersonReference
}

reference! {
    /// One piece of personal data, by a random number.
    DatumReference
}

/// A piece of personal data, as it is kept until it is erased.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonalDatum {
    /// Its name in entries.
    pub reference: DatumReference,
    /// Whose it is.
    pub person: PersonReference,
    /// What it is (`phone`, `name`, `account`).
    pub kind: Code,
    /// The data.
    pub content: String,
    /// When it was kept.
    pub recorded_at: Timestamp,
    /// Random, and gone with the content: without it nobody can try contents until one fits the digest.
    pub(super) salt: [u8; 32],
}

/// What an entry says of a piece of personal data: where it is kept, and a digest by which a change of it is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The piece.
    pub reference: DatumReference,
    /// Whose it is.
    pub person: PersonReference,
    /// SHA-256 over salt, reference, kind, a zero byte and content. It tells nothing once the salt is gone.
    pub digest: Digest,
}

/// What is to be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasure {
    /// One piece.
    Datum(DatumReference),
    /// All that is kept of a person.
    Person(PersonReference),
}

impl PersonalDatum {
    /// Makes a piece with a reference and a salt of its own.
    pub(super) fn new(person: PersonReference, kind: Code, content: String, now: Timestamp) -> PersonalDatum {
        let (reference, salt) = (DatumReference::make(), identifier::random());
        PersonalDatum { reference, person, kind, content, recorded_at: now, salt }
    }

    /// Returns what an entry may say of it.
    pub fn seal(&self) -> Sealed {
        let parts: [&[u8]; 5] = [&self.salt, &self.reference.0, self.kind.as_str().as_bytes(), &[0], self.content.as_bytes()];
        Sealed { reference: self.reference, person: self.person, digest: Digest::of(&parts) }
    }
}

/// It shows no content: what is printed by accident tells nothing of anybody.
impl fmt::Debug for PersonalDatum {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PersonalDatum({}, {} of {})", self.reference, self.kind, self.person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone(number: &str) -> PersonalDatum {
        let person = "00000000000000000000000000000001".parse().expect("a reference");
        PersonalDatum::new(person, Code::named("phone"), number.to_owned(), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn equal_contents_have_different_seals_and_a_changed_content_another() {
        let (one, other) = (phone("+254712345678"), phone("+254712345678"));
        assert_ne!(one.reference, other.reference);
        assert_ne!(one.seal().digest, other.seal().digest);
        let changed = PersonalDatum { content: "+254712345679".to_owned(), ..one.clone() };
        assert_ne!(changed.seal().digest, one.seal().digest);
        assert!(!format!("{one:?}").contains("712"));
    }

    #[test]
    fn a_reference_is_written_in_one_way_only() {
        let reference = PersonReference::make();
        assert_eq!(reference.to_string().parse(), Ok(reference));
        for text in ["", "01", &"A".repeat(32), &"g".repeat(32), "+254712345678"] {
            assert_eq!(text.parse::<PersonReference>(), Err(ReferenceError), "{text}");
        }
    }
}
