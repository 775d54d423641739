//! The format: one spelling, small, and whatever comes in, no panic.

use std::collections::BTreeMap;

use ciborium::Value;
use proptest::prelude::*;
use receipt::{
    Amounts, AmountsError, Malformed, Paper, Place, PlaceError, Presented, Qr, Receipt, SIGNED_MAX, SignError, Signed, TaxType,
    Verdict, bytes_of, verify,
};

use crate::given::{self, Key, key};

#[test]
fn a_usual_receipt_is_a_small_code() {
    let of = |about: &str, receipt: Receipt| {
        let signed = key().sign(receipt);
        let (bytes, characters, qr) = (signed.bytes().len(), signed.text().len(), Qr::of(&signed).expect("it fits"));
        println!("{about}: {bytes} bytes, {characters} characters, QR version {}-M, {} dots", qr.version(), qr.dots());
        assert!(bytes <= 260, "{bytes}");
        qr.version()
    };
    let taxes = given::amounts(&[(TaxType::Duty, 343_060), (TaxType::Vat, 617_508)], &[]);
    assert_eq!(of("a broker paid duty, VAT, excise and a fee", given::receipt()), 12);
    assert_eq!(of("the debtor paid the same", Receipt { debtor: None, ..given::receipt() }), 12);
    assert_eq!(of("the debtor paid duty and VAT", Receipt { debtor: None, amounts: taxes, ..given::receipt() }), 11);
}

#[test]
fn the_longest_paper_still_fits_the_largest_code_and_a_longer_one_is_refused() {
    let of = |length: usize| {
        let notes = given::notes(&[(64, &"n".repeat(60)), (65, &"n".repeat(length))]);
        let receipt = Receipt { payer: "p".repeat(40).parse().expect("short"), notes, ..given::receipt() };
        Paper::Receipt(receipt).sign(&key().public(), |message| key().signature(message))
    };
    let longest = (1..=60).rev().find_map(|length| of(length).ok()).expect("one fits");
    assert_eq!(longest.bytes().len(), SIGNED_MAX);
    let qr = Qr::of(&longest).expect("it fits");
    println!("the longest: {} bytes, {} characters, QR version {}-M", SIGNED_MAX, longest.text().len(), qr.version());
    assert_eq!(qr.version(), 15);
    assert!(matches!(of(60), Err(SignError::TooLong { bytes, bytes_max: SIGNED_MAX }) if bytes > SIGNED_MAX && bytes <= 500));
}

#[test]
fn a_code_is_drawn_the_same_each_time() {
    let signed = key().sign(given::receipt());
    let svg = Qr::of(&signed).expect("it fits").svg();
    assert_eq!(svg, Qr::of(&signed).expect("it fits").svg());
    println!("the drawing: {} bytes", svg.len());
    assert!(svg.len() < 30_000 && !svg.contains("style") && !svg.contains("href"));
}

#[test]
fn a_reprint_is_the_same_bytes() {
    let signed = key().sign(given::receipt());
    assert_eq!(key().sign(given::receipt()), signed);
    let read = Signed::unverified(signed.bytes()).expect("a paper");
    assert_eq!((read.bytes(), read.text(), read.code()), (signed.bytes(), signed.text(), signed.code()));
    assert_ne!(signed.code(), key().sign(given::first()).code());
}

#[test]
fn what_is_signed_says_whole_seconds() {
    let issued_at = given::at("2026-03-01T09:30:00.75Z");
    let signed = key().sign(Receipt { issued_at, ..given::receipt() });
    assert_eq!(signed.paper().issued_at(), given::at("2026-03-01T09:30:00Z"));
}

#[test]
fn a_signature_of_another_key_is_not_let_out() {
    let signed = Paper::Receipt(given::receipt()).sign(&key().public(), |message| Key::new(9).signature(message));
    assert_eq!(signed, Err(SignError::OtherKey));
}

#[test]
fn amounts_are_above_zero_and_have_a_sum() {
    let of = |taxes: &[(TaxType, i64)], fees: &[(&str, i64)]| {
        let fees: BTreeMap<_, _> = fees.iter().map(|(agency, minor)| (agency.parse().expect("short"), *minor)).collect();
        Amounts::new("XTS".parse().expect("a currency"), taxes.iter().copied().collect(), fees)
            .map(|amounts| amounts.total().minor)
    };
    assert_eq!(of(&[(TaxType::Duty, 1)], &[("phyto", 2)]), Ok(3));
    assert_eq!(of(&[], &[]), Err(AmountsError::Empty));
    assert_eq!(of(&[(TaxType::Duty, 0)], &[]), Err(AmountsError::NotPositive));
    assert_eq!(of(&[], &[("phyto", -2)]), Err(AmountsError::NotPositive));
    assert_eq!(of(&[(TaxType::Duty, i64::MAX), (TaxType::Vat, 1)], &[]), Err(AmountsError::Overflow));
    let many = [("A", 1), ("B", 1), ("C", 1), ("D", 1), ("E", 1), ("F", 1), ("G", 1)];
    assert_eq!(of(&[], &many), Err(AmountsError::TooManyFees));
}

#[test]
fn the_first_of_a_series_follows_none_and_every_other_follows_one() {
    let place = |number, previous| Place::new(given::series(), number, "A1".parse().expect("short"), previous).map(|_| ());
    let digest = Some(receipt::Digest::of(b""));
    assert_eq!((place(1, None), place(2, digest)), (Ok(()), Ok(())));
    assert_eq!(place(0, None), Err(PlaceError::Zero));
    assert_eq!((place(1, digest), place(2, None)), (Err(PlaceError::Previous), Err(PlaceError::Previous)));
}

/// Signs any CBOR with the good key, as a careless holder of the key might.
fn sign_anything(payload: Vec<u8>) -> Vec<u8> {
    let protected =
        written(&Value::Map(vec![(1.into(), (-8).into()), (4.into(), Value::Bytes(key().public().id().as_bytes().to_vec()))]));
    let parts = vec!["Signature1".into(), Value::Bytes(protected.clone()), Value::Bytes(vec![]), Value::Bytes(payload.clone())];
    let signature = key().signature(&written(&Value::Array(parts))).expect("a signature");
    let object = vec![Value::Bytes(protected), Value::Map(vec![]), Value::Bytes(payload), Value::Bytes(signature.to_vec())];
    written(&Value::Tag(18, Box::new(Value::Array(object))))
}

fn written(value: &Value) -> Vec<u8> {
    let mut bytes = vec![];
    ciborium::into_writer(value, &mut bytes).expect("room");
    bytes
}

fn payload_of(signed: &Signed) -> Vec<(Value, Value)> {
    let Value::Tag(_, object) = ciborium::from_reader(signed.bytes()).expect("CBOR") else { panic!("a tag") };
    let payload = object.into_array().expect("an array").remove(2).into_bytes().expect("bytes");
    ciborium::from_reader::<Value, _>(payload.as_slice()).expect("CBOR").into_map().expect("a map")
}

fn verdict_on(payload: Vec<(Value, Value)>) -> Verdict {
    verify(Presented::Bytes(&sign_anything(written(&Value::Map(payload)))), &given::keys(), None)
}

#[test]
fn a_field_that_has_to_be_understood_and_is_not_makes_the_whole_refused() {
    let payload = payload_of(&key().sign(given::receipt()));
    assert_eq!(verdict_on(payload.clone()).code(), "valid");
    let with = |number: u64, value: Value| verdict_on([payload.clone(), vec![(number.into(), value)]].concat());
    assert_eq!(with(40, "later".into()), Verdict::Malformed(Malformed::UnknownField(40)));
    let Verdict::Valid(checked) = with(70, "later".into()) else { panic!("notes are shown") };
    let Paper::Receipt(receipt) = checked.paper else { panic!("a receipt") };
    assert_eq!(receipt.notes, given::notes(&[(70, "later")]));
    assert_eq!(with(70, 7.into()), Verdict::Malformed(Malformed::Field(70)));
    assert_eq!(with(15, 1.into()), Verdict::Malformed(Malformed::UnknownField(15)), "a receipt gives no reason");
}

#[test]
fn every_field_is_needed_and_each_has_one_spelling() {
    let payload = payload_of(&key().sign(given::receipt()));
    for (index, (number, _)) in payload.iter().enumerate() {
        let number = u64::try_from(number.as_integer().expect("a number")).expect("positive");
        let mut without = payload.clone();
        without.remove(index);
        let verdict = verdict_on(without);
        // Who owed it, the declaration, the fees and the taxes may be missing; the first of a series has no previous one.
        let may_be_missing = matches!(number, 6 | 7 | 9 | 10);
        assert_eq!(verdict.code(), if may_be_missing { "valid" } else { "malformed" }, "without field {number}: {verdict:?}");
    }
    let mut turned = payload.clone();
    turned.swap(0, 1);
    assert_eq!(verdict_on(turned), Verdict::Malformed(Malformed::Spelling));
    let twice = [payload.clone(), vec![payload[15 - 2].clone()]].concat();
    assert_eq!(verdict_on(twice), Verdict::Malformed(Malformed::Spelling));
    let mut longer = written(&Value::Map(payload));
    longer.push(0);
    assert_eq!(verify(Presented::Bytes(&sign_anything(longer)), &given::keys(), None), Verdict::Malformed(Malformed::Cbor));
}

#[test]
fn a_number_written_longer_than_it_need_be_is_refused() {
    let payload = written(&Value::Map(payload_of(&key().sign(given::receipt()))));
    assert_eq!(&payload[..3], [0xae, 0x00, 0x01], "a map of fourteen; field 0 is 1");
    let longer = [&[0xae, 0x00, 0x18, 0x01][..], &payload[3..]].concat();
    assert_eq!(verify(Presented::Bytes(&sign_anything(longer)), &given::keys(), None), Verdict::Malformed(Malformed::Spelling));
}

#[test]
fn a_text_is_read_in_its_one_spelling() {
    let signed = key().sign(given::receipt());
    let text = signed.text();
    for shown in [text.clone(), format!("{text}\r\n"), format!("  {text} ")] {
        assert_eq!(bytes_of(&shown).as_deref(), Ok(signed.bytes()), "{shown:?}");
    }
    assert_eq!(bytes_of("CR2:AB"), Err(Malformed::Mark));
    assert_eq!(bytes_of(&text.to_ascii_lowercase()), Err(Malformed::Mark));
    assert_eq!(bytes_of(&format!("CR1:{}", text[4..].to_ascii_lowercase())), Err(Malformed::Base45));
    assert_eq!(bytes_of("CR1::::"), Err(Malformed::Base45), "65536 or more");
    assert_eq!(bytes_of("CR1:::"), Err(Malformed::Base45), "256 or more");
    assert_eq!(bytes_of("CR1:é"), Err(Malformed::Base45));
    assert_eq!(bytes_of(&format!("CR1:{}", "0".repeat(10_000))), Err(Malformed::TooLong));
}

/// The examples of RFC 9285, section 4.3.
#[test]
fn base45_is_that_of_the_standard() {
    for (bytes, text) in [(&b"AB"[..], "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")] {
        assert_eq!(bytes_of(&format!("CR1:{text}")).as_deref(), Ok(bytes));
    }
}

/// Any receipt that may be written.
fn any_receipt() -> impl Strategy<Value = Receipt> {
    let text = |length: usize| {
        proptest::string::string_regex(&format!("[A-Za-z0-9]([ -~]{{0,{}}}[A-Za-z0-9])?", length - 2)).expect("a pattern")
    };
    let taxes = proptest::collection::btree_map(proptest::sample::select(TaxType::ALL.to_vec()), 1..=1_000_000_000_000i64, 1..=5);
    let fees = proptest::collection::btree_map("[A-Z]{2,7}", 1..=10_000_000i64, 0..=3);
    let numbers = (2..=u32::MAX, any::<[u8; 16]>(), 0..=4_000_000_000i64, any::<u128>(), 1..=9999u16);
    let names = (text(20), proptest::option::of(text(20)), proptest::option::of(text(20)), text(20), text(8));
    (taxes, fees, numbers, names).prop_map(
        |(taxes, fees, (number, previous, second, payment, year), (payer, debtor, declaration, reference, law))| {
            let previous = Some(receipt::Digest::from_bytes(previous));
            let series = receipt::Series { year, ..given::series() };
            Receipt {
                place: Place::new(series, number, "R7".parse().expect("short"), previous).expect("a place"),
                issued_at: vocabulary::Timestamp::from_second(second).expect("a second"),
                payment: vocabulary::PaymentId::new(payment),
                amounts: Amounts::new(
                    "XTS".parse().expect("a currency"),
                    taxes,
                    fees.into_iter().map(|(agency, minor)| (agency.parse().expect("short"), minor)).collect(),
                )
                .expect("good amounts"),
                payer: payer.parse().expect("short"),
                debtor: debtor.map(|debtor| debtor.parse().expect("short")),
                declaration: declaration.map(|declaration| declaration.parse().expect("short")),
                provider: receipt::Provider {
                    name: "bank".parse().expect("short"),
                    reference: reference.parse().expect("short"),
                },
                legal_text: law.parse().expect("short"),
                ..given::receipt()
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_was_signed_is_read_as_it_was(receipt in any_receipt()) {
        let signed = key().sign(receipt.clone());
        prop_assert!(signed.bytes().len() <= SIGNED_MAX);
        prop_assert_eq!(signed.paper(), &Paper::Receipt(receipt));
        let read = Signed::unverified(&bytes_of(&signed.text()).expect("base45")).expect("a paper");
        prop_assert_eq!(&read, &signed);
        prop_assert!(Qr::of(&signed).is_ok());
    }

    #[test]
    fn nothing_that_comes_in_makes_it_fall(bytes in proptest::collection::vec(any::<u8>(), 0..420), text in ".{0,80}") {
        let keys = given::keys();
        for verdict in [verify(Presented::Bytes(&bytes), &keys, None), verify(Presented::Text(&format!("CR1:{text}")), &keys, None)] {
            prop_assert_eq!(verdict.code(), "malformed");
        }
        prop_assert!(matches!(verify(Presented::Bytes(&sign_anything(bytes)), &keys, None), Verdict::Malformed(_)));
    }
}
