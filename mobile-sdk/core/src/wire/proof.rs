//! Proofs that the phone holds the key that its session is bound to, made for one request and one secret.
//!
//! Source: RFC 9449; RFC 7518, section 3.4, for signatures of P-256.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    client::Core,
    error::FingertipError,
    host::{DeviceKey, KeyAlgorithm},
};

impl Core {
    /// Makes a proof for a request of ours and a secret that goes with it.
    pub fn proof(&self, secret: &str) -> Result<String, FingertipError> {
        let key = self.host.device_key.as_deref();
        let key = key.ok_or_else(|| FingertipError::HostCallback {
            place: "device_key".to_owned(),
            detail: "the app lends no key, and a session is bound to one".to_owned(),
        })?;
        let claims = json!({
            "htm": "POST",
            "htu": format!("{}/graphql", self.issuer()),
            "iat": self.server_ms() / 1_000,
            "jti": URL_SAFE_NO_PAD.encode(self.host.entropy.bytes(16)),
            "ath": URL_SAFE_NO_PAD.encode(Sha256::digest(secret)),
        });
        signed(key, &claims)
    }
}

fn signed(key: &dyn DeviceKey, claims: &serde_json::Value) -> Result<String, FingertipError> {
    let failed = |failure| FingertipError::host("device_key", &failure);
    let public = key.public_key().map_err(failed)?;
    let unfit = || FingertipError::HostCallback {
        place: "device_key".to_owned(),
        detail: "gave a key or signature of another form".to_owned(),
    };
    let (algorithm, jwk) = match key.algorithm() {
        KeyAlgorithm::Ed25519 if public.len() == 32 => {
            ("EdDSA", json!({ "crv": "Ed25519", "kty": "OKP", "x": URL_SAFE_NO_PAD.encode(public) }))
        }
        KeyAlgorithm::P256 => {
            let point = public.strip_prefix(&[4]).filter(|point| point.len() == 64).unwrap_or(&public);
            let (x, y) = point.split_at_checked(32).filter(|(_, y)| y.len() == 32).ok_or_else(unfit)?;
            ("ES256", json!({ "crv": "P-256", "kty": "EC", "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y) }))
        }
        KeyAlgorithm::Ed25519 => return Err(unfit()),
    };
    let header = json!({ "typ": "dpop+jwt", "alg": algorithm, "jwk": jwk });
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature = key.sign(message.as_bytes()).map_err(failed)?;
    let signature = if signature.len() == 64 { signature } else { of_der(&signature).ok_or_else(unfit)? };
    Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// Reads two numbers of P-256 out of their DER, as secure hardware gives them.
fn of_der(der: &[u8]) -> Option<Vec<u8>> {
    let [0x30, length, rest @ ..] = der else { return None };
    let (first, rest) = number(rest.get(..usize::from(*length))?)?;
    let (second, rest) = number(rest)?;
    (rest.is_empty() && der.len() == usize::from(*length) + 2).then(|| [first, second].concat())
}

fn number(der: &[u8]) -> Option<([u8; 32], &[u8])> {
    let [0x02, length, rest @ ..] = der else { return None };
    let (digits, rest) = rest.split_at_checked(usize::from(*length))?;
    let digits = match digits {
        [0, digits @ ..] => digits,
        digits => digits,
    };
    let mut number = [0; 32];
    number.get_mut(32_usize.checked_sub(digits.len())?..)?.copy_from_slice(digits);
    Some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_in_der_is_two_numbers_of_thirty_two_bytes() {
        let der = [&[0x30, 0x46, 0x02, 0x21, 0x00][..], &[0xff; 32], &[0x02, 0x21, 0x00], &[0x80; 32]].concat();
        assert_eq!(of_der(&der), Some([[0xff; 32], [0x80; 32]].concat()));
        let short = [0x30, 0x06, 0x02, 0x01, 0x07, 0x02, 0x01, 0x09];
        let numbers = of_der(&short).expect("two numbers");
        assert_eq!((numbers[31], numbers[63], numbers.iter().filter(|byte| **byte != 0).count()), (7, 9, 2));
        for broken in [&der[..der.len() - 1], &[0x30, 0x00], &[], &[0x30, 0x04, 0x02, 0x7f, 0x01, 0x01]] {
            assert_eq!(of_der(broken), None);
        }
    }
}
