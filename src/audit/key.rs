//! The key that heads are signed with: Ed25519 (RFC 8032), in a file that only the service may read.

use std::{fmt, path::Path, str::FromStr};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey},
};
use serde::{Deserialize, Serialize};

use super::digest::Digest;
use crate::platform::key_file::{self, PRIVATE_LABEL, from_pem, to_pem};

pub use crate::platform::key_file::KeyError;

/// What stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo. Source: RFC 8410, section 4.
const PUBLIC_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

const PUBLIC_LABEL: &str = "PUBLIC KEY";

/// Signs heads. It shows nothing of itself.
pub struct SigningKey {
    pair: Ed25519KeyPair,
}

/// Verifies what a [`SigningKey`] signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

/// Which key: the first 16 bytes of the SHA-256 of its 32 public bytes, in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(String);

impl SigningKey {
    /// Opens the key in a file, or makes a new one there that only the owner may read. Of two programs that make one at the same
    /// time, one makes it and the other opens it.
    ///
    /// # Errors
    /// Says why the file cannot be used; refuses one that others may read.
    pub fn open_or_make(path: &Path) -> Result<SigningKey, KeyError> {
        let make = || Some(Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new()).ok()?.as_ref().to_vec());
        SigningKey::of(&key_file::open_or_make(path, make)?)
    }

    /// Opens the key in a file.
    ///
    /// # Errors
    /// Says why the file cannot be used; refuses one that others may read.
    pub fn open(path: &Path) -> Result<SigningKey, KeyError> {
        SigningKey::of(&key_file::open(path)?)
    }

    fn of(der: &[u8]) -> Result<SigningKey, KeyError> {
        let pair = Ed25519KeyPair::from_pkcs8(der).map_err(|_| KeyError::NotAKey(PRIVATE_LABEL))?;
        Ok(SigningKey { pair })
    }

    /// Returns the key that verifies.
    pub fn public(&self) -> PublicKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.pair.public_key().as_ref());
        PublicKey(bytes)
    }

    /// Signs a message.
    ///
    /// # Errors
    /// Says that the system could not.
    pub fn sign(&self, message: &[u8]) -> Result<[u8; 64], KeyError> {
        let signature = self.pair.try_sign(message).map_err(|_| KeyError::System)?;
        signature.as_ref().try_into().map_err(|_| KeyError::System)
    }
}

impl PublicKey {
    /// Returns its 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Says whether a signature of a message is by this key.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0).verify(message, signature).is_ok()
    }

    /// Returns the short name of the key.
    pub fn id(&self) -> KeyId {
        KeyId(hex::encode(&Digest::of(&[&self.0]).as_bytes()[..16]))
    }
}

impl fmt::Display for PublicKey {
    /// Writes it in PEM, as `openssl` reads it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&to_pem(PUBLIC_LABEL, &[&PUBLIC_PREFIX[..], &self.0].concat()))
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<PublicKey, KeyError> {
        let der = from_pem(PUBLIC_LABEL, text).ok_or(KeyError::NotAKey(PUBLIC_LABEL))?;
        let key = der.strip_prefix(&PUBLIC_PREFIX).and_then(|bytes| bytes.try_into().ok());
        key.map(PublicKey).ok_or(KeyError::NotAKey(PUBLIC_LABEL))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }

    #[test]
    fn a_key_is_made_once_and_for_its_owner_alone() {
        let folder = folder();
        let path = folder.path().join("deep/key.pem");
        let key = SigningKey::open_or_make(&path).expect("a key");
        assert_eq!(SigningKey::open_or_make(&path).expect("the same key").public(), key.public());
        assert_eq!(SigningKey::open(&path).expect("the same key").public().id(), key.public().id());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |bits| fs::set_permissions(&path, fs::Permissions::from_mode(bits)).expect("ours");
            assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
            mode(0o640);
            assert!(matches!(SigningKey::open_or_make(&path), Err(KeyError::Exposed { mode: 0o640, .. })));
        }
    }

    #[test]
    fn a_signature_holds_for_its_message_and_key_alone() {
        let folder = folder();
        let key = SigningKey::open_or_make(&folder.path().join("one.pem")).expect("a key");
        let other = SigningKey::open_or_make(&folder.path().join("other.pem")).expect("a key");
        let signature = key.sign(b"head 7").expect("a signature");
        assert!(key.public().verifies(b"head 7", &signature));
        assert!(!key.public().verifies(b"head 8", &signature));
        assert!(!other.public().verifies(b"head 7", &signature));
        assert_eq!(key.public().to_string().parse::<PublicKey>().expect("PEM"), key.public());
        assert!("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----".parse::<PublicKey>().is_err());
    }

    /// The first test of RFC 8032, section 7.1: an empty message.
    #[test]
    fn signatures_are_those_of_the_standard() {
        let bytes = |text: &str| hex::decode(text).expect("digits");
        let public = bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        let signature = bytes(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        );
        assert!(PublicKey(public.try_into().expect("32 bytes")).verifies(b"", &signature));
    }
}
