//! Planned faults: what they do, and that they can be repeated.

use reqwest::Method;
use serde_json::json;
use simulator::{FaultPlan, Kind, Plan};

use crate::Sim;

fn faulty(seed: u64, faults: FaultPlan) -> Sim {
    Sim::planned(Plan { faults, ..Plan::kind(seed) })
}

/// Makes an intent, and returns the status that came back, if any did.
async fn make(sim: &Sim, key: &str) -> Option<u16> {
    let url = format!("{}/v1/payment_intents", sim.simulator.url());
    let form = [("amount", "1500"), ("currency", "eur"), ("metadata[attempt]", key)];
    let request = sim.client.post(url).bearer_auth("sk_test_simulated").header("Idempotency-Key", key).form(&form);
    let response = request.send().await.ok()?;
    let status = response.status().as_u16();
    response.text().await.ok().map(|_| status)
}

fn captured(sim: &Sim) -> usize {
    sim.simulator.truth().iter().filter(|entry| entry.kind == Kind::Captured).count()
}

#[tokio::test]
async fn an_error_comes_before_the_effect_or_after_it() {
    let before = faulty(1, FaultPlan { error_before: 1_000, ..FaultPlan::default() });
    assert_eq!((make(&before, "k").await, captured(&before)), (Some(500), 0));
    let after = faulty(1, FaultPlan { error_after: 1_000, ..FaultPlan::default() });
    assert_eq!((make(&after, "k").await, captured(&after)), (Some(500), 1));
}

#[tokio::test]
async fn an_answer_breaks_off_hangs_is_refused_or_cannot_be_read() {
    let reset = faulty(1, FaultPlan { reset: 1_000, ..FaultPlan::default() });
    assert_eq!((make(&reset, "k").await, captured(&reset)), (None, 1));
    let hangs = faulty(1, FaultPlan { drop_after: 1_000, hang_ms: 20, ..FaultPlan::default() });
    assert_eq!((make(&hangs, "k").await, captured(&hangs)), (None, 1));
    let nothing = faulty(1, FaultPlan { drop_before: 1_000, hang_ms: 20, ..FaultPlan::default() });
    assert_eq!((make(&nothing, "k").await, captured(&nothing)), (None, 0));
    let busy = faulty(1, FaultPlan { too_many: 1_000, ..FaultPlan::default() });
    assert_eq!((make(&busy, "k").await, captured(&busy)), (Some(429), 0));
    let odd = faulty(1, FaultPlan { malformed: 1_000, ..FaultPlan::default() });
    assert_eq!((make(&odd, "k").await, captured(&odd)), (Some(200), 1));
}

#[tokio::test]
async fn the_same_seed_and_the_same_calls_meet_the_same_faults_in_any_order() {
    let plan = FaultPlan { hang_ms: 1, slow_ms: 1, ..FaultPlan::hostile() };
    let keys: Vec<String> = (0..60).map(|number| format!("k{number}")).collect();
    let (one, other, third) = (faulty(7, plan.clone()), faulty(7, plan.clone()), faulty(8, plan));
    let (mut forwards, mut backwards, mut elsewhere) = (Vec::new(), Vec::new(), Vec::new());
    for key in &keys {
        forwards.push(make(&one, key).await);
        elsewhere.push(make(&third, key).await);
    }
    for key in keys.iter().rev() {
        backwards.insert(0, make(&other, key).await);
    }
    assert_eq!(forwards, backwards);
    assert_ne!(forwards, elsewhere);
    assert!(forwards.iter().any(|status| *status != Some(200)));
}

#[tokio::test]
async fn a_plan_is_set_over_http_and_held_against_its_limits() {
    let sim = Sim::quiet();
    let set = |plan: serde_json::Value| {
        let sim = &sim;
        async move { sim.json(Method::PUT, "sim/plan", &[], &plan).await.status }
    };
    assert_eq!(set(json!({"seed": 5, "payers": {"approve": 1000}})).await, 204);
    assert_eq!(sim.json(Method::GET, "sim/plan", &[], &json!({})).await.body["seed"], 5);
    assert_eq!(set(json!({"payers": {"approve": 1001}})).await, 400);
    assert_eq!(set(json!({"faults": {"hang_ms": 999_999}})).await, 400);
    let moved = sim.json(Method::POST, "sim/clock/advance", &[], &json!({"seconds": 60})).await;
    assert_eq!(moved.body["now"], "2026-03-02T08:01:00Z");
    assert_eq!(sim.json(Method::GET, "sim/truth", &[], &json!({})).await.body["entries"], json!([]));
}
