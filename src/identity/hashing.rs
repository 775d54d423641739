//! Salted Argon2id hashes of what people type: the memory and the time that guessing costs.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{self, PasswordHasher, PasswordVerifier},
};
use tokio::sync::Semaphore;

use crate::platform::{fault::Fault, secret::Secret};

/// How many hashes are computed at a time; more wait. Each takes its whole memory.
const AT_ONCE_MAX: usize = 4;
/// The bytes of a salt.
pub const SALT_BYTES: usize = 16;

/// What a hash costs whoever computes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    /// KiB of memory.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl HashCost {
    /// The parameters that OWASP recommends for Argon2id with one thread (Password Storage Cheat Sheet, 2024).
    pub const RECOMMENDED: HashCost = HashCost { memory_kib: 19 * 1024, passes: 2 };
    /// The least that the algorithm allows, for tests of what is not the hash.
    pub const LEAST: HashCost = HashCost { memory_kib: 8, passes: 1 };
}

/// Computes and compares hashes, away from the threads that answer requests. Cheap to clone: all share the same turns.
#[derive(Clone)]
pub struct Hasher {
    argon2: Argon2<'static>,
    turns: Arc<Semaphore>,
}

/// Why there is no hash.
#[derive(Debug, thiserror::Error)]
enum HashError {
    #[error("the hash could not be computed: {0}")]
    Algorithm(password_hash::Error),
    #[error("its thread ended before it did")]
    Ended(#[from] tokio::task::JoinError),
    #[error("nobody hashes any more")]
    Closed(#[from] tokio::sync::AcquireError),
}

impl Hasher {
    /// Hashes at `cost`; hashes made at another cost are still compared.
    pub fn new(cost: HashCost) -> Hasher {
        // Beyond what the algorithm allows, its defaults hold, which are the recommended ones.
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).unwrap_or_default();
        Hasher { argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params), turns: Arc::new(Semaphore::new(AT_ONCE_MAX)) }
    }

    /// Returns the hash of a text, with its salt and its cost (PHC string format).
    ///
    /// # Errors
    /// Faults when it cannot be computed.
    pub async fn hash(&self, text: Secret<String>, salt: [u8; SALT_BYTES]) -> Result<String, Fault> {
        let argon2 = self.argon2.clone();
        let hash = move || argon2.hash_password_with_salt(text.reveal().as_bytes(), &salt).map(|hash| hash.to_string());
        self.in_turn(hash).await.and_then(|hash| hash.map_err(HashError::Algorithm)).map_err(Fault::while_("computing a hash"))
    }

    /// Says whether the hash is of this text. The comparison takes as long whichever byte differs.
    ///
    /// # Errors
    /// Faults when it cannot be computed, or when `hash` is none.
    pub async fn is_of(&self, hash: String, text: Secret<String>) -> Result<bool, Fault> {
        let argon2 = self.argon2.clone();
        let verify = move || argon2.verify_password(text.reveal().as_bytes(), hash.as_str());
        let verified = self.in_turn(verify).await.and_then(|verified| match verified {
            Ok(()) => Ok(true),
            Err(password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(HashError::Algorithm(error)),
        });
        verified.map_err(Fault::while_("comparing with a hash"))
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashError> {
        let turn = self.turns.clone().acquire_owned().await?;
        // The turn goes with the work: who gives up waiting makes no room for another while the work goes on.
        Ok(tokio::task::spawn_blocking(move || (work(), turn)).await?.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret<String> {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn the_hash_is_salted_costs_what_is_recommended_and_holds_nothing_of_the_text() {
        let hasher = Hasher::new(HashCost::RECOMMENDED);
        let one = hasher.hash(secret("777777"), [1; SALT_BYTES]).await.expect("a hash");
        let other = hasher.hash(secret("777777"), [2; SALT_BYTES]).await.expect("a hash");
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, other);
        assert!(!one.contains("777777"));
        // A cheaper hasher, after somebody changed the cost, still knows it.
        assert!(Hasher::new(HashCost::LEAST).is_of(one.clone(), secret("777777")).await.expect("compared"));
        assert!(!hasher.is_of(one, secret("777778")).await.expect("compared"));
    }
}
