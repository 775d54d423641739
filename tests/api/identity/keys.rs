//! Keys that are shown, replaced and heard of.

use fingertip::{
    audit::{Actor, Code},
    identity::{Ground, Identity, IdentitySettings, KeyRefusal, KeyRole, Means},
    platform::{database::Database, outbox::Outbox},
};
use jiff::ToSpan;
use reqwest::StatusCode;
use serde_json::Value;

use super::{me, sign_in};
use crate::support::{
    app::{self, App, codes},
    carrier::Carrier,
    database::{Fresh, each_database},
};

const OPERATOR: Actor = Actor::System(Code::named("operator"));

/// Another server over the same database.
fn beside(app: &App, database: &Database, settings: IdentitySettings) -> Identity {
    let (outbox, audit) = (Outbox::new(database.clone()), app.application.audit.clone());
    let ground = Ground { database: database.clone(), outbox, audit, clock: app.clock.clone() };
    Identity::new(ground, codes(database, Carrier::willing()), settings)
}

async fn shown(app: &App) -> Vec<String> {
    let answer = app.get("/.well-known/jwks.json").send().await.expect("an answer");
    assert_eq!(answer.headers()["content-type"], "application/jwk-set+json");
    assert_eq!(answer.headers()["cache-control"], "public, max-age=300");
    let answer: Value = answer.json().await.expect("JSON");
    let keys = answer["keys"].as_array().expect("a list").clone();
    for key in &keys {
        assert_eq!(
            (&key["kty"], &key["crv"], &key["alg"], &key["use"]),
            (&"OKP".into(), &"Ed25519".into(), &"EdDSA".into(), &"sig".into())
        );
        assert!(key.get("d").is_none(), "the private part is nobody's business");
    }
    keys.iter().map(|key| key["kid"].as_str().expect("a name").to_owned()).collect()
}

/// Another server over the same database, which hears of nothing but what is stored.
async fn another(app: &App, database: &Fresh) -> Identity {
    let identity = beside(app, &database.database, app::identity());
    identity.open().await.expect("a database");
    identity
}

#[tokio::test]
async fn keys_are_replaced_without_a_restart_and_what_they_signed_holds_until_it_is_over() {
    each_database(async |database| {
        let app = App::over(database).await;
        let identity = &app.application.identity;
        let other = another(&app, database).await;
        let watch = tokio::spawn(other.watch().run());
        let before = shown(&app).await;
        assert_eq!(before.len(), 2, "the key in use and the next one");

        let refused = identity.keyring.rotate(OPERATOR, app.now()).await.expect("a database");
        assert_eq!(refused, Err(KeyRefusal::NotYetKnown { seconds: 360 }));
        app.clock.advance(360.seconds());
        let old = sign_in(&app).await.tokens;
        let in_use = identity.keyring.rotate(OPERATOR, app.now()).await.expect("a database").expect("known by now");
        assert!(before.contains(&in_use), "it was shown before it signed");
        let new = sign_in(&app).await.tokens;
        assert_eq!(shown(&app).await.len(), 3);

        // The other server knew the key already, and signs with it once it has heard.
        assert!(other.tokens().verify(&new.access_token, &other.keyring.verifying(), app.now()).is_ok());
        app.until("the other server signs with the new key", || async {
            other.keyring.signing().expect("opened").id() == in_use
                && other.keyring.verifying().to_jwks(app.now()).matches("kid").count() == 3
        })
        .await;
        watch.abort();

        assert_eq!(me(&app, &format!("Bearer {}", old.access_token)).await.0, 200);
        app.clock.advance(606.seconds());
        assert_eq!(me(&app, &format!("Bearer {}", old.access_token)).await.0, 401, "over");
        app.clock.advance(60.seconds());
        assert_eq!(shown(&app).await.len(), 2, "the key that was in use is shown no more");
        let roles: Vec<_> = identity.keyring.list().await.expect("a database").into_iter().map(|key| key.role).collect();
        assert!(matches!(
            roles[..],
            [KeyRole::Previous { .. } | KeyRole::Current, KeyRole::Previous { .. } | KeyRole::Current, KeyRole::Next]
        ));
    })
    .await;
}

#[tokio::test]
async fn a_server_that_heard_nothing_looks_for_a_key_it_does_not_know() {
    each_database(async |database| {
        let app = App::over(database).await;
        let elsewhere = another(&app, database).await;
        for _ in 0..2 {
            app.clock.advance(360.seconds());
            elsewhere.keyring.rotate(OPERATOR, app.now()).await.expect("a database").expect("known by now");
        }
        let person = elsewhere.sessions.add_person(app.now()).await.expect("a database");
        let device = crate::support::device::Device::ed25519().new_device();
        let subject = fingertip::identity::Subject::Person(person);
        let tokens = elsewhere.sessions.begin(subject, &device, Means::Phone, app.now()).await.expect("a database");
        assert_eq!(me(&app, &format!("Bearer {}", tokens.access_token)).await.0, 200);
    })
    .await;
}

#[tokio::test]
async fn two_who_replace_the_keys_at_once_replace_them_once() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (one, two) = (another(&app, database).await, another(&app, database).await);
        app.clock.advance(360.seconds());
        let (first, second) = tokio::join!(one.keyring.rotate(OPERATOR, app.now()), two.keyring.rotate(OPERATOR, app.now()));
        let outcomes = [first.expect("a database"), second.expect("a database")];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert_eq!(database.number("select count(*) from signing_key where role is not null").await, 2);
        assert_eq!(database.number("select count(*) from signing_key where role is null and sealed is not null").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_key_file_of_another_database_is_refused() {
    let fresh = Fresh::sqlite().await;
    let app = App::over(&fresh).await;
    let mut settings = app::identity();
    settings.key_file = fresh.path("other.key");
    let other = beside(&app, &fresh.database, settings);
    let chain = other.open().await.expect_err("the keys were not encrypted with it").chain();
    assert!(chain.contains("was not encrypted with this key"), "{chain}");
}

#[tokio::test]
async fn whoever_has_the_keys_is_told_that_they_are_the_same() {
    let fresh = Fresh::sqlite().await;
    let app = App::over(&fresh).await;
    let first = app.get("/.well-known/jwks.json").send().await.expect("an answer");
    let tag = first.headers()["etag"].clone();
    let again = app.get("/.well-known/jwks.json").header("if-none-match", tag).send().await.expect("an answer");
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
}
