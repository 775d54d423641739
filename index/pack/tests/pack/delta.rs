//! What changed, on top of what is there.

use index_core::document::DocumentId;
use pack::{Document, Pack, PackError, SEGMENTS_MAX};

use crate::{
    fuzz::{signed_again, with_hash},
    given::{
        bytes, content, delta, document, documents, edition, found, key, keys, large, many, now, open, pack_key, request, signed,
    },
};

/// The many texts with forty of them amended, every second of them under a new id, as a new revision has.
fn revised(word: &str) -> Vec<Document> {
    let mut documents = many();
    for (at, document) in documents.iter_mut().filter(|document| document.id.0.contains("/text-")).take(40).enumerate() {
        document.body = document.body.replacen(' ', &format!(" {word}{at} "), 2);
        if at % 2 == 1 {
            document.id = DocumentId(document.id.0.replace("/en/1/", "/en/2/"));
        }
    }
    documents
}

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

#[test]
fn what_was_amended_is_sent_by_what_it_said_before() {
    let base = open(large());
    let revised = revised("amended");
    let amendment = delta(&edition(4), 3, &base, &many(), &revised);
    let changed = pack::build::difference(&many(), &revised).changed;
    let words: usize = changed.iter().map(|document| document.body.len()).sum();
    assert!(changed.len() == 40 && amendment.len() * 8 < words, "{} bytes for {words} of texts", amendment.len());
    let mut pack = open(large());
    pack.apply(&amendment, &keys(), now()).expect("a good delta");
    let mut all = pack.documents().expect("a good file");
    let mut wanted = revised;
    all.sort_by(|one, other| one.id.cmp(&other.id));
    wanted.sort_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(all, wanted);
    assert_eq!(found(&pack, &request("amended7")), ["publication/text-7/en/2/0"]);
}

#[test]
fn what_was_amended_again_is_sent_by_what_the_whole_pack_says() {
    let (first, second) = (revised("amended"), revised("repealed"));
    let (base, mut pack) = (open(large()), open(large()));
    pack.apply(&delta(&edition(4), 3, &base, &many(), &first), &keys(), now()).expect("a good delta");
    let next = delta(&edition(5), 4, &pack, &first, &second);
    assert_eq!(next, delta(&edition(5), 4, &base, &first, &second), "whatever lies on top of the whole pack");
    pack.apply(&next, &keys(), now()).expect("a good delta");
    assert_eq!(found(&pack, &request("amended7")), Vec::<String>::new());
    assert_eq!(found(&pack, &request("repealed7")), ["publication/text-7/en/2/0"]);
    assert_eq!(pack.document_count(), second.len());
}

#[test]
fn a_delta_of_another_whole_pack_of_that_number_is_refused() {
    let mut documents = many();
    documents[0].title = "How to bring in rice".to_owned();
    let other = open(signed(&edition(3), &content(documents)));
    let amendment = delta(&edition(4), 3, &other, &many(), &revised("amended"));
    let mut pack = open(large());
    assert_eq!(pack.apply(&amendment, &keys(), now()), Err(PackError::OtherBase));
    assert_eq!((pack.segment_count(), pack.manifest().seq), (1, 3));
    let next = delta(&edition(4), 3, &open(large()), &many(), &revised("amended"));
    assert_eq!(pack.apply(&next, &keys(), now()), Ok(()), "what was refused is in the way of nothing");
}

#[test]
fn a_delta_that_refers_to_texts_that_are_not_there_is_refused() {
    let base = open(large());
    let amendment = delta(&edition(4), 3, &base, &many(), &revised("amended"));
    // Behind the hash of the whole pack stands how many texts are referred to, then the first of them.
    let refused = |place: usize, bytes: &[u8]| {
        let hostile = signed_again(&amendment, |manifest, body| {
            body[32 + place..32 + place + bytes.len()].copy_from_slice(bytes);
            with_hash(manifest, body);
        });
        let mut pack = open(large());
        let applied = pack.apply(&hostile, &keys(), now());
        assert_eq!(pack.segment_count(), if applied.is_ok() { 2 } else { 1 });
        applied
    };
    assert_eq!(refused(0, &[40]), Ok(()), "what was not changed is good");
    let torn = Err(PackError::Damaged("what changed"));
    assert_eq!(refused(1, &[0xFF, 0xFF, 0xFF, 0xFF, 0x0F]), torn);
    assert_eq!(refused(0, &[0]), torn);
    assert_eq!(refused(0, &[0xFF, 0xFF, 0x7F]), torn);
}
