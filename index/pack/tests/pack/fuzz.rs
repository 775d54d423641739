//! Bytes that nobody of ours wrote, signed as if they were: whatever a key signs, reading it does not panic.
//!
//! `FINGERTIP_TEST_PACK_FUZZ_SECONDS=600 cargo test -p fingertip-index-pack fuzz` goes on for ten minutes.

use std::time::{Duration, Instant};

use duty::{condition::Flow, goods::Declaration};
use index_core::{document::DocumentId, request::SuggestRequest};
use pack::Pack;
use sha2::{Digest as _, Sha256};
use vocabulary::Language;

use crate::given::{DAY, bytes, delta, document, edition, key, keys, large, many, now, open, request, signature};

/// How many rounds there are at least, however busy the machine.
const ROUNDS_MIN: u64 = 4;

const HEAD: usize = 4 + 4 + 64 + 4;

/// Lets a hand at the table of contents and the parts, puts the hashes right, and signs again.
pub fn signed_again(file: &[u8], change: impl FnOnce(&mut Vec<u8>, &mut Vec<u8>)) -> Vec<u8> {
    let len = u32::from_le_bytes(file[72..76].try_into().expect("four bytes")) as usize;
    let (mut manifest, mut body) = (file[HEAD..HEAD + len].to_vec(), file[HEAD + len..].to_vec());
    change(&mut manifest, &mut body);
    let mut signed = file[..8].to_vec();
    signed.extend(signature(&key(), &Sha256::digest(&manifest)));
    signed.extend((manifest.len() as u32).to_le_bytes());
    signed.extend(manifest);
    signed.extend(body);
    signed
}

/// Puts the hash of the last part right, where the file has one part.
pub fn with_hash(manifest: &mut [u8], body: &[u8]) {
    let place = manifest.windows(2).rposition(|window| window == [0x58, 0x20]);
    if let Some(place) = place.filter(|place| place + 34 <= manifest.len()) {
        manifest[place + 2..place + 34].copy_from_slice(&Sha256::digest(body));
    }
}

/// SplitMix64: the same numbers every time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

fn damage(random: &mut Random, bytes: &mut [u8]) {
    for _ in 0..1 + random.below(6) {
        let at = random.below(bytes.len());
        match random.below(4) {
            0 => bytes[at] = random.next() as u8,
            1 => bytes[at] ^= 1 << random.below(8),
            2 => bytes[at] = 0xFF,
            _ => {
                let (from, len) = (random.below(bytes.len()), random.below(40));
                for step in 0..len.min(bytes.len() - at).min(bytes.len() - from) {
                    bytes[at + step] = bytes[from + step];
                }
            }
        }
    }
}

/// Opens whatever it is without looking at the hashes, and does with it all that can be done.
fn use_all(file: Vec<u8>) {
    let Ok(pack) = Pack::open(file, &keys()) else { return };
    for text in ["licence for rice", "0901", "coffe", "riz", ""] {
        for language in [Some(Language::EN), None] {
            let _ = pack.search(&pack::SearchRequest { language, ..request(text) }, now());
        }
    }
    for prefix in ["09", "how", "c"] {
        let _ = pack.suggest(&SuggestRequest { prefix: prefix.to_owned(), language: Language::EN, as_of: DAY, first: 5 });
    }
    let _ = pack.document(&DocumentId("publication/appeal/en/1/0".to_owned()));
    let _ = pack.rules(&Declaration { flow: Flow::Import, day: DAY, lines: Vec::new() }, now());
}

fn until() -> Instant {
    let seconds = std::env::var_os("FINGERTIP_TEST_PACK_FUZZ_SECONDS").and_then(|text| text.to_str()?.parse().ok()).unwrap_or(2);
    Instant::now() + Duration::from_secs(seconds)
}

#[test]
fn fuzz_whatever_is_signed_does_not_panic() {
    let (whole, mut random, until) = (bytes(), Random(20_261_127), until());
    let mut rounds = 0u64;
    while rounds < ROUNDS_MIN || Instant::now() < until {
        use_all(signed_again(&whole, |_, body| damage(&mut random, body)));
        use_all(signed_again(&whole, |manifest, _| damage(&mut random, manifest)));
        let mut raw = whole.clone();
        damage(&mut random, &mut raw);
        assert!(raw == whole || Pack::receive(raw, &keys(), None, now()).is_err());
        rounds += 1;
    }
    println!("{rounds} rounds, of three files each");
}

#[test]
fn fuzz_whatever_delta_is_signed_does_not_panic() {
    let base = open(large());
    let mut after = many();
    after.push(document("honey", "Honey", "Natural honey, with or without the comb."));
    after.iter_mut().skip(20).step_by(9).for_each(|document| document.body.push_str(" It is forbidden."));
    let (file, whole) = (large(), delta(&edition(4), 3, &base, &many(), &after));
    let (mut random, until) = (Random(7), until());
    let (mut rounds, mut applied) = (0u64, 0u64);
    while rounds < ROUNDS_MIN || Instant::now() < until {
        let mut pack = open(file.clone());
        let hostile = signed_again(&whole, |manifest, body| {
            // What comes behind the hash of the whole pack: with another hash nothing else is looked at.
            damage(&mut random, &mut body[32..]);
            with_hash(manifest, body);
        });
        if pack.apply(&hostile, &keys(), now()).is_ok() {
            applied += 1;
            let _ = pack.search(&request("honey rice"), now());
        }
        rounds += 1;
    }
    println!("{rounds} rounds, {applied} of them with a delta that was taken");
}
