//! Whose wallet money goes back to: an operator is asked, an officer reads the name, and nothing is sent where there is none. Row PAY-G5.

use fingertip::identity::{StaffRole, Subject};
use serde_json::{Value, json};
use simulator::{FaultPlan, Kind, Plan, WalletPlan};

use super::{Paid, Till, back, officer, pay_input};
use crate::{
    identity::strong_sign_in,
    support::database::{Fresh, each_database},
};

const PHONE: &str = "+254700000001";
/// What the operator of the tests calls the holder of that number.
const HOLDER: &str = "Holder 0001";
/// What was paid, in cents.
const PAID: i64 = 1_000;

/// A till, a trader who paid by their phone, and two finance approvers.
struct Desk {
    till: Till,
    trader: Subject,
    approvers: [Subject; 2],
    paid: Paid,
}

impl Desk {
    async fn open(fresh: &Fresh) -> Desk {
        let till = Till::open(fresh, Plan::kind(1)).await;
        let trader = strong_sign_in(&till.app).await.subject;
        let approvers = [till.approver().await, till.approver().await];
        let reference = till.notice(1, PAID).await;
        let mut input = pay_input("key-1", &reference, PAID);
        (input["rail"], input["phone"]) = (json!("MOBILE_MONEY"), json!(PHONE));
        let paid = till.by(trader, "pay", json!({ "input": input })).await;
        let id = paid["payment"]["id"].as_str().unwrap_or_else(|| panic!("{paid:#}")).to_owned();
        let desk = Desk { till, trader, approvers, paid: Paid { reference, id, intent: String::new() } };
        desk.wait().await;
        assert_eq!(desk.till.look(&desk.paid.id).await["state"], "SUCCESS");
        desk
    }

    /// Lets the operator end what it was asked for, and us ask.
    async fn wait(&self) {
        for _ in 0..4 {
            self.till.let_pass(10).await;
        }
    }

    /// Has somebody ask for cents of what is left, to the phone, and returns the id of the repayment.
    async fn asks(&self, who: Subject, key: &str, cents: (i64, i64)) -> Value {
        let mut input = back(key, &self.paid, cents, "CHARGES");
        input["input"]["phone"] = json!(PHONE);
        let asked = self.till.by(who, "request_repayment", input).await;
        assert_eq!(asked["repayment"]["state"], "REQUESTED", "{asked:#}");
        asked["repayment"]["id"].clone()
    }

    /// Reads whose wallets those of the queue are.
    async fn payees(&self, who: Subject) -> Value {
        let queue = self.till.by(who, "repayment_payees", json!({})).await;
        queue.as_array().expect("a list").iter().map(|one| one["payee"].clone()).collect()
    }

    async fn approves(&self, who: Subject, id: &Value, bank: Option<&str>) -> Value {
        self.till.by(who, "approve_repayment", json!({ "input": { "id": id, "version": 1, "bank": bank } })).await
    }

    fn plans(&self, plan: Plan) {
        self.till.simulator.set_plan(plan).expect("a plan");
    }

    async fn states(&self) -> Vec<Value> {
        let seen = self.till.look(&self.paid.id).await;
        seen["repayments"].as_array().expect("a list").iter().map(|one| one["state"].clone()).collect()
    }
}

fn no_wallets() -> Plan {
    Plan { wallets: WalletPlan { absent: 1_000, unnamed: 0 }, ..Plan::kind(1) }
}

#[tokio::test]
async fn an_officer_reads_whose_wallet_it_is_and_nobody_keeps_the_name() {
    each_database(async |fresh| {
        let desk = Desk::open(fresh).await;
        let [one, two] = desk.approvers;
        let id = desk.asks(desk.trader, "k", (PAID, PAID)).await;
        assert_eq!(desk.payees(one).await, json!([{ "standing": "NAMED", "name": HOLDER }]));
        // Who decides nothing has no need of a name.
        let auditor = officer(&desk.till.app, desk.till.admins, StaffRole::Auditor).await;
        assert_eq!(desk.payees(auditor).await, json!([null]));
        desk.plans(Plan { wallets: WalletPlan { absent: 0, unnamed: 1_000 }, ..Plan::kind(1) });
        assert_eq!(desk.payees(one).await, json!([{ "standing": "UNNAMED", "name": null }]));
        desk.plans(Plan::kind(1));

        assert_eq!(desk.approves(one, &id, None).await["waitsForAnother"], true);
        let approved = desk.approves(two, &id, None).await;
        assert_eq!(approved["waitsForAnother"], false, "{approved:#}");
        desk.wait().await;
        assert_eq!((desk.states().await, desk.till.truly(Kind::Refunded)), (vec![json!("SUCCEEDED")], PAID));
        let done = desk.till.by(one, "repayment_payees", json!({ "states": ["SUCCEEDED"] })).await;
        assert_eq!((&done[0]["repayment"]["id"], &done[0]["payee"]), (&id, &Value::Null), "nobody decides any more: {done:#}");

        let told = "select count(*) from audit_entry where action = 'repayment.approved' and content like '%payee%\"named\"%'";
        assert_eq!(fresh.number(told).await, 1, "the log says that a name was told");
        for (table, column) in [("audit_entry", "content"), ("personal_data", "content"), ("payment_child_event", "body")] {
            let kept = format!("select count(*) from {table} where {column} like '%{HOLDER}%'");
            assert_eq!(fresh.number(&kept).await, 0, "{table}");
        }
        desk.till.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn where_there_is_no_wallet_nothing_is_sent_and_a_bank_account_pays() {
    each_database(async |fresh| {
        let desk = Desk::open(fresh).await;
        let [one, two] = desk.approvers;
        let id = desk.asks(desk.trader, "k", (400, PAID)).await;
        desk.plans(no_wallets());
        assert_eq!(desk.payees(one).await, json!([{ "standing": "NO_WALLET", "name": null }]));
        assert_eq!(desk.approves(one, &id, None).await["waitsForAnother"], true);
        let refused = desk.approves(two, &id, None).await;
        assert_eq!(refused["code"], "REPAYMENT_PAYEE_UNKNOWN", "{refused:#}");
        assert!(refused["message"].as_str().is_some_and(|text| text.contains("bank account")), "{refused:#}");
        assert_eq!(desk.states().await, [json!("REQUESTED")]);
        assert_eq!(fresh.number("select count(*) from payment_proposal where outcome = 'refused'").await, 1);
        assert_eq!(fresh.number("select count(*) from audit_entry where action = 'repayment.payee_unknown'").await, 1);

        // What the first of them proposed is over: another way is proposed, and agreed to.
        assert_eq!(desk.approves(two, &id, Some("central-bank")).await["waitsForAnother"], true);
        let approved = desk.approves(one, &id, Some("central-bank")).await;
        assert_eq!(approved["repayment"]["repayment"]["state"], "SUBMITTED", "{approved:#}");
        let version = approved["repayment"]["repayment"]["version"].clone();
        let settle = json!({ "input": { "id": id, "version": version, "wasPaid": true } });
        let settled = desk.till.by(two, "settle_repayment", settle).await;
        assert_eq!(settled["repayment"]["state"], "SUCCEEDED", "{settled:#}");
        assert_eq!(desk.till.truly(Kind::Refunded), 0);

        // What an officer asked for takes one agreement, which is the last.
        let id = desk.asks(desk.till.cashier, "c", (600, 600)).await;
        assert_eq!(desk.approves(one, &id, None).await["code"], "REPAYMENT_PAYEE_UNKNOWN");
        desk.plans(Plan::kind(1));
        desk.approves(one, &id, None).await;
        desk.wait().await;
        assert_eq!(desk.till.truly(Kind::Refunded), 600, "there is one now");
        desk.till.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn an_operator_that_does_not_answer_keeps_nobody_from_deciding() {
    each_database(async |fresh| {
        let desk = Desk::open(fresh).await;
        let [one, two] = desk.approvers;
        let id = desk.asks(desk.trader, "k", (PAID, PAID)).await;
        let unsure = json!([{ "standing": "UNSURE", "name": null }]);
        // Slower than an officer waits.
        let slow = FaultPlan { slow: 1_000, slow_ms: 10_000, ..FaultPlan::default() };
        desk.plans(Plan { faults: slow, ..no_wallets() });
        assert_eq!(desk.payees(one).await, unsure);
        let silent = FaultPlan { drop_before: 1_000, hang_ms: 10, ..FaultPlan::default() };
        desk.plans(Plan { faults: silent, ..no_wallets() });
        assert_eq!(desk.payees(one).await, unsure);
        assert_eq!(desk.approves(one, &id, None).await["waitsForAnother"], true);
        let approved = desk.approves(two, &id, None).await;
        assert_eq!(approved["repayment"]["repayment"]["state"], "UNKNOWN", "{approved:#}");
        let told = "select count(*) from audit_entry where action = 'repayment.approved' and content like '%payee%\"unsure\"%'";
        assert_eq!(fresh.number(told).await, 1, "the log says that nobody told whose it is");

        desk.plans(Plan::kind(1));
        for seconds in [60, 600] {
            desk.till.let_pass(seconds).await;
        }
        desk.wait().await;
        assert_eq!((desk.states().await, desk.till.truly(Kind::Refunded)), (vec![json!("SUCCEEDED")], PAID));
        desk.till.assert_in_order().await;
    })
    .await;
}
