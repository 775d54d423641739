//! The keys that sign access tokens: kept in the database, encrypted under a key in a file, replaced without a restart.

mod keyring;
mod rows;
mod signing;
mod store;
mod vault;

pub use keyring::{KeyRefusal, KeyRole, Keyring, ListedKey, ROTATED};
#[cfg(test)]
pub use signing::VerifyingKey;
pub use signing::{KeySet, SigningKey};
pub use vault::{KeyFile, Vault};
