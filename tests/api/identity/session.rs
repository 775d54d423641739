//! Sessions and callers through the front door.

use fingertip::platform::policy::MachineScope;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{SignedIn, code, machine_with, me, refresh, sign_in, sign_in_as};
use crate::support::{
    app::{App, operation},
    database::each_database,
    device::Device,
};

async fn end(app: &App, access_token: &str, session: Option<&str>) -> (u16, Value) {
    let variables = json!({ "input": { "sessionId": session } });
    let request = app.request(&operation("end_session"), &variables).header("authorization", format!("Bearer {access_token}"));
    let answer = request.send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

#[tokio::test]
async fn a_person_sees_where_they_are_signed_in_and_signs_out_there_at_once() {
    each_database(async |database| {
        let app = App::over(database).await;
        let phone = sign_in(&app).await;
        let lost = sign_in_as(&app, phone.subject, Device::p256()).await;
        let (_, answer) = me(&app, &format!("Bearer {}", phone.tokens.access_token)).await;
        let sessions = answer["data"]["me"]["sessions"].as_array().expect("a list").clone();
        assert_eq!(sessions.len(), 2, "{answer}");
        let own: Vec<_> = sessions.iter().filter(|session| session["isCurrent"] == true).collect();
        assert_eq!((own.len(), &own[0]["id"]), (1, &json!(phone.tokens.session.to_string())));
        assert_eq!(own[0]["deviceName"], "A small phone");

        let (_, ended) = end(&app, &phone.tokens.access_token, Some(&lost.tokens.session.to_string())).await;
        assert_eq!(ended["data"]["endSession"]["__typename"], "SessionEnded", "{ended}");
        let (status, answer) = me(&app, &format!("Bearer {}", lost.tokens.access_token)).await;
        assert_eq!((status, code(&answer)), (401, "UNAUTHENTICATED"));
        assert_eq!(refresh(&app, &lost.tokens.refresh_token, &lost.device).await["code"], "SESSION_OVER");

        let (_, ended) = end(&app, &phone.tokens.access_token, None).await;
        assert_eq!(ended["data"]["endSession"]["id"], phone.tokens.session.to_string());
        assert_eq!(end(&app, &phone.tokens.access_token, None).await.0, 401);
    })
    .await;
}

#[tokio::test]
async fn a_session_of_somebody_else_is_as_unknown_as_one_that_never_was() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (one, other) = (sign_in(&app).await, sign_in(&app).await);
        let theirs = other.tokens.session.to_string();
        let mut answers = Vec::new();
        for session in [theirs.as_str(), &"0".repeat(32), "' or 1=1 --", ""] {
            answers.push(end(&app, &one.tokens.access_token, Some(session)).await.1["data"]["endSession"].clone());
        }
        assert_eq!(answers[0]["__typename"], "SessionUnknown", "{answers:?}");
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        assert_eq!(me(&app, &format!("Bearer {}", other.tokens.access_token)).await.0, 200);
    })
    .await;
}

#[tokio::test]
async fn one_session_too_many_ends_the_one_used_least_lately() {
    each_database(async |database| {
        let app = App::over(database).await;
        let first = sign_in(&app).await;
        for _ in 0..20 {
            app.clock.advance(jiff::Span::new().seconds(1));
            sign_in_as(&app, first.subject, Device::ed25519()).await;
        }
        let standing = app.application.identity.sessions.list(first.subject, app.now()).await.expect("a database");
        assert_eq!(standing.len(), 20);
        assert!(standing.iter().all(|session| session.id != first.tokens.session));
        assert_eq!(me(&app, &format!("Bearer {}", first.tokens.access_token)).await.0, 401);
    })
    .await;
}

#[tokio::test]
async fn whoever_shows_something_that_is_not_good_is_refused_and_never_taken_for_nobody() {
    each_database(async |database| {
        let app = App::over(database).await;
        app.indexed().await;
        let SignedIn { tokens, .. } = sign_in(&app).await;
        let public = "{ search(text: \"rice\") { nodes { title } } }";
        let good = tokens.access_token.as_str();
        for authorization in
            ["Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Token x", good, &format!("Bearer {good} {good}"), "Bearer nonsense"]
        {
            let request = app.request(public, &json!({})).header("authorization", authorization).header("accept-language", "fr");
            let answer = request.send().await.expect("an answer");
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{authorization}");
            let answer: Value = answer.json().await.expect("JSON");
            assert_eq!(
                (code(&answer), &answer["errors"][0]["message"]),
                ("UNAUTHENTICATED", &json!("veuillez vous reconnecter"))
            );
        }
        let twice = app.request(public, &json!({})).header("authorization", format!("Bearer {good}"));
        let twice = twice.header("authorization", format!("Bearer {good}")).send().await.expect("an answer");
        assert_eq!(twice.status(), StatusCode::UNAUTHORIZED);
        let bytes = app.request(public, &json!({})).header("authorization", &b"Bearer \xff\xfe"[..]).send().await;
        assert_eq!(bytes.expect("an answer").status(), StatusCode::UNAUTHORIZED);
        assert!(app.answer(public, json!({})).await.get("errors").is_none(), "nobody may ask what is public");
        assert_eq!(code(&app.answer("{ me { id } }", json!({})).await), "UNAUTHENTICATED");
    })
    .await;
}

#[tokio::test]
async fn a_token_shown_with_a_proof_needs_a_good_one_each_time() {
    each_database(async |database| {
        let app = App::over(database).await;
        let SignedIn { device, tokens, .. } = sign_in(&app).await;
        let good = tokens.access_token.as_str();
        let ask = async |proof: Option<&str>| {
            let mut request = app.request(&operation("my_sessions"), &json!({})).header("authorization", format!("DPoP {good}"));
            if let Some(proof) = proof {
                request = request.header("dpop", proof);
            }
            request.send().await.expect("an answer").status().as_u16()
        };
        let proof = device.proof(good, app.now());
        assert_eq!(ask(Some(&proof)).await, 200);
        assert_eq!(ask(Some(&proof)).await, 401, "shown again");
        assert_eq!(ask(None).await, 401);
        assert_eq!(ask(Some(&Device::ed25519().proof(good, app.now()))).await, 401, "another device");
        assert_eq!(ask(Some(&device.proof(&tokens.refresh_token, app.now()))).await, 401, "another token");
        app.clock.advance(jiff::Span::new().seconds(61));
        assert_eq!(ask(Some(&proof)).await, 401, "later");
        assert_eq!(ask(Some(&device.proof(good, app.now()))).await, 200);
    })
    .await;
}

#[tokio::test]
async fn a_session_that_another_server_ended_is_refused_here_too() {
    each_database(async |database| {
        let (app, other) = (App::over(database).await, App::over(database).await);
        let SignedIn { subject, tokens, .. } = sign_in(&app).await;
        let authorization = format!("Bearer {}", tokens.access_token);
        // By what the token says and the list of revocations alone: the database is not asked for a public field.
        let public = async || {
            let request = other.request("{ __typename }", &json!({})).header("authorization", &authorization);
            request.send().await.expect("an answer").status().as_u16()
        };
        assert_eq!(public().await, 200);
        assert!(app.application.identity.sessions.end(tokens.session, subject, app.now()).await.expect("a database"));
        let (_, answer) = me(&other, &authorization).await;
        assert_eq!(code(&answer), "UNAUTHENTICATED", "at once where the database is asked");
        other.until("the other server has heard", || async { public().await == 401 }).await;
    })
    .await;
}

#[tokio::test]
async fn a_document_holds_one_refresh_and_nothing_is_tried_of_more() {
    each_database(async |database| {
        let app = App::over(database).await;
        let SignedIn { device, tokens, .. } = sign_in(&app).await;
        let one = |alias: usize| {
            format!("a{alias}: refreshSession(input: {{ refreshToken: \"{}\" }}) {{ __typename }} ", tokens.refresh_token)
        };
        let hundred: String = (0..100).map(one).collect();
        let hidden = format!("mutation {{ {} ...f }} fragment f on Mutation {{ {} }}", one(1), one(2));
        for document in [format!("mutation {{ {}{} }}", one(1), one(2)), format!("mutation {{ {hundred} }}"), hidden] {
            let proof = device.proof(&tokens.refresh_token, app.now());
            let answer = app.request(&document, &json!({})).header("dpop", proof).send().await.expect("an answer");
            let answer: Value = answer.json().await.expect("JSON");
            assert_eq!(code(&answer), "DOCUMENT_TOO_LARGE", "{answer}");
        }
        let batch = json!([{ "query": "{ __typename }" }, { "query": "{ __typename }" }]);
        let answer: Value = app.request("", &json!({})).json(&batch).send().await.expect("an answer").json().await.expect("JSON");
        assert_eq!(code(&answer), "BATCH_REFUSED");
        assert_eq!(database.number("select count(*) from refresh_token where rotated_at is not null").await, 0);
        assert_eq!(database.number("select count(*) from used_proof").await, 0);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_changed_by_get() {
    each_database(async |database| {
        let app = App::over(database).await;
        let SignedIn { tokens, .. } = sign_in(&app).await;
        for name in ["refresh_session", "end_session"] {
            let parameters = [("query", operation(name)), ("variables", "{\"input\":{}}".to_owned())];
            let url = reqwest::Url::parse_with_params("http://x/graphql", &parameters).expect("a URL");
            let request = app.get(&format!("/graphql?{}", url.query().unwrap_or_default()));
            let answer = request.header("authorization", format!("Bearer {}", tokens.access_token)).send().await;
            assert_eq!(answer.expect("an answer").status(), StatusCode::METHOD_NOT_ALLOWED, "{name}");
        }
        assert_eq!(me(&app, &format!("Bearer {}", tokens.access_token)).await.0, 200);
    })
    .await;
}

#[tokio::test]
async fn the_database_holds_no_token_that_works_and_no_key_that_signs() {
    each_database(async |database| {
        let app = App::over(database).await;
        let SignedIn { device, tokens, .. } = sign_in(&app).await;
        let next = refresh(&app, &tokens.refresh_token, &device).await;
        let next = next["refreshToken"].as_str().expect("a token").to_owned();
        let signing = app.application.identity.keyring.signing().expect("opened");
        let private = signing.private().as_bytes();
        let seed = hex::encode(&private[private.len() - 32..]);
        let columns = [
            ("refresh_token", "hash || coalesce(successor_hash, '') || coalesce(successor_sealed, '')"),
            ("device", "key || thumbprint"),
            ("signing_key", "public_key || coalesce(sealed, '')"),
        ];
        for (table, text) in columns {
            for secret in [&tokens.refresh_token[4..], &next[4..], tokens.access_token.as_str(), seed.as_str()] {
                // Texts are kept as hexadecimal digits or base64url.
                let found = format!("select count(*) from {table} where {text} like '%{secret}%'");
                assert_eq!(database.number(&found).await, 0, "{table}");
                let bytes = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, secret);
                if let Ok(bytes) = bytes {
                    let found = format!("select count(*) from {table} where {text} like '%{}%'", hex::encode(bytes));
                    assert_eq!(database.number(&found).await, 0, "{table}");
                }
            }
        }
        assert!(database.number("select count(*) from signing_key where sealed is not null").await == 2);
    })
    .await;
}

#[tokio::test]
async fn a_service_is_no_person() {
    each_database(async |database| {
        let app = App::over(database).await;
        let machine = machine_with(&app, [MachineScope::Lodge]).await;
        let SignedIn { tokens, .. } = sign_in_as(&app, machine, Device::p256()).await;
        let (_, answer) = me(&app, &format!("Bearer {}", tokens.access_token)).await;
        assert_eq!(answer["data"]["me"]["id"], machine.to_string(), "{answer}");
    })
    .await;
}
