//! Refresh tokens: 256 random bits without meaning, of which we keep the hash.

use std::fmt;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::compact::{decode, encode};
use crate::{
    identity::key::Vault,
    platform::{fault::Fault, random, secret::Secret},
};

/// What every refresh token begins with: it can be told from an access token or a code at a glance, and found by whoever searches logs
/// for secrets.
const PREFIX: &str = "ftr_";

/// A refresh token. It has no `Debug`: it is worth a sign-in.
pub struct RefreshToken(Secret<[u8; 32]>);

/// The SHA-256 of a refresh token, in hexadecimal digits.
///
/// One plain hash is enough: of 256 random bits nothing can be guessed, so there is nothing that a salt or a slow function would slow
/// down, and a token can be found by its hash.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshTokenHash(Box<str>);

impl RefreshToken {
    /// Draws a new one.
    ///
    /// # Errors
    /// Faults when there is no randomness.
    pub fn draw() -> Result<RefreshToken, Fault> {
        Ok(RefreshToken(Secret::new(random::bytes()?)))
    }

    /// Reads one; nothing where the text is none.
    pub fn read(text: &str) -> Option<RefreshToken> {
        decode(text.strip_prefix(PREFIX)?).map(|bytes| RefreshToken(Secret::new(bytes)))
    }

    /// Returns it as the device is given it.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", encode(self.0.reveal()))
    }

    /// Returns what we keep of it.
    pub fn hash(&self) -> RefreshTokenHash {
        RefreshTokenHash(hex::encode(Sha256::digest(self.0.reveal())).into())
    }

    /// Encrypts its successor so that only whoever shows this token again can have it.
    ///
    /// # Errors
    /// Faults when it cannot be encrypted.
    pub fn seal(&self, successor: &RefreshToken) -> Result<String, Fault> {
        self.vault()?.seal(PREFIX, successor.0.reveal())
    }

    /// Opens what [`RefreshToken::seal`] made.
    ///
    /// # Errors
    /// Faults when it was not made by this token.
    pub fn unseal(&self, sealed: &str) -> Result<RefreshToken, Fault> {
        let opened = self.vault()?.unseal(PREFIX, sealed)?;
        let bytes = opened.reveal().as_slice().try_into().map_err(Fault::while_("reading a sealed refresh token"))?;
        Ok(RefreshToken(Secret::new(bytes)))
    }

    /// The key follows from the token by another hash than the one we keep.
    fn vault(&self) -> Result<Vault, Fault> {
        let key = Zeroizing::new(Sha256::new().chain_update("successor of ").chain_update(self.0.reveal()).finalize().into());
        Vault::of(&key)
    }
}

impl fmt::Display for RefreshTokenHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_itself_opens_its_successor() {
        let (first, second, other) = (draw(), draw(), draw());
        let sealed = first.seal(&second).expect("encrypted");
        assert!(first.unseal(&sealed).expect("its own").hash() == second.hash());
        assert!(other.unseal(&sealed).is_err());
        assert!(!sealed.contains(&hex::encode(second.0.reveal())));
    }

    #[test]
    fn a_token_is_read_as_it_was_given() {
        let token = draw();
        assert!(RefreshToken::read(&token.reveal()).expect("a token").hash() == token.hash());
        let text = token.reveal();
        for text in ["", "ftr_", &text[4..], &text[..text.len() - 1], &format!("{text}A"), &text.to_uppercase()] {
            assert!(RefreshToken::read(text).is_none(), "{text}");
        }
    }

    fn draw() -> RefreshToken {
        RefreshToken::draw().expect("randomness")
    }
}
