//! What was answered, as evidence: signed, verifiable without us, and found by a code that can be read over the telephone. It says itself
//! that it is information and no ruling. Rows PUB-N2 and CHAT-N4.

use std::path::PathBuf;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use vocabulary::{Date, Language, Timestamp};

use super::{
    answer::{Answer, By, Said, Source},
    conversation::Turn,
};
use crate::{
    audit::{KeyError, PublicKey, SigningKey},
    platform::{fault::Fault, short_code::ShortCode},
};

/// What a certificate says it is, so that nothing else that we sign can be taken for one.
const TYPE: &str = "answer-certificate+jwt";
/// The longest certificate that is looked at: three quotes with their sources have about two kilobytes.
const BYTES_MAX: usize = 16 << 10;

/// What may be built on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LegalEffect {
    /// It is what was published: guidance, which binds nobody.
    Information,
}

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// Who says so: the address of this server.
    pub iss: String,
    /// Its code.
    pub jti: ShortCode,
    /// When it was issued, in seconds since 1970.
    pub iat: i64,
    /// What may be built on it.
    pub effect: LegalEffect,
    /// What became of the question (`answered`, `abstained`, ...).
    pub status: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// The day whose rules were asked for.
    pub as_of: Date,
    /// The language of the conversation.
    pub language: Language,
    /// The SHA-256 of the question, in hexadecimal digits.
    pub question_sha256: String,
    /// What was said, sentence by sentence; instead of what a language model wrote, what it rests on.
    pub said: Vec<String>,
    /// What says so.
    pub sources: Vec<CertifiedSource>,
}

/// A source, as it was when it was quoted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertifiedSource {
    /// Which publication, fact or calculation, with its version.
    pub name: String,
    /// The SHA-256 of what it says.
    pub sha256: String,
    /// Its title.
    pub title: String,
}

/// A certificate that was issued.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// What it says.
    pub claims: Claims,
    /// What it says, signed: a JWS in compact form (RFC 7515), by EdDSA.
    pub signed: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    typ: String,
    alg: String,
    kid: String,
}

/// Issues certificates and verifies them.
#[derive(Clone, Debug)]
pub struct Certifier {
    issuer: String,
    key_file: PathBuf,
}

impl Certifier {
    /// Makes one that signs for `issuer` by the key in a file, which is made where it is missing.
    pub fn new(issuer: String, key_file: PathBuf) -> Certifier {
        Certifier { issuer, key_file }
    }

    /// Certifies what was answered in a turn.
    ///
    /// # Errors
    /// Faults when the key cannot be used.
    pub fn certify(&self, code: ShortCode, turn: &Turn, now: Timestamp) -> Result<Certificate, Fault> {
        let Answer { status, language, as_of, said, sources, .. } = &turn.answer;
        let claims = Claims {
            iss: self.issuer.clone(),
            jti: code,
            iat: now.as_second(),
            effect: LegalEffect::Information,
            status: status.as_str().to_owned(),
            asked_at: turn.asked_at,
            as_of: *as_of,
            language: *language,
            question_sha256: hex::encode(Sha256::digest(&turn.question)),
            said: said.iter().flat_map(certifiable).collect(),
            sources: sources.iter().filter(|source| source.used).map(certified).collect(),
        };
        let signed = self.sign(&claims)?;
        Ok(Certificate { claims, signed })
    }

    /// Returns the key that verifies.
    ///
    /// # Errors
    /// Faults when the key cannot be used.
    pub fn public_key(&self) -> Result<PublicKey, Fault> {
        Ok(self.key()?.public())
    }

    fn sign(&self, claims: &Claims) -> Result<String, Fault> {
        const DOING: &str = "signing a certificate";
        let key = self.key()?;
        let header = Header { typ: TYPE.to_owned(), alg: "EdDSA".to_owned(), kid: key.public().id().to_string() };
        let part = |bytes: Vec<u8>| URL_SAFE_NO_PAD.encode(bytes);
        let header = serde_json::to_vec(&header).map_err(Fault::while_(DOING))?;
        let claims = serde_json::to_vec(claims).map_err(Fault::while_(DOING))?;
        let message = format!("{}.{}", part(header), part(claims));
        let signature = key.sign(message.as_bytes()).map_err(Fault::while_(DOING))?;
        Ok(format!("{message}.{}", part(signature.to_vec())))
    }

    fn key(&self) -> Result<SigningKey, Fault> {
        SigningKey::open_or_make(&self.key_file)
            .map_err(|error: KeyError| Fault::while_("opening the key of certificates")(error))
    }
}

/// Reads a certificate, and believes it where `key` signed it. It needs nothing of ours but the key.
pub fn verify(signed: &str, key: &PublicKey) -> Option<Claims> {
    if signed.len() > BYTES_MAX {
        return None;
    }
    let (message, signature) = signed.rsplit_once('.')?;
    let (header, claims) = message.split_once('.')?;
    let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    let ours = header.typ == TYPE && header.alg == "EdDSA" && header.kid == key.id().to_string();
    if !ours || !key.verifies(message.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).ok()?) {
        return None;
    }
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
}

impl Claims {
    /// Reads what a certificate says without believing it.
    pub fn unverified(signed: &str) -> Option<Claims> {
        let claims = signed.split('.').nth(1)?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
    }
}

/// What of a sentence we put our name to: what was published, and what we worked out.
fn certifiable(said: &Said) -> Vec<String> {
    match &said.by {
        By::Written { quotes } => quotes.iter().map(|quote| quote.text.clone()).collect(),
        By::Quote { .. } | By::Data { .. } | By::Ours => vec![said.text.clone()],
    }
}

fn certified(source: &Source) -> CertifiedSource {
    CertifiedSource { name: source.key.to_string(), sha256: source.sha256.clone(), title: source.title.clone() }
}
