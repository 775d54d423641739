//! The chain: each entry with its place in it, hashed together with the hash before it. Rules only.

use std::{fmt, str::FromStr};

use jiff::{civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use vocabulary::Timestamp;

use super::{
    digest::Digest,
    entry::Entry,
    name::{Code, NameError},
};
use crate::platform::fault::Fault;

/// How many bytes a link may have: an entry is a few codes, not a document.
const LINK_BYTES_MAX: usize = 16_384;

/// Which chain: one for each territory, by its code.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChainName(Code);

/// An entry in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The edition of this format.
    pub version: Version,
    /// The chain.
    pub chain: ChainName,
    /// Its place, counted from 1 without a gap.
    pub sequence: i64,
    /// The hash of the link before it; of the first, zeros.
    pub previous: Digest,
    /// When it was appended. It never goes back along a chain.
    pub at: Timestamp,
    /// What it says.
    pub entry: Entry,
}

/// The edition of the format of links.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Version {
    /// The first.
    One,
}

/// Where a chain ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// The place of the last link.
    pub sequence: i64,
    /// Its hash.
    pub hash: Digest,
    /// When it was appended.
    pub at: Timestamp,
}

/// A link as it is stored.
#[derive(Clone, Debug)]
pub struct Written {
    /// The link.
    pub link: Link,
    /// What is hashed of it.
    pub content: String,
    /// Its hash.
    pub hash: Digest,
}

#[derive(Debug, thiserror::Error)]
#[error("the entry has {found} bytes, where {LINK_BYTES_MAX} are allowed")]
struct TooLong {
    found: usize,
}

impl Link {
    /// Puts an entry behind the end of a chain. An instant before that of the end is a clock that lags: the end's holds.
    pub fn behind(end: Option<End>, chain: ChainName, entry: Entry, now: Timestamp) -> Link {
        let (sequence, previous, at) = match end {
            Some(end) => (end.sequence + 1, end.hash, now.max(end.at)),
            None => (1, Digest::ZERO, now),
        };
        Link { version: Version::One, chain, sequence, previous, at, entry }
    }

    /// Writes what is hashed: canonical JSON (RFC 8785).
    ///
    /// # Errors
    /// Faults when the entry is longer than entries are.
    pub fn canonical(&self) -> Result<String, Fault> {
        let text = serde_json_canonicalizer::to_string(self).map_err(Fault::while_("writing an audit entry"))?;
        if text.len() > LINK_BYTES_MAX {
            return Err(Fault::while_("writing an audit entry")(TooLong { found: text.len() }));
        }
        Ok(text)
    }

    /// Returns the hash by which the next link names it: the SHA-256 of its canonical JSON.
    ///
    /// # Errors
    /// Faults when the entry is longer than entries are.
    pub fn hash(&self) -> Result<Digest, Fault> {
        self.canonical().map(|content| hash(&content))
    }

    /// Writes it as it is stored.
    ///
    /// # Errors
    /// Faults when the entry is longer than entries are.
    pub(super) fn written(self) -> Result<Written, Fault> {
        let content = self.canonical()?;
        Ok(Written { hash: hash(&content), content, link: self })
    }
}

/// Returns the hash of a link by its canonical JSON.
pub fn hash(canonical: &str) -> Digest {
    Digest::of(&[canonical.as_bytes()])
}

/// Returns the day that an instant falls on for the daily trees: in UTC, because a territory may change its zone.
pub fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

impl ChainName {
    /// Names a chain in a constant.
    pub const fn named(text: &'static str) -> ChainName {
        ChainName(Code::named(text))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Returns the number under which PostgreSQL keeps others from appending to it.
    pub fn lock(&self) -> i64 {
        let digest = Digest::of(&[b"fingertip audit chain ", self.as_str().as_bytes()]);
        let [a, b, c, d, e, f, g, h, ..] = *digest.as_bytes();
        i64::from_be_bytes([a, b, c, d, e, f, g, h])
    }

    /// Returns it as the id of an object.
    pub fn code(&self) -> Code {
        self.0.clone()
    }
}

impl FromStr for ChainName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<ChainName, NameError> {
        text.parse().map(ChainName)
    }
}

impl fmt::Display for ChainName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl TryFrom<u8> for Version {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Version, &'static str> {
        if number == 1 { Ok(Version::One) } else { Err("is not an edition of this format that we know") }
    }
}

impl From<Version> for u8 {
    fn from(Version::One: Version) -> u8 {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Action, Actor, Object, Value};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn entry() -> Entry {
        let object = Object::new(Code::named("publication"), Code::named("coffee-export"));
        Entry::new(Actor::System(Code::named("import")), Action::named("publication.publish"), object)
            .after(Code::named("revision"), Value::Number(2))
    }

    #[test]
    fn the_hash_of_a_link_is_that_of_its_canonical_json() {
        let link = Link::behind(None, ChainName::named("ZZ"), entry(), at("2026-06-15T12:00:00Z"));
        let text = link.canonical().expect("a short entry");
        assert_eq!(
            text,
            "{\"at\":\"2026-06-15T12:00:00Z\",\"chain\":\"ZZ\",\"entry\":{\"action\":\"publication.publish\",\
             \"actor\":{\"system\":\"import\"},\"after\":{\"revision\":{\"number\":\"2\"}},\
             \"object\":{\"id\":\"coffee-export\",\"kind\":\"publication\"},\"outcome\":\"done\"},\
             \"previous\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"sequence\":1,\"version\":1}"
        );
        assert_eq!(serde_json::from_str::<Link>(&text).expect("what was written"), link);
        assert_eq!(hash(&text), Digest::of(&[text.as_bytes()]));
    }

    #[test]
    fn a_link_names_the_one_before_and_is_never_older() {
        let end = End { sequence: 7, hash: Digest::of(&[b"x"]), at: at("2026-06-15T12:00:00Z") };
        let link = Link::behind(Some(end), ChainName::named("ZZ"), entry(), at("2026-06-15T11:59:59Z"));
        assert_eq!((link.sequence, link.previous, link.at), (8, end.hash, end.at));
    }

    #[test]
    fn an_entry_is_not_a_document() {
        let many = (0..300).fold(entry(), |entry, number| {
            let field: Code = format!("field-{number}").parse().expect("a word");
            entry.after(field, Value::Digest(Digest::ZERO))
        });
        assert!(Link::behind(None, ChainName::named("ZZ"), many, at("2026-06-15T12:00:00Z")).canonical().is_err());
    }

    #[test]
    fn each_chain_has_a_lock_of_its_own() {
        assert_ne!(ChainName::named("ZZ").lock(), ChainName::named("KE").lock());
    }
}
