//! The access tokens of ours that were shown lately: whoever shows one again costs a hash instead of a signature.

use std::sync::Arc;

use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};
use vocabulary::Timestamp;

use super::access::{Access, AccessTokens, Statement, Unverified};
use crate::identity::key::KeySet;

/// How many tokens are remembered, about 300 bytes each: of twenty thousand people who use one server at a time.
const TOKENS_MAX: usize = 20_000;

/// What tokens say that our keys signed. Nothing else about them is believed from memory: their time, and whether their key is still
/// among ours, are looked at each time. When it is full those that were not shown for long are forgotten, and verified again.
pub struct SignedTokens {
    held: Cache<[u8; 32], Arc<Statement>>,
}

impl Default for SignedTokens {
    fn default() -> Self {
        SignedTokens { held: Cache::new(TOKENS_MAX) }
    }
}

impl SignedTokens {
    /// Verifies a token as [`AccessTokens::verify`] does, with the same answer.
    ///
    /// # Errors
    /// Refuses everything that is not a token of ours, whole, signed and in time.
    pub fn verify(&self, tokens: &AccessTokens, token: &str, keys: &KeySet, now: Timestamp) -> Result<Access, Unverified> {
        let name: [u8; 32] = Sha256::digest(token).into();
        if let Some(statement) = self.held.get(&name).filter(|statement| keys.find(&statement.key, now).is_some()) {
            return statement.good_at(now);
        }
        let statement = tokens.read(token, keys, now)?;
        let access = statement.good_at(now)?;
        self.held.insert(name, Arc::new(statement));
        Ok(access)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use vocabulary::{PersonId, SessionId};

    use super::*;
    use crate::identity::{
        caller::Subject,
        key::{SigningKey, VerifyingKey},
        token::Thumbprint,
    };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).expect("an instant")
    }

    /// A token written at second 0, how to verify it, and the key that does.
    fn written() -> (AccessTokens, String, VerifyingKey) {
        let tokens = AccessTokens::new("https://trade.example");
        let made = SigningKey::make().expect("a key");
        let key = SigningKey::kept(&made.id, &made.private);
        let (subject, device) = (Subject::Person(PersonId::new(1)), Thumbprint::stored("device"));
        let (token, _) = tokens.issue((subject, SessionId::new(2), &device), 3, &key, at(0)).expect("a token");
        (tokens, token, VerifyingKey::new(&made.id, made.public, Some(at(300))))
    }

    #[test]
    fn a_token_that_is_remembered_ends_with_its_time_and_with_its_key() {
        let (tokens, token, mut key) = written();
        let signed = SignedTokens::default();
        let other = VerifyingKey::new("other", key.public, None);
        let verify = |key: &VerifyingKey, second| signed.verify(&tokens, &token, &KeySet::of(vec![key.clone()]), at(second));
        assert_eq!(verify(&other, 0).err(), Some(Unverified::UnknownKey), "not of a key of ours");
        let access = verify(&key, 0).expect("good");
        assert_eq!(verify(&key, 299), Ok(access), "the same from memory");
        assert_eq!(verify(&other, 299).err(), Some(Unverified::UnknownKey), "its key was taken away");
        assert_eq!(verify(&key, 300).err(), Some(Unverified::UnknownKey), "its key is over");
        key.until = None;
        assert_eq!(verify(&key, -6).err(), Some(Unverified::NotYetValid));
        assert!(verify(&key, 604).is_ok());
        assert_eq!(verify(&key, 605).err(), Some(Unverified::Expired));
    }

    #[test]
    fn one_letter_more_or_less_is_another_token() {
        let (tokens, token, key) = written();
        let (signed, keys) = (SignedTokens::default(), KeySet::of(vec![key]));
        assert!(signed.verify(&tokens, &token, &keys, at(0)).is_ok());
        for at_byte in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[at_byte] = if forged[at_byte] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).expect("letters");
            assert!(forged == token || signed.verify(&tokens, &forged, &keys, at(0)).is_err(), "{at_byte}");
        }
    }

    /// `cargo test --release --lib identity::token -- --ignored --nocapture` prints what `docs/performance.md` says.
    #[test]
    #[ignore = "measures"]
    fn what_a_token_that_is_shown_again_costs() {
        let (tokens, token, key) = written();
        let (signed, keys) = (SignedTokens::default(), KeySet::of(vec![key]));
        let mut took: Vec<Duration> = (0..20_000)
            .map(|_| {
                let began = Instant::now();
                assert!(signed.verify(&tokens, std::hint::black_box(&token), &keys, at(0)).is_ok());
                began.elapsed()
            })
            .collect();
        let first = took[0];
        took.sort_unstable();
        println!("{} bytes: {first:?} the first time, then {:?} at best, {:?} in the middle", token.len(), took[0], took[10_000]);
    }
}
