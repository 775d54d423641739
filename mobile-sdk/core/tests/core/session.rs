//! What vectors cannot tell: two processes of one app, and what a proof is made of.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use fingertip_sdk_core::{HttpRequest, HttpResponse, Later, Transport, TransportError, create_client, error_code};
use futures_executor::block_on;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    given::{MemorySafe, Phone, config},
    play::Sent,
};

const TOKENS: &str = r#"{"session_id":"s1","access":"a1","expires_at_ms":1772358000000,"refresh":"ftr_1","generation":1}"#;
const NEWER: &str = r#"{"session_id":"s1","access":"a3","expires_at_ms":1772360000000,"refresh":"ftr_3","generation":3}"#;

/// A server that takes `a3` alone, and renews `ftr_1` while an extension of the app saves what is newer.
struct Meanwhile {
    safe: Arc<MemorySafe>,
    said: Value,
}

impl Transport for Meanwhile {
    fn send(&self, request: HttpRequest) -> Later<'_, Result<HttpResponse, TransportError>> {
        let bearer = request.headers.iter().find(|header| header.name == "authorization").map(|header| header.value.clone());
        let body = match Sent::of(&request).operation.as_str() {
            "refresh_session" => {
                self.safe.slots.lock().expect("whole").insert("session".to_owned(), NEWER.to_owned());
                json!({ "data": { "refreshSession": self.said } })
            }
            _ if bearer.as_deref() == Some("Bearer a3") => {
                json!({ "data": { "myEnquiries": { "nodes": [], "pageInfo": { "hasNextPage": false, "endCursor": null } } } })
            }
            _ => json!({ "errors": [{ "message": "x", "extensions": { "code": "UNAUTHENTICATED" } }] }),
        };
        let body = body.to_string().into_bytes();
        Box::pin(async { Ok(HttpResponse { status: 200, headers: Vec::new(), body, wire_bytes: None }) })
    }

    fn cancel(&self, _: &str) {}
}

#[test]
fn an_app_that_was_frozen_while_its_extension_renewed_takes_the_newer_tokens() {
    let late = json!({ "__typename": "SessionTokens", "sessionId": "s1", "accessToken": "a2", "expiresAt": "2026-03-01T10:30:00Z",
        "refreshToken": "ftr_2" });
    // The server may also say that the token was shown before: that is no word about the newest one.
    let reused = json!({ "__typename": "SignInAgain", "code": "REFRESH_TOKEN_REUSED", "message": "x" });
    for said in [late, reused] {
        let phone = Phone::new(5);
        phone.safe.slots.lock().expect("whole").insert("session".to_owned(), TOKENS.to_owned());
        let transport = Meanwhile { safe: phone.safe.clone(), said };
        let client = create_client(config(), phone.host(Arc::new(transport))).expect("a client");
        block_on(client.enquiry().my_enquiries(5, None)).expect("the newer token is taken");
        assert_eq!(phone.safe.slots.lock().expect("whole")["session"], NEWER, "and never written over");
        assert!(client.events().next().is_none());
    }
}

/// Signs out while a renewal is under way.
struct SigningOut {
    client: std::sync::OnceLock<fingertip_sdk_core::Fingertip>,
}

impl Transport for SigningOut {
    fn send(&self, request: HttpRequest) -> Later<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let body = match Sent::of(&request).operation.as_str() {
                "refresh_session" => {
                    let client = self.client.get().expect("set");
                    client.session().sign_out().await.expect("signed out");
                    json!({ "data": { "refreshSession": { "__typename": "SessionTokens", "sessionId": "s1", "accessToken": "a2",
                        "expiresAt": "2026-03-01T10:30:00Z", "refreshToken": "ftr_2" } } })
                }
                "end_session" => json!({ "data": { "endSession": { "__typename": "SessionEnded", "id": "s1" } } }),
                _ => json!({ "errors": [{ "message": "x", "extensions": { "code": "UNAUTHENTICATED" } }] }),
            };
            Ok(HttpResponse { status: 200, headers: Vec::new(), body: body.to_string().into_bytes(), wire_bytes: None })
        })
    }

    fn cancel(&self, _: &str) {}
}

#[test]
fn signing_out_wins_over_a_renewal_that_is_under_way() {
    let phone = Phone::new(6);
    phone.safe.slots.lock().expect("whole").insert("session".to_owned(), TOKENS.to_owned());
    let transport = Arc::new(SigningOut { client: std::sync::OnceLock::new() });
    let client = create_client(config(), phone.host(transport.clone())).expect("a client");
    assert!(transport.client.set(client.clone()).is_ok());
    let refused = block_on(client.enquiry().my_enquiries(5, None)).expect_err("signed out");
    assert_eq!(error_code(&refused), "SIGNED_OUT");
    assert!(!phone.safe.slots.lock().expect("whole").contains_key("session"), "nothing was saved afterwards");
}

/// Keeps the proof of a request.
struct Kept(std::sync::Mutex<Option<HttpRequest>>);

impl Transport for Kept {
    fn send(&self, request: HttpRequest) -> Later<'_, Result<HttpResponse, TransportError>> {
        *self.0.lock().expect("whole") = Some(request);
        Box::pin(async { Err(TransportError::Offline) })
    }

    fn cancel(&self, _: &str) {}
}

#[test]
fn a_proof_is_signed_by_the_device_for_this_request_and_this_secret() {
    let phone = Phone::new(7);
    let transport = Arc::new(Kept(std::sync::Mutex::new(None)));
    let client = create_client(config(), phone.host(transport.clone())).expect("a client");
    block_on(client.session().request_code("+999555010012".to_owned())).expect_err("offline");
    let request = transport.0.lock().expect("whole").take().expect("sent");
    let proof = request.headers.iter().find(|header| header.name == "dpop").expect("a proof").value.clone();
    let parts: Vec<&str> = proof.split('.').collect();
    let json = |part: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON");
    let (header, claims) = (json(parts[0]), json(parts[1]));
    assert_eq!((&header["typ"], &header["alg"]), (&json!("dpop+jwt"), &json!("EdDSA")));
    assert_eq!((&claims["htm"], &claims["htu"]), (&json!("POST"), &json!("https://trade.example/graphql")));
    assert_eq!(claims["iat"], 1_772_357_400);
    assert_eq!(claims["ath"], URL_SAFE_NO_PAD.encode(Sha256::digest("+999555010012")));
    let x = URL_SAFE_NO_PAD.decode(header["jwk"]["x"].as_str().expect("a point")).expect("base64url");
    let key = VerifyingKey::from_bytes(&x.try_into().expect("32 bytes")).expect("a key");
    let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(parts[2]).expect("base64url")).expect("64 bytes");
    key.verify(format!("{}.{}", parts[0], parts[1]).as_bytes(), &signature).expect("signed by the device");
}
