//! Sockets and event streams under load and at the end. What clients see of the protocol is in `clients.rs`.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{
    node, raw,
    server::{Trial, code, header, sent, settings},
};

const HANDSHAKE: &str = "GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
    sec-websocket-key: x3JJHMbDL1EzLkh9GBhXDw==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n";

/// Writes a text message as a browser would: masked, here with zeros.
fn frame(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).expect("a short message").to_be_bytes();
    let mut frame = vec![0x81, 0x80 | 126, length[0], length[1], 0, 0, 0, 0];
    frame.extend(text.as_bytes());
    frame
}

#[tokio::test]
async fn a_client_that_does_not_read_is_let_go_and_costs_little() {
    let mut settings = settings();
    settings.limits.stream.send_wait_max = Duration::from_millis(300);
    settings.limits.stream.streams_max = 1;
    let trial = Trial::start_with(settings);
    let mut stream = TcpStream::connect(trial.address).await.expect("a listening server");
    stream.write_all(HANDSHAKE.as_bytes()).await.expect("the server reads");
    let mut switching = [0; 12];
    stream.read_exact(&mut switching).await.expect("an answer");
    assert_eq!(&switching, b"HTTP/1.1 101");
    stream.write_all(&frame(r#"{"type":"connection_init"}"#)).await.expect("the server reads");
    let flood = r#"{"type":"subscribe","id":"1","payload":{"query":"subscription { flood }"}}"#;
    stream.write_all(&frame(flood)).await.expect("the server reads");

    // Its place is taken now, and free again once the server has lost patience.
    let another = || {
        trial
            .client
            .post(trial.url("/graphql"))
            .header("accept", "text/event-stream")
            .json(&json!({ "query": "subscription { count(to: 1) }" }))
    };
    let began = Instant::now();
    let mut refused = 0;
    while sent(another()).await.status() != 200 {
        refused += 1;
        assert!(began.elapsed() < Duration::from_secs(5), "the place is never freed");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(refused > 0, "the place was taken");
    let mut received = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut received)).await;
    assert!(received.len() < 32 * 1024 * 1024, "{} bytes had been queued", received.len());
}

#[tokio::test]
async fn streams_have_a_ceiling_for_the_whole_process() {
    let mut settings = settings();
    settings.limits.stream.streams_max = 2;
    let trial = Trial::start_with(settings);
    let open = || {
        trial
            .client
            .post(trial.url("/graphql"))
            .header("accept", "text/event-stream")
            .json(&json!({ "query": "subscription { publicationChanged { id } }" }))
    };
    let (first, _second) = (sent(open()).await, sent(open()).await);
    assert_eq!((first.status().as_u16(), header(&first, "content-type")), (200, "text/event-stream".into()));
    let third = sent(open()).await;
    assert_eq!((third.status().as_u16(), header(&third, "retry-after")), (503, "5".into()));
    drop(first);
    let began = Instant::now();
    while sent(open()).await.status() != 200 {
        assert!(began.elapsed() < Duration::from_secs(5), "a place that is left is free again");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_silent_event_stream_is_kept_alive_by_comments() {
    let mut settings = settings();
    settings.limits.stream.keep_alive_every = Duration::from_millis(100);
    let trial = Trial::start_with(settings);
    let body = r#"{"query":"subscription { publicationChanged { id } }"}"#;
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(trial.address).await.expect("a listening server");
    stream.write_all(request.as_bytes()).await.expect("the server reads");
    let mut said = String::new();
    let mut piece = [0; 1024];
    while said.matches(":\n\n").count() < 4 {
        let length = stream.read(&mut piece).await.expect("the stream goes on");
        said += &String::from_utf8_lossy(&piece[..length]);
    }
    assert!(said.contains("event: next\ndata: {\"data\":{\"publicationChanged\":{\"id\":\"coffee-export\"}}}\n\n"), "{said}");
}

#[tokio::test]
async fn what_cannot_be_executed_is_told_before_a_stream_is_opened() {
    let trial = Trial::start();
    let open = |query: &str| {
        trial.client.post(trial.url("/graphql")).header("accept", "text/event-stream").json(&json!({ "query": query }))
    };
    assert_eq!(code(open("subscription {")).await, (400, "GRAPHQL_PARSE_FAILED".into()));
    assert_eq!(
        code(open("subscription { count(to: 1) }").header("authorization", "Bearer bad")).await,
        (401, "UNAUTHENTICATED".into())
    );
}

#[tokio::test]
async fn a_handshake_that_is_none_is_a_bad_request() {
    let trial = Trial::start();
    let answer =
        raw::exchange(trial.address, b"GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n")
            .await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
}

#[tokio::test]
async fn sockets_and_event_streams_are_closed_when_the_server_leaves() {
    let mut trial = Trial::start();
    node::run("subscriptions.mjs", &[&trial.url("/graphql")]).await; // installs the packages
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node");
    let client =
        Command::new("node").args(["draining.mjs", &trial.url("/graphql")]).current_dir(folder).stdout(Stdio::piped()).spawn();
    let Ok(mut client) = client else { return }; // no Node.js here
    let lines = BufReader::new(client.stdout.take().expect("it is piped")).lines();
    let open = tokio::task::spawn_blocking(move || lines.take(2).map_while(Result::ok).filter(|line| line == "open").count());
    assert_eq!(open.await.expect("no panic"), 2, "socket and stream are open");
    trial.stop();
    let ended = tokio::task::spawn_blocking(move || client.wait()).await.expect("no panic").expect("it ends");
    assert!(ended.success(), "see above what the client said");
    (&mut trial.served).await.expect("no panic").expect("a good end");
}
