//! Signed statements of a machine that it is itself: `private_key_jwt`. Values in, values out.
//!
//! Source: RFC 7523, sections 2.2 and 3; OpenID Connect Core, section 9; RFC 8725 for what a reader has to insist on.

use jsonwebtoken::Algorithm;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use vocabulary::{MachineId, Timestamp};

use crate::identity::token::{Compact, DeviceKey, LEEWAY_SECONDS};

/// How long a statement may hold. It is made for one request.
pub const ASSERTION_SECONDS: i64 = 60;
/// The longest statement that is looked at.
const BYTES_MAX: usize = 2_048;
/// The longest `jti`: enough for any unique name, too short to fill our tables.
const ID_BYTES_MAX: usize = 128;

/// What a statement may say that it is: a JWT, or more exactly what RFC 7523 will ask for (its revision, section 2.2).
const TYPES: [&str; 2] = ["JWT", "client-authentication+jwt"];

/// A statement that is read and not yet believed.
pub struct Assertion<'a> {
    compact: Compact<'a>,
    algorithm: Algorithm,
    claims: Claims,
    machine: MachineId,
}

/// Why a statement proves nothing. Callers are told none of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disbelief {
    /// It is not three parts with a header and claims as they have to be.
    Malformed,
    /// The key did not sign it.
    Signature,
    /// It is made for somebody else.
    Audience,
    /// It would hold for longer than a minute, or for no time.
    Lifetime,
    /// Its time is over.
    Expired,
    /// Its time has not begun.
    NotYetValid,
}

/// What a statement that is believed leaves behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// The name of this one statement, by which it is known when it is shown again.
    pub hash: [u8; 32],
    /// Until when it would hold.
    pub until: Timestamp,
}

/// The header, with no place for `jku`, `jwk`, `x5u` or `crit`: the key is one that the machine's owner registered.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: Algorithm,
    typ: Option<String>,
    #[serde(rename = "kid")]
    _kid: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    iat: i64,
    exp: i64,
    nbf: Option<i64>,
    jti: String,
}

/// Whom a statement is for: one name, on its own or as the only one of a list.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Listed([String; 1]),
}

impl<'a> Assertion<'a> {
    /// Reads a statement, without believing it.
    ///
    /// # Errors
    /// Refuses what is none.
    pub fn read(text: &'a str) -> Result<Assertion<'a>, Disbelief> {
        let compact = Compact::read(text, BYTES_MAX).ok_or(Disbelief::Malformed)?;
        let Header { alg: algorithm, typ, .. } = compact.header().ok_or(Disbelief::Malformed)?;
        // Whatever else the key signs is no statement.
        if !typ.is_none_or(|typ| TYPES.iter().any(|ours| typ.eq_ignore_ascii_case(ours))) {
            return Err(Disbelief::Malformed);
        }
        let claims: Claims = compact.claims().ok_or(Disbelief::Malformed)?;
        let machine = claims.sub.parse().map_err(|_| Disbelief::Malformed)?;
        if claims.iss != claims.sub || claims.jti.is_empty() || claims.jti.len() > ID_BYTES_MAX {
            return Err(Disbelief::Malformed);
        }
        Ok(Assertion { compact, algorithm, claims, machine })
    }

    /// Returns which machine it says that it is of.
    pub fn machine(&self) -> MachineId {
        self.machine
    }

    /// Believes it, where `key` signed it for `audience` and its time is now.
    ///
    /// # Errors
    /// Refuses as [`Disbelief`] says.
    pub fn believe(&self, key: &DeviceKey, audience: &str, now: Timestamp) -> Result<Once, Disbelief> {
        if self.algorithm != key.algorithm() || !key.signed(self.compact.message, self.compact.signature) {
            return Err(Disbelief::Signature);
        }
        let claims = &self.claims;
        let (Audience::One(named) | Audience::Listed([named])) = &claims.aud;
        if named != audience {
            return Err(Disbelief::Audience);
        }
        let lasts = claims.exp.checked_sub(claims.iat).ok_or(Disbelief::Lifetime)?;
        if !(1..=ASSERTION_SECONDS).contains(&lasts) {
            return Err(Disbelief::Lifetime);
        }
        let now = now.as_second();
        let over = claims.exp.saturating_add(LEEWAY_SECONDS);
        if now >= over {
            return Err(Disbelief::Expired);
        }
        if now < claims.iat.max(claims.nbf.unwrap_or(claims.iat)).saturating_sub(LEEWAY_SECONDS) {
            return Err(Disbelief::NotYetValid);
        }
        let until = Timestamp::from_second(over).map_err(|_| Disbelief::Lifetime)?;
        Ok(Once { hash: self.hash(), until })
    }

    /// Each machine has names of its own, and none that a proof of a device could have.
    fn hash(&self) -> [u8; 32] {
        let machine = self.machine.to_string();
        Sha256::new()
            .chain_update("assertion of ")
            .chain_update(machine)
            .chain_update([0])
            .chain_update(&self.claims.jti)
            .finalize()
            .into()
    }
}
