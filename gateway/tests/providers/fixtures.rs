//! Real messages of the card provider, and the examples of the mobile-money specification: whatever is in them, nothing is lost or made up.

use std::{fs, sync::LazyLock};

use aws_lc_rs::hmac;
use gateway::{DisputeStanding, Envelope, Gateway, Notice, NoticeRefused, Told, stripe::Stripe};
use payment::{DeclineReason, Standing};
use serde_json::{Value, json};

use crate::support::{SECRET, money, now, pace, real_data};

/// The provider, for real money or for trying out.
fn cards(live: bool) -> &'static Stripe {
    static BOTH: LazyLock<[Stripe; 2]> = LazyLock::new(|| [false, true].map(made));
    &BOTH[usize::from(live)]
}

fn made(live: bool) -> Stripe {
    let settings = gateway::stripe::Settings {
        secret: if live { "sk_live_1" } else { "sk_test_1" }.to_owned(),
        notice_secrets: vec![SECRET.to_owned()],
        live,
        pace: pace(),
    };
    Stripe::new(settings).expect("a provider")
}

/// Reads a body as a notice that is signed well, in the mode that it is of.
fn told(body: &str) -> Result<Notice, NoticeRefused> {
    let read = |live: bool| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
        let second = now().as_second();
        let header = format!("t={second},v1={}", hex::encode(hmac::sign(&key, format!("{second}.{body}").as_bytes())));
        let headers = [("Stripe-Signature", header.as_str())];
        cards(live).read_notice(&Envelope { body: body.as_bytes(), headers: &headers, token: None, received_at: now() })
    };
    match read(false) {
        Err(NoticeRefused::OtherMode) => read(true),
        read => read,
    }
}

fn event(object: &Value) -> String {
    let kind = format!("{}.updated", object["object"].as_str().unwrap_or_default());
    let kind = if kind.starts_with("dispute") { format!("charge.{kind}") } else { kind };
    json!({"id": "evt_1", "type": kind, "created": now().as_second(), "livemode": object["livemode"], "data": {"object": object}})
        .to_string()
}

#[test]
fn every_object_of_the_reference_is_read_or_passed_over() {
    let Some(folder) = real_data() else { return };
    let text = fs::read_to_string(folder.join("stripe_object_fixtures.json")).expect("a file");
    let file: Value = serde_json::from_str(&text).expect("JSON");
    let objects = file.as_object().expect("objects");
    assert!(objects.len() > 20);
    for (name, object) in objects {
        let notice = told(&event(object)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let is_read = !matches!(notice.told, Told::Other);
        let is_ours = ["payment_intent", "refund", "dispute", "payout"].contains(&name.as_str());
        assert_eq!(is_read, is_ours, "{name}: {:?}", notice.told);
    }
    let Told::Attempt(intent) = told(&event(&objects["payment_intent"])).expect("a notice").told else { panic!("no attempt") };
    // The last error of the sample is none of a bank; the payer is to choose another means all the same.
    assert_eq!(intent.standing, Standing::Declined { reason: DeclineReason::Other });
}

#[test]
fn every_real_message_is_read_without_a_panic_and_money_is_where_it_is() {
    let Some(folder) = real_data() else { return };
    let mut read = 0;
    let mut captured = Vec::new();
    for entry in fs::read_dir(folder.join("stripe_messages")).expect("a folder") {
        let path = entry.expect("a file").path();
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let text = fs::read_to_string(&path).expect("a text");
        let Ok(value) = serde_json::from_str::<Value>(&text) else { continue };
        let body = if value["object"] == "event" { text.clone() } else { event(&value) };
        match told(&body) {
            Ok(Notice { told: Told::Attempt(evidence), .. }) if evidence.standing == Standing::Captured => captured.push(name),
            Ok(_) => {}
            Err(error) => panic!("{name}: {error}"),
        }
        read += 1;
    }
    assert!(read >= 36, "{read}");
    captured.sort();
    println!("{read} messages; money in {captured:?}");
    assert!(captured.contains(&"payment_intent_capture_success_response".to_owned()), "{captured:?}");
    assert!(
        !captured.iter().any(|name| name.contains("3ds") || name.contains("error") || name.contains("cancel")),
        "{captured:?}"
    );
}

#[test]
fn a_lost_dispute_with_several_transactions_adds_up() {
    let Some(folder) = real_data() else { return };
    let name = "stripe_messages/charge_dispute_lost_with_multiple_balance_transactions.json";
    let text = fs::read_to_string(folder.join(name)).expect("a file");
    let text = text.replace("{{status}}", "lost").replace("{{type}}", "charge.dispute.closed");
    let Told::Dispute(dispute) = told(&text).expect("a notice").told else { panic!("no dispute") };
    assert_eq!(dispute.standing, Some(DisputeStanding::Lost));
    let value: Value = serde_json::from_str(&text).expect("JSON");
    let transactions = value.pointer("/data/object/balance_transactions").and_then(Value::as_array).expect("transactions");
    let sum: i64 = transactions.iter().filter_map(|transaction| transaction["net"].as_i64()).sum();
    assert_eq!(dispute.balance, Some(money(sum, "GBP")));
}

#[test]
fn the_amounts_and_codes_of_the_mobile_money_specification_are_ours() {
    let Some(folder) = real_data() else { return };
    let text = fs::read_to_string(folder.join("gsma_mobile_money_api_1.2.0.yaml")).expect("a file");
    let specification: Value = serde_norway::from_str(&text).expect("YAML");
    let schemas = &specification["components"]["schemas"];
    let states: Vec<&str> = schemas["requestStateObject"]["properties"]["status"]["enum"]
        .as_array()
        .expect("words")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(states, ["pending", "completed", "failed"]);
    assert_eq!(schemas["descriptionText"]["maxLength"], 160);
    assert_eq!(schemas["amount"]["pattern"], "^([0]|([1-9][0-9]{0,17}))([.][0-9]{0,3}[0-9])?$");
    for path in
        ["/transactions/type/{transactionType}", "/requeststates/{serverCorrelationId}", "/responses/{clientCorrelationId}"]
    {
        assert!(specification["paths"][path].is_object(), "{path}");
    }
    let codes = schemas["errorObject"]["properties"]["errorCode"]["enum"].as_array().expect("codes");
    assert!(codes.iter().any(|code| code == "duplicateRequest") && codes.iter().any(|code| code == "identifierError"));
}
