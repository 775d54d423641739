//! The feed: what happened to whose notices, in order, signed, until it is acknowledged.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::{Engine, prelude::BASE64_STANDARD};
use fingertip::{
    identity::{Scopes, StaffRole, Subject},
    platform::policy::MachineScope,
};
use payment::Allocation;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use simulator::Deed;

use super::{Customs, by};
use crate::{
    identity::{
        SignedIn,
        matrix::{grant, person},
        strong_sign_in, strong_sign_in_as,
    },
    payment::notice,
    support::{
        app::{App, operation},
        database::each_database,
        device::Device,
    },
};

#[tokio::test]
async fn goods_are_releasable_when_duties_are_paid_and_customs_is_waited_for_until_it_says_that_it_knows() {
    each_database(async |fresh| {
        let customs = Customs::open(fresh).await;
        let cashier = customs.till.cashier;
        let mut demand = notice(1, 1_500);
        demand["takesParts"] = json!(true);
        demand["charges"][0]["amount"] = json!("10.00");
        demand["charges"][1]["amount"] = json!("5.00");
        let fee = json!({ "kind": "FEE", "agency": "zz-customs", "code": "SCAN", "amount": "0.70" });
        demand["charges"].as_array_mut().expect("charges").push(fee);
        let issued = customs.till.issue(json!([demand])).await;
        let reference = issued["notices"][0]["reference"].as_str().unwrap_or_else(|| panic!("{issued:#}")).to_owned();
        assert_eq!(customs.events("0").await, Vec::<Value>::new(), "a demand is no money");

        customs.pay("key-1", &reference, 1_200).await;
        let events = customs.events("0").await;
        assert_eq!(kinds(&events), ["PARTLY_PAID"], "a part releases nothing: {events:#?}");
        assert_eq!(events[0]["isReleasable"], false);
        customs.pay("key-2", &reference, 300).await;
        customs.pay("key-3", &reference, 70).await;
        let events = customs.events("0").await;
        assert_eq!(kinds(&events), ["PARTLY_PAID", "PARTLY_PAID", "RELEASABLE", "PAID"]);
        for (event, place) in events.iter().zip(1..) {
            assert_eq!((&event["cursor"], &event["sequence"]), (&json!(place.to_string()), &json!(place.to_string())));
            assert_eq!((&event["notice"], &event["declaration"]), (&json!(reference), &json!("SAD 2026 C 1")));
        }
        assert_eq!(customs.events("3").await, events[3..], "who was away asks after what they know");

        // The proof: what is signed, by a key that is published, with the receipts in it.
        let keys = customs.till.run("receipt_keys", json!({})).await;
        for event in &events {
            assert_eq!(event["signedBy"], keys[0]["public"]);
            let key = hex::decode(event["signedBy"].as_str().expect("a key")).expect("digits");
            let body = event["body"].as_str().expect("a body");
            let signature = BASE64_STANDARD.decode(event["signature"].as_str().expect("a signature")).expect("base64");
            let verifies = |text: String| UnparsedPublicKey::new(&ED25519, &key).verify(text.as_bytes(), &signature).is_ok();
            assert!(verifies(format!("customs-event.v1\n{body}")) && !verifies(format!("customs-event.v1\n{body} ")));
        }
        let body: Value = serde_json::from_str(events[2]["body"].as_str().expect("a body")).expect("JSON");
        let charge = |line: usize| {
            let charge = &body["charges"][line];
            [&charge["amountMinor"], &charge["paidMinor"], &charge["nowMinor"]]
                .map(|minor| minor.as_str().expect("a text").to_owned())
        };
        assert_eq!([charge(0), charge(1), charge(2)], [["1000", "1000", "0"], ["500", "500", "300"], ["70", "0", "0"]]);
        let receipt = &body["receipts"][0];
        assert_eq!(receipt["number"], "2", "{body:#}");
        let verdict = customs.till.run("verify_receipt", json!({ "shown": receipt["text"] })).await;
        assert_eq!((&verdict["verdict"], &verdict["receipt"]["notice"]), (&json!("valid"), &json!(reference)));

        // Paid and not acknowledged: nobody overlooks it for more than five minutes.
        let waiting = customs.ask(cashier, "unacknowledged_customs_feeds", json!({})).await;
        assert_eq!((&waiting[0]["events"], &waiting[0]["isOverdue"]), (&json!(4), &json!(false)), "{waiting:#}");
        customs.till.let_pass(301).await;
        let waiting = customs.ask(customs.admin, "unacknowledged_customs_feeds", json!({})).await;
        assert_eq!((&waiting[0]["feed"], &waiting[0]["isOverdue"]), (&json!(cashier.to_string()), &json!(true)), "{waiting:#}");
        let unseen = customs.till.app.application.feed.look(customs.till.app.now()).await.expect("a database");
        assert!(unseen.events == 4 && unseen.oldest.as_secs() > 300, "{unseen:?}");

        let acknowledge = async |up_to: &str| customs.ask(cashier, "acknowledge_customs_events", json!({ "upTo": up_to })).await;
        let beyond = acknowledge("5").await;
        assert_eq!((&beyond["code"], &beyond["facts"][0]["value"]), (&json!("CUSTOMS_CURSOR_BEYOND"), &json!("4")));
        for wrong in ["-1", "four", ""] {
            assert!(acknowledge(wrong).await["code"].is_string(), "{wrong}");
        }
        assert_eq!(acknowledge("3").await["waiting"], 1);
        let again = acknowledge("2").await;
        assert_eq!((&again["upTo"], &again["waiting"]), (&json!("3"), &json!(1)), "it never goes back");
        assert_eq!(acknowledge("4").await["waiting"], 0);
        assert_eq!(customs.ask(cashier, "unacknowledged_customs_feeds", json!({})).await, json!([]));
        let unseen = customs.till.app.application.feed.look(customs.till.app.now()).await.expect("a database");
        assert_eq!(unseen.events, 0);

        // Whoever issued nothing hears of nothing.
        let [first, second] = admins(fresh).await;
        let other = strong_sign_in(&customs.till.app).await.subject;
        grant(&customs.till.app, [first, second], person(other), StaffRole::Cashier, None).await;
        let page = by(&customs.till.app, other, "customs_events", json!({ "after": null, "first": 50 })).await;
        assert_eq!(page["nodes"], json!([]));
        let theirs = by(&customs.till.app, other, "acknowledge_customs_events", json!({ "upTo": "1" })).await;
        assert_eq!(theirs["code"], "CUSTOMS_CURSOR_BEYOND");

        for sql in ["update customs_event set body = '{}'", "delete from customs_event"] {
            let refused = fresh.database.connection().execute_unprepared(sql).await.expect_err(sql).to_string();
            assert!(refused.contains("only added to"), "{refused}");
        }
        customs.till.assert_in_order().await;
    })
    .await;
}

/// Runs an operation as a machine that proves its key, and returns its payload.
async fn by_machine(app: &App, machine: Subject, name: &str, variables: Value) -> Value {
    let SignedIn { device, tokens, .. } = strong_sign_in_as(app, machine, Device::ed25519()).await;
    let request = app.request(&operation(name), &variables).header("authorization", format!("DPoP {}", tokens.access_token));
    let request = request.header("dpop", device.proof(&tokens.access_token, app.now()));
    let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    assert!(answer.get("errors").is_none(), "{name}: {answer:#}");
    answer["data"].as_object().expect("data").values().next().expect("one field").clone()
}

#[tokio::test]
async fn a_customs_system_hears_of_what_it_issued_late_money_and_lost_money_too() {
    each_database(async |fresh| {
        let customs = Customs::open(fresh).await;
        let app = &customs.till.app;
        let scopes = Scopes::of([MachineScope::AgencyData]);
        let made = app.application.identity.machines.create(person(customs.till.cashier), "Customs", scopes, app.now()).await;
        let machine = Subject::Machine(made.expect("a database").expect("a machine").id);
        let issued = by_machine(app, machine, "issue_payment_notices", json!({ "input": [notice(1, 1_000)] })).await;
        let reference = issued["notices"][0]["reference"].as_str().unwrap_or_else(|| panic!("{issued:#}")).to_owned();

        // The payer's card is declined, and later another one is not: on the provider's own page, when nobody expects it.
        let paid = customs.till.pay("key-1", &reference, 1_000).await;
        let page = paid["payment"]["handover"]["page"].as_str().expect("a page").to_owned();
        let at_provider = page.rsplit('/').next().expect("the provider's id").to_owned();
        for deed in [Deed::Decline, Deed::Approve] {
            customs.till.simulator.payer(&at_provider, deed).expect("the payer can");
            customs.till.let_pass(1).await;
        }
        let read = async |after: &str| {
            let page = by_machine(app, machine, "customs_events", json!({ "after": after, "first": 50 })).await;
            page["nodes"].as_array().unwrap_or_else(|| panic!("{page:#}")).clone()
        };
        assert_eq!(kinds(&read("0").await), ["CAPTURED_LATE", "PAID", "RELEASABLE"]);
        assert_eq!(customs.events("0").await, Vec::<Value>::new(), "the owner of a system is not the system");

        let notices = &app.application.payment_notices;
        let before = notices.find(reference.parse().expect("a reference")).await.expect("a database").expect("a notice");
        let lost = before.notice.clone().reopened(&[Allocation { line: 1, minor: 100 }]);
        let unit = app.application.database.begin().await.expect("a database");
        app.application.payments.tell_customs_of(&unit, &before, &lost, app.now()).await.expect("a database");
        fingertip::platform::database::commit(unit).await.expect("a database");
        let events = read("3").await;
        assert_eq!(kinds(&events), ["REOPENED"]);
        assert_eq!((&events[0]["owedMinor"], &events[0]["isReleasable"]), (&json!("100"), &json!(false)));
        let unit = app.application.database.begin().await.expect("a database");
        app.application.payments.tell_customs_of(&unit, &before, &lost, app.now()).await.expect("a database");
        drop(unit);
        assert_eq!(read("4").await, Vec::<Value>::new(), "what was not stored was not told, and left no gap");
        let acknowledged = by_machine(app, machine, "acknowledge_customs_events", json!({ "upTo": "4" })).await;
        assert_eq!((&acknowledged["upTo"], &acknowledged["waiting"]), (&json!("4"), &json!(0)));
    })
    .await;
}

fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["kind"].as_str().expect("a kind")).collect()
}

async fn admins(fresh: &crate::support::database::Fresh) -> [vocabulary::PersonId; 2] {
    let sql = "select person_id from role_grant where role = 'admin' order by person_id";
    let admins: Vec<super::Somebody> =
        fingertip::platform::database::rows(fresh.database.connection(), sql, []).await.expect("a database");
    [0, 1].map(|at| admins[at].person_id.parse().expect("an id"))
}
