//! Signing in with a phone number and nothing else.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{code as code_of, me};
use crate::support::{
    app::{App, operation},
    database::each_database,
    device::Device,
    phone::{receive, request_code, sign_in, try_code, with_proof},
};

pub const PHONE: &str = "+999 555 0100 12";
const WRITTEN: &str = "+999555010012";

pub async fn change(app: &App, token: &str, input: Value) -> Value {
    let request = app.request(&operation("change_phone"), &json!({ "input": input }));
    let answer = request.header("authorization", format!("Bearer {token}")).send().await.expect("an answer");
    let answer: Value = answer.json().await.expect("JSON");
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"]["changePhone"].clone()
}

pub async fn id(app: &App, token: &str) -> Value {
    me(app, &format!("Bearer {token}")).await.1["data"]["me"]["id"].clone()
}

fn wrong(code: &str) -> String {
    let number: u32 = code.parse().expect("six digits");
    format!("{:06}", (number + 1) % 1_000_000)
}

#[tokio::test]
async fn a_phone_is_all_it_takes_to_sign_in_and_to_be_known_again() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (phone, new_phone) = (Device::ed25519(), Device::p256());
        let token = sign_in(&app, &phone, PHONE).await;
        let (_, answer) = me(&app, &format!("Bearer {token}")).await;
        assert_eq!(answer["data"]["me"]["phone"], "+999 •••• 12", "{answer}");
        app.clock.advance(jiff::Span::new().minutes(3));
        let again = sign_in(&app, &new_phone, "+999-555-0100-12").await;
        assert_eq!(id(&app, &token).await, id(&app, &again).await, "one number is one person");
        let other = sign_in(&app, &Device::ed25519(), "+999 555 0100 13").await;
        assert_ne!(id(&app, &token).await, id(&app, &other).await);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_code_says_how_many_tries_are_left_and_the_fifth_ends_it() {
    each_database(async |database| {
        let app = App::over(database).await;
        let device = Device::ed25519();
        let code = receive(&app, &device, PHONE, "SIGN_IN").await;
        for left in (1..5).rev() {
            let refused = try_code(&app, &device, PHONE, &wrong(&code)).await;
            assert_eq!((&refused["code"], &refused["triesLeft"]), (&json!("CODE_WRONG"), &json!(left)), "{refused}");
        }
        assert_eq!(try_code(&app, &device, PHONE, &wrong(&code)).await["code"], "CODE_EXPIRED");
        assert_eq!(try_code(&app, &device, PHONE, &code).await["code"], "CODE_EXPIRED", "the right one came too late");
    })
    .await;
}

#[tokio::test]
async fn a_code_serves_the_device_and_the_purpose_it_was_asked_for() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (device, thief) = (Device::ed25519(), Device::ed25519());
        let code = receive(&app, &device, PHONE, "MANDATE").await;
        assert_eq!(try_code(&app, &thief, PHONE, &code).await["code"], "CODE_EXPIRED", "it was not sent for this device");
        assert_eq!(try_code(&app, &device, PHONE, &code).await["code"], "CODE_WRONG", "it was not sent to sign in");
    })
    .await;
}

#[tokio::test]
async fn nobody_asks_for_a_code_or_signs_in_without_a_proof_of_the_device() {
    each_database(async |database| {
        let app = App::over(database).await;
        let device = Device::ed25519();
        let input = json!({ "phone": PHONE, "purpose": "SIGN_IN" });
        let unproven = app.data(&operation("request_code"), json!({ "input": input })).await;
        assert_eq!(unproven["requestCode"]["code"], "PROOF_REQUIRED");
        let other = with_proof(&app, "request_code", input.clone(), &device, "+999555010013").await;
        assert_eq!(other["code"], "PROOF_INVALID", "made for another number");
        let proof = device.proof(PHONE, app.now());
        for code in ["", "PROOF_REPLAYED"] {
            let request = app.request(&operation("request_code"), &json!({ "input": input })).header("dpop", &proof);
            let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
            assert_eq!(answer["data"]["requestCode"]["code"].as_str().unwrap_or_default(), code, "{answer}");
        }
        assert_eq!(app.carrier.count(), 1);
    })
    .await;
}

#[tokio::test]
async fn known_and_unknown_numbers_get_the_same_answer() {
    each_database(async |database| {
        let app = App::over(database).await;
        sign_in(&app, &Device::ed25519(), PHONE).await;
        app.clock.advance(jiff::Span::new().minutes(3));
        let known = request_code(&app, &Device::ed25519(), PHONE, "SIGN_IN").await;
        let unknown = request_code(&app, &Device::ed25519(), "+999 555 0100 99", "SIGN_IN").await;
        assert_eq!(known["expiresAt"], unknown["expiresAt"]);
        assert_eq!(known.as_object().map(|object| object.len()), unknown.as_object().map(|object| object.len()));
    })
    .await;
}

#[tokio::test]
async fn what_is_not_a_number_or_not_a_code_is_refused_in_the_persons_language() {
    each_database(async |database| {
        let app = App::over(database).await;
        let device = Device::ed25519();
        let refused = request_code(&app, &device, "555 0100", "SIGN_IN").await;
        assert_eq!((&refused["__typename"], &refused["code"]), (&json!("CodeRefused"), &json!("PHONE_INVALID")));
        let input = json!({ "input": { "phone": PHONE, "code": "12345" } });
        let answer = app.answer_in("fr", &operation("sign_in"), input).await;
        assert_eq!((code_of(&answer), &answer["errors"][0]["message"]), ("CODE_INVALID", &json!("un code a six chiffres")));
    })
    .await;
}

#[tokio::test]
async fn a_number_changes_with_both_codes_on_a_device_that_has_been_there() {
    const NEW: &str = "+999 555 0100 77";
    each_database(async |database| {
        let app = App::over(database).await;
        let device = Device::ed25519();
        let token = sign_in(&app, &device, PHONE).await;
        let person = id(&app, &token).await;
        app.clock.advance(jiff::Span::new().minutes(9));
        let current = receive(&app, &device, PHONE, "CHANGE_PHONE").await;
        let new = receive(&app, &device, NEW, "CHANGE_PHONE").await;
        let input = |current: &str, new: &str| json!({ "currentCode": current, "newPhone": NEW, "newCode": new });
        assert_eq!(change(&app, &token, input(&wrong(&current), &new)).await["code"], "CODE_WRONG");
        let changed = change(&app, &token, input(&current, &new)).await;
        assert_eq!(changed["phone"], "+999 •••• 77", "{changed}");
        app.clock.advance(jiff::Span::new().minutes(9));
        let again = sign_in(&app, &Device::ed25519(), NEW).await;
        assert_eq!(id(&app, &again).await, person);
        let stranger = sign_in(&app, &Device::ed25519(), PHONE).await;
        assert_ne!(id(&app, &stranger).await, person, "the number that was given up is anybody's");
        let (_, reference) = person.as_str().expect("an id").split_once(':').expect("person: and an id");
        let reference = reference.parse().expect("a reference");
        let kept = app.application.audit.export(reference).await.expect("a database");
        let mut numbers: Vec<_> = kept.data.iter().map(|datum| datum.content.as_str()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [WRITTEN, "+999555010077"]);
        assert!(kept.entries.iter().any(|link| link.entry.action.as_str() == "phone.change"), "the log says that it changed");
    })
    .await;
}

#[tokio::test]
async fn a_device_that_has_just_joined_cannot_take_the_number_away() {
    const NEW: &str = "+999 555 0100 78";
    each_database(async |database| {
        let app = App::over(database).await;
        sign_in(&app, &Device::ed25519(), PHONE).await;
        app.clock.advance(jiff::Span::new().hours(30));
        // Whoever was given a copy of the SIM.
        let thief = Device::ed25519();
        let token = sign_in(&app, &thief, PHONE).await;
        app.clock.advance(jiff::Span::new().minutes(5));
        let current = receive(&app, &thief, PHONE, "CHANGE_PHONE").await;
        let new = receive(&app, &thief, NEW, "CHANGE_PHONE").await;
        let input = json!({ "currentCode": current, "newPhone": NEW, "newCode": new });
        let refused = change(&app, &token, input).await;
        assert_eq!(refused["code"], "DEVICE_TOO_NEW", "{refused}");
        assert_eq!(refused["until"], "2026-06-17T18:00:00Z");
    })
    .await;
}

#[tokio::test]
async fn a_hundred_tries_in_one_document_are_refused_before_any_counts() {
    each_database(async |database| {
        let app = App::over(database).await;
        let device = Device::ed25519();
        let code = receive(&app, &device, PHONE, "SIGN_IN").await;
        for aliases in [2, 100] {
            let tries: String = (0..aliases)
                .map(|number| {
                    format!("a{number}: signIn(input: {{ phone: \"{WRITTEN}\", code: \"{number:06}\" }}) {{ __typename }} ")
                })
                .collect();
            let request = app.request(&format!("mutation {{ {tries} }}"), &json!({}));
            let answer = request.header("dpop", device.proof(&code, app.now())).send().await.expect("an answer");
            assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{aliases}");
        }
        assert_eq!(try_code(&app, &device, PHONE, &code).await["__typename"], "SessionTokens");
    })
    .await;
}
