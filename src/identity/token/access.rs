//! Access tokens: signed statements that a subject signed in on a device, good for ten minutes (RFC 9068).
//!
//! Verifying one is a pure function of the token, the keys and the time: about as long as the signature itself takes to verify.
//! Whether the session still stands is asked elsewhere.

use std::borrow::Cow;

use jsonwebtoken::{Algorithm, Header, Validation, errors::ErrorKind};
use serde::{Deserialize, Serialize};
use vocabulary::{SessionId, Timestamp};

use super::{compact::Compact, device_key::Thumbprint};
use crate::{
    identity::{
        caller::Subject,
        key::{KeySet, SigningKey},
    },
    platform::fault::Fault,
};

/// How long an access token is good. Short, because elsewhere it is believed without asking anybody.
pub const ACCESS_SECONDS: i64 = 600;
/// By how much clocks of ours may disagree.
pub const LEEWAY_SECONDS: i64 = 5;
/// The longest token that is looked at. Ours have about 650 bytes; the address of the server stands in them twice.
const BYTES_MAX: usize = 2_048;
/// What an access token says it is, so that nothing else that we sign can be taken for one (RFC 9068, section 2.1).
const TYPE: &str = "at+jwt";

/// Writes and reads the access tokens of one server.
#[derive(Clone)]
pub struct AccessTokens {
    issuer: Box<str>,
    audience: Box<str>,
    validation: Validation,
}

/// What an access token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Who signed in.
    pub subject: Subject,
    /// In which session.
    pub session: SessionId,
    /// The key of the device that the token is bound to.
    pub device: Thumbprint,
    /// When it stops being good.
    pub expires_at: Timestamp,
}

/// What a token says that we signed, at whatever time.
#[derive(Debug)]
pub(super) struct Statement {
    access: Access,
    /// From when on it is good, in seconds.
    from: i64,
    /// The key that signed it, by its id.
    pub(super) key: Box<str>,
}

/// Why a text is no access token of ours. Callers are told none of it; the table of forged tokens is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unverified {
    /// It is not three parts with a header and claims such as ours, each there once.
    Malformed,
    /// It says that it is something else.
    Type,
    /// It is signed by another algorithm than that of its key.
    Algorithm,
    /// It names none of our keys.
    UnknownKey,
    /// The key it names did not sign it.
    Signature,
    /// It is from somebody else, or for somebody else.
    Foreign,
    /// It is good for longer than any of ours, or for no time.
    Lifetime,
    /// Its time is over.
    Expired,
    /// Its time has not begun.
    NotYetValid,
}

/// The header, with no place for `jku`, `jwk`, `x5u` or `crit`: the key is found by its id, among ours.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenHeader<'a> {
    #[serde(borrow)]
    typ: Cow<'a, str>,
    #[serde(borrow)]
    alg: Cow<'a, str>,
    #[serde(borrow)]
    kid: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    exp: i64,
    nbf: i64,
    iat: i64,
    jti: String,
    sid: String,
    cnf: Confirmation,
}

/// RFC 9449, section 6.1.
#[derive(Serialize, Deserialize)]
struct Confirmation {
    jkt: String,
}

impl AccessTokens {
    /// Writes and reads tokens of the server at `issuer` (`https://trade.example`), for its API.
    pub fn new(issuer: &str) -> AccessTokens {
        let audience = format!("{issuer}/graphql");
        // The library's defaults demand `exp` alone, forgive a minute, and check `aud` only where it is there.
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[&audience]);
        validation.leeway = LEEWAY_SECONDS as u64;
        // The library would read the wall clock; time is compared below, with the time we are given.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        AccessTokens { issuer: issuer.into(), audience: audience.into(), validation }
    }

    /// Returns the address that tokens and proofs are made for.
    pub fn audience(&self) -> &str {
        &self.audience
    }

    /// Writes a token that is good from now on for ten minutes. `id` is used once.
    ///
    /// # Errors
    /// Faults when the key cannot sign.
    pub fn issue(
        &self,
        access: (Subject, SessionId, &Thumbprint),
        id: u128,
        key: &SigningKey,
        now: Timestamp,
    ) -> Result<(String, Timestamp), Fault> {
        let (subject, session, device) = access;
        let began = now.as_second();
        let claims = Claims {
            iss: self.issuer.to_string(),
            aud: self.audience.to_string(),
            sub: subject.to_string(),
            exp: began + ACCESS_SECONDS,
            nbf: began,
            iat: began,
            jti: format!("{id:032x}"),
            sid: session.to_string(),
            cnf: Confirmation { jkt: device.as_str().to_owned() },
        };
        let header = Header { typ: Some(TYPE.to_owned()), kid: Some(key.id().to_owned()), ..Header::new(Algorithm::EdDSA) };
        let token = jsonwebtoken::encode(&header, &claims, key.private()).map_err(Fault::while_("signing an access token"))?;
        let expires_at = Timestamp::from_second(claims.exp).map_err(Fault::while_("ending an access token"))?;
        Ok((token, expires_at))
    }

    /// Verifies a token by the keys of `keys`, as of `now`.
    ///
    /// # Errors
    /// Refuses everything that is not a token of ours, whole, signed and in time.
    ///
    /// Source: RFC 8725; RFC 9068, section 4; rows SEC-JWT-01 to SEC-JWT-03.
    pub fn verify(&self, token: &str, keys: &KeySet, now: Timestamp) -> Result<Access, Unverified> {
        self.read(token, keys, now)?.good_at(now)
    }

    /// Reads what a token says that a key of `keys` signed. Whether its time has come, or is over, is not looked at.
    pub(super) fn read(&self, token: &str, keys: &KeySet, now: Timestamp) -> Result<Statement, Unverified> {
        let compact = Compact::read(token, BYTES_MAX).ok_or(Unverified::Malformed)?;
        let header: TokenHeader = compact.header().ok_or(Unverified::Malformed)?;
        if header.typ != TYPE {
            return Err(Unverified::Type);
        }
        if header.alg != "EdDSA" {
            return Err(Unverified::Algorithm);
        }
        let key = keys.find(&header.kid, now).ok_or(Unverified::UnknownKey)?;
        let claims = jsonwebtoken::decode::<Claims>(token, key, &self.validation).map_err(reason)?.claims;
        self.believe(claims, &header.kid)
    }

    fn believe(&self, claims: Claims, key: &str) -> Result<Statement, Unverified> {
        // Again, and exactly: the library would take one fitting name out of many.
        if *claims.iss != *self.issuer || *claims.aud != *self.audience {
            return Err(Unverified::Foreign);
        }
        let lasts = claims.exp.checked_sub(claims.iat).ok_or(Unverified::Lifetime)?;
        if !(1..=ACCESS_SECONDS).contains(&lasts) || claims.nbf < claims.iat {
            return Err(Unverified::Lifetime);
        }
        let access = Access {
            subject: claims.sub.parse().map_err(|_| Unverified::Malformed)?,
            session: claims.sid.parse().map_err(|_| Unverified::Malformed)?,
            device: Thumbprint::stored(&claims.cnf.jkt),
            expires_at: Timestamp::from_second(claims.exp).map_err(|_| Unverified::Lifetime)?,
        };
        Ok(Statement { access, from: claims.nbf, key: key.into() })
    }
}

impl Statement {
    /// Returns what it says, where it is good at `now`.
    pub(super) fn good_at(&self, now: Timestamp) -> Result<Access, Unverified> {
        let now = now.as_second();
        if now >= self.access.expires_at.as_second().saturating_add(LEEWAY_SECONDS) {
            return Err(Unverified::Expired);
        }
        if now < self.from.saturating_sub(LEEWAY_SECONDS) {
            return Err(Unverified::NotYetValid);
        }
        Ok(self.access.clone())
    }
}

fn reason(error: jsonwebtoken::errors::Error) -> Unverified {
    match error.kind() {
        ErrorKind::InvalidSignature => Unverified::Signature,
        ErrorKind::InvalidIssuer | ErrorKind::InvalidAudience => Unverified::Foreign,
        ErrorKind::InvalidAlgorithm => Unverified::Algorithm,
        _ => Unverified::Malformed,
    }
}
