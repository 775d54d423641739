//! Who is asking: tokens that are ours and tokens that are not, sessions that are kept, lost, stolen and ended, keys that are replaced.

mod attempt;
mod erasure;
mod forged;
mod keys;
mod limit;
mod machine;
pub mod matrix;
mod oidc;
pub mod passkey;
mod phone;
mod policy;
mod refresh;
mod renewal;
mod role;
mod session;
mod socket;
mod staff;
mod wall;

use fingertip::{
    identity::{Means, Scopes, Subject, TokenPair},
    platform::policy::MachineScope,
};
use serde_json::{Value, json};
use vocabulary::PersonId;

use crate::support::{
    app::{App, operation},
    device::Device,
};

/// A person who signed in on a phone.
pub struct SignedIn {
    pub subject: Subject,
    pub device: Device,
    pub tokens: TokenPair,
}

/// Signs a new person in.
pub async fn sign_in(app: &App) -> SignedIn {
    let person = app.application.identity.sessions.add_person(app.now()).await.expect("a database");
    sign_in_as(app, Subject::Person(person), Device::ed25519()).await
}

/// Signs a new person in by means that are strong enough for staff.
pub async fn strong_sign_in(app: &App) -> SignedIn {
    let person = app.application.identity.sessions.add_person(app.now()).await.expect("a database");
    strong_sign_in_as(app, Subject::Person(person), Device::ed25519()).await
}

/// Signs a person in on one more device, by means that are strong enough for staff.
pub async fn strong_sign_in_as(app: &App, subject: Subject, device: Device) -> SignedIn {
    sign_in_by(app, subject, device, Means::Passkey).await
}

/// Signs a person in on one more device.
pub async fn sign_in_as(app: &App, subject: Subject, device: Device) -> SignedIn {
    sign_in_by(app, subject, device, Means::Phone).await
}

async fn sign_in_by(app: &App, subject: Subject, device: Device, means: Means) -> SignedIn {
    let tokens =
        app.application.identity.sessions.begin(subject, &device.new_device(), means, app.now()).await.expect("a database");
    SignedIn { subject, device, tokens }
}

/// Makes a machine of a new person that may do these things.
pub async fn machine_with(app: &App, scopes: impl IntoIterator<Item = MachineScope>) -> Subject {
    let owner: PersonId = app.application.identity.sessions.add_person(app.now()).await.expect("a database");
    let made = app.application.identity.machines.create(owner, "Warehouse", Scopes::of(scopes), app.now()).await;
    Subject::Machine(made.expect("a database").expect("a machine with something to do").id)
}

/// Sends a refresh token with a proof, and returns what comes of it.
pub async fn refresh_with(app: &App, refresh_token: &str, proof: &str) -> Value {
    let variables = json!({ "input": { "refreshToken": refresh_token } });
    let answer = app.request(&operation("refresh_session"), &variables).header("dpop", proof).send().await.expect("an answer");
    let answer: Value = answer.json().await.expect("JSON");
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"]["refreshSession"].clone()
}

/// Sends a refresh token with a good proof by `device`.
pub async fn refresh(app: &App, refresh_token: &str, device: &Device) -> Value {
    refresh_with(app, refresh_token, &device.proof(refresh_token, app.now())).await
}

/// Asks who is asking, with this `Authorization`: the status and the answer.
pub async fn me(app: &App, authorization: &str) -> (u16, Value) {
    let answer = app.request(&operation("my_sessions"), &json!({})).header("authorization", authorization).send().await;
    let answer = answer.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

/// The code of the first error.
pub fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}

/// Runs an operation as a person, and returns its payload.
pub async fn as_person(app: &App, person: &SignedIn, name: &str, input: Value) -> Value {
    let request = app.request(&operation(name), &json!({ "input": input }));
    payload(request.header("authorization", format!("Bearer {}", person.tokens.access_token))).await
}

async fn payload(request: reqwest::RequestBuilder) -> Value {
    let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"].as_object().expect("data").values().next().expect("one field").clone()
}
