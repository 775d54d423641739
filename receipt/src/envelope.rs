//! The envelope: a COSE_Sign1 object with Ed25519 (RFC 9052, section 4.2; RFC 9053, section 2.2), and its text form.

use ciborium::Value;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::{
    cbor,
    digest::Digest,
    key::{KeyId, PublicKey},
    malformed::Malformed,
    paper::Paper,
};

/// How many bytes a signed paper may have: what a QR code of version 15 holds at 15 % redundancy (600 characters, of which four are
/// `CR1:` and each three others are two bytes).
pub const SIGNED_MAX: usize = 397;

/// What the text form begins with: "customs receipt, format 1".
const MARK: &str = "CR1:";
/// The tag of a COSE_Sign1 object.
const TAG: u64 = 18;
/// Names of the header: the algorithm, EdDSA, and the key.
const ALG: u64 = 1;
const EDDSA: i64 = -8;
const KID: u64 = 4;

/// A signed receipt or credit note: its bytes, and what they say.
///
/// The bytes are what is stored, shown and printed again: a reprint is these bytes (RCP-08).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    bytes: Vec<u8>,
    key: KeyId,
    paper: Paper,
}

/// Why a paper was not signed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignError<E> {
    /// It does not fit a QR code that phones read well: shorten the names or the references.
    #[error("has {bytes} bytes when signed, and at most {bytes_max} fit")]
    TooLong {
        /// How many bytes it has.
        bytes: usize,
        /// How many fit.
        bytes_max: usize,
    },
    /// It could not be written.
    #[error("could not be written")]
    Unwritten(#[source] Malformed),
    /// Whoever holds the key did not sign.
    #[error("the holder of the key did not sign")]
    Unsigned(#[source] E),
    /// What came back is no signature by that key: the wrong key is configured, or the holder failed.
    #[error("what was signed is not signed by that key")]
    OtherKey,
}

impl Paper {
    /// Signs the paper. `sign` is given the message (the `Sig_structure` of RFC 9052) and returns the 64 bytes of Ed25519; what it
    /// returns is verified before anybody sees it.
    ///
    /// # Errors
    /// Says that the paper is too long, that nobody signed, or that somebody else did.
    pub fn sign<E>(self, key: &PublicKey, sign: impl FnOnce(&[u8]) -> Result<[u8; 64], E>) -> Result<Signed, SignError<E>> {
        let payload = self.write().map_err(SignError::Unwritten)?;
        // Read again, because the time is written in whole seconds: a signed paper says what its bytes say.
        let paper = Paper::read(&payload).map_err(SignError::Unwritten)?;
        let bytes = seal(payload, SIGNED_MAX, key, sign)?;
        Ok(Signed { bytes, key: key.id(), paper })
    }
}

impl Signed {
    /// Reads bytes without asking who signed them: for the server that kept them. Everybody else asks [`crate::verify`].
    ///
    /// # Errors
    /// Says why they are no signed paper.
    pub fn unverified(bytes: &[u8]) -> Result<Signed, Malformed> {
        let envelope = Envelope::read(bytes, SIGNED_MAX)?;
        Ok(Signed { bytes: bytes.to_vec(), key: envelope.key, paper: Paper::read(&envelope.payload)? })
    }

    /// Returns what was signed.
    pub fn paper(&self) -> &Paper {
        &self.paper
    }

    /// Returns which key it says that it was signed with.
    pub fn key(&self) -> KeyId {
        self.key
    }

    /// Returns its bytes: a tagged COSE_Sign1 object.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns what the next of the series, a credit note and a list of changes name it by.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.bytes)
    }

    /// Returns ten bytes that a short code is made of (each gives one letter, by its rest modulo 32). They follow from what was signed
    /// and say nothing about it.
    pub fn code(&self) -> [u8; 10] {
        let sum = Sha256::new().chain_update(b"short code of a receipt\0").chain_update(&self.bytes).finalize();
        let mut code = [0; 10];
        code.copy_from_slice(&sum[..10]);
        code
    }

    /// Returns its text form, which a QR code holds: `CR1:` and base45 (RFC 9285).
    pub fn text(&self) -> String {
        format!("{MARK}{}", base45::encode(&self.bytes))
    }
}

/// Reads the text form back into bytes. Blanks and line ends around it are passed over: base45 has a blank among its signs, and never
/// ends in one.
///
/// # Errors
/// Says why it is none.
pub fn bytes_of(text: &str) -> Result<Vec<u8>, Malformed> {
    let text = text.trim().strip_prefix(MARK).ok_or(Malformed::Mark)?;
    if text.len() > SIGNED_MAX.div_ceil(2) * 3 {
        return Err(Malformed::TooLong);
    }
    let bytes = base45::decode(text).map_err(|_| Malformed::Base45)?;
    // Small letters and signs that stand for too much are read by some; written again they are another text.
    if base45::encode(&bytes) == text { Ok(bytes) } else { Err(Malformed::Base45) }
}

/// Signs a payload and puts it into an envelope.
pub(crate) fn seal<E>(
    payload: Vec<u8>,
    bytes_max: usize,
    key: &PublicKey,
    sign: impl FnOnce(&[u8]) -> Result<[u8; 64], E>,
) -> Result<Vec<u8>, SignError<E>> {
    let mut envelope = Envelope { key: key.id(), payload, signature: [0; 64] };
    let bytes = envelope.write().map_err(SignError::Unwritten)?.len();
    if bytes > bytes_max {
        return Err(SignError::TooLong { bytes, bytes_max });
    }
    let message = envelope.message().map_err(SignError::Unwritten)?;
    envelope.signature = sign(&message).map_err(SignError::Unsigned)?;
    if !envelope.is_signed_by(key) {
        return Err(SignError::OtherKey);
    }
    envelope.write().map_err(SignError::Unwritten)
}

/// An envelope that was read. What is in it is not believed before [`Envelope::is_signed_by`].
pub(crate) struct Envelope {
    pub key: KeyId,
    pub payload: Vec<u8>,
    signature: [u8; 64],
}

impl Envelope {
    /// Reads one, and refuses all that we would not write: another algorithm, another header, another spelling.
    pub fn read(bytes: &[u8], bytes_max: usize) -> Result<Envelope, Malformed> {
        if bytes.len() > bytes_max {
            return Err(Malformed::TooLong);
        }
        let envelope = Envelope::of(cbor::read(bytes)?).ok_or(Malformed::Envelope)?;
        if envelope.write()? == bytes { Ok(envelope) } else { Err(Malformed::Spelling) }
    }

    fn of(value: Value) -> Option<Envelope> {
        let Value::Tag(TAG, object) = value else { return None };
        let [protected, unprotected, payload, signature] = cbor::array(*object)?;
        // Nothing that is not signed may say anything.
        if !unprotected.as_map()?.is_empty() {
            return None;
        }
        let header = cbor::read(protected.as_bytes()?).ok()?.into_map().ok()?;
        let [(alg, eddsa), (kid, key)] = <[_; 2]>::try_from(header).ok()?;
        if cbor::number::<u64>(alg)? != ALG || cbor::number::<i64>(eddsa)? != EDDSA || cbor::number::<u64>(kid)? != KID {
            return None;
        }
        Some(Envelope {
            key: KeyId::from_bytes(cbor::bytes(key)?),
            payload: payload.into_bytes().ok()?,
            signature: cbor::bytes(signature)?,
        })
    }

    /// Says whether a key signed it.
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        self.message().is_ok_and(|message| key.verifies(&message, &self.signature))
    }

    fn protected(&self) -> Result<Vec<u8>, Malformed> {
        let key = Value::Bytes(self.key.as_bytes().to_vec());
        cbor::write(&Value::Map(vec![(ALG.into(), EDDSA.into()), (KID.into(), key)]))
    }

    /// The `Sig_structure` of RFC 9052, section 4.4, without external data.
    fn message(&self) -> Result<Vec<u8>, Malformed> {
        let protected = Value::Bytes(self.protected()?);
        let parts = vec!["Signature1".into(), protected, Value::Bytes(vec![]), Value::Bytes(self.payload.clone())];
        cbor::write(&Value::Array(parts))
    }

    fn write(&self) -> Result<Vec<u8>, Malformed> {
        let protected = Value::Bytes(self.protected()?);
        let (payload, signature) = (Value::Bytes(self.payload.clone()), Value::Bytes(self.signature.to_vec()));
        let object = Value::Array(vec![protected, Value::Map(vec![]), payload, signature]);
        cbor::write(&Value::Tag(TAG, Box::new(object)))
    }
}
