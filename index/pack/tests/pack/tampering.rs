//! Files that are refused.

use index_core::analysis::VERSION;
use pack::{DutyRefusal, Pack, PackError, Standing};

use crate::given::{at, bytes, content, documents, edition, found, keys, now, open, request, signed};

#[test]
fn a_pack_with_any_byte_changed_is_refused() {
    let whole = bytes();
    let keys = keys();
    assert!(Pack::receive(&whole, &keys, None, now()).is_ok());
    for place in 0..whole.len() {
        let mut changed = whole.clone();
        changed[place] ^= 1 << (place % 8);
        assert!(Pack::receive(changed, &keys, None, now()).is_err(), "byte {place} of {}", whole.len());
    }
}

#[test]
fn a_pack_that_was_cut_or_goes_on_is_refused() {
    let whole = bytes();
    for len in [0, 1, 75, 76, whole.len() / 2, whole.len() - 1] {
        assert!(Pack::receive(&whole[..len], &keys(), None, now()).is_err(), "{len} bytes");
    }
    let more = [&whole[..], b"."].concat();
    assert_eq!(
        Pack::receive(more, &keys(), None, now()).map(drop),
        Err(PackError::Damaged("its parts are not as long as it says"))
    );
}

#[test]
fn an_older_pack_does_not_take_the_place_of_a_newer_one() {
    for (installed, refused) in [(2, false), (3, true), (4, true)] {
        let received = Pack::receive(bytes(), &keys(), Some(installed), now()).map(drop);
        let wanted = if refused { Err(PackError::RolledBack { found: 3, installed }) } else { Ok(()) };
        assert_eq!(received, wanted);
    }
}

#[test]
fn a_pack_from_tomorrow_is_refused() {
    let received = Pack::receive(bytes(), &keys(), None, at("2026-06-13T12:00:00Z")).map(drop);
    assert_eq!(received, Err(PackError::NotYet(at("2026-06-15T06:00:00Z"))));
}

#[test]
fn a_pack_past_its_last_day_is_searched_and_says_so_and_computes_nothing() {
    let pack = open(bytes());
    let later = at("2026-07-15T00:00:00Z");
    let found = pack.search(&request("rice licence"), later).expect("a good query");
    assert_eq!(found.standing, Standing::Stale { since: later });
    assert!(!found.page.hits.is_empty() && found.as_of == at("2026-06-15T06:00:00Z"));
    let declaration = duty::goods::Declaration { flow: duty::condition::Flow::Import, day: crate::given::DAY, lines: Vec::new() };
    assert!(matches!(pack.rules(&declaration, later), Err(DutyRefusal::Expired { since }) if since == later));
}

#[test]
fn a_pack_of_another_analysis_is_refused() {
    // The version is the last byte before the parts in the table of contents; whoever signs may write any.
    let changed = crate::fuzz::signed_again(&bytes(), |manifest, _| {
        let version = u8::try_from(VERSION).expect("a small number");
        let field = [0x07, version, 0x08];
        let place = manifest.windows(3).position(|window| window == field).expect("a version");
        manifest[place + 1] = version + 1;
    });
    let refused = Pack::receive(changed, &keys(), None, now()).map(drop);
    assert_eq!(refused, Err(PackError::Analysis { found: VERSION + 1, wanted: VERSION }));
}

#[test]
fn an_empty_pack_finds_nothing() {
    let pack = open(signed(&edition(1), &content(Vec::new())));
    assert_eq!(found(&pack, &request("rice")), Vec::<String>::new());
    assert_eq!(pack.document_count(), 0);
}

#[test]
fn the_same_content_makes_the_same_bytes() {
    assert_eq!(bytes(), bytes());
    assert_eq!(open(bytes()).document_count(), documents().len());
}
