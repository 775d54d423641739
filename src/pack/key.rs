//! The key that packs are signed with: a file that only the operator may read.

use std::path::Path;

use pack::build::Signer;
use receipt::PublicKey;

use crate::audit::{KeyError, SigningKey};

/// Signs packs, deltas, and as a root lists of keys.
pub struct PackSigner {
    key: SigningKey,
    public: PublicKey,
}

impl PackSigner {
    /// Opens the key in a file.
    ///
    /// # Errors
    /// Says why the file cannot be used; refuses one that others may read.
    pub fn open(path: &Path) -> Result<PackSigner, KeyError> {
        PackSigner::of(SigningKey::open(path)?)
    }

    /// Makes a key in a file that only the owner may read, or opens the one that is there.
    ///
    /// # Errors
    /// Says why the file cannot be used.
    pub fn open_or_make(path: &Path) -> Result<PackSigner, KeyError> {
        PackSigner::of(SigningKey::open_or_make(path)?)
    }

    fn of(key: SigningKey) -> Result<PackSigner, KeyError> {
        let public = PublicKey::from_bytes(*key.public().as_bytes()).map_err(|_| KeyError::System)?;
        Ok(PackSigner { key, public })
    }

    /// Returns the key that verifies.
    pub fn public(&self) -> PublicKey {
        self.public
    }

    /// Signs a message.
    ///
    /// # Errors
    /// Says that the system could not.
    pub fn sign(&self, message: &[u8]) -> Result<[u8; 64], KeyError> {
        self.key.sign(message)
    }

    /// Lends the writer of packs what it signs with.
    pub fn with<T>(&self, write: impl FnOnce(&Signer<'_, KeyError>) -> T) -> T {
        write(&Signer { key: self.public, sign: &|message: &[u8]| self.sign(message) })
    }
}

/// Reads a public key as an operator writes it: 64 hexadecimal digits.
///
/// # Errors
/// Says that it is none.
pub fn named_key(text: &str) -> Result<PublicKey, String> {
    text.parse::<PublicKey>().map_err(|error| error.to_string())
}
