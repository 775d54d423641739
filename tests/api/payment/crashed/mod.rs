//! A server that dies at each call of a provider, before it and after it, one after the other: whoever comes next brings every payment to its
//! end. Rows F02, CR-01 to CR-08, CR-15, IDM-11, INV-01 to INV-03.
//!
//! Nothing is durable between two calls of providers but commits, and no commit is in the middle of a call: what a server leaves that dies
//! right before a call is what it leaves that dies right after the commit before it; what it leaves that dies after a call is what it leaves before the
//! next commit. What a provider tells by itself is stored in one commit and worked on in another: a server dies before and after either.

mod crowded;
mod giving_back;
mod swept;
mod told;

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

use async_trait::async_trait;
use fingertip::{
    application::Application,
    identity::Subject,
    payment::{Janitor, NewPayment, Payments, Portion, Providers, Receipts, Retry, Settings, differences},
    platform::clock::{Clock as _, StandingClock},
};
use gateway::{Answer, Envelope, Gateway, HolderAnswer, Notice, NoticeRefused, Order, PayerNumber, Repayment, RepaymentAnswer};
use jiff::SignedDuration;
use payment::{Payment, ProviderKey, Rail, State};
use serde_json::Value;
use simulator::{Clock, Kind, PayerPlan, Plan, Simulator};
use tokio::sync::Notify;
use vocabulary::{Money, PaymentId, PersonId, Timestamp};

use super::{application, demand, providers};
use crate::support::database::{Fresh, each_database};

/// How many calls a flow has at most; one that never ends is at fault.
const CALLS_MAX: i64 = 60;
/// How long a payer takes, in seconds.
const PAYER_SECONDS: u32 = 3;

/// What a payer does, and what is done for them.
#[derive(Clone, Copy, Debug)]
pub enum Flow {
    /// Pays by card.
    Card,
    /// Pays by a prompt on the phone.
    Push,
    /// Pays two notices at once.
    Two,
    /// Begins, and cancels.
    Cancel,
    /// Begins, and walks away until the time is over.
    Expire,
    /// Is declined, and tries again.
    Retry,
}

/// What the payer at the provider does, by the last digits of the sum.
const OUTCOMES: [i64; 4] = [0, 1, 2, 4];

/// In which calls servers die while payments are made.
const CALLS: [&str; 3] = ["start", "look", "cancel"];

/// When a server dies: at the so-manieth boundary. Before and after each call is one.
pub struct Death {
    left: AtomicI64,
    came: Notify,
    came_in: Mutex<Option<&'static str>>,
}

impl Death {
    pub fn after(boundaries: i64) -> Arc<Death> {
        Arc::new(Death { left: AtomicI64::new(boundaries), came: Notify::new(), came_in: Mutex::default() })
    }

    /// Returns how many calls there were of one that dies after `boundaries`, if it lives.
    pub fn calls(&self, boundaries: i64) -> i64 {
        (boundaries - self.left.load(Ordering::SeqCst)) / 2
    }

    /// Says around which call it came.
    fn came_in(&self) -> Option<&'static str> {
        *self.came_in.lock().expect("no test panics here")
    }

    /// Makes a call, with a boundary before it and one after it.
    async fn around<T>(&self, name: &'static str, call: impl Future<Output = T>) -> T {
        self.pass(name).await;
        let answer = call.await;
        self.pass(name).await;
        answer
    }

    /// Passes a boundary; never comes back from the last one.
    async fn pass(&self, name: &'static str) {
        if self.left.fetch_sub(1, Ordering::SeqCst) <= 1 {
            self.came_in.lock().expect("no test panics here").get_or_insert(name);
            self.came.notify_one();
            std::future::pending::<()>().await;
        }
    }
}

/// A provider, on the other side of a server that dies.
struct Mortal {
    inner: Arc<dyn Gateway>,
    death: Arc<Death>,
}

#[async_trait]
impl Gateway for Mortal {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn repeats_within(&self) -> SignedDuration {
        self.inner.repeats_within()
    }

    fn waits_for_payer(&self) -> bool {
        self.inner.waits_for_payer()
    }

    async fn start(&self, order: &Order, key: &ProviderKey) -> Answer {
        self.death.around("start", self.inner.start(order, key)).await
    }

    async fn look(&self, order: &Order, reference: Option<&str>) -> Answer {
        self.death.around("look", self.inner.look(order, reference)).await
    }

    async fn capture(&self, order: &Order, reference: &str, amount: Money, key: &ProviderKey) -> Answer {
        self.death.around("capture", self.inner.capture(order, reference, amount, key)).await
    }

    async fn cancel(&self, order: &Order, reference: Option<&str>, key: &ProviderKey) -> Answer {
        self.death.around("cancel", self.inner.cancel(order, reference, key)).await
    }

    async fn repay(&self, repayment: &Repayment, key: &ProviderKey) -> RepaymentAnswer {
        self.death.around("repay", self.inner.repay(repayment, key)).await
    }

    async fn look_repayment(&self, repayment: &Repayment, reference: Option<&str>) -> RepaymentAnswer {
        self.death.around("look_repayment", self.inner.look_repayment(repayment, reference)).await
    }

    async fn holder(&self, number: &PayerNumber) -> HolderAnswer {
        self.death.around("holder", self.inner.holder(number)).await
    }

    fn read_notice(&self, envelope: &Envelope<'_>) -> Result<Notice, NoticeRefused> {
        self.inner.read_notice(envelope)
    }
}

/// Servers, one after the other, over one database beside one provider.
pub struct Row {
    pub application: Application,
    pub clock: Arc<StandingClock>,
    pub simulator: Simulator,
    receipts: Receipts,
}

impl Row {
    pub fn of(fresh: &Fresh) -> Row {
        let start: Timestamp = "2026-06-15T12:00:00Z".parse().expect("an instant");
        let clock = Arc::new(StandingClock::at(start));
        let payers = PayerPlan { magic: true, after_s: PAYER_SECONDS, ..PayerPlan::default() };
        let settings = simulator::Settings {
            address: ([127, 0, 0, 1], 0).into(),
            plan: Plan { payers, ..Plan::default() },
            clock: Clock::standing(start),
            live: false,
            truth: None,
        };
        let receipts = Receipts::open(fresh.database.clone(), "ZZ".parse().expect("a code"), &fresh.path("receipt.key"));
        Row {
            application: application(fresh, &clock),
            simulator: Simulator::start(settings).expect("a free port"),
            receipts: receipts.expect("a key"),
            clock,
        }
    }

    /// A server that lives until `death`.
    pub fn server(&self, death: Option<&Arc<Death>>) -> Payments {
        let all = providers(&self.simulator);
        let of = |name: &str| -> Arc<dyn Gateway> {
            let inner = all.get(name).expect("it is there").clone();
            match death {
                Some(death) => Arc::new(Mortal { inner, death: death.clone() }),
                None => inner,
            }
        };
        let all = Providers::new(vec![(Rail::Card, of("simulated")), (Rail::MobileMoney, of("gsma"))]).expect("two names");
        self.application.clone().with_providers(all, Settings::default(), Some(self.receipts.clone())).payments
    }

    /// Asks the provider for something that no provider offers, or that the product never asks for.
    async fn provider(&self, path: &str, body: Value) -> Value {
        let request = reqwest::Client::new().post(format!("{}{path}", self.simulator.url())).bearer_auth("sk_test_x");
        let request = match body {
            Value::String(form) => request.header("content-type", "application/x-www-form-urlencoded").body(form),
            body => request.json(&body),
        };
        let answer = request.send().await.expect("an answer");
        let (status, text) = (answer.status(), answer.text().await.expect("a body"));
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// Pays a notice of so much to the end, on a server that lives, and returns the payment.
    async fn captured(&self, flow: Flow, name: &str, minor: i64) -> Payment {
        let (payments, new) = (self.server(None), self.order(flow, name, minor).await);
        let paid = payments.pay(new, self.clock.now()).await.expect("a database").expect("it may be paid");
        for seconds in [5, 15, 60] {
            self.pass(&payments, seconds).await;
        }
        let shown = payments.find(paid.shown.payment.id).await.expect("a database").expect("it is there");
        assert_eq!(shown.payment.state, State::Captured, "{name}");
        shown.payment
    }

    /// Says that the books balance, and what stands on an account, on its left.
    async fn debits(&self, account: i64) -> i64 {
        let trial = self.application.ledger.trial(Timestamp::MAX).await.expect("a database");
        assert!(differences(&trial).values().all(|sum| *sum == 0), "{trial:?}");
        let lines = trial.iter().filter(|line| line.account == account && line.layer == "posted");
        lines.map(|line| line.debits - line.credits).sum()
    }

    /// Lets time pass, and what is due be looked at.
    pub async fn pass(&self, payments: &Payments, seconds: u32) {
        self.clock.advance(jiff::Span::new().seconds(i64::from(seconds)));
        self.simulator.advance(seconds).expect("a step forward");
        Janitor::new(payments.clone()).tidy(self.clock.now()).await.expect("a database");
    }

    /// Issues what a flow pays.
    pub async fn order(&self, flow: Flow, name: &str, minor: i64) -> NewPayment {
        let mut portions = Vec::new();
        for part in 0..if matches!(flow, Flow::Two) { 2 } else { 1 } {
            // Together they come to the sum whose last digits say what the payer does.
            let owed = if matches!(flow, Flow::Two) { [minor / 2, minor - minor / 2][part] } else { minor };
            let by = Subject::Person(PersonId::new(7));
            let new = [demand(&format!("{name}-{part}"), owed)];
            let issued = self.application.payment_notices.issue(&new, by, self.clock.now()).await.expect("a database");
            let reference = issued.expect("it is good")[0].notice.reference;
            portions.push(Portion { reference, version: 1, minor: None });
        }
        let rail = if matches!(flow, Flow::Push) { Rail::MobileMoney } else { Rail::Card };
        NewPayment {
            key: name.parse().expect("a key"),
            payer: None,
            portions,
            expected: Money::new(minor, "XTS".parse().expect("a currency")),
            rail,
            phone: (rail == Rail::MobileMoney).then(|| "+254700000001".to_owned()),
            acting_for: None,
            account: None,
        }
    }

    /// Does what a payer does, as far as the server lives.
    async fn act(&self, flow: Flow, payments: &Payments, new: &NewPayment) {
        let paid = payments.pay(new.clone(), self.clock.now()).await.expect("a database").expect("it may be paid");
        let id = paid.shown.payment.id;
        match flow {
            Flow::Card | Flow::Push | Flow::Two => {}
            Flow::Cancel => drop(payments.cancel(id, self.clock.now()).await.expect("a database")),
            Flow::Expire => self.pass(payments, 6_000).await,
            Flow::Retry => {
                self.pass(payments, 10).await;
                let again = Retry { payment: id, rail: Rail::MobileMoney, phone: Some("+254700000002".to_owned()) };
                drop(payments.retry(again, self.clock.now()).await.expect("a database"));
            }
        }
        for seconds in [10, 30, 60] {
            self.pass(payments, seconds).await;
        }
    }

    /// Says that a payment is over, and that the books are the provider's.
    async fn assert_whole(&self, payments: &Payments, id: PaymentId, at: &str) {
        let shown = payments.find(id).await.expect("a database").expect("it is there");
        assert!(!shown.payment.state.is_live() || shown.payment.state == State::Declined, "{at}: {:?}", shown.payment.state);
        let trial = self.application.ledger.trial(Timestamp::MAX).await.expect("a database");
        assert!(differences(&trial).values().all(|sum| *sum == 0), "{at}: {trial:?}");
        let clearing = trial.iter().filter(|line| line.account == 1200 && line.layer == "posted");
        let booked: i64 = clearing.map(|line| line.debits - line.credits).sum();
        let truth = self.simulator.truth();
        let truly: i64 = truth.iter().filter(|entry| entry.kind == Kind::Captured).map(|entry| entry.amount).sum();
        assert_eq!(booked, truly, "{at}: the books are the provider's");
        let taken = truth.iter().filter(|entry| {
            entry.kind == Kind::Captured
                && shown.payment.attempts.iter().any(|attempt| entry.ours.as_deref() == Some(&attempt.id.to_string()))
        });
        let is_captured = shown.payment.state == State::Captured;
        assert_eq!(taken.count(), usize::from(is_captured), "{at}: once, or not at all");
    }
}

#[tokio::test]
async fn a_payment_comes_to_its_end_wherever_its_server_dies() {
    each_database(async |fresh| {
        let row = Row::of(fresh);
        let (mut points, mut died_in) = (0, BTreeSet::new());
        for flow in [Flow::Card, Flow::Push, Flow::Two, Flow::Cancel, Flow::Expire, Flow::Retry] {
            for outcome in OUTCOMES {
                for boundary in 1.. {
                    assert!(boundary < CALLS_MAX, "{flow:?} never ends");
                    let at = format!("{flow:?}-{outcome}-{boundary}");
                    let new = row.order(flow, &at, 52_000 + outcome).await;
                    let death = Death::after(boundary);
                    let mortal = row.server(Some(&death));
                    let lived = tokio::select! {
                        () = row.act(flow, &mortal, &new) => true,
                        () = death.came.notified() => false,
                    };
                    // Another server, and the same phone with the same key.
                    let heir = row.server(None);
                    let paid = heir.pay(new.clone(), row.clock.now()).await.expect("a database").expect("the same payment");
                    for seconds in [5, 15, 60, 600, 6_000, 86_400] {
                        row.pass(&heir, seconds).await;
                    }
                    row.assert_whole(&heir, paid.shown.payment.id, &at).await;
                    if lived {
                        break;
                    }
                    points += 1;
                    died_in.extend(death.came_in());
                }
            }
        }
        println!("{points} points");
        assert_eq!(died_in, BTreeSet::from(CALLS));
        assert!(points > 100, "{points} points");
        let verified = row.application.ledger.verify().await.expect("a database");
        assert!(verified.is_good(), "{verified:?}");
    })
    .await;
}
