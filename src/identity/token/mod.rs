//! Texts that prove something: access tokens, proofs of a device's key, refresh tokens. Rules only: no input, no output, no clock.

mod access;
mod compact;
mod device_key;
mod memory;
mod proof;
mod refresh;
mod signed;

pub use access::{ACCESS_SECONDS, Access, AccessTokens, LEEWAY_SECONDS, Unverified};
pub use compact::{Compact, decode, encode};
pub use device_key::{DeviceKey, DeviceKeyError, Thumbprint};
pub use memory::{Memory, Remembered};
pub use proof::{Expected, PROOF_SECONDS, ProofRefusal, Proven, check, check_alone};
pub use refresh::{RefreshToken, RefreshTokenHash};
pub use signed::SignedTokens;
