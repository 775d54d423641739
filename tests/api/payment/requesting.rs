//! Somebody asks another phone to pay a notice: one message, no name, no flood, and it ends with the notice. Row PAY-M11.

use std::time::Duration;

use fingertip::{
    identity::sms::Delivery,
    payment::{ASKER_DAY_MAX, NOTICE_DAY_MAX, NUMBER_DAY_MAX},
};
use futures_util::future::join_all;
use serde_json::{Value, json};
use simulator::{Deed, Plan};

use super::{Till, notice};
use crate::{
    mandate::{BROKER, COUSIN, IMPORTER, Person, act, alerts, ask, mandate, person, refreshed},
    support::{database::each_database, phone::receive},
};

/// A number of somebody whom we do not know.
const PAYER: &str = "+999 555 0300 01";
const PAYER_DIGITS: &str = "+999555030001";

/// What somebody asks of a phone.
fn asks(key: &str, reference: &str, to: &str) -> Value {
    json!({ "key": key, "reference": reference, "version": 1, "to": to })
}

/// Sends what waits, writes down what is over, and returns how many messages that were.
async fn work(till: &Till) -> usize {
    let before = till.app.carrier.count();
    till.app.application.payment_requests().courier().work(till.app.now()).await.expect("a database");
    till.app.carrier.count() - before
}

/// Lets time pass, for us alone: no provider is asked for anything here.
fn pass(till: &Till, seconds: i64) {
    till.app.clock.advance(jiff::Span::new().seconds(seconds));
}

/// The newest requests of somebody.
async fn requests(till: &Till, person: &mut Person) -> Vec<Value> {
    person.token = refreshed(&till.app, person).await;
    let page = ask(&till.app, &person.token, "payment_requests", json!({ "first": 50 })).await;
    page["paymentRequests"]["nodes"].as_array().expect("a list").clone()
}

async fn withdraw(till: &Till, person: &mut Person, id: &Value) -> Value {
    person.token = refreshed(&till.app, person).await;
    ask(&till.app, &person.token, "withdraw_payment_request", json!({ "id": id })).await["withdrawPaymentRequest"].clone()
}

/// Pays a notice as nobody, to the end.
async fn pay(till: &Till, key: &str, reference: &str, minor: i64) {
    let paid = till.pay(key, reference, minor).await;
    let page = paid["payment"]["handover"]["page"].as_str().unwrap_or_else(|| panic!("{paid:#}")).to_owned();
    till.simulator.payer(page.rsplit('/').next().expect("an id"), Deed::Approve).expect("the payer can approve");
    till.let_pass(1).await;
}

#[tokio::test]
async fn a_phone_is_asked_once_learns_no_name_and_pays_as_anybody_does() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let mut importer = person(&till.app, IMPORTER).await;
        let reference = till.notice(1, 2_000).await;
        let asked = act(&till.app, &importer, "request_to_pay", asks("key-1", &reference, PAYER)).await;
        let request = &asked["request"];
        assert_eq!(
            (&asked["isReplay"], &request["state"], &request["message"]),
            (&json!(false), &json!("ASKED"), &json!("WAITING")),
            "{asked:#}"
        );
        assert_eq!((&request["to"], &request["amount"]["amount"]), (&json!("+999 •••• 01"), &json!("20.00")), "{asked:#}");
        let again = act(&till.app, &importer, "request_to_pay", asks("key-1", &reference, PAYER)).await;
        assert_eq!((&again["isReplay"], &again["request"]["id"]), (&json!(true), &request["id"]), "{again:#}");
        let other = act(&till.app, &importer, "request_to_pay", asks("key-1", &reference, "+999 555 0300 02")).await;
        assert_eq!(other["code"], "IDEMPOTENCY_MISMATCH", "{other:#}");
        let twice = act(&till.app, &importer, "request_to_pay", asks("key-2", &reference, PAYER)).await;
        assert_eq!(twice["code"], "PAYMENT_REQUEST_OPEN", "{twice:#}");

        assert_eq!((work(&till).await, work(&till).await), (1, 0), "one message, once");
        let text = till.app.carrier.newest_to(PAYER_DIGITS);
        for told in ["XTS 20.00", "Duties on coffee", "H.. I..", &reference] {
            assert!(text.contains(told), "{told} is not in {text}");
        }
        for hidden in ["Halcyon", "Imports", "SAD", "555 03", "55503"] {
            assert!(!text.contains(hidden), "{hidden} is in {text}");
        }
        assert_eq!(requests(&till, &mut importer).await[0]["message"], "SENT");
        assert_eq!(
            fresh.number("select count(*) from payment_request where phone is not null").await,
            0,
            "the number is forgotten"
        );

        pay(&till, "key-3", &reference, 2_000).await;
        assert_eq!(requests(&till, &mut importer).await[0]["state"], "PAID", "before anybody wrote it down");
        work(&till).await;
        assert_eq!(fresh.number("select count(*) from payment_request where state = 'paid'").await, 1);
        let late = withdraw(&till, &mut importer, &request["id"]).await;
        assert_eq!((&late["code"], &late["facts"][0]["value"]), (&json!("PAYMENT_REQUEST_OVER"), &json!("paid")), "{late:#}");
        importer.token = refreshed(&till.app, &importer).await;
        let paid = act(&till.app, &importer, "request_to_pay", asks("key-4", &reference, "+999 555 0300 02")).await;
        assert_eq!(paid["code"], "NOTICE_NOT_PAYABLE", "{paid:#}");
        assert_eq!(fresh.number("select count(*) from audit_entry where action = 'payment_request.ask'").await, 1);
        let logged = "select count(*) from audit_entry where content like '%555030001%' or content like '%Halcyon%'";
        assert_eq!(fresh.number(logged).await, 0, "the log knows neither number nor name");
        till.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn a_request_ends_with_its_notice_with_its_week_or_with_a_word_of_whoever_asked() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let (mut importer, mut stranger) = (person(&till.app, IMPORTER).await, person(&till.app, COUSIN).await);
        let mut ids = Vec::new();
        for number in 1..=3 {
            let reference = till.notice(number, 1_000).await;
            let asked = act(&till.app, &importer, "request_to_pay", asks(&format!("key-{number}"), &reference, PAYER)).await;
            ids.push(asked["request"]["id"].clone());
        }
        let unknown = withdraw(&till, &mut stranger, &ids[0]).await;
        assert_eq!(unknown["code"], "PAYMENT_REQUEST_UNKNOWN", "nobody takes back what others asked: {unknown:#}");
        assert_eq!(withdraw(&till, &mut importer, &json!("rice")).await["code"], "PAYMENT_REQUEST_UNKNOWN");
        for _ in 0..2 {
            let withdrawn = withdraw(&till, &mut importer, &ids[0]).await;
            assert_eq!((&withdrawn["state"], &withdrawn["delivery"]), (&json!("WITHDRAWN"), &json!("NOT_SENT")), "{withdrawn:#}");
        }
        assert_eq!(fresh.number("select count(*) from audit_entry where action = 'payment_request.withdraw'").await, 1);
        let mut changed = notice(2, 1_100);
        changed["version"] = json!(2);
        assert_eq!(till.issue(json!([changed])).await["notices"][0]["version"], 2);
        work(&till).await;
        assert_eq!(till.app.carrier.names().iter().filter(|name| name.starts_with("payment-request")).count(), 1, "of three");
        let stands =
            |found: &[Value]| found.iter().map(|one| one["state"].as_str().expect("a state").to_owned()).collect::<Vec<_>>();
        assert_eq!(stands(&requests(&till, &mut importer).await), ["ASKED", "EXPIRED", "WITHDRAWN"], "the newest first");

        // The notice as it is now may be asked for anew, of the same phone.
        pass(&till, 24 * 3_600);
        importer.token = refreshed(&till.app, &importer).await;
        let reference = requests(&till, &mut importer).await[1]["reference"].as_str().expect("digits").to_owned();
        let stale = act(&till.app, &importer, "request_to_pay", asks("key-4", &reference, PAYER)).await;
        assert_eq!(stale["code"], "NOTICE_CHANGED", "{stale:#}");
        let mut anew = asks("key-4", &reference, PAYER);
        anew["version"] = json!(2);
        let anew = act(&till.app, &importer, "request_to_pay", anew).await;
        assert_eq!(anew["request"]["amount"]["amount"], "11.00", "{anew:#}");
        pass(&till, 6 * 24 * 3_600);
        assert_eq!(stands(&requests(&till, &mut importer).await), ["ASKED", "EXPIRED", "EXPIRED", "WITHDRAWN"], "a week is over");
        work(&till).await;
        assert_eq!(
            fresh.number("select count(*) from payment_request where state = 'expired' and ended_at is not null").await,
            2
        );
        pass(&till, 91 * 24 * 3_600);
        till.app.application.payment_requests().courier().forget(till.app.now()).await.expect("a database");
        assert_eq!(requests(&till, &mut importer).await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_flooded_by_whomever_and_however_fast() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let [mut importer, mut broker, mut cousin] =
            [person(&till.app, IMPORTER).await, person(&till.app, BROKER).await, person(&till.app, COUSIN).await];
        let issued = till.issue((1..=20).map(|number| notice(number, 1_000)).collect()).await;
        let issued = issued["notices"].as_array().unwrap_or_else(|| panic!("{issued:#}"));
        let references: Vec<&str> = issued.iter().map(|one| one["reference"].as_str().expect("digits")).collect();
        let refused = |payload: &Value| (payload["code"].clone(), payload["facts"][0]["value"].clone());
        let spent = |limit: usize| (json!("PAYMENT_REQUESTS_SPENT"), json!(limit.to_string()));

        // One phone, by two askers at once.
        let at_once = references.iter().enumerate().map(|(at, reference)| {
            let asker = if at % 2 == 0 { &importer } else { &broker };
            act(&till.app, asker, "request_to_pay", asks(&format!("key-{at}"), reference, PAYER))
        });
        let all = join_all(at_once).await;
        let taken = all.iter().filter(|payload| payload["request"]["id"].is_string()).count();
        assert_eq!(taken, NUMBER_DAY_MAX, "{all:#?}");
        assert!(
            all.iter().filter(|payload| payload["code"].is_string()).all(|payload| refused(payload) == spent(NUMBER_DAY_MAX))
        );
        assert_eq!(work(&till).await, NUMBER_DAY_MAX);

        // One notice, of whichever phones.
        let to = |at: usize| format!("+999 555 0310 {at:02}");
        let mut results = Vec::new();
        for at in 0..=NOTICE_DAY_MAX {
            results.push(act(&till.app, &cousin, "request_to_pay", asks(&format!("n-{at}"), references[19], &to(at))).await);
        }
        assert_eq!(refused(&results[NOTICE_DAY_MAX]), spent(NOTICE_DAY_MAX), "{results:#?}");

        // One asker, for whichever notices, of whichever phones.
        let made = results.iter().filter(|payload| payload["request"]["id"].is_string()).count();
        for (at, reference) in references.iter().enumerate().take(ASKER_DAY_MAX).skip(made) {
            let asked = act(&till.app, &cousin, "request_to_pay", asks(&format!("a-{at}"), reference, &to(50 + at))).await;
            assert!(asked["request"]["id"].is_string(), "{asked:#}");
        }
        let beyond = act(&till.app, &cousin, "request_to_pay", asks("a-x", references[18], &to(99))).await;
        assert_eq!(refused(&beyond), spent(ASKER_DAY_MAX), "{beyond:#}");

        // A day later there is room again.
        pass(&till, 24 * 3_600 + 1);
        for person in [&mut importer, &mut broker, &mut cousin] {
            person.token = refreshed(&till.app, person).await;
        }
        for (key, asker, to) in [("d-1", &importer, PAYER), ("d-2", &cousin, "+999 555 0310 99")] {
            let asked = act(&till.app, asker, "request_to_pay", asks(key, references[18], to)).await;
            assert_eq!(asked["request"]["state"], "ASKED", "{asked:#}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_before_anything_is_kept() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let importer = person(&till.app, IMPORTER).await;
        let reference = till.notice(1, 1_000).await;
        for (input, code) in [
            (asks("", &reference, PAYER), "IDEMPOTENCY_KEY_INVALID"),
            (asks("k", "123", PAYER), "NOTICE_REFERENCE_INVALID"),
            (asks("k", "100000000016", PAYER), "NOTICE_REFERENCE_MISTYPED"),
            (asks("k", &payment::NoticeReference::new(7).to_string(), PAYER), "NOTICE_UNKNOWN"),
            (asks("k", &reference, "0712 345 678"), "PHONE_INVALID"),
            (asks("k", &reference, "+44 7400 123456"), "SMS_COUNTRY_NOT_SERVED"),
            (json!({ "key": "k", "reference": reference, "version": 7, "to": PAYER }), "NOTICE_CHANGED"),
        ] {
            let refused = act(&till.app, &importer, "request_to_pay", input.clone()).await;
            assert_eq!(refused["code"], code, "{input}: {refused:#}");
        }
        assert_eq!(fresh.number("select count(*) from payment_request").await, 0);
        let nobody = till
            .app
            .refusal("en", &crate::support::app::operation("request_to_pay"), json!({ "input": asks("k", &reference, PAYER) }))
            .await;
        assert_eq!(nobody["extensions"]["code"], "UNAUTHENTICATED", "{nobody}");
    })
    .await;
}

#[tokio::test]
async fn a_broker_asks_within_their_mandate_and_the_importer_hears_of_it() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let (mut importer, mut broker) = (person(&till.app, IMPORTER).await, person(&till.app, BROKER).await);
        let stranger = person(&till.app, COUSIN).await;
        let principal = json!({ "personId": importer.id.to_string() });
        let mut references = Vec::new();
        for (number, minor) in [(1, 100_000), (2, 100_001), (3, 100_000)] {
            let mut demand = notice(number, minor);
            demand["currency"] = json!("KES");
            let issued = till.issue(json!([demand])).await;
            references.push(issued["notices"][0]["reference"].as_str().unwrap_or_else(|| panic!("{issued:#}")).to_owned());
        }
        let asks_for = |key: &str, reference: &str| {
            let mut input = asks(key, reference, PAYER);
            input["actingFor"] = principal.clone();
            input
        };
        let refused = act(&till.app, &stranger, "request_to_pay", asks_for("key-0", &references[0])).await;
        assert_eq!(refused["code"], "MANDATE_NONE", "{refused:#}");
        mandate(&till.app, &mut importer, &mut broker, None).await;
        alerts(&till.app).await;
        broker.token = refreshed(&till.app, &broker).await;
        let above = act(&till.app, &broker, "request_to_pay", asks_for("key-1", &references[1])).await;
        assert_eq!(above["code"], "MANDATE_PAYMENT_CAP", "{above:#}");
        assert_eq!(fresh.number("select count(*) from payment_request").await, 0, "what was refused kept nothing");
        let asked = act(&till.app, &broker, "request_to_pay", asks_for("key-1", &references[0])).await;
        assert_eq!(asked["request"]["state"], "ASKED", "{asked:#}");
        assert_eq!(alerts(&till.app).await, 1, "the importer is told");
        let second = act(&till.app, &broker, "request_to_pay", asks_for("key-2", &references[2])).await;
        assert_eq!(
            second["request"]["state"], "ASKED",
            "what is asked is not paid, and a day's ceiling does not count it: {second:#}"
        );
        assert_eq!(fresh.number("select count(*) from mandate_use where act = 'ask-to-pay' and amount_minor is null").await, 2);
        let unsaid = act(&till.app, &broker, "request_to_pay", asks("key-1", &references[0], PAYER)).await;
        assert_eq!(unsaid["code"], "IDEMPOTENCY_MISMATCH", "for whom is part of what is asked: {unsaid:#}");
        assert_eq!(requests(&till, &mut broker).await.len(), 2);
        assert_eq!(requests(&till, &mut importer).await.len(), 0, "whoever asked sees it");
    })
    .await;
}

#[tokio::test]
async fn a_message_waits_for_a_budget_is_tried_again_where_it_was_not_sent_and_never_sent_twice() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let mut importer = person(&till.app, IMPORTER).await;
        let reference = till.notice(1, 1_000).await;
        let spent = format!(
            "insert into sms_message (message, phone, prefix, device, network, cost_minor, sent, asked_at, is_code) \
             values ('spent', '', '999', '', '', 1000000, true, {}, false)",
            till.app.now().as_microsecond()
        );
        fresh.execute(&spent).await;
        act(&till.app, &importer, "request_to_pay", asks("key-1", &reference, PAYER)).await;
        assert_eq!((work(&till).await, requests(&till, &mut importer).await[0]["message"].clone()), (0, json!("WAITING")));
        pass(&till, 25 * 3_600);
        till.app.carrier.becomes(Delivery::NotSent);
        assert_eq!((work(&till).await, work(&till).await), (1, 0), "tried once, and put off");
        assert_eq!(requests(&till, &mut importer).await[0]["message"], "WAITING");
        assert_eq!(fresh.number("select count(*) from payment_request where phone is not null").await, 1);
        let cost = "select cast(coalesce(sum(cost_minor), 0) as bigint) from sms_message where message like 'payment-request-%'";
        assert_eq!(fresh.number(cost).await, 0, "what was not sent cost nothing");
        pass(&till, 11);
        till.app.carrier.becomes(Delivery::Unclear);
        assert_eq!(work(&till).await, 1);
        till.app.carrier.becomes(Delivery::Taken);
        pass(&till, 3_600);
        assert_eq!((work(&till).await, requests(&till, &mut importer).await[0]["message"].clone()), (0, json!("SENT")));
        assert_eq!(fresh.number(cost).await, 5, "what may have arrived is paid for");

        // A server that dies while the carrier has it: nobody sends it again.
        pass(&till, 24 * 3_600);
        let second = till.notice(2, 1_000).await;
        importer.token = refreshed(&till.app, &importer).await;
        act(&till.app, &importer, "request_to_pay", asks("key-2", &second, "+999 555 0300 02")).await;
        till.app.carrier.hangs(true);
        let courier = till.app.application.payment_requests().courier();
        assert!(tokio::time::timeout(Duration::from_secs(2), courier.work(till.app.now())).await.is_err(), "it hangs");
        till.app.carrier.hangs(false);
        pass(&till, 3_600);
        assert_eq!(work(&till).await, 0);
        // Nobody takes it, six times: it is given up.
        let third = till.notice(3, 1_000).await;
        importer.token = refreshed(&till.app, &importer).await;
        act(&till.app, &importer, "request_to_pay", asks("key-3", &third, "+999 555 0300 03")).await;
        till.app.carrier.becomes(Delivery::NotSent);
        let mut tries = 0;
        for _ in 0..8 {
            tries += work(&till).await;
            pass(&till, 3_000);
        }
        assert_eq!((tries, requests(&till, &mut importer).await[0]["message"].clone()), (6, json!("NOT_SENT")));
    })
    .await;
}

#[tokio::test]
async fn whoever_is_forgotten_asks_nobody_and_is_asked_by_nobody() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let (mut importer, mut cousin) = (person(&till.app, IMPORTER).await, person(&till.app, COUSIN).await);
        let reference = till.notice(1, 1_000).await;
        act(&till.app, &importer, "request_to_pay", asks("key-1", &reference, PAYER)).await;
        act(&till.app, &importer, "request_to_pay", asks("key-2", &reference, COUSIN)).await;
        let held = ask(&till.app, &importer.token, "export_my_data", json!({})).await;
        let held = held["exportMyData"]["document"].as_str().expect("a document").to_owned();
        let held: Value = serde_json::from_str(&held).expect("JSON");
        assert_eq!(held["paymentRequests"][0]["state"], "asked", "{held:#}");
        pass(&till, 2 * 3_600);
        for person in [&mut cousin, &mut importer] {
            person.token = refreshed(&till.app, person).await;
            let code = receive(&till.app, &person.device, person.phone, "ERASE").await;
            let erased = act(&till.app, person, "erase_me", json!({ "code": code })).await;
            assert_eq!(erased["__typename"], "MeErased", "{erased:#}");
            let told = "select count(*) from payment_request where phone like '%0200%'";
            assert_eq!(fresh.number(told).await, 0, "the number of who was forgotten is nowhere");
        }
        assert_eq!(work(&till).await, 0);
        assert_eq!(fresh.number("select count(*) from payment_request where state = 'withdrawn' and phone is null").await, 2);
    })
    .await;
}
