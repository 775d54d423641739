//! GraphQL over HTTP: what is accepted, what is refused and how, what may be kept, and what never leaks.

use std::{io::Read, sync::Arc};

use fingertip::server::{DocumentHash, Route, Server, Settings};
use serde_json::{Value, json};

use crate::support::{
    raw,
    server::{Trial, code, header, sent, settings, told},
    trial,
};

#[tokio::test]
async fn a_query_is_answered_by_post_and_by_get() {
    let trial = Trial::start();
    let expected = (200, json!({ "data": { "echo": "jambo" } }));
    assert_eq!(trial.ask(r#"{ echo(text: "jambo") }"#).await, expected);
    let by_get = trial.by_get(&[("query", r#"query($t: String!) { echo(text: $t) }"#), ("variables", r#"{"t":"jambo"}"#)]);
    assert_eq!(told(by_get).await, expected);
}

#[tokio::test]
async fn duplicate_and_unknown_parameters_do_no_harm() {
    let trial = Trial::start();
    let body = r#"{"query":"{ panic }","query":"{ echo(text: \"last\") }","operationName":null,"extensions":{"x":1},"more":[1]}"#;
    let post = trial.client.post(trial.url("/graphql")).header("content-type", "application/json").body(body);
    assert_eq!(told(post).await, (200, json!({ "data": { "echo": "last" } })));
    let get = trial.get("/graphql?query=%7Bpanic%7D&query=%7Becho(text%3A%22last%22)%7D&more=1");
    assert_eq!(told(get).await, (200, json!({ "data": { "echo": "last" } })));
}

#[tokio::test]
async fn a_variable_that_may_be_left_out_may_be_left_out() {
    let trial = Trial::start();
    let query = "query($count: Int) { list(count: $count) { id } }";
    let expected = (200, json!({ "data": { "list": [{ "id": 0 }, { "id": 1 }] } }));
    assert_eq!(trial.ask(query).await, expected);
    assert_eq!(
        told(trial.post(&json!({ "query": query, "variables": { "count": 1 } }))).await.1["data"]["list"],
        json!([{ "id": 0 }])
    );
}

#[tokio::test]
async fn nothing_is_changed_by_get() {
    let trial = Trial::start();
    for query in ["mutation { note(text: \"x\") }", "subscription { count(to: 1) }"] {
        let response = sent(trial.by_get(&[("query", query)])).await;
        assert_eq!((response.status().as_u16(), header(&response, "allow")), (405, "POST".into()), "{query}");
    }
    let hash = DocumentHash::of(trial::NOTE).to_string();
    let by_hash = trial.by_get(&[("documentId", &format!("sha256:{hash}")), ("variables", r#"{"text":"x"}"#)]);
    assert_eq!(code(by_hash).await, (405, "METHOD_NOT_ALLOWED".into()));
    let stream = trial.by_get(&[("query", "mutation { note(text: \"x\") }")]).header("accept", "text/event-stream");
    assert_eq!(code(stream).await, (405, "METHOD_NOT_ALLOWED".into()));
    let apollo = format!(r#"{{"persistedQuery":{{"version":1,"sha256Hash":"{hash}"}}}}"#);
    assert_eq!(code(trial.by_get(&[("extensions", &apollo)])).await.0, 405);
}

#[tokio::test]
async fn what_is_not_a_request_is_refused_with_a_status_and_a_code() {
    let trial = Trial::start();
    let post = |content_type: &str, body: &'static str| {
        trial.client.post(trial.url("/graphql")).header("content-type", content_type.to_owned()).body(body)
    };
    let query = r#"{"query":"{ __typename }"}"#;
    for (request, status, expected) in [
        (post("text/plain", query), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (post("application/x-www-form-urlencoded", "query=%7B__typename%7D"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (post("multipart/form-data; boundary=x", query), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (post("application/json; charset=utf-16", query), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (post("application/json", query).header("content-encoding", "gzip"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (trial.client.post(trial.url("/graphql")).body(query), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (post("application/json", query).header("accept", "text/html"), 406, "NOT_ACCEPTABLE"),
        (post("application/json", "{"), 400, "BAD_REQUEST"),
        (post("application/json", "\u{0}"), 400, "BAD_REQUEST"),
        (post("application/json", "{}"), 400, "BAD_REQUEST"),
        (post("application/json", r#"{"query":7}"#), 400, "BAD_REQUEST"),
        (post("application/json", r#"[{"query":"{ __typename }"},{"query":"{ __typename }"}]"#), 400, "BATCH_REFUSED"),
        (post("application/json", r#"{"query":"subscription { count(to: 1) }"}"#), 400, "SUBSCRIPTION_NEEDS_STREAM"),
        (trial.get("/graphql"), 400, "BAD_REQUEST"),
        (trial.get("/graphql?query=%7B__typename%7D&variables=%5B%5D"), 400, "BAD_REQUEST"),
        (trial.client.delete(trial.url("/graphql")), 405, "METHOD_NOT_ALLOWED"),
        (trial.client.put(trial.url("/graphql")).body(query), 405, "METHOD_NOT_ALLOWED"),
        (trial.get("/nothing"), 404, "NOT_FOUND"),
        (trial.get("/graphql/../graphiql"), 404, "NOT_FOUND"),
    ] {
        assert_eq!(code(request).await, (status, expected.into()), "{expected}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_document_is_told_in_the_status_the_media_type_asks_for() {
    let trial = Trial::start();
    let by_name = json!({ "query": "query A { __typename } query B { __typename }", "operationName": "C" });
    for (body, expected) in [
        (json!({ "query": "{ echo(" }), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "{ nothing }" }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": "{ echo(text: 7) }" }), "BAD_USER_INPUT"),
        (json!({ "query": "query($t: String!) { echo(text: $t) }", "variables": { "t": [7] } }), "BAD_USER_INPUT"),
        (by_name, "OPERATION_NOT_FOUND"),
        (json!({ "documentId": format!("sha256:{}", "0".repeat(64)) }), "PERSISTED_QUERY_NOT_FOUND"),
    ] {
        assert_eq!(code(trial.post(&body)).await, (400, expected.into()), "{body}");
        let as_json = trial.client.post(trial.url("/graphql")).json(&body);
        let (status, answer) = told(as_json).await;
        assert_eq!((status, answer.get("data")), (200, None), "{body}");
    }
}

#[tokio::test]
async fn what_goes_wrong_inside_stays_inside() {
    let trial = Trial::start();
    let (status, answer) = trial.ask("{ fault echo(text: \"still there\") }").await;
    assert_eq!((status, &answer["data"]), (200, &json!({ "fault": null, "echo": "still there" })));
    assert_eq!(
        (&answer["errors"][0]["extensions"]["code"], &answer["errors"][0]["path"]),
        (&json!("INTERNAL"), &json!(["fault"]))
    );
    assert!(answer["errors"][0]["extensions"]["reference"].as_str().is_some_and(|reference| reference.len() >= 8), "{answer}");
    assert!(!answer.to_string().contains("secret"), "{answer}");

    let (status, answer) = trial.ask("{ refusal }").await;
    let error = &answer["errors"][0];
    assert_eq!(
        (status, &error["message"], &error["extensions"]["code"]),
        (200, &json!("the notice has expired"), &json!("NOTICE_EXPIRED"))
    );
}

#[tokio::test]
async fn a_resolver_that_panics_costs_one_request_and_nothing_else() {
    let trial = Trial::start();
    for _ in 0..20 {
        let (status, answer) = trial.ask("{ panic }").await;
        assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (500, &json!("INTERNAL")));
        assert!(!answer.to_string().contains("secret"), "{answer}");
    }
    assert_eq!(trial.ask("{ __typename }").await.0, 200);
}

#[tokio::test]
async fn a_resolver_that_takes_too_long_is_stopped() {
    let trial = Trial::start();
    let (status, answer) = trial.ask("{ slow(ms: 60000) }").await;
    assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (504, &json!("TIMEOUT")));
    assert_eq!(trial.ask("{ slow(ms: 1) }").await.0, 200);
}

#[tokio::test]
async fn our_own_operations_are_found_by_hash_and_nobody_elses_are_learned() {
    let trial = Trial::start();
    let hash = DocumentHash::of(trial::ECHO);
    let body = json!({ "documentId": format!("sha256:{hash}"), "variables": { "text": "jambo" } });
    assert!(body.to_string().len() <= 150, "{} bytes", body.to_string().len());
    let expected = (200, json!({ "data": { "echo": "jambo" } }));
    assert_eq!(told(trial.post(&body)).await, expected);
    let apollo = json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": hash.to_string() } }, "variables": { "text": "jambo" } });
    assert_eq!(told(trial.post(&apollo)).await, expected);
    let note = json!({ "documentId": format!("sha256:{}", DocumentHash::of(trial::NOTE)), "variables": { "text": "x" } });
    assert_eq!(told(trial.post(&note)).await.0, 200);

    // Apollo clients send text and hash together to have it learned. We execute the text and learn nothing.
    let text = "{ echo(text: \"learned\") }";
    let both = json!({ "query": text, "extensions": { "persistedQuery": { "version": 1, "sha256Hash": DocumentHash::of(text).to_string() } } });
    assert_eq!(told(trial.post(&both)).await.0, 200);
    let only = json!({ "extensions": both["extensions"] });
    assert_eq!(code(trial.post(&only)).await, (400, "PERSISTED_QUERY_NOT_FOUND".into()));
}

#[tokio::test]
async fn the_answer_to_a_public_query_may_be_kept_and_asked_for_by_its_tag() {
    let trial = Trial::start();
    let get = |query: &str| trial.by_get(&[("query", query)]);
    let query = "{ echo(text: \"jambo\") }";
    let response = sent(get(query)).await;
    assert_eq!(header(&response, "cache-control"), "public, max-age=60");
    assert_eq!(header(&response, "vary"), "Accept, Accept-Encoding, Accept-Language, Authorization, Origin");
    let tag = header(&response, "etag");
    assert!(tag.len() == 26 && tag.starts_with('"'), "{tag}");

    for theirs in [tag.clone(), format!("\"other\", {tag}"), format!("W/{tag}")] {
        let response = sent(get(query).header("if-none-match", &theirs)).await;
        assert_eq!((response.status().as_u16(), header(&response, "etag")), (304, tag.clone()), "{theirs}");
        assert!(response.bytes().await.expect("a body").is_empty());
    }
    assert_eq!(sent(get("{ echo(text: \"other\") }").header("if-none-match", &tag)).await.status(), 200);

    for private in [
        get(query).header("authorization", "Bearer good"),
        get("{ fault }"),
        get("{ mine }"),
        get("{ nothing }"),
        trial.post(&json!({ "query": query })),
    ] {
        let response = sent(private).await;
        assert_eq!((header(&response, "cache-control"), header(&response, "etag")), ("no-store".into(), String::new()));
    }
}

#[tokio::test]
async fn long_answers_are_compressed_and_tagged_as_such() {
    let trial = Trial::start();
    let query = "{ list(count: 300) { id } }";
    let get = |coding: &'static str| trial.by_get(&[("query", query)]).header("accept-encoding", coding);
    let plain = sent(get("identity")).await.bytes().await.expect("a body");
    for (accepted, coding) in [("gzip, deflate, br, zstd", "br"), ("zstd, gzip", "zstd"), ("gzip", "gzip")] {
        let response = sent(get(accepted)).await;
        assert_eq!(header(&response, "content-encoding"), coding);
        let tag = header(&response, "etag");
        assert!(tag.ends_with(&format!("-{coding}\"")), "{tag}");
        let small = response.bytes().await.expect("a body");
        let mut read = Vec::new();
        match coding {
            "br" => brotli::Decompressor::new(&*small, 4_096).read_to_end(&mut read),
            "zstd" => zstd::Decoder::new(&*small).and_then(|mut decoder| decoder.read_to_end(&mut read)),
            _ => flate2::read::GzDecoder::new(&*small).read_to_end(&mut read),
        }
        .expect("what we wrote is read");
        assert_eq!((read, small.len() * 2 < plain.len()), (plain.to_vec(), true), "{coding}: {} of {}", small.len(), plain.len());
        assert_eq!(sent(get(accepted).header("if-none-match", tag)).await.status(), 304);
    }
    let short = sent(trial.get("/graphql?query=%7B__typename%7D").header("accept-encoding", "br")).await;
    assert_eq!(header(&short, "content-encoding"), "");
}

#[tokio::test]
async fn resolvers_know_the_language_the_request_and_the_caller() {
    let trial = Trial::start();
    let query = json!({ "query": "{ language requestId caller }" });
    let request = trial.post(&query).header("accept-language", "de, sw;q=0.9").header("x-request-id", "phone-0001");
    let response = sent(request.header("authorization", "Bearer good")).await;
    assert_eq!(header(&response, "x-request-id"), "phone-0001");
    let answer: Value = response.json().await.expect("JSON");
    assert_eq!(answer["data"], json!({ "language": "sw", "requestId": "phone-0001", "caller": "amina" }));

    let response = sent(trial.post(&query).header("x-request-id", "bad id\" onload=")).await;
    let made = header(&response, "x-request-id");
    let answer: Value = response.json().await.expect("JSON");
    assert_eq!((made.len(), &answer["data"]), (32, &json!({ "language": "en", "requestId": made, "caller": null })));
}

#[tokio::test]
async fn a_token_that_is_no_good_is_told_so_before_anything_runs() {
    let trial = Trial::start();
    let post = |token: &str| trial.post(&json!({ "query": "{ __typename }" })).header("authorization", format!("Bearer {token}"));
    let response = sent(post("unknown")).await;
    assert_eq!((response.status().as_u16(), header(&response, "www-authenticate")), (401, "Bearer".into()));
    assert_eq!(code(post("shut-out")).await, (403, "FORBIDDEN".into()));
}

#[tokio::test]
async fn errors_are_put_into_the_callers_language() {
    let api = trial::api().with_translation(|error, language| error.message = format!("[{language}] {}", error.message));
    let trial = Trial::serve(Server::new(settings(), api));
    for query in ["{ refusal }", "{ nothing }", "{ echo(", "{ panic }", "{ slow(ms: 60000) }"] {
        let (_, answer) = told(trial.post(&json!({ "query": query })).header("accept-language", "sw")).await;
        assert!(answer["errors"][0]["message"].as_str().is_some_and(|message| message.starts_with("[sw] ")), "{answer}");
    }
}

#[tokio::test]
async fn the_schema_is_shown_in_development_and_nowhere_else() {
    let introspection = "{ __schema { queryType { name } } }";
    let trial = Trial::start();
    for query in
        [introspection, "{ __type(name: \"Query\") { name } }", "{ ...f } fragment f on Query { __schema { description } }"]
    {
        assert_eq!(code(trial.post(&json!({ "query": query }))).await, (400, "INTROSPECTION_DISABLED".into()), "{query}");
    }
    assert_eq!(sent(trial.get("/graphiql")).await.status(), 404);
    let (_, answer) = trial.ask("{ ech }").await;
    assert!(!answer.to_string().contains("Did you mean"), "{answer}");

    let development = Trial::start_with(Settings { development: true, ..settings() });
    assert_eq!(development.ask(introspection).await.0, 200);
    let page = sent(development.get("/graphiql")).await;
    let policy = header(&page, "content-security-policy");
    let html = page.text().await.expect("a page");
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce");
    assert!(html.contains(&format!("<script nonce=\"{nonce}\">")) && !html.contains("{{nonce}}") && !html.contains("http"));
}

#[tokio::test]
async fn a_connection_serves_one_request_after_the_other() {
    let trial = Trial::start();
    let request = "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n".repeat(3)
        + "GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let answers = raw::exchange(trial.address, request.as_bytes()).await;
    assert_eq!(answers.matches("{\"live\":true}").count(), 4, "{answers}");
}

#[tokio::test]
async fn routes_of_slices_lie_behind_the_same_edge() {
    let route = Route {
        path: "/callbacks/{provider}",
        methods: "POST",
        purpose: "tried",
        callers: "a provider",
        limits: "none",
        owner: "payment",
        resource: Arc::new(|resource| {
            resource.route(actix_web::web::post().to(async |provider: actix_web::web::Path<String>| {
                assert_ne!(provider.as_str(), "careless", "secret text of a panic");
                actix_web::HttpResponse::Accepted().finish()
            }))
        }),
    };
    let trial = Trial::serve(Server { routes: vec![route], ..Server::new(settings(), trial::api()) });
    let post = |path: &str| sent(trial.client.post(trial.url(path)));
    let good = post("/callbacks/simulated").await;
    assert_eq!((good.status().as_u16(), header(&good, "x-content-type-options")), (202, "nosniff".into()));
    let crashed = post("/callbacks/careless").await;
    assert_eq!((crashed.status().as_u16(), header(&crashed, "x-content-type-options")), (500, "nosniff".into()));
    let text = crashed.text().await.expect("text");
    assert!(text.contains("INTERNAL") && text.contains("reference") && !text.contains("secret"), "{text}");
    assert_eq!(code(trial.get("/callbacks/simulated")).await, (405, "METHOD_NOT_ALLOWED".into()));
}

#[test]
fn the_page_of_errors_names_every_code_of_the_transport() {
    let page = include_str!("../../docs/errors.md");
    let codes =
        include_str!("../../src/server/refusal.rs").lines().filter_map(|line| line.split("=> \"").nth(1)?.split('"').next());
    for code in codes.chain(["GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"]) {
        assert!(page.contains(&format!("`{code}`")), "docs/errors.md lacks {code}");
    }
}
