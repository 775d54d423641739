//! Keys of Ed25519. The one door to the library that verifies with them.

use std::{fmt, str::FromStr};

use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::digest::bytes_of;

/// Which key: the first 4 bytes of the SHA-256 of its 32 public bytes, written as 8 small hexadecimal digits. It finds a key in a list,
/// and proves nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 4]);

/// Verifies what a private key signed: the 32 bytes of Ed25519 (RFC 8032), written as 64 small hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey([u8; 32]);

/// A text or bytes that are no public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not a public key of Ed25519")]
pub struct PublicKeyError;

impl KeyId {
    /// Takes 4 bytes for the name of a key.
    pub fn from_bytes(bytes: [u8; 4]) -> KeyId {
        KeyId(bytes)
    }

    /// Returns its 4 bytes.
    pub fn as_bytes(&self) -> &[u8; 4] {
        &self.0
    }
}

impl PublicKey {
    /// Takes 32 bytes for a public key.
    ///
    /// # Errors
    /// Refuses bytes that are no point of the curve, and the few points that everybody can sign for.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<PublicKey, PublicKeyError> {
        match VerifyingKey::from_bytes(&bytes) {
            Ok(key) if !key.is_weak() => Ok(PublicKey(bytes)),
            _ => Err(PublicKeyError),
        }
    }

    /// Returns its 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns its short name.
    pub fn id(&self) -> KeyId {
        let mut id = [0; 4];
        id.copy_from_slice(&Sha256::digest(self.0)[..4]);
        KeyId(id)
    }

    /// Says whether a signature of a message is by this key, in the strict sense: there is one signature of one message.
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        VerifyingKey::from_bytes(&self.0).is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
    }
}

impl FromStr for PublicKey {
    type Err = PublicKeyError;

    fn from_str(text: &str) -> Result<PublicKey, PublicKeyError> {
        PublicKey::from_bytes(bytes_of(text).ok_or(PublicKeyError)?)
    }
}

impl TryFrom<String> for PublicKey {
    type Error = PublicKeyError;

    fn try_from(text: String) -> Result<PublicKey, PublicKeyError> {
        text.parse()
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> String {
        key.to_string()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PublicKey({self})")
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "KeyId({self})")
    }
}
