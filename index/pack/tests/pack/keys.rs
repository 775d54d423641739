//! Which keys are believed.

use ed25519_dalek::SigningKey;
use pack::{KeyList, Pack, PackError, PackKey};
use receipt::KeyId;
use sha2::{Digest as _, Sha256};

use crate::given::{at, bytes, keys_of, now, pack_key, private, public, roots, signature};

fn sealed(list: &KeyList, roots: &[u8]) -> Vec<u8> {
    let payload = list.payload().expect("a list");
    let signed = |number: &u8| -> (KeyId, [u8; 64]) {
        let root: SigningKey = private(*number);
        (public(&root).id(), signature(&root, &Sha256::digest(&payload)))
    };
    KeyList::sealed(&payload, &roots.iter().map(signed).collect::<Vec<_>>())
}

#[test]
fn two_of_three_roots_make_a_list() {
    let list = KeyList::new(4, vec![pack_key()]).expect("a list");
    for signers in [&[1, 2][..], &[1, 3], &[2, 3], &[3, 2, 1]] {
        assert_eq!(KeyList::open(&sealed(&list, signers), &roots(), Some(4)).as_ref(), Ok(&list));
    }
    let open = |signers: &[u8]| KeyList::open(&sealed(&list, signers), &roots(), None);
    assert_eq!(open(&[2]), Err(PackError::TooFewRoots { signed: 1, wanted: 2 }));
    assert_eq!(open(&[2, 2]), Err(PackError::Forged), "one root does not sign for two");
    assert_eq!(open(&[1, 2, 9]), Err(PackError::UnknownKey));
}

#[test]
fn an_older_list_is_refused() {
    let list = KeyList::new(4, vec![pack_key()]).expect("a list");
    let refused = KeyList::open(&sealed(&list, &[1, 2]), &roots(), Some(5));
    assert_eq!(refused, Err(PackError::RolledBack { found: 4, installed: 5 }));
}

#[test]
fn a_list_with_any_byte_changed_is_refused() {
    let whole = sealed(&KeyList::new(4, vec![pack_key()]).expect("a list"), &[1, 2, 3]);
    for place in 0..whole.len() {
        for bit in [1, 0x80] {
            let mut changed = whole.clone();
            changed[place] ^= bit;
            assert!(KeyList::open(&changed, &roots(), None).is_err(), "byte {place}");
        }
    }
}

#[test]
fn a_key_signs_within_its_days_and_until_it_is_revoked() {
    let receive = |key: PackKey| Pack::receive(bytes(), &keys_of(vec![key]), None, now()).map(drop);
    assert_eq!(receive(pack_key()), Ok(()));
    for wrong in [
        PackKey { revoked: true, ..pack_key() },
        PackKey { until: at("2026-06-15T06:00:00Z"), ..pack_key() },
        PackKey { from: at("2026-06-15T06:00:01Z"), ..pack_key() },
    ] {
        assert_eq!(receive(wrong), Err(PackError::KeyNotValid), "{wrong:?}");
    }
    assert_eq!(receive(PackKey { public: public(&private(9)), ..pack_key() }), Err(PackError::UnknownKey));
}
