//! What others made: the provider's own Python package signs notices for us, and a stand-in that knows nothing of ours takes our requests.
//! Both are passed over, with a word, where `make prepare` did not install them.

use std::{net::TcpListener, path::PathBuf, process::Stdio, time::Duration};

use gateway::{Answer, Envelope, Gateway, NoticeRefused};
use payment::{CaptureMode, Operation, Standing};
use serde_json::Value;
use tokio::{
    process::{Child, Command},
    time::sleep,
};

use crate::support::{SECRET, cards_of, evidence, key, money, now, order};

/// Returns the Python that has the packages of `tests/python/payments.txt`.
fn python() -> Option<PathBuf> {
    let python = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/python/.venv/bin/python");
    if python.is_file() {
        return Some(python);
    }
    println!("passed over: {} is not here (make prepare)", python.display());
    None
}

fn script(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/python").join(name)
}

#[tokio::test]
async fn what_the_providers_own_package_signs_is_taken_and_what_it_would_refuse_is_not() {
    let Some(python) = python() else { return };
    let signed = Command::new(python).arg(script("stripe_signs.py")).arg(SECRET).arg(now().as_second().to_string()).output();
    let signed = signed.await.expect("it runs");
    assert!(signed.status.success(), "{}", String::from_utf8_lossy(&signed.stderr));
    let cases: Vec<Value> = serde_json::from_slice(&signed.stdout).expect("JSON");
    assert!(cases.len() >= 7);
    let cards = cards_of("http://127.0.0.1:9");
    for case in cases {
        let text = |name: &str| case[name].as_str().unwrap_or_default().to_owned();
        let (body, header) = (text("body"), text("header"));
        let headers = [("Stripe-Signature", header.as_str())];
        let envelope = Envelope { body: body.as_bytes(), headers: &headers, token: None, received_at: now() };
        let ours = cards.read_notice(&envelope);
        assert!(!matches!(ours, Err(NoticeRefused::Unreadable)), "{}: {ours:?}", text("name"));
        assert_eq!(ours.is_ok(), case["good"].as_bool().unwrap_or_default(), "{}: {ours:?}", text("name"));
    }
}

/// The stand-in of others, while it runs.
struct Localstripe {
    url: String,
    _process: Child,
}

impl Localstripe {
    async fn start(python: PathBuf) -> Localstripe {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
        let process = Command::new(python)
            .arg(script("localstripe_serves.py"))
            .arg(port.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("it starts");
        let url = format!("http://127.0.0.1:{port}");
        for _ in 0..200 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                break;
            }
            sleep(Duration::from_millis(50)).await;
        }
        Localstripe { url, _process: process }
    }
}

#[tokio::test]
async fn a_stand_in_that_knows_nothing_of_ours_takes_what_it_knows() {
    let Some(python) = python() else { return };
    let localstripe = Localstripe::start(python).await;
    let cards = cards_of(&localstripe.url);
    let order = gateway::Order { capture: CaptureMode::Manual, ..order(1, money(1_500, "EUR")) };
    // It does not know `automatic_payment_methods` nor `description`, and says so: a no, and never evidence of anything.
    let started = cards.start(&order, &key(&order, Operation::Start)).await;
    assert!(matches!(started, Answer::Refused(_) | Answer::Unsure { .. }), "{started:?}");
    // An intent made in its own words is read, though it has few of the fields of the reference.
    let attempt = order.attempt.to_string();
    let made: Value = {
        let client = reqwest::Client::new();
        let form =
            [("amount", "1500"), ("currency", "eur"), ("capture_method", "manual"), ("metadata[attempt]", attempt.as_str())];
        let request = client.post(format!("{}/v1/payment_intents", localstripe.url)).bearer_auth("sk_test_12345").form(&form);
        let text = request.send().await.expect("an answer").text().await.expect("a text");
        serde_json::from_str(&text).expect("JSON")
    };
    let reference = made["id"].as_str().unwrap_or_else(|| panic!("{made}"));
    let found = evidence(cards.look(&order, Some(reference)).await);
    assert_eq!((found.standing, found.attempt), (Standing::AwaitingPayer, Some(order.attempt)));
    let cancelled = evidence(cards.cancel(&order, Some(reference), &key(&order, Operation::Cancel)).await);
    assert_eq!(cancelled.standing, Standing::Cancelled);
}
