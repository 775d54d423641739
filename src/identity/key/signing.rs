//! One key that signs, and the keys that verify.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde_json::json;
use vocabulary::Timestamp;

use crate::{
    identity::token::DeviceKey,
    platform::{fault::Fault, secret::Secret},
};

/// A key of Ed25519 that signs access tokens. Its `Debug` and that of the library show nothing of the private part.
#[derive(Clone)]
pub struct SigningKey {
    id: Box<str>,
    private: EncodingKey,
}

/// What is to be kept of a key that was made. It has no `Debug`.
pub struct NewKey {
    /// Its name.
    pub id: String,
    /// Its public part.
    pub public: [u8; 32],
    /// Its private part, in PKCS #8.
    pub private: Secret<Vec<u8>>,
}

/// How many characters of its thumbprint name a key: 96 bits.
const ID_CHARACTERS: usize = 16;

impl SigningKey {
    /// Makes a key, and returns what is to be kept of it.
    ///
    /// # Errors
    /// Faults when there is no randomness.
    pub fn make() -> Result<NewKey, Fault> {
        const MAKING: &str = "making a signing key";
        let pair = Ed25519KeyPair::generate().map_err(Fault::while_(MAKING))?;
        let private = pair.to_pkcs8v1().map_err(Fault::while_(MAKING))?;
        let public: [u8; 32] = pair.public_key().as_ref().try_into().map_err(Fault::while_(MAKING))?;
        Ok(NewKey { id: id_of(&public), public, private: Secret::new(private.as_ref().to_vec()) })
    }

    /// Takes a private part that was kept.
    pub fn kept(id: &str, private: &Secret<Vec<u8>>) -> SigningKey {
        SigningKey { id: id.into(), private: EncodingKey::from_ed_der(private.reveal()) }
    }

    /// Returns its name, which stands in each token as `kid`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the private part, for the library that signs.
    pub fn private(&self) -> &EncodingKey {
        &self.private
    }
}

fn id_of(public: &[u8; 32]) -> String {
    DeviceKey::Ed25519(*public).thumbprint().as_str()[..ID_CHARACTERS].to_owned()
}

/// The keys that verify, as they stood when they were read.
#[derive(Clone, Default)]
pub struct KeySet {
    keys: Vec<VerifyingKey>,
}

/// One key that verifies.
#[derive(Clone)]
pub struct VerifyingKey {
    /// Its name.
    pub id: Box<str>,
    /// Its public part.
    pub public: [u8; 32],
    /// From when on nothing that it signed is good any more, for one that is out of use.
    pub until: Option<Timestamp>,
    verifier: DecodingKey,
}

impl VerifyingKey {
    /// Takes a public part.
    pub fn new(id: &str, public: [u8; 32], until: Option<Timestamp>) -> VerifyingKey {
        VerifyingKey { id: id.into(), public, until, verifier: DecodingKey::from_ed_der(&public) }
    }

    fn is_good(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

impl KeySet {
    /// Takes keys.
    pub fn of(keys: Vec<VerifyingKey>) -> KeySet {
        KeySet { keys }
    }

    /// Finds the key of that name, among ours and nowhere else.
    pub fn find(&self, id: &str, now: Timestamp) -> Option<&DecodingKey> {
        self.keys.iter().find(|key| *key.id == *id && key.is_good(now)).map(|key| &key.verifier)
    }

    /// Writes the keys as a JSON Web Key Set.
    ///
    /// Source: RFC 7517, RFC 8037.
    pub fn to_jwks(&self, now: Timestamp) -> String {
        let shown = |key: &VerifyingKey| {
            let mut jwk: serde_json::Value = serde_json::from_str(&DeviceKey::Ed25519(key.public).to_jwk()).unwrap_or_default();
            jwk["kid"] = json!(key.id);
            jwk["use"] = json!("sig");
            jwk["alg"] = json!("EdDSA");
            jwk
        };
        let keys: Vec<_> = self.keys.iter().filter(|key| key.is_good(now)).map(shown).collect();
        json!({ "keys": keys }).to_string()
    }
}
