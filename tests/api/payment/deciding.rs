//! Payments that only officers lead on. Rows SEC-AZ-06, ST-16, ST-27, ST-28.

use serde_json::{Value, json};
use simulator::{Deed, Plan};

use super::{Paid, Till, back};
use crate::{identity::strong_sign_in, support::database::each_database};

#[derive(sea_orm::FromQueryResult)]
struct Name {
    id: String,
}

/// Lets somebody pay another sum with the id of a payment's attempt, and waits until we have heard of it: notices come when they come.
async fn pay_otherwise(till: &Till, paid: &Paid, minor: i64) {
    let sql = format!("select id from payment_attempt where payment_id = '{}'", paid.id);
    let rows: Vec<Name> =
        fingertip::platform::database::rows(till.app.application.database.connection(), &sql, []).await.expect("an attempt");
    let form = format!("amount={minor}&currency=xts&confirm=true&payment_method=pm_card_visa&metadata[attempt]={}", rows[0].id);
    till.provider("/v1/payment_intents", json!(form)).await;
    for _ in 0..30 {
        till.let_pass(1).await;
        if till.look(&paid.id).await["state"] == "ERROR" {
            return;
        }
    }
    panic!("nothing was heard of another sum");
}

#[tokio::test]
async fn two_officers_decide_what_becomes_of_another_sum_than_was_asked_for() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let (trader, one, two) = (strong_sign_in(&till.app).await.subject, till.approver().await, till.approver().await);
        let (returned, accepted) = (till.paid(trader, 1, 1_000).await, till.paid(trader, 2, 2_000).await);
        pay_otherwise(&till, &returned, 900).await;
        pay_otherwise(&till, &accepted, 1_500).await;
        assert_eq!(till.look(&returned.id).await["state"], "ERROR");

        let queue = till.by(one, "payments_in_doubt", json!({})).await;
        let found = |id: &str| -> Value {
            let all = queue.as_array().expect("a list");
            all.iter().find(|found| found["payment"] == id).unwrap_or_else(|| panic!("{queue:#}")).clone()
        };
        let in_doubt = found(&returned.id);
        assert_eq!((&in_doubt["standsAt"], &in_doubt["arrived"][0]["amount"]), (&json!("conflicted"), &json!("9.00")), "{in_doubt:#}");
        assert_eq!(till.by(one, "unallocated_money", json!({})).await, json!([]), "officers decide first");
        let early = till.by(one, "request_repayment", back("e", &returned, (900, 900), "UNALLOCATED")).await;
        assert_eq!(early["code"], "PAYMENT_STATE", "{early:#}");

        let propose = |of: &Paid, decision: &str, version: &Value| {
            json!({ "input": { "payment": of.id, "version": version, "decision": decision } })
        };
        let version = &in_doubt["version"];
        let wrong = till.by(one, "propose_payment_decision", propose(&returned, "RELEASE", version)).await;
        assert_eq!(wrong["code"], "PAYMENT_STATE");
        let proposed = till.by(one, "propose_payment_decision", propose(&returned, "RETURN", version)).await;
        assert_eq!(proposed["proposal"]["decision"], "RETURN", "{proposed:#}");
        let beside = till.by(two, "propose_payment_decision", propose(&returned, "ACCEPT", version)).await;
        assert_eq!(beside["code"], "DECISION_OPEN");
        let decide = |of: &Paid, proposal: &Value| json!({ "input": { "payment": of.id, "proposal": proposal, "agree": true } });
        let proposal = &proposed["proposal"]["id"];
        assert_eq!(till.by(one, "decide_payment", decide(&returned, proposal)).await["code"], "ANOTHER_PERSON_REQUIRED");
        let decided = till.by(two, "decide_payment", decide(&returned, proposal)).await;
        assert_eq!(decided["state"], "CANCELLED", "{decided:#}");
        assert_eq!(till.by(two, "decide_payment", decide(&returned, proposal)).await["code"], "DECISION_UNKNOWN");
        till.let_pass(60).await;
        assert!(till.simulator.payer(&returned.intent, Deed::Approve).is_err(), "the order that was open at the provider is ended");
        till.assert_in_order().await;

        // What is accepted pays what it reaches of the notice, and is nobody's no more.
        let version = &found(&accepted.id)["version"];
        let proposed = till.by(one, "propose_payment_decision", propose(&accepted, "ACCEPT", version)).await;
        let decided = till.by(two, "decide_payment", decide(&accepted, &proposed["proposal"]["id"])).await;
        assert_eq!((&decided["state"], &decided["captured"]["amount"]), (&json!("SUCCESS"), &json!("15.00")), "{decided:#}");
        let seen = till.run("payment_notice", json!({ "reference": accepted.reference })).await;
        assert_eq!((&seen["state"], &seen["owed"]["amount"]), (&json!("PARTIALLY_PAID"), &json!("5.00")), "{seen:#}");
        assert_eq!((till.credits(2300).await, till.credits(1100).await), (900, -1_500), "what was returned waits to be given back");
        let receipts = till.run("receipts", json!({ "payment": accepted.id })).await;
        assert_eq!(receipts.as_array().map(Vec::len), Some(1), "{receipts:#}");
        till.assert_in_order().await;
    })
    .await;
}
