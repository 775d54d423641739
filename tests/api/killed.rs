//! `kill -9` at any moment: what was recorded is found afterwards, each of it once.

use std::{
    collections::BTreeSet,
    net::{Ipv4Addr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use fingertip::{
    application::{Application, SearchLimits},
    platform::clock::{Clock, StandingClock},
    search::usage::UsageLimits,
};
use serde_json::{Value, json};

use crate::support::{
    app::operation,
    database::{Fresh, each_database},
    given::{self, Given},
};

/// How often the server is killed, and how much is recorded before each time.
const KILLS: u64 = 8;
const RECORDED_BEFORE_EACH: u64 = 12;

/// `fingertip serve` as a process of its own.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start(fresh: &Fresh, index: &Path) -> Server {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = free.local_addr().expect("an address");
        drop(free);
        let process = Command::new(env!("CARGO_BIN_EXE_fingertip"))
            .args(["serve", "--address", &address.to_string()])
            .env("FINGERTIP_DATABASE_URL", &fresh.url)
            .env("FINGERTIP_INDEX_FOLDER", index)
            .env("FINGERTIP_TELEMETRY_LOG_LEVEL", "error")
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        Server { process, url: format!("http://{address}/graphql") }
    }

    async fn ask(&self, variables: Value) -> Option<Value> {
        let body = json!({ "query": operation("search"), "variables": variables });
        let answer = reqwest::Client::new().post(&self.url).json(&body).send().await.ok()?;
        let answer: Value = answer.json().await.ok()?;
        answer["data"]["search"].is_object().then(|| answer["data"]["search"].clone())
    }

    /// Returns the ids of everything that answers "permit", in the order found, page by page.
    async fn found(&self) -> Option<Vec<String>> {
        let (mut ids, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = self.ask(json!({ "text": "permit", "language": "en", "first": 50, "after": after })).await?;
            ids.extend(page["nodes"].as_array()?.iter().filter_map(|node| node["publicationId"].as_str()).map(str::to_owned));
            if page["hasNextPage"] != true {
                return Some(ids);
            }
            after = page["endCursor"].clone();
        }
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
async fn a_server_killed_while_it_indexes_loses_and_doubles_nothing() {
    each_database(async |fresh| {
        let clock = Arc::new(StandingClock::at("2026-06-15T12:00:00Z".parse().expect("an instant")));
        let limits = SearchLimits { at_once_max: 1, remembered_max: 0, usage: UsageLimits::default() };
        let application = Application::new(fresh.database.clone(), clock.clone(), &fresh.path("unused"), limits);
        let index = fresh.path("index");
        let mut recorded = BTreeSet::new();
        for kill in 0..KILLS {
            let server = Server::start(fresh, &index);
            for number in 0..RECORDED_BEFORE_EACH {
                let id = format!("permit-{kill}-{number}");
                let new = given::revision(&id).titled("Permit");
                application.publications.record(new, 0, clock.now()).await.expect("a database").expect("no conflict");
                recorded.insert(id);
            }
            // Each time a little later, so that the server dies starting, building, following and committing.
            tokio::time::sleep(Duration::from_millis(90 * kill)).await;
            drop(server);
        }
        let server = Server::start(fresh, &index);
        let wanted: Vec<String> = recorded.into_iter().collect();
        let mut found = Vec::new();
        for _ in 0..400 {
            found = server.found().await.unwrap_or_default();
            found.sort();
            if found == wanted {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(found, wanted);
    })
    .await;
}
