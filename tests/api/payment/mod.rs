//! Payment, told through its front door, beside a provider that really moves money and a log of what it moved.

mod acting;
mod amending;
mod claiming;
mod counter;
mod crashed;
mod deciding;
mod declined;
mod disputed;
mod faults;
mod following;
mod hostile;
mod journey;
mod kept;
mod lawful;
mod once;
mod operators;
mod parts;
mod payee;
mod printed;
mod published;
mod repaying;
mod requesting;
mod wire;

use std::sync::Arc;

use fingertip::{
    application::{Application, SearchLimits},
    identity::{StaffRole, Subject},
    payment::{Inbox, Janitor, NewCharge, NewNotice, Providers, Settings},
    platform::{
        clock::{Clock as _, StandingClock},
        database::Database,
    },
    search::usage::UsageLimits,
};
use gateway::{
    Gateway, Pace,
    mobile_money::{CallbackAddress, Gsma, GsmaSettings},
    stripe::{Settings as StripeSettings, Stripe},
};
use payment::{CaptureMode, ChargeKind, Rail};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use simulator::{Clock, Deed, Kind, Plan, Simulator};
use vocabulary::PersonId;

use crate::{
    identity::{
        matrix::{grant, person, two_admins},
        strong_sign_in, strong_sign_in_as,
    },
    support::{
        app::{App, operation},
        database::Fresh,
        device::Device,
    },
};

/// What signs the notices of the simulated provider.
pub const SECRET: &str = "whsec_of_a_test";

/// A server that takes payments, and the provider beside it.
pub struct Till {
    pub app: App,
    pub simulator: Simulator,
    pub cashier: Subject,
    admins: [PersonId; 2],
}

impl Till {
    /// Opens a till whose provider acts as planned.
    pub async fn open(fresh: &Fresh, plan: Plan) -> Till {
        Till::taking(fresh, plan, CaptureMode::Automatic).await
    }

    /// Opens a till that asks for the money by itself, or not.
    pub async fn taking(fresh: &Fresh, plan: Plan, capture: CaptureMode) -> Till {
        Till::with(fresh, plan, Settings { capture, ..Settings::default() }).await
    }

    /// Opens a till that takes payments as `taken` says.
    pub async fn with(fresh: &Fresh, plan: Plan, taken: Settings) -> Till {
        let start = "2026-06-15T12:00:00Z".parse().expect("an instant");
        let settings = simulator::Settings {
            address: ([127, 0, 0, 1], 0).into(),
            plan,
            clock: Clock::standing(start),
            live: false,
            truth: None,
        };
        let simulator = Simulator::start(settings).expect("a free port");
        let app = App::paying(fresh.database.clone(), providers(&simulator), taken).await;
        let hook = format!("{}/hooks/payment/simulated", app.url);
        simulator.send_notices_to(&hook, &[SECRET]).expect("an address of this machine");
        let admins = two_admins(&app).await;
        let cashier = officer(&app, admins, StaffRole::Cashier).await;
        Till { app, simulator, cashier, admins }
    }

    /// Issues a notice of `minor` cents of duty and VAT, and returns its reference.
    pub async fn notice(&self, number: u32, minor: i64) -> String {
        let issued = self.issue(json!([notice(number, minor)])).await;
        issued["notices"][0]["reference"].as_str().unwrap_or_else(|| panic!("{issued:#}")).to_owned()
    }

    /// Issues notices as the cashier, and returns the payload.
    pub async fn issue(&self, input: Value) -> Value {
        let token = strong_sign_in_as(&self.app, self.cashier, Device::ed25519()).await.tokens.access_token;
        let variables = json!({ "input": input });
        let request = self.app.request(&operation("issue_payment_notices"), &variables);
        let answer: Value = request
            .header("authorization", format!("Bearer {token}"))
            .send()
            .await
            .expect("an answer")
            .json()
            .await
            .expect("JSON");
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"]["issuePaymentNotices"].clone()
    }

    /// Pays a whole notice by card with a key of its own, and returns the payload.
    pub async fn pay(&self, key: &str, reference: &str, minor: i64) -> Value {
        self.run("pay", json!({ "input": pay_input(key, reference, minor) })).await
    }

    /// Runs an operation as nobody, and returns its payload.
    pub async fn run(&self, name: &str, variables: Value) -> Value {
        let data = self.app.operation(name, variables).await;
        data.as_object().expect("data").values().next().expect("one field").clone()
    }

    /// Makes a finance approver.
    pub async fn approver(&self) -> Subject {
        officer(&self.app, self.admins, StaffRole::FinanceApprover).await
    }

    /// Runs an operation as somebody, and returns the whole answer.
    pub async fn answer_by(&self, who: Subject, name: &str, variables: Value) -> Value {
        let token = strong_sign_in_as(&self.app, who, Device::ed25519()).await.tokens.access_token;
        let request = self.app.request(&operation(name), &variables).header("authorization", format!("Bearer {token}"));
        request.send().await.expect("an answer").json().await.expect("JSON")
    }

    /// Runs an operation as somebody, and returns its payload.
    pub async fn by(&self, who: Subject, name: &str, variables: Value) -> Value {
        let answer = self.answer_by(who, name, variables).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].as_object().expect("data").values().next().expect("one field").clone()
    }

    /// Issues a notice, pays it as somebody, and returns reference and id of the payment, with what the provider calls it.
    pub async fn paid(&self, who: Subject, number: u32, minor: i64) -> Paid {
        let reference = self.notice(number, minor).await;
        let paid = self.by(who, "pay", json!({ "input": pay_input(&format!("key-{number}"), &reference, minor) })).await;
        let id = paid["payment"]["id"].as_str().unwrap_or_else(|| panic!("{paid:#}")).to_owned();
        let page = paid["payment"]["handover"]["page"].as_str().expect("a page").to_owned();
        let intent = page.rsplit('/').next().expect("an id").to_owned();
        Paid { reference, id, intent }
    }

    /// The same, and lets the payer approve.
    pub async fn captured(&self, who: Subject, number: u32, minor: i64) -> Paid {
        let paid = self.paid(who, number, minor).await;
        self.simulator.payer(&paid.intent, Deed::Approve).expect("the payer can approve");
        self.let_pass(1).await;
        assert_eq!(self.look(&paid.id).await["state"], "SUCCESS");
        paid
    }

    /// Asks the simulator for something that no provider offers, or that the product never asks for.
    pub async fn provider(&self, path: &str, body: Value) -> Value {
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

    /// What truly moved of a kind, in the provider's units.
    pub fn truly(&self, kind: Kind) -> i64 {
        self.simulator.truth().iter().filter(|entry| entry.kind == kind).map(|entry| entry.amount).sum()
    }

    /// Looks at a payment.
    pub async fn look(&self, id: &str) -> Value {
        self.run("payment", json!({ "id": id })).await
    }

    /// Lets everything happen that waits: notices arrive, the inbox is worked on, the janitor looks. `seconds` pass first.
    pub async fn let_pass(&self, seconds: u32) {
        self.app.clock.advance(jiff::Span::new().seconds(i64::from(seconds)));
        self.simulator.advance(seconds).expect("a step forward");
        self.simulator.flush().await;
        let (inbox, janitor) = self.hands();
        let now = self.app.clock.now();
        inbox.work(now).await.expect("a database");
        janitor.tidy(now).await.expect("a database");
        self.simulator.flush().await;
        inbox.work(now).await.expect("a database");
    }

    /// Those who work behind the counter.
    pub fn hands(&self) -> (Inbox, Janitor) {
        let payments = self.app.application.payments.clone();
        (Inbox::new(payments.clone()), Janitor::new(payments))
    }

    /// What the provider really took, in its units.
    pub fn truly_captured(&self) -> i64 {
        self.simulator.truth().iter().filter(|entry| entry.kind == Kind::Captured).map(|entry| entry.amount).sum()
    }

    /// What our books say that the provider took: the left side of its clearing account.
    pub async fn booked(&self) -> i64 {
        let trial = self.app.application.ledger.trial(self.app.clock.now()).await.expect("a database");
        let differences = fingertip::payment::differences(&trial);
        assert!(differences.values().all(|sum| *sum == 0), "{differences:?}");
        trial.iter().filter(|line| line.account == 1200 && line.layer == "posted").map(|line| line.debits).sum()
    }

    /// What stands on an account, on its right.
    pub async fn credits(&self, account: i64) -> i64 {
        let trial = self.app.application.ledger.trial(self.app.clock.now()).await.expect("a database");
        trial.iter().filter(|line| line.account == account && line.layer == "posted").map(|line| line.credits - line.debits).sum()
    }

    /// Says that the books are in order.
    pub async fn assert_in_order(&self) {
        let found = self.app.application.ledger.verify().await.expect("a database");
        assert!(found.is_good(), "{found:?}");
    }
}

/// A payment that was begun.
pub struct Paid {
    pub reference: String,
    pub id: String,
    pub intent: String,
}

/// What is asked back.
pub fn back(key: &str, paid: &Paid, (cents, available): (i64, i64), source: &str) -> Value {
    let money = |minor: i64| json!({ "amount": format!("{}.{:02}", minor / 100, minor % 100), "currency": "XTS" });
    json!({ "input": {
        "key": key, "payment": paid.id, "amount": money(cents), "amountAvailable": money(available), "source": source,
        "reason": "assessed too high",
    } })
}

/// What is demanded: duty and VAT that sum up to `minor` cents.
pub fn notice(number: u32, minor: i64) -> Value {
    let duty = minor / 3;
    let cents = |minor: i64| format!("{}.{:02}", minor / 100, minor % 100);
    json!({
        "issuerReference": format!("assessment-{number}"), "declaration": format!("SAD 2026 C {number}"), "debtor": "Halcyon Imports",
        "payee": "Zandoria Customs", "purpose": "Duties on coffee", "currency": "XTS", "dueOn": "2026-06-25",
        "charges": [
            { "kind": "DUTY", "agency": "zz-customs", "code": "CUD", "amount": cents(duty), "law": "Customs Act s. 12" },
            { "kind": "VAT", "agency": "zz-customs", "code": "VAT", "amount": cents(minor - duty) },
        ],
    })
}

/// What a customs system demands without a front door: duty and VAT that sum up to `minor` cents, under its own name for it.
pub fn demand(name: &str, minor: i64) -> NewNotice {
    let charge = |kind, code: &str, minor| NewCharge {
        line: None,
        kind,
        agency: "zz-customs".parse().expect("an agency"),
        code: code.to_owned(),
        base_minor: None,
        rate: None,
        law: None,
        published_as: None,
        minor,
    };
    NewNotice {
        issuer_reference: name.to_owned(),
        version: 1,
        reason: None,
        assessed_on: "2026-06-15".parse().expect("a day"),
        declaration: format!("SAD {name}"),
        debtor: None,
        payee: "Zandoria Customs".to_owned(),
        purpose: "Duties on coffee".to_owned(),
        currency: "XTS".parse().expect("a currency"),
        charges: vec![charge(ChargeKind::Duty, "CUD", minor / 3), charge(ChargeKind::Vat, "VAT", minor - minor / 3)],
        takes_parts: false,
        due_on: "2099-01-01".parse().expect("a day"),
        valid_until: None,
    }
}

/// The use cases in this process, over a database that others die on.
pub fn application(fresh: &Fresh, clock: &Arc<StandingClock>) -> Application {
    let limits = SearchLimits { at_once_max: 1, remembered_max: 0, usage: UsageLimits::default() };
    Application::new(fresh.database.clone(), clock.clone(), &fresh.path("unused"), limits)
}

/// What is paid: all of one notice, by card.
pub fn pay_input(key: &str, reference: &str, minor: i64) -> Value {
    let amount = format!("{}.{:02}", minor / 100, minor % 100);
    json!({
        "key": key, "notices": [{ "reference": reference, "version": 1 }],
        "expectedTotal": { "amount": amount, "currency": "XTS" }, "rail": "CARD",
    })
}

/// The providers of a simulator: cards, and mobile money.
pub fn providers(simulator: &Simulator) -> Providers {
    let pace = || Pace { wait: std::time::Duration::from_millis(1), ..Pace::usual(Arc::new(|| 0)) };
    let settings =
        StripeSettings { secret: "sk_test_x".to_owned(), notice_secrets: vec![SECRET.to_owned()], live: false, pace: pace() };
    let card = Stripe::simulated(&simulator.url(), settings).expect("an address");
    let callback =
        CallbackAddress::new("http://127.0.0.1:9/hooks/payment/gsma", "0123456789abcdef0123456789abcdef").expect("an address");
    let mobile = Gsma::new(GsmaSettings {
        url: format!("{}/gsma", simulator.url()),
        api_key: "x".to_owned(),
        account: "customs".to_owned(),
        callback,
        live: false,
        pace: pace(),
    })
    .expect("an address");
    let all: Vec<(Rail, Arc<dyn Gateway>)> = vec![(Rail::Card, Arc::new(card)), (Rail::MobileMoney, Arc::new(mobile))];
    Providers::new(all).expect("two names")
}

/// Makes an officer.
async fn officer(app: &App, admins: [PersonId; 2], role: StaffRole) -> Subject {
    let subject = strong_sign_in(app).await.subject;
    grant(app, admins, person(subject), role, None).await;
    staff_account(app, subject).await;
    subject
}

/// Gives somebody an account of the staff.
pub async fn staff_account(app: &App, subject: Subject) {
    let id = person(subject);
    let account = format!(
        "insert into staff_account (person_id, email, display_name, totp_step, activated_at) \
         values ('{id}', '{id}@customs.example', 'An officer', 0, 0)"
    );
    app.application.database.connection().execute_unprepared(&account).await.expect("an account");
}

/// A till over a database that is there.
pub async fn counter(database: &Database) -> i64 {
    let rows: Vec<Counted> =
        fingertip::platform::database::rows(database.connection(), "select count(*) as count from payment", [])
            .await
            .expect("a count");
    rows[0].count
}

#[derive(sea_orm::FromQueryResult)]
struct Counted {
    count: i64,
}
