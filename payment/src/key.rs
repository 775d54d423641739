//! Keys by which a second request is known to be the first one again. Rows IDM-01, IDM-07, IDM-12.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use vocabulary::{AttemptId, RepaymentId, words};

/// How long an idempotency key may be, in characters.
pub const KEY_LEN_MAX: usize = 255;

/// A key that the payer's device makes and stores before it sends a request (row IDM-01).
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IdempotencyKey(Box<str>);

/// A text that is no such key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not 1 to 255 visible ASCII characters")]
pub struct IdempotencyKeyError;

impl IdempotencyKey {
    /// Returns it as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IdempotencyKey {
    type Err = IdempotencyKeyError;

    fn from_str(text: &str) -> Result<IdempotencyKey, IdempotencyKeyError> {
        let is_key = (1..=KEY_LEN_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_key { Ok(IdempotencyKey(text.into())) } else { Err(IdempotencyKeyError) }
    }
}

impl TryFrom<String> for IdempotencyKey {
    type Error = IdempotencyKeyError;

    fn try_from(text: String) -> Result<IdempotencyKey, IdempotencyKeyError> {
        text.parse()
    }
}

impl From<IdempotencyKey> for String {
    fn from(key: IdempotencyKey) -> String {
        key.0.into()
    }
}

impl fmt::Debug for IdempotencyKey {
    /// Writes its length only: whoever has a key can ask what became of it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "IdempotencyKey({} characters)", self.0.len())
    }
}

words! {
    /// What is asked of a provider.
    Operation, "operation of a provider" {
        /// Begin.
        Start = "start",
        /// Take what is held.
        Capture = "capture",
        /// Let it go.
        Cancel = "cancel",
        /// Give it back.
        Repay = "repay",
    }
}

/// The key that goes to the provider: the same at every repetition of one operation, stored before the first (row IDM-12).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ProviderKey(String);

impl ProviderKey {
    /// Makes the key of the `n`th operation of its kind in an attempt: a new `n` only where the operation is a new one.
    pub fn of_attempt(attempt: AttemptId, operation: Operation, n: u16) -> ProviderKey {
        ProviderKey(format!("{attempt}:{operation}:{n}"))
    }

    /// Makes the key of a repayment.
    pub fn of_repayment(repayment: RepaymentId) -> ProviderKey {
        ProviderKey::of_repayment_again(repayment, 1)
    }

    /// Makes the key of a repayment that was approved for the `n`th time, after the provider said that it had not paid.
    pub fn of_repayment_again(repayment: RepaymentId, n: u16) -> ProviderKey {
        ProviderKey(format!("{repayment}:{}:{}", Operation::Repay, n.max(1)))
    }

    /// Takes one that was stored.
    pub fn stored(text: String) -> ProviderKey {
        ProviderKey(text)
    }

    /// Returns it as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_visible_and_of_bounded_length() {
        for text in ["", &"k".repeat(256), "clé", "🔑", "two words", "line\n"] {
            assert_eq!(text.parse::<IdempotencyKey>(), Err(IdempotencyKeyError), "{text}");
        }
        for text in ["0192f0c1-7b7d-7c3e-9d31-000000000000", &"k".repeat(255), "!"] {
            assert_eq!(text.parse::<IdempotencyKey>().map(String::from), Ok(text.to_owned()));
        }
    }

    #[test]
    fn the_key_of_the_provider_changes_with_the_operation_alone() {
        let attempt = AttemptId::new(7);
        let key = |operation, n| ProviderKey::of_attempt(attempt, operation, n).as_str().to_owned();
        assert_eq!(key(Operation::Capture, 1), "00000000000000000000000000000007:capture:1");
        assert_ne!(key(Operation::Cancel, 1), key(Operation::Cancel, 2));
    }
}
