//! What a provider says of somebody, and whether it is believed. Rules only; time is an argument.
//!
//! Source: OpenID Connect Core 1.0, section 3.1.3.7; RFC 8725.

use jsonwebtoken::{
    Algorithm, DecodingKey, Validation,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse},
};
use serde::{Deserialize, de::IgnoredAny};
use vocabulary::Timestamp;

use crate::identity::{staff::Email, token::Compact};

/// By how much the clock of the provider may differ from ours.
const LEEWAY_SECONDS: i64 = 5;
/// The longest token that is looked at: those of large offices list groups.
const BYTES_MAX: usize = 16 * 1_024;

/// What a token has to say.
#[derive(Clone, Copy)]
pub struct Expected<'a> {
    /// Whose it is.
    pub issuer: &'a str,
    /// Whom it is for: the name that the provider gave us.
    pub client: &'a str,
    /// What we asked it to repeat.
    pub nonce: &'a str,
}

/// Why a token is not believed. Callers are told none of it; the log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unbelieved {
    /// It is no token with claims of the standard, each there once.
    Malformed,
    /// It is signed by an algorithm that we do not take, or another than that of its key.
    Algorithm,
    /// It names no key of the provider.
    UnknownKey,
    /// The key it names did not sign it.
    Signature,
    /// It is from somebody else, or for somebody else.
    Foreign,
    /// It repeats something else than what we asked.
    Nonce,
    /// It is over, or has not begun.
    Time,
    /// It has no address, or one that the provider did not verify.
    Email,
}

#[derive(Deserialize)]
struct IdHeader {
    alg: String,
    kid: Option<String>,
    /// What has to be understood and is not (RFC 7515, section 4.1.11).
    crit: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    /// Without meaning for us, but there in every token of the standard.
    #[serde(rename = "sub")]
    _sub: String,
    aud: Audience,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: Option<String>,
    azp: Option<String>,
    email: Option<String>,
    email_verified: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// Returns the verified address that a token names, as of `now`.
///
/// # Errors
/// Refuses everything that is not a token of the provider, for us, for this attempt, whole, signed and in time.
pub fn verify(token: &str, keys: &[Jwk], expected: &Expected<'_>, now: Timestamp) -> Result<Email, Unbelieved> {
    let compact = Compact::read(token, BYTES_MAX).ok_or(Unbelieved::Malformed)?;
    let header: IdHeader = compact.header().ok_or(Unbelieved::Malformed)?;
    if header.crit.is_some() {
        return Err(Unbelieved::Malformed);
    }
    let algorithm = match header.alg.as_str() {
        "RS256" => Algorithm::RS256,
        "ES256" => Algorithm::ES256,
        "EdDSA" => Algorithm::EdDSA,
        _ => return Err(Unbelieved::Algorithm),
    };
    let key = find(keys, header.kid.as_deref()).ok_or(Unbelieved::UnknownKey)?;
    if !is_of(key, algorithm) {
        return Err(Unbelieved::Algorithm);
    }
    let verifier = DecodingKey::from_jwk(key).map_err(|_| Unbelieved::Signature)?;
    let claims = jsonwebtoken::decode::<Claims>(token, &verifier, &signature_alone(algorithm)).map_err(|error| {
        if matches!(error.kind(), jsonwebtoken::errors::ErrorKind::InvalidSignature) {
            Unbelieved::Signature
        } else {
            Unbelieved::Malformed
        }
    })?;
    believe(claims.claims, expected, now)
}

/// Finds the key of that name. A provider with a single key need not name it.
fn find<'a>(keys: &'a [Jwk], id: Option<&str>) -> Option<&'a Jwk> {
    match (id, keys) {
        (Some(id), keys) => keys.iter().find(|key| key.common.key_id.as_deref() == Some(id)),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
    .filter(|key| key.common.public_key_use != Some(PublicKeyUse::Encryption))
}

/// Whether a key signs by this algorithm: so that no public key is ever taken for a shared secret.
fn is_of(key: &Jwk, algorithm: Algorithm) -> bool {
    match (&key.algorithm, algorithm) {
        (AlgorithmParameters::RSA(_), Algorithm::RS256) => true,
        (AlgorithmParameters::EllipticCurve(key), Algorithm::ES256) => key.curve == EllipticCurve::P256,
        (AlgorithmParameters::OctetKeyPair(key), Algorithm::EdDSA) => key.curve == EllipticCurve::Ed25519,
        _ => false,
    }
}

/// The library verifies the signature. It would read the wall clock and check claims only where they are there, so we check them.
fn signature_alone(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.set_required_spec_claims::<&str>(&[]);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}

fn believe(claims: Claims, expected: &Expected<'_>, now: Timestamp) -> Result<Email, Unbelieved> {
    let (is_for_us, is_for_others) = match &claims.aud {
        Audience::One(one) => (one == expected.client, false),
        Audience::Many(many) => (many.iter().any(|one| one == expected.client), many.len() > 1),
    };
    // Of a token for several, we have to be the one it was made for.
    let is_ours = match &claims.azp {
        Some(party) => party == expected.client,
        None => !is_for_others,
    };
    if claims.iss != expected.issuer || !is_for_us || !is_ours {
        return Err(Unbelieved::Foreign);
    }
    if claims.nonce.as_deref() != Some(expected.nonce) {
        return Err(Unbelieved::Nonce);
    }
    let second = now.as_second();
    let has_begun = |at: i64| at.saturating_sub(LEEWAY_SECONDS) <= second;
    let is_over = second >= claims.exp.saturating_add(LEEWAY_SECONDS);
    if is_over || !has_begun(claims.iat) || !claims.nbf.is_none_or(has_begun) {
        return Err(Unbelieved::Time);
    }
    let is_verified = claims.email_verified == Some(serde_json::Value::Bool(true));
    let email = claims.email.filter(|_| is_verified).and_then(|email| email.parse().ok());
    email.ok_or(Unbelieved::Email)
}
