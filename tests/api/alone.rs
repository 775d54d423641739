//! What is seen of a server only from outside its process: its log, and what it makes of signals.

use fingertip::server::{Server, Stop};
use serde_json::json;
use tokio::task::spawn_blocking;

use crate::support::{alone::Alone, server::settings, trial};

/// Not a test: the server that [`Alone`] starts in a process of its own.
#[tokio::test]
#[ignore = "is started by other tests"]
async fn serves() {
    tracing_subscriber::fmt().json().with_max_level(tracing::Level::INFO).init();
    let running = Server::new(settings(), trial::api()).listen().expect("a free port");
    println!("\nlistening on {}", running.address());
    running.run(Stop::on_signals().expect("signals")).await.expect("a good end");
}

#[tokio::test]
async fn the_log_tells_what_was_done_and_not_what_was_said() {
    let mut alone = Alone::start();
    let url = format!("http://{}/graphql?token=in-the-url", alone.address);
    let client = reqwest::Client::new();
    let body = json!({ "query": "query Whisper($t: String!) { echo(text: $t) fault }", "variables": { "t": "personal" } });
    let request = client.post(&url).header("x-request-id", "phone-0042").header("authorization", "Bearer good").json(&body);
    assert_eq!(request.send().await.expect("an answer").status(), 200);

    alone.signal("TERM");
    let (said, status) = spawn_blocking(move || (alone.said(), alone.process.wait())).await.expect("no panic");
    assert!(status.expect("it ends").success(), "{said}");
    let line =
        said.lines().find(|line| line.contains("\"target\":\"access\"")).unwrap_or_else(|| panic!("no access line in {said}"));
    for part in [
        "phone-0042",
        "Whisper",
        "\"status\":200",
        "\"kind\":\"query\"",
        "\"route\":\"/graphql\"",
        "\"ms\":",
        "\"code\":\"INTERNAL\"",
    ] {
        assert!(line.contains(part), "{part} is not in {line}");
    }
    assert!(
        said.contains("no such table") && said.contains("\"reference\":\"phone-0042\""),
        "the accident is in the log: {said}"
    );
    for secret in ["personal", "echo(", "good", "in-the-url"] {
        assert!(!said.contains(secret), "{secret} is in {said}");
    }
}
