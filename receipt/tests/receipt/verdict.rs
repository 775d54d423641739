//! Forged, edited, of another country, of a retired key, repaid since: each is told apart (RCP-05).

use std::collections::BTreeMap;

use receipt::{Change, Digest, Presented, Receipt, Series, Standing, StatusList, Verdict, What, verify};

use crate::given::{self, Key, at, key, keys, listed};

fn judged(signed: &receipt::Signed, keys: &receipt::KeyList) -> Verdict {
    let by_text = verify(Presented::Text(&signed.text()), keys, None);
    assert_eq!(by_text, verify(Presented::Bytes(signed.bytes()), keys, None), "text and bytes are one");
    by_text
}

fn issued_at(text: &str) -> Receipt {
    Receipt { issued_at: at(text), ..given::receipt() }
}

#[test]
fn a_good_receipt_was_valid_when_it_was_issued_and_what_became_of_it_is_asked_online() {
    let signed = key().sign(given::receipt());
    let Verdict::Valid(checked) = judged(&signed, &keys()) else { panic!("it is good") };
    assert_eq!((&checked.paper, checked.digest), (signed.paper(), signed.digest()));
    assert_eq!(checked.standing, Standing::NotAsked);
    assert!(checked.standing.must_be_asked_online());
}

/// A generator of numbers that are the same in each run (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(end).expect("small")).expect("small")
    }
}

#[test]
fn none_of_ten_thousand_edits_of_one_byte_is_accepted() {
    let signed = key().sign(given::receipt());
    let (mut dice, keys, mut verdicts) = (Dice(20_260_301), keys(), BTreeMap::new());
    for _ in 0..10_000 {
        let mut bytes = signed.bytes().to_vec();
        let place = dice.below(bytes.len());
        bytes[place] ^= u8::try_from(1 + dice.below(255)).expect("a byte");
        let verdict = verify(Presented::Bytes(&bytes), &keys, None);
        assert!(!matches!(verdict, Verdict::Valid(_)), "byte {place}: {verdict:?}");
        *verdicts.entry(verdict.code()).or_insert(0) += 1;
    }
    println!("10,000 edits of one byte: {verdicts:?}");
    assert!(verdicts["forged"] > 8_000 && verdicts["unknown-key"] > 100 && verdicts["malformed"] > 100, "{verdicts:?}");
}

#[test]
fn none_of_ten_thousand_edits_of_one_character_is_accepted() {
    const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let text = key().sign(given::receipt()).text();
    let (mut dice, keys) = (Dice(2), keys());
    for _ in 0..10_000 {
        let mut edited = text.clone().into_bytes();
        let (place, letter) = (dice.below(edited.len()), ALPHABET[dice.below(45)]);
        if edited[place] == letter {
            continue;
        }
        edited[place] = letter;
        let verdict = verify(Presented::Text(std::str::from_utf8(&edited).expect("ASCII")), &keys, None);
        assert!(!matches!(verdict, Verdict::Valid(_)), "character {place}: {verdict:?}");
    }
}

#[test]
fn bytes_cut_off_or_added_are_no_receipt() {
    let signed = key().sign(given::receipt());
    for end in 0..signed.bytes().len() {
        assert_eq!(verify(Presented::Bytes(&signed.bytes()[..end]), &keys(), None).code(), "malformed", "{end}");
    }
    let longer = [signed.bytes(), &[0]].concat();
    assert_eq!(verify(Presented::Bytes(&longer), &keys(), None).code(), "malformed");
}

#[test]
fn who_signs_with_a_key_of_his_own_is_found_whatever_he_writes() {
    let own = Key::new(66).sign(given::receipt());
    assert_eq!(
        judged(&own, &keys()),
        Verdict::UnknownKey { key: Key::new(66).public().id(), list_issued_at: keys().issued_at() }
    );

    // He writes the name of the good key into his own envelope. The name stands in the header, which is signed.
    let name = |key: &Key| *key.public().id().as_bytes();
    let mut bytes = own.bytes().to_vec();
    let place = bytes.windows(4).position(|window| window == name(&Key::new(66))).expect("the name of his key");
    bytes[place..place + 4].copy_from_slice(&name(&key()));
    assert_eq!(verify(Presented::Bytes(&bytes), &keys(), None), Verdict::Forged { key: key().public().id() });
}

#[test]
fn a_receipt_of_another_country_is_not_called_forged() {
    let series = Series { issuer: "QM".parse().expect("a country"), ..given::series() };
    let previous = given::receipt().place.previous();
    let place = receipt::Place::new(series, 7, "A1".parse().expect("short"), previous).expect("a place");
    let theirs = Receipt { place, ..given::receipt() };
    let issuer = "QM".parse().expect("a country");
    assert_eq!(judged(&Key::new(50).sign(theirs.clone()), &keys()), Verdict::OtherIssuer { issuer });
    assert_eq!(judged(&key().sign(theirs), &keys()), Verdict::OtherIssuer { issuer }, "our key does not speak for them");
}

#[test]
fn a_key_signs_from_its_first_instant_and_not_at_its_last() {
    let verdict = |text| judged(&key().sign(issued_at(text)), &keys()).code();
    assert_eq!(verdict("2025-12-31T23:59:59Z"), "key-not-yet-valid");
    assert_eq!(verdict("2026-01-01T00:00:00Z"), "valid");
    assert_eq!(verdict("2026-12-31T23:59:59Z"), "valid");
    assert_eq!(verdict("2027-01-01T00:00:00Z"), "key-expired");
}

#[test]
fn nothing_that_a_stolen_key_signed_is_believed_offline() {
    let stolen = at("2026-06-01T00:00:00Z");
    let keys = listed(vec![receipt::PublishedKey { revoked_at: Some(stolen), ..key().in_year(2026) }]);
    for text in ["2026-03-01T09:30:00Z", "2026-07-01T00:00:00Z", "2028-01-01T00:00:00Z"] {
        assert_eq!(judged(&key().sign(issued_at(text)), &keys), Verdict::KeyRevoked { revoked_at: stolen });
    }
}

#[test]
fn what_was_repaid_since_is_said_where_it_is_known() {
    let signed = key().sign(given::receipt());
    let as_of = at("2026-05-01T00:00:00Z");
    let standing = |issuer: &str, changes: &[(Digest, What)]| {
        let change = |what| Change { what, at: at("2026-04-01T09:30:00Z") };
        let changes = changes.iter().map(|(digest, what)| (*digest, change(*what))).collect();
        let list = StatusList::new(issuer.parse().expect("a country"), as_of, changes).expect("few");
        match verify(Presented::Bytes(signed.bytes()), &keys(), Some(&list)) {
            Verdict::Valid(checked) => (checked.standing, checked.standing.must_be_asked_online()),
            verdict => panic!("{verdict:?}"),
        }
    };
    let other = Digest::of(b"another receipt");
    assert_eq!(standing("ZZ", &[(other, What::Repaid)]), (Standing::Unchanged { as_of }, true));
    for (what, ask) in [(What::PartlyRepaid, true), (What::Repaid, false), (What::Reversed, false)] {
        let change = Change { what, at: at("2026-04-01T09:30:00Z") };
        assert_eq!(standing("ZZ", &[(signed.digest(), what)]), (Standing::Changed { change, as_of }, ask));
    }
    assert_eq!(
        standing("QM", &[(signed.digest(), What::Repaid)]),
        (Standing::NotAsked, true),
        "another country's list says nothing"
    );
}
