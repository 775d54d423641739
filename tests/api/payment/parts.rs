//! Notices that are more than a rail carries at once, paid in parts by several people on several days. Rows PAY-N4, PAY-M18, MOM-10.

use fingertip::payment::{Advice, Settings};
use payment::{Bound, Bounds, Rail, plan::PARTS_MAX};
use serde_json::{Value, json};
use simulator::{Deed, Kind, Plan};
use vocabulary::{Currency, Money};

use super::{Paid, Till, back, notice, pay_input};
use crate::{identity::strong_sign_in, support::database::each_database};

fn xts(minor: i64) -> Value {
    json!({ "amount": format!("{}.{:02}", minor / 100, minor % 100), "currency": "XTS" })
}

/// A wallet that carries five to ten at once.
fn with_a_wallet() -> Settings {
    let wallet = Bound { rail: Rail::MobileMoney, currency: Currency::XTS, least_minor: 500, most_minor: 1_000 };
    Settings { bounds: Bounds::new(vec![wallet]), ..Settings::default() }
}

/// Ten of duty, fifteen of VAT, five of a fee.
fn thirty() -> Value {
    let mut notice = notice(1, 3_000);
    notice["charges"] = json!([
        { "kind": "DUTY", "agency": "zz-customs", "code": "CUD", "amount": "10.00" },
        { "kind": "VAT", "agency": "zz-customs", "code": "VAT", "amount": "15.00" },
        { "kind": "FEE", "agency": "zz-customs", "code": "FEE", "amount": "5.00" },
    ]);
    notice
}

async fn issued(till: &Till) -> String {
    let issued = till.issue(json!([thirty()])).await;
    issued["notices"][0]["reference"].as_str().unwrap_or_else(|| panic!("{issued:#}")).to_owned()
}

/// Plans the parts of a notice of thirty; each with the day of June by which it is to be paid.
async fn planned(till: &Till, key: &str, reference: &str, parts: &[(i64, u8)]) -> Value {
    let part = |(minor, day): &(i64, u8)| json!({ "amount": xts(*minor), "payBy": format!("2026-06-{day:02}") });
    let parts: Vec<Value> = parts.iter().map(part).collect();
    let input = json!({ "key": key, "reference": reference, "version": 1, "expectedTotal": xts(3_000), "parts": parts });
    till.run("plan_parts", json!({ "input": input })).await
}

fn part(key: &str, reference: &str, minor: i64) -> Value {
    let mut input = pay_input(key, reference, minor);
    input["notices"][0]["amount"] = xts(minor);
    input
}

async fn look(till: &Till, reference: &str) -> Value {
    till.run("notice_parts", json!({ "reference": reference })).await
}

async fn kinds(till: &Till) -> Vec<String> {
    let events = till.by(till.cashier, "customs_events", json!({ "after": "0", "first": 50 })).await;
    let kind = |event: &Value| event["kind"].as_str().expect("a kind").to_owned();
    events["nodes"].as_array().expect("a list").iter().map(kind).collect()
}

fn id(paid: &Value) -> String {
    paid["payment"]["id"].as_str().unwrap_or_else(|| panic!("{paid:#}")).to_owned()
}

const DAY: u32 = 24 * 60 * 60;

#[tokio::test]
async fn three_pay_what_no_wallet_carries_and_nothing_is_released_before_all_is_paid() {
    each_database(async |fresh| {
        let till = Till::with(fresh, Plan::kind(5), with_a_wallet()).await;
        let trader = strong_sign_in(&till.app).await.subject;
        let reference = issued(&till).await;
        let seen = look(&till, &reference).await;
        let options = seen["options"].as_array().expect("ways").clone();
        assert_eq!((&options[0]["rail"], &options[0]["parts"], &options[0]["most"]), (&json!("CARD"), &json!(1), &Value::Null));
        assert_eq!(
            (&options[1]["rail"], &options[1]["parts"], &options[1]["most"]),
            (&json!("MOBILE_MONEY"), &json!(3), &xts(1_000))
        );
        assert_eq!(seen["plan"], Value::Null);

        let prompt = |mut input: Value| {
            (input["rail"], input["phone"]) = (json!("MOBILE_MONEY"), json!("+254700000001"));
            json!({ "input": input })
        };
        let whole = till.run("pay", prompt(pay_input("a", &reference, 3_000))).await;
        assert_eq!(
            (&whole["code"], &whole["facts"][0]["value"]),
            (&json!("PAYMENT_RAIL_TOO_MUCH"), &json!("XTS 10.00")),
            "{whole:#}"
        );
        let unplanned = till.run("pay", prompt(part("b", &reference, 1_000))).await;
        assert_eq!(unplanned["code"], "NOTICE_WHOLE_ONLY", "{unplanned:#}");

        let plan = planned(&till, "p", &reference, &[(1_000, 15), (1_500, 16), (500, 18)]).await;
        assert_eq!(
            (&plan["plan"]["state"], &plan["plan"]["endsAt"]),
            (&json!("OPEN"), &json!("2026-06-19T00:00:00Z")),
            "{plan:#}"
        );
        let again = planned(&till, "p", &reference, &[(1_000, 15), (1_500, 16), (500, 18)]).await;
        assert_eq!((&again["id"], &again["isReplay"]), (&plan["id"], &json!(true)), "{again:#}");
        assert_eq!(planned(&till, "p", &reference, &[(1_500, 15), (1_500, 16)]).await["code"], "IDEMPOTENCY_MISMATCH");
        assert_eq!(planned(&till, "q", &reference, &[(1_500, 15), (1_500, 16)]).await["code"], "PLAN_EXISTS");
        assert_eq!(look(&till, &reference).await["plan"]["payable"], json!([xts(1_000), xts(2_500), xts(3_000)]));

        let other = till.run("pay", prompt(part("c", &reference, 999))).await;
        assert_eq!(
            (&other["code"], &other["facts"][0]["value"]),
            (&json!("NOTICE_PART_DIFFERS"), &json!("XTS 10.00")),
            "{other:#}"
        );
        let first = till.run("pay", prompt(part("d", &reference, 1_000))).await;
        for _ in 0..4 {
            till.let_pass(10).await;
        }
        assert_eq!(till.look(&id(&first)).await["state"], "SUCCESS");
        let seen = look(&till, &reference).await;
        assert_eq!(
            (&seen["state"], &seen["owed"], &seen["plan"]["held"]),
            (&json!("PARTIALLY_PAID"), &xts(2_000), &xts(1_000)),
            "{seen:#}"
        );

        till.let_pass(DAY).await;
        let second = till.by(trader, "pay", json!({ "input": part("e", &reference, 1_500) })).await;
        till.let_pass(5).await;
        assert_eq!(till.look(&id(&second)).await["state"], "SUCCESS");
        let receipts = till.run("receipts", json!({ "payment": id(&second) })).await;
        assert_eq!((receipts.as_array().map(Vec::len), &receipts[0]["total"]), (Some(1), &xts(1_500)), "{receipts:#}");
        let seen = look(&till, &reference).await;
        let paid: Vec<&Value> = seen["plan"]["parts"].as_array().expect("parts").iter().map(|part| &part["paid"]).collect();
        assert_eq!(paid, [&xts(1_000), &xts(1_500), &xts(0)], "{seen:#}");
        // Duty and VAT are paid, which the release waits for; but what is held may still go back.
        assert_eq!(kinds(&till).await, ["PARTLY_PAID", "PARTLY_PAID"]);

        let third = till.run("pay", prompt(part("f", &reference, 500))).await;
        for _ in 0..4 {
            till.let_pass(10).await;
        }
        assert_eq!(till.look(&id(&third)).await["state"], "SUCCESS");
        assert_eq!(kinds(&till).await, ["PARTLY_PAID", "PARTLY_PAID", "PAID", "RELEASABLE"]);
        till.let_pass(10 * DAY).await;
        let seen = look(&till, &reference).await;
        assert_eq!(
            (&seen["state"], &seen["plan"]["state"], &seen["plan"]["payable"]),
            (&json!("PAID"), &json!("COMPLETE"), &json!([])),
            "{seen:#}"
        );
        assert_eq!((till.credits(1100).await, till.credits(2400).await, till.booked().await), (0, 0, 3_000));
        let late = till.run("withdraw_parts", json!({ "id": plan["id"] })).await;
        assert_eq!((&late["code"], &late["facts"][0]["value"]), (&json!("PLAN_OVER"), &json!("complete")), "{late:#}");
        till.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_not_complete_on_its_last_day_is_owed_back_and_the_notice_is_owed_whole_again() {
    each_database(async |fresh| {
        let till = Till::with(fresh, Plan::kind(6), Settings::default()).await;
        let (trader, one, two) = (strong_sign_in(&till.app).await.subject, till.approver().await, till.approver().await);
        let reference = issued(&till).await;
        planned(&till, "p", &reference, &[(1_000, 15), (1_000, 16), (1_000, 17)]).await;
        let first = till.by(trader, "pay", json!({ "input": part("a", &reference, 1_000) })).await;
        till.let_pass(5).await;
        // A teller takes another sum than any part: the next one is smaller for it.
        let advice = Advice {
            account: "ZZ00TREASURY01".to_owned(),
            reference: reference.parse().expect("a reference"),
            amount: Money::new(300, Currency::XTS),
            line: "BK1".to_owned(),
            raw: b"BK1".to_vec(),
        };
        let payments = till.app.application.payments.clone();
        payments.take_advice(&advice, till.app.now()).await.expect("a database").expect("it is taken");
        let seen = look(&till, &reference).await;
        assert_eq!((&seen["plan"]["payable"], &seen["plan"]["held"]), (&json!([xts(700), xts(1_700)]), &xts(1_300)), "{seen:#}");
        till.assert_in_order().await;

        till.let_pass(2 * DAY).await;
        assert_eq!(look(&till, &reference).await["plan"]["state"], "OPEN", "its last day is not over");
        till.let_pass(DAY / 2).await;
        let seen = look(&till, &reference).await;
        assert_eq!((&seen["state"], &seen["owed"], &seen["paid"]), (&json!("OPEN"), &xts(3_000), &xts(0)), "{seen:#}");
        assert_eq!((&seen["plan"]["state"], &seen["plan"]["held"]), (&json!("EXPIRED"), &xts(0)), "{seen:#}");
        assert_eq!(kinds(&till).await, ["PARTLY_PAID", "PARTLY_PAID", "REOPENED"]);
        assert_eq!((till.credits(2400).await, till.credits(1100).await, till.credits(2300).await), (1_300, -3_000, 0));
        till.assert_in_order().await;
        let (_, astray) = till.app.application.ledger.astray_from_evidence().await.expect("a database");
        assert_eq!(astray, Vec::<String>::new(), "notice and ledger say the same");
        let part_again = till.run("pay", json!({ "input": part("x", &reference, 1_000) })).await;
        assert_eq!(part_again["code"], "NOTICE_WHOLE_ONLY", "{part_again:#}");

        // Each part goes back to whoever paid it: nobody asks for it, and nobody refuses it.
        let mine = till.look(&id(&first)).await;
        assert_eq!(
            (&mine["repayments"][0]["state"], &mine["repayments"][0]["amount"]),
            (&json!("REQUESTED"), &xts(1_000)),
            "{mine:#}"
        );
        let queue = till.by(one, "repayments", json!({})).await;
        let queue = queue.as_array().expect("a list");
        assert_eq!(queue.len(), 2, "{queue:#?}");
        let owed = queue.iter().find(|one| one["payment"] == id(&first).as_str()).expect("the first part");
        assert_eq!((&owed["requestedBy"], &owed["reason"]), (&json!("plan-of-parts"), &json!("parts-not-complete")), "{owed:#}");
        let named = json!({ "input": { "id": owed["repayment"]["id"], "version": 1 } });
        assert_eq!(till.by(one, "reject_repayment", named.clone()).await["code"], "REPAYMENT_OWED");
        assert_eq!(till.by(one, "approve_repayment", named.clone()).await["waitsForAnother"], true);
        let approved = till.by(two, "approve_repayment", named).await;
        assert_eq!(approved["repayment"]["repayment"]["state"], "SUCCEEDED", "{approved:#}");
        assert_eq!((till.truly(Kind::Refunded), till.credits(2400).await), (1_000, 300));
        till.assert_in_order().await;

        // It is owed as before: planned anew, and paid at once by somebody who can.
        let next = planned(&till, "r", &reference, &[(1_000, 18), (2_000, 25)]).await;
        assert_eq!(next["plan"]["state"], "OPEN", "{next:#}");
        till.pay("whole", &reference, 3_000).await;
        till.let_pass(5).await;
        let seen = look(&till, &reference).await;
        assert_eq!((&seen["state"], &seen["plan"]["state"]), (&json!("PAID"), &json!("COMPLETE")), "{seen:#}");
        till.let_pass(9 * DAY).await;
        assert_eq!((till.credits(1100).await, till.credits(2400).await), (0, 300), "what completed a plan stays");
        till.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn a_plan_ends_after_what_is_under_way_and_what_officers_decide() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let trader = strong_sign_in(&till.app).await.subject;
        let reference = issued(&till).await;
        let plan = planned(&till, "p", &reference, &[(1_000, 15), (2_000, 15)]).await;
        let withdraw = async |id: &Value| till.run("withdraw_parts", json!({ "id": id })).await;
        assert_eq!(withdraw(&json!("0".repeat(32))).await["code"], "PLAN_UNKNOWN");
        assert_eq!(withdraw(&json!("x")).await["code"], "PLAN_UNKNOWN");

        // Somebody is at the page of the provider when it is taken back, and when its last day ends.
        let paying = till.by(trader, "pay", json!({ "input": part("a", &reference, 1_000) })).await;
        let busy = withdraw(&plan["id"]).await;
        assert_eq!((&busy["code"], &busy["facts"][0]["value"]), (&json!("NOTICE_BEING_PAID"), &json!(id(&paying))), "{busy:#}");
        till.run("cancel_payment", json!({ "id": id(&paying) })).await;
        till.let_pass(11 * 60 * 60 + 30 * 60).await;
        let paying = till.by(trader, "pay", json!({ "input": part("b", &reference, 1_000) })).await;
        till.let_pass(40 * 60).await;
        let seen = look(&till, &reference).await;
        assert_eq!((&seen["plan"]["state"], &seen["plan"]["payable"]), (&json!("OPEN"), &json!([])), "{seen:#}");
        let page = paying["payment"]["handover"]["page"].as_str().expect("a page").to_owned();
        let intent = page.rsplit('/').next().expect("an id").to_owned();
        till.simulator.payer(&intent, Deed::Approve).expect("the payer can approve");
        till.let_pass(1).await;
        assert_eq!(till.look(&id(&paying)).await["state"], "SUCCESS");

        // Its payer asks for it back meanwhile: officers decide about that first.
        let paid = Paid { reference: reference.clone(), id: id(&paying), intent };
        let asked = till.by(trader, "request_repayment", back("back", &paid, (400, 1_000), "CHARGES")).await;
        till.let_pass(61).await;
        assert_eq!(look(&till, &reference).await["plan"]["state"], "OPEN");
        assert_eq!(withdraw(&plan["id"]).await["code"], "NOTICE_BEING_REPAID");
        let approver = till.approver().await;
        till.by(approver, "reject_repayment", json!({ "input": { "id": asked["repayment"]["id"], "version": 1 } })).await;
        till.let_pass(61).await;
        let seen = look(&till, &reference).await;
        assert_eq!((&seen["state"], &seen["plan"]["state"]), (&json!("OPEN"), &json!("EXPIRED")), "{seen:#}");
        assert_eq!((till.credits(2400).await, till.credits(1100).await), (1_000, -3_000));
        assert_eq!(withdraw(&plan["id"]).await["facts"][0]["value"], "expired");

        // Another is taken back, once however often that is said; an amendment changes the next part of it.
        let plan = planned(&till, "q", &reference, &[(1_000, 17), (2_000, 18)]).await;
        let mut second = thirty();
        (second["version"], second["reason"]) = (json!(2), json!("The fee went up"));
        second["charges"][2]["amount"] = json!("6.00");
        till.issue(json!([second])).await;
        let seen = look(&till, &reference).await;
        assert_eq!(seen["plan"]["payable"], json!([xts(1_100), xts(3_100)]), "{seen:#}");
        for _ in 0..2 {
            let withdrawn = withdraw(&plan["id"]).await;
            assert_eq!(withdrawn["state"], "WITHDRAWN", "{withdrawn:#}");
        }
        assert_eq!((till.credits(2400).await, till.credits(1100).await), (1_000, -3_100), "nothing was paid under it");
        till.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn a_notice_that_is_taken_back_ends_its_plan_and_no_two_plans_are_open() {
    each_database(async |fresh| {
        let till = Till::with(fresh, Plan::kind(8), Settings::default()).await;
        let reference = issued(&till).await;
        planned(&till, "p", &reference, &[(1_000, 15), (2_000, 20)]).await;
        till.run("pay", json!({ "input": part("a", &reference, 1_000) })).await;
        till.let_pass(5).await;
        let twice = "insert into payment_plan (id, notice_id, parts, until, outcome, recorded_at, key_hash, fingerprint) \
                     select 'x', notice_id, parts, until, outcome, recorded_at, 'x', 'x' from payment_plan";
        let ended = "update payment_plan set outcome = 'expired'";
        for statement in [twice, ended] {
            let unit = fresh.database.begin().await.expect("a unit of work");
            assert!(sea_orm::ConnectionTrait::execute_unprepared(&unit, statement).await.is_err(), "{statement}");
        }
        let mut gone = thirty();
        (gone["version"], gone["reason"], gone["charges"]) = (json!(2), json!("The declaration was withdrawn"), json!([]));
        till.issue(json!([gone])).await;
        let seen = look(&till, &reference).await;
        assert_eq!((&seen["state"], &seen["plan"]["state"]), (&json!("CANCELLED"), &json!("VOID")), "{seen:#}");
        till.let_pass(6 * DAY).await;
        assert_eq!((till.credits(2400).await, till.credits(1100).await), (1_000, 0), "it goes back once");
        till.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_no_plan_is_refused() {
    each_database(async |fresh| {
        let till = Till::with(fresh, Plan::default(), with_a_wallet()).await;
        let reference = issued(&till).await;
        let refused = async |parts: &[(i64, u8)]| {
            let refused = planned(&till, "p", &reference, parts).await;
            (refused["code"].clone(), refused["facts"][0]["value"].clone())
        };
        assert_eq!(refused(&[(3_000, 15)]).await, (json!("PLAN_PARTS_COUNT"), json!(PARTS_MAX.to_string())));
        assert_eq!(refused(&[(1_000, 15), (1_999, 16)]).await, (json!("PLAN_AMOUNTS"), json!("XTS 30.00")));
        assert_eq!(refused(&[(1_000, 15), (2_000, 26)]).await, (json!("PLAN_DAYS"), json!("2026-06-25")), "it is due before");
        assert_eq!(refused(&[(1_000, 14), (2_000, 16)]).await.0, "PLAN_DAYS");
        let mut open = thirty();
        (open["issuerReference"], open["takesParts"]) = (json!("open"), json!(true));
        let open = till.issue(json!([open])).await["notices"][0]["reference"].as_str().expect("a reference").to_owned();
        assert_eq!(planned(&till, "o", &open, &[(1_000, 15), (2_000, 16)]).await["code"], "PLAN_NOT_NEEDED");
        let unknown = json!({ "key": "u", "reference": payment::NoticeReference::new(1).to_string(), "version": 1, "expectedTotal": xts(2),
            "parts": [{ "amount": xts(1), "payBy": "2026-06-15" }, { "amount": xts(1), "payBy": "2026-06-15" }] });
        assert_eq!(till.run("plan_parts", json!({ "input": unknown })).await["code"], "NOTICE_UNKNOWN");
        let little = till.run("pay", {
            let mut input = part("l", &open, 400);
            (input["rail"], input["phone"]) = (json!("MOBILE_MONEY"), json!("+254700000001"));
            json!({ "input": input })
        });
        assert_eq!(little.await["code"], "PAYMENT_RAIL_TOO_LITTLE");
    })
    .await;
}
