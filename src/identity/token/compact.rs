//! The compact form of signed texts: three parts of base64url between dots, read strictly.
//!
//! Source: RFC 7515, section 7.1; RFC 8725 for what a reader has to insist on.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, de::DeserializeOwned};

/// A text in compact form, not yet verified.
pub struct Compact<'a> {
    header: Vec<u8>,
    payload: &'a str,
    /// What is signed: the first two parts with their dot.
    pub message: &'a str,
    /// The third part, still encoded.
    pub signature: &'a str,
}

impl<'a> Compact<'a> {
    /// Takes a text apart. One longer than `bytes_max` is not looked at; one with another number of parts, an empty part, or padding
    /// is none.
    pub fn read(text: &'a str, bytes_max: usize) -> Option<Compact<'a>> {
        if text.len() > bytes_max {
            return None;
        }
        let (message, signature) = text.rsplit_once('.')?;
        let (header, payload) = message.split_once('.')?;
        if payload.contains('.') || payload.is_empty() || signature.is_empty() {
            return None;
        }
        Some(Compact { header: URL_SAFE_NO_PAD.decode(header).ok()?, payload, message, signature })
    }

    /// Reads the header. A type that denies unknown fields leaves no place for `jku`, `x5u`, `crit` and their like; a field that is
    /// there twice is refused.
    pub fn header<'h, T: Deserialize<'h>>(&'h self) -> Option<T> {
        serde_json::from_slice(&self.header).ok()
    }

    /// Reads the claims. Only whoever has verified the signature should believe them.
    pub fn claims<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(self.payload).ok()?).ok()
    }
}

/// Encodes bytes as the parts are.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes exactly `N` bytes.
pub fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}
