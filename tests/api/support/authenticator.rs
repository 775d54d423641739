//! An authenticator in software: it makes passkeys and signs with them, as a phone or a security key does, or as nobody should.
//!
//! Source: WebAuthn Level 3, sections 5.8.1, 6.1 and 6.5. What it encodes, it encodes by hand, not by what the server reads it with.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{app, device::encode};

pub const PRESENT: u8 = 0x01;
pub const VERIFIED: u8 = 0x04;
pub const BACKUP_ELIGIBLE: u8 = 0x08;
pub const BACKED_UP: u8 = 0x10;
const ATTESTED: u8 = 0x40;

/// One passkey in its authenticator.
pub struct Authenticator {
    pair: Pair,
    pub credential_id: Vec<u8>,
    /// What it was told that its owner is called; empty before it was.
    pub user: Vec<u8>,
}

enum Pair {
    Ed25519(Box<Ed25519KeyPair>),
    P256(Box<EcdsaKeyPair>),
}

/// What is about to be answered. A test changes what it wants to be wrong; all the rest fits, and is signed as it stands.
pub struct Draft {
    pub kind: &'static str,
    pub challenge: String,
    pub origin: String,
    pub cross_origin: bool,
    pub rp_id: String,
    pub flags: u8,
    pub counter: u32,
    /// The form of the attestation.
    pub format: &'static str,
    /// The public key, where it is to be another than the authenticator's own.
    pub key: Option<Vec<u8>>,
    /// How many bytes are cut from the end of the authenticator's data.
    pub cut: usize,
    /// What follows the authenticator's data.
    pub data_tail: Vec<u8>,
    /// What follows the attestation object.
    pub object_tail: Vec<u8>,
    /// Whose passkey it says it is.
    pub user: Option<Vec<u8>>,
    /// Whether a bit of the signature is turned over.
    pub is_signature_broken: bool,
}

impl Draft {
    /// What answers these options as it should.
    pub fn of(kind: &'static str, options: &Value) -> Draft {
        Draft {
            kind,
            challenge: options["challenge"].as_str().expect("a challenge").to_owned(),
            origin: app::identity().issuer,
            cross_origin: false,
            rp_id: "trade.example".to_owned(),
            flags: PRESENT | VERIFIED,
            counter: 0,
            format: "none",
            key: None,
            cut: 0,
            data_tail: Vec::new(),
            object_tail: Vec::new(),
            user: None,
            is_signature_broken: false,
        }
    }

    fn client_data(&self) -> String {
        let Draft { kind, challenge, origin, cross_origin, .. } = self;
        json!({ "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": cross_origin }).to_string()
    }

    fn data(&self, made: &[u8]) -> Vec<u8> {
        let flags = if made.is_empty() { self.flags } else { self.flags | ATTESTED };
        let mut data = Sha256::digest(&self.rp_id).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data.extend(made);
        data.extend(&self.data_tail);
        data.truncate(data.len() - self.cut);
        data
    }
}

impl Authenticator {
    pub fn ed25519() -> Authenticator {
        Authenticator::with(Pair::Ed25519(Box::new(Ed25519KeyPair::generate().expect("randomness"))))
    }

    pub fn p256() -> Authenticator {
        Authenticator::with(Pair::P256(Box::new(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("randomness"))))
    }

    fn with(pair: Pair) -> Authenticator {
        let mut credential_id = vec![0; 32];
        aws_lc_rs::rand::fill(&mut credential_id).expect("randomness");
        Authenticator { pair, credential_id, user: Vec::new() }
    }

    /// Remembers what its owner is called, as it is told when a passkey is made.
    pub fn told(mut self, options: &Value) -> Authenticator {
        let id = options["user"]["id"].as_str().expect("a user");
        self.user = URL_SAFE_NO_PAD.decode(id).expect("base64url");
        self
    }

    /// Answers with the passkey it made.
    pub fn register(&self, draft: &Draft) -> String {
        let key = draft.key.clone().unwrap_or_else(|| self.cose_key());
        let length = u16::try_from(self.credential_id.len()).expect("a short name").to_be_bytes();
        let made = [&[0; 16][..], &length, &self.credential_id, &key].concat();
        let object =
            map(&[(text("fmt"), text(draft.format)), (text("attStmt"), map(&[])), (text("authData"), bytes(&draft.data(&made)))]);
        let object = [object, draft.object_tail.clone()].concat();
        let response = json!({
            "clientDataJSON": encode(draft.client_data()),
            "attestationObject": encode(object),
            "transports": ["internal", "hybrid", "telepathy"],
        });
        self.answer(&response)
    }

    /// Answers with its signature.
    pub fn sign_in(&self, draft: &Draft) -> String {
        let (client, data) = (draft.client_data(), draft.data(&[]));
        let message = [&data[..], &Sha256::digest(&client)].concat();
        let mut signature = match &self.pair {
            Pair::Ed25519(pair) => pair.sign(&message).as_ref().to_vec(),
            Pair::P256(pair) => pair.sign(&SystemRandom::new(), &message).expect("a signature").as_ref().to_vec(),
        };
        if draft.is_signature_broken {
            *signature.last_mut().expect("bytes") ^= 1;
        }
        let response = json!({
            "clientDataJSON": encode(client),
            "authenticatorData": encode(data),
            "signature": encode(signature),
            "userHandle": encode(draft.user.as_ref().unwrap_or(&self.user)),
        });
        self.answer(&response)
    }

    fn answer(&self, response: &Value) -> String {
        let id = encode(&self.credential_id);
        let answer = json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {} });
        answer.to_string()
    }

    fn cose_key(&self) -> Vec<u8> {
        match &self.pair {
            Pair::Ed25519(pair) => {
                map(&[(int(1), int(1)), (int(3), int(-8)), (int(-1), int(6)), (int(-2), bytes(pair.public_key().as_ref()))])
            }
            Pair::P256(pair) => {
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                map(&[(int(1), int(2)), (int(3), int(-7)), (int(-1), int(1)), (int(-2), bytes(x)), (int(-3), bytes(y))])
            }
        }
    }
}

/// A key of RS256, which nobody offers.
pub fn rsa_key() -> Vec<u8> {
    map(&[(int(1), int(3)), (int(3), int(-257)), (int(-1), bytes(&[0xC5; 256])), (int(-2), bytes(&[1, 0, 1]))])
}

fn map(pairs: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let pieces = pairs.iter().flat_map(|(name, value)| [name.clone(), value.clone()]);
    std::iter::once(head(5, pairs.len())).chain(pieces).collect::<Vec<_>>().concat()
}

fn text(text: &str) -> Vec<u8> {
    [head(3, text.len()), text.as_bytes().to_vec()].concat()
}

fn bytes(bytes: &[u8]) -> Vec<u8> {
    [head(2, bytes.len()), bytes.to_vec()].concat()
}

fn int(number: i64) -> Vec<u8> {
    let (major, size) = if number < 0 { (1, -1 - number) } else { (0, number) };
    head(major, usize::try_from(size).expect("not negative"))
}

/// The head of a value of CBOR (RFC 8949, section 3).
fn head(major: u8, size: usize) -> Vec<u8> {
    let size = u16::try_from(size).expect("nothing here is longer");
    let [high, low] = size.to_be_bytes();
    match size {
        0..=23 => vec![major << 5 | low],
        24..=255 => vec![major << 5 | 24, low],
        _ => vec![major << 5 | 25, high, low],
    }
}
