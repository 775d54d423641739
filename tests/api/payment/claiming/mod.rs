//! Claims for repayment: on a ground that is proved, all lines or none, decided by a day that the trader is told. Rows PAY-M13, PAY-N8.

mod deciding;
mod lodging;

use fingertip::identity::Subject;
use jiff::SignedDuration;
use serde_json::{Value, json};
use simulator::Plan;

use super::{Paid, Till};
use crate::{
    mandate::{IMPORTER, Person, person},
    support::database::Fresh,
};

const DAY: u32 = 24;
const DUE: SignedDuration = SignedDuration::from_hours(30 * 24);

fn xts(minor: i64) -> Value {
    json!({ "amount": format!("{}.{:02}", minor / 100, minor % 100), "currency": "XTS" })
}

/// What of a payment is claimed: so much of what is left.
fn line(payment: &str, (minor, left): (i64, i64)) -> Value {
    json!({ "payment": payment, "amount": xts(minor), "amountAvailable": xts(left), "source": "CHARGES" })
}

/// A claim that the tariff code was wrong, with the invoice that shows it.
fn claim(key: &str, lines: &[Value]) -> Value {
    json!({ "input": {
        "key": key, "ground": "CLASSIFICATION", "explanation": "green coffee, not roasted", "lines": lines,
        "evidence": [{ "kind": "380", "reference": "INV-7" }],
    } })
}

/// A till, a trader with a phone, and two finance approvers.
struct Counter {
    till: Till,
    importer: Person,
    approvers: [Subject; 2],
}

impl Counter {
    async fn open(fresh: &Fresh) -> Counter {
        let till = Till::open(fresh, Plan::default()).await;
        let importer = person(&till.app, IMPORTER).await;
        let approvers = [till.approver().await, till.approver().await];
        Counter { till, importer, approvers }
    }

    fn trader(&self) -> Subject {
        Subject::Person(self.importer.id)
    }

    async fn paid(&self, number: u32, minor: i64) -> Paid {
        self.till.captured(self.trader(), number, minor).await
    }

    async fn claims(&self, input: Value) -> Value {
        self.till.by(self.trader(), "claim_repayment", input).await
    }

    /// Reads a claim as its trader.
    async fn look(&self, id: &Value) -> Value {
        self.till.by(self.trader(), "repayment_claim", json!({ "id": id })).await
    }

    async fn adds(&self, id: &Value, documents: Value) -> Value {
        let input = json!({ "input": { "claim": id, "evidence": documents } });
        self.till.by(self.trader(), "add_claim_evidence", input).await
    }

    async fn withdraws(&self, id: &Value) -> Value {
        self.till.by(self.trader(), "withdraw_claim", json!({ "id": id })).await
    }

    /// Asks for a certificate of origin as the first approver, who saw `version`.
    async fn asks(&self, id: &Value, version: i64) -> Value {
        let input = json!({ "claim": id, "version": version, "kinds": ["861"], "note": "which origin has it?" });
        self.till.by(self.approvers[0], "ask_for_evidence", json!({ "input": input })).await
    }

    /// Names the claims of a queue.
    async fn queue(&self, queue: &str) -> Vec<Value> {
        let page = self.till.by(self.approvers[0], "repayment_claims", json!({ "queue": queue, "first": 10 })).await;
        page["nodes"].as_array().expect("a list").iter().map(|node| node["claim"]["id"].clone()).collect()
    }

    /// Lets so many hours pass, for us and for the provider, and returns how much the janitor found to be over.
    async fn later(&self, hours: u32) -> usize {
        self.till.app.clock.advance(jiff::Span::new().hours(i64::from(hours)));
        self.till.simulator.advance(hours * 3_600).expect("a step forward");
        let (_, janitor) = self.till.hands();
        janitor.close(self.till.app.now()).await.expect("a database")
    }

    /// Approves a repayment by both approvers, and returns what the second got.
    async fn approves(&self, repayment: &Value) -> Value {
        let approve = json!({ "input": { "id": repayment, "version": 1 } });
        let first = self.till.by(self.approvers[0], "approve_repayment", approve.clone()).await;
        assert_eq!(first["waitsForAnother"], true, "{first:#}");
        self.till.by(self.approvers[1], "approve_repayment", approve).await
    }
}
