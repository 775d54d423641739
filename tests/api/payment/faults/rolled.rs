//! Servers are replaced one after the other while people pay, and nobody notices. Row F12.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use simulator::Plan;

use super::{OWED, Server, Size, World, free_address, hostile, payer::Phone, readiness};
use crate::support::database::Fresh;

/// How many pay at a time.
const PAYERS: usize = 4;
/// How soon a server is gone that was told to leave.
const LEAVES_WITHIN: Duration = Duration::from_secs(15);

/// Sends each call to a server that said lately that it is ready: all that a balancer has to know.
struct Balancer {
    servers: Vec<(SocketAddr, AtomicBool)>,
    turn: AtomicU32,
}

impl Balancer {
    fn pick(&self) -> SocketAddr {
        let ready: Vec<_> = self.servers.iter().filter(|(_, ready)| ready.load(Ordering::Acquire)).collect();
        assert!(!ready.is_empty(), "there is a server for everybody at any time");
        ready[self.turn.fetch_add(1, Ordering::Relaxed) as usize % ready.len()].0
    }

    async fn watch(&self) {
        loop {
            for (address, ready) in &self.servers {
                ready.store(readiness(*address).await == Some(200), Ordering::Release);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// Somebody who asks once and is answered, or the trial has failed: nobody tries again.
struct Customer {
    balancer: Arc<Balancer>,
    calls: Arc<AtomicU32>,
    over: Arc<AtomicBool>,
}

impl Customer {
    async fn ask(&self, name: &str, variables: Value) -> Value {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let address = self.balancer.pick();
        let answer = Phone::of(address).ask(name, &variables, Duration::from_secs(20)).await;
        answer.unwrap_or_else(|| panic!("{name} failed at {address}"))
    }

    /// Pays what is theirs and looks after it, then goes on looking until all is over.
    async fn pay(self, mine: Vec<(Vec<String>, u32)>) -> Vec<(String, bool)> {
        let mut told = Vec::new();
        for (references, number) in mine {
            let notices: Vec<_> = references.iter().map(|reference| json!({ "reference": reference, "version": 1 })).collect();
            let total = references.len() as i64 * (OWED + i64::from(number));
            let amount = format!("{}.{:02}", total / 100, total % 100);
            let input = json!({ "key": format!("key-{number}"), "notices": notices, "rail": "CARD",
                "expectedTotal": { "amount": amount, "currency": "XTS" } });
            let paid = self.ask("pay", json!({ "input": input })).await;
            let id = paid["payment"]["id"].as_str().unwrap_or_else(|| panic!("{paid:#}")).to_owned();
            let mut was_paid = false;
            for _ in 0..5 {
                tokio::time::sleep(Duration::from_millis(100)).await;
                was_paid |= self.ask("payment", json!({ "id": id })).await["state"] == "SUCCESS";
            }
            told.push((id, was_paid));
        }
        while !self.over.load(Ordering::Acquire) {
            self.ask("payment", json!({ "id": told[0].0 })).await;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        told
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_notices_that_servers_are_replaced_while_people_pay() {
    let Some(fresh) = Fresh::postgres().await else { return };
    let size = Size::read();
    let rounds = size.kills.div_ceil(10).max(2);
    let willing = Plan { payers: hostile().payers, ..Plan::default() };
    let mut world = World::open(&fresh, Size { payments: 40 * rounds, ..size }, willing).await;
    let references = std::mem::take(&mut world.references);
    let addresses = [world.address, free_address()];
    let start = |address| Server::start(&fresh, &world.simulator.url(), address);
    let mut servers = addresses.map(start);
    let balancer = Arc::new(Balancer {
        servers: addresses.map(|address| (address, AtomicBool::new(false))).into(),
        turn: AtomicU32::new(0),
    });
    let watch = tokio::spawn({
        let balancer = balancer.clone();
        async move { balancer.watch().await }
    });
    let is_ready = async |number: usize| {
        let began = Instant::now();
        while !balancer.servers[number].1.load(Ordering::Acquire) {
            assert!(began.elapsed() < Duration::from_secs(60), "a server does not start");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    is_ready(0).await;
    is_ready(1).await;

    let calls = Arc::new(AtomicU32::new(0));
    let over = Arc::new(AtomicBool::new(false));
    let payers: Vec<_> = (0..PAYERS)
        .map(|payer| {
            let customer = Customer { balancer: balancer.clone(), calls: calls.clone(), over: over.clone() };
            let mine = references.iter().cloned().zip(0_u32..).skip(payer).step_by(PAYERS);
            tokio::spawn(customer.pay(mine.collect()))
        })
        .collect();
    let mut slowest = Duration::ZERO;
    for _ in 0..rounds {
        for number in 0..servers.len() {
            servers[number].leave();
            let began = Instant::now();
            while !servers[number].has_ended() {
                assert!(began.elapsed() < LEAVES_WITHIN, "a server does not leave");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            slowest = slowest.max(began.elapsed());
            servers[number] = start(addresses[number]);
            is_ready(number).await;
        }
    }
    over.store(true, Ordering::Release);
    let mut told = Vec::new();
    for payer in payers {
        told.extend(payer.await.expect("no call failed"));
    }
    watch.abort();
    drop(servers);
    world.rest().await;
    println!("{} calls, {} restarts, 0 failed; gone after {slowest:?} at most", calls.load(Ordering::Relaxed), 2 * rounds);
    assert!(calls.load(Ordering::Relaxed) > 200);
    world.check(&told).await;
}
