//! `kill -9` at any moment of asking and of replying: no enquiry is lost, none is there twice, and each asker hears once. Row DESK-G8.
//!
//! A notice that was handed over when its server died is handed over again under the same name, by which gateways and mail stores know
//! it; here names are counted as they do.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader},
    net::{Ipv4Addr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use fingertip::{
    application::{Application, SearchLimits},
    audit::ChainName,
    enquiry::{Actor, Courier, Filter, NoMail, State},
    identity::sms::{Gateway as SmsGateway, GatewaySettings},
    platform::{
        clock::{Clock, StandingClock},
        database::Database,
        pagination::PageSize,
    },
    search::usage::UsageLimits,
};
use serde_json::{Value, json};
use vocabulary::Timestamp;

use super::{deliver, desk, does, drafted, key, slip};
use crate::support::{
    app::{App, codes, identity, operation},
    carrier::Carrier,
    database::{Fresh, each_database},
    gateway::{Answer, Gateway},
};

/// How often a server is killed, and how much is asked before each time.
const KILLS: u32 = 6;
const ASKED_BEFORE_EACH: u32 = 5;
/// How many replies are sent meanwhile.
const REPLIES: u32 = 12;

fn phone(number: u32) -> String {
    format!("+999555{number:06}")
}

/// A gateway that takes whatever it is given, for numbers below `count`.
async fn gateway(count: u32) -> Gateway {
    let recipients: Vec<_> = (0..count).map(|number| json!({ "number": phone(number), "statusCode": 101 })).collect();
    let body = json!({ "SMSMessageData": { "Message": "Sent", "Recipients": recipients } }).to_string();
    Gateway::playing((0..2_000).map(move |_| Answer::With(201, body.clone()))).await
}

/// The names under which a gateway was handed messages, with how often.
fn names(gateway: &Gateway) -> BTreeMap<String, usize> {
    let mut names = BTreeMap::new();
    for request in gateway.requests() {
        let name = request.lines().find_map(|line| line.to_lowercase().strip_prefix("idempotency-key: ").map(str::to_owned));
        if let Some(name) = name {
            *names.entry(name).or_default() += 1;
        }
    }
    names
}

/// The use cases in this process, over a database that others died on.
fn application(fresh: &Fresh, clock: Arc<StandingClock>, carrier: Arc<Carrier>) -> Application {
    let limits = SearchLimits { at_once_max: 1, remembered_max: 0, usage: UsageLimits::default() };
    let application = Application::new(fresh.database.clone(), clock, &fresh.path("unused"), limits);
    application.with_identity(ChainName::named("ZZ"), codes(&fresh.database, carrier), identity())
}

fn instant(microseconds: i64) -> Timestamp {
    Timestamp::from_microsecond(microseconds).expect("an instant")
}

/// `fingertip serve` as a process of its own.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start(fresh: &Fresh, index: &Path, gateway: &str) -> Server {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = free.local_addr().expect("an address");
        drop(free);
        let process = Command::new(env!("CARGO_BIN_EXE_fingertip"))
            .args(["serve", "--address", &address.to_string()])
            .current_dir(fresh.folder.path())
            .env("FINGERTIP_DATABASE_URL", &fresh.url)
            .env("FINGERTIP_INDEX_FOLDER", index)
            .env("FINGERTIP_SMS_CARRIER", "gateway")
            .env("FINGERTIP_SMS_URL", gateway)
            .env("FINGERTIP_SMS_USERNAME", "sandbox")
            .env("FINGERTIP_SMS_API_KEY", "key")
            .env("FINGERTIP_SMS_PRICES", "999=5")
            .env("FINGERTIP_SMS_DIAL", "*384#")
            .env("FINGERTIP_TELEMETRY_LOG_LEVEL", "error")
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        Server { process, url: format!("http://{address}/graphql") }
    }

    /// Asks once: what the asker was told, where they were told anything.
    async fn open(&self, number: u32) -> Option<(String, String)> {
        let input = json!({ "key": key(number), "question": "Which permit?", "topic": "PROCEDURE", "phone": phone(number) });
        let body = json!({ "query": operation("open_enquiry"), "variables": { "input": input } });
        let answer = reqwest::Client::new().post(&self.url).json(&body).send().await.ok()?;
        let answer: Value = answer.json().await.ok()?;
        let opened = &answer["data"]["openEnquiry"];
        Some((opened["reference"].as_str()?.to_owned(), opened["pin"].as_str()?.to_owned()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGKILL: nothing is tidied up.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_asker_who_was_told_a_reference_finds_it_and_hears_once_whenever_servers_die() {
    each_database(async |fresh| {
        let count = KILLS * ASKED_BEFORE_EACH;
        let gateway = gateway(count).await;
        let index = fresh.path("index");
        let mut told: BTreeMap<u32, (String, String)> = BTreeMap::new();
        for kill in 0..KILLS {
            let server = Server::start(fresh, &index, &gateway.url);
            let numbers = kill * ASKED_BEFORE_EACH..(kill + 1) * ASKED_BEFORE_EACH;
            let asking = async {
                let mut told = Vec::new();
                for number in numbers {
                    // Until it answers; a phone tries again as well.
                    for _ in 0..200 {
                        if let Some(answer) = server.open(number).await {
                            told.push((number, answer));
                            break;
                        }
                        tokio::time::sleep(Duration::from_millis(20)).await;
                    }
                }
                told
            };
            // Each time a little later, so that the server dies starting, storing, answering, claiming, sending and noting.
            let time = Duration::from_millis(500 + 350 * u64::from(kill));
            let mut asking = Box::pin(asking);
            if let Ok(answered) = tokio::time::timeout(time, &mut asking).await {
                told.extend(answered);
            }
            drop(asking);
            drop(server);
        }
        let server = Server::start(fresh, &index, &gateway.url);
        let mut references = BTreeSet::new();
        for number in 0..count {
            let mut answer = None;
            for _ in 0..400 {
                answer = server.open(number).await;
                if answer.is_some() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            let answer = answer.expect("a server that lives answers");
            if let Some(before) = told.get(&number) {
                assert_eq!(*before, answer, "what was told holds");
            }
            references.insert(answer.0);
        }
        drop(server);
        assert_eq!(references.len(), count as usize);
        assert_eq!(fresh.number("select count(*) from enquiry").await, i64::from(count));
        // What a dead server had claimed is taken over once its time is up.
        let due = fresh.number("select max(due_at) from enquiry_notice").await;
        let (clock, carrier) = (Arc::new(StandingClock::at(instant(due + 1))), Carrier::willing());
        application(fresh, clock.clone(), carrier.clone()).enquiry_courier().deliver_due(clock.now()).await.expect("a database");
        let mut handed_over = names(&gateway);
        for name in carrier.names() {
            *handed_over.entry(name).or_default() += 1;
        }
        assert_eq!(handed_over.len(), count as usize, "each asker hears, under one name: {handed_over:?}");
        let again: usize = handed_over.values().map(|times| times - 1).sum();
        assert!(again <= KILLS as usize + 1, "no more than what was in the air when a server died: {handed_over:?}");
        let unsent = "select count(*) from enquiry_notice where outcome is null or outcome not in ('taken', 'unclear')";
        assert_eq!(fresh.number(unsent).await, 0);
        assert_eq!(fresh.number("select count(*) from enquiry where state <> 'acknowledged'").await, 0);
    })
    .await;
}

/// What the copy of this program is told that replies: the database, the gateway, the officer, the time.
const TOLD: [&str; 4] = ["FINGERTIP_TEST_DATABASE", "FINGERTIP_TEST_GATEWAY", "FINGERTIP_TEST_OFFICER", "FINGERTIP_TEST_NOW"];

#[tokio::test]
#[ignore = "a copy of this program that another test starts and kills"]
async fn replies() {
    let Some([url, gateway, officer, now]) = told() else { return };
    let database = Database::connect(&url, 2).await.expect("the database of the other");
    let clock = Arc::new(StandingClock::at(now.parse().expect("an instant")));
    let limits = SearchLimits { at_once_max: 1, remembered_max: 0, usage: UsageLimits::default() };
    let folder = tempfile::tempdir().expect("a folder");
    let application = Application::new(database.clone(), clock.clone(), folder.path(), limits);
    let application = application.with_identity(ChainName::named("ZZ"), codes(&database, Carrier::willing()), identity());
    let settings = GatewaySettings { url: gateway, username: "sandbox".into(), api_key: "key".into(), from: None };
    let courier = application.enquiries.courier(Arc::new(SmsGateway::new(settings).expect("a gateway")), Arc::new(NoMail));
    let (by, now) = (Actor::Officer(officer.parse().expect("a person")), clock.now());
    println!("replying");
    reply_to_all(&application, &courier, by, now).await;
}

fn told() -> Option<[String; 4]> {
    let texts: Vec<String> = TOLD.iter().filter_map(|name| std::env::var_os(name)?.into_string().ok()).collect();
    texts.try_into().ok()
}

/// Replies to whatever is agreed to, one after the other, and sends what waits.
async fn reply_to_all(application: &Application, courier: &Courier, by: Actor, now: Timestamp) {
    let filter = Filter { state: Some(State::Approved), ..Filter::default() };
    let (approved, _) = application.enquiries.list(&filter, PageSize::MAX, None, now).await.expect("a database");
    for (enquiry, _) in approved {
        let replied = application.enquiries.reply((enquiry.id, enquiry.version), by, now).await.expect("a database");
        replied.expect("it was agreed to");
        courier.deliver_due(now).await.expect("a database");
    }
    courier.deliver_due(now).await.expect("a database");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_reply_is_sent_once_whenever_whoever_sends_it_dies() {
    each_database(async |fresh| {
        let app = App::over(fresh).await;
        let [first, second, _] = desk(&app).await;
        for number in 0..REPLIES {
            let slip = slip(&app, number, json!({ "phone": phone(number) })).await;
            drafted(&app, first, &slip, "A CITES permit.").await;
            does(&app, second, "approve_reply", &slip, json!({})).await;
        }
        deliver(&app).await;
        let gateway = gateway(REPLIES).await;
        let texts = [fresh.url.clone(), gateway.url.clone(), first.id(), app.now().to_string()];
        for kill in 0..KILLS {
            let mut copy = Command::new(std::env::current_exe().expect("this program"))
                .args(["--exact", "enquiry::killed::replies", "--ignored", "--nocapture"])
                .envs(TOLD.iter().zip(&texts))
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .spawn()
                .expect("a second copy of this program");
            let lines = BufReader::new(copy.stdout.take().expect("it is piped")).lines();
            assert!(lines.map_while(Result::ok).any(|line| line.contains("replying")), "it begins");
            // Each time a little later: storing, claiming, sending, noting.
            tokio::time::sleep(Duration::from_millis(7 + 23 * u64::from(kill))).await;
            copy.kill().expect("it is ours");
            copy.wait().expect("it ends");
        }
        app.clock.advance(jiff::Span::new().minutes(10));
        let courier = app.application.enquiry_courier();
        let by = Actor::Officer(first.id().parse().expect("a person"));
        let before = app.carrier.count();
        reply_to_all(&app.application, &courier, by, app.now()).await;
        let mut handed_over = names(&gateway);
        for name in &app.carrier.names()[before..] {
            *handed_over.entry(name.clone()).or_default() += 1;
        }
        assert_eq!(handed_over.len(), REPLIES as usize, "each asker hears, under one name: {handed_over:?}");
        let again: usize = handed_over.values().map(|times| times - 1).sum();
        assert!(again <= KILLS as usize, "no more than what was in the air: {handed_over:?}");
        let replied = "select count(*) from enquiry_event where verb = 'reply'";
        assert_eq!(fresh.number(replied).await, i64::from(REPLIES), "each once");
        assert_eq!(fresh.number("select count(*) from enquiry where state = 'replied'").await, i64::from(REPLIES));
        assert_eq!(fresh.number("select count(*) from enquiry_notice where outcome is null").await, 0);
    })
    .await;
}
