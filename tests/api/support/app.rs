//! The whole product on a free port: a fresh database, an index in a folder of its own, a clock that stands.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use async_graphql::Executor;
use fingertip::{
    application::{Application, SearchLimits},
    audit::{ChainName, SigningKey},
    feed,
    identity::{
        Allowance, Ceilings, IdentitySettings, RateGate,
        code::{Codes, HashCost, Limits, SystemChance},
        passkey::RelyingParty,
        phone::CallingPrefix,
    },
    payment,
    platform::{
        clock::{Clock, StandingClock},
        database::Database,
        outbox::Position,
        page::print::Printer,
        refusal,
    },
    schema,
    search::usage::UsageLimits,
    server::{Api, Server, Settings, Stop},
};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle};

use super::{carrier::Carrier, database::Fresh};

/// How long a test waits for what will happen. It says nothing of how quick we are (tests of that measure it), and is long because a machine
/// with other work may take half a minute to index the whole sample in a debug build.
const PATIENCE: Duration = Duration::from_secs(90);

/// A running server and a client of it. Everything is gone when the test is over.
pub struct App {
    pub application: Application,
    pub clock: Arc<StandingClock>,
    pub carrier: Arc<Carrier>,
    pub url: String,
    client: reqwest::Client,
    follower: JoinHandle<()>,
    watch: JoinHandle<()>,
    folder: TempDir,
    _stop: oneshot::Sender<()>,
}

impl App {
    /// Starts a server over a fresh database, with an index that follows it.
    pub async fn over(fresh: &Fresh) -> App {
        App::over_database(fresh.database.clone()).await
    }

    /// Starts a server over `database`, with an index that follows it.
    pub async fn over_database(database: Database) -> App {
        App::serving(database, |application| schema::build(application, true)).await
    }

    /// Starts a server over a fresh database, where one may ask for as much as `ceilings` say.
    pub async fn within(ceilings: Ceilings, fresh: &Fresh) -> App {
        App::serving_within(ceilings, fresh.database.clone(), |application| schema::build(application, true)).await
    }

    /// Starts a server over `database` that answers by the schema of `build`.
    pub async fn serving<S: Executor>(database: Database, build: impl FnOnce(&Application) -> S) -> App {
        App::serving_within(Ceilings::default(), database, build).await
    }

    /// Starts a server over `database` whose slices were changed.
    pub async fn changed(database: Database, change: impl FnOnce(Application) -> Application) -> App {
        App::made(unhurried(), database, change, |application| schema::build(application, true)).await
    }

    /// Starts a server over `database` that answers by the schema of `build`, where one may ask for as much as `ceilings` say.
    pub async fn serving_within<S: Executor>(
        ceilings: Ceilings,
        database: Database,
        build: impl FnOnce(&Application) -> S,
    ) -> App {
        App::made(ceilings, database, |application| application, build).await
    }

    /// Starts a server over `database` that takes payments by `providers`.
    pub async fn paying(database: Database, providers: payment::Providers, settings: payment::Settings) -> App {
        let key = tempfile::tempdir().expect("a folder for a key");
        let receipts = payment::Receipts::open(database.clone(), "ZZ".parse().expect("a code"), &key.path().join("receipt.key"));
        let receipts = receipts.expect("a key");
        let app =
            App::changed(database, |application| application.with_providers(providers, settings, Some(receipts.clone()))).await;
        receipts.publish_key(app.clock.now()).await.expect("a database");
        app
    }

    async fn made<S: Executor>(
        ceilings: Ceilings,
        database: Database,
        change: impl FnOnce(Application) -> Application,
        build: impl FnOnce(&Application) -> S,
    ) -> App {
        let clock = Arc::new(StandingClock::at("2026-06-15T12:00:00Z".parse().expect("an instant")));
        let folder = tempfile::tempdir().expect("a folder to work in");
        let limits = SearchLimits { at_once_max: 2, remembered_max: 100, usage: UsageLimits::default() };
        let application = Application::new(database.clone(), clock.clone(), &folder.path().join("index"), limits);
        let carrier = Carrier::willing();
        let application = application.with_identity(CHAIN, codes(&database, carrier.clone()), identity()).with_customs(customs());
        let application = change(application);
        let follower = tokio::spawn(application.follower().run());
        application.identity.open().await.expect("a folder for the key file");
        let watch = tokio::spawn(application.identity.watch().run());
        let mut settings = Settings { address: ([127, 0, 0, 1], 0).into(), workers: 1, development: true, ..Settings::default() };
        // By the wall clock, which stands for nothing here: whether a caller may stay is asked by the clock that is moved.
        settings.limits.stream.readmit_every = Duration::from_millis(20);
        let api = Api::new(build(&application))
            .with_translation(refusal::translate)
            .with_doorkeeper(application.identity.door())
            .with_gate(RateGate::new(ceilings, clock.clone()), schema::class_of)
            .with_published_keys(application.identity.clone())
            .with_token_grants(application.identity.clone())
            .with_downloads(application.exports.clone())
            .with_files(application.attachments())
            .with_estimate_pages(application.estimate_pages())
            .with_receipt_pages(application.receipt_pages())
            .with_press(application.receipt_pages(), Printer::new("/usr/share/fonts".into()))
            .with_signed_lists(application.receipt_lists(Arc::new(list_key(folder.path()))))
            .with_packs(application.pack_offers(folder.path().join("packs")))
            .with_inbox(application.mandates.inbox(clock.clone()), INBOX)
            .with_hooks(payment::Inbox::new(application.payments.clone()), clock.clone());
        let running = Server::new(settings, api).listen().expect("a free port");
        let url = format!("http://{}", running.address());
        let (stop, stopped) = oneshot::channel::<()>();
        let ended = async { drop(stopped.await) };
        tokio::spawn(running.run(Stop::when(ended, std::future::pending())));
        App { application, clock, carrier, url, client: reqwest::Client::new(), follower, watch, folder, _stop: stop }
    }

    /// Asks, and returns the whole answer.
    pub async fn answer(&self, query: &str, variables: Value) -> Value {
        self.answer_in("en", query, variables).await
    }

    /// Asks as a caller who reads `language`, and returns the whole answer.
    pub async fn answer_in(&self, language: &str, query: &str, variables: Value) -> Value {
        let request = self.client.post(format!("{}/graphql", self.url)).header("accept-language", language);
        let body = json!({ "query": query, "variables": variables });
        request.json(&body).send().await.expect("an answer").json().await.expect("JSON")
    }

    /// Asks, and returns the data of an answer without errors.
    pub async fn data(&self, query: &str, variables: Value) -> Value {
        let answer = self.answer(query, variables).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].clone()
    }

    /// Runs one of the operations of the contract, and returns the data of an answer without errors.
    pub async fn operation(&self, name: &str, variables: Value) -> Value {
        self.data(&operation(name), variables).await
    }

    /// Asks, and returns the first error: its code, its message, its facts.
    pub async fn refusal(&self, language: &str, query: &str, variables: Value) -> Value {
        let answer = self.answer_in(language, query, variables).await;
        answer["errors"][0].clone()
    }

    /// Sends a body as a phone does, and returns how many bytes of the answer's body come over the wire.
    pub async fn post_compressed(&self, body: &Value) -> usize {
        let request = self.client.post(format!("{}/graphql", self.url)).header("accept-encoding", "br").json(body);
        request.send().await.expect("an answer").bytes().await.expect("a body").len()
    }

    /// Prepares a request, for whoever wants to add to it.
    pub fn request(&self, query: &str, variables: &Value) -> reqwest::RequestBuilder {
        self.client.post(format!("{}/graphql", self.url)).json(&json!({ "query": query, "variables": variables }))
    }

    /// Prepares a request by GET.
    pub fn get(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.get(format!("{}{path}", self.url))
    }

    /// Begins a POST.
    pub fn post(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.post(format!("{}{path}", self.url))
    }

    /// Waits until the index holds what the database does.
    pub async fn indexed(&self) {
        let newest = newest_event(&self.application.database).await;
        self.until("the index has caught up", || async { self.application.search.position() >= Some(newest) }).await;
    }

    /// Waits until whoever follows the outbox can read all that is in it: on PostgreSQL not before every older unit of work of the server is
    /// over, whosever it is.
    pub async fn readable(&self) {
        let newest = newest_event(&self.application.database).await;
        let end = || async { self.application.outbox.end().await.expect("a database") >= newest };
        self.until("the outbox can be read to its end", end).await;
    }

    /// Waits until `condition` holds.
    pub async fn until<F: Future<Output = bool>>(&self, what: &str, condition: impl Fn() -> F) {
        let waited = tokio::time::timeout(PATIENCE, async {
            while !condition().await {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        waited.await.unwrap_or_else(|_| panic!("waited in vain until {what}"));
    }

    /// Stops following, as if the process had been killed; the server goes on answering.
    pub fn kill_follower(&self) {
        self.follower.abort();
    }

    /// Returns the folder of the index.
    pub fn index_folder(&self) -> std::path::PathBuf {
        self.folder.path().join("index")
    }

    /// Returns the key that apps are built with, which signs lists about receipts.
    pub fn list_root(&self) -> receipt::PublicKey {
        receipt::PublicKey::from_bytes(*list_key(self.folder.path()).public().as_bytes()).expect("a key")
    }

    /// Returns the folder that packs are given out of. It is not there until somebody makes it.
    pub fn pack_folder(&self) -> std::path::PathBuf {
        self.folder.path().join("packs")
    }

    /// Returns this instant by the app's clock.
    pub fn now(&self) -> vocabulary::Timestamp {
        self.clock.now()
    }
}

fn list_key(folder: &std::path::Path) -> SigningKey {
    SigningKey::open_or_make(&folder.join("lists.key")).expect("a folder of our own")
}

impl Drop for App {
    fn drop(&mut self) {
        self.follower.abort();
        self.watch.abort();
    }
}

/// What the gateway shows where it brings a message of a phone.
pub const INBOX: &str = "inbox-of-the-tests";

/// What the chain of audit entries is called.
const CHAIN: ChainName = ChainName::named("ZZ");

/// Ceilings that no test reaches, for those that ask for everything within one minute.
pub fn unhurried() -> Ceilings {
    let all = Allowance { own: 1_000_000, network: 1_000_000 };
    Ceilings { search: all, compute: all, sign_in: all, write: all, money: all }
}

/// How customs is told: of goods that wait for duty and taxes, at one domain and on this machine.
fn customs() -> feed::Settings {
    use ::payment::ChargeKind::{Duty, Excise, Vat};
    feed::Settings { waits_for: vec![Duty, Excise, Vat], domains: vec!["customs.example".to_owned()], this_machine: true }
}

/// Codes that `carrier` carries.
pub fn codes(database: &Database, carrier: Arc<Carrier>) -> Codes {
    Codes::new(database.clone(), carrier, Arc::new(SystemChance), HashCost::LEAST, code_limits())
}

/// Codes for the made-up territory and for Australia, with room enough for any test that is not about the limits.
pub fn code_limits() -> Limits {
    Limits {
        prices: BTreeMap::from([(CallingPrefix::SAMPLE, 5), (CallingPrefix::new(61).expect("a code"), 7)]),
        day_minor_max: 1_000_000,
        prefix_hour_max: 100_000,
        device_day_max: 10,
        network_unused_max: 30,
        dial: Some("*384#".into()),
    }
}

/// An app that may ask for passkeys.
pub const ANDROID_ORIGIN: &str = "android:apk-key-hash:pNiP5iKyQ8JwgGOaKA1zGPUPJIS-0H1xKCQcfIoGLck";

/// Where tokens are made for, and the one key file of all tests: several servers of a test share a database.
pub fn identity() -> IdentitySettings {
    let key_file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("identity.key");
    let issuer = "https://trade.example";
    let relying_party = RelyingParty::new(issuer, None, vec![ANDROID_ORIGIN.to_owned()]).expect("our own host");
    IdentitySettings { issuer: issuer.to_owned(), key_file, machine_keys_max: 3, relying_party }
}

/// Reads an operation of the contract.
pub fn operation(name: &str) -> String {
    let path = format!("{}/graphql/operations/{name}.graphql", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).expect(&path)
}

/// Reads where the newest event stands that anybody can see, settled or not.
async fn newest_event(database: &Database) -> Position {
    let sql = "select transaction_id, sequence from outbox order by transaction_id desc, sequence desc limit 1";
    let statement = Statement::from_string(database.connection().get_database_backend(), sql);
    let row = database.connection().query_one_raw(statement).await.expect("a database");
    row.map_or_else(Position::default, |row| {
        let number = |at| row.try_get_by_index::<i64>(at).expect("a number");
        format!("{}.{}", number(0), number(1)).parse().expect("a position")
    })
}
