//! Signed lists about receipts, fetched from a server: what verifies receipts without a network from then on, and never by an older list.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
};

use ed25519_dalek::{Signer as _, SigningKey};
use fingertip_sdk_core::{
    ClientConfig, Fingertip, HttpRequest, HttpResponse, Later, Transport, TransportError, create_client, error_code,
};
use futures_executor::block_on;
use receipt::{Change, KeyList, PublishedKey, StatusList, What};

use crate::{
    given::{Phone, config},
    packs::{at, public},
};

/// A server that shows two lists.
#[derive(Default)]
struct Shown {
    keys: Mutex<Vec<u8>>,
    changes: Mutex<Vec<u8>>,
}

impl Transport for Shown {
    fn send(&self, request: HttpRequest) -> Later<'_, Result<HttpResponse, TransportError>> {
        let list = match request.url.strip_prefix("https://trade.example") {
            Some("/.well-known/receipt-keys") => &self.keys,
            Some("/.well-known/receipt-changes") => &self.changes,
            other => panic!("nobody asks for {other:?}"),
        };
        let body = list.lock().expect("whole").clone();
        Box::pin(async move { Ok(HttpResponse { status: 200, headers: Vec::new(), body, wire_bytes: None }) })
    }

    fn cancel(&self, _: &str) {}
}

fn sign(number: u8) -> impl Fn(&[u8]) -> Result<[u8; 64], Infallible> {
    move |message| Ok(SigningKey::from_bytes(&[number; 32]).sign(message).to_bytes())
}

fn keys(root: u8, issued_at: &str, revoked: bool) -> Vec<u8> {
    let (from, until) = (at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"));
    let key = PublishedKey { public: public(1), from, until, revoked_at: revoked.then(|| at(issued_at)) };
    KeyList::new("ZZ".parse().expect("a country"), at(issued_at), vec![key])
        .expect("a list")
        .sign(&public(root), sign(root))
        .expect("short")
}

fn app(phone: &Phone, shown: &Arc<Shown>) -> Fingertip {
    let root = public(9).as_bytes().to_vec();
    create_client(ClientConfig { receipt_trust_root: root, ..config() }, phone.host(shown.clone())).expect("a client")
}

/// The receipt of docs/receipts.md, which the key of ones signed.
fn receipt() -> String {
    let page = include_str!("../../../../docs/receipts.md");
    page.lines().find(|line| line.starts_with("CR1:RR")).expect("the vector of the page").to_owned()
}

fn verdict(client: &Fingertip) -> (String, String) {
    let check = client.payments().check_receipt(receipt());
    (check.verdict, check.standing)
}

#[test]
fn a_phone_hears_what_became_of_receipts_and_believes_nobody_but_its_root() {
    let (phone, shown) = (Phone::new(1), Arc::new(Shown::default()));
    let client = app(&phone, &shown);
    *shown.keys.lock().expect("whole") = keys(9, "2026-02-01T00:00:00Z", false);
    assert_eq!(block_on(client.payments().update_receipt_keys()), Ok(1));
    assert_eq!(verdict(&client), ("valid".to_owned(), "not-asked".to_owned()));
    let digest = receipt::bytes_of(&receipt()).map(|bytes| receipt::Digest::of(&bytes)).expect("a receipt");
    let change = Change { what: What::Repaid, at: at("2026-03-02T00:00:00Z") };
    let changes = |as_of: &str, changed: bool| {
        let changes = changed.then_some((digest, change)).into_iter().collect();
        StatusList::new("ZZ".parse().expect("a country"), at(as_of), changes)
            .expect("few")
            .sign(&public(9), sign(9))
            .expect("short")
    };
    *shown.changes.lock().expect("whole") = changes("2026-03-01T12:00:00Z", false);
    assert_eq!(block_on(client.payments().update_receipt_changes()), Ok(at("2026-03-01T12:00:00Z").as_millisecond()));
    assert_eq!(verdict(&client).1, "unchanged");
    *shown.changes.lock().expect("whole") = changes("2026-03-03T00:00:00Z", true);
    assert!(block_on(client.payments().update_receipt_changes()).is_ok());
    // Kept: also after a restart, and without a network.
    let client = app(&phone, &shown);
    assert_eq!(verdict(&client), ("valid".to_owned(), "repaid".to_owned()));
    // An older list, and one that another key signed, take nothing back.
    let refused = |what: Result<i64, fingertip_sdk_core::FingertipError>| what.map_err(|error| error_code(&error));
    *shown.changes.lock().expect("whole") = changes("2026-03-02T00:00:00Z", false);
    assert_eq!(refused(block_on(client.payments().update_receipt_changes())), Err("RECEIPT_NOT_GENUINE".to_owned()));
    *shown.keys.lock().expect("whole") = keys(8, "2026-04-01T00:00:00Z", false);
    assert_eq!(refused(block_on(client.payments().update_receipt_keys())), Err("RECEIPT_NOT_GENUINE".to_owned()));
    assert_eq!(verdict(&client).1, "repaid");
    // The key was stolen.
    *shown.keys.lock().expect("whole") = keys(9, "2026-05-01T00:00:00Z", true);
    assert_eq!(block_on(client.payments().update_receipt_keys()), Ok(1));
    assert_eq!(verdict(&client).0, "key-revoked");
    *shown.keys.lock().expect("whole") = keys(9, "2026-04-30T00:00:00Z", false);
    assert_eq!(refused(block_on(client.payments().update_receipt_keys())), Err("RECEIPT_NOT_GENUINE".to_owned()));
    assert_eq!(verdict(&client).0, "key-revoked");
}

#[test]
fn without_a_root_there_is_no_list_of_changes() {
    let (phone, shown) = (Phone::new(1), Arc::new(Shown::default()));
    let client = create_client(config(), phone.host(shown)).expect("a client");
    let refused = block_on(client.payments().update_receipt_changes()).expect_err("no root");
    assert_eq!(error_code(&refused), "TRUST_ROOT_MISSING");
}
