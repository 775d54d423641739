//! How much each may ask for (SEC-RL-01, SEC-GQL-06): counted in operations, by who asks and not by where from.

use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

use super::{code, sign_in, sign_in_as, socket::Socket};
use crate::support::{app::App, database::Fresh, device::Device};

/// The same field ten times.
fn ten(field: &str) -> String {
    let fields: String = (0..10).map(|number| format!("a{number}: {field} ")).collect();
    format!("{{ {fields} }}")
}

async fn app() -> (Fresh, App) {
    let fresh = Fresh::sqlite().await;
    let app = App::over(&fresh).await;
    (fresh, app)
}

fn as_bearer(app: &App, query: &str, token: &str) -> RequestBuilder {
    app.request(query, &json!({})).header("authorization", format!("Bearer {token}"))
}

async fn sent(request: RequestBuilder) -> Response {
    request.send().await.expect("an answer")
}

async fn told(request: RequestBuilder) -> (StatusCode, Value) {
    let response = sent(request).await;
    (response.status(), response.json().await.expect("JSON"))
}

/// Asks for so many operations in documents of ten, each of which passes.
async fn use_up(app: &App, token: &str, operations: usize) {
    for _ in 0..operations / 10 {
        assert_eq!(sent(as_bearer(app, &ten("me { id }"), token)).await.status(), StatusCode::OK);
    }
}

/// Uses up what a network has for those who show no token. The documents are counted and then found to be wrong, which costs little.
async fn use_up_network(app: &App) {
    for _ in 0..300 {
        let (_, answer) = told(app.request(&ten("search"), &json!({}))).await;
        assert_eq!(code(&answer), "GRAPHQL_VALIDATION_FAILED", "{answer}");
    }
}

#[tokio::test]
async fn whoever_asks_too_much_is_told_how_long_to_wait_and_is_served_then() {
    let (_fresh, app) = app().await;
    let token = sign_in(&app).await.tokens.access_token;
    use_up(&app, &token, 120).await;
    let refused = sent(as_bearer(&app, &ten("me { id }"), &token).header("accept-language", "fr")).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()["retry-after"], "5");
    let answer: Value = refused.json().await.expect("JSON");
    assert_eq!((code(&answer), &answer["errors"][0]["extensions"]["seconds"]), ("RATE_LIMITED", &json!(5)), "{answer}");
    let message = answer["errors"][0]["message"].as_str().expect("a message");
    assert!(message.contains("attendez 5 secondes"), "{message}");
    assert!(answer.get("data").is_none(), "nothing was executed");
    app.clock.advance(jiff::Span::new().seconds(5));
    assert_eq!(sent(as_bearer(&app, &ten("me { id }"), &token)).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn another_phone_of_the_same_person_has_no_more() {
    let (_fresh, app) = app().await;
    let first = sign_in(&app).await;
    let second = sign_in_as(&app, first.subject, Device::p256()).await.tokens.access_token;
    use_up(&app, &first.tokens.access_token, 120).await;
    let (status, answer) = told(as_bearer(&app, "{ me { id } }", &second)).await;
    assert_eq!((status, code(&answer)), (StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED"), "{answer}");
}

#[tokio::test]
async fn an_office_behind_one_address_works_whatever_strangers_do_from_there() {
    let (_fresh, app) = app().await;
    let mut office = Vec::new();
    for _ in 0..40 {
        office.push(sign_in(&app).await.tokens.access_token);
    }
    use_up_network(&app).await;
    let (status, _) = told(app.request("{ datasets { nodes { __typename } } }", &json!({}))).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "who shows nothing shares what the network has");
    for token in &office {
        use_up(&app, token, 20).await;
    }
}

#[tokio::test]
async fn an_address_that_the_caller_wrote_is_not_believed() {
    let (_fresh, app) = app().await;
    use_up_network(&app).await;
    let elsewhere = app.request("{ __typename }", &json!({})).header("x-forwarded-for", "198.51.100.7");
    assert_eq!(sent(elsewhere).await.status(), StatusCode::TOO_MANY_REQUESTS);
    for path in ["/health/live", "/health/ready", "/.well-known/jwks.json", "/graphiql"] {
        assert_eq!(sent(app.get(path)).await.status(), StatusCode::OK, "{path} is not counted");
    }
}

#[tokio::test]
async fn what_is_asked_on_a_socket_counts_as_well() {
    let (_fresh, app) = app().await;
    let token = sign_in(&app).await.tokens.access_token;
    let mut socket = Socket::open(&app, &format!("Bearer {token}")).await;
    socket.hear(b"connection_ack").await;
    let subscribe = |id: &str| json!({ "type": "subscribe", "id": id, "payload": { "query": ten("me { id }") } }).to_string();
    socket.say(&subscribe("first")).await;
    socket.hear(br#"{"type":"complete","id":"first"}"#).await;
    let (_, answer) = told(as_bearer(&app, "{ me { id } }", &token).header("x-quota", "1")).await;
    assert_eq!(answer["extensions"]["quota"], json!({ "class": "SEARCH", "remaining": 109, "resetSeconds": 6 }), "{answer}");
    use_up(&app, &token, 100).await;
    socket.say(&subscribe("last")).await;
    socket.hear(b"RATE_LIMITED").await;
}

#[tokio::test]
async fn what_is_left_is_told_when_it_is_little_or_asked_for() {
    let (_fresh, app) = app().await;
    let token = sign_in(&app).await.tokens.access_token;
    use_up(&app, &token, 80).await;
    let (_, answer) = told(as_bearer(&app, &ten("me { id }"), &token)).await;
    assert!(answer.get("extensions").is_none(), "thirty of 120 are a quarter: {answer}");
    let (_, answer) = told(as_bearer(&app, "{ me { id } }", &token)).await;
    assert_eq!(answer["extensions"]["quota"]["remaining"], 29, "{answer}");
}

#[tokio::test]
async fn an_answer_that_anybody_may_keep_says_nothing_of_whoever_got_it() {
    let (_fresh, app) = app().await;
    let path = "/graphql?query=%7Bdatasets%7Bnodes%7B__typename%7D%7D%7D";
    let kept = sent(app.get(path)).await;
    assert!(kept.headers()["cache-control"].to_str().expect("text").starts_with("public"));
    let asked = sent(app.get(path).header("x-quota", "1")).await;
    assert_eq!(asked.headers()["cache-control"], "no-store");
    let answer: Value = asked.json().await.expect("JSON");
    assert_eq!(answer["extensions"]["quota"]["remaining"], 2_998, "{answer}");
}

#[tokio::test]
async fn one_phone_signs_in_ten_times_a_minute_and_leaves_the_rest_to_others() {
    let (_fresh, app) = app().await;
    let refresh = "mutation { refreshSession(input: { refreshToken: \"none\" }) { __typename } }";
    let (phone, other) = (Device::ed25519(), Device::ed25519());
    let tried = async |device: &Device| {
        sent(app.request(refresh, &json!({})).header("dpop", device.proof("none", app.now()))).await.status()
    };
    for _ in 0..10 {
        assert_eq!(tried(&phone).await, StatusCode::OK);
    }
    assert_eq!(tried(&phone).await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(tried(&other).await, StatusCode::OK);
}

#[tokio::test]
async fn files_and_pages_are_counted_by_where_they_are_asked_from() {
    let (_fresh, app) = app().await;
    let tries = async |path: &str, most: usize| {
        for number in 0..most {
            assert_ne!(sent(app.get(path)).await.status(), StatusCode::TOO_MANY_REQUESTS, "{path} {number}");
        }
        sent(app.get(path)).await
    };
    let refused = tries("/export/no-such-data.csv", 600).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers().contains_key("retry-after"));
    assert_eq!(sent(app.get("/e/ZZZZZ-ZZZZZ")).await.status(), StatusCode::NOT_FOUND, "another class has its own");
    let refused = tries("/e/ZZZZZ-ZZZZZ", 2_999).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS, "nobody finds a code by trying");
}

#[tokio::test]
async fn tokens_that_are_not_good_are_counted_and_keep_nobody_from_signing_in() {
    let (_fresh, app) = app().await;
    let bad = || as_bearer(&app, "{ me { id } }", "not.a.token");
    for _ in 0..3_000 {
        assert_eq!(sent(bad()).await.status(), StatusCode::UNAUTHORIZED);
    }
    assert_eq!(sent(bad()).await.status(), StatusCode::TOO_MANY_REQUESTS);
    let token = sign_in(&app).await.tokens.access_token;
    assert_eq!(sent(as_bearer(&app, "{ me { id } }", &token)).await.status(), StatusCode::OK, "who signed in has their own");
}
