//! Signed heads: where a chain stood, what it hashed to, and the root of each day's tree. Rules only.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    path::Path,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::Timestamp;

use super::{
    chain::ChainName,
    digest::Digest,
    key::{KeyError, KeyId, PublicKey, SigningKey},
};
use crate::platform::fault::Fault;

/// How many heads a file of heads may hold: an hour each, a hundred years.
const HEADS_MAX: usize = 1_000_000;
/// How many bytes a line of it may have: a head with a year of days has 60,000.
const LINE_BYTES_MAX: usize = 128 << 10;

/// Where a chain stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Says what is signed, so that no other signed thing can be taken for it.
    pub format: Format,
    /// The chain.
    pub chain: ChainName,
    /// The place of its last link: the entry that says that this head was signed.
    pub sequence: i64,
    /// The hash of that link.
    pub hash: Digest,
    /// When it was signed: the instant of that link.
    pub at: Timestamp,
    /// The trees of the days since the head before, that day included; the last one as far as it had grown.
    pub days: Vec<DayRoot>,
    /// The key that signed it.
    pub key: KeyId,
}

/// What a signed head calls itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// The first edition.
    #[serde(rename = "fingertip-audit-head-1")]
    One,
}

/// The root of the Merkle tree over the hashes of a day's links.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayRoot {
    /// The day, in UTC.
    pub day: Date,
    /// The place in the chain of its first link.
    pub first: i64,
    /// How many links it has.
    pub count: u64,
    /// The root.
    pub root: Digest,
}

/// A head with its signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedHead {
    /// The head.
    pub head: Head,
    /// The Ed25519 signature of its canonical JSON, in base64.
    pub signature: String,
}

/// A file of heads cannot be read.
#[derive(Debug, Error)]
pub enum HeadFileError {
    /// The system does not let us.
    #[error("could not read the file of heads")]
    File(#[from] io::Error),
    /// It holds more than such a file can.
    #[error("the file of heads has more than {HEADS_MAX} lines, or one of more than {LINE_BYTES_MAX} bytes")]
    TooLarge,
}

impl Head {
    /// Signs it.
    ///
    /// # Errors
    /// Faults when the system cannot sign.
    pub fn sign(self, key: &SigningKey) -> Result<SignedHead, Fault> {
        let signature = key.sign(canonical(&self)?.as_bytes()).map_err(Fault::while_::<KeyError>("signing an audit head"))?;
        Ok(SignedHead { head: self, signature: BASE64_STANDARD.encode(signature) })
    }

    /// Returns the tree of a day, where it has it.
    pub fn day(&self, day: Date) -> Option<&DayRoot> {
        self.days.iter().find(|root| root.day == day)
    }
}

impl SignedHead {
    /// Writes it as a line of a file of heads, line end included.
    ///
    /// # Errors
    /// Faults when it cannot be written as JSON.
    pub fn line(&self) -> Result<String, Fault> {
        canonical(self).map(|text| text + "\n")
    }

    /// Writes what is signed.
    ///
    /// # Errors
    /// Faults when it cannot be written as JSON.
    pub fn canonical(&self) -> Result<String, Fault> {
        canonical(&self.head)
    }

    /// Returns which of the keys is said to have signed it, and whether it did.
    pub fn signed_by<'a>(&self, keys: &'a [PublicKey]) -> Option<(&'a PublicKey, bool)> {
        let key = keys.iter().find(|key| key.id() == self.head.key)?;
        let signature = BASE64_STANDARD.decode(&self.signature).unwrap_or_default();
        Some((key, canonical(&self.head).is_ok_and(|text| key.verifies(text.as_bytes(), &signature))))
    }
}

/// Reads a file of heads: each line as a head, or nothing where it is none.
///
/// # Errors
/// Says that the file cannot be read, or is larger than such a file can be.
pub fn read_heads(path: &Path) -> Result<Vec<Option<SignedHead>>, HeadFileError> {
    let mut reader = BufReader::new(File::open(path)?);
    let mut heads = Vec::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = io::Read::take(&mut reader, LINE_BYTES_MAX as u64 + 1).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(heads);
        }
        if read > LINE_BYTES_MAX || heads.len() == HEADS_MAX {
            return Err(HeadFileError::TooLarge);
        }
        if !line.trim_ascii().is_empty() {
            heads.push(serde_json::from_slice(&line).ok());
        }
    }
}

fn canonical(value: &impl Serialize) -> Result<String, Fault> {
    serde_json_canonicalizer::to_string(value).map_err(Fault::while_("writing an audit head"))
}
