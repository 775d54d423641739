//! Answers of the assistant that change: who can be told is told, once, and nobody of what stands. Row CHAT-N6.

use fingertip::assistant::At;
use serde_json::{Value, json};

use super::{
    PHONE, deliver, key,
    template::{FEE, costs, with_facts},
};
use crate::{
    import::{import, import_at},
    support::{
        app::{App, operation},
        database::each_database,
        device::Device,
        phone::sign_in,
    },
};

/// Whose question became an enquiry.
const ASKER: &str = "+999 555 0300 77";

async fn ask(app: &App, text: &str) -> Value {
    let answer = app.operation("ask", json!({ "input": { "text": text, "language": "en" } })).await["ask"].clone();
    assert!(["ANSWERED", "CALCULATED"].contains(&answer["status"].as_str().unwrap_or_default()), "{text}: {answer}");
    answer["conversation"].clone()
}

async fn turn(app: &App, conversation: &Value) -> Value {
    app.operation("conversation", json!({ "code": conversation })).await["conversation"]["turns"][0].clone()
}

/// A new edition of a text of the sample that says nothing of what it said, in force from a day on.
async fn rewritten(app: &App, folder: &std::path::Path, name: &str, from: &str) {
    let text = std::fs::read_to_string(format!("sample/publications/{name}/en.md")).expect("the sample");
    let head = text.trim_start_matches("---").split("\n---").next().expect("a head");
    let line = |line: &str| match line.split(':').next() {
        Some("valid_from") => format!("valid_from: {from}"),
        Some("summary") => "summary: \"What was here is elsewhere now.\"".to_owned(),
        _ => line.to_owned(),
    };
    let head: Vec<String> = head.lines().map(line).collect();
    std::fs::create_dir_all(folder.join(name)).expect("a folder");
    let text = format!("---{}\n---\nNothing of this page is in force any more.\n", head.join("\n"));
    std::fs::write(folder.join(name).join("en.md"), text).expect("a file");
    let folder = folder.display().to_string();
    import_at(&app.application.database, app.clock.clone(), &["markdown", &folder]).await.expect("a good text");
}

#[tokio::test]
async fn who_follows_an_answer_or_handed_it_over_is_told_once_when_it_is_another_one() {
    each_database(async |database| {
        import(database, &["sample", "sample"]).await.expect("the sample is good");
        let app = App::over(database).await;
        let fee = with_facts(&app).await;
        app.indexed().await;
        let device = Device::ed25519();
        let token = sign_in(&app, &device, PHONE).await;
        let as_trader = async |name: &str, code: &Value| {
            let request = app.request(&operation(name), &json!({ "code": code }));
            let answer: Value = request
                .header("authorization", format!("Bearer {token}"))
                .send()
                .await
                .expect("an answer")
                .json()
                .await
                .expect("JSON");
            answer["data"].as_object().unwrap_or_else(|| panic!("{answer}")).values().next().expect("one field").clone()
        };
        let question = "How much does a phytosanitary certificate cost?";
        let (followed, nobodys) = (ask(&app, question).await, ask(&app, question).await);
        let of_office = ask(&app, "Where is the customs office of Port Meridian?").await;
        for code in [&followed, &of_office, &followed] {
            assert_eq!(as_trader("follow_conversation", code).await["__typename"], "ConversationFollowed");
        }
        let unknown = as_trader("follow_conversation", &json!("00000-00000")).await;
        assert_eq!(unknown["code"], "CONVERSATION_UNKNOWN", "{unknown}");
        let signed_out = app.answer(&operation("follow_conversation"), json!({ "code": followed })).await;
        assert!(signed_out["errors"][0]["extensions"]["code"].is_string(), "nobody unknown may: {signed_out}");
        let escalated = ask(&app, "How do I appeal against a decision of customs?").await;
        let quoted = turn(&app, &escalated).await;
        let place = quoted["sentences"][0]["source"].as_u64().and_then(|place| usize::try_from(place).ok()).expect("a quote");
        let name = quoted["sources"][place]["name"].as_str().and_then(|name| name.split('/').nth(1)).expect("a publication");
        let input = json!({ "conversation": escalated, "turn": 1, "key": key(1), "topic": "PROCEDURE", "phone": ASKER });
        let opened = app.operation("escalate", json!({ "input": input })).await["escalate"].clone();
        let reference = opened["reference"].as_str().unwrap_or_else(|| panic!("{opened}")).to_owned();
        deliver(&app).await;
        let mut position = None;
        let mut step = async || {
            app.indexed().await;
            let at = At { now: app.now(), today: app.now().to_zoned(jiff::tz::TimeZone::UTC).date() };
            app.application.assistant.step(&app.application.outbox, &mut position, at).await.expect("a database")
        };
        let alerted = async || app.application.identity.courier().deliver_due(app.now()).await.expect("a database");
        assert_eq!((step().await, alerted().await), (0, 0), "nothing changed");
        assert_eq!(turn(&app, &followed).await["changed"], Value::Null);
        // The same said with another source in the law is no other answer.
        let mut elsewhere = fee.clone();
        elsewhere.content.provenance.url.push_str("?page=2");
        app.application.facts.record_all(&[elsewhere], app.now()).await.expect("a database");
        assert_eq!(step().await, 0);
        costs(&app, &fee, 61).await;
        assert_eq!((step().await, step().await), (1, 0), "the one that somebody follows, once");
        let before = app.carrier.count();
        assert_eq!((alerted().await, deliver(&app).await), (1, 0));
        let told = app.carrier.newest_to(&PHONE.replace(' ', ""));
        assert!(told.starts_with("Customs") && !told.contains("61") && app.carrier.count() == before + 1, "{told}");
        let shown = turn(&app, &followed).await;
        assert!(shown["sentences"].to_string().contains("45.00 XTS"), "what was said stays: {shown}");
        assert!(shown["changed"]["sentences"].to_string().contains("61.00 XTS"), "{shown}");
        for code in [&nobodys, &of_office] {
            assert_eq!(turn(&app, code).await["changed"], Value::Null);
        }
        costs(&app, &fee, 62).await;
        assert_eq!((step().await, alerted().await), (0, 0), "nobody is told a second time of one answer");
        // A text that is rewritten from August on is another answer then, and not before.
        let folder = database.path("changed");
        rewritten(&app, &folder, name, "2026-08-01").await;
        assert_eq!(step().await, 0);
        app.clock.advance(jiff::Span::new().hours(24 * 60));
        assert_eq!((step().await, step().await), (1, 0));
        let before = app.carrier.count();
        deliver(&app).await;
        assert_eq!(app.carrier.count(), before + 1);
        assert!(app.carrier.newest_to(&ASKER.replace(' ', "")).contains(&reference));
        assert_eq!(database.number("select count(*) from answer_change").await, 2);
        assert_eq!(as_trader_later(&app, &device, "unfollow_conversation", &followed).await, true);
        assert_eq!(as_trader_later(&app, &device, "unfollow_conversation", &followed).await, false);
        assert_eq!(app.operation("forget_conversation", json!({ "code": escalated })).await["forgetConversation"], true);
        assert_eq!(database.number("select count(*) from answer_change").await, 1, "what is forgotten takes it along");
        // What the index does not know yet is not said to be gone.
        let late = ask(&app, question).await;
        as_trader_later(&app, &device, "follow_conversation", &late).await;
        app.kill_follower();
        costs(&app, &fee, 63).await;
        app.readable().await;
        let at = At { now: app.now(), today: app.now().to_zoned(jiff::tz::TimeZone::UTC).date() };
        let found = app.application.assistant.step(&app.application.outbox, &mut position, at).await.expect("a database");
        let waits = database.number("select count(*) from answer_watch where due_at = 0").await;
        assert!(found == 0 && waits > 0, "{found} {waits}");
        assert_eq!(FEE, fee.id.as_str());
    })
    .await;
}

/// Does something as the trader, who signs in anew: the clock was moved.
async fn as_trader_later(app: &App, device: &Device, name: &str, code: &Value) -> Value {
    app.clock.advance(jiff::Span::new().minutes(2));
    let token = sign_in(app, device, PHONE).await;
    let request = app.request(&operation(name), &json!({ "code": code })).header("authorization", format!("Bearer {token}"));
    let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    answer["data"].as_object().unwrap_or_else(|| panic!("{answer}")).values().next().expect("one field").clone()
}
