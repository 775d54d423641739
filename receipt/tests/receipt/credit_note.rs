//! What is given back has a credit note, and the receipt stays as it is (RCP-06).

use receipt::{CreditNote, CreditNoteError, Paper, Presented, TakenBack, TaxType, Verdict, verify};

use crate::given::{self, at, key, keys};

#[test]
fn a_credit_note_names_the_receipt_that_it_takes_back() {
    let receipt = key().sign(given::receipt());
    let before = receipt.clone();
    let note = given::credit_note(&receipt);
    assert_eq!(note.fits(&receipt), Ok(()));
    let signed = key().sign(note.clone());
    println!("a credit note: {} bytes", signed.bytes().len());
    let Verdict::Valid(checked) = verify(Presented::Text(&signed.text()), &keys(), None) else { panic!("it is good") };
    assert_eq!(checked.paper, Paper::CreditNote(note.clone()));
    assert_eq!((note.takes_back.number, note.takes_back.digest), (1842, receipt.digest()));
    assert_eq!(receipt, before);
}

#[test]
fn a_credit_note_that_does_not_fit_its_receipt_is_refused_before_it_is_signed() {
    let receipt = key().sign(given::receipt());
    let note = || given::credit_note(&receipt);
    let fits = |note: CreditNote| note.fits(&receipt);
    let part = given::amounts(&[(TaxType::Duty, 343_060)], &[]);
    assert_eq!(fits(CreditNote { amounts: part, ..note() }), Ok(()));
    for amounts in [
        given::amounts(&[(TaxType::Duty, 343_061)], &[]),
        given::amounts(&[(TaxType::Penalty, 1)], &[]),
        given::amounts(&[], &[("phyto", 50_001)]),
    ] {
        assert_eq!(fits(CreditNote { amounts, ..note() }), Err(CreditNoteError::MoreThanPaid));
    }
    assert_eq!(fits(CreditNote { issued_at: at("2026-03-01T09:29:59Z"), ..note() }), Err(CreditNoteError::Older));
    assert_eq!(fits(CreditNote { notice: "another".parse().expect("short"), ..note() }), Err(CreditNoteError::OtherNotice));
    let other = TakenBack { digest: receipt::Digest::of(b""), ..note().takes_back };
    assert_eq!(fits(CreditNote { takes_back: other, ..note() }), Err(CreditNoteError::OtherReceipt));
    let of_a_note = key().sign(note());
    assert_eq!(TakenBack::naming(&of_a_note), Err(CreditNoteError::NotAReceipt));
    assert_eq!(note().fits(&of_a_note), Err(CreditNoteError::NotAReceipt));
}
