//! What leaves for the SMS gateway, and what each of its answers means for a person who waits for a code.

use std::time::Duration;

use fingertip::identity::sms::{Delivery, Gateway as Client, GatewaySettings, Message, Sender};
use tokio::net::TcpListener;

use crate::support::gateway::{Answer, Gateway};

const PHONE: &str = "+999555010012";

fn client(url: &str) -> Client {
    let settings = GatewaySettings {
        url: url.to_owned(),
        username: "customs".into(),
        api_key: "key-of-ours".into(),
        from: Some("CUSTOMS".into()),
    };
    Client::new(settings).expect("certificates").with_patience(Duration::from_millis(300), Duration::ZERO)
}

fn message() -> Message {
    Message { id: "0190-of-the-message".into(), to: PHONE.parse().expect("a number"), text: "012345 : votre code".into() }
}

fn status(status: u16) -> String {
    let recipient =
        format!(r#"{{"statusCode":{status},"number":"{PHONE}","status":"…","cost":"KES 0.8000","messageId":"ATXid_1"}}"#);
    format!(r#"{{"SMSMessageData":{{"Message":"Sent to 1/1 Total Cost: KES 0.8000","Recipients":[{recipient}]}}}}"#)
}

/// Sends one message through a gateway with this script. Returns what became of it and what the gateway read.
async fn sent(script: Vec<Answer>) -> (Delivery, Vec<String>) {
    let gateway = Gateway::playing(script).await;
    let delivery = client(&gateway.url).send(&message()).await;
    (delivery, gateway.requests())
}

#[tokio::test]
async fn a_message_is_a_form_with_our_key_in_the_head() {
    let (delivery, requests) = sent(vec![Answer::With(201, status(101))]).await;
    assert_eq!((delivery, requests.len()), (Delivery::Taken, 1));
    let (head, body) = requests[0].split_once("\r\n\r\n").expect("a request");
    let head = head.to_ascii_lowercase();
    assert!(head.starts_with("post /version1/messaging http/1.1"), "{head}");
    for line in [
        "apikey: key-of-ours",
        "idempotency-key: 0190-of-the-message",
        "accept: application/json",
        "content-type: application/x-www-form-urlencoded",
    ] {
        assert!(head.contains(line), "{line} is not in {head}");
    }
    assert_eq!(body, "username=customs&to=%2B999555010012&message=012345+%3A+votre+code&from=CUSTOMS");
}

#[tokio::test]
async fn what_the_gateway_refuses_was_not_sent_and_is_not_tried_again() {
    for answer in
        [(201, status(403)), (201, status(405)), (401, "The supplied authentication is invalid".into()), (400, String::new())]
    {
        let (delivery, requests) = sent(vec![Answer::With(answer.0, answer.1.clone())]).await;
        assert_eq!((delivery, requests.len()), (Delivery::NotSent, 1), "{answer:?}");
    }
}

#[tokio::test]
async fn after_an_unclear_answer_nothing_is_tried_again() {
    let unclear = [
        Answer::Silence,
        Answer::HangUp,
        Answer::With(500, String::new()),
        Answer::With(502, "<html>bad gateway</html>".into()),
        Answer::With(503, String::new()),
        Answer::With(408, String::new()),
        Answer::With(201, "<html>".into()),
        Answer::With(201, status(500)),
        Answer::With(201, " ".repeat(70_000)),
    ];
    for (number, answer) in unclear.into_iter().enumerate() {
        let (delivery, requests) = sent(vec![answer, Answer::With(201, status(101))]).await;
        assert_eq!((delivery, requests.len()), (Delivery::Unclear, 1), "answer {number}");
    }
}

#[tokio::test]
async fn a_gateway_that_is_too_busy_is_asked_again_under_the_same_name() {
    let busy = || Answer::With(429, String::new());
    let (delivery, requests) = sent(vec![busy(), busy(), Answer::With(201, status(102))]).await;
    assert_eq!((delivery, requests.len()), (Delivery::Taken, 3));
    assert!(requests.iter().all(|request| request.to_ascii_lowercase().contains("idempotency-key: 0190-of-the-message")));
    let (delivery, requests) = sent(vec![busy(), busy(), busy(), Answer::With(201, status(102))]).await;
    assert_eq!((delivery, requests.len()), (Delivery::NotSent, 3), "three times and no more");
}

#[tokio::test]
async fn our_key_follows_no_redirect() {
    let (delivery, requests) = sent(vec![Answer::With(302, String::new()), Answer::With(201, status(101))]).await;
    assert_eq!((delivery, requests.len()), (Delivery::NotSent, 1));
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    drop(listener);
    assert_eq!(client(&url).send(&message()).await, Delivery::NotSent);
}
