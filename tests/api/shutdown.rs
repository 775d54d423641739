//! Leaving in good order: say so, finish what was begun, close what is idle.

use std::time::{Duration, Instant};

use fingertip::server::Settings;
use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::support::{
    raw,
    server::{Trial, sent, settings, told},
};

#[tokio::test]
async fn a_server_that_leaves_says_so_first_and_finishes_what_was_begun() {
    let mut trial = Trial::start_with(Settings { drain_notice: Duration::from_millis(300), ..settings() });
    let mut idle = TcpStream::connect(trial.address).await.expect("a listening server");
    idle.write_all(b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("the server reads");
    assert_eq!(sent(trial.get("/health/ready")).await.status(), 200);

    trial.stop();
    let leaving = Instant::now();
    while sent(trial.get("/health/ready")).await.status() != 503 {
        assert!(leaving.elapsed() < Duration::from_millis(250), "readiness should say no at once");
        tokio::task::yield_now().await;
    }
    assert_eq!(trial.ask("{ __typename }").await.0, 200, "balancers have not noticed yet");
    let begun = trial.post(&json!({ "query": "{ slow(ms: 390) }" }));
    let begun = tokio::spawn(told(begun));
    let answer = raw::read(&mut idle).await;
    assert!(answer.contains("{\"live\":true}"), "{answer}");
    assert_eq!(begun.await.expect("no panic").0, 200, "what was begun is finished");
    (&mut trial.served).await.expect("no panic").expect("a good end");
    assert!(leaving.elapsed() < Duration::from_secs(4), "idle connections do not hold it up: {:?}", leaving.elapsed());
    assert!(trial.get("/health/live").send().await.is_err(), "the port is closed");
}

#[tokio::test]
async fn told_twice_a_server_leaves_at_once() {
    let mut settings = settings();
    settings.drain_notice = Duration::from_secs(60);
    settings.limits.execution_time_max = Duration::from_secs(60);
    let mut trial = Trial::start_with(settings);
    let begun = trial.post(&json!({ "query": "{ slow(ms: 60000) }" }));
    let begun = tokio::spawn(begun.send());
    while trial.ask("{ __typename }").await.0 != 200 {}
    trial.stop();
    trial.stop_at_once();
    let told = Instant::now();
    (&mut trial.served).await.expect("no panic").expect("a good end");
    assert!(told.elapsed() < Duration::from_secs(5), "{:?}", told.elapsed());
    assert!(begun.await.expect("no panic").is_err(), "what was begun is given up");
}
