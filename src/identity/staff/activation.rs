//! Activation: the one-time token with which an account begins.

use jiff::SignedDuration;
use sha2::{Digest, Sha256};
use vocabulary::Timestamp;

use crate::platform::{fault::Fault, random, secret::Secret};

/// How long a token holds.
pub const ACTIVATION_LIFE: SignedDuration = SignedDuration::from_hours(24);
/// What every token begins with: it can be told from others at a glance, and found by whoever searches logs for secrets.
const PREFIX: &str = "fta_";
/// The random bytes of a token.
const BYTES: usize = 32;
/// The hexadecimal digits that they take.
const DIGITS: usize = 2 * BYTES;

/// A token that activates one account, once. It has no `Debug`.
pub struct ActivationToken(Secret<String>);

/// A token that was issued: to be handed to whoever it is for, and shown to nobody again. It has no `Debug`.
pub struct IssuedActivation {
    /// The token.
    pub token: String,
    /// Until when it holds.
    pub expires_at: Timestamp,
}

impl ActivationToken {
    /// Draws a new one: 256 bits.
    ///
    /// # Errors
    /// Faults when there is no randomness.
    pub fn draw() -> Result<ActivationToken, Fault> {
        let bytes: [u8; BYTES] = random::bytes()?;
        Ok(ActivationToken(Secret::new(format!("{PREFIX}{}", hex::encode(bytes)))))
    }

    /// Reads one; nothing where the text is none.
    pub fn read(text: &str) -> Option<ActivationToken> {
        let digits = text.trim().strip_prefix(PREFIX)?;
        let fits = digits.len() == DIGITS && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        fits.then(|| ActivationToken(Secret::new(format!("{PREFIX}{digits}"))))
    }

    /// Returns it as it is handed over.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// Returns what we keep of it. Of 256 random bits nothing can be guessed, so one plain hash is enough.
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.0.reveal()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_handed_over() {
        let token = ActivationToken::draw().expect("randomness");
        let read = |text: &str| ActivationToken::read(text).map(|token| token.hash());
        assert_eq!(read(&format!(" {}\n", token.reveal())), Some(token.hash()));
        let text = token.reveal();
        for text in ["", "fta_", &text[4..], &text[..text.len() - 1], &format!("{text}0"), &text.to_uppercase()] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
