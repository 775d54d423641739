//! Money that goes back: by four eyes, once, whatever the provider does. Rows PAY-M7, PAY-G1, INV-08, CR-14, RCP-06, SEC-BIZ-02.

use sea_orm::ConnectionTrait;
use serde_json::json;
use simulator::{Deed, FaultPlan, HookPlan, Kind, Plan, RepaymentPlan};

use super::{Till, back};
use crate::{identity::strong_sign_in, support::database::each_database};

#[tokio::test]
async fn what_was_collected_too_much_goes_back_by_four_eyes_and_the_receipt_says_so() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let (trader, one, two) = (strong_sign_in(&till.app).await.subject, till.approver().await, till.approver().await);
        let paid = till.captured(trader, 1, 123_456).await;
        let seen = till.look(&paid.id).await;
        assert_eq!(seen["repayable"], json!([{ "source": "CHARGES", "left": { "amount": "1234.56", "currency": "XTS" } }]));

        // Nobody asks for somebody else's money, nobody for another sum than is left.
        let stranger = strong_sign_in(&till.app).await.subject;
        let ask = async |who, input| till.by(who, "request_repayment", input).await;
        assert_eq!(ask(stranger, back("s", &paid, (40_000, 123_456), "CHARGES")).await["code"], "PAYMENT_UNKNOWN");
        let stale = ask(trader, back("a", &paid, (40_000, 123_455), "CHARGES")).await;
        assert_eq!((&stale["code"], &stale["facts"][0]["value"]), (&json!("REPAYMENT_AVAILABLE_DIFFERS"), &json!("XTS 1234.56")));
        assert_eq!(ask(trader, back("a", &paid, (123_457, 123_456), "CHARGES")).await["code"], "REPAYMENT_TOO_MUCH");
        let asked = ask(trader, back("a", &paid, (40_000, 123_456), "CHARGES")).await;
        assert_eq!((&asked["isReplay"], &asked["repayment"]["state"]), (&json!(false), &json!("REQUESTED")), "{asked:#}");
        let again = ask(trader, back("a", &paid, (40_000, 123_456), "CHARGES")).await;
        assert_eq!((&again["isReplay"], &again["repayment"]["id"]), (&json!(true), &asked["repayment"]["id"]));
        assert_eq!(ask(trader, back("a", &paid, (40_001, 123_456), "CHARGES")).await["code"], "IDEMPOTENCY_MISMATCH");

        // What a payer asks for takes two officers; one of them alone sends nothing.
        let queue = till.by(one, "repayments", json!({})).await;
        assert_eq!((&queue[0]["payment"], &queue[0]["byOfficer"]), (&json!(paid.id), &json!(false)), "{queue:#}");
        let id = asked["repayment"]["id"].clone();
        let approve = json!({ "input": { "id": id, "version": 1 } });
        let refused = till.answer_by(trader, "approve_repayment", approve.clone()).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused:#}");
        let first = till.by(one, "approve_repayment", approve.clone()).await;
        assert_eq!((&first["waitsForAnother"], till.truly(Kind::Refunded)), (&json!(true), 0), "{first:#}");
        assert_eq!(till.by(one, "approve_repayment", approve.clone()).await["code"], "ANOTHER_PERSON_REQUIRED");
        let second = till.by(two, "approve_repayment", approve.clone()).await;
        assert_eq!(second["repayment"]["repayment"]["state"], "SUCCEEDED", "{second:#}");
        assert_eq!(till.by(two, "approve_repayment", approve).await["code"], "CHANGED_SINCE_SEEN");
        assert_eq!(till.truly(Kind::Refunded), 40_000);
        assert_eq!((till.credits(1200).await, till.credits(2400).await), (40_000 - 123_456, 0));
        // Duty and VAT give back in proportion to what was paid.
        assert_eq!((till.credits(2110).await, till.credits(2120).await), (41_152 - 13_333, 82_304 - 26_667));

        let seen = till.look(&paid.id).await;
        let note = &seen["repayments"][0]["creditNotes"][0];
        assert_eq!((&note["series"], &note["number"], &note["total"]["amount"]), (&json!("ZZ-HQ-2026-C"), &json!(1), &json!("400.00")), "{seen:#}");
        let receipts = till.run("receipts", json!({ "payment": paid.id })).await;
        let verify = async || till.run("verify_receipt", json!({ "shown": receipts[0]["text"] })).await;
        let verdict = verify().await;
        assert_eq!((&verdict["verdict"], &verdict["became"]), (&json!("valid"), &json!("PARTLY_REPAID")), "{verdict:#}");
        assert_eq!(till.run("verify_receipt", json!({ "shown": note["text"] })).await["verdict"], "valid");

        // What an officer asks for takes one other.
        let asked = ask(one, back("b", &paid, (83_456, 83_456), "CHARGES")).await;
        let approve = json!({ "input": { "id": asked["repayment"]["id"], "version": 1 } });
        assert_eq!(till.by(one, "approve_repayment", approve.clone()).await["code"], "ANOTHER_PERSON_REQUIRED");
        assert_eq!(till.by(one, "reject_repayment", approve.clone()).await["code"], "ANOTHER_PERSON_REQUIRED");
        assert_eq!(till.by(two, "approve_repayment", approve).await["repayment"]["repayment"]["state"], "SUCCEEDED");
        let by_code = till.run("verify_receipt", json!({ "shown": receipts[0]["code"] })).await;
        assert_eq!((&verify().await["became"], &by_code["became"]), (&json!("REPAID"), &json!("REPAID")));
        assert_eq!(till.look(&paid.id).await["repayable"], json!([]));
        assert_eq!((till.credits(2110).await, till.credits(2120).await, till.truly(Kind::Refunded)), (0, 0, 123_456));
        till.let_pass(60).await;
        till.assert_in_order().await;
        let connection = till.app.application.database.connection();
        for wrong in [
            // More than came in, a repayment without its request, a state without its event, an event from elsewhere, money without a word of
            // the provider, another sum, a decision that is decided again, a history that changes.
            "update payment_repayment set amount_minor = amount_minor + 1".to_owned(),
            "update payment_repayment set state = 'approved', sequence = 9".to_owned(),
            "insert into payment_repayment select 'x', payment_id, state, sequence, source, currency, 1, requested_by, by_officer, reason, phone, \
             attempt_id, provider, taken_as, asked_way, way, approvals, parts, 'x', fingerprint, provider_key, provider_reference, submitted_at, \
             requested_at, due_at, looks, contradicted from payment_repayment where approvals = 1 limit 1"
                .to_owned(),
            "insert into payment_child_event (child, child_id, ordinal, verb, from_state, to_state, actor, body, recorded_at) \
             select 'repayment', id, 5, 'come-back', 'succeeded', 'failed', 'provider', '{}', 0 from payment_repayment"
                .to_owned(),
            "insert into payment_child_event (child, child_id, ordinal, verb, from_state, to_state, actor, body, recorded_at) \
             select 'repayment', id, 5, 'reject', 'requested', 'rejected', 'officer', '{}', 0 from payment_repayment"
                .to_owned(),
            "update payment_child_event set body = '{}'".to_owned(),
            "delete from payment_repayment".to_owned(),
            "update payment_proposal set outcome = 'refused'".to_owned(),
            "update payment_credit_note set amount_minor = 1".to_owned(),
            "delete from payment_credit_note".to_owned(),
        ] {
            assert!(connection.execute_unprepared(&wrong).await.is_err(), "the database took: {wrong}");
        }
        // A request of a cent more than came in, beside a good event.
        let event = "insert into payment_child_event (child, child_id, ordinal, verb, from_state, to_state, actor, body, recorded_at) \
                     values ('repayment', 'x', 1, 'request', '-', 'requested', 'officer', '{}', 0)";
        connection.execute_unprepared(event).await.expect("the event is good");
        let more = "insert into payment_repayment select 'x', payment_id, 'requested', 1, source, currency, 1, requested_by, by_officer, \
                    reason, phone, attempt_id, provider, taken_as, asked_way, way, 0, parts, 'x', fingerprint, null, null, submitted_at, \
                    requested_at, due_at, 0, contradicted from payment_repayment limit 1";
        let refused = connection.execute_unprepared(more).await.expect_err("more goes back than came in").to_string();
        assert!(refused.contains("more goes back than came in"), "{refused}");
        till.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn a_refund_whose_answer_is_lost_is_found_and_paid_once() {
    each_database(async |fresh| {
        // Notices are late: only asking tells.
        let late = HookPlan { late: 1_000, late_s_max: 200_000, ..HookPlan::default() };
        let till = Till::open(fresh, Plan { hooks: late.clone(), ..Plan::default() }).await;
        let (trader, one, two) = (strong_sign_in(&till.app).await.subject, till.approver().await, till.approver().await);
        let paid = till.paid(trader, 1, 1_000).await;
        till.simulator.payer(&paid.intent, Deed::Approve).expect("the payer can approve");
        till.let_pass(60).await;
        assert_eq!(till.look(&paid.id).await["state"], "SUCCESS");

        // Twenty ask at once for more than half of what is left: one of them gets it.
        let asks =
            (0..20).map(|number| till.by(one, "request_repayment", back(&format!("k{number}"), &paid, (600, 1_000), "CHARGES")));
        let asked = futures_util::future::join_all(asks).await;
        let requested: Vec<_> = asked.iter().filter(|answer| answer["repayment"]["id"].is_string()).collect();
        assert_eq!(requested.len(), 1, "{asked:#?}");
        assert_eq!(asked.iter().filter(|answer| answer["code"] == "REPAYMENT_AVAILABLE_DIFFERS").count(), 19);

        let lossy = FaultPlan { drop_after: 1_000, hang_ms: 10, ..FaultPlan::default() };
        till.simulator.set_plan(Plan { faults: lossy, hooks: late.clone(), ..Plan::default() }).expect("a plan");
        let id = requested[0]["repayment"]["id"].clone();
        let approved = till.by(two, "approve_repayment", json!({ "input": { "id": id, "version": 1 } })).await;
        assert_eq!(approved["repayment"]["repayment"]["state"], "UNKNOWN", "{approved:#}");
        till.let_pass(10).await;
        assert_eq!(till.look(&paid.id).await["repayments"][0]["state"], "UNKNOWN");
        till.simulator.set_plan(Plan { hooks: late, ..Plan::default() }).expect("a plan");
        for seconds in [60, 600] {
            till.let_pass(seconds).await;
        }
        assert_eq!(till.look(&paid.id).await["repayments"][0]["state"], "SUCCEEDED");
        for _ in 0..3 {
            till.let_pass(86_400).await;
        }
        assert_eq!((till.truly(Kind::Refunded), till.credits(1200).await), (600, -400), "it was paid once, whoever told of it");
        till.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn what_a_provider_could_not_pay_is_paid_by_the_treasury_and_what_nobody_asked_for_goes_back() {
    each_database(async |fresh| {
        let failing = RepaymentPlan { fail: 1_000, ..RepaymentPlan::default() };
        let till = Till::open(fresh, Plan { repayments: failing, ..Plan::default() }).await;
        let (trader, one, two) = (strong_sign_in(&till.app).await.subject, till.approver().await, till.approver().await);
        let paid = till.captured(trader, 1, 1_000).await;
        let asked = till.by(till.cashier, "request_repayment", back("k", &paid, (1_000, 1_000), "CHARGES")).await;
        let id = asked["repayment"]["id"].clone();
        let approved = till.by(one, "approve_repayment", json!({ "input": { "id": id, "version": 1 } })).await;
        assert_eq!(approved["repayment"]["repayment"]["state"], "SUBMITTED", "{approved:#}");
        till.let_pass(90_000).await;
        till.let_pass(1).await;
        let failed = till.by(one, "repayments", json!({ "states": ["FAILED"] })).await;
        assert_eq!(failed[0]["repayment"]["id"], id, "{failed:#}");
        assert_eq!((till.credits(2400).await, till.credits(1200).await), (1_000, -1_000), "it is still owed");

        // Two officers choose the treasury; neither of whom says alone that it paid.
        let version = failed[0]["repayment"]["version"].clone();
        let choose = json!({ "input": { "id": id, "version": version, "bank": "central-bank" } });
        assert_eq!(till.by(one, "approve_repayment", choose.clone()).await["waitsForAnother"], true);
        let other = json!({ "input": { "id": id, "version": version, "bank": "another-bank" } });
        assert_eq!(till.by(two, "approve_repayment", other).await["code"], "REPAYMENT_WAY_DIFFERS");
        let chosen = till.by(two, "approve_repayment", choose).await;
        assert_eq!(chosen["repayment"]["repayment"]["state"], "SUBMITTED", "{chosen:#}");
        let settle = json!({ "input": { "id": id, "version": chosen["repayment"]["repayment"]["version"], "wasPaid": true } });
        assert_eq!(till.by(two, "settle_repayment", settle.clone()).await["code"], "ANOTHER_PERSON_REQUIRED");
        let settled = till.by(one, "settle_repayment", settle).await;
        assert_eq!(settled["repayment"]["state"], "SUCCEEDED", "{settled:#}");
        assert_eq!((till.credits(2400).await, till.credits(1300).await), (0, 1_000));
        till.assert_in_order().await;

        // A payer pays twice: what came second is nobody's, waits in the queue, and goes back of the sum that it came with.
        till.simulator.set_plan(Plan::default()).expect("a plan");
        let twice = till.paid(trader, 2, 2_000).await;
        till.simulator.payer(&twice.intent, Deed::Twice).expect("the payer can pay twice");
        till.let_pass(1).await;
        let waiting = till.by(one, "unallocated_money", json!({})).await;
        assert_eq!(waiting, json!([{ "payment": twice.id, "left": { "amount": "20.00", "currency": "XTS" } }]));
        let asked = till.by(one, "request_repayment", back("t", &twice, (2_000, 2_000), "UNALLOCATED")).await;
        assert_eq!(till.by(one, "unallocated_money", json!({})).await, json!([]));
        let approved =
            till.by(two, "approve_repayment", json!({ "input": { "id": asked["repayment"]["id"], "version": 1 } })).await;
        assert_eq!(approved["repayment"]["repayment"]["state"], "SUCCEEDED", "{approved:#}");
        assert_eq!((till.credits(2300).await, till.credits(2400).await), (0, 0));
        let seen = till.look(&twice.id).await;
        assert_eq!((&seen["state"], &seen["repayable"][0]["source"]), (&json!("SUCCESS"), &json!("CHARGES")), "{seen:#}");
        let receipts = till.run("receipts", json!({ "payment": twice.id })).await;
        let verdict = till.run("verify_receipt", json!({ "shown": receipts[0]["text"] })).await;
        assert_eq!(verdict["became"], json!(null), "what nobody asked for was on no receipt: {verdict:#}");
        till.assert_in_order().await;
    })
    .await;
}
