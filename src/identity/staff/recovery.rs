//! Recovery codes: ten of them stand in for a lost phone, each once.

use sha2::{Digest, Sha256};
use vocabulary::PersonId;
use zeroize::Zeroizing;

use crate::platform::{fault::Fault, random, secret::Secret};

/// How many an account is given.
pub const CODES: usize = 10;
/// The random bytes of a code: 120 bits, of which nothing can be guessed, so that one plain hash is enough (ASVS 5.0, V6.5.2).
const BYTES: usize = 15;
/// The letters of a code: those of RFC 4648 base32, so that none is taken for another.
const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// How many letters a code has, without the dashes between them.
const LENGTH: usize = 24;
/// How many letters stand together.
const GROUP: usize = 4;

/// A recovery code, or what somebody typed for one. It has no `Debug`.
pub struct RecoveryCode(Secret<String>);

impl RecoveryCode {
    /// Draws a new one.
    ///
    /// # Errors
    /// Faults when there is no randomness.
    pub fn draw() -> Result<RecoveryCode, Fault> {
        let bytes: Zeroizing<[u8; BYTES]> = Zeroizing::new(random::bytes()?);
        let mut letters = String::with_capacity(LENGTH);
        for five in bytes.as_chunks::<5>().0 {
            let bits = five.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
            letters.extend((0..8).rev().map(|at| char::from(LETTERS[(bits >> (5 * at) & 31) as usize])));
        }
        Ok(RecoveryCode(Secret::new(letters)))
    }

    /// Takes what somebody typed: small letters, blanks and dashes make no difference. What is no code is nobody's code.
    pub fn typed(text: &str) -> RecoveryCode {
        let letters = text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase());
        RecoveryCode(Secret::new(letters.take(LENGTH + 1).collect()))
    }

    /// Returns it as a person writes it down: `ABCD-EFGH-…`.
    pub fn reveal(&self) -> String {
        let letters = self.0.reveal();
        let groups: Vec<_> = (0..letters.len()).step_by(GROUP).filter_map(|at| letters.get(at..at + GROUP)).collect();
        groups.join("-")
    }

    /// Returns what we keep of it, for one account.
    pub fn hash(&self, account: PersonId) -> String {
        let hash = Sha256::new().chain_update(account.to_string()).chain_update(":").chain_update(self.0.reveal());
        hex::encode(hash.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_was_written_down() {
        let (own, other) = (PersonId::new(1), PersonId::new(2));
        let code = RecoveryCode::draw().expect("randomness");
        let shown = code.reveal();
        assert_eq!((shown.len(), shown.matches('-').count()), (29, 5), "{shown}");
        let typed = RecoveryCode::typed(&shown.to_lowercase().replace('-', " "));
        assert_eq!(typed.hash(own), code.hash(own));
        assert_ne!(code.hash(own), code.hash(other), "the same code of two accounts is kept as two");
        assert_ne!(RecoveryCode::typed(&format!("{shown}A")).hash(own), code.hash(own));
        assert_ne!(RecoveryCode::draw().expect("randomness").reveal(), shown);
    }
}
