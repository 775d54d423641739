//! Operators of mobile money as an administration sets them: a server in a process of its own, a prompt on a phone, a callback or none, and the
//! money once. Rows PAY-M9, PAY-G3, PAY-G4, MOM-01, MOM-02, MOM-08, WHK-08.

use std::{
    net::Ipv4Addr,
    sync::Arc,
    time::{Duration, Instant},
};

use fingertip::{
    application::Application,
    identity::Subject,
    payment::{NewNotice, differences},
    platform::clock::StandingClock,
};
use serde_json::{Value, json};
use simulator::{Clock, HookPlan, Kind, PayerPlan, Plan, Simulator};
use vocabulary::{PersonId, Timestamp};

use super::{
    application, demand,
    faults::{Phone, Server, free_address, readiness, wall_clock},
};
use crate::support::database::{Fresh, each_database};

/// The last part of the address where operators call back.
const TOKEN: &str = "0123456789abcdef0123456789abcdef";
/// What is owed, in cents: whole shillings, as a push asks for.
const OWED: i64 = 150_000;
/// How long a payer takes to answer the prompt, in seconds.
const PAYER_SECONDS: u32 = 1;
/// How long a test waits for what will happen.
const PATIENCE: Duration = Duration::from_secs(60);

/// What an operator is set by, by the names in the environment.
fn settings(operator: &str, simulator: &str) -> Vec<(&'static str, String)> {
    let of = |name, value: &str| (name, value.to_owned());
    let mut settings = vec![of("PROVIDER", operator), of("CALLBACK_TOKEN", TOKEN)];
    settings.extend(match operator {
        "mtn" => vec![
            ("MTN_URL", format!("{simulator}/mtn")),
            of("MTN_COLLECTION_SUBSCRIPTION", "s"),
            of("MTN_COLLECTION_USER", "u"),
            of("MTN_COLLECTION_KEY", "k"),
        ],
        _ => vec![
            ("DARAJA_URL", format!("{simulator}/daraja")),
            of("DARAJA_CONSUMER_KEY", "c"),
            of("DARAJA_CONSUMER_SECRET", "s"),
            of("DARAJA_SHORT_CODE", "174379"),
            of("DARAJA_PASS_KEY", "p"),
        ],
    });
    settings
}

/// An operator whose payers all pay, and whose callbacks arrive as planned.
fn operator(hooks: HookPlan) -> Simulator {
    let payers = PayerPlan { approve: 1_000, after_s: PAYER_SECONDS, ..PayerPlan::default() };
    let settings = simulator::Settings {
        address: (Ipv4Addr::LOCALHOST, 0).into(),
        plan: Plan { payers, hooks, ..Plan::default() },
        clock: Clock::running(wall_clock()),
        live: false,
        truth: None,
    };
    Simulator::start(settings).expect("a free port")
}

/// Issues a notice in shillings, and returns its reference.
async fn issue(application: &Application) -> String {
    let new = [NewNotice { currency: "KES".parse().expect("a currency"), ..demand("assessment-1", OWED) }];
    let by = Subject::Person(PersonId::new(7));
    let issued = application.payment_notices.issue(&new, by, application.clock.now()).await.expect("a database");
    issued.expect("it is good")[0].notice.reference.to_string()
}

async fn until<F: Future<Output = bool>>(what: &str, holds: impl Fn() -> F) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Pays by a prompt of an operator, to the end, and returns how many callbacks were taken in.
async fn pays(fresh: &Fresh, name: &str, hooks: HookPlan) -> i64 {
    let application = application(fresh, &Arc::new(StandingClock::at(wall_clock())));
    let reference = issue(&application).await;
    let (simulator, address) = (operator(hooks), free_address());
    let _server = Server::paid_as(fresh, address, &settings(name, &simulator.url()));
    until("the server is ready", || async { readiness(address).await == Some(200) }).await;
    let phone = Phone::of(address);
    let seen = phone.ask_until("payment_notice", &json!({ "reference": reference })).await;
    assert_eq!(
        seen["options"],
        json!([{ "rail": "MOBILE_MONEY", "total": { "amount": "1500.00", "currency": "KES" } }]),
        "{seen:#}"
    );

    let input = |rail: &str, phone: Value| {
        json!({ "input": {
            "key": "key-1", "notices": [{ "reference": reference, "version": 1 }],
            "expectedTotal": { "amount": "1500.00", "currency": "KES" }, "rail": rail, "phone": phone,
        } })
    };
    let by_card = phone.ask_until("pay", &input("CARD", Value::Null)).await;
    assert_eq!(by_card["code"], "PAYMENT_RAIL_UNAVAILABLE", "{by_card:#}");
    let paid = phone.ask_until("pay", &input("MOBILE_MONEY", json!("+254700000001"))).await;
    assert_eq!(paid["payment"]["handover"]["promptSeconds"], 300, "{paid:#}");
    let id = paid["payment"]["id"].clone();
    let forged = reqwest::Client::new().put(format!("http://{address}/hooks/payment/{name}/{}", "f".repeat(32))).body("{}");
    assert_eq!(forged.send().await.expect("an answer").status(), 400, "an address that somebody guessed");
    until("it is paid", || async { phone.ask_until("payment", &json!({ "id": id })).await["state"] == "SUCCESS" }).await;

    let truth = simulator.truth();
    assert_eq!(truth.iter().map(|entry| (entry.kind, entry.amount)).collect::<Vec<_>>(), [(Kind::Captured, OWED)]);
    let trial = application.ledger.trial(Timestamp::MAX).await.expect("a database");
    assert!(differences(&trial).values().all(|sum| *sum == 0), "{trial:?}");
    let clearing =
        trial.iter().filter(|line| line.account == 1200 && line.layer == "posted").map(|line| line.debits).sum::<i64>();
    assert_eq!(clearing, OWED);
    let verified = application.ledger.verify().await.expect("a database");
    assert!(verified.is_good(), "{verified:?}");
    let of_operator = format!("select count(*) from payment_attempt where provider = '{name}' and rail = 'mobile-money'");
    assert_eq!(fresh.number(&of_operator).await, 1);
    assert_eq!(fresh.number("select count(*) from payment_receipt").await, 1);
    let waiting = "select count(*) from payment_inbox where outcome = 'waiting'";
    until("every callback is worked on", || async { fresh.number(waiting).await == 0 }).await;
    fresh.number(&format!("select count(*) from payment_inbox where kind = '{name}.callback'")).await
}

#[tokio::test]
async fn mtn_takes_a_payment_and_calls_back() {
    each_database(async |fresh| assert_eq!(pays(fresh, "mtn", HookPlan::default()).await, 1)).await;
}

#[tokio::test]
async fn daraja_takes_a_payment_and_calls_back() {
    each_database(async |fresh| assert_eq!(pays(fresh, "daraja", HookPlan::default()).await, 1)).await;
}

#[tokio::test]
async fn a_payment_is_found_by_asking_where_every_callback_is_lost() {
    let lost = || HookPlan { lost: 1_000, ..HookPlan::default() };
    each_database(async |fresh| assert_eq!(pays(fresh, "mtn", lost()).await, 0)).await;
    each_database(async |fresh| assert_eq!(pays(fresh, "daraja", lost()).await, 0)).await;
}

#[tokio::test]
async fn a_server_that_lacks_a_setting_of_its_operator_says_which_and_does_not_start() {
    let fresh = Fresh::sqlite().await;
    let program = std::process::Command::new(env!("CARGO_BIN_EXE_fingertip"))
        .args(["serve", "--setting", "payment.provider=daraja"])
        .current_dir(fresh.folder.path())
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&program.stderr);
    assert!(!program.status.success(), "{said}");
    assert!(said.contains("payment.daraja_pass_key: is missing, and payment.provider = \"daraja\" needs it"), "{said}");
}
