//! `kill -9` of the server at any moment, while payers pay, hang up and ask again, and the provider fails and lies: no money is lost, taken
//! twice or invented. Rows F01, F04, F16, F28, INV-01 to INV-12, CR-01 to CR-12.
//!
//! `make faults` runs it with ten thousand payments and a hundred kills.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use fingertip::{
    application::Application,
    identity::Subject,
    payment::{AccountBalance, Inbox, Janitor, NewNotice, Receipts, Settings, differences},
    platform::{clock::StandingClock, database},
};
use futures_util::StreamExt as _;
use jiff::ToSpan as _;
use serde_json::{Value, json};
use simulator::{Clock, Entry, FaultPlan, HookPlan, Kind, PayerPlan, Plan, Simulator};
use vocabulary::{PersonId, Timestamp};

use super::{SECRET, application, demand, providers};
use crate::support::{
    app::operation,
    database::{Fresh, each_database},
};

/// What is owed by each notice, in cents: another sum each.
const OWED: i64 = 1_000;
/// How many payers there are at a time.
const TOGETHER_MAX: usize = 24;
/// How long everything has to come to rest once nothing goes wrong any more.
const CONVERGES: Duration = Duration::from_secs(60);
/// How often a payer asks again whose answer was lost.
const ASKED_MAX: u32 = 4_000;

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

    /// When a payer comes, so that there are always some while servers die.
    fn comes_after(&self, number: u32) -> Duration {
        Duration::from_millis(u64::from(self.kills) * 1_500 * u64::from(number) / u64::from(self.payments))
    }
}

/// `fingertip serve` as a process of its own, at an address where others were before it.
struct Server(Child);

impl Server {
    fn start(fresh: &Fresh, simulator: &str, address: SocketAddr) -> Server {
        let limits = ["MONEY", "COMPUTE", "WRITE", "SEARCH"].map(|class| {
            [format!("FINGERTIP_LIMITS_{class}_PER_MINUTE"), format!("FINGERTIP_LIMITS_{class}_PER_MINUTE_NETWORK")]
        });
        let process = Command::new(env!("CARGO_BIN_EXE_fingertip"))
            .args(["serve", "--address", &address.to_string()])
            .current_dir(fresh.folder.path())
            .env("FINGERTIP_DATABASE_URL", &fresh.url)
            .env("FINGERTIP_PAYMENT_PROVIDER", "simulated")
            .env("FINGERTIP_PAYMENT_SIMULATOR_URL", simulator)
            .env("FINGERTIP_PAYMENT_SIMULATOR_SECRET", SECRET)
            .env("FINGERTIP_TELEMETRY_LOG_LEVEL", "off")
            .envs(limits.into_iter().flatten().map(|name| (name, "1000000")))
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        Server(process)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGKILL: nothing is tidied up.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A payer, and the server as it is seen from their phone: there now and then.
#[derive(Clone)]
struct Phone {
    client: reqwest::Client,
    url: String,
}

impl Phone {
    /// Asks once, and gives up after `patience`: nothing where no answer came back whole.
    async fn ask(&self, name: &str, variables: &Value, patience: Duration) -> Option<Value> {
        let body = json!({ "query": operation(name), "variables": variables });
        let answer = self.client.post(&self.url).json(&body).timeout(patience).send().await.ok()?;
        let answer: Value = answer.json().await.ok()?;
        answer["data"].as_object()?.values().next().filter(|value| !value.is_null()).cloned()
    }

    /// Asks until there is an answer.
    async fn ask_until(&self, name: &str, variables: &Value) -> Value {
        for _ in 0..ASKED_MAX {
            if let Some(answer) = self.ask(name, variables, Duration::from_secs(20)).await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no server answers {name} any more");
    }

    /// Pays as people do: some hang up and ask again, some tap twice, some change their mind, some pay two notices at once. Returns the
    /// payment, and whether its phone showed that it was paid.
    async fn pay(&self, number: u32, references: &[String]) -> (String, bool) {
        let notices: Vec<_> = references.iter().map(|reference| json!({ "reference": reference, "version": 1 })).collect();
        let total = references.len() as i64 * (OWED + i64::from(number));
        let amount = format!("{}.{:02}", total / 100, total % 100);
        let by_phone = number % 5 == 1;
        let variables = json!({ "input": {
            "key": format!("key-{number}"), "notices": notices, "expectedTotal": { "amount": amount, "currency": "XTS" },
            "rail": if by_phone { "MOBILE_MONEY" } else { "CARD" },
            "phone": by_phone.then(|| format!("+254700{number:06}")),
        } });
        if number.is_multiple_of(4) {
            // The network breaks off at some byte, before or after the server has it.
            let patience = Duration::from_millis(u64::from(number % 37));
            self.ask("pay", &variables, patience).await;
        }
        let paid = if number.is_multiple_of(7) {
            let (one, two) = tokio::join!(self.ask_until("pay", &variables), self.ask_until("pay", &variables));
            assert_eq!(one["payment"]["id"], two["payment"]["id"], "two taps are one payment: {one:#} {two:#}");
            one
        } else {
            self.ask_until("pay", &variables).await
        };
        let id = paid["payment"]["id"].as_str().unwrap_or_else(|| panic!("{number}: {paid:#}")).to_owned();
        if number.is_multiple_of(11) {
            self.ask_until("cancel_payment", &json!({ "id": id })).await;
        }
        let mut was_paid = false;
        for _ in 0..3 {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let seen = self.ask_until("payment", &json!({ "id": id })).await;
            let is_paid = seen["state"] == "SUCCESS";
            assert!(is_paid || !was_paid, "{id} was paid and is not any more: {seen:#}");
            was_paid = is_paid;
        }
        (id, was_paid)
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

#[derive(sea_orm::FromQueryResult)]
struct AttemptRow {
    id: String,
    payment_id: String,
}

/// What the provider took, by payment of ours.
async fn taken(fresh: &Fresh, truth: &[Entry]) -> BTreeMap<String, Vec<i64>> {
    let sql = "select id, payment_id from payment_attempt";
    let rows: Vec<AttemptRow> = database::rows(fresh.database.connection(), sql, []).await.expect("a database");
    let payments: BTreeMap<String, String> = rows.into_iter().map(|row| (row.id, row.payment_id)).collect();
    let mut taken: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for entry in truth.iter().filter(|entry| entry.kind == Kind::Captured) {
        let ours = entry.ours.as_ref().unwrap_or_else(|| panic!("money of nobody: {entry:?}"));
        let payment = payments.get(ours).unwrap_or_else(|| panic!("money was taken for {ours}, which we do not know"));
        taken.entry(payment.clone()).or_default().push(entry.amount);
    }
    taken
}

/// Where a payment waits for its payer alone: on a page, at a prompt, or at a prompt that cannot be called back.
const WAITING: [&str; 3] = ["awaiting-payer", "submitted", "cancel-pending"];

/// How many payments stand at what is neither rest nor `besides`, by state, and how many were paid at the provider and not here.
async fn unsettled(fresh: &Fresh, truth: &[Entry], besides: &[&str]) -> (BTreeMap<&'static str, usize>, usize) {
    let mut moving = BTreeMap::new();
    let live = payment::State::ALL.iter().filter(|state| state.is_live()).map(|state| state.as_str());
    for state in live.filter(|state| *state != "declined" && !besides.contains(state)) {
        let count = states(fresh, state).await.len();
        if count > 0 {
            moving.insert(state, count);
        }
    }
    let captured: BTreeSet<String> = states(fresh, "captured").await;
    let unbooked = taken(fresh, truth).await.into_keys().filter(|payment| !captured.contains(payment)).count();
    (moving, unbooked)
}

#[derive(sea_orm::FromQueryResult)]
struct IdRow {
    id: String,
}

async fn states(fresh: &Fresh, state: &str) -> BTreeSet<String> {
    let sql = "select id from payment where state = $1";
    let rows: Vec<IdRow> = database::rows(fresh.database.connection(), sql, [state.into()]).await.expect("a database");
    rows.into_iter().map(|row| row.id).collect()
}

/// Waits until everything is at rest, or at what is `besides`, and returns how long that took.
async fn converged(fresh: &Fresh, simulator: &Simulator, besides: &[&str]) -> Duration {
    let began = Instant::now();
    loop {
        let left = unsettled(fresh, &simulator.truth(), besides).await;
        if left == (BTreeMap::new(), 0) {
            return began.elapsed();
        }
        assert!(began.elapsed() < CONVERGES, "after {CONVERGES:?} (moving, paid and not booked) are {left:?}");
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

/// Asks about whatever is not over, a quarter of an hour later, until everything is.
async fn ended(fresh: &Fresh, simulator: &Simulator, application: &Application) -> Duration {
    let payments = application.clone().with_providers(providers(simulator), Settings::default(), receipts(fresh)).payments;
    let (inbox, janitor) = (Inbox::new(payments.clone()), Janitor::new(payments));
    let began = Instant::now();
    for minutes in 15.. {
        let later = wall_clock().checked_add(minutes.minutes()).expect("an instant");
        janitor.tidy(later).await.expect("a database");
        inbox.work(later).await.expect("a database");
        let left = unsettled(fresh, &simulator.truth(), &[]).await;
        if left == (BTreeMap::new(), 0) {
            break;
        }
        assert!(minutes < 60, "(moving, paid and not booked) are {left:?}");
    }
    began.elapsed()
}

/// Who signs receipts: the servers' key.
fn receipts(fresh: &Fresh) -> Option<Receipts> {
    let key = fresh.path("var/receipt.key");
    Some(Receipts::open(fresh.database.clone(), "ZZ".parse().expect("a code"), &key).expect("the key of the servers"))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_money_is_lost_doubled_or_invented_whenever_servers_die() {
    let size = Size::read();
    each_database(async |fresh| {
        let now = "2026-06-15T12:00:00Z".parse().expect("an instant");
        let application = application(fresh, &Arc::new(StandingClock::at(now)));
        let references = issue(&application, size.payments).await;
        let plan = Plan {
            seed: 20_261_127,
            faults: FaultPlan { hang_ms: 500, slow_ms: 300, delay_ms: 5, ..FaultPlan::hostile() },
            hooks: HookPlan { forged: 100, late_s_max: 20, ..HookPlan::hostile() },
            payers: PayerPlan { approve: 750, decline: 80, challenge: 70, leave: 100, ..PayerPlan::default() },
            ..Plan::default()
        };
        let settings = simulator::Settings {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            plan: plan.clone(),
            clock: Clock::running(wall_clock()),
            live: false,
            truth: None,
        };
        let simulator = Simulator::start(settings).expect("a free port");
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr()).expect("a free port");
        simulator.send_notices_to(&format!("http://{address}/hooks/payment/simulated"), &[SECRET]).expect("an address of this machine");
        let phone = Phone { client: reqwest::Client::new(), url: format!("http://{address}/graphql") };
        let payers = futures_util::stream::iter(references.into_iter().enumerate());
        let began = Instant::now();
        let crowd = tokio::spawn({
            let phone = phone.clone();
            payers
                .map(move |(number, references)| {
                    let number = u32::try_from(number).expect("few");
                    let (phone, waits) = (phone.clone(), size.comes_after(number).saturating_sub(began.elapsed()));
                    async move {
                        tokio::time::sleep(waits).await;
                        phone.pay(number, &references).await
                    }
                })
                .buffer_unordered(TOGETHER_MAX)
                .collect::<Vec<_>>()
        });
        let mut kills = 0;
        while kills < size.kills || !crowd.is_finished() {
            let server = Server::start(fresh, &simulator.url(), address);
            // One to four seconds, as the seed has it.
            let lives = 1_000 + u64::from(kills) * 7_919 % 3_000;
            tokio::time::sleep(Duration::from_millis(lives)).await;
            drop(server);
            kills += 1;
        }
        let told = crowd.await.expect("the payers");
        // Nothing goes wrong any more; what was planned late still comes. Two servers work side by side, as two of everything must.
        simulator.set_plan(Plan { payers: plan.payers, ..Plan::default() }).expect("a plan");
        let _server = Server::start(fresh, &simulator.url(), address);
        let beside = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr()).expect("a free port");
        let _second = Server::start(fresh, &simulator.url(), beside);
        let first = converged(fresh, &simulator, &WAITING).await;
        for state in &WAITING[..2] {
            for id in states(fresh, state).await {
                phone.ask_until("cancel_payment", &json!({ "id": id })).await;
            }
        }
        // A prompt that nobody answers is over at its provider after five minutes; then we ask, whichever server is left.
        simulator.advance(360).expect("a step forward");
        let second = ended(fresh, &simulator, &application).await;
        println!("{} payments, {kills} kills, {:?}; at rest after {first:?} and {second:?}", told.len(), began.elapsed());

        // Each intention is one payment, and what a phone showed holds.
        let ids: BTreeSet<&String> = told.iter().map(|(id, _)| id).collect();
        assert_eq!(ids.len(), size.payments as usize);
        assert_eq!(fresh.number("select count(*) from payment").await, i64::from(size.payments));
        let captured = states(fresh, "captured").await;
        for (id, was_paid) in &told {
            assert!(!was_paid || captured.contains(id), "{id} was shown as paid");
        }
        // What the provider took is what we have: each payment once, whole, and none that it does not know of.
        let truth = simulator.truth();
        let taken = taken(fresh, &truth).await;
        assert!(taken.len() as u32 * 2 > size.payments, "most pay: {}", taken.len());
        assert_eq!(taken.keys().collect::<BTreeSet<_>>(), captured.iter().collect::<BTreeSet<_>>());
        assert_eq!(taken.values().filter(|amounts| amounts.len() != 1).count(), 0, "nobody pays twice");
        let books = &application.ledger;
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
    })
    .await;
}

#[expect(clippy::disallowed_methods, reason = "the servers of this test live by the wall clock")]
fn wall_clock() -> Timestamp {
    // As the clock of the program: in microseconds, which is what databases keep.
    Timestamp::from_microsecond(Timestamp::now().as_microsecond()).expect("an instant")
}
