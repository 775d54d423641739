//! Notices: signed by every secret, tried again until they are taken, and as hostile as planned.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    dev::ServerHandle,
    web::{self, Bytes, Data},
};
use serde_json::{Value, json};
use simulator::{Deed, HookPlan, Plan};
use tokio::time::sleep;

use crate::Sim;

/// Whoever receives notices, and what it answers.
struct Receiver {
    url: String,
    shelf: Arc<Shelf>,
    server: ServerHandle,
}

#[derive(Default)]
struct Shelf {
    taken: Mutex<Vec<(String, Value)>>,
    refusing: Mutex<bool>,
}

impl Receiver {
    fn start() -> Receiver {
        let shelf = Arc::new(Shelf::default());
        let shared = Data::from(Arc::clone(&shelf));
        let take = |shelf: Data<Shelf>, request: HttpRequest, body: Bytes| async move {
            if *shelf.refusing.lock().unwrap_or_else(PoisonError::into_inner) {
                return HttpResponse::ServiceUnavailable().finish();
            }
            let signature = request.headers().get("Stripe-Signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
            let event = serde_json::from_slice(&body).unwrap_or_default();
            shelf.taken.lock().unwrap_or_else(PoisonError::into_inner).push((signature.to_owned(), event));
            HttpResponse::Ok().finish()
        };
        let server = HttpServer::new(move || App::new().app_data(Data::clone(&shared)).default_service(web::to(take)))
            .workers(1)
            .disable_signals()
            .bind("127.0.0.1:0")
            .expect("a port");
        let url = format!("http://{}/", server.addrs()[0]);
        let running = server.run();
        let server = running.handle();
        tokio::spawn(running);
        Receiver { url, shelf, server }
    }

    fn taken(&self) -> Vec<(String, Value)> {
        self.shelf.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn refuse(&self, refusing: bool) {
        *self.shelf.refusing.lock().unwrap_or_else(PoisonError::into_inner) = refusing;
    }

    async fn waits_for(&self, count: usize) -> Vec<(String, Value)> {
        for _ in 0..500 {
            if self.taken().len() >= count {
                break;
            }
            sleep(Duration::from_millis(10)).await;
        }
        self.taken()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

#[tokio::test]
async fn every_secret_signs_while_they_are_changed() {
    let (sim, receiver) = (Sim::quiet(), Receiver::start());
    sim.simulator.send_notices_to(&receiver.url, &["old", "new"]).expect("an address");
    let id = sim.intent("automatic", "a1").await;
    sim.simulator.payer(&id, Deed::Approve).expect("a deed");
    let taken = receiver.waits_for(1).await;
    assert_eq!(taken[0].1["type"], "payment_intent.succeeded");
    assert_eq!(taken[0].0.matches("v1=").count(), 2, "{}", taken[0].0);
    assert!(taken[0].0.starts_with("t=1772438400,"), "signed at the time of the simulator: {}", taken[0].0);
}

#[tokio::test]
async fn a_notice_that_was_not_taken_comes_again_later() {
    let (sim, receiver) = (Sim::quiet(), Receiver::start());
    sim.simulator.send_notices_to(&receiver.url, &["s"]).expect("an address");
    receiver.refuse(true);
    let id = sim.intent("automatic", "a1").await;
    sim.simulator.payer(&id, Deed::Approve).expect("a deed");
    while sim.simulator.sent().is_empty() {
        sleep(Duration::from_millis(10)).await;
    }
    receiver.refuse(false);
    assert!(receiver.taken().is_empty());
    sim.simulator.advance(60).expect("the clock moves");
    assert_eq!(receiver.waits_for(1).await.len(), 1);
}

#[tokio::test]
async fn a_notice_may_be_there_before_the_answer_twice_and_forged() {
    let (sim, receiver) = (Sim::planned(Plan::kind(4)), Receiver::start());
    sim.simulator.send_notices_to(&receiver.url, &["s"]).expect("an address");
    let hooks = HookPlan { early: 1_000, duplicate: 1_000, forged: 1_000, ..HookPlan::default() };
    sim.simulator.set_plan(Plan { hooks, ..Plan::kind(4) }).expect("a plan");
    sim.intent("automatic", "a1").await;
    assert_eq!(receiver.taken().len(), 2, "the forged one and the first, before the answer");
    let taken = receiver.waits_for(3).await;
    assert_ne!(taken[0].0, taken[1].0, "signed by somebody else");
    assert_eq!(taken[1].1["id"], taken[2].1["id"]);
}

#[tokio::test]
async fn a_notice_may_be_lost_and_is_still_among_the_events() {
    let (sim, receiver) = (Sim::planned(Plan::kind(4)), Receiver::start());
    sim.simulator.send_notices_to(&receiver.url, &["s"]).expect("an address");
    let hooks = HookPlan { lost: 1_000, ..HookPlan::default() };
    sim.simulator.set_plan(Plan { hooks, ..Plan::kind(4) }).expect("a plan");
    sim.intent("automatic", "a1").await;
    assert_eq!(sim.simulator.flush().await, 0);
    assert!(sim.simulator.sent().iter().all(|sent| sent.lost));
    let events = sim.card(reqwest::Method::GET, "events", &[("type", "payment_intent.succeeded")], None).await;
    assert_eq!(events.body["data"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn notices_go_nowhere_but_here() {
    let sim = Sim::quiet();
    assert!(sim.simulator.send_notices_to("http://192.0.2.1/", &["s"]).is_err());
    let set = json!({"url": "https://example.org/", "secrets": ["s"]});
    assert_eq!(sim.json(reqwest::Method::PUT, "sim/webhook", &[], &set).await.status, 400);
}
