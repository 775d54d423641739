//! What paying a notice costs on a slow link: bytes both ways, heads included, and round trips.

use fingertip::server::DocumentHash;
use serde_json::{Value, json};
use simulator::{Deed, Plan};

use super::{Till, pay_input};
use crate::support::{app::operation, database::each_database};

/// What the head of a request takes beside its body: the line, host, type, encoding, languages, length.
const REQUEST_HEAD: usize = 180;

/// What was spent.
#[derive(Default)]
struct Spent {
    bytes: usize,
    round_trips: usize,
}

impl Spent {
    /// Asks as an app does, by the hash of an operation, and counts.
    async fn ask(&mut self, till: &Till, name: &str, variables: &Value) {
        let hash = DocumentHash::of(&operation(name));
        let body = json!({ "documentId": format!("sha256:{hash}"), "variables": variables }).to_string();
        self.bytes += REQUEST_HEAD + body.len();
        let request = till.app.post("/graphql").header("accept-encoding", "br").header("content-type", "application/json");
        let answer = request.body(body).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{name}: {}", answer.status());
        let head: usize = answer.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len()).sum();
        self.bytes += "HTTP/1.1 200 OK\r\n\r\n".len() + head + answer.bytes().await.expect("a body").len();
        self.round_trips += 1;
    }
}

#[tokio::test]
async fn a_notice_is_paid_in_four_round_trips_and_a_few_kilobytes() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let reference = till.notice(1, 123_456).await;
        let mut spent = Spent::default();

        // The notice, with the ways to pay it.
        spent.ask(&till, "payment_notice", &json!({ "reference": reference, "language": "en" })).await;
        let input = json!({ "input": pay_input("key-1", &reference, 123_456) });
        spent.ask(&till, "pay", &input).await;
        let paid = till.run("pay", input).await;
        assert_eq!(paid["isReplay"], true, "what was counted is what paid: {paid:#}");
        let page = paid["payment"]["handover"]["page"].as_str().expect("a page").to_owned();
        till.simulator.payer(page.rsplit('/').next().expect("an id"), Deed::Approve).expect("the payer can approve");
        till.let_pass(1).await;

        let id = json!({ "id": paid["payment"]["id"] });
        spent.ask(&till, "payment", &id).await;
        assert_eq!(till.run("payment", id.clone()).await["state"], "SUCCESS");
        spent.ask(&till, "receipts", &json!({ "payment": paid["payment"]["id"] })).await;

        println!("{} bytes in {} round trips", spent.bytes, spent.round_trips);
        assert!(spent.round_trips <= 6 && spent.bytes <= 20_000, "{} bytes", spent.bytes);
    })
    .await;
}
