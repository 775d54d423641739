//! What an attacker sends, and how little it costs us.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use fingertip::server::Settings;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{
    alone::Alone,
    raw,
    server::{Trial, code, sent, settings, told},
};

/// A chain of `n` fragments that each spread the next one `k` times.
fn chain(n: usize, k: usize) -> String {
    let mut text = "{ ...f0 }".to_owned();
    for level in 0..n {
        let next = if level + 1 == n { "__typename".to_owned() } else { format!("...f{} ", level + 1).repeat(k) };
        text += &format!(" fragment f{level} on Query {{ {next} }}");
    }
    text
}

fn numbered(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect()
}

/// Documents that have burnt or bloated servers, each with the limit that stops it.
fn attacks() -> Vec<(String, &'static str)> {
    let mut attacks: Vec<_> = [(20, 2), (6, 10), (7, 10), (8, 8), (7, 14)].map(|(n, k)| (chain(n, k), "nodes")).into();
    for count in [16, 101, 600] {
        attacks.push((format!("{{ node {{ {} }} }}", numbered(count, |at| format!("a{at}: __typename "))), "aliases"));
        attacks.push((format!("{{ {} }}", numbered(count, |at| format!("a{at}: panic "))), "aliases"));
    }
    attacks.push((format!("{{ {} }}", numbered(5_000, |at| format!("a{at}:__typename "))), "characters"));
    attacks.push((format!("{{ {} }}", "echo ".repeat(1_500)), "rootFields"));
    attacks.push((format!("{{ {} }}", "a ".repeat(5_000)), "tokens"));
    attacks.push((format!("{{ node {{ {} }} }}", "id ".repeat(1_996)), "tokens"));
    for depth in [9, 20, 40] {
        attacks.push((format!("{{ node {} id {} }}", "{ child ".repeat(depth) + "{", "}".repeat(depth + 1)), "depth"));
    }
    attacks.push(("{a".repeat(7_000), "brackets"));
    attacks.push((format!("{{ echo(text: {}", "[".repeat(10_000)), "brackets"));
    attacks.push((format!("{{ echo(text: {}", "{a:".repeat(4_000)), "brackets"));
    for directive in ["@skip(if: false) ", "@x ", "@include(if: true) "] {
        attacks.push((format!("{{ echo(text: \"x\") {} }}", directive.repeat(51)), "directives"));
    }
    attacks.push((format!("query {} {{ __typename }}", "@x ".repeat(51)), "directives"));
    let spread: String = numbered(31, |at| format!("...f{at} "));
    attacks.push((
        format!("{{ {spread} }} {}", numbered(31, |at| format!("fragment f{at} on Query {{ __typename }} "))),
        "fragments",
    ));
    attacks.push(("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }".into(), "nodes"));
    attacks.push(("{ ...a } fragment a on Query { ...a }".into(), "nodes"));
    attacks.push((
        "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }".into(),
        "introspectionLists",
    ));
    attacks.push(("mutation { a: note(text: \"1\") b: note(text: \"2\") }".into(), "mutations"));
    attacks.push((format!("# {}\n{{ __typename }}", "x".repeat(15_000)), "characters"));
    attacks.push((format!("{{ echo(text: \"{}\") }}", "x".repeat(15_000)), "characters"));
    attacks.push((numbered(12, |at| format!("query Q{at} {{ {} }} ", chain(1, 1).split(' ').nth(1).unwrap_or("a"))), "parse"));
    attacks
}

#[tokio::test]
async fn every_document_of_the_attack_corpus_is_refused_at_once() {
    let trial = Trial::start_with(Settings { introspection: true, ..settings() });
    for (attack, limit) in attacks() {
        let began = Instant::now();
        let (status, answer) = told(trial.client.post(trial.url("/graphql")).json(&json!({ "query": attack }))).await;
        let took = began.elapsed();
        let shown: String = attack.chars().take(70).collect();
        if limit != "parse" {
            let extensions = &answer["errors"][0]["extensions"];
            assert_eq!(
                (status, &extensions["code"], &extensions["limit"]),
                (400, &json!("DOCUMENT_TOO_LARGE"), &json!(limit)),
                "{shown}"
            );
            assert!(extensions["found"].as_u64() > extensions["max"].as_u64(), "{answer}");
        }
        // The whole round trip, without optimisation, beside other tests; the guard alone is timed beside its code.
        assert!(took < Duration::from_secs(2), "{shown} took {took:?}");
    }
}

#[tokio::test]
async fn documents_just_within_the_limits_are_cheap_to_validate() {
    let trial = Trial::start();
    for query in [
        format!("{{ node {{ {} }} }}", "id ".repeat(1_990)),
        format!(
            "{{ node {{ ...f0 }} }} {}",
            numbered(29, |at| format!(
                "fragment f{at} on Node {{ id {} }} ",
                if at < 28 { format!("...f{} ", at + 1).repeat(1) } else { String::new() }
            ))
        ),
        format!("{{ {} }}", "... on Query { ".repeat(20) + "__typename" + &" }".repeat(20)),
    ] {
        let began = Instant::now();
        let (status, answer) = trial.ask(&query).await;
        assert!(status == 200 || status == 400, "{answer}");
        assert!(began.elapsed() < Duration::from_secs(2), "took {:?}", began.elapsed());
    }
}

#[tokio::test]
async fn a_body_too_long_is_refused_by_its_word_and_by_its_bytes() {
    let trial = Trial::start();
    let long = json!({ "query": "{ __typename }", "x": "x".repeat(140_000) });
    assert_eq!(code(trial.post(&long)).await, (413, "BODY_TOO_LARGE".into()));
    let declared = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\n\r\n";
    let answer = raw::exchange(trial.address, declared.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    let variables = json!({ "query": "query($t: String!) { echo(text: $t) }", "variables": { "t": "x".repeat(66_000) } });
    let (status, answer) = told(trial.post(&variables)).await;
    assert_eq!((status, &answer["errors"][0]["extensions"]["limit"]), (400, &json!("variableBytes")));
}

#[tokio::test]
async fn a_body_that_trickles_in_is_given_up_and_hinders_nobody() {
    let trial = Trial::start();
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{";
    let mut slow = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(trial.address).await.expect("a listening server");
        stream.write_all(head.as_bytes()).await.expect("the server reads");
        slow.push(stream);
    }
    let began = Instant::now();
    assert_eq!(sent(trial.get("/health/ready")).await.status(), 200);
    assert_eq!(trial.ask("{ __typename }").await.0, 200);
    assert!(began.elapsed() < Duration::from_millis(500), "others waited {:?}", began.elapsed());
    for mut stream in slow {
        let answer = raw::read(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("BODY_TOO_SLOW"), "{answer}");
    }
}

#[tokio::test]
async fn a_head_that_trickles_in_is_given_up() {
    let mut settings = settings();
    settings.limits.head_wait_max = Duration::from_millis(500);
    let trial = Trial::start_with(settings);
    let answer = raw::exchange(trial.address, b"POST /graphql HTTP/1.1\r\nhost: ").await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test]
async fn a_gibibyte_in_chunks_is_refused_in_bounded_memory() {
    let alone = Alone::start();
    // The first request makes the server take what memory it needs anyway.
    pour(alone.address, 1024 * 1024).await;
    let before = alone.resident_bytes();
    let began = Instant::now();
    let (answer, poured) = pour(alone.address, 1024 * 1024 * 1024).await;
    let grown = alone.resident_bytes().saturating_sub(before);
    println!("refused; {poured} bytes went out in {:?}; memory grew by {grown} bytes", began.elapsed());
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(grown < 5 * 1024 * 1024, "memory grew by {grown} bytes");
    assert!(began.elapsed() < Duration::from_secs(10), "it took {:?}", began.elapsed());
}

/// Sends so many bytes in chunks, or fewer if the server closes; returns its answer and what went out.
async fn pour(address: SocketAddr, bytes: usize) -> (String, usize) {
    let mut stream = TcpStream::connect(address).await.expect("a listening server");
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.expect("the server reads");
    let (mut reader, mut writer) = stream.split();
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    let write = async {
        let mut poured = 0;
        while poured < bytes && writer.write_all(chunk.as_bytes()).await.is_ok() {
            poured += chunk.len();
        }
        poured
    };
    let read = async {
        let (mut answer, mut piece) = (Vec::new(), [0; 4096]);
        while let Ok(length @ 1..) = reader.read(&mut piece).await {
            answer.extend_from_slice(&piece[..length]);
        }
        String::from_utf8_lossy(&answer).into_owned()
    };
    tokio::join!(read, write)
}
