//! One word stops everything, at once; it takes more to let it run again.

use fingertip::{
    identity::sms::Delivery,
    mandate::{Act, Party, Refusal},
};
use reqwest::StatusCode;
use serde_json::json;

use super::{BROKER, IMPORTER, act, alerts, approval, ask, does, mandate, person};
use crate::support::{
    app::{App, INBOX},
    database::each_database,
};

async fn sms(app: &App, secret: &str, from: &str, text: &str) -> StatusCode {
    let form = [("from", from), ("to", "22384"), ("text", text), ("id", "a1"), ("date", "2026-06-15 12:00:00")];
    let request = reqwest::Client::new().post(format!("{}/sms/inbound/{secret}", app.url)).form(&form);
    request.send().await.expect("an answer").status()
}

#[tokio::test]
async fn stop_by_sms_from_the_registered_number_stops_all_mandates_at_the_next_act() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (mut importer, mut broker) = (person(&app, IMPORTER).await, person(&app, BROKER).await);
        mandate(&app, &mut importer, &mut broker, None).await;
        let principal = Party::Person(importer.id);
        assert!(does(&app, &broker, principal, Act::Lodge, None).await.is_ok());
        assert_eq!(sms(&app, INBOX, "+999555020099", "STOP").await, 204, "somebody else's word stops nothing of theirs");
        assert_eq!(sms(&app, INBOX, "+999555020001", "thank you").await, 204);
        assert!(does(&app, &broker, principal, Act::Lodge, None).await.is_ok());
        alerts(&app).await;
        assert_eq!(sms(&app, INBOX, "+999555020001", "Stop!").await, 204);
        assert_eq!(does(&app, &broker, principal, Act::Lodge, None).await, Err(Refusal::Frozen));
        assert_eq!(alerts(&app).await, 1, "the importer is told that it is done");
        let given = ask(&app, &importer.token, "mandates_given", json!({})).await;
        assert!(given["mandatesGiven"]["nodes"][0]["frozenAt"].is_string(), "{given}");
        let code = approval(&app, &mut importer).await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        assert_eq!(act(&app, &importer, "unfreeze_mandates", json!({ "code": wrong })).await["code"], "CODE_WRONG");
        assert_eq!(act(&app, &importer, "unfreeze_mandates", json!({ "code": code })).await["changed"], 1);
        assert!(does(&app, &broker, principal, Act::Lodge, None).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn only_the_gateway_brings_messages() {
    each_database(async |database| {
        let app = App::over(database).await;
        assert_eq!(sms(&app, "guessed", "+999555020001", "STOP").await, 404);
        let client = reqwest::Client::new();
        let url = format!("{}/sms/inbound/{INBOX}", app.url);
        let json = client.post(&url).json(&json!({ "from": "+999555020001", "text": "STOP" }));
        assert_eq!(json.send().await.expect("an answer").status(), 415);
        let large = client.post(&url).form(&[("from", "+999555020001"), ("text", &"x".repeat(9_000))]);
        assert_eq!(large.send().await.expect("an answer").status(), 413);
        let without = client.post(&url).form(&[("from", "+999555020001")]);
        assert_eq!(without.send().await.expect("an answer").status(), 400);
    })
    .await;
}

#[tokio::test]
async fn an_alert_that_is_not_taken_is_tried_again_and_one_that_may_have_arrived_is_not() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (mut importer, mut broker) = (person(&app, IMPORTER).await, person(&app, BROKER).await);
        mandate(&app, &mut importer, &mut broker, None).await;
        alerts(&app).await;
        app.carrier.becomes(Delivery::NotSent);
        assert!(does(&app, &broker, Party::Person(importer.id), Act::Lodge, None).await.is_ok());
        assert_eq!(alerts(&app).await, 1);
        assert_eq!(alerts(&app).await, 0, "not before its time");
        app.carrier.becomes(Delivery::Unclear);
        app.clock.advance(jiff::Span::new().seconds(10));
        assert_eq!(alerts(&app).await, 1);
        app.clock.advance(jiff::Span::new().hours(2));
        assert_eq!(alerts(&app).await, 0);
    })
    .await;
}
