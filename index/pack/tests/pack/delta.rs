//! What changed, on top of what is there.

use index_core::document::DocumentId;
use pack::{Document, Pack, PackError, SEGMENTS_MAX};

use crate::given::{bytes, delta, document, documents, edition, found, key, keys, now, open, pack_key, request};

/// The documents, with one rewritten, one gone and one new.
fn amended() -> Vec<Document> {
    let mut documents = documents();
    documents.retain(|document| !document.id.0.contains("/appeal/"));
    documents[0].body = "No licence is needed to import rice any longer. Inform the granary office.".to_owned();
    documents.push(document("quota", "Quota for honey", "The quota for honey is ninety tonnes a year."));
    documents
}

#[test]
fn what_is_new_is_found_and_what_is_gone_is_not() {
    let mut pack = open(bytes());
    let base = open(bytes());
    let bytes = delta(&edition(4), 3, &base, &documents(), &amended());
    assert!(bytes.len() < 1_500, "{} bytes", bytes.len());
    pack.apply(&bytes, &keys(), now()).expect("a good delta");
    assert_eq!((pack.manifest().seq, pack.segment_count(), pack.document_count()), (4, 2, amended().len()));
    assert_eq!(found(&pack, &request("honey quota"))[0], "publication/quota/en/1/0");
    assert_eq!(found(&pack, &request("granary office"))[0], "publication/rice-licence/en/1/0");
    assert_eq!(found(&pack, &request("appeal tribunal")), Vec::<String>::new());
    let rice = found(&pack, &request("cereals board"));
    assert!(!rice.contains(&"publication/rice-licence/en/1/0".to_owned()), "the old words are gone: {rice:?}");
    let whole = |id: &str| pack.document(&DocumentId(format!("publication/{id}/en/1/0"))).expect("a good file");
    assert!(whole("rice-licence").is_some_and(|text| text.body.starts_with("No licence")) && whole("appeal").is_none());
}

#[test]
fn a_delta_goes_on_from_where_the_pack_stands() {
    let base = open(bytes());
    let mut pack = open(bytes());
    let late = delta(&edition(6), 5, &base, &documents(), &amended());
    assert_eq!(pack.apply(&late, &keys(), now()), Err(PackError::NotNext { from: 5, have: 3 }));
    let next = delta(&edition(4), 3, &base, &documents(), &amended());
    assert_eq!(pack.apply(&next, &keys(), now()), Ok(()));
    assert_eq!(pack.apply(&next, &keys(), now()), Err(PackError::RolledBack { found: 4, installed: 4 }));
    let mut other = edition(5);
    other.id = "zz-other".parse().expect("a name");
    let other = pack::build::Edition { seq: 2, ..other };
    let foreign = open(crate::given::signed(&other, &crate::given::content(documents())));
    let foreign = delta(&pack::build::Edition { seq: 5, ..other }, 4, &foreign, &documents(), &amended());
    assert_eq!(pack.apply(&foreign, &keys(), now()), Err(PackError::OtherPack));
    assert_eq!(pack.segment_count(), 2, "what was refused changed nothing");
}

#[test]
fn a_whole_pack_is_no_delta_and_a_delta_no_pack() {
    let base = open(bytes());
    let mut pack = open(bytes());
    assert_eq!(pack.apply(&bytes(), &keys(), now()), Err(PackError::Format));
    let changes = delta(&edition(4), 3, &base, &documents(), &amended());
    assert_eq!(Pack::receive(changes, &keys(), None, now()).map(drop), Err(PackError::Format));
}

#[test]
fn a_delta_with_any_byte_changed_is_refused_and_changes_nothing() {
    let base = open(bytes());
    let whole = delta(&edition(4), 3, &base, &documents(), &amended());
    let mut pack = open(bytes());
    for place in 0..whole.len() {
        let mut changed = whole.clone();
        changed[place] ^= 1 << (place % 8);
        assert!(pack.apply(&changed, &keys(), now()).is_err(), "byte {place}");
    }
    assert_eq!((pack.segment_count(), pack.manifest().seq), (1, 3));
    let revoked = crate::given::keys_of(vec![pack::PackKey { revoked: true, ..pack_key() }]);
    assert_eq!(pack.apply(&whole, &revoked, now()), Err(PackError::KeyNotValid), "{:?}", key().verifying_key());
}

#[test]
fn after_seven_deltas_the_whole_pack_is_better() {
    let base = open(bytes());
    let mut pack = open(bytes());
    let mut before = documents();
    for seq in 4..4 + SEGMENTS_MAX as u64 {
        let mut after = before.clone();
        after.push(document(&format!("news-{seq}"), "News", &format!("Something happened the {seq}th time.")));
        let changes = delta(&edition(seq), seq - 1, &base, &before, &after);
        let applied = pack.apply(&changes, &keys(), now());
        if pack.segment_count() < SEGMENTS_MAX || seq < 3 + SEGMENTS_MAX as u64 {
            assert_eq!(applied, Ok(()), "{seq}");
        } else {
            assert_eq!(applied, Err(PackError::TooManyDeltas(SEGMENTS_MAX - 1)));
        }
        before = after;
    }
    assert_eq!(found(&pack, &request("news")).len(), SEGMENTS_MAX - 1);
}
