//! Passkeys: whole ceremonies with an authenticator in software, and everything that is wrong with one that is not whole.

use fingertip::{
    identity::{
        DeviceName, Subject,
        passkey::{Distrust, PasskeyRefusal, SignInAsk, app_links},
    },
    server::Server,
};
use jiff::ToSpan;
use serde_json::{Value, json};

use super::{SignedIn, as_person, me, sign_in, sign_in_as};
use crate::support::{
    app::{ANDROID_ORIGIN, App, operation, unhurried},
    authenticator::{Authenticator, BACKED_UP, BACKUP_ELIGIBLE, Draft, PRESENT, rsa_key},
    database::{Fresh, each_database},
    device::{Device, encode},
    phone::with_proof,
    server::{Trial, settings},
    trial,
};

const CREATE: &str = "webauthn.create";
pub const GET: &str = "webauthn.get";

/// Asks what an authenticator is to be asked to make a passkey.
async fn begin(app: &App, person: &SignedIn, verification: &str) -> Value {
    options(&as_person(app, person, "begin_passkey", json!({ "userVerification": verification })).await)
}

async fn finish(app: &App, person: &SignedIn, credential: &str) -> Value {
    as_person(app, person, "finish_passkey", json!({ "credential": credential, "name": "My phone" })).await
}

/// Gives a person the passkey of an authenticator.
pub async fn register(app: &App, person: &SignedIn, authenticator: Authenticator, flags: u8) -> Authenticator {
    let options = begin(app, person, "PREFERRED").await;
    let authenticator = authenticator.told(&options);
    let mut draft = Draft::of(CREATE, &options);
    (draft.counter, draft.flags) = (7, draft.flags | flags);
    let added = finish(app, person, &authenticator.register(&draft)).await;
    assert_eq!(added["__typename"], "PasskeyAdded", "{added}");
    authenticator
}

/// Asks what an authenticator is to be asked to sign in.
pub async fn begin_sign_in(app: &App, device: &Device, verification: &str) -> Value {
    let input = json!({ "userVerification": verification });
    options(&with_proof(app, "begin_passkey_sign_in", input, device, "beginPasskeySignIn").await)
}

async fn finish_sign_in(app: &App, device: &Device, credential: &str, challenge: &str) -> Value {
    let input = json!({ "credential": credential, "deviceName": "A small phone" });
    with_proof(app, "finish_passkey_sign_in", input, device, challenge).await
}

/// Signs in with a passkey that counts to `counter`.
async fn use_passkey(app: &App, device: &Device, authenticator: &Authenticator, counter: u32, flags: u8) -> Value {
    let mut draft = Draft::of(GET, &begin_sign_in(app, device, "PREFERRED").await);
    (draft.counter, draft.flags) = (counter, draft.flags | flags);
    finish_sign_in(app, device, &authenticator.sign_in(&draft), &draft.challenge).await
}

fn options(payload: &Value) -> Value {
    let text = payload["json"].as_str().unwrap_or_else(|| panic!("no options: {payload}"));
    serde_json::from_str(text).expect("JSON")
}

async fn passkeys(app: &App, person: &SignedIn) -> Value {
    let request = app.request(&operation("my_passkeys"), &json!({}));
    let request = request.header("authorization", format!("Bearer {}", person.tokens.access_token));
    let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    answer["data"]["me"]["passkeys"].clone()
}

async fn audited(database: &Fresh, action: &str, outcome: &str) -> i64 {
    database.number(&format!("select count(*) from audit_entry where action = '{action}' and outcome = '{outcome}'")).await
}

/// Shows a credential to the use case itself, which says why it is not believed.
async fn reason_to_sign_in(app: &App, device: &Device, credential: &str, challenge: &str) -> Option<PasskeyRefusal> {
    let proof = device.proof(challenge, app.now());
    let ask = SignInAsk { proof: Some(&proof), method: "POST" };
    let passkeys = &app.application.identity.passkeys;
    passkeys.finish_sign_in(&ask, credential, DeviceName::default(), app.now()).await.expect("a database").err()
}

async fn reason_to_register(app: &App, person: &SignedIn, credential: &str) -> Option<PasskeyRefusal> {
    let Subject::Person(id) = person.subject else { panic!("a person") };
    let passkeys = &app.application.identity.passkeys;
    let caller = (id, person.tokens.session);
    passkeys.finish(caller, credential, DeviceName::default(), app.now()).await.expect("a database").err()
}

/// What everybody is told, whatever is wrong.
fn refused() -> Value {
    json!({
        "__typename": "PasskeyRefused",
        "code": "PASSKEY_REFUSED",
        "message": "this passkey could not be used here: begin again, or sign in with your phone number",
    })
}

fn is_refused(answer: &Value) -> bool {
    let expected = refused();
    ["__typename", "code", "message"].iter().all(|name| answer[name] == expected[name])
}

#[tokio::test]
async fn a_passkey_is_made_listed_used_and_removed() {
    each_database(async |database| {
        for authenticator in [Authenticator::ed25519(), Authenticator::p256()] {
            let app = App::over(database).await;
            let person = sign_in(&app).await;
            let first = begin(&app, &person, "PREFERRED").await;
            assert_eq!((&first["rp"]["id"], &first["attestation"]), (&json!("trade.example"), &json!("none")));
            assert_eq!(first["authenticatorSelection"]["residentKey"], "required");
            let offered: Vec<_> =
                first["pubKeyCredParams"].as_array().expect("a list").iter().map(|offer| offer["alg"].clone()).collect();
            assert_eq!(offered, [json!(-8), json!(-7)]);
            let authenticator = register(&app, &person, authenticator, BACKUP_ELIGIBLE).await;
            let shown = passkeys(&app, &person).await;
            assert_eq!((&shown[0]["name"], &shown[0]["lastUsedAt"]), (&json!("My phone"), &Value::Null), "{shown}");
            assert_eq!(shown[0]["transports"], json!(["hybrid", "internal"]));
            assert_eq!((&shown[0]["isBackedUp"], &shown[0]["isUserVerified"]), (&json!(false), &json!(true)));
            let again = begin(&app, &person, "PREFERRED").await;
            assert_eq!(again["excludeCredentials"][0]["id"], encode(&authenticator.credential_id));
            app.clock.advance(1.hour());
            let laptop = Device::p256();
            let signed_in = use_passkey(&app, &laptop, &authenticator, 8, BACKUP_ELIGIBLE | BACKED_UP).await;
            assert_eq!(signed_in["__typename"], "SessionTokens", "{signed_in}");
            let token = signed_in["accessToken"].as_str().expect("a token");
            assert_eq!(me(&app, &format!("Bearer {token}")).await.1["data"]["me"]["id"], person.subject.to_string());
            let person = sign_in_as(&app, person.subject, Device::ed25519()).await;
            let shown = passkeys(&app, &person).await;
            assert_eq!(shown[0]["lastUsedAt"], "2026-06-15T13:00:00Z", "{shown}");
            assert_eq!(shown[0]["isBackedUp"], true);
            let stranger = sign_in(&app).await;
            let input = json!({ "passkeyId": shown[0]["id"] });
            for (who, expected) in [(&stranger, "PasskeyRefused"), (&person, "PasskeyRemoved"), (&person, "PasskeyRefused")] {
                assert_eq!(as_person(&app, who, "remove_passkey", input.clone()).await["__typename"], expected);
            }
            assert!(is_refused(&use_passkey(&app, &laptop, &authenticator, 9, BACKUP_ELIGIBLE).await));
        }
        for action in ["register", "remove"] {
            assert_eq!(audited(database, &format!("passkey.{action}"), "done").await, 2, "{action}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_app_signs_in_and_an_authenticator_that_does_not_count_is_believed() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (person, device) = (sign_in(&app).await, Device::ed25519());
        let options = begin(&app, &person, "REQUIRED").await;
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        let authenticator = Authenticator::p256().told(&options);
        let mut draft = Draft::of(CREATE, &options);
        draft.origin = ANDROID_ORIGIN.to_owned();
        assert_eq!(finish(&app, &person, &authenticator.register(&draft)).await["__typename"], "PasskeyAdded");
        for _ in 0..2 {
            let mut draft = Draft::of(GET, &begin_sign_in(&app, &device, "REQUIRED").await);
            draft.origin = ANDROID_ORIGIN.to_owned();
            let answer = finish_sign_in(&app, &device, &authenticator.sign_in(&draft), &draft.challenge).await;
            assert_eq!(answer["__typename"], "SessionTokens", "{answer}");
        }
    })
    .await;
}

/// What is wrong, how it is made so, and the reason that the log has for it.
type Tampered = (&'static str, fn(&mut Draft), Distrust);

/// What can be wrong with signing in, and the reason that the log has for it.
fn tampered_sign_ins() -> Vec<Tampered> {
    vec![
        ("a challenge that nobody gave", |draft| draft.challenge = encode([7; 32]), Distrust::ChallengeUnknown),
        ("another origin", |draft| draft.origin = "https://trade.example.evil.example".into(), Distrust::Origin),
        ("another port", |draft| draft.origin = "https://trade.example:8443".into(), Distrust::Origin),
        ("another app", |draft| draft.origin = ANDROID_ORIGIN.replace("pNiP", "qNiP"), Distrust::Origin),
        ("a frame of another page", |draft| draft.cross_origin = true, Distrust::CrossOrigin),
        ("another relying party", |draft| draft.rp_id = "evil.example".into(), Distrust::RelyingParty),
        ("made for registering", |draft| draft.kind = CREATE, Distrust::Type),
        ("nobody was there", |draft| draft.flags &= !PRESENT, Distrust::PresenceMissing),
        ("nobody was made sure of", |draft| draft.flags = PRESENT, Distrust::VerificationMissing),
        ("a broken signature", |draft| draft.is_signature_broken = true, Distrust::Signature),
        ("a counter that stands still", |draft| draft.counter = 7, Distrust::CounterWentBack),
        ("a counter that went back", |draft| draft.counter = 6, Distrust::CounterWentBack),
        ("a counter that stopped counting", |draft| draft.counter = 0, Distrust::CounterWentBack),
        ("a key that can be copied now", |draft| draft.flags |= BACKUP_ELIGIBLE, Distrust::Backup),
        ("a backup of what cannot be backed up", |draft| draft.flags |= BACKED_UP, Distrust::Backup),
        ("data cut short", |draft| draft.cut = 1, Distrust::AuthenticatorData),
        ("no data", |draft| draft.cut = 37, Distrust::AuthenticatorData),
        ("data that goes on", |draft| draft.data_tail = vec![0], Distrust::AuthenticatorData),
        (
            "an extension that is no CBOR",
            |draft| (draft.flags, draft.data_tail) = (draft.flags | 0x80, vec![0xFF]),
            Distrust::Cbor,
        ),
        ("data longer than any", |draft| draft.data_tail = vec![0; 4_100], Distrust::TooLong),
        ("somebody else's", |draft| draft.user = Some(b"somebody else".to_vec()), Distrust::UserHandle),
    ]
}

#[tokio::test]
async fn each_way_to_tamper_with_signing_in_is_refused_with_its_own_reason_inside_and_one_outside() {
    each_database(async |database| {
        let app = App::within(unhurried(), database).await;
        let (person, device) = (sign_in(&app).await, Device::ed25519());
        let authenticator = register(&app, &person, Authenticator::p256(), 0).await;
        for (name, tamper, expected) in tampered_sign_ins() {
            let draft = async || {
                let mut draft = Draft::of(GET, &begin_sign_in(&app, &device, "REQUIRED").await);
                draft.counter = 8;
                tamper(&mut draft);
                draft
            };
            let first = draft().await;
            let answer = finish_sign_in(&app, &device, &authenticator.sign_in(&first), &first.challenge).await;
            assert!(is_refused(&answer), "{name}: {answer}");
            let second = draft().await;
            let reason = reason_to_sign_in(&app, &device, &authenticator.sign_in(&second), &second.challenge).await;
            assert_eq!(reason, Some(PasskeyRefusal::Distrusted(expected)), "{name}");
        }
        assert_eq!(audited(database, "passkey.use", "refused:PASSKEY_REFUSED").await, 6, "three counters, twice each");
        assert_eq!(use_passkey(&app, &device, &authenticator, 8, 0).await["__typename"], "SessionTokens", "the rest was good");
    })
    .await;
}

#[tokio::test]
async fn a_challenge_is_answered_once_in_time_and_by_the_device_it_was_given_to() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (person, device) = (sign_in(&app).await, Device::ed25519());
        let authenticator = register(&app, &person, Authenticator::ed25519(), 0).await;
        let answer = async |counter| {
            let mut draft = Draft::of(GET, &begin_sign_in(&app, &device, "PREFERRED").await);
            draft.counter = counter;
            (authenticator.sign_in(&draft), draft.challenge)
        };
        let reason = async |device: &Device, (credential, challenge): &(String, String)| {
            assert!(is_refused(&finish_sign_in(&app, device, credential, challenge).await));
            reason_to_sign_in(&app, device, credential, challenge).await
        };
        let good = answer(8).await;
        let thief = Device::ed25519();
        assert_eq!(reason(&thief, &good).await, Some(Distrust::ChallengeForeign.into()), "another device's proof");
        assert_eq!(finish_sign_in(&app, &device, &good.0, &good.1).await["__typename"], "SessionTokens", "it is still good");
        assert_eq!(reason(&device, &good).await, Some(Distrust::ChallengeUsed.into()), "replayed");
        let replaced = answer(9).await;
        let late = answer(9).await;
        assert_eq!(reason(&device, &replaced).await, Some(Distrust::ChallengeUnknown.into()), "a newer one took its place");
        app.clock.advance(5.minutes());
        assert_eq!(reason(&device, &late).await, Some(Distrust::ChallengeExpired.into()));
        app.clock.advance(6.minutes());
        begin_sign_in(&app, &thief, "PREFERRED").await;
        assert_eq!(reason(&device, &late).await, Some(Distrust::ChallengeUnknown.into()), "old ones are forgotten");
    })
    .await;
}

#[tokio::test]
async fn a_signature_by_another_passkey_signs_nobody_in() {
    each_database(async |database| {
        let app = App::over(database).await;
        let device = Device::p256();
        let (person, other) = (sign_in(&app).await, sign_in(&app).await);
        let own = register(&app, &person, Authenticator::p256(), 0).await;
        let mut others = register(&app, &other, Authenticator::p256(), 0).await;
        let unknown = Authenticator::ed25519();
        for (name, expected) in [
            ("their own", None),
            ("mine by their key", Some(Distrust::Signature)),
            ("nobody's", Some(Distrust::CredentialUnknown)),
        ] {
            let mut draft = Draft::of(GET, &begin_sign_in(&app, &device, "PREFERRED").await);
            draft.counter = 9;
            let credential = match name {
                "nobody's" => unknown.sign_in(&draft),
                "mine by their key" => {
                    (others.credential_id, others.user) = (own.credential_id.clone(), own.user.clone());
                    others.sign_in(&draft)
                }
                _ => others.sign_in(&draft),
            };
            let reason = reason_to_sign_in(&app, &device, &credential, &draft.challenge).await;
            assert_eq!(reason, expected.map(PasskeyRefusal::from), "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_signs_in_without_a_proof_of_the_device() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (person, device) = (sign_in(&app).await, Device::ed25519());
        let authenticator = register(&app, &person, Authenticator::ed25519(), 0).await;
        let begun = app.data(&operation("begin_passkey_sign_in"), json!({})).await;
        assert_eq!(begun["beginPasskeySignIn"]["code"], "PROOF_REQUIRED");
        let mut draft = Draft::of(GET, &begin_sign_in(&app, &device, "PREFERRED").await);
        draft.counter = 8;
        let credential = authenticator.sign_in(&draft);
        let unproven = app.data(&operation("finish_passkey_sign_in"), json!({ "input": { "credential": credential } })).await;
        assert_eq!(unproven["finishPasskeySignIn"]["code"], "PROOF_REQUIRED");
        assert_eq!(finish_sign_in(&app, &device, &credential, "another challenge").await["code"], "PROOF_INVALID");
        let answer = finish_sign_in(&app, &device, &credential, &draft.challenge).await;
        assert_eq!(answer["__typename"], "SessionTokens", "none of it used up the challenge: {answer}");
    })
    .await;
}

/// What can be wrong with registering, and the reason that the log has for it.
fn tampered_registrations() -> Vec<Tampered> {
    vec![
        ("a challenge that nobody gave", |draft| draft.challenge = encode([7; 32]), Distrust::ChallengeUnknown),
        ("another origin", |draft| draft.origin = "http://trade.example".into(), Distrust::Origin),
        ("another relying party", |draft| draft.rp_id = "example".into(), Distrust::RelyingParty),
        ("made for signing in", |draft| draft.kind = GET, Distrust::Type),
        ("nobody was there", |draft| draft.flags &= !PRESENT, Distrust::PresenceMissing),
        ("nobody was made sure of", |draft| draft.flags = PRESENT, Distrust::VerificationMissing),
        ("a key of RS256", |draft| draft.key = Some(rsa_key()), Distrust::Algorithm),
        ("a key that is no map", |draft| draft.key = Some(vec![0x80]), Distrust::Cbor),
        ("a key that promises more than there is", |draft| draft.key = Some(vec![0xBA, 0xFF, 0xFF, 0xFF, 0xFF]), Distrust::Cbor),
        ("a key of two curves", |draft| draft.key = Some(vec![0xA3, 1, 2, 3, 0x27, 0x20, 6]), Distrust::Key),
        ("data cut short", |draft| draft.cut = 120, Distrust::AuthenticatorData),
        ("data that goes on", |draft| draft.data_tail = vec![0], Distrust::AuthenticatorData),
        ("CBOR that goes on", |draft| draft.object_tail = vec![0], Distrust::Cbor),
        ("CBOR longer than any", |draft| draft.object_tail = vec![0; 4_096], Distrust::TooLong),
        ("attested by its maker", |draft| draft.format = "packed", Distrust::Attestation),
        ("a backup of what cannot be backed up", |draft| draft.flags |= BACKED_UP, Distrust::Backup),
    ]
}

#[tokio::test]
async fn each_way_to_tamper_with_registering_is_refused_with_its_own_reason_inside_and_one_outside() {
    each_database(async |database| {
        let app = App::over(database).await;
        let person = sign_in(&app).await;
        for (name, tamper, expected) in tampered_registrations() {
            let credential = async || {
                let options = begin(&app, &person, "REQUIRED").await;
                let mut draft = Draft::of(CREATE, &options);
                tamper(&mut draft);
                Authenticator::p256().told(&options).register(&draft)
            };
            let answer = finish(&app, &person, &credential().await).await;
            assert!(is_refused(&answer), "{name}: {answer}");
            let reason = reason_to_register(&app, &person, &credential().await).await;
            assert_eq!(reason, Some(expected.into()), "{name}");
        }
        for (text, expected) in [("", Distrust::Malformed), ("{}", Distrust::Malformed), (&"x".repeat(20_000), Distrust::TooLong)]
        {
            assert_eq!(reason_to_register(&app, &person, text).await, Some(expected.into()));
        }
        assert_eq!(passkeys(&app, &person).await, json!([]));
        // One name is one passkey, whoever says so.
        let authenticator = register(&app, &person, Authenticator::ed25519(), 0).await;
        let thief = sign_in(&app).await;
        let draft = Draft::of(CREATE, &begin(&app, &thief, "PREFERRED").await);
        let taken = reason_to_register(&app, &thief, &authenticator.register(&draft)).await;
        assert_eq!(taken, Some(Distrust::CredentialTaken.into()));
    })
    .await;
}

#[tokio::test]
async fn a_person_has_ten_passkeys_at_most_and_a_device_that_has_just_joined_adds_none() {
    each_database(async |database| {
        let app = App::over(database).await;
        let person = sign_in(&app).await;
        for _ in 0..10 {
            register(&app, &person, Authenticator::ed25519(), 0).await;
        }
        let refused = as_person(&app, &person, "begin_passkey", json!({})).await;
        assert_eq!((&refused["code"], &refused["limit"]), (&json!("PASSKEY_LIMIT_REACHED"), &json!(10)));
        app.clock.advance(5.minutes());
        let thief = sign_in_as(&app, person.subject, Device::ed25519()).await;
        let refused = as_person(&app, &thief, "begin_passkey", json!({})).await;
        assert_eq!((&refused["code"], &refused["until"]), (&json!("DEVICE_TOO_NEW"), &json!("2026-06-16T12:05:00Z")));
        assert_eq!(finish(&app, &thief, "{}").await["code"], "DEVICE_TOO_NEW");
    })
    .await;
}

#[tokio::test]
async fn phones_look_up_which_apps_may_use_our_passkeys() {
    const PATHS: [&str; 2] = ["/.well-known/assetlinks.json", "/.well-known/apple-app-site-association"];
    let fingerprint = ["14"; 32].join(":");
    let links = app_links(&[("example.trade".to_owned(), fingerprint.clone())], &["A1B2C3D4E5.example.trade".to_owned()]);
    let with = Trial::serve(Server::new(settings(), trial::api().with_app_links(links)));
    let without = Trial::serve(Server::new(settings(), trial::api()));
    let mut told = Vec::new();
    for path in PATHS {
        assert_eq!(without.get(path).send().await.expect("an answer").status(), 404, "{path}");
        let answer = with.get(path).send().await.expect("an answer");
        assert_eq!(answer.headers()["content-type"], "application/json");
        assert_eq!(answer.headers()["cache-control"], "public, max-age=3600");
        told.push(answer.json::<Value>().await.expect("JSON"));
    }
    assert_eq!(told[0][0]["target"]["sha256_cert_fingerprints"], json!([fingerprint]));
    assert_eq!(told[0][0]["relation"], json!(["delegate_permission/common.get_login_creds"]));
    assert_eq!(told[1], json!({ "webcredentials": { "apps": ["A1B2C3D4E5.example.trade"] } }));
}
