//! Certificates of answers: what was said to a question, signed, so that it can be shown where the law asks what a trader was told.
//!
//! Source: RFC 7515 for the form; RFC 8037 for its signature.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use receipt::PublicKey;
use sha2::{Digest, Sha256};

use crate::error::{FingertipError, Signed};

/// The type that a certificate names itself by, so that nothing else that is signed is taken for one.
const TYPE: &str = "answer-certificate+jwt";
/// The longest certificate that is looked at.
const BYTES_MAX: usize = 16 * 1024;

/// What was said to a question, proven. There is no way to make one but to verify one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    claims: Claims,
    signed: String,
}

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFields {
    /// Its code, read over the telephone.
    pub code: String,
    /// Who says so: the address of the server.
    pub issuer: String,
    /// When it was issued.
    pub issued_at_ms: i64,
    /// What may be built on it: `information` binds nobody.
    pub effect: String,
    /// What became of the question.
    pub status: String,
    /// When it was asked (RFC 3339).
    pub asked_at: String,
    /// The day whose rules were asked for.
    pub as_of: String,
    /// The language of the conversation.
    pub language: String,
    /// The SHA-256 of the question.
    pub question_sha256: String,
    /// What was said.
    pub said: Vec<String>,
    /// What says so.
    pub sources: Vec<CertifiedSource>,
}

/// A source, as it was when it was quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertifiedSource {
    /// Its name with its version.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The SHA-256 of what it says.
    pub sha256: String,
}

read::reads!(struct CertifiedSource { name, title, sha256 });

#[derive(Clone, Debug, PartialEq, Eq)]
struct Claims {
    iss: String,
    jti: String,
    iat: i64,
    effect: String,
    status: String,
    asked_at: String,
    as_of: String,
    language: String,
    question_sha256: String,
    said: Vec<String>,
    sources: Vec<CertifiedSource>,
}

read::reads!(struct Claims {
    iss, jti, iat, effect, status, asked_at, as_of, language, question_sha256, said, sources
});

struct Header {
    typ: String,
    alg: String,
    kid: String,
}

read::reads!(strict struct Header { typ, alg, kid });

impl Certificate {
    /// Verifies a certificate of an issuer by any of these keys, without a network.
    ///
    /// # Errors
    /// [`FingertipError::Integrity`] where it is none, of somebody else, or not signed by any of them.
    pub fn verify(signed: &str, issuer: &str, keys: &[PublicKey]) -> Result<Certificate, FingertipError> {
        let signed = signed.trim();
        let claims = verified(signed, keys).ok_or_else(|| refused("is not signed by a key of the administration"))?;
        if claims.iss != issuer {
            return Err(refused("is of another administration"));
        }
        Ok(Certificate { claims, signed: signed.to_owned() })
    }

    /// Returns it as it was signed.
    pub fn signed(&self) -> String {
        self.signed.clone()
    }

    /// Says whether it is about this question, word for word.
    pub fn is_about(&self, question: &str) -> bool {
        hex::encode(Sha256::digest(question)) == self.claims.question_sha256
    }

    /// Returns what it says.
    pub fn fields(&self) -> CertificateFields {
        let Claims { iss, jti, iat, effect, status, asked_at, as_of, language, question_sha256, said, sources } =
            self.claims.clone();
        CertificateFields {
            code: jti,
            issuer: iss,
            issued_at_ms: iat.saturating_mul(1_000),
            effect,
            status,
            asked_at,
            as_of,
            language,
            question_sha256,
            said,
            sources,
        }
    }
}

fn verified(signed: &str, keys: &[PublicKey]) -> Option<Claims> {
    let (message, signature) = signed.rsplit_once('.').filter(|_| signed.len() <= BYTES_MAX)?;
    let (header, claims) = message.split_once('.')?;
    let header: Header = read::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    let signature: [u8; 64] = URL_SAFE_NO_PAD.decode(signature).ok()?.try_into().ok()?;
    let named = keys.iter().find(|key| hex::encode(&Sha256::digest(key.as_bytes())[..16]) == header.kid)?;
    let is_good = header.typ == TYPE && header.alg == "EdDSA" && named.verifies(message.as_bytes(), &signature);
    is_good.then(|| read::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok())?
}

/// Reads the keys of a configuration.
pub fn keys_of(keys: &[Vec<u8>]) -> Result<Vec<PublicKey>, FingertipError> {
    let read = |bytes: &Vec<u8>| {
        let key = bytes.as_slice().try_into().ok().and_then(|bytes| PublicKey::from_bytes(bytes).ok());
        key.ok_or_else(|| FingertipError::invalid("answer_keys", "KEY_INVALID", "must be the 32 bytes of keys of Ed25519"))
    };
    keys.iter().map(read).collect()
}

fn refused(why: &str) -> FingertipError {
    FingertipError::Integrity { what: Signed::Answer, detail: why.to_owned() }
}
