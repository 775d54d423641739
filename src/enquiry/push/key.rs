//! The key by which push services know us (VAPID, RFC 8292): P-256, in a file that only the service may read.

use std::path::Path;

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::json;
use vocabulary::Timestamp;

use crate::platform::key_file::{self, KeyError, PRIVATE_LABEL};

/// How long a service may believe what we sign: it allows a day.
const SIGNED_SECONDS: i64 = 12 * 3_600;

/// Says to push services who sends. It shows nothing of itself.
pub struct VapidKey {
    pair: EcdsaKeyPair,
    public: String,
}

impl VapidKey {
    /// Opens the key in a file, or makes a new one there.
    ///
    /// # Errors
    /// Says why the file cannot be used; refuses one that others may read.
    pub fn open_or_make(path: &Path) -> Result<VapidKey, KeyError> {
        let make = || {
            let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).ok()?;
            Some(der.as_ref().to_vec())
        };
        let der = key_file::open_or_make(path, make)?;
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der).map_err(|_| KeyError::NotAKey(PRIVATE_LABEL))?;
        let public = BASE64_URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        Ok(VapidKey { pair, public })
    }

    /// Returns the public part, as devices subscribe with it: the uncompressed point in base64url.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// Writes the `Authorization` of a message to the service at `origin` (`https://push.example`), signed for twelve hours from `now` on.
    /// `contact` is whom the service turns to.
    ///
    /// # Errors
    /// Says that the system could not sign.
    ///
    /// Source: RFC 8292, sections 2 and 3.
    pub fn authorization(&self, origin: &str, contact: &str, now: Timestamp) -> Result<String, KeyError> {
        let part = |value: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let head = part(json!({ "typ": "JWT", "alg": "ES256" }));
        let claims = json!({ "aud": origin, "exp": now.as_second() + SIGNED_SECONDS, "sub": format!("mailto:{contact}") });
        let signed = format!("{head}.{}", part(claims));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).map_err(|_| KeyError::System)?;
        Ok(format!("vapid t={signed}.{}, k={}", BASE64_URL_SAFE_NO_PAD.encode(signature.as_ref()), self.public))
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;

    #[test]
    fn a_service_knows_who_sends_until_the_evening() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("push.key");
        let key = VapidKey::open_or_make(&path).expect("a key");
        assert_eq!(VapidKey::open_or_make(&path).expect("the same").public(), key.public());
        let now = Timestamp::from_second(1_800_000_000).expect("an instant");
        let header = key.authorization("https://push.example", "desk@customs.example", now).expect("a signature");
        let (token, public) = header.strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k=")).expect("two parts");
        assert_eq!(public, key.public());
        let decode = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).expect("base64url");
        let point = decode(public);
        assert_eq!((point.len(), point[0]), (65, 4), "an uncompressed point");
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &point).verify(signed.as_bytes(), &decode(signature)).expect("signed");
        let (_, claims) = signed.split_once('.').expect("three parts");
        let claims: serde_json::Value = serde_json::from_slice(&decode(claims)).expect("JSON");
        assert_eq!(claims, json!({ "aud": "https://push.example", "exp": 1_800_043_200, "sub": "mailto:desk@customs.example" }));
    }
}
