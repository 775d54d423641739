//! The keys that an administration signs with: published with the days on which each may sign.

use std::collections::BTreeMap;

use ciborium::Value;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use vocabulary::{CountryCode, Timestamp};

use crate::{
    cbor::{self, Reading, Writing},
    envelope::{self, Envelope, SignError},
    key::{KeyId, PublicKey},
    malformed::Malformed,
};

/// How many keys a list may hold: ten years of a key each quarter, and some.
pub const KEYS_MAX: usize = 64;
const LIST_BYTES_MAX: usize = 8 * 1024;

const KIND: u64 = 0;
const KEY_LIST: u8 = 3;
const ISSUER: u64 = 1;
const ISSUED_AT: u64 = 2;
const KEYS: u64 = 3;

/// A key and when it may sign. A receipt that it signed within that time verifies for ever: a key is retired by its end and stays in the
/// list, for ten years and longer (RCP-09).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedKey {
    /// The key.
    pub public: PublicKey,
    /// From when it signs.
    pub from: Timestamp,
    /// Until when it signs: this instant no longer.
    pub until: Timestamp,
    /// When it was found that somebody else may have it. Whoever has it can sign for any day, so that nothing that it signed is believed
    /// offline from then on, whenever it says that it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
}

/// The keys of one administration, as it publishes them: in JSON for everybody, and signed by a key that a phone was built with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct KeyList {
    issuer: CountryCode,
    issued_at: Timestamp,
    keys: BTreeMap<KeyId, PublishedKey>,
}

/// Why keys are no list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyListError {
    /// More than [`KEYS_MAX`].
    #[error("holds more than {KEYS_MAX} keys")]
    TooMany,
    /// A key ends before it begins.
    #[error("holds a key that ends before it begins")]
    NeverValid,
    /// Two keys have one name.
    #[error("holds two keys of one name")]
    Repeated,
    /// What came is no list, or not in the one spelling.
    #[error("is no list of keys")]
    Malformed(#[source] Malformed),
    /// It is not signed by the key that lists are signed with.
    #[error("is not signed by the key that lists are signed with")]
    Forged,
}

#[derive(Serialize, Deserialize)]
struct Written {
    issuer: CountryCode,
    issued_at: Timestamp,
    keys: Vec<PublishedKey>,
}

impl KeyList {
    /// Puts keys into a list.
    ///
    /// # Errors
    /// Says why they are none.
    pub fn new(issuer: CountryCode, issued_at: Timestamp, keys: Vec<PublishedKey>) -> Result<KeyList, KeyListError> {
        if keys.len() > KEYS_MAX {
            return Err(KeyListError::TooMany);
        }
        let mut by_id = BTreeMap::new();
        for key in keys {
            if key.until <= key.from {
                return Err(KeyListError::NeverValid);
            }
            if by_id.insert(key.public.id(), key).is_some() {
                return Err(KeyListError::Repeated);
            }
        }
        Ok(KeyList { issuer, issued_at, keys: by_id })
    }

    /// Returns whose keys these are.
    pub fn issuer(&self) -> CountryCode {
        self.issuer
    }

    /// Returns when the list was published. Of two, the later one counts.
    pub fn issued_at(&self) -> Timestamp {
        self.issued_at
    }

    /// Returns the key of a name.
    pub fn key(&self, id: KeyId) -> Option<&PublishedKey> {
        self.keys.get(&id)
    }

    /// Returns the keys by their names.
    pub fn keys(&self) -> impl Iterator<Item = &PublishedKey> {
        self.keys.values()
    }

    /// Signs the list with the key that phones were built with, which signs nothing else than lists.
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
    pub fn open(bytes: &[u8], root: &PublicKey) -> Result<KeyList, KeyListError> {
        let envelope = Envelope::read(bytes, LIST_BYTES_MAX).map_err(KeyListError::Malformed)?;
        if !envelope.is_signed_by(root) {
            return Err(KeyListError::Forged);
        }
        let list = KeyList::read(&envelope.payload)?;
        let spelling = list.write().map_err(KeyListError::Malformed)?;
        if spelling == envelope.payload { Ok(list) } else { Err(KeyListError::Malformed(Malformed::Spelling)) }
    }

    fn write(&self) -> Result<Vec<u8>, Malformed> {
        let key = |key: &PublishedKey| {
            let mut fields =
                vec![Value::Bytes(key.public.as_bytes().to_vec()), cbor::seconds(key.from), cbor::seconds(key.until)];
            fields.extend(key.revoked_at.map(cbor::seconds));
            Value::Array(fields)
        };
        let head = Writing::default()
            .put(KIND, KEY_LIST)
            .put(ISSUER, self.issuer.as_str())
            .put(ISSUED_AT, cbor::seconds(self.issued_at));
        cbor::write(&head.put(KEYS, Value::Array(self.keys.values().map(key).collect())).end())
    }

    fn read(payload: &[u8]) -> Result<KeyList, KeyListError> {
        let read = || {
            let mut fields = Reading::of(payload)?;
            if fields.field(KIND, cbor::number::<u8>)? != KEY_LIST {
                return Err(Malformed::Kind);
            }
            let (issuer, issued_at) = (fields.field(ISSUER, cbor::text)?, fields.field(ISSUED_AT, cbor::instant)?);
            let keys = fields.field(KEYS, |keys| keys.into_array().ok()?.into_iter().map(read_key).collect())?;
            fields.end()?;
            Ok((issuer, issued_at, keys))
        };
        let (issuer, issued_at, keys) = read().map_err(KeyListError::Malformed)?;
        KeyList::new(issuer, issued_at, keys)
    }
}

fn read_key(value: Value) -> Option<PublishedKey> {
    let mut fields = value.into_array().ok()?.into_iter();
    let public = PublicKey::from_bytes(cbor::bytes(fields.next()?)?).ok()?;
    let (from, until) = (cbor::instant(fields.next()?)?, cbor::instant(fields.next()?)?);
    let revoked_at = match fields.next() {
        Some(at) => Some(cbor::instant(at)?),
        None => None,
    };
    fields.next().is_none().then_some(PublishedKey { public, from, until, revoked_at })
}

impl TryFrom<Written> for KeyList {
    type Error = KeyListError;

    fn try_from(written: Written) -> Result<KeyList, KeyListError> {
        KeyList::new(written.issuer, written.issued_at, written.keys)
    }
}

impl From<KeyList> for Written {
    fn from(list: KeyList) -> Written {
        Written { issuer: list.issuer, issued_at: list.issued_at, keys: list.keys.into_values().collect() }
    }
}
