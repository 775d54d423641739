//! A payment that is followed: where it stands now, and each time that something happens to it.

use std::time::Duration;

use serde_json::json;
use simulator::{Deed, Plan};

use super::Till;
use crate::support::{app::operation, database::each_database};

#[tokio::test]
async fn whoever_waits_for_their_money_to_arrive_is_told_when_it_does() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let reference = till.notice(1, 5_000).await;
        let paid = till.pay("key-1", &reference, 5_000).await;
        let variables = json!({ "id": paid["payment"]["id"] });
        let request = till.app.request(&operation("payment_changed"), &variables).header("accept", "text/event-stream");
        let mut response = request.send().await.expect("an answer");
        let mut text = String::new();
        let mut until = async |wanted: &str| {
            let told = tokio::time::timeout(Duration::from_secs(10), async {
                while !text.contains(wanted) {
                    let bytes = response.chunk().await.expect("a stream").expect("it goes on");
                    text += &String::from_utf8_lossy(&bytes);
                }
            });
            told.await.unwrap_or_else(|_| panic!("waited in vain for {wanted}"));
        };
        until("\"state\":\"STARTED\"").await;
        let page = paid["payment"]["handover"]["page"].as_str().expect("a page").to_owned();
        let at_provider = page.rsplit('/').next().expect("an id").to_owned();
        till.simulator.payer(&at_provider, Deed::Approve).expect("the payer can approve");
        till.let_pass(1).await;
        until("\"state\":\"SUCCESS\"").await;
        let wrong = json!({ "id": "0".repeat(32) });
        let refused = till.app.request(&operation("payment_changed"), &wrong).header("accept", "text/event-stream");
        let refused = refused.send().await.expect("an answer").text().await.expect("a text");
        assert!(refused.contains("PAYMENT_UNKNOWN"), "{refused}");
    })
    .await;
}
