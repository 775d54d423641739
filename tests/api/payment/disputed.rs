//! Payments that payers dispute at the provider, and what the provider pays out. Rows INV-08, LED-11, LED-12, LED-18 to LED-20, REC-07.

use fingertip::identity::Subject;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use simulator::Plan;

use super::{Paid, Till, back};
use crate::{identity::strong_sign_in, support::database::each_database};

/// Lets a payer dispute a payment, and returns the provider's name of the dispute once we have heard of it.
async fn dispute(till: &Till, officer: Subject, paid: &Paid, inquiry: bool) -> String {
    let before = till.by(officer, "disputes", json!({ "first": 10 })).await.as_array().map_or(0, Vec::len);
    let opened = till.provider("/sim/disputes", json!({ "payment_intent": paid.intent, "inquiry": inquiry })).await;
    until_disputes(till, officer, |found| found.len() > before && (inquiry || !found[0]["withdrawn"].is_null())).await;
    opened["id"].as_str().expect("an id").to_owned()
}

/// Ends the newest dispute.
async fn end(till: &Till, officer: Subject, dispute: &str, how: &str) {
    till.provider(&format!("/sim/disputes/{dispute}/{how}"), json!({})).await;
    let is_ended = |newest: &Value| newest["state"] == "lost" || newest["state"] == "won";
    until_disputes(till, officer, |found| is_ended(&found[0]) && (how != "won" || !found[0]["reinstated"].is_null())).await;
}

/// Lets seconds pass until we have heard of it: notices come when they come.
async fn until_disputes(till: &Till, officer: Subject, heard: impl Fn(&[Value]) -> bool) {
    for _ in 0..30 {
        till.let_pass(1).await;
        if till.by(officer, "disputes", json!({ "first": 10 })).await.as_array().is_some_and(|disputes| heard(disputes)) {
            return;
        }
    }
    panic!("nothing was heard of a dispute");
}

#[tokio::test]
async fn what_is_lost_is_owed_again_and_nothing_goes_back_twice() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let (trader, one, two) = (strong_sign_in(&till.app).await.subject, till.approver().await, till.approver().await);
        let (lost, won, asked) = (till.captured(trader, 1, 1_000).await, till.captured(trader, 2, 2_000).await, till.captured(trader, 3, 3_000).await);

        // An inquiry takes nothing (no change of our balance), and ends without either.
        let inquiry = dispute(&till, one, &asked, true).await;
        assert_eq!(till.credits(1400).await, 0);
        let refused = till.by(one, "request_repayment", back("i", &asked, (1_000, 3_000), "CHARGES")).await;
        assert_eq!(refused["code"], "REPAYMENT_DISPUTED", "{refused:#}");
        end(&till, one, &inquiry, "lost").await;
        let back_again = till.by(one, "request_repayment", back("i", &asked, (1_000, 3_000), "CHARGES")).await;
        assert_eq!(back_again["repayment"]["state"], "REQUESTED", "{back_again:#}");

        // One that is won is withdrawn, and reinstated: two changes.
        let second = dispute(&till, one, &won, false).await;
        assert_eq!((till.credits(1400).await, till.credits(5200).await), (-2_000, -1_500));
        end(&till, one, &second, "won").await;
        assert_eq!(till.credits(1400).await, 0);

        // One that is lost: one change; the debt revives, the receipt is taken back, and the notice can be paid anew.
        let third = dispute(&till, one, &lost, false).await;
        end(&till, one, &third, "lost").await;
        let disputes = till.by(one, "disputes", json!({ "first": 3 })).await;
        let states: Vec<&Value> = disputes.as_array().expect("a list").iter().map(|found| &found["state"]).collect();
        assert_eq!(states, [&json!("lost"), &json!("won"), &json!("won")], "{disputes:#}");
        let notice = till.run("payment_notice", json!({ "reference": lost.reference })).await;
        assert_eq!((&notice["state"], &notice["owed"]["amount"]), (&json!("REOPENED"), &json!("10.00")), "{notice:#}");
        assert_eq!((till.credits(1400).await, till.credits(1100).await), (0, -1_000));
        let receipts = till.run("receipts", json!({ "payment": lost.id })).await;
        let verdict = till.run("verify_receipt", json!({ "shown": receipts[0]["text"] })).await;
        assert_eq!(verdict["became"], "REVERSED", "{verdict:#}");
        let nothing = till.by(one, "request_repayment", back("l", &lost, (1_000, 1_000), "CHARGES")).await;
        assert_eq!(nothing["code"], "REPAYMENT_AVAILABLE_DIFFERS", "what was lost is not there to be given back: {nothing:#}");
        let anew = till.pay("anew", &lost.reference, 1_000).await;
        assert_eq!(anew["payment"]["state"], "STARTED", "{anew:#}");
        till.assert_in_order().await;

        // A dispute that opens between approval and sending keeps the money here.
        let refused = till.by(two, "reject_repayment", json!({ "input": { "id": back_again["repayment"]["id"], "version": 1 } })).await;
        assert_eq!(refused["repayment"]["state"], "REJECTED", "{refused:#}");

        let connection = till.app.application.database.connection();
        for wrong in [
            "update payment_dispute set state = 'lost', sequence = 2 where state = 'won'",
            "update payment_dispute set amount_minor = 1",
            "delete from payment_dispute",
            "insert into payment_child_event (child, child_id, ordinal, verb, from_state, to_state, actor, evidence, body, recorded_at) \
             select 'dispute', id, 9, 'move', 'lost', 'won', 'provider', raw, '{}', 0 from payment_dispute, payment_inbox limit 1",
        ] {
            assert!(connection.execute_unprepared(wrong).await.is_err(), "the database took: {wrong}");
        }
    })
    .await;
}

/// Lets seconds pass until the newest payout stands where it should: notices come when they come. Returns the payouts.
async fn until(till: &Till, officer: Subject, state: &str) -> Value {
    let mut payouts = Value::Null;
    for _ in 0..30 {
        till.let_pass(1).await;
        payouts = till.by(officer, "payouts", json!({})).await;
        if payouts[0]["state"] == state {
            return payouts;
        }
    }
    panic!("no payout is {state}: {payouts:#}");
}

#[tokio::test]
async fn what_a_provider_pays_out_is_with_the_bank_until_it_comes_back() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let (trader, one) = (strong_sign_in(&till.app).await.subject, till.approver().await);
        till.captured(trader, 1, 100_000).await;
        till.let_pass(10 * 86_400).await;
        let payout = till.provider("/v1/payouts", json!("amount=50000&currency=xts")).await;
        until(&till, one, "in-transit").await;
        assert_eq!((till.credits(1300).await, till.credits(1200).await), (-50_000, -50_000));
        till.let_pass(90_000).await;
        until(&till, one, "paid").await;
        till.provider(&format!("/sim/payouts/{}/fail", payout["id"].as_str().expect("an id")), json!({})).await;
        let payouts = until(&till, one, "failed").await;
        assert_eq!((&payouts[0]["state"], &payouts[0]["net"]["amount"]), (&json!("failed"), &json!("500.00")), "{payouts:#}");
        assert_eq!((till.credits(1300).await, till.credits(1200).await), (0, -100_000));
        till.assert_in_order().await;
    })
    .await;
}
