//! The table of forged tokens (SEC-JWT-01 to 03): everything that was ever taken for a token and should not have been.

use std::time::{Duration, Instant};

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fingertip::identity::Unverified::{
    self, Algorithm, Expired, Foreign, Lifetime, Malformed, NotYetValid, Signature, Type, UnknownKey,
};
use serde_json::{Value, json};

use super::{SignedIn, me, refresh_with, sign_in};
use crate::support::{
    app::{self, App},
    database::Fresh,
    device::{Device, encode},
};

/// A token of ours, taken apart, and our own key to sign what it should never sign.
struct Forge {
    header: Value,
    claims: Value,
    good: String,
    key: jsonwebtoken::EncodingKey,
    public: [u8; 32],
    next: String,
}

impl Forge {
    async fn of(app: &App) -> Forge {
        let keyring = &app.application.identity.keyring;
        let signing = keyring.signing().expect("opened");
        let good = sign_in(app).await.tokens.access_token;
        let part = |at: usize| {
            let part = good.split('.').nth(at).expect("three parts");
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
        };
        let keys: Value = serde_json::from_str(&keyring.verifying().to_jwks(app.now())).expect("JSON");
        let keys = keys["keys"].as_array().expect("a list").clone();
        let own = keys.iter().find(|key| key["kid"] == signing.id()).expect("the key in use is shown");
        let public = URL_SAFE_NO_PAD.decode(own["x"].as_str().expect("text")).expect("base64url");
        let next = keys.iter().find(|key| key["kid"] != signing.id()).expect("the next key is shown");
        Forge {
            header: part(0),
            claims: part(1),
            key: signing.private().clone(),
            public: public.try_into().expect("32 bytes"),
            next: next["kid"].as_str().expect("text").to_owned(),
            good,
        }
    }

    /// Signs anything with our own key.
    fn sign(&self, header: &str, claims: &str) -> String {
        let message = format!("{}.{}", encode(header), encode(claims));
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &self.key, jsonwebtoken::Algorithm::EdDSA);
        format!("{message}.{}", signature.expect("a signature"))
    }

    fn with_header(&self, name: &str, value: Value) -> Value {
        with(&self.header, name, value)
    }

    fn header(&self, name: &str, value: Value) -> String {
        self.sign(&self.with_header(name, value).to_string(), &self.claims.to_string())
    }

    fn claim(&self, name: &str, value: Value) -> String {
        self.sign(&self.header.to_string(), &with(&self.claims, name, value).to_string())
    }

    fn hmac(&self, algorithm: &str, secret: &[u8]) -> String {
        let header = self.with_header("alg", algorithm.into()).to_string();
        let message = format!("{}.{}", encode(header), encode(self.claims.to_string()));
        let kind = if algorithm == "HS512" { hmac::HMAC_SHA512 } else { hmac::HMAC_SHA256 };
        let signature = hmac::sign(&hmac::Key::new(kind, secret), message.as_bytes());
        format!("{message}.{}", encode(signature))
    }

    fn parts(&self) -> [&str; 3] {
        let mut parts = self.good.split('.');
        [(); 3].map(|()| parts.next().expect("three parts"))
    }
}

/// Sets a member, or takes it away where the value is null.
fn with(object: &Value, name: &str, value: Value) -> Value {
    let mut object = object.clone();
    let members = object.as_object_mut().expect("an object");
    if value.is_null() {
        members.remove(name);
    } else {
        members.insert(name.to_owned(), value);
    }
    object
}

/// Adds the order of the group to the second half of an Ed25519 signature: the same equation, another text.
fn malleated(signature: &str) -> String {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut bytes = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
    let mut carry = 0;
    for (byte, order) in bytes[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    encode(bytes)
}

fn forged_tokens(forge: &Forge) -> Vec<(&'static str, String, Unverified)> {
    let Forge { header: h, claims: c, good, public, next, .. } = forge;
    let (header, claims) = (h.to_string(), c.to_string());
    let [head, body, signature] = forge.parts();
    let thief = Device::ed25519();
    let by_thief = |header: &Value| thief.sign(&header.to_string(), &claims);
    let unsigned = |algorithm: &str, signature: &str| {
        format!("{}.{body}.{signature}", encode(forge.with_header("alg", algorithm.into()).to_string()))
    };
    let instant = |name: &str| c[name].as_i64().expect("a number");
    let replaced = |name: &str, by: &str| {
        let member = format!("\"{name}\":{}", c[name]);
        forge.sign(&header, &claims.replace(&member, &format!("{member},\"{name}\":{by}")))
    };
    let mut flipped = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
    flipped[10] ^= 1;
    let jwk = thief.jwk();
    let longer = c["exp"].as_i64().expect("a number") + 600;
    let p256 = Device::p256();
    let hexadecimal = hex::encode(public);
    vec![
        // No signature, or none that was made for it.
        ("algorithm none, without a signature", unsigned("none", ""), Malformed),
        ("algorithm none, with a signature", unsigned("none", signature), Algorithm),
        ("algorithm None", unsigned("None", signature), Algorithm),
        ("algorithm nOnE", unsigned("nOnE", signature), Algorithm),
        ("an empty signature", format!("{head}.{body}."), Malformed),
        ("a signature cut short", good[..good.len() - 2].to_owned(), Signature),
        ("one bit of the signature turned", format!("{head}.{body}.{}", encode(&flipped)), Signature),
        ("a signature of zeros", format!("{head}.{body}.{}", encode([0; 64])), Signature),
        ("a signature with the order added", format!("{head}.{body}.{}", malleated(signature)), Signature),
        ("a signature with padding", format!("{good}=="), Malformed),
        ("a signature twice as long", format!("{head}.{body}.{signature}{signature}"), Signature),
        (
            "the claims of another",
            format!(
                "{head}.{}.{signature}",
                encode(with(c, "sub", "person:00000000000000000000000000000001".into()).to_string())
            ),
            Signature,
        ),
        ("the time put off", format!("{head}.{}.{signature}", encode(with(c, "exp", longer.into()).to_string())), Signature),
        // Another algorithm with a key that is known to all.
        ("HS256 with the bytes of our public key", forge.hmac("HS256", public), Algorithm),
        ("HS256 with the base64 of our public key", forge.hmac("HS256", encode(public).as_bytes()), Algorithm),
        ("HS256 with the digits of our public key", forge.hmac("HS256", hexadecimal.as_bytes()), Algorithm),
        ("HS512 with our public key", forge.hmac("HS512", public), Algorithm),
        ("HS256 with an empty key", forge.hmac("HS256", b""), Algorithm),
        ("RS256 named, EdDSA signed", forge.header("alg", "RS256".into()), Algorithm),
        ("ES256 by a key of P-256", p256.sign(&forge.with_header("alg", "ES256".into()).to_string(), &claims), Algorithm),
        ("eddsa in small letters", forge.header("alg", "eddsa".into()), Algorithm),
        ("Ed25519 instead of EdDSA", forge.header("alg", "Ed25519".into()), Algorithm),
        ("a list of algorithms", forge.header("alg", json!(["EdDSA", "none"])), Malformed),
        ("two algorithms", forge.sign(&header.replace("\"alg\"", "\"alg\":\"none\",\"alg\""), &claims), Malformed),
        ("no algorithm", forge.header("alg", Value::Null), Malformed),
        // Another key.
        ("another key under our name", by_thief(h), Signature),
        ("another key that the token brings along", by_thief(&forge.with_header("jwk", jwk)), Malformed),
        ("another key at an address", by_thief(&forge.with_header("jku", "https://evil.example/jwks.json".into())), Malformed),
        ("a certificate at an address", by_thief(&forge.with_header("x5u", "https://evil.example/x.pem".into())), Malformed),
        ("a certificate that the token brings along", by_thief(&forge.with_header("x5c", json!(["MIIB"]))), Malformed),
        ("our own token with an address of keys", forge.header("jku", "https://evil.example/jwks.json".into()), Malformed),
        ("a key name that is a path", forge.header("kid", "../../../../dev/null".into()), UnknownKey),
        ("a key name that is SQL", forge.header("kid", "x' union select 'a' --".into()), UnknownKey),
        ("a key name that is a command", forge.header("kid", "|sleep 10".into()), UnknownKey),
        ("an empty key name", forge.header("kid", "".into()), UnknownKey),
        (
            "a key name with a zero byte",
            forge.header("kid", format!("{}\0", h["kid"].as_str().expect("text")).into()),
            UnknownKey,
        ),
        ("no key name", forge.header("kid", Value::Null), Malformed),
        ("a number for a key name", forge.header("kid", 0.into()), Malformed),
        ("the name of our next key", forge.header("kid", next.as_str().into()), Signature),
        // Another kind of thing, all signed by our own key.
        ("no type", forge.header("typ", Value::Null), Malformed),
        ("a plain JWT", forge.header("typ", "JWT".into()), Type),
        ("a step of a one-time code", forge.header("typ", "otp+jwt".into()), Type),
        ("a proof of a device", forge.header("typ", "dpop+jwt".into()), Type),
        ("a refresh token", forge.header("typ", "rt+jwt".into()), Type),
        ("an extension that must be understood", forge.header("crit", json!(["exp"])), Malformed),
        ("claims that are not encoded", forge.header("b64", false.into()), Malformed),
        ("claims that are packed", forge.header("zip", "DEF".into()), Malformed),
        // Claims that are wrong, lacking or there twice, all signed by our own key.
        ("for another server", forge.claim("aud", "https://other.example/graphql".into()), Foreign),
        ("for us among others", forge.claim("aud", json!([c["aud"], "https://other.example"])), Malformed),
        ("for nobody", forge.claim("aud", Value::Null), Malformed),
        ("from somebody else", forge.claim("iss", "https://other.example".into()), Foreign),
        ("from us among others", forge.claim("iss", json!([c["iss"], "https://other.example"])), Malformed),
        ("from nobody", forge.claim("iss", Value::Null), Malformed),
        ("about nobody", forge.claim("sub", Value::Null), Malformed),
        ("about an administrator", forge.claim("sub", "admin:1".into()), Malformed),
        ("of no session", forge.claim("sid", Value::Null), Malformed),
        ("of a session that is SQL", forge.claim("sid", "' or 1=1 --".into()), Malformed),
        ("bound to no device", forge.claim("cnf", Value::Null), Malformed),
        ("without a name", forge.claim("jti", Value::Null), Malformed),
        ("over for a day", forge.claim("exp", (instant("exp") - 86_400).into()), Lifetime),
        ("without an end", forge.claim("exp", Value::Null), Malformed),
        ("with an end in words", forge.claim("exp", "tomorrow".into()), Malformed),
        ("with an end in ten years", forge.claim("exp", (instant("exp") + 315_360_000).into()), Lifetime),
        ("with an end beyond all numbers", forge.claim("exp", json!(1e300)), Malformed),
        ("with an end at the last number", forge.claim("exp", i64::MAX.into()), Lifetime),
        ("made yesterday", forge.sign(&header, &shifted(c, -86_400)), Expired),
        ("made tomorrow", forge.sign(&header, &shifted(c, 86_400)), NotYetValid),
        ("good from tomorrow on", forge.claim("nbf", (instant("nbf") + 86_400).into()), NotYetValid),
        ("good from no time on", forge.claim("nbf", Value::Null), Malformed),
        ("made at no time", forge.claim("iat", Value::Null), Malformed),
        ("about two people", replaced("sub", "\"person:00000000000000000000000000000001\""), Malformed),
        ("with two ends", replaced("exp", "9999999999"), Malformed),
        ("for two servers, one after the other", replaced("aud", "\"https://other.example/graphql\""), Malformed),
        // No token at all.
        ("nothing", String::new(), Malformed),
        ("two parts", format!("{head}.{body}"), Malformed),
        ("four parts", format!("{good}.{signature}"), Malformed),
        ("five parts, as encrypted ones have", format!("{head}..{body}.{signature}."), Malformed),
        ("a token in JSON", json!({ "protected": head, "payload": body, "signature": signature }).to_string(), Malformed),
        ("a token in a token", forge.sign(&header, &format!("\"{good}\"")), Malformed),
        ("a list for claims", forge.sign(&header, "[]"), Malformed),
        ("claims with a tail", forge.sign(&header, &format!("{claims}{claims}")), Malformed),
        ("blanks", format!("{head} .{body}.{signature}"), Malformed),
        ("three thousand bytes of names", forge.claim("jti", "x".repeat(3_000).into()), Malformed),
        ("a million bytes of names", forge.claim("jti", "x".repeat(1_000_000).into()), Malformed),
    ]
}

/// The claims as they were or will be some seconds from now.
fn shifted(claims: &Value, seconds: i64) -> String {
    ["exp", "nbf", "iat"]
        .iter()
        .fold(claims.clone(), |claims, name| {
            let moved = claims[*name].as_i64().expect("a number") + seconds;
            with(&claims, name, moved.into())
        })
        .to_string()
}

#[tokio::test]
async fn of_the_forged_tokens_none_is_accepted() {
    let fresh = Fresh::sqlite().await;
    let app = App::over(&fresh).await;
    let forge = Forge::of(&app).await;
    let identity = &app.application.identity;
    let verify = |token: &str| identity.tokens().verify(token, &identity.keyring.verifying(), app.now());
    assert!(verify(&forge.good).is_ok());
    assert!(verify(&forge.sign(&forge.header.to_string(), &forge.claims.to_string())).is_ok(), "the forge signs as we do");

    let forged = forged_tokens(&forge);
    let mut sent = 0;
    for (name, token, reason) in &forged {
        assert_eq!(verify(token), Err(*reason), "{name}");
        if token.len() < 6_000 {
            assert_eq!(me(&app, &format!("Bearer {token}")).await.0, 401, "{name}");
            sent += 1;
        }
    }
    println!("{} forged tokens, {sent} of them sent: 0 accepted", forged.len());
    assert!(forged.len() >= 40);
    assert_eq!(me(&app, &format!("Bearer {}", forge.good)).await.0, 200, "the good one still is");
}

#[tokio::test]
async fn a_token_is_good_for_ten_minutes_and_clocks_may_differ_by_less_than_five_seconds() {
    let fresh = Fresh::sqlite().await;
    let app = App::over(&fresh).await;
    let token = sign_in(&app).await.tokens.access_token;
    let identity = &app.application.identity;
    let began = app.now();
    for (second, expected) in
        [(-6, Some(NotYetValid)), (-5, None), (0, None), (600, None), (604, None), (605, Some(Expired)), (900, Some(Expired))]
    {
        let now = began + jiff::SignedDuration::from_secs(second);
        assert_eq!(identity.tokens().verify(&token, &identity.keyring.verifying(), now).err(), expected, "{second}");
    }
}

#[tokio::test]
async fn no_kind_of_token_serves_in_the_place_of_another() {
    let fresh = Fresh::sqlite().await;
    let app = App::over(&fresh).await;
    let forge = Forge::of(&app).await;
    let SignedIn { device, tokens, .. } = sign_in(&app).await;
    let step = forge.header("typ", "otp+jwt".into());
    let proof_of = |token: &str| device.proof(token, app.now());
    let kinds = [
        ("access token", tokens.access_token.clone()),
        ("refresh token", tokens.refresh_token.clone()),
        ("proof", proof_of(&tokens.refresh_token)),
        ("step of a one-time code", step),
    ];
    let mut accepted = Vec::new();
    for (kind, text) in &kinds {
        if me(&app, &format!("Bearer {text}")).await.0 == 200 {
            accepted.push((*kind, "Authorization: Bearer"));
        }
        let proven = app.request("{ __typename }", &json!({})).header("authorization", format!("DPoP {text}"));
        if proven.header("dpop", proof_of(text)).send().await.expect("an answer").status() == 200 {
            accepted.push((*kind, "Authorization: DPoP"));
        }
        if refresh_with(&app, &tokens.refresh_token, text).await["__typename"] == "SessionTokens" {
            accepted.push((*kind, "DPoP"));
        }
        if refresh_with(&app, text, &proof_of(text)).await["__typename"] == "SessionTokens" {
            accepted.push((*kind, "refreshToken"));
        }
    }
    let expected = [
        ("access token", "Authorization: Bearer"),
        ("access token", "Authorization: DPoP"),
        ("refresh token", "refreshToken"),
        ("proof", "DPoP"),
    ];
    assert_eq!(accepted, expected);
}

#[tokio::test]
async fn verifying_a_token_takes_no_longer_than_its_signature_needs() {
    let fresh = Fresh::sqlite().await;
    let app = App::over(&fresh).await;
    let token = sign_in(&app).await.tokens.access_token;
    let identity = &app.application.identity;
    let (keys, now) = (identity.keyring.verifying(), app.now());
    let once = || {
        let began = Instant::now();
        assert!(identity.tokens().verify(&token, &keys, now).is_ok());
        began.elapsed()
    };
    // The quickest of many: other tests run beside this one.
    let took = (0..500).map(|_| once()).min().expect("five hundred times");
    println!("{} bytes for {}: verified in {took:?}", token.len(), app::identity().issuer);
    let most = if cfg!(debug_assertions) { Duration::from_millis(1) } else { Duration::from_micros(150) };
    assert!(took < most, "{took:?}");
}
