//! What may happen to servers and databases while payers pay, hang up and ask again, and the provider fails and lies: no money is lost, taken
//! twice or invented. INV-01 to INV-12, CR-01 to CR-12.
//!
//! `make faults` runs it with ten thousand payments and a hundred kills.

mod killed;
mod payer;
mod power_cut;
mod rest;
mod rolled;
mod without_database;

use std::{
    collections::BTreeSet,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use fingertip::{
    application::Application,
    identity::Subject,
    payment::{AccountBalance, NewNotice, differences},
    platform::clock::StandingClock,
};
use futures_util::{StreamExt as _, stream};
use serde_json::json;
use simulator::{Clock, FaultPlan, HookPlan, Kind, PayerPlan, Plan, Simulator};
use tokio::task::JoinHandle;
use vocabulary::{PersonId, Timestamp};

use self::rest::{WAITING, converged, ended, taken};
pub use self::{payer::Phone, rest::states};
use super::{SECRET, application, demand};
use crate::support::database::Fresh;

/// What is owed by each notice, in cents: another sum each.
const OWED: i64 = 1_000;
/// How many payers there are at a time.
const TOGETHER_MAX: usize = 24;

/// How many payments there are and how often the server is killed.
#[derive(Clone, Copy)]
struct Size {
    payments: u32,
    kills: u32,
}

impl Size {
    /// Reads `FINGERTIP_TEST_PAYMENTS` and `FINGERTIP_TEST_KILLS`; few without them.
    fn read() -> Size {
        let number = |name: &str, few| {
            std::env::var_os(name).map_or(few, |text| text.to_str().and_then(|text| text.parse().ok()).expect("a number"))
        };
        Size { payments: number("FINGERTIP_TEST_PAYMENTS", 120), kills: number("FINGERTIP_TEST_KILLS", 6) }
    }
}

/// `fingertip serve` as a process of its own, at an address where others were before it.
pub struct Server(Child);

impl Server {
    fn start(fresh: &Fresh, simulator: &str, address: SocketAddr) -> Server {
        let settings = [("PROVIDER", "simulated"), ("SIMULATOR_URL", simulator), ("SIMULATOR_SECRET", SECRET)]
            .map(|(name, value)| (name, value.to_owned()));
        Server::paid_as(fresh, address, &settings)
    }

    /// Starts one that takes payments as `settings` of that section say, by their names in the environment.
    pub fn paid_as(fresh: &Fresh, address: SocketAddr, settings: &[(&str, String)]) -> Server {
        let limits = ["MONEY", "COMPUTE", "WRITE", "SEARCH"].map(|class| {
            [format!("FINGERTIP_LIMITS_{class}_PER_MINUTE"), format!("FINGERTIP_LIMITS_{class}_PER_MINUTE_NETWORK")]
        });
        let process = Command::new(env!("CARGO_BIN_EXE_fingertip"))
            .args(["serve", "--address", &address.to_string()])
            .current_dir(fresh.folder.path())
            .env("FINGERTIP_DATABASE_URL", &fresh.url)
            .env("FINGERTIP_IDENTITY_ISSUER", format!("http://{address}"))
            .envs(settings.iter().map(|(name, value)| (format!("FINGERTIP_PAYMENT_{name}"), value)))
            .env("FINGERTIP_TELEMETRY_LOG_LEVEL", "off")
            .envs(limits.into_iter().flatten().map(|name| (name, "1000000")))
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        Server(process)
    }

    /// Tells it to leave, as a service manager does.
    fn leave(&self) {
        let told = Command::new("kill").args(["-s", "TERM", &self.0.id().to_string()]).status();
        assert!(told.expect("kill is everywhere").success());
    }

    fn has_ended(&mut self) -> bool {
        self.0.try_wait().expect("a process of ours").is_some()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGKILL: nothing is tidied up.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Issues what the payers pay: one notice each, two for some.
async fn issue(application: &Application, payments: u32) -> Vec<Vec<String>> {
    let by = Subject::Person(PersonId::new(7));
    let all: Vec<(u32, NewNotice)> = (0..payments)
        .flat_map(|number| {
            (0..if number.is_multiple_of(20) { 2 } else { 1 }).map(move |part| {
                let total = OWED + i64::from(number);
                (number, demand(&format!("assessment-{number}-{part}"), total))
            })
        })
        .collect();
    let mut references = vec![Vec::new(); payments as usize];
    for page in all.chunks(100) {
        let news: Vec<NewNotice> = page.iter().map(|(_, new)| new.clone()).collect();
        let issued = application.payment_notices.issue(&news, by, application.clock.now()).await.expect("a database");
        for ((number, _), issued) in page.iter().zip(issued.expect("they are good")) {
            references[*number as usize].push(issued.notice.reference.to_string());
        }
    }
    references
}

/// The place of one trial: what is owed, a provider that knows what it took, an address where servers come and go.
struct World<'a> {
    fresh: &'a Fresh,
    simulator: Simulator,
    address: SocketAddr,
    application: Application,
    references: Vec<Vec<String>>,
    /// One of them, to be looked at.
    known: String,
    size: Size,
}

impl<'a> World<'a> {
    /// Issues what is to be paid, and opens a provider that acts as `plan` says.
    async fn open(fresh: &'a Fresh, size: Size, plan: Plan) -> World<'a> {
        let now = "2026-06-15T12:00:00Z".parse().expect("an instant");
        let application = application(fresh, &Arc::new(StandingClock::at(now)));
        let references = issue(&application, size.payments).await;
        let settings = simulator::Settings {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            plan,
            clock: Clock::running(wall_clock()),
            live: false,
            truth: None,
        };
        let simulator = Simulator::start(settings).expect("a free port");
        let address = free_address();
        simulator
            .send_notices_to(&format!("http://{address}/hooks/payment/simulated"), &[SECRET])
            .expect("an address of this machine");
        let known = references[0][0].clone();
        World { fresh, simulator, address, application, references, known, size }
    }

    /// Starts a server where phones and the provider look for one.
    fn serve(&self) -> Server {
        Server::start(self.fresh, &self.simulator.url(), self.address)
    }

    fn phone(&self) -> Phone {
        Phone::of(self.address)
    }

    /// Asks the server whether it can serve, as a balancer does.
    async fn readiness(&self) -> Option<u16> {
        readiness(self.address).await
    }

    /// Waits until somebody is served, and returns after how long; nothing when it is not in time.
    async fn serves_within(&self, patience: Duration) -> Option<Duration> {
        let (phone, known) = (self.phone(), json!({ "reference": self.known }));
        let began = Instant::now();
        while began.elapsed() < patience {
            let answer = phone.ask("payment_notice", &known, Duration::from_secs(2)).await;
            if answer.is_some() && self.readiness().await == Some(200) {
                return Some(began.elapsed());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        None
    }

    /// Lets the payers come, over as long as `lasts`. Each tells its payment, and whether its phone showed that it was paid.
    fn crowd(&mut self, lasts: Duration) -> JoinHandle<Vec<(String, bool)>> {
        let (phone, payments, began) = (self.phone(), self.size.payments, Instant::now());
        let payers = stream::iter(std::mem::take(&mut self.references).into_iter().zip(0..));
        tokio::spawn(
            payers
                .map(move |(references, number): (_, u32)| {
                    let waits = (lasts * number / payments).saturating_sub(began.elapsed());
                    let phone = phone.clone();
                    async move {
                        tokio::time::sleep(waits).await;
                        phone.pay(number, &references).await
                    }
                })
                .buffer_unordered(TOGETHER_MAX)
                .collect(),
        )
    }

    /// Waits until everything is at rest once nothing goes wrong any more: what was planned late still comes. Two servers work side by side,
    /// as two of everything must. Returns how long that took, before and after the payers who left were given up.
    async fn rest(&self) -> (Duration, Duration) {
        let plan = Plan { payers: hostile().payers, ..Plan::default() };
        self.simulator.set_plan(plan).expect("a plan");
        let _server = self.serve();
        let _second = Server::start(self.fresh, &self.simulator.url(), free_address());
        let first = converged(self.fresh, &self.simulator, &WAITING).await;
        for state in &WAITING[..2] {
            let waiting = stream::iter(states(self.fresh, state).await);
            let cancel = async |id| drop(self.phone().ask_until("cancel_payment", &json!({ "id": id })).await);
            waiting.for_each_concurrent(TOGETHER_MAX, cancel).await;
        }
        // A prompt that nobody answers is over at its provider after five minutes; then we ask, whichever server is left.
        self.simulator.advance(360).expect("a step forward");
        (first, ended(self.fresh, &self.simulator, &self.application).await)
    }

    /// Checks that no money was lost, taken twice or invented, of what the payers were told.
    async fn check(&self, told: &[(String, bool)]) {
        let fresh = self.fresh;
        // Each intention is one payment, and what a phone showed holds.
        let ids: BTreeSet<&String> = told.iter().map(|(id, _)| id).collect();
        assert_eq!(ids.len(), self.size.payments as usize);
        assert_eq!(fresh.number("select count(*) from payment").await, i64::from(self.size.payments));
        let captured = states(fresh, "captured").await;
        for (id, was_paid) in told {
            assert!(!was_paid || captured.contains(id), "{id} was shown as paid");
        }
        // What the provider took is what we have: each payment once, whole, and none that it does not know of.
        let truth = self.simulator.truth();
        let taken = taken(fresh, &truth).await;
        assert!(taken.len() as u32 * 2 > self.size.payments, "most pay: {}", taken.len());
        assert_eq!(taken.keys().collect::<BTreeSet<_>>(), captured.iter().collect::<BTreeSet<_>>());
        assert_eq!(taken.values().filter(|amounts| amounts.len() != 1).count(), 0, "nobody pays twice");
        let books = &self.application.ledger;
        let trial = books.trial(Timestamp::MAX).await.expect("a database");
        assert!(differences(&trial).values().all(|sum| *sum == 0), "{trial:?}");
        let side = |account, of: fn(&AccountBalance) -> i64| -> i64 {
            trial.iter().filter(|line| line.account == account && line.layer == "posted").map(of).sum()
        };
        assert_eq!(side(1200, |line| line.debits), taken.values().flatten().sum::<i64>());
        // Nothing left the provider but what it keeps itself, as far as its book was read.
        let fees: i64 = truth.iter().filter(|entry| entry.kind == Kind::Fee).map(|entry| entry.amount).sum();
        assert_eq!(side(1200, |line| line.credits), side(5100, |line| line.debits));
        assert!(side(5100, |line| line.debits) <= fees);
        let verified = books.verify().await.expect("a database");
        assert!(verified.is_good(), "{verified:?}");
        // Receipts are numbered without a gap, one for each notice that was paid; each capture is told once.
        let paid = fresh.number("select count(*) from payment_notice where state = 'paid'").await;
        assert_eq!(fresh.number("select count(*) from payment_receipt").await, paid);
        assert_eq!(fresh.number("select max(number) from payment_receipt").await, paid);
        let announced = "select count(*) from outbox where topic in ('payment.captured', 'payment.captured_late')";
        assert_eq!(fresh.number(announced).await, captured.len() as i64);
        let twice = "select count(*) from (select subject from outbox where topic in ('payment.captured', 'payment.captured_late') \
            group by subject having count(*) > 1) as twice";
        assert_eq!(fresh.number(twice).await, 0);
    }
}

/// Returns what a server says of itself; nothing when there is none.
pub async fn readiness(address: SocketAddr) -> Option<u16> {
    let asked = reqwest::Client::new().get(format!("http://{address}/health/ready")).timeout(Duration::from_secs(8));
    Some(asked.send().await.ok()?.status().as_u16())
}

pub fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr()).expect("a free port")
}

/// A provider that fails and lies as much as one may, to payers of whom most pay.
fn hostile() -> Plan {
    Plan {
        seed: 20_261_127,
        faults: FaultPlan { hang_ms: 500, slow_ms: 300, delay_ms: 5, ..FaultPlan::hostile() },
        hooks: HookPlan { forged: 100, late_s_max: 20, ..HookPlan::hostile() },
        payers: PayerPlan { approve: 750, decline: 80, challenge: 70, leave: 100, ..PayerPlan::default() },
        ..Plan::default()
    }
}

#[expect(clippy::disallowed_methods, reason = "the servers of this test live by the wall clock")]
pub fn wall_clock() -> Timestamp {
    // As the clock of the program: in microseconds, which is what databases keep.
    Timestamp::from_microsecond(Timestamp::now().as_microsecond()).expect("an instant")
}
