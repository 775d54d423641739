//! A series is whole, or the place where it is not is named (RCP-01, INV-10).

use receipt::{Place, Receipt, SeriesFault, Signed, verify_series};

use crate::given::{self, key};

/// A series of receipts, each of which follows the one before.
fn series(count: u32) -> Vec<Signed> {
    let mut papers: Vec<Signed> = vec![];
    for number in 1..=count {
        let previous = papers.last().map(Signed::digest);
        let place = Place::new(given::series(), number, "A1".parse().expect("short"), previous).expect("a place");
        papers.push(key().sign(Receipt { place, ..given::receipt() }));
    }
    papers
}

#[test]
fn a_whole_series_is_gone_through() {
    let papers = series(50);
    assert_eq!(verify_series(None, &papers), Ok(50));
    assert_eq!(verify_series(Some(&papers[19]), &papers[20..]), Ok(30));
    assert_eq!(verify_series(None, &[]), Ok(0));
}

#[test]
fn a_receipt_taken_out_put_in_twice_or_exchanged_is_found() {
    let papers = series(5);
    let of = |order: &[usize]| verify_series(None, order.iter().map(|index| &papers[*index]));
    assert_eq!(of(&[0, 1, 3, 4]), Err(SeriesFault::OtherNumber { number: 4, expected: 3 }));
    assert_eq!(of(&[0, 1, 1, 2]), Err(SeriesFault::OtherNumber { number: 2, expected: 3 }));
    assert_eq!(of(&[1, 2]), Err(SeriesFault::OtherNumber { number: 2, expected: 1 }));

    let exchanged = key().sign(Receipt {
        payer: "Someone Else".parse().expect("short"),
        place: papers[2].paper().place().clone(),
        ..given::receipt()
    });
    let mut edited = papers.clone();
    edited[2] = exchanged;
    assert_eq!(verify_series(None, &edited), Err(SeriesFault::OtherPrevious { number: 4 }));
}

#[test]
fn credit_notes_are_numbered_apart() {
    let papers = series(1);
    let note = key().sign(given::credit_note(&papers[0]));
    assert_eq!(verify_series(None, [&note]), Ok(1));
    assert_eq!(verify_series(None, [&papers[0], &note]), Err(SeriesFault::OtherSeries { number: 1 }));
}
