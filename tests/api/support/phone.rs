//! A person at a phone: asks for codes, reads them, signs in.

use serde_json::{Value, json};

use super::{
    app::{App, operation},
    device::Device,
};

/// Runs an operation with a proof for `token`, and returns its payload.
pub async fn with_proof(app: &App, name: &str, input: Value, device: &Device, token: &str) -> Value {
    let request = app.request(&operation(name), &json!({ "input": input })).header("dpop", device.proof(token, app.now()));
    let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"].as_object().expect("data").values().next().expect("one field").clone()
}

pub async fn request_code(app: &App, device: &Device, phone: &str, purpose: &str) -> Value {
    with_proof(app, "request_code", json!({ "phone": phone, "purpose": purpose }), device, phone).await
}

/// Asks for a code and returns it as the phone shows it.
pub async fn receive(app: &App, device: &Device, phone: &str, purpose: &str) -> String {
    let requested = request_code(app, device, phone, purpose).await;
    assert_eq!(requested["__typename"], "CodeRequested", "{requested}");
    app.carrier.newest_to(&phone.replace([' ', '-'], ""))[..6].to_owned()
}

pub async fn try_code(app: &App, device: &Device, phone: &str, code: &str) -> Value {
    let input = json!({ "phone": phone, "code": code, "deviceName": "A small phone" });
    with_proof(app, "sign_in", input, device, code).await
}

/// Signs in by a code: the access token.
pub async fn sign_in(app: &App, device: &Device, phone: &str) -> String {
    let code = receive(app, device, phone, "SIGN_IN").await;
    let signed_in = try_code(app, device, phone, &code).await;
    assert_eq!(signed_in["__typename"], "SessionTokens", "{signed_in}");
    signed_in["accessToken"].as_str().expect("a token").to_owned()
}
