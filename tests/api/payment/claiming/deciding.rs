//! What officers do: ask, decide by a day, and name who pays.

use fingertip::{identity::Subject, platform::database};
use jiff::SignedDuration;
use serde_json::{Value, json};
use simulator::{Deed, Plan};

use super::{Counter, DAY, DUE, claim, line};
use crate::{
    account::{Office, kes},
    identity::strong_sign_in,
    mandate::{IMPORTER, act, alerts, ask, person, refreshed},
    payment::{Till, pay_input},
    support::{database::each_database, phone::receive},
};

#[tokio::test]
async fn a_question_stops_the_clock_an_answer_lets_it_go_on_and_what_is_overdue_is_told_once() {
    each_database(async |fresh| {
        let counter = Counter::open(fresh).await;
        let paid = counter.paid(1, 1_000).await;
        let claimed = counter.claims(claim("k", &[line(&paid.id, (1_000, 1_000))])).await;
        let id = claimed["claim"]["id"].clone();
        let lodged = counter.till.app.now();
        alerts(&counter.till.app).await;

        assert_eq!(counter.later(10 * DAY).await, 0);
        assert_eq!(counter.asks(&id, 2).await["code"], "CHANGED_SINCE_SEEN");
        let asked = counter.asks(&id, 1).await;
        assert_eq!(
            (&asked["claim"]["state"], &asked["claim"]["version"]),
            (&json!("WAITING_FOR_TRADER"), &json!(2)),
            "{asked:#}"
        );
        assert_eq!(alerts(&counter.till.app).await, 1, "its trader is told");
        let twice = counter.asks(&id, 2).await;
        assert_eq!(
            (&twice["code"], &twice["facts"][0]["value"]),
            (&json!("CLAIM_STATE"), &json!("waiting-for-trader")),
            "{twice:#}"
        );
        let seen = counter.look(&id).await;
        assert_eq!(
            (&seen["state"], &seen["dueAt"], &seen["question"]["note"], &seen["question"]["kinds"]),
            (&json!("WAITING_FOR_TRADER"), &Value::Null, &json!("which origin has it?"), &json!(["861"])),
            "{seen:#}"
        );
        assert_eq!(counter.later(40 * DAY).await, 0, "it stands still");
        assert_eq!((counter.queue("WAITING_FOR_TRADER").await, counter.queue("OVERDUE").await), (vec![id.clone()], Vec::new()));
        assert_eq!(counter.queue("TO_DECIDE").await, Vec::<Value>::new());

        let same = counter.adds(&id, json!([{ "kind": "380", "reference": "INV-7" }])).await;
        assert_eq!((&same["state"], &same["version"]), (&json!("WAITING_FOR_TRADER"), &json!(2)), "nothing new: {same:#}");
        let origin = json!([{ "kind": "861", "reference": "CO-1", "sha256": "AB".repeat(32) }]);
        let due = (lodged + DUE + SignedDuration::from_hours(40 * 24)).to_string();
        for _ in 0..2 {
            let added = counter.adds(&id, origin.clone()).await;
            assert_eq!(
                (&added["state"], &added["dueAt"], &added["version"], &added["question"]),
                (&json!("LODGED"), &json!(due), &json!(3), &Value::Null),
                "{added:#}"
            );
            assert_eq!(added["evidence"][1]["sha256"], json!("ab".repeat(32)), "{added:#}");
        }

        // Twenty days are left, and nobody decides.
        assert_eq!(counter.later(20 * DAY - 1).await, 0);
        let (one, other) = {
            counter.till.app.clock.advance(jiff::Span::new().hours(1));
            let ((_, one), (_, other)) = (counter.till.hands(), counter.till.hands());
            let now = counter.till.app.now();
            let (one, other) = futures_util::future::join(one.close(now), other.close(now)).await;
            (one.expect("a database"), other.expect("a database"))
        };
        assert_eq!(one + other, 1, "whoever looks");
        assert_eq!(counter.later(DAY).await, 0, "once");
        assert_eq!(alerts(&counter.till.app).await, 1, "its trader is told");
        assert_eq!(fresh.number("select count(*) from audit_entry where action = 'claim.overdue'").await, 1);
        assert_eq!(counter.queue("OVERDUE").await, vec![id.clone()]);
        let seen = counter.look(&id).await;
        assert_eq!((&seen["state"], &seen["isOverdue"]), (&json!("LODGED"), &json!(true)), "{seen:#}");

        // It is refused with a reason, which its trader reads with where to appeal.
        let reject = |reason: Value| json!({ "input": { "id": seen["repayments"][0]["id"], "version": 1, "reason": reason } });
        for reason in [Value::Null, json!("WITHDRAWN")] {
            let refused = counter.till.by(counter.approvers[0], "reject_repayment", reject(reason)).await;
            assert_eq!(refused["code"], "REPAYMENT_REJECTION_UNREASONED", "{refused:#}");
        }
        let rejected = counter.till.by(counter.approvers[0], "reject_repayment", reject(json!("NOT_PROVED"))).await;
        assert_eq!(rejected["repayment"]["state"], "REJECTED", "{rejected:#}");
        let seen = counter.look(&id).await;
        let rejection = &seen["repayments"][0]["rejection"];
        assert_eq!(
            (&seen["state"], &seen["isOverdue"], &rejection["reason"]),
            (&json!("DECIDED"), &json!(false), &json!("NOT_PROVED")),
            "{seen:#}"
        );
        assert!(rejection["text"].as_str().is_some_and(|text| text.contains("documents")), "{seen:#}");
        assert!(rejection["appeal"].as_str().is_some_and(|text| text.contains("appeal")), "{seen:#}");
        assert_eq!(counter.queue("OVERDUE").await, Vec::<Value>::new());
        assert_eq!(counter.asks(&id, 3).await["code"], "CLAIM_STATE");
        assert_eq!(counter.withdraws(&id).await["code"], "CLAIM_STATE");
        counter.till.assert_in_order().await;
    })
    .await;
}

#[derive(sea_orm::FromQueryResult)]
struct Named {
    id: String,
}

#[tokio::test]
async fn what_a_guarantee_paid_is_claimed_by_its_holder_and_paid_by_the_bank_that_officers_name() {
    each_database(async |fresh| {
        let office = Office::open(fresh).await;
        let guarantee = office.opened("CASH_GUARANTEE", None).await;
        office.bank_lists(1, [0, 50_000], &guarantee).await;
        let notice = office.demand(1, 15_000).await;
        let reserve = json!({ "key": "g", "account": guarantee, "secures": "SAD 2026 C 1", "amount": kes("150.00") });
        let reserved = office.till.by(office.till.cashier, "reserve_guarantee", json!({ "input": reserve })).await;
        let call = json!({ "key": "c", "reservation": reserved["reservation"]["id"], "amount": kes("150.00"), "notice": notice });
        office.till.by(office.till.cashier, "call_guarantee", json!({ "input": call })).await;
        let found: Vec<Named> =
            database::rows(fresh.database.connection(), "select id from payment", []).await.expect("a database");
        let payment = &found[0].id;

        let holder = Subject::Person(office.importer.id);
        let draft = office.till.by(holder, "repayment_claim_draft", json!({ "payment": payment })).await;
        assert_eq!(draft["lines"][0]["grounds"][0]["ground"], "PREFERENCE_PROOF", "{draft:#}");
        assert_eq!(draft["lines"][0]["amountAvailable"], kes("150.00"), "{draft:#}");
        let stranger = strong_sign_in(&office.till.app).await.subject;
        assert_eq!(office.till.by(stranger, "repayment_claim_draft", json!({ "payment": payment })).await, Value::Null);
        let input = json!({ "input": {
            "key": "k", "ground": "PREFERENCE_PROOF", "explanation": "the certificate came by post",
            "lines": [{ "payment": payment, "amount": kes("150.00"), "amountAvailable": kes("150.00"), "source": "CHARGES" }],
            "evidence": [{ "kind": "954", "reference": "EUR1-88" }],
        } });
        assert_eq!(office.till.by(stranger, "claim_repayment", input.clone()).await["code"], "PAYMENT_UNKNOWN");
        let claimed = office.till.by(holder, "claim_repayment", input).await;
        assert_eq!((&claimed["claim"]["kind"], &claimed["claim"]["state"]), (&json!("SECURITY"), &json!("LODGED")), "{claimed:#}");

        // No provider took it: whoever agrees names the bank account that pays.
        let approve = |bank: Option<&str>| json!({ "input": { "id": claimed["claim"]["repayments"][0]["id"], "version": 1, "bank": bank } });
        let [one, two] = office.approvers;
        let queue = office.till.by(one, "repayments", json!({})).await;
        assert_eq!((&queue[0]["paysBank"], &queue[0]["paysProvider"]), (&Value::Null, &Value::Null), "{queue:#}");
        assert_eq!(office.till.by(one, "approve_repayment", approve(None)).await["code"], "PAYMENT_RAIL_UNAVAILABLE");
        assert_eq!(office.till.by(one, "approve_repayment", approve(Some("ZZ00TREASURY01"))).await["waitsForAnother"], true);
        let approved = office.till.by(two, "approve_repayment", approve(Some("ZZ00TREASURY01"))).await;
        assert_eq!(approved["repayment"]["repayment"]["state"], "SUBMITTED", "{approved:#}");
        let version = approved["repayment"]["repayment"]["version"].clone();
        let settle = json!({ "input": { "id": claimed["claim"]["repayments"][0]["id"], "version": version, "wasPaid": true } });
        assert_eq!(office.till.by(one, "settle_repayment", settle).await["repayment"]["state"], "SUCCEEDED");
        let seen = office.till.by(holder, "repayment_claim", json!({ "id": claimed["claim"]["id"] })).await;
        assert_eq!(seen["state"], "PAID", "{seen:#}");
        office.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn a_claim_of_whoever_is_forgotten_stays_under_a_pseudonym_and_is_decided() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let mut importer = person(&till.app, IMPORTER).await;
        let reference = till.notice(1, 1_000).await;
        let paid = act(&till.app, &importer, "pay", pay_input("p", &reference, 1_000)).await;
        let id = paid["payment"]["id"].as_str().unwrap_or_else(|| panic!("{paid:#}")).to_owned();
        let page = paid["payment"]["handover"]["page"].as_str().expect("a page").to_owned();
        till.simulator.payer(page.rsplit('/').next().expect("an id"), Deed::Approve).expect("the payer can approve");
        till.let_pass(1).await;
        let claimed =
            act(&till.app, &importer, "claim_repayment", claim("k", &[line(&id, (1_000, 1_000))])["input"].clone()).await;
        assert_eq!(claimed["claim"]["state"], "LODGED", "{claimed:#}");
        let held = ask(&till.app, &importer.token, "export_my_data", json!({})).await;
        let held: Value = serde_json::from_str(held["exportMyData"]["document"].as_str().expect("a document")).expect("JSON");
        let part = &held["repaymentClaims"][0];
        assert_eq!((&part["state"], &part["documents"][0]["reference"]), (&json!("lodged"), &json!("INV-7")), "{held:#}");

        till.app.clock.advance(jiff::Span::new().hours(2));
        importer.token = refreshed(&till.app, &importer).await;
        let code = receive(&till.app, &importer.device, importer.phone, "ERASE").await;
        let erased = act(&till.app, &importer, "erase_me", json!({ "code": code })).await;
        assert_eq!(erased["__typename"], "MeErased", "{erased:#}");
        assert_eq!(fresh.number("select count(*) from payment_claim where claimant like 'person:%'").await, 1);

        // Its time passes: officers see it, and nobody is left to be told.
        let approvers = [till.approver().await, till.approver().await];
        till.app.clock.advance(jiff::Span::new().hours(31 * 24));
        let (_, janitor) = till.hands();
        assert_eq!(janitor.close(till.app.now()).await.expect("a database"), 1);
        assert_eq!(alerts(&till.app).await, 0);
        let overdue = till.by(approvers[0], "repayment_claims", json!({ "queue": "OVERDUE" })).await;
        assert_eq!(overdue["nodes"][0]["claim"]["id"], claimed["claim"]["id"], "{overdue:#}");
        let approve = json!({ "input": { "id": claimed["claim"]["repayments"][0]["id"], "version": 1 } });
        till.simulator.advance(31 * 24 * 3_600).expect("a step forward");
        till.by(approvers[0], "approve_repayment", approve.clone()).await;
        let approved = till.by(approvers[1], "approve_repayment", approve).await;
        assert_eq!(approved["repayment"]["repayment"]["state"], "SUCCEEDED", "{approved:#}");
        till.assert_in_order().await;
    })
    .await;
}
