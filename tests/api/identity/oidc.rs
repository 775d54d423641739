//! Signing staff in by the identity provider of their office, and every way in which its answers can be forged.

use fingertip::identity::oidc;
use jiff::Span;
use serde_json::{Value, json};

use super::code as code_of;
use crate::support::{
    app::{App, operation},
    database::{Fresh, each_database},
    device::{Device, encode},
    provider::{CLIENT, Key, Provider},
    staff::{answer_as, first, run_as},
};

async fn app_with(database: &Fresh, provider: &Provider) -> App {
    let client = oidc::Provider::new(provider.settings()).expect("a client");
    let app = App::changed(database.database.clone(), |application| application.with_oidc(client)).await;
    provider.at(app.now());
    app
}

fn started() -> vocabulary::Timestamp {
    "2026-06-15T12:00:00Z".parse().expect("an instant")
}

async fn proven(app: &App, device: &Device, name: &str, variables: Value, token: &str) -> Value {
    let request = app.request(&operation(name), &variables).header("dpop", device.proof(token, app.now()));
    let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"].as_object().expect("data").values().next().expect("one field").clone()
}

async fn begin(app: &App, device: &Device) -> String {
    let begun = proven(app, device, "begin_oidc_sign_in", json!({}), "beginOidcSignIn").await;
    begun["address"].as_str().unwrap_or_else(|| panic!("{begun}")).to_owned()
}

async fn finish(app: &App, device: &Device, (state, code): (&str, &str)) -> Value {
    let variables = json!({ "input": { "state": state, "code": code, "deviceName": "A desk" } });
    proven(app, device, "finish_oidc_sign_in", variables, code).await
}

/// Begins, visits the provider and comes back.
async fn sign_in(app: &App, device: &Device, provider: &Provider) -> Value {
    let (state, code) = provider.visit(&begin(app, device).await).await;
    finish(app, device, (&state, &code)).await
}

#[tokio::test]
async fn who_the_provider_knows_is_signed_in_as_the_staff_they_are() {
    each_database(async |database| {
        for key in [Key::rsa(), Key::Device(Device::p256()), Key::Device(Device::ed25519())] {
            let provider = Provider::with(key, started()).await;
            let app = app_with(database, &provider).await;
            if database.number("select count(*) from staff_account").await == 0 {
                first(&app).await;
                provider.at(app.now());
            }
            let tokens = sign_in(&app, &Device::ed25519(), &provider).await;
            let token = tokens["accessToken"].as_str().unwrap_or_else(|| panic!("{tokens}"));
            let listed = run_as(&app, token, "staff", json!({})).await;
            assert_eq!(listed[0]["email"], "first@customs.example");
        }
        assert_eq!(database.number("select count(*) from session where means = 'oidc'").await, 3);
        assert_eq!(database.number("select count(*) from oidc_attempt").await, 0, "each came back");
    })
    .await;
}

#[tokio::test]
async fn who_has_no_account_or_a_closed_one_is_refused_as_any_other() {
    each_database(async |database| {
        let provider = Provider::with(Key::Device(Device::p256()), started()).await;
        let app = app_with(database, &provider).await;
        assert_eq!(sign_in(&app, &Device::ed25519(), &provider).await["code"], "STAFF_OIDC_REFUSED", "nobody is staff");
        let member = first(&app).await;
        let tokens = sign_in(&app, &Device::ed25519(), &provider).await;
        let token = tokens["accessToken"].as_str().expect("a token");
        let closed = answer_as(&app, token, "deactivate_staff", json!({ "id": member.id })).await;
        assert!(closed.get("errors").is_none(), "{closed}");
        assert_eq!(sign_in(&app, &Device::ed25519(), &provider).await["code"], "STAFF_OIDC_REFUSED", "closed");
        assert_eq!(code_of(&answer_as(&app, token, "staff", json!({})).await), "UNAUTHENTICATED", "over at once");
    })
    .await;
}

#[tokio::test]
async fn a_key_that_was_replaced_is_asked_for_once() {
    each_database(async |database| {
        let provider = Provider::with(Key::Device(Device::p256()), started()).await;
        let app = app_with(database, &provider).await;
        first(&app).await;
        let device = Device::ed25519();
        assert_eq!(sign_in(&app, &device, &provider).await["__typename"], "SessionTokens");
        assert_eq!(provider.keys_asked(), 1);
        app.clock.advance(Span::new().seconds(10));
        provider.at(app.now());
        provider.rotate("two", Key::rsa());
        for asked in [2, 2] {
            assert_eq!(sign_in(&app, &device, &provider).await["__typename"], "SessionTokens");
            assert_eq!(provider.keys_asked(), asked);
        }
        provider.forging(|mut header, claims, key| {
            header["kid"] = json!("three");
            key.sign(&header, &claims)
        });
        for _ in 0..3 {
            assert_eq!(sign_in(&app, &device, &provider).await["code"], "STAFF_OIDC_REFUSED");
            assert_eq!(provider.keys_asked(), 2, "not a moment later");
        }
    })
    .await;
}

/// A good token with one claim changed.
fn with(claim: &'static str, value: Value) -> impl Fn(Value, Value, &Key) -> String + Send + 'static {
    move |header, mut claims, key| {
        claims[claim] = value.clone();
        key.sign(&header, &claims)
    }
}

#[tokio::test]
async fn no_forged_answer_signs_anybody_in() {
    each_database(async |database| {
        let provider = Provider::with(Key::rsa(), started()).await;
        let app = app_with(database, &provider).await;
        first(&app).await;
        provider.at(app.now());
        let now = app.now().as_second();
        let device = Device::ed25519();
        let refused = async |name: &str| {
            let answer = sign_in(&app, &device, &provider).await;
            assert_eq!(answer["code"], "STAFF_OIDC_REFUSED", "{name}: {answer}");
        };
        for (claim, value) in [
            ("nonce", json!("another")),
            ("nonce", Value::Null),
            ("aud", json!("another client")),
            ("aud", json!([])),
            ("aud", json!([CLIENT, "another client"])),
            ("azp", json!("another client")),
            ("iss", json!("https://login.other.example")),
            ("exp", json!(now - 5)),
            ("exp", Value::Null),
            ("nbf", json!(now + 6)),
            ("iat", json!(now + 6)),
            ("email_verified", json!(false)),
            ("email_verified", json!("true")),
            ("email_verified", Value::Null),
            ("email", json!("second@customs.example")),
            ("email", Value::Null),
        ] {
            provider.forging(with(claim, value.clone()));
            refused(&format!("{claim}: {value}")).await;
        }
        provider.forging(|_, claims, _| format!("{}.{}.", encode(r#"{"alg":"none"}"#), encode(claims.to_string())));
        refused("alg none").await;
        provider.forging(|mut header, claims, key| {
            header["alg"] = json!("HS256");
            let public = key.jwk("one");
            let secret = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, public["n"].as_str().expect("text").as_bytes());
            let message = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
            format!("{message}.{}", encode(aws_lc_rs::hmac::sign(&secret, message.as_bytes())))
        });
        refused("HS256 with the public key").await;
        provider.forging(|mut header, claims, _| {
            let thief = Device::p256();
            header["alg"] = json!("ES256");
            header["jwk"] = thief.jwk();
            thief.sign(&header.to_string(), &claims.to_string())
        });
        refused("another kind of key").await;
        // Made beforehand: it may take longer than we wait for an answer.
        let other = Key::rsa();
        provider.forging(move |header, claims, _| other.sign(&header, &claims));
        refused("another key of the same kind").await;
        provider.forging(|mut header, claims, key| {
            header["kid"] = json!("another");
            key.sign(&header, &claims)
        });
        refused("another name of a key").await;
        provider.forging(|mut header, claims, key| {
            header["crit"] = json!(["exp"]);
            key.sign(&header, &claims)
        });
        refused("something to be understood").await;
        provider.forging(|header, claims, key| {
            let good = key.sign(&header, &claims);
            let (message, signature) = good.rsplit_once('.').expect("three parts");
            let (header, _) = message.split_once('.').expect("three parts");
            format!("{header}.{}.{signature}", encode(claims.to_string().replace("First@", "Other@")))
        });
        refused("claims that were changed").await;
        provider.forging(|header, mut claims, key| {
            claims["padding"] = json!("x".repeat(20_000));
            key.sign(&header, &claims)
        });
        refused("a long token").await;
        for body in ["x".repeat(1 << 20), "{}".to_owned(), r#"{"id_token":"a.b.c"}"#.to_owned(), "<html>".to_owned()] {
            provider.sending(body.clone());
            refused(&body[..body.len().min(20)]).await;
        }
        assert_eq!(database.number("select count(*) from session").await, 0);
        provider.honest();
        assert_eq!(sign_in(&app, &device, &provider).await["__typename"], "SessionTokens", "the good one is good");
    })
    .await;
}

#[tokio::test]
async fn an_attempt_belongs_to_its_device_comes_back_once_and_in_time() {
    each_database(async |database| {
        let provider = Provider::with(Key::Device(Device::ed25519()), started()).await;
        let app = app_with(database, &provider).await;
        first(&app).await;
        let (device, thief) = (Device::ed25519(), Device::ed25519());
        let (state, code) = provider.visit(&begin(&app, &device).await).await;
        assert_eq!(finish(&app, &thief, (&state, &code)).await["code"], "STAFF_OIDC_REFUSED", "another device");
        assert_eq!(finish(&app, &device, ("another", &code)).await["code"], "STAFF_OIDC_REFUSED", "another state");
        assert_eq!(finish(&app, &device, (&state, &code)).await["__typename"], "SessionTokens");
        assert_eq!(finish(&app, &device, (&state, &code)).await["code"], "STAFF_OIDC_REFUSED", "the same again");
        let (state, _) = provider.visit(&begin(&app, &device).await).await;
        assert_eq!(finish(&app, &device, (&state, &code)).await["code"], "STAFF_OIDC_REFUSED", "a code that was used");
        let (state, _) = provider.visit(&begin(&app, &device).await).await;
        let (_, code) = provider.visit(&begin(&app, &device).await).await;
        assert_eq!(finish(&app, &device, (&state, &code)).await["code"], "STAFF_OIDC_REFUSED", "the code of another attempt");
        let (state, code) = provider.visit(&begin(&app, &device).await).await;
        app.clock.advance(Span::new().minutes(10));
        assert_eq!(finish(&app, &device, (&state, &code)).await["code"], "STAFF_OIDC_REFUSED", "too late");
        let kept = format!("select count(*) from oidc_attempt where state_hash = '{state}' or verifier_sealed = '{state}'");
        assert_eq!(database.number(&kept).await, 0, "no state is kept");
    })
    .await;
}

#[tokio::test]
async fn without_a_provider_or_a_proof_nobody_begins() {
    each_database(async |database| {
        let app = App::over(database).await;
        let device = Device::ed25519();
        let off = proven(&app, &device, "begin_oidc_sign_in", json!({}), "beginOidcSignIn").await;
        assert_eq!(off["code"], "STAFF_OIDC_OFF");
        let provider = Provider::with(Key::Device(Device::ed25519()), started()).await;
        let app = app_with(database, &provider).await;
        let other = proven(&app, &device, "begin_oidc_sign_in", json!({}), "another word").await;
        assert_eq!(other["code"], "PROOF_INVALID");
        let unproven = app.data(&operation("begin_oidc_sign_in"), json!({})).await;
        assert_eq!(unproven["beginOidcSignIn"]["code"], "PROOF_REQUIRED");
    })
    .await;
}

#[tokio::test]
async fn a_provider_that_is_another_or_cannot_be_reached_is_an_accident_and_no_way_in() {
    each_database(async |database| {
        let provider = Provider::with(Key::Device(Device::ed25519()), started()).await;
        for issuer in [provider.url.replace("127.0.0.1", "localhost"), "http://127.0.0.1:9".to_owned()] {
            let client = oidc::Provider::new(oidc::ProviderSettings { issuer, ..provider.settings() }).expect("a client");
            let app = App::changed(database.database.clone(), |application| application.with_oidc(client)).await;
            let device = Device::ed25519();
            let request = app.request(&operation("begin_oidc_sign_in"), &json!({}));
            let answer = request.header("dpop", device.proof("beginOidcSignIn", app.now())).send().await.expect("an answer");
            let answer: Value = answer.json().await.expect("JSON");
            assert_eq!(code_of(&answer), "UNAVAILABLE", "{answer}");
        }
    })
    .await;
}
