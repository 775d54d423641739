//! A phone: a key that never leaves it, and the proofs that it makes with it.

use std::sync::atomic::{AtomicU32, Ordering};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fingertip::identity::{DeviceKey, DeviceName, NewDevice};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use vocabulary::Timestamp;

use super::app;

pub enum Device {
    Ed25519(Box<Ed25519KeyPair>),
    P256(Box<EcdsaKeyPair>),
}

impl Device {
    pub fn ed25519() -> Device {
        Device::Ed25519(Box::new(Ed25519KeyPair::generate().expect("randomness")))
    }

    pub fn p256() -> Device {
        Device::P256(Box::new(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("randomness")))
    }

    /// The public key, as RFC 7517 writes it.
    pub fn jwk(&self) -> Value {
        match self {
            Device::Ed25519(pair) => json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key()) }),
            Device::P256(pair) => {
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                json!({ "kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y) })
            }
        }
    }

    pub fn key(&self) -> DeviceKey {
        serde_json::from_value(self.jwk()).expect("a public key")
    }

    /// The device as a sign-in meets it.
    pub fn new_device(&self) -> NewDevice {
        NewDevice { key: self.key(), name: DeviceName::new("A small phone") }
    }

    pub fn algorithm(&self) -> &'static str {
        match self {
            Device::Ed25519(_) => "EdDSA",
            Device::P256(_) => "ES256",
        }
    }

    /// Signs a header and claims, whatever they say.
    pub fn sign(&self, header: &str, claims: &str) -> String {
        let message = format!("{}.{}", encode(header), encode(claims));
        let signature = match self {
            Device::Ed25519(pair) => pair.sign(message.as_bytes()).as_ref().to_vec(),
            Device::P256(pair) => pair.sign(&SystemRandom::new(), message.as_bytes()).expect("a signature").as_ref().to_vec(),
        };
        format!("{message}.{}", encode(signature))
    }

    /// The claims of a proof for a request by POST with this token.
    pub fn claims(&self, token: &str, now: Timestamp) -> Value {
        static MADE: AtomicU32 = AtomicU32::new(0);
        json!({
            "htm": "POST",
            "htu": format!("{}/graphql", app::identity().issuer),
            "iat": now.as_second(),
            "jti": format!("proof-{}", MADE.fetch_add(1, Ordering::Relaxed)),
            "ath": encode(Sha256::digest(token)),
        })
    }

    /// Signs the claims of a proof.
    pub fn proof_of(&self, claims: &Value) -> String {
        let header = json!({ "typ": "dpop+jwt", "alg": self.algorithm(), "jwk": self.jwk() });
        self.sign(&header.to_string(), &claims.to_string())
    }

    /// A proof for a request by POST with this token.
    pub fn proof(&self, token: &str, now: Timestamp) -> String {
        self.proof_of(&self.claims(token, now))
    }
}

pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
