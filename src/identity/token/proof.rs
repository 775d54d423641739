//! Proofs that a caller holds the private key of its device, made for one request and one token.
//!
//! Source: RFC 9449. We always ask for `ath`, of a refresh token too, so that a proof serves no other token than its own.

use jsonwebtoken::Algorithm;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use vocabulary::Timestamp;

use super::{
    compact::{Compact, encode},
    device_key::{DeviceKey, Thumbprint},
};
use crate::platform::refusal::Refusal;

/// By how much the clock of a device may differ from ours, either way: how old or early a proof may be.
pub const PROOF_SECONDS: i64 = 60;
/// The longest proof that is looked at. One with a key of P-256 has about 600 bytes.
const BYTES_MAX: usize = 2_048;
/// The longest `jti`: enough for any unique name, too short to fill our memory.
const ID_BYTES_MAX: usize = 128;

/// What a proof has to be made for.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The method of the request.
    pub method: &'a str,
    /// The address of the request, without its query.
    pub address: &'a str,
    /// The token that comes with it.
    pub token: &'a str,
}

/// A proof that holds, as far as can be told without a memory.
#[derive(Clone, Debug)]
pub struct Proven {
    /// The key that signed it.
    pub key: DeviceKey,
    /// The name of that key.
    pub device: Thumbprint,
    /// The name of this one proof, by which it is known when it is shown again.
    pub hash: [u8; 32],
    /// Until when it would hold.
    pub until: Timestamp,
}

/// Why a proof does not hold. None of these signs anybody out: the device may try again with a new proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofRefusal {
    /// There is none.
    Required,
    /// It is not signed by the key that it shows, is made for another request or another token, or is none at all.
    Invalid,
    /// It is older or earlier than we take.
    Stale {
        /// By how many seconds the device's clock is ahead of ours; negative where it is behind.
        seconds: i64,
    },
    /// It was shown before.
    Replayed,
}

impl Refusal for ProofRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Required => "PROOF_REQUIRED",
            Self::Invalid => "PROOF_INVALID",
            Self::Stale { .. } => "PROOF_STALE",
            Self::Replayed => "PROOF_REPLAYED",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Stale { seconds } => vec![("seconds", seconds.to_string())],
            Self::Required | Self::Invalid | Self::Replayed => Vec::new(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProofHeader {
    typ: String,
    alg: Algorithm,
    jwk: DeviceKey,
}

#[derive(Deserialize)]
struct Claims {
    htm: String,
    htu: String,
    iat: i64,
    jti: String,
    ath: Option<String>,
}

/// Checks a proof as of `now`. Whether it was shown before, a memory has to tell.
///
/// # Errors
/// Refuses a proof that does not hold.
pub fn check(proof: &str, expected: &Expected<'_>, now: Timestamp) -> Result<Proven, ProofRefusal> {
    let (proven, claims) = check_request(proof, expected.method, expected.address, now)?;
    if claims.ath != Some(token_hash(expected.token)) {
        return Err(ProofRefusal::Invalid);
    }
    Ok(proven)
}

/// Checks a proof that comes with no token, because a token is what it asks for (RFC 9449, section 5).
///
/// # Errors
/// Refuses a proof that does not hold.
pub fn check_alone(proof: &str, method: &str, address: &str, now: Timestamp) -> Result<Proven, ProofRefusal> {
    check_request(proof, method, address, now).map(|(proven, _)| proven)
}

fn check_request(proof: &str, method: &str, address: &str, now: Timestamp) -> Result<(Proven, Claims), ProofRefusal> {
    let compact = Compact::read(proof, BYTES_MAX).ok_or(ProofRefusal::Invalid)?;
    let ProofHeader { typ, alg, jwk: key } = compact.header().ok_or(ProofRefusal::Invalid)?;
    if typ != "dpop+jwt" || alg != key.algorithm() || !key.signed(compact.message, compact.signature) {
        return Err(ProofRefusal::Invalid);
    }
    let claims: Claims = compact.claims().ok_or(ProofRefusal::Invalid)?;
    let is_for_this = claims.htm == method && claims.htu == address;
    if !is_for_this || claims.jti.is_empty() || claims.jti.len() > ID_BYTES_MAX {
        return Err(ProofRefusal::Invalid);
    }
    let ahead = claims.iat.saturating_sub(now.as_second());
    if !(-PROOF_SECONDS..=PROOF_SECONDS).contains(&ahead) {
        return Err(ProofRefusal::Stale { seconds: ahead });
    }
    let until = Timestamp::from_second(claims.iat + PROOF_SECONDS + 1).map_err(|_| ProofRefusal::Invalid)?;
    let device = key.thumbprint();
    // Each key has names of its own: one device cannot use up the names of another.
    let hash = Sha256::new().chain_update(device.as_str()).chain_update([0]).chain_update(&claims.jti).finalize().into();
    Ok((Proven { key, device, hash, until }, claims))
}

/// Returns the hash of a token as `ath` has it.
fn token_hash(token: &str) -> String {
    encode(&Sha256::digest(token))
}
