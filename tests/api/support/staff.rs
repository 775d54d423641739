//! Somebody of the staff: an address, a password, an authenticator app.

use fingertip::audit::{Actor, Code};
use serde_json::{Value, json};
use totp_rs::Totp;

use super::{
    app::{App, operation},
    device::Device,
};

pub const PASSWORD: &str = "a long enough password";

/// An account that is open.
pub struct Member {
    pub id: String,
    pub email: String,
    pub totp: Totp,
    pub recovery_codes: Vec<String>,
}

impl Member {
    /// The code that the app shows now. It is good once: the clock is moved on to the next one.
    pub fn code(&self, app: &App) -> String {
        app.clock.advance(jiff::Span::new().seconds(30));
        self.shown(app)
    }

    /// The code that the app shows now.
    pub fn shown(&self, app: &App) -> String {
        self.totp.generate(app.now().as_second().try_into().expect("after 1970")).to_string()
    }

    /// Signs in with the password and the next code.
    pub async fn sign_in(&self, app: &App, device: &Device) -> Value {
        let code = self.code(app);
        sign_in(app, device, &self.email, PASSWORD, &code).await
    }

    /// Signs in, and returns the access token.
    pub async fn token(&self, app: &App, device: &Device) -> String {
        let tokens = self.sign_in(app, device).await;
        assert_eq!(tokens["__typename"], "SessionTokens", "{tokens}");
        tokens["accessToken"].as_str().expect("a token").to_owned()
    }
}

/// Issues the token of the first account, as the operator does.
pub async fn first_token(app: &App) -> String {
    let issued = app.application.identity.staff.first_token(Actor::System(Code::named("operator")), app.now()).await;
    issued.expect("a database").expect("no staff yet").token
}

/// Runs an operation, and returns its payload.
pub async fn run(app: &App, name: &str, input: Value) -> Value {
    payload(app.answer(&operation(name), json!({ "input": input })).await)
}

/// Runs an operation with an access token, and returns the whole answer.
pub async fn answer_as(app: &App, token: &str, name: &str, input: Value) -> Value {
    let request = app.request(&operation(name), &json!({ "input": input })).header("authorization", format!("Bearer {token}"));
    request.send().await.expect("an answer").json().await.expect("JSON")
}

/// Runs an operation with an access token, and returns its payload.
pub async fn run_as(app: &App, token: &str, name: &str, input: Value) -> Value {
    payload(answer_as(app, token, name, input).await)
}

fn payload(answer: Value) -> Value {
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"].as_object().expect("data").values().next().expect("one field").clone()
}

/// Begins an activation, and returns what comes of it.
pub async fn activate(app: &App, token: &str, email: &str, password: &str) -> Value {
    let input = json!({ "token": token, "email": email, "displayName": "Ada Example", "password": password });
    run(app, "activate_staff", input).await
}

/// Sets an app up with what an activation began with.
pub fn set_up(enrolment: &Value) -> Totp {
    Totp::from_url(enrolment["otpauthUri"].as_str().unwrap_or_else(|| panic!("{enrolment}"))).expect("an app reads it")
}

/// Opens an account with a token.
pub async fn open(app: &App, token: &str, email: &str) -> Member {
    let totp = set_up(&activate(app, token, email, PASSWORD).await);
    let code = totp.generate(app.now().as_second().try_into().expect("after 1970")).to_string();
    let opened = run(app, "confirm_staff", json!({ "token": token, "code": code })).await;
    let codes = opened["recoveryCodes"].as_array().unwrap_or_else(|| panic!("{opened}"));
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    Member { id: text(&opened["id"]), email: email.to_owned(), totp, recovery_codes: codes.iter().map(text).collect() }
}

/// Opens the first account.
pub async fn first(app: &App) -> Member {
    let token = first_token(app).await;
    open(app, &token, "first@customs.example").await
}

/// Signs in with a password and a code of the app.
pub async fn sign_in(app: &App, device: &Device, email: &str, password: &str, code: &str) -> Value {
    let input = json!({ "email": email, "password": password, "code": code, "deviceName": "A desk" });
    sign_in_with(app, device, input).await
}

/// Signs in with whatever is sent, and a proof for the address in it.
pub async fn sign_in_with(app: &App, device: &Device, input: Value) -> Value {
    let proof = device.proof(input["email"].as_str().expect("an address"), app.now());
    let request = app.request(&operation("sign_in_staff"), &json!({ "input": input })).header("dpop", proof);
    payload(request.send().await.expect("an answer").json().await.expect("JSON"))
}
