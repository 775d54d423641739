//! What clients and audits written by others make of us.

use std::time::Duration;

use fingertip::server::Settings;

use crate::support::{
    node,
    server::{Trial, settings},
};

#[tokio::test]
async fn the_public_audits_of_graphql_over_http_are_satisfied() {
    // They ask for `__type` with a variable, to try variables.
    let trial = Trial::start_with(Settings { introspection: true, ..settings() });
    let said = node::run("audits.mjs", &[&trial.url("/graphql")]).await;
    assert!(said.is_empty() || said.contains("61 of 61 audits"), "{said}");
}

#[tokio::test]
async fn usual_clients_complete_operations_over_websocket_and_event_stream() {
    let trial = Trial::start();
    node::run("subscriptions.mjs", &[&trial.url("/graphql")]).await;
}

#[tokio::test]
async fn every_misuse_of_a_socket_is_closed_with_its_code() {
    let mut settings = settings();
    settings.limits.stream.init_wait_max = Duration::from_millis(500);
    settings.limits.stream.keep_alive_every = Duration::from_millis(600);
    settings.limits.stream.readmit_every = Duration::from_millis(200);
    let trial = Trial::start_with(settings);
    node::run("closing.mjs", &[&trial.url("/graphql")]).await;
}
