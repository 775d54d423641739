//! A mandate from its proposal to its end, and every act under it.

use fingertip::{
    identity::code::Amount,
    mandate::{Act, Consignment, Party, Refusal},
};
use serde_json::json;

use super::{BROKER, COUSIN, IMPORTER, act, alerts, approval, ask, does, mandate, offer, person};
use crate::support::{app::App, database::each_database};

fn pay(minor: i64) -> Act {
    Act::Pay(Amount::new(minor, "KES").expect("an amount"))
}

#[tokio::test]
async fn an_agent_acts_within_what_both_sides_agreed_and_the_importer_hears_of_each_act() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (mut importer, mut broker) = (person(&app, IMPORTER).await, person(&app, BROKER).await);
        let principal = Party::Person(importer.id);
        assert_eq!(does(&app, &broker, principal, Act::View, None).await, Err(Refusal::NoMandate));
        mandate(&app, &mut importer, &mut broker, None).await;
        alerts(&app).await;
        let authority = does(&app, &broker, principal, Act::View, None).await.expect("it is allowed");
        assert!(authority.acting_for().is_some() && authority.mandate().is_some());
        assert_eq!(alerts(&app).await, 0, "whoever only looks is not told of");
        assert_eq!(does(&app, &broker, principal, Act::Draft, None).await, Err(Refusal::Scope { act: "draft" }));
        for allowed in [Act::Lodge, Act::Collect, pay(100_000), pay(50_000)] {
            assert!(does(&app, &broker, principal, allowed, None).await.is_ok(), "{allowed:?}");
            assert_eq!(alerts(&app).await, 1);
            assert!(app.carrier.newest_to("+999555020001").contains("STOP"));
            assert!(!app.carrier.newest_to("+999555020001").contains("50"), "no amount is told");
        }
        let kes = |minor| Amount::new(minor, "KES").expect("an amount");
        let above_day = Refusal::AboveDay { cap: kes(150_000), left: None };
        assert_eq!(does(&app, &broker, principal, pay(1), None).await, Err(above_day));
        assert_eq!(does(&app, &broker, principal, pay(100_001), None).await, Err(Refusal::AbovePayment { cap: kes(100_000) }));
        let euros = Act::Pay(Amount::new(1, "EUR").expect("an amount"));
        assert_eq!(does(&app, &broker, principal, euros, None).await, Err(Refusal::Currency { currency: "KES" }));
        app.clock.advance(jiff::Span::new().hours(24));
        assert!(does(&app, &broker, principal, pay(100_000), None).await.is_ok(), "a new day");
        app.clock.advance(jiff::Span::new().hours(24 * 91));
        assert_eq!(does(&app, &broker, principal, Act::View, None).await, Err(Refusal::NoMandate), "its time is over");
    })
    .await;
}

#[tokio::test]
async fn two_payments_at_once_do_not_share_what_is_left_of_a_day() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (mut importer, mut broker) = (person(&app, IMPORTER).await, person(&app, BROKER).await);
        mandate(&app, &mut importer, &mut broker, None).await;
        let principal = Party::Person(importer.id);
        let (one, other) =
            tokio::join!(does(&app, &broker, principal, pay(100_000), None), does(&app, &broker, principal, pay(100_000), None));
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    })
    .await;
}

#[tokio::test]
async fn a_cousin_collects_one_consignment_and_nothing_after_its_release() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (mut importer, mut cousin) = (person(&app, IMPORTER).await, person(&app, COUSIN).await);
        let (own, other): (Consignment, Consignment) =
            ("MSKU-7012".parse().expect("a reference"), "MSKU-9".parse().expect("one"));
        mandate(&app, &mut importer, &mut cousin, Some("msku-7012")).await;
        let principal = Party::Person(importer.id);
        assert_eq!(does(&app, &cousin, principal, Act::Collect, Some(&other)).await, Err(Refusal::OtherConsignment));
        assert_eq!(does(&app, &cousin, principal, Act::Collect, None).await, Err(Refusal::OtherConsignment));
        assert!(does(&app, &cousin, principal, Act::Collect, Some(&own)).await.is_ok());
        let unit = app.application.database.begin().await.expect("a database");
        assert_eq!(app.application.mandates.release(&unit, &own, app.now()).await.expect("a database"), 1);
        fingertip::platform::database::commit(unit).await.expect("a database");
        assert_eq!(does(&app, &cousin, principal, Act::Collect, Some(&own)).await, Err(Refusal::NoMandate));
    })
    .await;
}

#[tokio::test]
async fn what_was_agreed_ends_at_once_in_the_middle_of_a_session() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (mut importer, mut broker) = (person(&app, IMPORTER).await, person(&app, BROKER).await);
        let id = mandate(&app, &mut importer, &mut broker, None).await;
        let principal = Party::Person(importer.id);
        assert!(does(&app, &broker, principal, Act::Lodge, None).await.is_ok());
        let ended = act(&app, &importer, "end_mandate", json!({ "id": id.to_string() })).await;
        assert_eq!((&ended["mandate"]["state"], &ended["mandate"]["ownSide"]), (&json!("DEAUTHORISED"), &json!("PRINCIPAL")));
        assert_eq!(does(&app, &broker, principal, Act::Lodge, None).await, Err(Refusal::NoMandate));
        let again = act(&app, &broker, "end_mandate", json!({ "id": id.to_string() })).await;
        assert_eq!((&again["code"], &again["facts"][0]["value"]), (&json!("MANDATE_STATE"), &json!("deauthorised")));
    })
    .await;
}

#[tokio::test]
async fn each_side_answers_what_it_was_asked_and_nothing_else() {
    each_database(async |database| {
        let app = App::over(database).await;
        let (mut importer, broker) = (person(&app, IMPORTER).await, person(&app, BROKER).await);
        let requested = act(&app, &broker, "request_mandate", json!({ "offer": offer(&app, IMPORTER, None) })).await;
        assert_eq!(requested["mandate"]["waitsFor"], "PRINCIPAL", "{requested}");
        let id = requested["mandate"]["id"].clone();
        assert_eq!(alerts(&app).await, 1, "the importer is told that somebody asks");
        let own = act(&app, &broker, "accept_mandate", json!({ "id": id })).await;
        assert_eq!(own["code"], "MANDATE_STATE", "nobody agrees with themselves");
        let without = act(&app, &importer, "accept_mandate", json!({ "id": id })).await;
        assert_eq!(without["code"], "CODE_REQUIRED", "{without}");
        let code = approval(&app, &mut importer).await;
        let accepted = act(&app, &importer, "accept_mandate", json!({ "id": id, "code": code })).await;
        assert_eq!(accepted["mandate"]["state"], "ACCEPTED", "{accepted}");
        let stranger = person(&app, COUSIN).await;
        for unknown in [id.clone(), json!("0".repeat(32)), json!("' or 1=1 --")] {
            let refused = act(&app, &stranger, "reject_mandate", json!({ "id": unknown })).await;
            assert_eq!(refused["code"], "MANDATE_UNKNOWN", "somebody else's is as unknown as none");
        }
        let given = ask(&app, &importer.token, "mandates_given", json!({})).await;
        assert_eq!(given["mandatesGiven"]["nodes"][0]["agent"]["phone"], "+999 •••• 02", "{given}");
        let theirs = ask(&app, &stranger.token, "mandates_held", json!({})).await;
        assert_eq!(theirs["mandatesHeld"]["nodes"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn what_nobody_answers_in_twenty_one_days_expires() {
    each_database(async |database| {
        let app = App::over(database).await;
        let mut importer = person(&app, IMPORTER).await;
        let code = approval(&app, &mut importer).await;
        let granted = act(&app, &importer, "grant_mandate", json!({ "offer": offer(&app, BROKER, None), "code": code })).await;
        let id = granted["mandate"]["id"].clone();
        app.clock.advance(jiff::Span::new().hours(21 * 24));
        let broker = person(&app, BROKER).await;
        let late = act(&app, &broker, "accept_mandate", json!({ "id": id })).await;
        assert_eq!((&late["code"], &late["facts"][0]["value"]), (&json!("MANDATE_STATE"), &json!("expired")), "{late}");
        let held = ask(&app, &broker.token, "mandates_held", json!({})).await;
        assert_eq!(held["mandatesHeld"]["nodes"][0]["state"], "EXPIRED");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_hold_is_refused_before_a_code_is_spent() {
    each_database(async |database| {
        let app = App::over(database).await;
        let mut importer = person(&app, IMPORTER).await;
        let code = approval(&app, &mut importer).await;
        let good = offer(&app, BROKER, None);
        let with = |field: &str, value: serde_json::Value| {
            let mut changed = good.clone();
            changed[field] = value;
            changed
        };
        for (wrong, refusal) in [
            (with("other", json!({ "phone": IMPORTER })), "MANDATE_ONESELF"),
            (with("other", json!({ "phone": "555" })), "PHONE_INVALID"),
            (with("other", json!({ "companyId": "0".repeat(32) })), "COMPANY_UNKNOWN"),
            (with("allow", json!({})), "MANDATE_EMPTY"),
            (with("allow", json!({ "pay": { "each": "2", "day": "1", "currency": "KES" } })), "MANDATE_CAPS_INVALID"),
            (with("allow", json!({ "pay": { "each": "1.001", "day": "2", "currency": "KES" } })), "MANDATE_CAPS_INVALID"),
            (with("consignment", json!("a b")), "CONSIGNMENT_INVALID"),
            (with("validUntil", json!("2026-01-01T00:00:00Z")), "MANDATE_PERIOD_INVALID"),
            (with("validUntil", json!("2036-01-01T00:00:00Z")), "MANDATE_PERIOD_INVALID"),
            (with("companyId", json!("0".repeat(32))), "COMPANY_UNKNOWN"),
        ] {
            let refused = act(&app, &importer, "grant_mandate", json!({ "offer": wrong, "code": code })).await;
            assert_eq!(refused["code"], refusal, "{wrong}");
        }
        let granted = act(&app, &importer, "grant_mandate", json!({ "offer": good, "code": code })).await;
        assert_eq!(granted["mandate"]["state"], "PENDING", "{granted}");
    })
    .await;
}
