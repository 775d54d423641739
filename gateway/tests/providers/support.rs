//! A simulator, the adapters that speak to it, and orders to give.

use std::{path::PathBuf, sync::Arc, time::Duration};

use gateway::{
    Answer, Description, Gateway, Order, Pace, PayerNumber, Repayment,
    mobile_money::{CallbackAddress, Daraja, DarajaSettings, Gsma, GsmaSettings, Mtn, MtnProduct, MtnSettings},
    stripe::{Settings as StripeSettings, Stripe},
};
use payment::{CaptureMode, Evidence, Operation, ProviderKey};
use simulator::{Clock, Kind, Plan, Settings, Simulator};
use vocabulary::{AttemptId, Money, RepaymentId, Timestamp};

pub const SECRET: &str = "whsec_of_the_tests";
pub const TOKEN: &str = "0123456789abcdef0123456789abcdef";
/// When the clock of the simulator stands.
pub const NOW: &str = "2026-03-02T08:00:00Z";

pub fn now() -> Timestamp {
    NOW.parse().expect("an instant")
}

/// A pace for tests: short waits, the same each time, and patience for a machine with other work.
pub fn pace() -> Pace {
    let (answer_max, wait) = (Duration::from_millis(1_500), Duration::from_millis(4));
    Pace { answer_max, wait, ..Pace::usual(Arc::new(|| 0)) }
}

pub fn simulator(plan: Plan) -> Simulator {
    let settings =
        Settings { address: ([127, 0, 0, 1], 0).into(), plan, clock: Clock::standing(now()), live: false, truth: None };
    Simulator::start(settings).expect("it starts")
}

pub fn cards_of(url: &str) -> Stripe {
    let settings = StripeSettings {
        secret: "sk_test_simulated".to_owned(),
        notice_secrets: vec![SECRET.to_owned()],
        live: false,
        pace: pace(),
    };
    Stripe::simulated(url, settings).expect("a provider")
}

pub fn cards(simulator: &Simulator) -> Stripe {
    cards_of(&simulator.url())
}

pub fn callback() -> CallbackAddress {
    CallbackAddress::new("http://127.0.0.1:9/callback", TOKEN).expect("an address")
}

pub fn gsma_of(url: &str) -> Gsma {
    gsma_with(url, "k")
}

pub fn gsma_without_key(url: &str) -> Box<dyn Gateway> {
    Box::new(gsma_with(url, ""))
}

fn gsma_with(url: &str, api_key: &str) -> Gsma {
    let settings = GsmaSettings {
        url: url.to_owned(),
        api_key: api_key.to_owned(),
        account: "customs".to_owned(),
        callback: callback(),
        live: false,
        pace: pace(),
    };
    Gsma::new(settings).expect("a provider")
}

pub fn mtn_of(url: &str) -> Mtn {
    mtn_with(url, "s", true)
}

pub fn mtn_without_disbursement(url: &str) -> Mtn {
    mtn_with(url, "s", false)
}

pub fn mtn_without_key(url: &str) -> Box<dyn Gateway> {
    Box::new(mtn_with(url, "", true))
}

fn mtn_with(url: &str, subscription: &str, disburses: bool) -> Mtn {
    let product = || MtnProduct { subscription: subscription.to_owned(), user: "u".to_owned(), key: "k".to_owned() };
    let settings = MtnSettings {
        url: url.to_owned(),
        environment: "sandbox".to_owned(),
        collection: product(),
        disbursement: disburses.then(product),
        callback: callback(),
        pace: pace(),
    };
    Mtn::new(settings).expect("a provider")
}

pub fn daraja_of(url: &str) -> Daraja {
    let settings = DarajaSettings {
        url: url.to_owned(),
        consumer: ("c".to_owned(), "s".to_owned()),
        short_code: "174379".to_owned(),
        pass_key: "p".to_owned(),
        callback: callback(),
        live: false,
        pace: pace(),
    };
    Daraja::new(settings).expect("a provider")
}

pub fn money(minor: i64, code: &str) -> Money {
    Money::new(minor, code.parse().expect("a currency"))
}

/// An order that is captured at once.
pub fn order(number: u128, amount: Money) -> Order {
    Order {
        attempt: AttemptId::new(number),
        amount,
        capture: CaptureMode::Automatic,
        payer: Some(PayerNumber::new("+254700000001").expect("a number")),
        description: Description::new("Duties of notice 7Q4K").expect("a description"),
        started_at: now(),
    }
}

pub fn key(order: &Order, operation: Operation) -> ProviderKey {
    ProviderKey::of_attempt(order.attempt, operation, 1)
}

pub fn repayment(number: u128, of: &str, amount: Money) -> Repayment {
    Repayment {
        id: RepaymentId::new(number),
        amount,
        of: of.to_owned(),
        to: Some(PayerNumber::new("+254700000001").expect("a number")),
        description: Description::new("Duties given back").expect("a description"),
        started_at: now(),
    }
}

/// Takes the evidence out of an answer that has some.
pub fn evidence(answer: Answer) -> Evidence {
    match answer {
        Answer::Known(evidence) | Answer::Handover { evidence, .. } => evidence,
        other => panic!("no evidence: {other:?}"),
    }
}

/// Adds up what truly was captured under one of our ids.
pub fn captured(simulator: &Simulator, ours: &str) -> i64 {
    let entries = simulator.truth().into_iter();
    entries.filter(|entry| entry.kind == Kind::Captured && entry.ours.as_deref() == Some(ours)).map(|entry| entry.amount).sum()
}

/// Returns the folder of real payment data, or says that it is not at hand.
pub fn real_data() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    #[expect(clippy::disallowed_methods, reason = "tests find real data as those of the server do")]
    let folder = std::env::var("FINGERTIP_TEST_DATA").map_or(beside, PathBuf::from).join("payments");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("passed over: {} is not here", folder.display());
    None
}
