//! Packs on the phone: taken in whichever way they came, searched without a network, and never taken back to an older edition.

use std::{convert::Infallible, sync::Arc};

use ed25519_dalek::{Signer as _, SigningKey};
use fingertip_sdk_core::{FetchPolicy, Fingertip, SearchRequest, Source, create_client, error_code};
use futures_executor::block_on;
use index_core::document::{Document, DocumentId, Kind, SubjectKey};
use pack::{
    KeyList, Pack, PackKey,
    build::{self, Content, Edition, Signer},
};
use receipt::PublicKey;
use sha2::{Digest, Sha256};
use vocabulary::Timestamp;

use crate::{
    given::{Phone, config},
    play::{Stage, Turn},
};

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn private(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

pub fn public(number: u8) -> PublicKey {
    PublicKey::from_bytes(private(number).verifying_key().to_bytes()).expect("a key")
}

pub fn sign(number: u8) -> impl Fn(&[u8]) -> Result<[u8; 64], Infallible> {
    move |message| Ok(private(number).sign(message).to_bytes())
}

/// The list of keys that packs are signed by, as these roots signed it.
pub fn list(roots: &[u8]) -> Vec<u8> {
    let key = PackKey { public: public(7), from: at("2026-01-01T00:00:00Z"), until: at("2027-01-01T00:00:00Z"), revoked: false };
    let payload = KeyList::new(1, vec![key]).expect("a list").payload().expect("a list");
    let digest = Sha256::digest(&payload);
    let signed = roots.iter().map(|root| (public(*root).id(), sign(*root)(&digest).expect("signed")));
    KeyList::sealed(&payload, &signed.collect::<Vec<_>>())
}

pub fn document(name: &str, title: &str, body: &str) -> Document {
    Document {
        id: DocumentId(format!("publication/{name}/en/1/0")),
        subject: SubjectKey(format!("publication/{name}/en")),
        work: format!("publication/{name}"),
        kind: Kind::Publication,
        language: "en".parse().expect("a language"),
        title: title.to_owned(),
        path: Vec::new(),
        body: body.to_owned(),
        notes: String::new(),
        references: Vec::new(),
        code: None,
        declarable: false,
        authority: None,
        article11: None,
        direction: None,
        document_type: None,
        period: vocabulary::Period::starting("2026-01-01".parse().expect("a day")),
        review: None,
    }
}

pub fn documents() -> Vec<Document> {
    vec![
        document("coffee-export", "Exporting coffee", "Coffee beans need a phytosanitary certificate before they leave."),
        document("tea-export", "Exporting tea", "Tea needs an inspection of the board."),
    ]
}

pub fn edition(seq: u64) -> Edition {
    Edition {
        id: "zz-trade".parse().expect("a name"),
        jurisdiction: "ZZ".parse().expect("a country"),
        seq,
        created: at("2026-02-28T06:00:00Z"),
        expires: at("2026-03-30T00:00:00Z"),
    }
}

pub fn whole(seq: u64, documents: Vec<Document>) -> Vec<u8> {
    let content = Content { documents, ..Content::default() };
    let sign = sign(7);
    build::pack(&edition(seq), &content, &Signer { key: public(7), sign: &sign }).expect("a pack")
}

pub fn app<T: fingertip_sdk_core::Transport + 'static>(phone: &Phone, stage: &Arc<T>) -> Fingertip {
    let roots = [1, 2, 3].map(|root| public(root).as_bytes().to_vec()).to_vec();
    create_client(fingertip_sdk_core::ClientConfig { pack_trust_root: roots, ..config() }, phone.host(stage.clone()))
        .expect("a client")
}

fn coffee() -> SearchRequest {
    SearchRequest { text: "coffee certificate".to_owned(), ..SearchRequest::default() }
}

fn offline() -> Vec<Turn> {
    serde_json::from_value(serde_json::json!([{ "operation": "search", "fault": "offline" }])).expect("a turn")
}

#[test]
fn without_a_network_the_pack_answers_and_says_of_when_it_is() {
    let (phone, stage) = (Phone::new(1), Arc::new(Stage::default()));
    let client = app(&phone, &stage);
    client.packs().install_keys(list(&[1, 3])).expect("two of three");
    assert_eq!(client.packs().install(whole(4, documents())).expect("genuine"), "zz-trade");
    // After a restart it is there.
    let client = app(&phone, &stage);
    stage.expect(offline());
    let page = block_on(client.content().search(coffee(), None)).expect("the pack answers");
    assert_eq!((page.freshness.source, page.freshness.stale), (Source::Pack, false));
    assert_eq!(page.freshness.as_of_ms, at("2026-02-28T06:00:00Z").as_millisecond());
    assert_eq!(page.hits[0].publication_id.as_deref(), Some("coffee-export"));
    let text = client.packs().text(page.hits[0].document_id.clone().expect("found in a pack")).expect("there");
    assert!(text.body.contains("phytosanitary"));
    // After its last day it still answers, and says that it is old.
    phone.clock.0.fetch_add(40 * 24 * 60 * 60 * 1_000, std::sync::atomic::Ordering::SeqCst);
    let page =
        block_on(client.content().search(SearchRequest { policy: FetchPolicy::PackOnly, ..coffee() }, None)).expect("it answers");
    assert!(page.freshness.stale);
    assert!(client.packs().status()[0].stale);
    assert!(stage.faults().is_empty());
}

#[test]
fn a_pack_that_was_changed_on_the_way_from_phone_to_phone_is_refused() {
    let (phone, stage) = (Phone::new(1), Arc::new(Stage::default()));
    let client = app(&phone, &stage);
    let good = whole(4, documents());
    assert_eq!(error_code(&client.packs().install(good.clone()).expect_err("no keys")), "PACK_KEYS_MISSING");
    assert_eq!(error_code(&client.packs().install_keys(list(&[1])).expect_err("one of three")), "PACK_NOT_GENUINE");
    client.packs().install_keys(list(&[2, 3])).expect("two of three");
    for at in (0..good.len()).step_by(37) {
        let mut changed = good.clone();
        changed[at] ^= 0x10;
        assert!(client.packs().install(changed).is_err(), "byte {at}");
        assert!(client.packs().status().is_empty());
    }
    client.packs().install(good).expect("genuine, whichever way it came");
}

#[test]
fn an_older_edition_is_refused_and_a_delta_goes_on_top() {
    let (phone, stage) = (Phone::new(1), Arc::new(Stage::default()));
    let client = app(&phone, &stage);
    client.packs().install_keys(list(&[1, 2])).expect("two of three");
    let base = whole(4, documents());
    client.packs().install(base.clone()).expect("genuine");
    for seq in [3, 4] {
        assert_eq!(
            error_code(&client.packs().install(whole(seq, documents())).expect_err("not newer")),
            "PACK_NOT_NEXT",
            "{seq}"
        );
    }
    let mut after = documents();
    after.push(document("sisal-export", "Exporting sisal", "Sisal needs a grading certificate."));
    let keys = KeyList::open(&list(&[1, 2]), &pack::TrustRoot::new([1, 2, 3].map(public).to_vec(), 2).expect("roots"), None)
        .expect("keys");
    let (opened, sign) = (Pack::open(base, &keys).expect("a pack"), sign(7));
    let signer = Signer { key: public(7), sign: &sign };
    let delta = build::delta(&edition(5), 4, &opened, &build::difference(&documents(), &after), None, &signer).expect("a delta");
    client.packs().install(delta.clone()).expect("it follows");
    assert!(client.packs().install(delta).is_err(), "it does not follow itself");
    for client in [client, app(&phone, &stage)] {
        let status = &client.packs().status()[0];
        assert_eq!((status.seq, status.deltas, status.documents), (5, 1, 3));
        let asked = SearchRequest { text: "sisal".to_owned(), policy: FetchPolicy::PackOnly, ..SearchRequest::default() };
        assert_eq!(block_on(client.content().search(asked, None)).expect("it answers").hits.len(), 1);
    }
    let client = app(&phone, &stage);
    client.packs().remove("zz-trade".to_owned()).expect("gone");
    assert!(app(&phone, &stage).packs().status().is_empty());
    let left: Vec<String> =
        phone.files.0.lock().expect("whole").keys().filter(|name| name.starts_with("pack.")).cloned().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_pack_that_cannot_be_read_any_more_gives_way_to_the_edition_before() {
    let (phone, stage) = (Phone::new(1), Arc::new(Stage::default()));
    let client = app(&phone, &stage);
    client.packs().install_keys(list(&[1, 2])).expect("two of three");
    client.packs().install(whole(4, documents())).expect("genuine");
    client.packs().install(whole(5, documents())).expect("newer");
    phone.files.0.lock().expect("whole").get_mut("pack.zz-trade.cpk").expect("there").truncate(100);
    assert_eq!(app(&phone, &stage).packs().status()[0].seq, 4);
}
