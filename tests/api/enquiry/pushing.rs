//! The device of an asker is woken when there is news, by its push service, with nothing in the message.

use std::sync::Arc;

use fingertip::{
    enquiry::{VapidKey, WebPush, WebPushSettings},
    platform::outside::by_system,
};
use serde_json::{Value, json};

use super::{deliver, desk, replied, run, slip};
use crate::support::{
    app::App,
    database::{Fresh, each_database},
    gateway::{Answer, Gateway},
};

/// A server that wakes devices by services on this machine.
async fn waking(fresh: &Fresh) -> App {
    let settings = WebPushSettings {
        key: VapidKey::open_or_make(&fresh.path("push.key")).expect("a key"),
        contact: "desk@customs.example".to_owned(),
        services: vec!["push.example".to_owned()],
        this_machine: true,
    };
    let pusher = Arc::new(WebPush::new(settings, by_system()).expect("a client"));
    App::changed(fresh.database.clone(), |application| application.with_pusher(pusher)).await
}

async fn follow(app: &App, access: Value, address: &str) -> Value {
    run(app, "follow_enquiry_by_push", json!({ "input": { "access": access, "address": address } })).await
}

fn header<'a>(request: &'a str, name: &str) -> &'a str {
    let found = request.lines().filter_map(|line| line.split_once(": ")).find(|(key, _)| key.eq_ignore_ascii_case(name));
    found.unwrap_or_else(|| panic!("no {name} in {request}")).1
}

#[tokio::test]
async fn a_device_is_woken_when_there_is_news_and_told_nothing() {
    each_database(async |fresh| {
        let app = waking(fresh).await;
        let answers = [Answer::With(503, String::new()), Answer::With(201, String::new()), Answer::With(410, String::new())];
        let service = Gateway::playing(answers).await;
        let key = run(&app, "push_key", json!({})).await;
        let key = key.as_str().expect("a key").to_owned();
        let officers = desk(&app).await;
        let first = slip(&app, 1, json!({})).await;
        assert_eq!(follow(&app, first.access(), &service.url).await["__typename"], "EnquiryChanged");
        replied(&app, officers, &first, "A CITES permit.").await;
        assert_eq!(deliver(&app).await, 1);
        app.clock.advance(jiff::Span::new().seconds(11));
        assert_eq!(deliver(&app).await, 1, "what the service did not take is tried again");
        assert_eq!(deliver(&app).await, 0, "and what it took is not");
        let requests = service.requests();
        assert_eq!(requests.len(), 2);
        for request in &requests {
            let (head, body) = request.split_once("\r\n\r\n").expect("a head");
            assert_eq!((body, header(head, "content-length")), ("", "0"), "{request}");
            assert!(header(head, "authorization").ends_with(&format!(", k={key}")), "{head}");
            assert!(header(head, "ttl").parse::<u32>().is_ok_and(|seconds| seconds > 0) && header(head, "topic").len() == 32);
            for secret in [&first.reference, &first.pin, "CITES", "parrots"] {
                assert!(!request.contains(secret), "{request}");
            }
        }

        // A device that is gone is forgotten.
        let appeal = json!({ "input": { "access": first.access(), "text": "That is not so." } });
        assert_eq!(run(&app, "reopen_enquiry", appeal).await["__typename"], "EnquiryChanged");
        let known = "select count(*) from enquiry_contact where push_address is not null";
        assert_eq!(fresh.number(known).await, 1);
        replied(&app, officers, &first, "A permit of the second kind.").await;
        assert_eq!(deliver(&app).await, 1);
        assert_eq!(fresh.number(known).await, 0);
        assert_eq!(service.requests().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn no_device_is_woken_by_a_service_that_is_not_taken_nor_for_somebody_elses_enquiry() {
    each_database(async |fresh| {
        let app = waking(fresh).await;
        let slip = slip(&app, 1, json!({})).await;
        for address in [
            "https://evil.example/x",
            "http://push.example/x",
            "https://169.254.169.254/",
            "https://push.example/a b",
            "",
            "push.example",
        ] {
            assert_eq!(follow(&app, slip.access(), address).await["code"], "ENQUIRY_PUSH_INVALID", "{address}");
        }
        let wrong = json!({ "reference": slip.reference, "pin": if slip.pin == "000000" { "000001" } else { "000000" } });
        assert_eq!(follow(&app, wrong, "https://push.example/x").await["code"], "ENQUIRY_UNKNOWN");
        assert_eq!(follow(&app, slip.access(), "https://a.push.example/x").await["__typename"], "EnquiryChanged");
        let stopped = run(&app, "unfollow_enquiry_by_push", json!({ "input": slip.access() })).await;
        assert_eq!(stopped["__typename"], "EnquiryChanged");
        assert_eq!(fresh.number("select count(*) from enquiry_contact where push_address is not null").await, 0);

        let silent = App::over(fresh).await;
        assert_eq!(run(&silent, "push_key", json!({})).await, Value::Null);
        assert_eq!(follow(&silent, slip.access(), "https://push.example/x").await["code"], "ENQUIRY_PUSH_OFF");
    })
    .await;
}
