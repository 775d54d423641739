//! Proofs that an entry is in the tree of its day, short enough for a message, checkable by anybody who has the signed head.

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    chain::{self, Link},
    digest::Digest,
    head::SignedHead,
    merkle,
};

/// Where an entry stands in the tree of its day, and the way from there to the root. Source: RFC 6962, section 2.1.1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InclusionProof {
    /// The day, in UTC.
    pub day: Date,
    /// The place of the entry in that day, from 0.
    pub index: u64,
    /// How many entries the tree has.
    pub size: u64,
    /// The root, in base64.
    pub root: String,
    /// The digests beside the way from the entry up to the root, one after the other, in base64.
    pub path: String,
}

/// All that shows, to whoever has our public key, that an entry was in the log when a head was signed. It shows no other entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proven {
    /// The entry in its place. Its hash is the SHA-256 of its canonical JSON (RFC 8785).
    pub link: Link,
    /// The way from its hash to the root of its day.
    pub proof: InclusionProof,
    /// The head that has this root.
    pub head: SignedHead,
}

/// Why an entry cannot be proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotProven {
    /// There is no such entry.
    #[error("there is no such entry")]
    NoEntry,
    /// No head was signed since.
    #[error("no head was signed since that entry: one is every hour")]
    NotSigned,
    /// The log does not lead to what was signed.
    #[error("the log does not lead to what was signed: run `fingertip audit verify`")]
    Broken,
}

impl InclusionProof {
    pub(super) fn new(day: Date, index: u64, size: u64, root: Digest, path: &[Digest]) -> InclusionProof {
        let bytes: Vec<u8> = path.iter().flat_map(|digest| *digest.as_bytes()).collect();
        let (root, path) = (BASE64_STANDARD.encode(root.as_bytes()), BASE64_STANDARD.encode(bytes));
        InclusionProof { day, index, size, root, path }
    }

    /// Says whether the entry with this hash is in the tree with this root.
    pub fn proves(&self, entry: Digest) -> bool {
        let Ok(bytes) = BASE64_STANDARD.decode(&self.path) else { return false };
        let (whole, rest) = bytes.as_chunks::<32>();
        let path: Vec<Digest> = whole.iter().map(|bytes| Digest::from_bytes(*bytes)).collect();
        let root = merkle::root_by(entry, self.index, self.size, &path);
        rest.is_empty() && root.is_some_and(|root| BASE64_STANDARD.encode(root.as_bytes()) == self.root)
    }
}

impl Proven {
    /// Says whether the parts fit together; not whether the head is signed by a key that is trusted.
    pub fn holds(&self) -> bool {
        let Ok(canonical) = self.link.canonical() else { return false };
        let in_head = self.head.head.day(self.proof.day).is_some_and(|root| {
            BASE64_STANDARD.encode(root.root.as_bytes()) == self.proof.root
                && root.count == self.proof.size
                && u64::try_from(self.link.sequence - root.first) == Ok(self.proof.index)
        });
        in_head && self.proof.proves(chain::hash(&canonical))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Row SEC-AUD-02: at most 1 KiB, for a day of two million entries.
    #[test]
    fn a_proof_has_at_most_a_kibibyte() {
        let (size, index) = (1 << 21, (1 << 21) - 2);
        let entry = |number: u64| Digest::of(&[&number.to_be_bytes()]);
        let neighbours: Vec<Digest> = (0..21).map(entry).collect();
        let root = merkle::root_by(entry(99), index, size, &neighbours).expect("a path of that length");
        let proof = InclusionProof::new(date(2026, 6, 15), index, size, root, &neighbours);
        assert!(proof.proves(entry(99)) && !proof.proves(entry(98)));
        let text = serde_json::to_string(&proof).expect("JSON");
        assert!(text.len() <= 1_024, "{} bytes", text.len());
        assert!(!InclusionProof { path: proof.path[4..].to_owned(), ..proof }.proves(entry(99)), "whole digests only");
    }
}
