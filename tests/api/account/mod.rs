//! What traders have with customs: opened by two officers, filled by banks, drawn by payments, standing for declarations. Rows PAY-M14, PAY-M15,
//! PAY-G8, INV-16, LED-21, LED-23.

mod confirmed;
mod deferred;
mod guaranteed;
mod histories;
mod prepaid;
mod walls;

use fingertip::{account::Accounts, identity::Subject, treasury::FileKind};
use serde_json::{Value, json};
use simulator::Plan;

use crate::{
    mandate::{IMPORTER, Person, act, person, refreshed},
    payment::{Till, notice, pay_input},
    support::database::Fresh,
};

/// A till, two finance approvers, and somebody who has accounts.
pub struct Office {
    pub till: Till,
    pub approvers: [Subject; 2],
    pub importer: Person,
}

impl Office {
    pub async fn open(fresh: &Fresh) -> Office {
        Office::over(Till::open(fresh, Plan::default()).await).await
    }

    /// Opens one beside a till.
    pub async fn over(till: Till) -> Office {
        let approvers = [till.approver().await, till.approver().await];
        let importer = person(&till.app, IMPORTER).await;
        Office { till, approvers, importer }
    }

    pub fn accounts(&self) -> Accounts {
        self.till.app.application.accounts()
    }

    /// Proposes an account of the importer as the first approver.
    pub async fn propose(&self, kind: &str, limit: Option<&str>) -> Value {
        let limit = limit.map(|amount| json!({ "amount": amount, "currency": "KES" }));
        let input = json!({
            "kind": kind, "holder": { "personId": self.importer.id.to_string() }, "currency": "KES", "limit": limit,
            "reason": "asked for in a letter of 12 June",
        });
        self.till.by(self.approvers[0], "propose_account", json!({ "input": input })).await
    }

    /// Decides as the second approver.
    pub async fn decide(&self, proposed: &Value, agrees: bool) -> Value {
        let input = json!({ "proposal": proposed["id"], "agrees": agrees });
        self.till.by(self.approvers[1], "decide_account_change", json!({ "input": input })).await
    }

    /// Opens an account of the importer, and returns its reference.
    pub async fn opened(&self, kind: &str, limit: Option<&str>) -> String {
        let proposed = self.propose(kind, limit).await;
        let opened = self.decide(&proposed, true).await;
        assert_eq!(opened["state"], "OPEN", "{opened:#} of {proposed:#}");
        opened["reference"].as_str().expect("a reference").to_owned()
    }

    /// Changes an account by two officers.
    pub async fn change(&self, reference: &str, change: &str, limit: Option<&str>) -> Value {
        let limit = limit.map(|amount| json!({ "amount": amount, "currency": "KES" }));
        let input = json!({ "reference": reference, "change": change, "limit": limit, "reason": "decided by the office" });
        let proposed = self.till.by(self.approvers[0], "propose_account_change", json!({ "input": input })).await;
        if proposed["__typename"] == "Refused" { proposed } else { self.decide(&proposed, true).await }
    }

    /// Issues a notice in the currency of the accounts, and returns its reference.
    pub async fn demand(&self, number: u32, minor: i64) -> String {
        let mut demand = notice(number, minor);
        demand["currency"] = json!("KES");
        let issued = self.till.issue(json!([demand])).await;
        issued["notices"][0]["reference"].as_str().unwrap_or_else(|| panic!("{issued:#}")).to_owned()
    }

    /// Takes in a statement of the treasury's bank with one line that says `text`, a debit where it is below zero, however often it is told.
    pub async fn bank_lists(&self, number: u32, [opening, moved]: [i64; 2], text: &str) {
        let cents = |cents: i64| format!("{},{:02}", cents / 100, cents % 100);
        let (open, closing) = (cents(opening), cents(opening + moved));
        let moved = format!("{}{}", if moved < 0 { "D" } else { "C" }, cents(moved.abs()));
        let statement = format!(
            ":20:STMT{number}\r\n:25:ZZ00TREASURY01\r\n:28C:{number}/1\r\n:60F:C260615KES{open}\r\n\
             :61:2606150615{moved}NTRFNONREF//BK{number}\r\n:86:{text}\r\n:62F:C260615KES{closing}\r\n-\r\n"
        );
        let (treasury, now) = (self.till.app.application.treasury(), self.till.app.now());
        let taken = treasury.take_in(statement.as_bytes(), &FileKind::Mt940, false, now).await;
        let mut intake = taken.unwrap_or_else(|refused| panic!("{refused}"));
        while intake.step(now).await.expect("a database") {}
        for _ in 0..3 {
            treasury.take_vouchers(now).await.expect("a database");
        }
    }

    /// Reads an account of the importer, with its statement.
    pub async fn look(&mut self, reference: &str) -> Value {
        self.importer.token = refreshed(&self.till.app, &self.importer).await;
        let variables = json!({ "reference": reference, "first": 50 });
        crate::mandate::ask(&self.till.app, &self.importer.token, "account", variables).await["account"].clone()
    }

    /// Says that the books and the accounts are in order, and agree.
    pub async fn assert_in_order(&self) {
        self.till.assert_in_order().await;
        let wrong = fingertip::account::verify(&self.till.app.application.ledger).await.expect("a database");
        assert_eq!(wrong, Vec::<String>::new());
    }
}

/// Pays a notice from an account, and returns the payload.
pub async fn draw(till: &Till, who: &mut Person, account: &str, (key, notice, minor): (&str, &str, i64)) -> Value {
    who.token = refreshed(&till.app, who).await;
    act(&till.app, who, "pay", draw_input(account, (key, notice, minor))).await
}

pub fn draw_input(account: &str, (key, notice, minor): (&str, &str, i64)) -> Value {
    let mut input = pay_input(key, notice, minor);
    input["expectedTotal"]["currency"] = json!("KES");
    input["rail"] = json!("DEPOSIT");
    input["account"] = json!(account);
    input
}

pub fn kes(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "KES" })
}
