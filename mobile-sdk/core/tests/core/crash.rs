//! Kills an app in the middle of asking and paying, again and again, and holds what it shows against what the server really did: nothing is
//! lost, nothing is there twice, and nothing is shown that is not so.
//!
//! Fifty kills; `FINGERTIP_SDK_KILLS=1000` for a thousand.

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io::Write,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use fingertip_sdk_core::{
    Clock, EnquiryRef, Entropy, Fingertip, Folder, HostFailure, HostServices, Later, LogLevel, LogLine, LogSink, Money,
    NewEnquiry, NewPayment, OutboxState, PayNotice, Payment, PaymentStanding, Rail, TokenStore, create_client,
};
use futures_executor::block_on;

use crate::{
    given::config,
    loopback::{Fate, Loopback, Server},
};

/// How much faster the app's time runs: what waits two seconds waits a thirtieth of one.
const FASTER: i64 = 60;
const FOLDER: &str = "FINGERTIP_SDK_FOLDER";
const ADDRESS: &str = "FINGERTIP_SDK_ADDRESS";
const AHEAD_MS: &str = "FINGERTIP_SDK_AHEAD_MS";
const WORK: &str = "FINGERTIP_SDK_WORK";

#[expect(clippy::disallowed_methods, reason = "how a test is told how long to run, and a child what to do")]
fn told(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// How many notices are paid and enquiries opened on one phone. It is killed some 25 times meanwhile; another one goes on then.
const WORK_EACH: usize = 18;
/// How often the app of a phone is started at most until its work is done; it takes some 30 starts.
const RUNS_MAX: u64 = 100;
/// How long the apps of a phone may take for it before they are taken for stuck: some 4 s of a processor, which a busy machine may not have.
const PHONE_MAX: Duration = Duration::from_secs(240);
/// How long a payment is waited for on one screen, in the app's time.
const AWAIT_MS: i64 = 20_000;

#[test]
fn an_app_that_is_killed_loses_nothing_doubles_nothing_and_shows_nothing_wrong() {
    let kills: u64 = told("FINGERTIP_SDK_KILLS").and_then(|text| text.parse().ok()).unwrap_or(50);
    let (mut killed, mut phones) = (0, 0);
    while killed < kills {
        killed += kill_often(phones);
        phones += 1;
        assert!(phones <= kills, "nobody is killed");
    }
    println!("{killed} kills of the apps of {phones} phones, {} payments and enquiries each", WORK_EACH);
}

/// Kills the app of one phone until its work is done, and returns how often.
fn kill_often(seed: u64) -> u64 {
    let work = WORK_EACH;
    let folder = tempfile::tempdir().expect("a folder");
    let chance = Mutex::new(seed);
    let server = Server::start(move |_| {
        let mut state = chance.lock().expect("whole");
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        match (*state >> 33) % 100 {
            0..6 => Fate::LostBefore,
            6..14 => Fate::LostAfter,
            14..18 => Fate::KilledBefore,
            18..26 => Fate::KilledAfter,
            26..34 => Fate::KilledAnswered,
            _ => Fate::Answered,
        }
    });
    let (mut killed, mut ahead_ms, mut runs) = (0, 0_i64, 0);
    let until = now() + PHONE_MAX;
    while runs < RUNS_MAX && now() < until {
        let mut child = spawn(folder.path(), server.address, ahead_ms, work);
        runs += 1;
        if was_killed(&mut child, &server, runs, until) {
            killed += 1;
            // Now and then somebody comes back to the phone only much later.
            ahead_ms += if killed % 4 == 0 { 600_000 } else { 0 };
        }
        server.settle();
        let is_done = shown(folder.path()).contains_key("done");
        judge(folder.path(), &server, work, is_done);
        if is_done {
            return killed;
        }
    }
    panic!(
        "after {runs} runs and {killed} kills the app of phone {seed} does not get on\n{}",
        stuck(folder.path(), &server, work)
    );
}

/// Says what is not over yet: how it was shown last, and what the server has of it.
fn stuck(folder: &Path, server: &Server, work: usize) -> String {
    let shown = shown(folder);
    let truth = server.truth.lock().expect("whole");
    let mut lines = Vec::new();
    for number in 0..work {
        let last = |what: &str| shown.get(&format!("{what} {number}")).map_or("never", String::as_str);
        let (payment, enquiry, added) = (last("payment"), last("enquiry"), last("addition"));
        if payment != "Succeeded" {
            let begun = truth.payments.iter().filter(|payment| payment.reference == reference(number));
            let begun: Vec<_> = begun.map(|payment| (payment.id.as_str(), payment.is_paid())).collect();
            lines.push(format!("payment {number} is shown as {payment}; the server has (id, paid) {begun:?}"));
        }
        if enquiry != "Confirmed" || added != "Confirmed" {
            let opened = truth.enquiries.iter().filter(|enquiry| enquiry.question == question(number));
            let opened: Vec<_> = opened.map(|enquiry| &enquiry.thread).collect();
            lines.push(format!("enquiry {number} is shown as {enquiry}, what was added as {added}; the server has {opened:?}"));
        }
    }
    lines.join("\n")
}

fn now() -> Instant {
    Instant::now()
}

/// Waits until the app ends, or kills it where the server says so; says whether it was killed.
fn was_killed(child: &mut Child, server: &Server, runs: u64, until: Instant) -> bool {
    while now() < until {
        match server.kills.recv_timeout(Duration::from_millis(5)) {
            Ok(killed) => {
                // An answer that was just sent may be half written down.
                let pause = Duration::from_micros(runs.wrapping_mul(7_919) % 4_000);
                #[expect(
                    clippy::disallowed_methods,
                    reason = "the kill is to come at any moment of what the app does with an answer"
                )]
                thread::sleep(pause);
                child.kill().expect("it was running, or just ended");
                child.wait().expect("its end");
                drop(killed);
                return true;
            }
            Err(_) => {
                if let Some(status) = child.try_wait().expect("its state") {
                    assert!(status.success(), "the app fell: {status}");
                    return false;
                }
            }
        }
    }
    child.kill().expect("it was running, or just ended");
    child.wait().expect("its end");
    false
}

fn spawn(folder: &Path, address: SocketAddr, ahead_ms: i64, work: usize) -> Child {
    let this = std::env::current_exe().expect("this test");
    let mut command = Command::new(this);
    command.args(["--exact", "crash::the_app", "--ignored", "--nocapture"]).stdout(Stdio::null());
    command.env(FOLDER, folder).env(ADDRESS, address.to_string()).env(AHEAD_MS, ahead_ms.to_string()).env(WORK, work.to_string());
    command.spawn().expect("a child")
}

/// What the app showed last of each thing.
fn shown(folder: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(folder.join("shown.txt")).unwrap_or_default();
    // A line that was being written when the app was killed was shown to nobody.
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole.lines().filter_map(|line| line.split_once('=')).map(|(what, how)| (what.to_owned(), how.to_owned())).collect()
}

/// Holds what was shown against what is so.
fn judge(folder: &Path, server: &Server, work: usize, is_over: bool) {
    let shown = shown(folder);
    let truth = server.truth.lock().expect("whole");
    for number in 0..work {
        let begun: Vec<_> = truth.payments.iter().filter(|payment| payment.reference == reference(number)).collect();
        assert!(begun.len() <= 1, "payment {number} is there {} times", begun.len());
        match shown.get(&format!("payment {number}")).map(String::as_str) {
            Some("Succeeded") => {
                assert!(begun.iter().any(|payment| payment.is_paid()), "payment {number} is shown as paid and is not")
            }
            Some("NotStarted") => assert!(begun.is_empty(), "payment {number} is shown as not begun and is"),
            other => assert!(!is_over, "payment {number} came to no end: {other:?}"),
        }
        let opened: Vec<_> = truth.enquiries.iter().filter(|enquiry| enquiry.question == question(number)).collect();
        assert!(opened.len() <= 1, "enquiry {number} is there {} times", opened.len());
        let is_shown = shown.get(&format!("enquiry {number}")).is_some_and(|how| how == "Confirmed");
        assert!(!is_shown || opened.len() == 1, "enquiry {number} is shown as sent and is not");
        let added = opened.iter().flat_map(|enquiry| &enquiry.thread).filter(|text| **text == addition(number)).count();
        assert!(added <= 1, "what was added to enquiry {number} is there {added} times");
        assert!(!is_over || (is_shown && added == 1), "enquiry {number} came to no end");
    }
}

fn reference(number: usize) -> String {
    format!("2600{number:08}")
}

fn question(number: usize) -> String {
    format!("question {number}")
}

fn addition(number: usize) -> String {
    format!("addition {number}")
}

#[test]
#[ignore = "the app that is killed; the other test starts it"]
fn the_app() {
    let Some(folder) = told(FOLDER).map(PathBuf::from) else { return };
    let address = told(ADDRESS).expect("an address").parse().expect("an address");
    let ahead_ms = told(AHEAD_MS).expect("a time").parse().expect("a time");
    let work = told(WORK).expect("a number").parse().expect("a number");
    let host = HostServices {
        transport: Arc::new(Loopback(address)),
        clock: Arc::new(Fast { ahead_ms }),
        entropy: Arc::new(System),
        files: Arc::new(Folder::open(folder.join("files")).expect("a folder")),
        tokens: Arc::new(Safe(Folder::open(folder.join("safe")).expect("a folder"))),
        device_key: None,
        log: Some(Arc::new(Complaints)),
        network: None,
        lock: None,
    };
    let client = create_client(config(), host).expect("a client");
    let screen = Screen(folder.join("shown.txt"));
    block_on(use_it(&client, &screen, work));
}

/// Uses the app as somebody would who always starts it again.
async fn use_it(client: &Fingertip, screen: &Screen, work: usize) {
    for payment in client.payments().resume_pending().await.expect("what was kept") {
        screen.show_payment(&payment);
    }
    for number in 0..work {
        let is_written = client.outbox().entries().iter().any(|entry| entry.text == question(number));
        if !is_written {
            let new = NewEnquiry { question: question(number), topic: "DUTIES".to_owned(), ..NewEnquiry::default() };
            client.enquiry().open(new).expect("stored");
        }
        let entries = client.outbox().entries();
        if !entries.iter().any(|entry| entry.text == addition(number)) {
            let first = entries.iter().find(|entry| entry.text == question(number)).expect("just written");
            client.enquiry().follow_up(EnquiryRef::Queued { outbox_id: first.id.clone() }, addition(number)).expect("stored");
        }
        client.outbox().flush().await.expect("what was kept");
        screen.show_entries(client);
        let known = client.payments().known();
        let of_this = known.iter().find(|payment| payment.notices[0] == reference(number) && !is_not_started(payment));
        let payment = match of_this {
            Some(payment) => payment.clone(),
            None => {
                screen.show(&format!("payment {number}"), "starting");
                match client.payments().start(new_payment(number)).await {
                    Ok(payment) => payment,
                    Err(_) => continue,
                }
            }
        };
        screen.show_payment(&payment);
        let payment = client.payments().await_final(payment.attempt_id, AWAIT_MS, None).await.expect("what was kept");
        screen.show_payment(&payment);
    }
    for payment in client.payments().resume_pending().await.expect("what was kept") {
        screen.show_payment(&payment);
    }
    client.outbox().flush().await.expect("what was kept");
    let is_sent = screen.show_entries(client);
    let known = client.payments().known();
    let all = (0..work).all(|number| {
        known.iter().any(|payment| {
            payment.notices[0] == reference(number) && matches!(payment.standing, PaymentStanding::Succeeded { .. })
        })
    });
    if is_sent && all {
        screen.show("done", "yes");
    }
}

fn is_not_started(payment: &Payment) -> bool {
    matches!(payment.standing, PaymentStanding::NotStarted { .. })
}

fn new_payment(number: usize) -> NewPayment {
    NewPayment {
        notices: vec![PayNotice { reference: reference(number), version: 1, amount: None }],
        expected_total: Money { minor: 500, currency: "XTS".to_owned() },
        rail: Rail::MobileMoney,
        phone: Some("+999555010012".to_owned()),
        acting_for: None,
        as_account: false,
        account: None,
    }
}

/// What the person sees.
struct Screen(PathBuf);

impl Screen {
    fn show(&self, what: &str, how: &str) {
        let mut file = OpenOptions::new().create(true).append(true).open(&self.0).expect("a file");
        file.write_all(format!("{what}={how}\n").as_bytes()).expect("a line");
    }

    fn show_payment(&self, payment: &Payment) {
        let number: usize = payment.notices[0][4..].parse().expect("a number of ours");
        let how = match &payment.standing {
            PaymentStanding::Succeeded { .. } => "Succeeded".to_owned(),
            PaymentStanding::NotStarted { .. } => "NotStarted".to_owned(),
            open => format!("{open:?}"),
        };
        self.show(&format!("payment {number}"), &how);
    }

    /// Says whether all are sent.
    fn show_entries(&self, client: &Fingertip) -> bool {
        let entries = client.outbox().entries();
        for entry in &entries {
            let what = entry.text.replace("question ", "enquiry ");
            self.show(&what, &format!("{:?}", entry.state));
        }
        entries.iter().all(|entry| entry.state == OutboxState::Confirmed)
    }
}

struct Fast {
    ahead_ms: i64,
}

impl Clock for Fast {
    #[expect(clippy::disallowed_methods, reason = "a phone's clock")]
    fn now_ms(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
        i64::try_from(since.as_millis()).expect("before the year 292 million") * FASTER + self.ahead_ms
    }

    #[expect(clippy::disallowed_methods, reason = "a phone's clock")]
    fn sleep(&self, ms: i64) -> Later<'_, ()> {
        Box::pin(async move { thread::sleep(Duration::from_millis(u64::try_from(ms / FASTER + 1).unwrap_or_default())) })
    }
}

struct System;

impl Entropy for System {
    fn bytes(&self, count: usize) -> Vec<u8> {
        use std::io::Read;
        let mut bytes = vec![0; count];
        fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes)).expect("chance");
        bytes
    }
}

/// What the core itself takes for a mistake ends the trial: with an answer that is not in the contract, no payment ever comes to its end.
struct Complaints;

impl LogSink for Complaints {
    fn log(&self, lines: Vec<LogLine>) {
        let worst = lines.into_iter().find(|line| line.level == LogLevel::Error);
        assert!(worst.is_none(), "the core complains: {}", worst.expect("one").text);
    }
}

struct Safe(Folder);

impl TokenStore for Safe {
    fn load(&self, slot: &str) -> Result<Option<String>, HostFailure> {
        use fingertip_sdk_core::Files;
        Ok(self.0.read(slot)?.map(|bytes| String::from_utf8(bytes).expect("text")))
    }

    fn save(&self, slot: &str, secret: &str) -> Result<(), HostFailure> {
        use fingertip_sdk_core::Files;
        self.0.replace(slot, secret.as_bytes())
    }

    fn clear(&self, slot: &str) -> Result<(), HostFailure> {
        use fingertip_sdk_core::Files;
        self.0.remove(slot)
    }
}
