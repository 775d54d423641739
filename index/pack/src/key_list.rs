//! Which keys sign packs: a list that at least so many of the roots signed that an app was built with. Keys change without a new app.

use ciborium::Value;
use receipt::{
    KeyId, Malformed, PublicKey,
    cbor::{self, Reading as Fields, Writing},
};
use sha2::{Digest as _, Sha256};

pub use crate::envelope::PackKey;
use crate::{
    bytes::Reading,
    fault::{PackError, Torn},
};

/// What a list begins with: "keys of content packs, format 1".
const MARK: [u8; 4] = *b"CPKL";
const KEYS_MAX: usize = 32;
const ROOTS_MAX: usize = 16;
const LIST_BYTES_MAX: usize = 8 * 1024;

const KIND: u64 = 0;
const KEY_LIST: u8 = 3;
const SEQ: u64 = 1;
const KEYS: u64 = 2;

/// The roots an app was built with, and how many of them it takes: two of three, so that one can be lost or stolen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustRoot {
    roots: Vec<PublicKey>,
    threshold: usize,
}

/// Keys that sign packs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyList {
    seq: u64,
    keys: Vec<PackKey>,
}

impl TrustRoot {
    /// Takes these roots, of which `threshold` have to sign; nothing where that can never be, or one of them is there twice.
    pub fn new(roots: Vec<PublicKey>, threshold: usize) -> Option<TrustRoot> {
        let good = roots.len() <= ROOTS_MAX && (1..=roots.len()).contains(&threshold) && is_each_once(&roots, |root| *root);
        good.then_some(TrustRoot { roots, threshold })
    }

    fn root(&self, id: KeyId) -> Option<&PublicKey> {
        self.roots.iter().find(|root| root.id() == id)
    }
}

/// Whose signature it is, and the signature (Ed25519).
pub type Signature = (KeyId, [u8; 64]);

impl KeyList {
    /// Puts keys into a list; nothing where they are too many, or two have one name.
    pub fn new(seq: u64, keys: Vec<PackKey>) -> Option<KeyList> {
        (keys.len() <= KEYS_MAX && is_each_once(&keys, |key| key.public.id())).then_some(KeyList { seq, keys })
    }

    /// Returns its number: of two lists, the higher one counts.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Returns the keys.
    pub fn keys(&self) -> &[PackKey] {
        &self.keys
    }

    pub(crate) fn key(&self, id: KeyId) -> Option<&PackKey> {
        self.keys.iter().find(|key| key.public.id() == id)
    }

    /// Reads a list that the roots signed. `installed` is the number of the list that is there.
    ///
    /// # Errors
    /// Refuses a list that too few roots signed or that has a bad signature, and one that is older than the one that is there.
    pub fn open(bytes: &[u8], trust: &TrustRoot, installed: Option<u64>) -> Result<KeyList, PackError> {
        let (payload, signatures) = cut(bytes).map_err(|Torn| PackError::Format)?;
        let digest = Sha256::digest(payload);
        let mut signed = Vec::new();
        for (id, signature) in signatures {
            let root = trust.root(id).ok_or(PackError::UnknownKey)?;
            if signed.contains(&id) || !root.verifies(&digest, &signature) {
                return Err(PackError::Forged);
            }
            signed.push(id);
        }
        if signed.len() < trust.threshold {
            return Err(PackError::TooFewRoots { signed: signed.len(), wanted: trust.threshold });
        }
        let list = KeyList::read(payload).map_err(PackError::Manifest)?;
        match installed {
            Some(installed) if list.seq < installed => Err(PackError::RolledBack { found: list.seq, installed }),
            _ => Ok(list),
        }
    }

    /// Returns what the roots sign: the SHA-256 of it.
    ///
    /// # Errors
    /// Fails where the list cannot be written, which it can for all that we make.
    pub fn payload(&self) -> Result<Vec<u8>, Malformed> {
        let key = |key: &PackKey| {
            let public = Value::Bytes(key.public.as_bytes().to_vec());
            Value::Array(vec![public, cbor::seconds(key.from), cbor::seconds(key.until), Value::Bool(key.revoked)])
        };
        let keys = Value::Array(self.keys.iter().map(key).collect());
        cbor::write(&Writing::default().put(KIND, KEY_LIST).put(SEQ, self.seq).put(KEYS, keys).end())
    }

    /// Puts what was signed and the signatures together.
    pub fn sealed(payload: &[u8], signatures: &[(KeyId, [u8; 64])]) -> Vec<u8> {
        let mut bytes = MARK.to_vec();
        bytes.extend_from_slice(&(payload.len() as u32).to_le_bytes());
        bytes.extend_from_slice(payload);
        for (id, signature) in signatures {
            bytes.extend_from_slice(id.as_bytes());
            bytes.extend_from_slice(signature);
        }
        bytes
    }

    /// Reads a list without asking who signed it, and who says that they did: for those who add a signature.
    ///
    /// # Errors
    /// Refuses what is no list.
    pub fn unverified(bytes: &[u8]) -> Result<(KeyList, Vec<Signature>), PackError> {
        let (payload, signatures) = cut(bytes).map_err(|Torn| PackError::Format)?;
        Ok((KeyList::read(payload).map_err(PackError::Manifest)?, signatures))
    }

    fn read(payload: &[u8]) -> Result<KeyList, Malformed> {
        let mut fields = Fields::of(payload)?;
        if fields.field(KIND, cbor::number::<u8>)? != KEY_LIST {
            return Err(Malformed::Kind);
        }
        let seq = fields.field(SEQ, cbor::number)?;
        let keys = fields.field(KEYS, |keys| keys.into_array().ok()?.into_iter().map(read_key).collect())?;
        fields.end()?;
        let list = KeyList::new(seq, keys).ok_or(Malformed::Field(KEYS))?;
        if list.payload()? == payload { Ok(list) } else { Err(Malformed::Spelling) }
    }
}

fn is_each_once<T, N: PartialEq>(all: &[T], name: impl Fn(&T) -> N) -> bool {
    all.iter().enumerate().all(|(at, one)| all[..at].iter().all(|other| name(other) != name(one)))
}

fn read_key(value: Value) -> Option<PackKey> {
    let [public, from, until, revoked] = cbor::array(value)?;
    let public = PublicKey::from_bytes(cbor::bytes(public)?).ok()?;
    Some(PackKey { public, from: cbor::instant(from)?, until: cbor::instant(until)?, revoked: revoked.as_bool()? })
}

type Signatures = Vec<(KeyId, [u8; 64])>;

fn cut(bytes: &[u8]) -> Result<(&[u8], Signatures), Torn> {
    let mut reading = Reading::of(bytes);
    if reading.array()? != MARK {
        return Err(Torn);
    }
    let len = u32::from_le_bytes(reading.array()?) as usize;
    if len > LIST_BYTES_MAX {
        return Err(Torn);
    }
    let payload = reading.take(len)?;
    let mut signatures = Vec::new();
    while !reading.is_empty() && signatures.len() < ROOTS_MAX {
        signatures.push((KeyId::from_bytes(reading.array()?), reading.array()?));
    }
    reading.end()?;
    Ok((payload, signatures))
}
