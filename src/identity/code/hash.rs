//! What is kept of a code: a salted Argon2id hash of the code together with everything it is bound to.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{self, PasswordHasher, PasswordVerifier},
};
use tokio::sync::Semaphore;

use super::{digits::Digits, purpose::Purpose};
use crate::{
    identity::{phone::PhoneNumber, token::Thumbprint},
    platform::fault::Fault,
};

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

/// What a code is bound to: it approves nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The number it was sent to.
    pub phone: PhoneNumber,
    /// What it is for, with the amount where money is moved.
    pub purpose: Purpose,
    /// The device that asked for it.
    pub device: Thumbprint,
}

/// Computes and compares hashes, away from the threads that answer requests.
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

    /// Returns the hash of a code and what it is bound to, with its salt and its cost (PHC string format).
    ///
    /// # Errors
    /// Faults when it cannot be computed.
    pub async fn hash(&self, digits: &Digits, binding: &Binding, salt: [u8; SALT_BYTES]) -> Result<String, Fault> {
        let (argon2, bound) = (self.argon2.clone(), bound(digits, binding));
        let hash = move || argon2.hash_password_with_salt(bound.as_bytes(), &salt).map(|hash| hash.to_string());
        self.in_turn(hash).await.and_then(|hash| hash.map_err(HashError::Algorithm)).map_err(Fault::while_("hashing a code"))
    }

    /// Says whether the hash is of this code and this binding. The comparison takes as long whichever byte differs.
    ///
    /// # Errors
    /// Faults when it cannot be computed, or when `hash` is none.
    pub async fn is_of(&self, hash: String, digits: &Digits, binding: &Binding) -> Result<bool, Fault> {
        let (argon2, bound) = (self.argon2.clone(), bound(digits, binding));
        let verify = move || argon2.verify_password(bound.as_bytes(), hash.as_str());
        let verified = self.in_turn(verify).await.and_then(|verified| match verified {
            Ok(()) => Ok(true),
            Err(password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(HashError::Algorithm(error)),
        });
        verified.map_err(Fault::while_("comparing a code"))
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashError> {
        let turn = self.turns.clone().acquire_owned().await?;
        // The turn goes with the work: who gives up waiting makes no room for another while the work goes on.
        Ok(tokio::task::spawn_blocking(move || (work(), turn)).await?.0)
    }
}

/// Returns what is hashed: no part can hold the line break that parts them, so no two bindings are written alike.
fn bound(digits: &Digits, binding: &Binding) -> String {
    let Binding { phone, purpose, device } = binding;
    let (minor, currency) = purpose.amount().map_or((0, ""), |amount| (amount.minor(), amount.currency()));
    let (digits, phone, purpose, device) = (digits.reveal(), phone.reveal(), purpose.as_str(), device.as_str());
    format!("{digits}\n{phone}\n{purpose}\n{minor}\n{currency}\n{device}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::code::purpose::Amount;

    fn digits(text: &str) -> Digits {
        text.parse().expect("a code")
    }

    fn binding(purpose: Purpose) -> Binding {
        let phone = "+999555010012".parse().expect("a number");
        Binding { phone, purpose, device: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs".parse().expect("a thumbprint") }
    }

    fn pay(minor: i64, currency: &str) -> Purpose {
        Purpose::Pay(Amount::new(minor, currency).expect("an amount"))
    }

    #[tokio::test]
    async fn a_code_approves_what_it_was_made_for_and_nothing_else() {
        let hasher = Hasher::new(HashCost::LEAST);
        let made = binding(pay(125_000, "KES"));
        let hash = hasher.hash(&digits("012345"), &made, [7; SALT_BYTES]).await.expect("a hash");
        let is_of =
            async |code: &str, binding: &Binding| hasher.is_of(hash.clone(), &digits(code), binding).await.expect("compared");
        assert!(is_of("012345", &made).await);
        assert!(!is_of("012346", &made).await);
        for purpose in [Purpose::View, Purpose::Mandate, pay(125_001, "KES"), pay(125_000, "UGX")] {
            assert!(!is_of("012345", &binding(purpose)).await, "{purpose:?}");
        }
        let other_phone = Binding { phone: "+999555010013".parse().expect("a number"), ..made.clone() };
        let other_device = Binding { device: "A".repeat(43).parse().expect("a thumbprint"), ..made.clone() };
        assert!(!is_of("012345", &other_phone).await && !is_of("012345", &other_device).await);
    }

    #[tokio::test]
    async fn the_hash_is_salted_costs_what_is_recommended_and_holds_no_digit() {
        let hasher = Hasher::new(HashCost::RECOMMENDED);
        let (code, made) = (digits("777777"), binding(Purpose::View));
        let one = hasher.hash(&code, &made, [1; SALT_BYTES]).await.expect("a hash");
        let other = hasher.hash(&code, &made, [2; SALT_BYTES]).await.expect("a hash");
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, other);
        assert!(!one.contains("777777"));
        // A cheaper hasher, after somebody changed the cost, still knows it.
        assert!(Hasher::new(HashCost::LEAST).is_of(one, &code, &made).await.expect("compared"));
    }
}
