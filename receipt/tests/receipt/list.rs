//! Lists of keys and of changes travel signed.

use std::collections::BTreeMap;

use receipt::{CHANGES_MAX, Change, Digest, KeyList, KeyListError, Malformed, StatusList, StatusListError, What};

use crate::given::{self, Key, at};

fn root() -> Key {
    Key::new(99)
}

fn changes(count: usize) -> BTreeMap<Digest, Change> {
    let change = Change { what: What::Repaid, at: at("2026-04-01T00:00:00Z") };
    (0..count).map(|number| (Digest::of(&number.to_be_bytes()), change)).collect()
}

fn list(count: usize) -> StatusList {
    StatusList::new("ZZ".parse().expect("a country"), at("2026-05-01T00:00:00Z"), changes(count)).expect("few")
}

#[test]
fn a_list_of_keys_is_believed_when_the_root_signed_it() {
    let retired = receipt::PublishedKey { revoked_at: Some(at("2026-02-03T00:00:00Z")), ..Key::new(2).in_year(2025) };
    let keys = given::listed(vec![given::key().in_year(2026), retired]);
    let bytes = keys.sign(&root().public(), |message| root().signature(message)).expect("signed");
    assert_eq!(KeyList::open(&bytes, &root().public()), Ok(keys.clone()));
    assert_eq!(KeyList::open(&bytes, &given::key().public()), Err(KeyListError::Forged), "a key of receipts signs no lists");
    for place in 0..bytes.len() {
        let mut edited = bytes.clone();
        edited[place] ^= 1;
        assert!(KeyList::open(&edited, &root().public()).is_err(), "{place}");
    }
    let json = serde_json::to_string(&keys).expect("JSON");
    assert_eq!(serde_json::from_str::<KeyList>(&json).expect("a list"), keys);
    assert!(
        serde_json::from_str::<KeyList>(&json.replace("2026-01-01T00:00:00Z\",\"until", "2030-01-01T00:00:00Z\",\"until"))
            .is_err()
    );
}

#[test]
fn a_list_of_changes_is_believed_when_the_root_signed_it() {
    let bytes = list(1000).sign(&root().public(), |message| root().signature(message)).expect("signed");
    println!("1000 changes: {} bytes", bytes.len());
    assert_eq!(StatusList::open(&bytes, &root().public()), Ok(list(1000)));
    assert_eq!(StatusList::open(&bytes, &given::key().public()), Err(StatusListError::Forged));
    let of_keys = given::keys().sign(&root().public(), |message| root().signature(message)).expect("signed");
    assert_eq!(StatusList::open(&of_keys, &root().public()), Err(StatusListError::Malformed(Malformed::Kind)));
    assert!(KeyList::open(&bytes, &root().public()).is_err(), "it is too long to be one of keys, and is none");
}

#[test]
fn a_list_has_a_ceiling_and_the_largest_one_can_be_signed() {
    let (issuer, as_of) = (list(0).issuer(), list(0).as_of());
    assert_eq!(StatusList::new(issuer, as_of, changes(CHANGES_MAX + 1)), Err(StatusListError::TooMany));
    assert!(list(CHANGES_MAX).sign(&root().public(), |message| root().signature(message)).is_ok());
}
