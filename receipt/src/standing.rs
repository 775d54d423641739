//! What became of receipts since they were issued: a list that the administration signs and phones fetch when they can.

use std::collections::BTreeMap;

use ciborium::Value;
use thiserror::Error;
use vocabulary::{CountryCode, Timestamp};

use crate::{
    cbor::{self, Reading, Writing},
    digest::Digest,
    envelope::{self, Envelope, SignError},
    key::PublicKey,
    malformed::Malformed,
};

/// How many changes a list may hold: those of half a year in a large country. Older ones are asked for online.
pub const CHANGES_MAX: usize = 50_000;
const LIST_BYTES_MAX: usize = 2 * 1024 * 1024;

const KIND: u64 = 0;
const STATUS_LIST: u8 = 4;
const ISSUER: u64 = 1;
const AS_OF: u64 = 2;
const CHANGES: u64 = 3;

/// What became of a receipt, with its number in the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum What {
    /// A part was given back.
    PartlyRepaid = 1,
    /// All of it was given back.
    Repaid = 2,
    /// The provider took the money back, or the receipt was cancelled.
    Reversed = 3,
}

/// What became of a receipt, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// What.
    pub what: What,
    /// When.
    pub at: Timestamp,
}

/// What is known of a receipt beyond that it was valid when it was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No list of its issuer was at hand.
    NotAsked,
    /// The list does not name it: nothing had become of it by then.
    Unchanged {
        /// When the list was made.
        as_of: Timestamp,
    },
    /// The list says what became of it.
    Changed {
        /// What became of it.
        change: Change,
        /// When the list was made.
        as_of: Timestamp,
    },
}

/// The changes of one administration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusList {
    issuer: CountryCode,
    as_of: Timestamp,
    changes: BTreeMap<Digest, Change>,
}

/// Why changes are no list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum StatusListError {
    /// More than [`CHANGES_MAX`].
    #[error("holds more than {CHANGES_MAX} changes")]
    TooMany,
    /// What came is no list, or not in the one spelling.
    #[error("is no list of changes")]
    Malformed(#[source] Malformed),
    /// It is not signed by the key that lists are signed with.
    #[error("is not signed by the key that lists are signed with")]
    Forged,
}

impl Standing {
    /// Says whether the receipt may have been repaid since without this being known: where it counts, ask online.
    pub fn must_be_asked_online(&self) -> bool {
        !matches!(self, Standing::Changed { change: Change { what: What::Repaid | What::Reversed, .. }, .. })
    }
}

impl What {
    const ALL: [What; 3] = [What::PartlyRepaid, What::Repaid, What::Reversed];
}

impl StatusList {
    /// Puts changes into a list, by the digests of the receipts.
    ///
    /// # Errors
    /// Refuses more than [`CHANGES_MAX`].
    pub fn new(issuer: CountryCode, as_of: Timestamp, changes: BTreeMap<Digest, Change>) -> Result<StatusList, StatusListError> {
        if changes.len() > CHANGES_MAX {
            return Err(StatusListError::TooMany);
        }
        Ok(StatusList { issuer, as_of, changes })
    }

    /// Returns whose receipts it speaks of.
    pub fn issuer(&self) -> CountryCode {
        self.issuer
    }

    /// Returns when it was made. Of two, the later one counts.
    pub fn as_of(&self) -> Timestamp {
        self.as_of
    }

    /// Returns what it says of a receipt.
    pub fn standing(&self, receipt: Digest) -> Standing {
        match self.changes.get(&receipt) {
            Some(change) => Standing::Changed { change: *change, as_of: self.as_of },
            None => Standing::Unchanged { as_of: self.as_of },
        }
    }

    /// Signs the list with the key that lists are signed with.
    ///
    /// # Errors
    /// Says why it was not signed.
    pub fn sign<E>(&self, root: &PublicKey, sign: impl FnOnce(&[u8]) -> Result<[u8; 64], E>) -> Result<Vec<u8>, SignError<E>> {
        let payload = self.write().map_err(SignError::Unwritten)?;
        envelope::seal(payload, LIST_BYTES_MAX, root, sign)
    }

    /// Reads a signed list.
    ///
    /// # Errors
    /// Says that it is none, or that somebody else signed it.
    pub fn open(bytes: &[u8], root: &PublicKey) -> Result<StatusList, StatusListError> {
        let envelope = Envelope::read(bytes, LIST_BYTES_MAX).map_err(StatusListError::Malformed)?;
        if !envelope.is_signed_by(root) {
            return Err(StatusListError::Forged);
        }
        let list = StatusList::read(&envelope.payload)?;
        let spelling = list.write().map_err(StatusListError::Malformed)?;
        if spelling == envelope.payload { Ok(list) } else { Err(StatusListError::Malformed(Malformed::Spelling)) }
    }

    fn write(&self) -> Result<Vec<u8>, Malformed> {
        let change = |(digest, change): (&Digest, &Change)| {
            Value::Array(vec![Value::Bytes(digest.0.to_vec()), (change.what as u8).into(), cbor::seconds(change.at)])
        };
        let head =
            Writing::default().put(KIND, STATUS_LIST).put(ISSUER, self.issuer.as_str()).put(AS_OF, cbor::seconds(self.as_of));
        cbor::write(&head.put(CHANGES, Value::Array(self.changes.iter().map(change).collect())).end())
    }

    fn read(payload: &[u8]) -> Result<StatusList, StatusListError> {
        let read = || {
            let mut fields = Reading::of(payload)?;
            if fields.field(KIND, cbor::number::<u8>)? != STATUS_LIST {
                return Err(Malformed::Kind);
            }
            let (issuer, as_of) = (fields.field(ISSUER, cbor::text)?, fields.field(AS_OF, cbor::instant)?);
            let changes = fields.field(CHANGES, read_changes)?;
            fields.end()?;
            Ok((issuer, as_of, changes))
        };
        let (issuer, as_of, changes) = read().map_err(StatusListError::Malformed)?;
        StatusList::new(issuer, as_of, changes)
    }
}

fn read_changes(value: Value) -> Option<BTreeMap<Digest, Change>> {
    let mut changes = BTreeMap::new();
    for value in value.into_array().ok()? {
        let (receipt, change) = read_change(value)?;
        changes.insert(receipt, change);
    }
    Some(changes)
}

fn read_change(value: Value) -> Option<(Digest, Change)> {
    let [digest, what, at] = cbor::array(value)?;
    let number: u8 = cbor::number(what)?;
    let what = What::ALL.into_iter().find(|what| *what as u8 == number)?;
    Some((Digest(cbor::bytes(digest)?), Change { what, at: cbor::instant(at)? }))
}
