//! CBOR of authenticators: attestation objects without attestation, and public keys. The one door to the CBOR library.
//!
//! Source: WebAuthn Level 3, sections 6.5.1, 6.5.4 and 8.7; RFC 9052, section 7; RFC 9053, sections 2 and 7.

use ciborium::Value;

use super::distrust::Distrust;
use crate::identity::token::DeviceKey;

/// How deep CBOR may nest. Ours nests twice; what comes from outside has no say in how deep we go.
const DEPTH_MAX: usize = 4;
/// Names of COSE: the key's type, its algorithm, its curve and its coordinates.
const KTY: i64 = 1;
const ALG: i64 = 3;
const CRV: i64 = -1;
const X: i64 = -2;
const Y: i64 = -3;
/// The algorithms we offer, by their COSE names: Ed25519, and ECDSA with SHA-256.
pub const ALGORITHMS: [i64; 2] = [-8, -7];

/// Takes the authenticator's data out of an attestation object of the form `none`: we believe in keys and not in their makers.
///
/// # Errors
/// Refuses what is no such object, and any other form.
pub fn authenticator_data(object: &[u8]) -> Result<Vec<u8>, Distrust> {
    let mut rest = object;
    let object = map(&mut rest)?;
    if !rest.is_empty() || object.len() != 3 {
        return Err(Distrust::Cbor);
    }
    let field = |name: &str| {
        let mut found = object.iter().filter(|(key, _)| key.as_text() == Some(name));
        found.next().map(|(_, value)| value).ok_or(Distrust::Cbor)
    };
    let form = field("fmt")?.as_text().ok_or(Distrust::Cbor)?;
    let statement = field("attStmt")?.as_map().ok_or(Distrust::Cbor)?;
    if form != "none" || !statement.is_empty() {
        return Err(Distrust::Attestation);
    }
    field("authData")?.as_bytes().cloned().ok_or(Distrust::Cbor)
}

/// Reads a public key at the beginning of `bytes`, and moves on behind it.
///
/// # Errors
/// Refuses what is no key, and a key of an algorithm that we did not offer.
pub fn key(bytes: &mut &[u8]) -> Result<DeviceKey, Distrust> {
    let key = map(bytes)?;
    let field = |name: i64| {
        let mut found = key.iter().filter(|(key, _)| key.as_integer() == Some(name.into())).map(|(_, value)| value);
        match (found.next(), found.next()) {
            (Some(value), None) => Ok(value),
            _ => Err(Distrust::Cbor),
        }
    };
    let number = |name| field(name)?.as_integer().and_then(|number| i64::try_from(number).ok()).ok_or(Distrust::Cbor);
    let coordinate = |name| {
        let bytes = field(name)?.as_bytes().ok_or(Distrust::Key)?;
        <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| Distrust::Key)
    };
    let algorithm = number(ALG)?;
    if !ALGORITHMS.contains(&algorithm) {
        return Err(Distrust::Algorithm);
    }
    match (algorithm, number(KTY)?, number(CRV)?) {
        (-8, 1, 6) => Ok(DeviceKey::Ed25519(coordinate(X)?)),
        (-7, 2, 1) => Ok(DeviceKey::P256 { x: coordinate(X)?, y: coordinate(Y)? }),
        _ => Err(Distrust::Key),
    }
}

/// Passes over a map at the beginning of `bytes`.
///
/// # Errors
/// Refuses what is none.
pub fn skip_map(bytes: &mut &[u8]) -> Result<(), Distrust> {
    map(bytes).map(drop)
}

fn map(bytes: &mut &[u8]) -> Result<Vec<(Value, Value)>, Distrust> {
    let value: Value = ciborium::de::from_reader_with_recursion_limit(bytes, DEPTH_MAX).map_err(|_| Distrust::Cbor)?;
    value.into_map().map_err(|_| Distrust::Cbor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cbor_that_promises_more_than_it_holds_or_nests_too_deep_is_refused() {
        // A map of 2^32 - 1 pairs, a text of 2^60 bytes, twenty maps in one another, nothing.
        for hex in ["baffffffff", "a17b1000000000000000", "a101", &format!("{}00", "a101".repeat(20)), ""] {
            let bytes = hex::decode(hex).expect("hexadecimal digits");
            assert_eq!(key(&mut bytes.as_slice()).err(), Some(Distrust::Cbor), "{hex}");
        }
    }

    #[test]
    fn a_key_of_another_algorithm_is_refused_before_anything_is_made_of_it() {
        // {1: 3, 3: -257, -1: h'00', -2: h'010001'}: RS256.
        let rs256 = hex::decode("a40103033901002041002143010001").expect("hexadecimal digits");
        assert_eq!(key(&mut rs256.as_slice()).err(), Some(Distrust::Algorithm));
        // {1: 2, 3: -8, -1: 1}: Ed25519 by its algorithm, P-256 by its curve.
        let mixed = hex::decode("a3010203272001").expect("hexadecimal digits");
        assert_eq!(key(&mut mixed.as_slice()).err(), Some(Distrust::Key));
    }
}
