//! Telemetry from the outside: what a collector receives, what Prometheus reads.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    thread,
    time::Duration,
};

use fingertip::{
    config::{Effective, Sources},
    platform::telemetry,
};

/// Takes one request as a collector would, answers it, and returns its first line and its body.
fn receive(listener: &TcpListener) -> (String, Vec<u8>) {
    let (mut stream, _) = listener.accept().expect("somebody calls");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("ten seconds is a time");
    let mut reader = BufReader::new(stream.try_clone().expect("a socket can be shared"));
    let (mut first, mut body_bytes) = (String::new(), 0);
    reader.read_line(&mut first).expect("a request has a first line");
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).expect("headers end with an empty line");
        if header.trim().is_empty() {
            break;
        }
        if let Some(bytes) = header.to_lowercase().strip_prefix("content-length:") {
            body_bytes = bytes.trim().parse().expect("a length is a number");
        }
    }
    let mut body = vec![0; body_bytes];
    reader.read_exact(&mut body).expect("the body is as long as it says");
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").expect("the caller waits for its answer");
    (first, body)
}

fn contains(body: &[u8], text: &str) -> bool {
    body.windows(text.len()).any(|window| window == text.as_bytes())
}

/// One test, because telemetry is started once in a process. Logs stay quiet, for the sake of the tests beside it.
#[test]
fn traces_are_sent_before_the_program_ends() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let address = listener.local_addr().expect("it is bound");
    let flags =
        vec![format!("telemetry.otlp_endpoint=http://{address}"), "telemetry.log_level=off,api::telemetry=info".to_owned()];
    let settings = Effective::from_sources(&Sources { flags, ..Sources::default() }).unwrap_or_else(|error| panic!("{error}"));
    let collector = thread::spawn(move || receive(&listener));

    let telemetry = telemetry::start(&settings.config.telemetry).expect("nobody else starts it");
    tracing::info_span!("search coffee").in_scope(|| {});
    // Dropped where a runtime runs, as it would be after a server has stopped.
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async { drop(telemetry) });

    let (first, body) = collector.join().expect("the collector received something");
    assert!(first.starts_with("POST /v1/traces "), "{first}");
    assert!(contains(&body, "search coffee") && contains(&body, "fingertip"), "{}", String::from_utf8_lossy(&body));
}

#[tokio::test]
async fn figures_are_described_and_counted() {
    let render = telemetry::metrics();
    metrics::counter!("fingertip_requests_total", "route" => "/a-test", "status" => "200").increment(2);
    metrics::histogram!("fingertip_request_seconds", "route" => "/a-test").record(0.004);
    let text = render();
    for line in [
        "# HELP fingertip_requests_total requests answered, by route, kind and status",
        "# TYPE fingertip_requests_total counter",
        "fingertip_requests_total{route=\"/a-test\",status=\"200\"} 2",
        "fingertip_request_seconds_bucket{route=\"/a-test\",le=\"0.005\"} 1",
    ] {
        assert!(text.contains(line), "{line} is not in:\n{text}");
    }
}

#[test]
fn every_figure_is_described() {
    let described = telemetry::figure_names().collect::<Vec<_>>();
    for (path, text) in super::architecture::rust_files("src") {
        for rest in text.split("\"fingertip_").skip(1) {
            let name = format!("fingertip_{}", rest.split('"').next().unwrap_or_default());
            assert!(described.contains(&&*name), "{path} counts {name}; describe it in src/platform/telemetry.rs");
        }
    }
}
