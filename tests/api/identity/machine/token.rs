//! How a machine gets a token, and what the token is good for.

use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};
use fingertip::{
    identity::PersonOrProvenMachine,
    server::{Api, Server},
};
use jiff::ToSpan;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{
    Owned, ask, error, me_proven, proof, proof_for, sessions, state, text, token, token_request, told, with_secret,
    with_statement,
};
use crate::{
    identity::{code, me},
    support::{
        app::{self, App},
        database::each_database,
        device::Device,
        server::{Trial, settings},
    },
};

#[tokio::test]
async fn a_machine_with_a_secret_calls_by_itself() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (machine, host) = (Owned::new(&app).await, Device::ed25519());
        let (secret, _) = machine.add_secret(&app).await;
        let (status, answer) = ask(&app, &machine.with_secret(&secret), &host).await;
        assert_eq!((status, &answer["token_type"], &answer["expires_in"]), (200, &json!("DPoP"), &json!(600)), "{answer}");
        assert_eq!(answer["scope"], "LODGE PAY");
        assert!(answer.get("refresh_token").is_none(), "it can prove itself again");
        let token = text(&answer["access_token"]);
        let (_, who) = me_proven(&app, &token, &host).await;
        assert_eq!(who["data"]["me"]["id"], format!("machine:{}", machine.id), "{who}");
        assert_eq!(me_proven(&app, &token, &Device::ed25519()).await.0, 401, "the token is of no use to another host");
        let basic = [("grant_type", "client_credentials".to_owned())];
        let basic = token_request(&app, &basic).basic_auth(&machine.id, Some(&secret)).header("dpop", proof(&app, &host));
        assert_eq!(told(basic).await.0, 200, "by the header of RFC 6749, 2.3.1");
        let kept = format!("select count(*) from machine_key where secret_hash like '%{}%'", &secret[4..]);
        assert_eq!(database.number(&kept).await, 0);
        app.clock.advance(10.minutes().seconds(6));
        assert_eq!(me_proven(&app, &token, &host).await.0, 401, "ten minutes are over");
    })
    .await;
}

#[tokio::test]
async fn a_machine_that_asks_each_minute_stands_in_one_session() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (machine, host) = (Owned::new(&app).await, Device::p256());
        let (secret, _) = machine.add_secret(&app).await;
        let form = machine.with_secret(&secret);
        assert_eq!(machine.shown(&app).await[0]["lastUsedAt"], Value::Null);
        token(&app, &form, &host).await;
        for seconds in [30, 29] {
            app.clock.advance(seconds.seconds());
            token(&app, &form, &host).await;
            assert_eq!(machine.shown(&app).await[0]["lastUsedAt"], "2026-06-15T12:00:00Z", "written once a minute at most");
        }
        app.clock.advance(1.second());
        token(&app, &form, &host).await;
        let shown = machine.shown(&app).await;
        assert_eq!(shown[0]["lastUsedAt"], "2026-06-15T12:01:00Z");
        assert_eq!(shown[0]["keys"][0]["lastUsedAt"], "2026-06-15T12:01:00Z");
        assert_eq!(sessions(database, "").await, 1);
        app.clock.advance(jiff::Span::new().hours(31 * 24));
        token(&app, &form, &host).await;
        assert_eq!(sessions(database, "and ended_at is null").await, 1, "one that was idle for a month gives way to another");
    })
    .await;
}

#[tokio::test]
async fn hosts_that_come_and_go_do_not_fill_the_tables() {
    each_database(async |database| {
        let app = App::over(database).await;
        let machine = Owned::new(&app).await;
        let (secret, _) = machine.add_secret(&app).await;
        let form = machine.with_secret(&secret);
        let known = Device::ed25519();
        token(&app, &form, &known).await;
        for _ in 1..60 {
            token(&app, &form, &Device::ed25519()).await;
        }
        assert_eq!(sessions(database, "and ended_at is null").await, 20);
        let (status, answer) = ask(&app, &form, &Device::ed25519()).await;
        assert_eq!((status, &answer["error"]), (429, &json!("slow_down")));
        app.clock.advance(61.minutes());
        token(&app, &form, &Device::ed25519()).await;
        assert_eq!(sessions(database, "").await, 21, "what ended an hour ago is forgotten");
        assert_eq!(database.number("select count(*) from device where subject like 'machine:%'").await, 21);
        assert_eq!(database.number("select count(*) from machine_session").await, 21);
    })
    .await;
}

#[tokio::test]
async fn a_machine_with_a_key_of_its_own_states_who_it_is_once_a_statement() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (machine, host) = (Owned::new(&app).await, Device::ed25519());
        let (ed25519, p256) = (Device::ed25519(), Device::p256());
        for (number, key) in [&ed25519, &p256].into_iter().enumerate() {
            let added = machine.add(&app, Some(key)).await;
            assert_eq!(added["clientSecret"], Value::Null, "{added}");
            assert_eq!(added["machine"]["keys"][number]["thumbprint"], key.key().thumbprint().as_str());
            let statement = state(key, &machine.claims(&app, "same name, other key"));
            let form = with_statement(&statement);
            let expected = if number == 0 { 200 } else { 401 };
            assert_eq!(ask(&app, &form, &host).await.0, expected, "a machine has one row of names, whatever its keys");
        }
        let statement = with_statement(&state(&p256, &machine.claims(&app, "once")));
        assert_eq!(ask(&app, &statement, &host).await.0, 200);
        assert_eq!(error(&app, &statement, &host).await, (401, "invalid_client".into()), "replayed");
        app.clock.advance(30.seconds());
        assert_eq!(error(&app, &statement, &host).await, (401, "invalid_client".into()), "replayed later");
    })
    .await;
}

#[tokio::test]
async fn a_statement_that_is_not_as_it_has_to_be_proves_nothing_and_learns_nothing() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (machine, other, host) = (Owned::new(&app).await, Owned::new(&app).await, Device::ed25519());
        let (key, foreign) = (Device::ed25519(), Device::ed25519());
        machine.add(&app, Some(&key)).await;
        other.add(&app, Some(&foreign)).await;
        let now = app.now().as_second();
        let with = |name: &str, value: Value| {
            let mut claims = machine.claims(&app, name);
            claims[name] = value;
            state(&key, &claims)
        };
        let without = |name: &str| {
            let mut claims = machine.claims(&app, "without");
            claims.as_object_mut().expect("claims").remove(name);
            state(&key, &claims)
        };
        let good = machine.claims(&app, "good").to_string();
        let jwk = key.jwk();
        let headed = |header: Value| key.sign(&header.to_string(), &good);
        let mut broken = state(&key, &machine.claims(&app, "broken"));
        broken.replace_range(broken.len() - 4.., "AAAA");
        let forged = [
            ("another's key", state(&foreign, &machine.claims(&app, "a"))),
            ("another's name", state(&key, &other.claims(&app, "b"))),
            ("a broken signature", broken),
            ("for the token endpoint of another", with("aud", json!("https://other.example"))),
            ("for two", with("aud", json!([app::identity().issuer, "https://other.example"]))),
            ("for us, with a slash", with("aud", json!(format!("{}/", app::identity().issuer)))),
            ("over", with("exp", json!(now - 5))),
            ("expired", {
                let mut claims = machine.claims(&app, "expired");
                (claims["iat"], claims["exp"]) = (json!(now - 65), json!(now - 5));
                state(&key, &claims)
            }),
            ("from tomorrow", {
                let mut claims = machine.claims(&app, "tomorrow");
                (claims["iat"], claims["exp"]) = (json!(now + 6), json!(now + 66));
                state(&key, &claims)
            }),
            ("not before", with("nbf", json!(now + 6))),
            ("for 61 seconds", with("exp", json!(now + 61))),
            ("for ever", with("exp", json!(i64::MAX))),
            ("from another issuer", with("iss", json!(other.id))),
            ("without a name", without("jti")),
            ("with an empty name", with("jti", json!(""))),
            ("with a long name", with("jti", json!("x".repeat(129)))),
            ("without an end", without("exp")),
            ("without a beginning", without("iat")),
            ("without an audience", without("aud")),
            ("unsigned", headed(json!({ "alg": "none" }))),
            ("by a shared secret", headed(json!({ "alg": "HS256" }))),
            ("by another algorithm", headed(json!({ "alg": "ES256" }))),
            ("with its own key", headed(json!({ "alg": "EdDSA", "jwk": jwk }))),
            ("with the address of a key", headed(json!({ "alg": "EdDSA", "jku": "https://other.example" }))),
            ("with something critical", headed(json!({ "alg": "EdDSA", "crit": ["b64"], "b64": false }))),
            ("something else", headed(json!({ "alg": "EdDSA", "typ": "at+jwt" }))),
            ("nonsense", "a.b.c".to_owned()),
        ];
        let mut answers = std::collections::BTreeSet::new();
        for (name, statement) in &forged {
            let (status, answer) = ask(&app, &with_statement(statement), &host).await;
            assert_eq!((status, &answer["error"]), (401, &json!("invalid_client")), "{name}: {answer}");
            answers.insert(answer.to_string());
        }
        assert_eq!(answers.len(), 1, "all are told the same: {answers:?}");
        assert_eq!(ask(&app, &with_statement(&headed(json!({ "alg": "EdDSA" }))), &host).await.0, 200, "the rest was good");
        assert_eq!(sessions(database, "").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_secret_and_another_machines_get_no_token() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (machine, other, host) = (Owned::new(&app).await, Owned::new(&app).await, Device::ed25519());
        let (secret, _) = machine.add_secret(&app).await;
        let (others, _) = other.add_secret(&app).await;
        let signing = Device::p256();
        machine.add(&app, Some(&signing)).await;
        let unknown = machine.id.replace(|letter: char| letter.is_ascii_digit(), "0");
        for (name, form) in [
            ("another's", machine.with_secret(&others)),
            ("none", machine.with_secret("fts_")),
            ("a guess", machine.with_secret(&format!("fts_{}", "A".repeat(43)))),
            ("of nobody", with_secret(&unknown, &secret)),
            ("with a name that is none", with_secret("%", &secret)),
            ("nothing at all", vec![("grant_type", "client_credentials".to_owned())]),
        ] {
            assert_eq!(error(&app, &form, &host).await, (401, "invalid_client".into()), "{name}");
        }
        let wrong = [("grant_type", "client_credentials".to_owned())];
        let wrong = token_request(&app, &wrong).basic_auth(&machine.id, Some("fts_x")).header("dpop", proof(&app, &host));
        let answer = wrong.send().await.expect("an answer");
        assert_eq!(
            (answer.status(), &answer.headers()["www-authenticate"]),
            (StatusCode::UNAUTHORIZED, &"Basic".parse().expect("text"))
        );
        assert_eq!(sessions(database, "").await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_asked_for_in_another_way_than_the_protocol_has_it_is_refused() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (machine, host) = (Owned::new(&app).await, Device::ed25519());
        let (secret, _) = machine.add_secret(&app).await;
        let good = machine.with_secret(&secret);
        let and = |name, value: &str| [good.clone(), vec![(name, value.to_owned())]].concat();
        for (form, status, expected) in [
            (and("grant_type", "client_credentials"), 400, "invalid_request"),
            (and("client_assertion", "a.b.c"), 400, "invalid_request"),
            (and("scope", "READ_OWN"), 400, "invalid_scope"),
            (and("scope", "PAY READ_OWN"), 400, "invalid_scope"),
            (and("scope", "ADMIN"), 400, "invalid_scope"),
            (good[1..].to_vec(), 400, "invalid_request"),
            (vec![("grant_type", "password".to_owned())], 400, "unsupported_grant_type"),
            (and("padding", &"x".repeat(8 * 1024)), 413, "invalid_request"),
        ] {
            assert_eq!(error(&app, &form, &host).await, (status, expected.into()), "{form:?}");
        }
        assert_eq!(ask(&app, &and("scope", "PAY"), &host).await.0, 200, "fewer than it may");
        let json =
            reqwest::Client::new().post(format!("{}/oauth/token", app.url)).json(&json!({ "grant_type": "client_credentials" }));
        let (status, answer) = told(json).await;
        assert_eq!((status, &answer["error"]), (415, &json!("invalid_request")));
        let by_get = app.get(&format!("/oauth/token?grant_type=client_credentials&client_id={}", machine.id)).send().await;
        let by_get = by_get.expect("an answer");
        assert_eq!(
            (by_get.status(), &by_get.headers()["allow"]),
            (StatusCode::METHOD_NOT_ALLOWED, &"POST".parse().expect("text"))
        );
        let chunked =
            reqwest::Body::wrap_stream(futures_util::stream::iter((0..9).map(|_| Ok::<_, std::io::Error>("x".repeat(1024)))));
        let request = reqwest::Client::new().post(format!("{}/oauth/token", app.url));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(chunked);
        assert_eq!(told(request).await.0, 413, "without a length as well");
    })
    .await;
}

#[tokio::test]
async fn no_token_is_given_without_a_proof_of_the_hosts_key() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (machine, host) = (Owned::new(&app).await, Device::p256());
        let (secret, _) = machine.add_secret(&app).await;
        let form = machine.with_secret(&secret);
        let shown = proof(&app, &host);
        let mut old = host.claims("", app.now());
        (old["htu"], old["iat"]) = (json!(format!("{}/oauth/token", app::identity().issuer)), json!(app.now().as_second() - 61));
        for (name, proofs) in [
            ("none", vec![]),
            ("for another address", vec![proof_for(&app, &host, "/graphql")]),
            ("stale", vec![host.proof_of(&old)]),
            ("nonsense", vec!["a.b.c".to_owned()]),
            ("two", vec![proof(&app, &host), proof(&app, &host)]),
        ] {
            let request = proofs.iter().fold(token_request(&app, &form), |request, proof| request.header("dpop", proof));
            let (status, answer) = told(request).await;
            assert_eq!((status, &answer["error"]), (400, &json!("invalid_dpop_proof")), "{name}: {answer}");
        }
        for status in [200, 400] {
            assert_eq!(told(token_request(&app, &form).header("dpop", &shown)).await.0, status, "a proof serves once");
        }
    })
    .await;
}

struct Till;

#[Object]
impl Till {
    /// What moves money.
    #[graphql(guard = "PersonOrProvenMachine")]
    async fn pay(&self) -> bool {
        true
    }
}

#[tokio::test]
async fn money_moves_for_people_and_for_machines_that_prove_their_key() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (machine, host) = (Owned::new(&app).await, Device::ed25519());
        let (secret, key) = machine.add_secret(&app).await;
        let identity = &app.application.identity;
        let till =
            Schema::build(Till, EmptyMutation, EmptySubscription).data(identity.clone()).data(app.application.clock.clone());
        let api = Api::new(till.finish()).with_doorkeeper(identity.door());
        let trial = Trial::serve(Server::new(settings(), api));
        let pay = async |authorization: Option<String>, proof: Option<String>| {
            let mut request = trial.post(&json!({ "query": "{ pay }" }));
            for (name, value) in [("authorization", authorization), ("dpop", proof)] {
                request = value.into_iter().fold(request, |request, value| request.header(name, value));
            }
            let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
            if answer["data"]["pay"] == true { "paid".to_owned() } else { code(&answer).to_owned() }
        };
        let token = token(&app, &machine.with_secret(&secret), &host).await;
        let bearer = |token: &str| Some(format!("Bearer {token}"));
        assert_eq!(pay(None, None).await, "UNAUTHENTICATED");
        assert_eq!(pay(bearer(&machine.owner.tokens.access_token), None).await, "paid", "a person");
        assert_eq!(pay(bearer(&token), None).await, "POSSESSION_NOT_PROVEN");
        let proven = Some(format!("DPoP {token}"));
        assert_eq!(pay(proven.clone(), Some(host.proof(&token, app.now()))).await, "paid");
        machine.revoke(&app, &key).await;
        assert_eq!(pay(proven, Some(host.proof(&token, app.now()))).await, "UNAUTHENTICATED");
        assert_eq!(me(&app, &format!("Bearer {token}")).await.0, 401);
    })
    .await;
}
