//! Keys come and go; receipts stay (RCP-09).

use receipt::{KeyList, KeyListError, Presented, PublishedKey, Receipt, verify};

use crate::given::{self, Key, at, listed};

#[test]
fn receipts_of_ten_years_verify_after_the_key_was_changed_three_times() {
    // Four keys, of which each signs for three years.
    let spans = [(11, 2026), (12, 2029), (13, 2032), (14, 2035)];
    let years = |from: i16| at(&format!("{from}-01-01T00:00:00Z"));
    let key = |(seed, from): (u8, i16)| PublishedKey {
        public: Key::new(seed).public(),
        from: years(from),
        until: years(from + 3),
        revoked_at: None,
    };
    let (mut published, mut issued) = (vec![], vec![]);
    for (seed, from) in spans {
        published.push(key((seed, from)));
        for year in from..from + 3 {
            let receipt = Receipt { issued_at: at(&format!("{year}-07-01T12:00:00Z")), ..given::receipt() };
            issued.push(Key::new(seed).sign(receipt));
        }
        // What was issued up to now verifies with the list of now, and with no older one after its time.
        let keys = listed(published.clone());
        for signed in &issued {
            assert_eq!(verify(Presented::Text(&signed.text()), &keys, None).code(), "valid");
        }
    }
    assert_eq!(issued.len(), 12);
    let old = listed(published[..1].to_vec());
    assert_eq!(verify(Presented::Bytes(issued[0].bytes()), &old, None).code(), "valid");
    assert_eq!(verify(Presented::Bytes(issued[11].bytes()), &old, None).code(), "unknown-key");
}

#[test]
fn a_list_of_keys_holds_together() {
    let of = |keys| KeyList::new("ZZ".parse().expect("a country"), at("2026-01-01T00:00:00Z"), keys);
    let good = Key::new(1).in_year(2026);
    assert_eq!(of(vec![good, Key::new(1).in_year(2027)]), Err(KeyListError::Repeated));
    assert_eq!(of(vec![PublishedKey { until: good.from, ..good }]), Err(KeyListError::NeverValid));
    let many = (0..65).map(|seed| Key::new(seed).in_year(2026)).collect();
    assert_eq!(of(many), Err(KeyListError::TooMany));
}

#[test]
fn a_key_that_everybody_could_sign_with_is_none() {
    let mut identity = [0; 32];
    identity[0] = 1;
    assert!(receipt::PublicKey::from_bytes(identity).is_err());
    assert!("00".repeat(32).parse::<receipt::PublicKey>().is_err());
    assert!("zz".repeat(32).parse::<receipt::PublicKey>().is_err());
}
