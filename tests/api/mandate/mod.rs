//! Who may act for whom: mandates that are proposed, agreed to, used, stopped and ended, and the alerts that tell of it.

mod company;
mod stopping;
mod using;

use fingertip::{
    identity::{Means, Subject},
    mandate::{Act, Acting, Authority, Consignment, Party, Refusal},
};
use serde_json::{Value, json};
use vocabulary::{MandateId, PersonId};

use crate::support::{
    app::{App, operation},
    device::Device,
    phone::{receive, sign_in},
};

pub const IMPORTER: &str = "+999 555 0200 01";
pub const BROKER: &str = "+999 555 0200 02";
pub const COUSIN: &str = "+999 555 0200 03";

/// A person who signed in on a phone.
pub struct Person {
    pub phone: &'static str,
    pub device: Device,
    pub token: String,
    pub id: PersonId,
}

/// Signs a person in.
pub async fn person(app: &App, phone: &'static str) -> Person {
    let device = Device::ed25519();
    let token = sign_in(app, &device, phone).await;
    let me = ask(app, &token, "my_sessions", json!({})).await;
    let id = me["me"]["id"].as_str().expect("an id").split_once(':').expect("person: and an id").1.parse().expect("an id");
    Person { phone, device, token, id }
}

/// Runs an operation as somebody, and returns its data.
pub async fn ask(app: &App, token: &str, name: &str, variables: Value) -> Value {
    let request = app.request(&operation(name), &variables).header("authorization", format!("Bearer {token}"));
    let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    assert!(answer.get("errors").is_none(), "{name}: {answer:#}");
    answer["data"].clone()
}

/// Runs an operation with one input as somebody, and returns its payload.
pub async fn act(app: &App, person: &Person, name: &str, input: Value) -> Value {
    // Tokens hold ten minutes, codes come ever later: a test that needs several signs in anew.
    let data = ask(app, &person.token, name, json!({ "input": input })).await;
    data.as_object().expect("data").values().next().expect("one field").clone()
}

/// A code to approve with, once the wait after the one before is over.
pub async fn approval(app: &App, person: &mut Person) -> String {
    app.clock.advance(jiff::Span::new().minutes(16));
    person.token = refreshed(app, person).await;
    receive(app, &person.device, person.phone, "MANDATE").await
}

/// A new access token on the same device.
pub async fn refreshed(app: &App, person: &Person) -> String {
    let subject = Subject::Person(person.id);
    let pair = app.application.identity.sessions.begin(subject, &person.device.new_device(), Means::Phone, app.now()).await;
    pair.expect("a database").access_token
}

/// What an importer lets somebody do: everything, up to 1,000 a payment and 1,500 a day.
pub fn offer(app: &App, phone: &str, consignment: Option<&str>) -> Value {
    let until = app.now() + jiff::SignedDuration::from_hours(24 * 90);
    json!({
        "other": { "phone": phone },
        "allow": {
            "view": true, "lodge": true, "collect": true,
            "pay": { "each": "1000.00", "day": "1500.00", "currency": "KES" },
        },
        "consignment": consignment,
        "validUntil": until.to_string(),
    })
}

/// Lets `agent` act for `principal`: proposed, approved by a code, and agreed to.
pub async fn mandate(app: &App, principal: &mut Person, agent: &mut Person, consignment: Option<&str>) -> MandateId {
    let code = approval(app, principal).await;
    let granted =
        act(app, principal, "grant_mandate", json!({ "offer": offer(app, agent.phone, consignment), "code": code })).await;
    assert_eq!(granted["mandate"]["waitsFor"], "AGENT", "{granted}");
    let id = granted["mandate"]["id"].as_str().expect("an id").to_owned();
    agent.token = refreshed(app, agent).await;
    let accepted = act(app, agent, "accept_mandate", json!({ "id": id })).await;
    assert_eq!(accepted["mandate"]["state"], "ACCEPTED", "{accepted}");
    id.parse().expect("an id")
}

/// Does something in somebody's name, as the slice would that does it.
pub async fn does(
    app: &App,
    agent: &Person,
    principal: Party,
    act: Act,
    consignment: Option<&Consignment>,
) -> Result<Authority, Refusal> {
    let mandates = &app.application.mandates;
    let asking = mandates.asking(agent.id).await.expect("a database");
    let unit = app.application.database.begin().await.expect("a database");
    let acting = Acting { principal, act, consignment };
    let today = app.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let authority = mandates.authorise(&unit, &asking, &acting, (app.now(), today)).await.expect("a database");
    if authority.is_ok() {
        fingertip::platform::database::commit(unit).await.expect("a database");
    }
    authority
}

/// Sends what waits, and returns how many messages that were.
pub async fn alerts(app: &App) -> usize {
    let before = app.carrier.count();
    app.application.identity.courier().deliver_due(app.now()).await.expect("a database");
    app.carrier.count() - before
}
