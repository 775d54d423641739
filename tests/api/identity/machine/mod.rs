//! Machines: systems that call by themselves, with keys that overlap and end, and tokens that serve their own host alone.

mod keys;
mod token;

use serde_json::{Value, json};

use super::{SignedIn, as_person, sign_in};
use crate::support::{
    app::{self, App, operation},
    database::Fresh,
    device::Device,
};

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A machine of somebody who is signed in.
pub struct Owned {
    pub owner: SignedIn,
    pub id: String,
}

/// Makes a machine of a person, and returns its id.
pub async fn create(app: &App, person: &SignedIn, scopes: &[&str]) -> String {
    let created = as_person(app, person, "create_machine", json!({ "name": "Warehouse", "scopes": scopes })).await;
    text(&created["machine"]["id"])
}

impl Owned {
    pub async fn new(app: &App) -> Owned {
        let owner = sign_in(app).await;
        let id = create(app, &owner, &["LODGE", "PAY"]).await;
        Owned { owner, id }
    }

    async fn add(&self, app: &App, public: Option<&Device>) -> Value {
        let key = public.map(|device| device.jwk().to_string());
        as_person(app, &self.owner, "add_machine_key", json!({ "machineId": self.id, "publicKey": key })).await
    }

    /// Adds a client secret: the secret and the key's id.
    pub async fn add_secret(&self, app: &App) -> (String, String) {
        let added = self.add(app, None).await;
        (text(&added["clientSecret"]), text(&added["keyId"]))
    }

    async fn revoke(&self, app: &App, key: &str) -> Value {
        as_person(app, &self.owner, "revoke_machine_key", json!({ "machineId": self.id, "keyId": key })).await
    }

    async fn shown(&self, app: &App) -> Value {
        let request = app.request(&operation("my_machines"), &json!({}));
        let request = request.header("authorization", format!("Bearer {}", self.owner.tokens.access_token));
        let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
        answer["data"]["me"]["machines"].clone()
    }

    pub fn with_secret(&self, secret: &str) -> Vec<(&'static str, String)> {
        with_secret(&self.id, secret)
    }

    /// The claims of a statement of this machine.
    fn claims(&self, app: &App, jti: &str) -> Value {
        let now = app.now().as_second();
        let issuer = app::identity().issuer;
        json!({ "iss": self.id, "sub": self.id, "aud": issuer, "iat": now, "exp": now + 60, "jti": jti })
    }
}

fn with_secret(id: &str, secret: &str) -> Vec<(&'static str, String)> {
    let pairs = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
    pairs.map(|(name, value)| (name, value.to_owned())).to_vec()
}

fn with_statement(statement: &str) -> Vec<(&'static str, String)> {
    let pairs = [("grant_type", "client_credentials"), ("client_assertion_type", JWT_BEARER), ("client_assertion", statement)];
    pairs.map(|(name, value)| (name, value.to_owned())).to_vec()
}

fn state(key: &Device, claims: &Value) -> String {
    key.sign(&json!({ "alg": key.algorithm(), "typ": "JWT" }).to_string(), &claims.to_string())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// A proof of a host's key for a request for a token.
fn proof(app: &App, host: &Device) -> String {
    proof_for(app, host, "/oauth/token")
}

fn proof_for(app: &App, host: &Device, path: &str) -> String {
    let mut claims = host.claims("", app.now());
    claims["htu"] = format!("{}{path}", app::identity().issuer).into();
    claims.as_object_mut().expect("claims").remove("ath");
    host.proof_of(&claims)
}

fn token_request(app: &App, form: &[(&str, String)]) -> reqwest::RequestBuilder {
    reqwest::Client::new().post(format!("{}/oauth/token", app.url)).form(form)
}

async fn told(request: reqwest::RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

/// Asks for a token from this host.
async fn ask(app: &App, form: &[(&str, String)], host: &Device) -> (u16, Value) {
    told(token_request(app, form).header("dpop", proof(app, host))).await
}

/// Gets a token from this host.
pub async fn token(app: &App, form: &[(&str, String)], host: &Device) -> String {
    let (status, answer) = ask(app, form, host).await;
    assert_eq!(status, 200, "{answer}");
    text(&answer["access_token"])
}

async fn error(app: &App, form: &[(&str, String)], host: &Device) -> (u16, String) {
    let (status, answer) = ask(app, form, host).await;
    (status, text(&answer["error"]))
}

/// Says who is asking by this token, with a proof of the host's key.
async fn me_proven(app: &App, token: &str, host: &Device) -> (u16, Value) {
    let request = app.request(&operation("my_sessions"), &json!({})).header("authorization", format!("DPoP {token}"));
    let answer = request.header("dpop", host.proof(token, app.now())).send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

async fn sessions(database: &Fresh, which: &str) -> i64 {
    database.number(&format!("select count(*) from session where subject like 'machine:%' {which}")).await
}
