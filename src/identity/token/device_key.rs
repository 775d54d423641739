//! The public key of a device: Ed25519 or P-256, as phones keep them in hardware.

use std::{fmt, str::FromStr, sync::Arc};

use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::compact::{decode, encode};

/// The public key of a device. One algorithm a key: `EdDSA` for Ed25519, `ES256` for P-256.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Jwk")]
pub enum DeviceKey {
    /// A point of Ed25519.
    Ed25519([u8; 32]),
    /// A point of P-256.
    P256 {
        /// Its first coordinate.
        x: [u8; 32],
        /// Its second coordinate.
        y: [u8; 32],
    },
}

/// What is wrong with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not a public key of Ed25519 or P-256 (RFC 7517)")]
pub struct DeviceKeyError;

/// A key as it is written. Names that say nothing of the key itself (`kid`, `use`) may be there.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    crv: String,
    x: String,
    y: Option<String>,
    /// The private part, which nobody may be shown.
    d: Option<serde::de::IgnoredAny>,
}

impl TryFrom<Jwk> for DeviceKey {
    type Error = DeviceKeyError;

    fn try_from(jwk: Jwk) -> Result<DeviceKey, DeviceKeyError> {
        if jwk.d.is_some() {
            return Err(DeviceKeyError);
        }
        let x = decode(&jwk.x).ok_or(DeviceKeyError)?;
        match (jwk.kty.as_str(), jwk.crv.as_str(), jwk.y) {
            ("OKP", "Ed25519", None) => Ok(DeviceKey::Ed25519(x)),
            ("EC", "P-256", Some(y)) => Ok(DeviceKey::P256 { x, y: decode(&y).ok_or(DeviceKeyError)? }),
            _ => Err(DeviceKeyError),
        }
    }
}

/// The name of a key: the SHA-256 of what makes it up. Source: RFC 7638; RFC 8037 for Ed25519.
///
/// It names a key and proves nothing.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Thumbprint(Arc<str>);

/// A text that is not a thumbprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is not the SHA-256 thumbprint of a key (RFC 7638)")]
pub struct ThumbprintError;

impl FromStr for Thumbprint {
    type Err = ThumbprintError;

    fn from_str(text: &str) -> Result<Thumbprint, ThumbprintError> {
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (text.len() == Self::LENGTH && text.bytes().all(letter)).then(|| Thumbprint(text.into())).ok_or(ThumbprintError)
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Thumbprint({}…)", self.0.get(..6).unwrap_or_default())
    }
}

impl Thumbprint {
    /// The letters that 32 bytes take in base64url.
    const LENGTH: usize = 43;

    /// Returns it in base64url, 43 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes one that we wrote ourselves.
    pub fn stored(text: &str) -> Thumbprint {
        Thumbprint(text.into())
    }
}

impl DeviceKey {
    /// Returns the key as RFC 7517 writes it: the members that make it up in the order of RFC 7638, without blanks.
    pub fn to_jwk(&self) -> String {
        match self {
            DeviceKey::Ed25519(x) => format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, encode(x)),
            DeviceKey::P256 { x, y } => {
                format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, encode(x), encode(y))
            }
        }
    }

    /// Returns the name of the key.
    pub fn thumbprint(&self) -> Thumbprint {
        Thumbprint(encode(&Sha256::digest(self.to_jwk())).into())
    }

    /// Returns the one algorithm that this key signs by.
    pub(in crate::identity) fn algorithm(&self) -> Algorithm {
        match self {
            DeviceKey::Ed25519(_) => Algorithm::EdDSA,
            DeviceKey::P256 { .. } => Algorithm::ES256,
        }
    }

    /// Says whether this key signed `message`. A point that is not on its curve signed nothing.
    pub(in crate::identity) fn signed(&self, message: &str, signature: &str) -> bool {
        let key = match self {
            DeviceKey::Ed25519(x) => DecodingKey::from_ed_der(x),
            DeviceKey::P256 { x, y } => DecodingKey::from_ec_der(&[&[4], &x[..], &y[..]].concat()),
        };
        jsonwebtoken::crypto::verify(signature, message.as_bytes(), &key, self.algorithm()).unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_the_name_that_the_standard_gives_it() {
        // RFC 8037, appendix A.3.
        let text = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"any"}"#;
        let key: DeviceKey = serde_json::from_str(text).expect("a key");
        assert_eq!(key.thumbprint().as_str(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        assert_eq!(serde_json::from_str::<DeviceKey>(&key.to_jwk()).ok(), Some(key));
    }

    #[test]
    fn a_thumbprint_has_the_letters_of_32_bytes() {
        // The example of RFC 7638, section 3.1.
        assert!("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs".parse::<Thumbprint>().is_ok());
        for text in ["", "NzbLsXh8uDCcd", "NzbLsXh8uDCcd+6MNwXF4W/7noWXFZAfHkxZsRGC9Xs", &"é".repeat(43)] {
            assert_eq!(text.parse::<Thumbprint>(), Err(ThumbprintError), "{text}");
        }
    }

    #[test]
    fn what_is_no_public_key_of_ours_is_refused() {
        let x = encode(&[7; 32]);
        for text in [
            format!(r#"{{"kty":"OKP","crv":"Ed448","x":"{x}"}}"#),
            format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}","d":"{x}"}}"#),
            format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}","y":"{x}"}}"#),
            format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}","x":"{x}"}}"#),
            format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}"}}"#),
            format!(r#"{{"kty":"EC","crv":"P-384","x":"{x}","y":"{x}"}}"#),
            format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, encode(&[7; 31])),
            r#"{"kty":"oct","k":"c2VjcmV0"}"#.to_owned(),
            r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#.to_owned(),
        ] {
            assert!(serde_json::from_str::<DeviceKey>(&text).is_err(), "{text}");
        }
    }
}
