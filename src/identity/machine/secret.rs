//! Client secrets: 256 random bits without meaning, shown once, of which we keep the hash.

use sha2::{Digest, Sha256};

use crate::{
    identity::token::{decode, encode},
    platform::{fault::Fault, random, secret::Secret},
};

/// What every client secret begins with, so that whoever searches code and logs for secrets finds it.
const PREFIX: &str = "fts_";

/// A client secret. It has no `Debug`.
pub struct ClientSecret(Secret<[u8; 32]>);

impl ClientSecret {
    /// Draws a new one.
    ///
    /// # Errors
    /// Faults when there is no randomness.
    pub fn draw() -> Result<ClientSecret, Fault> {
        Ok(ClientSecret(Secret::new(random::bytes()?)))
    }

    /// Reads one; nothing where the text is none.
    pub fn read(text: &str) -> Option<ClientSecret> {
        decode(text.strip_prefix(PREFIX)?).map(|bytes| ClientSecret(Secret::new(bytes)))
    }

    /// Returns it as its owner is given it.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", encode(self.0.reveal()))
    }

    /// Returns what we keep of it: the SHA-256, in hexadecimal digits. Of 256 random bits nothing can be guessed, so a salt or a slow
    /// function would protect nothing.
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.0.reveal()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_as_it_was_given_and_not_otherwise() {
        let secret = ClientSecret::draw().expect("randomness");
        let text = secret.reveal();
        assert!(text.starts_with("fts_") && text.len() == 47);
        assert_eq!(ClientSecret::read(&text).expect("a secret").hash(), secret.hash());
        assert!(!secret.hash().contains(&text[4..]));
        for text in ["", "fts_", &text[4..], &text[..46], &format!("{text}A"), &text.replace("fts_", "ftr_")] {
            assert!(ClientSecret::read(text).is_none(), "{text}");
        }
    }
}
