//! Runs the vectors of `mobile-sdk/conformance`, as each face does. The format is in the README there.

use std::{collections::BTreeMap, fs, sync::Arc, sync::atomic::Ordering};

use fingertip_sdk_core::{
    AskRequest, Consignment, EnquiryRef, EventKind, FetchPolicy, Fingertip, FingertipError, Goods, NewEnquiry, NewPayment,
    NextAction, PayNotice, Payment, PaymentStanding, Rail, SearchRequest, SessionState, create_client, error_code, is_retryable,
    retry_after_ms, user_message_key,
};
use futures_executor::block_on;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    given::{Phone, config},
    play::{Stage, Turn},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    #[expect(dead_code, reason = "for whoever reads the file")]
    about: String,
    scenarios: Vec<Scenario>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    name: String,
    steps: Vec<Step>,
}

/// A step: what the network will do, what the app calls, and what comes of it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    #[serde(default)]
    network: Vec<Turn>,
    #[serde(default)]
    call: Option<String>,
    #[serde(default)]
    with: Value,
    /// Calls it so often at the same time.
    #[serde(default)]
    at_once: Option<usize>,
    #[serde(default)]
    expect: Value,
    /// Keeps a field of what came under a name, for `with` of later steps: `"$name"`.
    #[serde(default)]
    keep: BTreeMap<String, String>,
    #[serde(default)]
    advance_ms: i64,
    /// Kills the app and starts it again.
    #[serde(default)]
    kill: bool,
    /// Puts this into a slot of the safe, as an extension of the app would.
    #[serde(default)]
    safe: BTreeMap<String, Value>,
    #[serde(default)]
    jam_safe: Option<bool>,
    #[serde(default)]
    online: Option<bool>,
}

fn run(file: &str) {
    let path = format!("{}/../conformance/{file}", env!("CARGO_MANIFEST_DIR"));
    let vectors: Vectors = serde_json::from_str(&fs::read_to_string(&path).expect(&path)).expect(&path);
    assert!(!vectors.scenarios.is_empty());
    for scenario in vectors.scenarios {
        play(&scenario);
    }
}

fn play(scenario: &Scenario) {
    let phone = Phone::new(scenario.name.len() as u64);
    let stage = Arc::new(Stage::default());
    let start = || create_client(config(), phone.host(stage.clone())).expect("a client");
    let mut client = start();
    let mut kept: BTreeMap<String, Value> = BTreeMap::new();
    for (number, step) in scenario.steps.iter().enumerate() {
        let place = format!("{}, step {}", scenario.name, number + 1);
        if step.kill {
            drop(client);
            client = start();
        }
        for (slot, secret) in &step.safe {
            phone.safe.slots.lock().expect("whole").insert(slot.clone(), secret.to_string());
        }
        if let Some(is_jammed) = step.jam_safe {
            *phone.safe.is_jammed.lock().expect("whole") = is_jammed;
        }
        if let Some(online) = step.online {
            *phone.network.0.lock().expect("whole") = online;
        }
        phone.clock.0.fetch_add(step.advance_ms, Ordering::SeqCst);
        stage.expect(step.network.clone());
        if let Some(call) = &step.call {
            let with = filled(&step.with, &kept);
            let came = match step.at_once {
                None => block_on(called(&client, &stage, call, &with)),
                Some(times) => {
                    let calls = (0..times).map(|_| called(&client, &stage, call, &with));
                    Value::Array(block_on(futures_util::future::join_all(calls)))
                }
            };
            if let Err(why) = fits(&step.expect, &came) {
                panic!("{place}: {why}\ncame {came:#}");
            }
            for (name, field) in &step.keep {
                kept.insert(name.clone(), came[field].clone());
            }
        }
        let faults = stage.faults();
        assert!(faults.is_empty(), "{place}: {faults:#?}");
    }
}

fn filled(value: &Value, kept: &BTreeMap<String, Value>) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix('$') {
            Some(name) => kept.get(name).cloned().unwrap_or_else(|| panic!("nothing was kept as {name}")),
            None => value.clone(),
        },
        Value::Array(items) => Value::Array(items.iter().map(|item| filled(item, kept)).collect()),
        Value::Object(fields) => Value::Object(fields.iter().map(|(name, field)| (name.clone(), filled(field, kept))).collect()),
        other => other.clone(),
    }
}

/// Whether what came has what was expected: each field of an object, each item of a list and no other, and `{"at_most": n}`.
fn fits(expected: &Value, came: &Value) -> Result<(), String> {
    match (expected, came) {
        (Value::Null, _) => Ok(()),
        (Value::Object(limit), Value::Number(number)) if limit.contains_key("at_most") => {
            let (most, number) = (limit["at_most"].as_i64().expect("a number"), number.as_i64().expect("a whole number"));
            if number <= most { Ok(()) } else { Err(format!("{number} is more than {most}")) }
        }
        (Value::Object(expected), Value::Object(came)) => expected.iter().try_for_each(|(name, value)| {
            let found = came.get(name).unwrap_or(&Value::Null);
            let absent = value == &json!("absent") && found.is_null();
            if absent { Ok(()) } else { fits(value, found).map_err(|why| format!("{name}: {why}")) }
        }),
        (Value::Array(expected), Value::Array(came)) if expected.len() == came.len() => {
            expected.iter().zip(came).try_for_each(|(expected, came)| fits(expected, came))
        }
        (expected, came) if expected == came => Ok(()),
        (expected, came) => Err(format!("{expected} was expected, {came} came")),
    }
}

async fn called(client: &Fingertip, stage: &Stage, call: &str, with: &Value) -> Value {
    let text = |name: &str| with[name].as_str().unwrap_or_default().to_owned();
    let optional = |name: &str| with[name].as_str().map(str::to_owned);
    match call {
        "notice" => said(
            client.payments().notice(text("reference")).await,
            |notice| json!({ "reference": notice.reference, "version": notice.version, "owed_minor": notice.owed.minor, "ways": notice.options.len() }),
        ),
        "start" => said(client.payments().start(payment_of(with)).await, |payment| shown(&payment)),
        "request_payment_code" => {
            let asked = client.payments().request_code(text("phone"), payment_of(with).expected_total).await;
            said(asked, |code| json!({ "again_at": code.again_at }))
        }
        "confirm" => said(client.payments().confirm(payment_of(with), text("code")).await, |until| json!({ "until": until })),
        "status" => said(client.payments().status(text("attempt")).await, |payment| shown(&payment)),
        "cancel" => said(client.payments().cancel(text("attempt")).await, |payment| shown(&payment)),
        "resume" => {
            said(client.payments().resume_pending().await, |all| json!({ "payments": all.iter().map(shown).collect::<Vec<_>>() }))
        }
        "known" => json!({ "payments": client.payments().known().iter().map(shown).collect::<Vec<_>>() }),
        "await" => {
            let timeout = with["timeout_ms"].as_i64().unwrap_or(60_000);
            said(client.payments().await_final(text("attempt"), timeout, None).await, |payment| shown(&payment))
        }
        "open" => said(client.enquiry().open(enquiry_of(with)), |id| json!({ "entry": id })),
        "draft" => said(client.enquiry().draft(enquiry_of(with)), |id| json!({ "entry": id })),
        "follow_up" => {
            let to = match optional("entry") {
                Some(outbox_id) => EnquiryRef::Queued { outbox_id },
                None => EnquiryRef::Opened { reference: text("reference"), pin: optional("pin") },
            };
            said(client.enquiry().follow_up(to, text("text")), |id| json!({ "entry": id }))
        }
        "queue" => said(client.outbox().queue(text("entry")), |()| json!({})),
        "retry" => said(client.outbox().retry(text("entry")), |()| json!({})),
        "discard" => said(client.outbox().discard(text("entry")), |()| json!({})),
        "flush" => said(
            client.outbox().flush().await,
            |report| json!({ "confirmed": report.confirmed, "dead": report.dead, "waiting": report.waiting }),
        ),
        "entries" => {
            let entry = |entry: fingertip_sdk_core::OutboxEntry| {
                let opened = entry.opened.unwrap_or(fingertip_sdk_core::OpenedEnquiry {
                    reference: String::new(),
                    pin: None,
                    due_at: None,
                    opened_at: String::new(),
                });
                json!({ "state": format!("{:?}", entry.state), "reason": entry.reason, "reference": opened.reference, "pin": opened.pin })
            };
            json!({ "entries": client.outbox().entries().into_iter().map(entry).collect::<Vec<_>>() })
        }
        "events" => {
            let mut kinds = Vec::new();
            while let Some(event) = client.events().next() {
                kinds.push(match event.kind {
                    EventKind::OutboxConfirmed { .. } => "OutboxConfirmed",
                    EventKind::OutboxDead { .. } => "OutboxDead",
                    EventKind::PaymentChanged { .. } => "PaymentChanged",
                    EventKind::SignedOut { .. } => "SignedOut",
                    EventKind::StorageDamaged { .. } => "StorageDamaged",
                    EventKind::Missed { .. } => "Missed",
                });
                if with["acknowledge"].as_bool() == Some(false) {
                    break;
                }
                client.events().ack(event.seq).expect("acknowledged");
            }
            json!({ "events": kinds })
        }
        "session" => said(client.session().state(), |state| state_of(&state)),
        "request_code" => said(client.session().request_code(text("phone")).await, |code| json!({ "again_at": code.again_at })),
        "sign_in" => {
            said(client.session().sign_in(text("phone"), text("code"), "test".to_owned()).await, |state| state_of(&state))
        }
        "sign_out" => said(client.session().sign_out().await, |out| json!({ "is_told": out.is_told })),
        "my_enquiries" => said(client.enquiry().my_enquiries(5, None).await, |list| json!({ "items": list.items.len() })),
        "ask" => {
            let request =
                AskRequest { text: text("text"), keep: with["keep"].as_bool().unwrap_or(true), ..AskRequest::default() };
            said(
                client.enquiry().ask(request, None).await,
                |answer| json!({ "status": answer.status, "sentences": answer.sentences.len() }),
            )
        }
        "search" => {
            let request = SearchRequest {
                text: text("text"),
                first: with["first"].as_i64(),
                budget_bytes: with["budget_bytes"].as_i64(),
                ..SearchRequest::default()
            };
            said(client.content().search(request, None).await, |page| {
                let source = format!("{:?}", page.freshness.source);
                json!({ "hits": page.hits.len(), "left_out": page.left_out, "source": source, "stale": page.freshness.stale })
            })
        }
        "publication" => said(client.content().publication(text("id"), None, None).await, |publication| {
            let source = format!("{:?}", publication.freshness.source);
            json!({ "title": publication.title, "source": source, "stale": publication.freshness.stale })
        }),
        "duty" => said(client.tariff().compute_duty_from(consignment_of(with), policy_of(with)).await, |duty| {
            let total = duty.total.map(|total| total.minor);
            json!({ "total": total, "lines": duty.lines.len(), "source": format!("{:?}", duty.freshness.source) })
        }),
        "check_receipt" => {
            let check = client.payments().check_receipt(text("shown"));
            json!({ "verdict": check.verdict, "standing": check.standing, "is_proven": check.receipt.is_some() })
        }
        "update_keys" => said(client.payments().update_receipt_keys().await, |count| json!({ "keys": count })),
        "sent_bytes" => {
            let sizes = std::mem::take(&mut *stage.sizes.lock().expect("whole"));
            json!({ "requests": sizes.len(), "bytes": sizes.iter().map(|(_, size)| size).sum::<usize>() })
        }
        other => panic!("no such call: {other}"),
    }
}

fn said<T>(came: Result<T, FingertipError>, shown: impl FnOnce(T) -> Value) -> Value {
    match came {
        Ok(value) => shown(value),
        Err(error) => json!({ "error": {
            "code": error_code(&error),
            "retryable": is_retryable(&error),
            "retry_after_ms": retry_after_ms(&error),
            "message_key": user_message_key(&error),
        }}),
    }
}

fn state_of(state: &SessionState) -> Value {
    match state {
        SessionState::SignedIn { session_id } => json!({ "signed_in": true, "session": session_id }),
        SessionState::SignedOut { reason } => json!({ "signed_in": false, "reason": format!("{reason:?}") }),
    }
}

fn payment_of(with: &Value) -> NewPayment {
    let money = |minor: i64| fingertip_sdk_core::Money { minor, currency: "XTS".to_owned() };
    let reference = with["reference"].as_str().unwrap_or("260018421743").to_owned();
    NewPayment {
        notices: vec![PayNotice { reference, version: 1, amount: None }],
        expected_total: money(with["minor"].as_i64().unwrap_or(1_098_768)),
        rail: match with["rail"].as_str() {
            Some("CARD") => Rail::Card,
            Some("DEPOSIT") => Rail::Deposit,
            _ => Rail::MobileMoney,
        },
        phone: Some("+999555010012".to_owned()),
        acting_for: None,
        as_account: with["as_account"].as_bool().unwrap_or(false),
        account: with["account"].as_str().map(str::to_owned),
    }
}

/// A line of coffee, which no pack is there for.
fn consignment_of(with: &Value) -> Consignment {
    let code = with["code"].as_str().unwrap_or("0901210000").to_owned();
    let value = fingertip_sdk_core::Money { minor: 100_000, currency: "XTS".to_owned() };
    let goods = Goods { code, country: "KE".to_owned(), customs_value: Some(value), ..Goods::default() };
    Consignment { lines: vec![goods], ..Consignment::default() }
}

fn policy_of(with: &Value) -> FetchPolicy {
    match with["policy"].as_str() {
        Some("PackOnly") => FetchPolicy::PackOnly,
        Some("CacheThenNetwork") => FetchPolicy::CacheThenNetwork,
        _ => FetchPolicy::NetworkFirst,
    }
}

fn enquiry_of(with: &Value) -> NewEnquiry {
    NewEnquiry {
        question: with["question"].as_str().unwrap_or_default().to_owned(),
        topic: "DUTIES".to_owned(),
        as_account: with["as_account"].as_bool().unwrap_or(false),
        ..NewEnquiry::default()
    }
}

fn shown(payment: &Payment) -> Value {
    let (standing, code, receipts) = match &payment.standing {
        PaymentStanding::NotStarted { code } => ("NotStarted", Some(code.clone()), 0),
        PaymentStanding::Succeeded { receipts } => ("Succeeded", None, receipts.len()),
        PaymentStanding::Unknown => ("Unknown", None, 0),
        PaymentStanding::PayersTurn => ("PayersTurn", None, 0),
        PaymentStanding::Waiting => ("Waiting", None, 0),
        PaymentStanding::UnderReview => ("UnderReview", None, 0),
        PaymentStanding::AwaitingReceipt => ("AwaitingReceipt", None, 0),
        PaymentStanding::Failed => ("Failed", None, 0),
        PaymentStanding::Cancelled => ("Cancelled", None, 0),
    };
    let next = match &payment.next_action {
        NextAction::None => "None",
        NextAction::Redirect { .. } => "Redirect",
        NextAction::MobileMoneyPush { .. } => "MobileMoneyPush",
        NextAction::ProviderSdk { .. } => "ProviderSdk",
        NextAction::BankReference { .. } => "BankReference",
    };
    json!({
        "attempt": payment.attempt_id, "payment": payment.payment_id, "standing": standing, "code": code, "receipts": receipts,
        "next": next, "do_not_pay_again": payment.do_not_pay_again,
    })
}

macro_rules! files {
    ($($name:ident: $file:literal),* $(,)?) => { $(#[test] fn $name() { run($file); })* };
}

files! {
    errors_are_told_by_what_an_app_can_do: "errors.json",
    nobody_is_signed_out_by_accident: "session.json",
    the_outbox_loses_nothing_and_doubles_nothing: "outbox.json",
    a_payment_is_never_shown_otherwise_than_it_is: "payments.json",
    requests_keep_to_their_bytes: "budgets.json",
    receipts_are_verified_without_a_network: "receipts.json",
    duties_are_worked_out_where_the_app_says: "duties.json",
}
