//! How customs hears that money arrived: the feed that it reads and acknowledges, and what is sent to it.

mod outage;
mod reading;
mod webhook;

use fingertip::identity::Subject;
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use simulator::{Deed, Plan};

use crate::{
    identity::strong_sign_in_as,
    payment::{Till, staff_account},
    support::{
        app::{App, operation},
        database::Fresh,
        device::Device,
    },
};

/// A till, and those who see to it that customs hears of it.
pub struct Customs {
    pub till: Till,
    pub admin: Subject,
}

#[derive(FromQueryResult)]
struct Somebody {
    person_id: String,
}

impl Customs {
    pub async fn open(fresh: &Fresh) -> Customs {
        let till = Till::open(fresh, Plan::default()).await;
        let sql = "select person_id from role_grant where role = 'admin' order by person_id";
        let admins: Vec<Somebody> =
            fingertip::platform::database::rows(fresh.database.connection(), sql, []).await.expect("a database");
        let admin = Subject::Person(admins[0].person_id.parse().expect("an id"));
        staff_account(&till.app, admin).await;
        Customs { till, admin }
    }

    /// Asks as somebody, who signs in anew: tokens hold ten minutes, and clocks are moved.
    pub async fn ask(&self, who: Subject, name: &str, variables: Value) -> Value {
        by(&self.till.app, who, name, variables).await
    }

    /// What the cashier's feed holds after a place.
    pub async fn events(&self, after: &str) -> Vec<Value> {
        let page = self.ask(self.till.cashier, "customs_events", json!({ "after": after, "first": 50 })).await;
        page["nodes"].as_array().unwrap_or_else(|| panic!("{page:#}")).clone()
    }

    /// Pays so much of a notice by card, to the end.
    pub async fn pay(&self, key: &str, reference: &str, minor: i64) {
        let mut input = crate::payment::pay_input(key, reference, minor);
        input["notices"][0]["amount"] = input["expectedTotal"].clone();
        let paid = self.till.run("pay", json!({ "input": input })).await;
        let page = paid["payment"]["handover"]["page"].as_str().unwrap_or_else(|| panic!("{paid:#}")).to_owned();
        let at_provider = page.rsplit('/').next().expect("the provider's id").to_owned();
        self.till.simulator.payer(&at_provider, Deed::Approve).expect("the payer can approve");
        self.till.let_pass(1).await;
    }

    /// Has a notice of ten paid in full, and returns its reference.
    pub async fn paid(&self, number: u32) -> String {
        let reference = self.till.notice(number, 1_000).await;
        self.pay(&format!("key-{number}"), &reference, 1_000).await;
        reference
    }
}

/// Runs an operation as somebody, and returns its payload.
pub async fn by(app: &App, who: Subject, name: &str, variables: Value) -> Value {
    let token = strong_sign_in_as(app, who, Device::ed25519()).await.tokens.access_token;
    let request = app.request(&operation(name), &variables).header("authorization", format!("Bearer {token}"));
    let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    assert!(answer.get("errors").is_none(), "{name}: {answer:#}");
    answer["data"].as_object().expect("data").values().next().expect("one field").clone()
}
