//! Duties that are released now and paid once a month: within a limit, on a statement with a due day, and stopped where that passes. Rows PAY-M14,
//! PAY-M19, LED-27.

use futures_util::future::join;
use serde_json::{Value, json};
use simulator::Deed;

use super::{Office, draw, draw_input, kes};
use crate::{
    mandate::{alerts, ask, refreshed},
    payment::{notice, pay_input},
    support::database::each_database,
};

impl Office {
    /// Lets so many hours pass, for us and for the provider.
    fn pass(&self, hours: u32) {
        self.till.app.clock.advance(jiff::Span::new().hours(i64::from(hours)));
        self.till.simulator.advance(hours * 3_600).expect("a step forward");
    }

    /// Lets so many hours pass, and the janitor close what is over.
    async fn later(&self, hours: u32) -> usize {
        self.pass(hours);
        let (_, janitor) = self.till.hands();
        janitor.close(self.till.app.now()).await.expect("a database")
    }

    async fn statements(&mut self, account: &str) -> Value {
        self.importer.token = refreshed(&self.till.app, &self.importer).await;
        let variables = json!({ "reference": account });
        ask(&self.till.app, &self.importer.token, "deferment_statements", variables).await["account"].clone()
    }

    /// What came in of a tax, by the ledger.
    async fn collected(&self, account: i64) -> i64 {
        let trial = self.till.app.application.ledger.trial(self.till.app.now()).await.expect("a database");
        let of = trial.iter().filter(|line| line.account == account && line.account_of.ends_with("collected"));
        of.map(|line| line.credits - line.debits).sum()
    }

    async fn receipts(&self, paid: &Value) -> Vec<Value> {
        let receipts = self.till.run("receipts", json!({ "payment": paid["payment"]["id"] })).await;
        receipts.as_array().expect("a list").clone()
    }
}

#[tokio::test]
async fn what_is_put_off_is_released_now_and_paid_by_the_statement_of_its_month() {
    each_database(async |fresh| {
        let mut office = Office::open(fresh).await;
        let account = office.opened("DEFERMENT", Some("1000.00")).await;
        let first = office.demand(1, 40_000).await;
        let mut part = draw_input(&account, ("p", &first, 10_000));
        part["notices"][0]["amount"] = kes("100.00");
        office.importer.token = refreshed(&office.till.app, &office.importer).await;
        let part = crate::mandate::act(&office.till.app, &office.importer, "pay", part).await;
        assert_eq!(part["code"], "NOTICE_WHOLE_ONLY", "{part:#}");
        let mut in_parts = notice(7, 20_000);
        (in_parts["currency"], in_parts["takesParts"]) = (json!("KES"), json!(true));
        let in_parts = office.till.issue(json!([in_parts])).await["notices"][0]["reference"].as_str().expect("a reference").to_owned();
        let mut part = draw_input(&account, ("q", &in_parts, 10_000));
        part["notices"][0]["amount"] = kes("100.00");
        let part = crate::mandate::act(&office.till.app, &office.importer, "pay", part).await;
        assert_eq!(part["code"], "NOTICE_WHOLE_ONLY", "a part would release nothing: {part:#}");

        let paid = draw(&office.till, &mut office.importer, &account, ("a", &first, 40_000)).await;
        assert_eq!(paid["payment"]["state"], "SUCCESS", "{paid:#}");
        let again = draw(&office.till, &mut office.importer, &account, ("a", &first, 40_000)).await;
        assert_eq!((&again["payment"]["id"], &again["isReplay"]), (&paid["payment"]["id"], &json!(true)));
        let told = office.till.by(office.till.cashier, "customs_events", json!({ "after": "0", "first": 50 })).await;
        assert_eq!((&told["nodes"][0]["kind"], &told["nodes"][1]["kind"]), (&json!("PAID"), &json!("RELEASABLE")), "{told:#}");
        assert_eq!(office.receipts(&paid).await, Vec::<Value>::new(), "nothing was paid yet");
        assert_eq!((office.till.credits(1150).await, office.till.credits(1100).await), (-40_000, -20_000));
        assert_eq!((office.collected(2110).await, office.collected(2120).await), (0, 0));
        let seen = office.look(&account).await;
        assert_eq!((&seen["available"], &seen["reserved"], &seen["statement"]["nodes"][0]["event"]), (&kes("600.00"), &kes("400.00"), &json!("DEFER")));
        let second = office.demand(2, 60_001).await;
        let above = draw(&office.till, &mut office.importer, &account, ("b", &second, 60_001)).await;
        assert_eq!((&above["code"], &above["facts"][0]["value"]), (&json!("ACCOUNT_AVAILABLE"), &json!("KES 600.00")), "{above:#}");
        office.assert_in_order().await;

        // Nothing came in: nothing can go back, and customs takes nothing back before it did.
        let back = json!({ "input": {
            "key": "r", "payment": paid["payment"]["id"], "amount": kes("10.00"), "amountAvailable": kes("400.00"), "source": "CHARGES",
            "reason": "assessed too high", "bank": "ZZ00TREASURY01",
        } });
        let asked = office.till.by(office.approvers[0], "request_repayment", back.clone()).await;
        assert_eq!(asked["code"], "PAYMENT_DEFERRED", "{asked:#}");
        let mut lower = notice(1, 30_000);
        (lower["currency"], lower["version"], lower["reason"]) = (json!("KES"), json!(2), json!("Valued too high"));
        assert_eq!(office.till.issue(json!([lower])).await["code"], "NOTICE_DEFERRED");

        // The month is not over; then it is, once, whoever closes it.
        assert_eq!(office.later(15 * 24).await, 0);
        office.pass(12);
        let (_, one) = office.till.hands();
        let (_, other) = office.till.hands();
        let now = office.till.app.now();
        let (one, other) = join(one.close(now), other.close(now)).await;
        assert_eq!(one.expect("a database") + other.expect("a database"), 1);
        let seen = office.statements(&account).await;
        let statement = &seen["defermentStatements"][0];
        assert_eq!((&statement["month"], &statement["dueOn"], &statement["total"]), (&json!("2026-06-01"), &json!("2026-07-16"), &kes("400.00")), "{seen:#}");
        let reference = statement["reference"].as_str().expect("a reference").to_owned();
        assert_eq!((office.till.credits(1150).await, office.till.credits(1100).await), (0, -120_001));
        office.assert_in_order().await;
        let circle = draw(&office.till, &mut office.importer, &account, ("c", &reference, 40_000)).await;
        assert_eq!(circle["code"], "ACCOUNT_KIND", "what was put off is not put off again: {circle:#}");

        // It is paid as any notice is: duty and VAT come in now, and what was put off gets its receipt.
        let mut input = pay_input("s", &reference, 40_000);
        input["expectedTotal"]["currency"] = json!("KES");
        let settling = office.till.run("pay", json!({ "input": input })).await;
        let page = settling["payment"]["handover"]["page"].as_str().unwrap_or_else(|| panic!("{settling:#}")).to_owned();
        office.till.simulator.payer(page.rsplit('/').next().expect("an id"), Deed::Approve).expect("the payer can approve");
        office.till.let_pass(1).await;
        office.till.let_pass(1).await;
        assert_eq!(office.till.look(settling["payment"]["id"].as_str().expect("an id")).await["state"], "SUCCESS");
        assert_eq!((office.collected(2110).await, office.collected(2120).await), (13_333, 26_667));
        let receipts = office.receipts(&paid).await;
        assert_eq!((receipts.len(), &receipts[0]["notice"], &receipts[0]["total"]), (1, &json!(first), &kes("400.00")), "{receipts:#?}");
        let seen = office.look(&account).await;
        assert_eq!((&seen["available"], &seen["statement"]["nodes"][0]["event"]), (&kes("1000.00"), &json!("SETTLE")), "{seen:#}");
        let told = office.till.by(office.till.cashier, "customs_events", json!({ "after": "0", "first": 50 })).await;
        assert_eq!(told["nodes"].as_array().map(Vec::len), Some(2), "of the statement nobody is told");
        office.assert_in_order().await;
        let asked = office.till.by(office.approvers[0], "request_repayment", back).await;
        assert_eq!(asked["repayment"]["state"], "REQUESTED", "{asked:#}");
    })
    .await;
}

#[tokio::test]
async fn a_statement_that_is_not_paid_in_time_stops_the_account_and_a_guarantee_pays_it() {
    each_database(async |fresh| {
        let mut office = Office::open(fresh).await;
        let account = office.opened("DEFERMENT", Some("1000.00")).await;
        let guarantee = office.opened("CASH_GUARANTEE", None).await;
        office.bank_lists(1, [0, 50_000], &guarantee).await;
        let notice = office.demand(1, 15_000).await;
        draw(&office.till, &mut office.importer, &account, ("a", &notice, 15_000)).await;
        let reserve = json!({ "key": "g", "account": guarantee, "secures": "DEFERMENT", "amount": kes("150.00") });
        let reserved = office.till.by(office.till.cashier, "reserve_guarantee", json!({ "input": reserve })).await;
        alerts(&office.till.app).await;

        // The first of July, the last day in time, and the day after.
        assert_eq!(office.later(16 * 24).await, 1);
        assert_eq!(office.later(15 * 24).await, 0, "it is the sixteenth");
        assert_eq!(office.statements(&account).await["state"], "OPEN");
        assert_eq!(office.later(24).await, 1);
        assert_eq!(office.later(24).await, 0, "once");
        assert_eq!(alerts(&office.till.app).await, 1, "its holder is told");
        let seen = office.statements(&account).await;
        assert_eq!(
            (&seen["state"], seen["defermentStatements"][0]["overdueSince"].is_string()),
            (&json!("SUSPENDED"), true),
            "{seen:#}"
        );
        let overdue = office.till.by(office.approvers[0], "overdue_statements", json!({})).await;
        assert_eq!((&overdue[0]["account"], &overdue[0]["owed"]), (&json!(account), &kes("150.00")), "{overdue:#}");
        let statement = overdue[0]["reference"].as_str().expect("a reference").to_owned();
        let next = office.demand(2, 100).await;
        let stopped = draw(&office.till, &mut office.importer, &account, ("b", &next, 100)).await;
        assert_eq!(stopped["code"], "ACCOUNT_STATE", "{stopped:#}");
        office.assert_in_order().await;

        let call =
            json!({ "key": "c", "reservation": reserved["reservation"]["id"], "amount": kes("150.00"), "notice": statement });
        office.till.by(office.till.cashier, "call_guarantee", json!({ "input": call })).await;
        office.till.let_pass(1).await;
        let overdue = office.till.by(office.approvers[0], "overdue_statements", json!({})).await;
        assert_eq!(overdue, json!([]));
        let seen = office.statements(&account).await;
        assert_eq!(
            (&seen["state"], &seen["available"]),
            (&json!("SUSPENDED"), &kes("1000.00")),
            "two officers let it go on: {seen:#}"
        );
        assert_eq!(office.change(&account, "RESUME", None).await["state"], "OPEN");
        let again = draw(&office.till, &mut office.importer, &account, ("d", &next, 100)).await;
        assert_eq!(again["payment"]["state"], "SUCCESS", "{again:#}");
        assert_eq!((office.till.credits(1150).await, office.till.credits(2500).await), (-100, 35_000));
        office.assert_in_order().await;
    })
    .await;
}
