//! Hostile notices: whatever is not the provider's, or not of now, or not of our mode, is not taken; what is good is read. Row F05.

use aws_lc_rs::hmac;
use gateway::{DisputeStanding, Envelope, Gateway, Notice, NoticeRefused, PayoutStanding, Told, Trust, stripe::Stripe};
use payment::{Operation, Standing};
use serde_json::{Value, json};
use simulator::Plan;
use vocabulary::{Money, Timestamp};

use crate::support::{SECRET, cards, cards_of, evidence, key, money, now, order, simulator};

fn signed(body: &[u8], secret: &str, at: Timestamp) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, &[format!("{}.", at.as_second()).as_bytes(), body].concat());
    format!("t={},v1={}", at.as_second(), hex::encode(tag))
}

fn read(cards: &Stripe, body: &[u8], header: &str) -> Result<Notice, NoticeRefused> {
    cards.read_notice(&Envelope { body, headers: &[("STRIPE-signature", header)], token: None, received_at: now() })
}

fn event(kind: &str, object: Value) -> Vec<u8> {
    json!({"id": "evt_1", "object": "event", "type": kind, "created": now().as_second(), "livemode": false, "data": {"object": object}})
        .to_string()
        .into_bytes()
}

fn succeeded() -> Value {
    json!({"id": "pi_1", "object": "payment_intent", "status": "succeeded", "amount_received": 1_500, "currency": "eur",
        "livemode": false, "metadata": {"attempt": "00000000000000000000000000000001"}})
}

fn offline() -> Stripe {
    cards_of("http://127.0.0.1:9")
}

#[test]
fn a_signed_notice_is_read_as_evidence_with_its_bytes() {
    let body = event("payment_intent.succeeded", succeeded());
    let notice = read(&offline(), &body, &signed(&body, SECRET, now())).expect("a notice");
    let Told::Attempt(told) = notice.told else { panic!("{:?}", notice.told) };
    assert_eq!((notice.id.as_str(), notice.trust), ("evt_1", Trust::Signed));
    assert_eq!((told.standing, told.captured), (Standing::Captured, Some(money(1_500, "EUR"))));
    assert_eq!(told.raw, body);
}

#[test]
fn twenty_thousand_hostile_notices_change_nothing() {
    let cards = offline();
    let body = event("payment_intent.succeeded", succeeded());
    let good = signed(&body, SECRET, now());
    let second = |by: i64| now().checked_add(jiff::SignedDuration::from_secs(by)).expect("an instant");
    for number in 0..20_000_usize {
        let mut changed = body.clone();
        let at = number % changed.len();
        changed[at] ^= 1 + u8::try_from(number / changed.len() % 255).expect("small");
        let refused = match number % 5 {
            0 => read(&cards, &changed, &good),
            1 => read(&cards, &body, &signed(&body, &format!("whsec_{number}"), now())),
            2 => read(&cards, &body, &signed(&body, SECRET, second(-301 - i64::try_from(number).expect("small")))),
            3 => read(&cards, &body, &signed(&body, SECRET, second(301 + i64::try_from(number).expect("small")))),
            _ => read(&cards, &body, &good.replace("v1=", "v0=")),
        };
        assert!(refused.is_err(), "{number}: {refused:?}");
    }
    assert!(read(&cards, &body, &good).is_ok());
}

#[test]
fn the_other_mode_a_bomb_and_a_flood_are_refused() {
    let cards = offline();
    let refused = |body: &[u8]| read(&cards, body, &signed(body, SECRET, now()));
    let live = String::from_utf8(event("payment_intent.succeeded", succeeded())).expect("a text");
    assert_eq!(refused(live.replace("\"livemode\":false", "\"livemode\":true").as_bytes()), Err(NoticeRefused::OtherMode));
    assert_eq!(refused(live.replacen("\"livemode\":false", "\"livemode\":true", 1).as_bytes()), Err(NoticeRefused::OtherMode));
    assert_eq!(refused("[".repeat(65).as_bytes()), Err(NoticeRefused::Unreadable));
    assert_eq!(refused(&vec![b' '; 1 << 20]), Err(NoticeRefused::TooLarge));
    assert_eq!(refused(b"{}"), Err(NoticeRefused::Unreadable));
    assert_eq!(refused(b"\xff\xfe"), Err(NoticeRefused::Unreadable));
}

#[test]
fn what_we_do_not_know_is_kept_and_nothing_follows() {
    let cards = offline();
    let told = |kind: &str, object: Value| {
        let body = event(kind, object);
        read(&cards, &body, &signed(&body, SECRET, now())).expect("a notice").told
    };
    assert_eq!(told("radar.early_fraud_warning.created", json!({"object": "radar.early_fraud_warning"})), Told::Other);
    assert_eq!(
        told("payment_intent.succeeded", json!({"object": "payment_intent", "id": "pi_1", "status": "paid"})),
        Told::Other
    );
    assert_eq!(told("payment_intent.succeeded", json!("succeeded")), Told::Other);
    // An event that says it of something else says nothing of a payment.
    assert_eq!(told("payment_intent.succeeded", json!({"object": "charge", "id": "ch_1", "status": "succeeded"})), Told::Other);
}

#[test]
fn disputes_and_payouts_are_read() {
    let cards = offline();
    let told = |kind: &str, object: Value| {
        let body = event(kind, object);
        read(&cards, &body, &signed(&body, SECRET, now())).expect("a notice").told
    };
    let transactions = json!([{"net": -8_000, "currency": "gbp"}, {"net": 6_500, "currency": "gbp"}]);
    let dispute = json!({"object": "dispute", "id": "du_1", "payment_intent": "pi_1", "status": "won", "amount": 6_500,
        "currency": "gbp", "balance_transactions": transactions, "evidence_details": {"due_by": 1_642_579_171}});
    let Told::Dispute(dispute) = told("charge.dispute.closed", dispute) else { panic!("no dispute") };
    assert_eq!((dispute.standing, dispute.amount), (Some(DisputeStanding::Won), Some(money(6_500, "GBP"))));
    assert_eq!(dispute.balance, Some(Money::new(-1_500, "GBP".parse().expect("a currency"))));
    let payout = json!({"object": "payout", "id": "po_1", "status": "paid", "amount": 1_337_702, "currency": "gbp"});
    let Told::Payout(payout) = told("payout.paid", payout) else { panic!("no payout") };
    assert_eq!((payout.standing, payout.amount), (Some(PayoutStanding::Paid), Some(money(1_337_702, "GBP"))));
}

#[tokio::test]
async fn what_the_simulator_sends_is_read_and_what_a_forger_sends_is_not() {
    let simulator = simulator(Plan::default());
    let (cards, order) = (cards(&simulator), order(1, money(1_500, "EUR")));
    let started = evidence(cards.start(&order, &key(&order, Operation::Start)).await);
    simulator.payer(&started.provider_reference, simulator::Deed::Approve).expect("a deed");
    let events = reqwest::Client::new()
        .get(format!("{}/v1/events", simulator.url()))
        .bearer_auth("sk_test_1")
        .send()
        .await
        .expect("an answer")
        .text()
        .await
        .expect("a text");
    let events: Value = serde_json::from_str(&events).expect("JSON");
    let body = events["data"][0].to_string();
    let notice = read(&cards, body.as_bytes(), &signed(body.as_bytes(), SECRET, now())).expect("a notice");
    let Told::Attempt(told) = notice.told else { panic!("{:?}", notice.told) };
    assert_eq!((told.attempt, told.captured), (Some(order.attempt), Some(order.amount)));
    let forged = signed(body.as_bytes(), "whsec_of_somebody_else", now());
    assert_eq!(read(&cards, body.as_bytes(), &forged), Err(NoticeRefused::Forged));
}
