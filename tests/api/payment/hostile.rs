//! Providers that fail, and notices that lie. Rows F04, F05, WHK-01 to WHK-12, ST-15 to ST-21, INV-01 to INV-05.

use std::time::Duration;

use serde_json::json;
use simulator::{Deed, FaultPlan, HookPlan, PayerPlan, Plan};

use super::Till;
use crate::support::database::each_database;

/// How many payments are made in one storm.
const PAYMENTS: u32 = 40;

#[tokio::test]
async fn whatever_the_provider_does_every_cent_is_booked_once() {
    each_database(async |fresh| {
        let plan = Plan {
            seed: 20_261_126,
            faults: FaultPlan { hang_ms: 20, slow_ms: 20, delay_ms: 1, ..FaultPlan::hostile() },
            hooks: HookPlan { forged: 200, ..HookPlan::hostile() },
            // Nobody pays twice here: of a second payment whose notice is lost only the provider's statement tells.
            payers: PayerPlan { approve: 750, decline: 100, challenge: 50, leave: 100, ..PayerPlan::default() },
            ..Plan::default()
        };
        let till = Till::open(fresh, plan).await;
        let mut ids = Vec::new();
        for number in 1..=PAYMENTS {
            let amount = 1_000 + i64::from(number);
            let reference = till.notice(number, amount).await;
            let paid = till.pay(&format!("key-{number}"), &reference, amount).await;
            ids.push(paid["payment"]["id"].as_str().unwrap_or_else(|| panic!("{paid:#}")).to_owned());
            till.let_pass(1).await;
        }
        // The faults end; then time passes until the latest notice is there.
        till.simulator.set_plan(Plan::default()).expect("a plan");
        for seconds in [10, 60, 300, 600, 5_400, 600, 600, 86_400, 86_400, 90_000, 3_600] {
            till.let_pass(seconds).await;
        }
        let mut states = Vec::new();
        for id in &ids {
            states.push(till.look(id).await["state"].clone());
        }
        assert_eq!(till.booked().await, till.truly_captured(), "our books are the provider's: {states:?}");
        till.assert_in_order().await;
        for (id, state) in ids.iter().zip(states) {
            assert!(["SUCCESS", "FAILED", "CANCELLED"].iter().any(|over| state == *over), "{id} is left at {state}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_notice_that_is_not_the_providers_changes_nothing() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let reference = till.notice(1, 1_000).await;
        let paid = till.pay("k", &reference, 1_000).await;
        let id = paid["payment"]["id"].as_str().expect("an id").to_owned();
        let page = paid["payment"]["handover"]["page"].as_str().expect("a page").to_owned();
        let intent = page.rsplit('/').next().expect("an id");
        let body = json!({
            "id": "evt_forged", "object": "event", "type": "payment_intent.succeeded", "livemode": false, "created": 1_781_524_800,
            "data": { "object": { "id": intent, "object": "payment_intent", "status": "succeeded", "amount": 1_000,
                "amount_received": 1_000, "currency": "xts", "livemode": false, "metadata": {} } },
        })
        .to_string();
        let client = reqwest::Client::new();
        let send = |signature: Option<&str>, body: String| {
            let request = client.post(format!("{}/hooks/payment/simulated", till.app.url)).body(body);
            let request = signature.map(|signature| request.try_clone().expect("a body").header("stripe-signature", signature)).unwrap_or(request);
            async move { request.send().await.expect("an answer").status().as_u16() }
        };
        assert_eq!(send(None, body.clone()).await, 400);
        assert_eq!(send(Some("t=1781524800,v1=00"), body.clone()).await, 400);
        assert_eq!(send(Some("t=1781524800,v0=00"), body).await, 400);
        assert_eq!(send(None, "x".repeat(300 << 10)).await, 413);
        let nobody = client.post(format!("{}/hooks/payment/nobody", till.app.url)).body("{}").send().await.expect("an answer");
        assert_eq!(nobody.status().as_u16(), 404);
        till.let_pass(1).await;
        assert_eq!(till.look(&id).await["state"], "STARTED");
        assert_eq!(till.booked().await, 0);
    })
    .await;
}

#[tokio::test]
async fn money_that_comes_after_the_end_is_the_notices_or_given_back() {
    each_database(async |fresh| {
        // Every notice of the provider is lost: we hear of money only when we ask.
        let plan = Plan { hooks: HookPlan { late: 1_000, late_s_max: 200_000, ..HookPlan::default() }, ..Plan::default() };
        let till = Till::open(fresh, plan).await;
        let reference = till.notice(1, 1_000).await;
        let paid = till.pay("k", &reference, 1_000).await;
        let id = paid["payment"]["id"].as_str().expect("an id").to_owned();
        let page = paid["payment"]["handover"]["page"].as_str().expect("a page").to_owned();
        till.simulator.payer(page.rsplit('/').next().expect("an id"), Deed::Twice).expect("the payer can pay twice");
        for seconds in [60, 86_400, 86_400, 86_400, 3_600] {
            till.let_pass(seconds).await;
        }
        assert_eq!(till.look(&id).await["state"], "SUCCESS");
        assert_eq!(till.booked().await, till.truly_captured());
        assert_eq!(
            till.credits(2300).await,
            till.truly_captured() - 1_000,
            "what came twice is nobody's, and waits to be given back"
        );
        till.assert_in_order().await;
    })
    .await;
}

#[tokio::test]
async fn looks_that_servers_died_in_do_not_put_off_the_next_one() {
    each_database(async |fresh| {
        let plan = Plan { hooks: HookPlan { lost: 1_000, ..HookPlan::default() }, ..Plan::default() };
        let till = Till::open(fresh, plan.clone()).await;
        let reference = till.notice(1, 1_000).await;
        let paid = till.pay("k", &reference, 1_000).await;
        let id = paid["payment"]["id"].as_str().expect("an id").to_owned();
        let page = paid["payment"]["handover"]["page"].as_str().expect("a page").to_owned();
        let silent = FaultPlan { drop_before: 1_000, hang_ms: 60_000, ..FaultPlan::default() };
        till.simulator.set_plan(Plan { faults: silent, ..plan.clone() }).expect("a plan");
        for _ in 0..14 {
            till.app.clock.advance(jiff::Span::new().seconds(16));
            till.simulator.advance(16).expect("a step forward");
            let (_, janitor) = till.hands();
            let died = tokio::time::timeout(Duration::from_millis(100), janitor.tidy(till.app.now())).await;
            assert!(died.is_err(), "it waits for the provider, and so does whoever restarts it");
        }
        till.simulator.set_plan(plan).expect("a plan");
        till.let_pass(16).await;
        assert_eq!(till.look(&id).await["state"], "STARTED");
        till.simulator.payer(page.rsplit('/').next().expect("an id"), Deed::Approve).expect("the payer can approve");
        till.let_pass(10).await;
        assert_eq!(till.look(&id).await["state"], "SUCCESS", "the second look that ended, ten seconds after the first");
    })
    .await;
}
