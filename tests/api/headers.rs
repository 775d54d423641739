//! What browsers are told on every route, and which pages may read our answers.

use fingertip::server::{Route, Settings};
use serde_json::json;

use crate::support::server::{Trial, header, sent, settings};

#[tokio::test]
async fn every_route_answers_with_the_headers_of_safety() {
    let trial = Trial::start_with(Settings { development: true, ..settings() });
    let paths = Route::of_server().into_iter().map(|route| route.path).chain(["/nothing", "/graphql?query=%7Bpanic%7D"]);
    for path in paths {
        for request in [trial.get(path), trial.client.post(trial.url(path)), trial.client.delete(trial.url(path))] {
            let response = sent(request).await;
            for (name, part) in [
                ("content-security-policy", "default-src 'none'"),
                ("content-security-policy", "frame-ancestors 'none'"),
                ("content-security-policy", "base-uri 'none'"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
                ("permissions-policy", "camera=()"),
                ("referrer-policy", "no-referrer"),
                ("strict-transport-security", "includeSubDomains"),
                ("x-content-type-options", "nosniff"),
                ("cache-control", "no-store"),
            ] {
                assert!(header(&response, name).contains(part), "{path}: {name}: {}", header(&response, name));
            }
            assert!(header(&response, "x-request-id").len() >= 8, "{path}");
            assert_eq!((header(&response, "server"), header(&response, "set-cookie")), (String::new(), String::new()), "{path}");
        }
    }
}

#[tokio::test]
async fn pages_of_trusted_origins_may_read_our_answers_and_no_others() {
    let trial = Trial::start();
    let ask = |origin: &'static str| trial.post(&json!({ "query": "{ __typename }" })).header("origin", origin);
    let response = sent(ask("https://trade.example")).await;
    assert_eq!(header(&response, "access-control-allow-origin"), "https://trade.example");
    assert_eq!(header(&response, "access-control-allow-credentials"), "");
    for origin in ["https://evil.example", "https://trade.example.evil.example", "http://trade.example", "null"] {
        let response = sent(ask(origin)).await;
        assert_eq!(header(&response, "access-control-allow-origin"), "", "{origin}");
        assert!(header(&response, "vary").contains("Origin"));
    }
    let nobody = Trial::start_with(Settings { trusted_origins: Vec::new(), ..settings() });
    let response = sent(nobody.get("/health/live").header("origin", "https://trade.example")).await;
    assert_eq!(header(&response, "access-control-allow-origin"), "");
}

#[tokio::test]
async fn a_browser_may_ask_beforehand_what_a_trusted_page_may_send() {
    let trial = Trial::start();
    let preflight = |origin: &'static str| {
        let request = trial.client.request(reqwest::Method::OPTIONS, trial.url("/graphql"));
        request.header("origin", origin).header("access-control-request-method", "POST")
    };
    let response = sent(preflight("https://trade.example")).await;
    assert_eq!((response.status().as_u16(), header(&response, "access-control-allow-methods")), (204, "GET, POST".into()));
    assert!(header(&response, "access-control-allow-headers").contains("authorization"));
    let response = sent(preflight("https://evil.example")).await;
    assert_eq!((response.status().as_u16(), header(&response, "access-control-allow-origin")), (403, String::new()));
}
