//! What balancers and operators are told.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use fingertip::{
    platform::{health::Health, telemetry},
    server::Server,
};
use serde_json::json;

use crate::support::{
    server::{Trial, header, sent, settings, told},
    trial,
};

#[tokio::test]
async fn readiness_names_the_check_that_fails() {
    let index_is_well = Arc::new(AtomicBool::new(false));
    let asked = index_is_well.clone();
    let health = Health::with_checks()
        .and("database", Duration::from_millis(50), || async { true })
        .and("index", Duration::from_millis(50), move || {
            let well = asked.load(Ordering::Relaxed);
            async move { well }
        })
        .telling("search", || "words")
        .done();
    let trial = Trial::serve(Server { health, ..Server::new(settings(), trial::api()) });
    assert_eq!(told(trial.get("/health/live")).await, (200, json!({ "live": true })));
    let checks = json!([{ "name": "database", "ok": true }, { "name": "index", "ok": false }]);
    let report = json!({ "ready": false, "draining": false, "checks": checks, "modes": { "search": "words" } });
    assert_eq!(told(trial.get("/health/ready")).await, (503, report));
}

#[tokio::test]
async fn figures_are_shown_only_when_switched_on() {
    assert_eq!(sent(Trial::start().get("/metrics")).await.status(), 404);
    let metrics = telemetry::metrics();
    let trial = Trial::serve(Server { metrics: Some(metrics), ..Server::new(settings(), trial::api()) });
    trial.ask("{ __typename }").await;
    trial.ask("mutation { note(text: \"personal\") }").await;
    let response = sent(trial.get("/metrics")).await;
    assert!(header(&response, "content-type").starts_with("text/plain; version=0.0.4"));
    let text = response.text().await.expect("text");
    for series in [
        "fingertip_requests_total{route=\"/graphql\",kind=\"query\",status=\"200\"}",
        "fingertip_requests_total{route=\"/graphql\",kind=\"mutation\",status=\"200\"}",
        "fingertip_request_seconds",
        "fingertip_requests_in_flight",
    ] {
        assert!(text.contains(series), "{series} is not in\n{text}");
    }
    assert!(!text.contains("personal"));
}
