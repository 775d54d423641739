//! Packs over the network: by deltas where those are fewer bytes, piece by piece over a line that breaks, and never an older edition or a changed
//! byte, whatever the list says.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use fingertip_sdk_core::{HttpHeader, HttpRequest, HttpResponse, Later, PackFetched, Transport, TransportError, error_code};
use futures_executor::block_on;
use pack::{
    KeyList, Pack, TrustRoot,
    build::{self, Signer, difference},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::{
    given::Phone,
    packs::{app, document, documents, edition, list, public, sign, whole},
};

/// A server that gives files out, over a line of which so many answers get lost.
#[derive(Default)]
struct Counter {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    list: Mutex<Value>,
    lost: AtomicUsize,
    /// How many bytes of files went over the line, whether they arrived or not.
    sent: AtomicUsize,
    asked: Mutex<Vec<String>>,
}

impl Counter {
    fn with(keys: u64, packs: &[(u64, Vec<u8>)], deltas: &[(u64, u64, Vec<u8>)]) -> Arc<Counter> {
        let counter = Counter::default();
        counter.offer(keys, packs, deltas);
        Arc::new(counter)
    }

    fn offer(&self, keys: u64, packs: &[(u64, Vec<u8>)], deltas: &[(u64, u64, Vec<u8>)]) {
        let put = |name: String, bytes: &[u8]| {
            self.files.lock().expect("whole").insert(name.clone(), bytes.to_vec());
            json!({ "file": name, "bytes": bytes.len(), "digest": hex::encode(Sha256::digest(bytes)) })
        };
        let and = |mut file: Value, more: Value| {
            file.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
            file
        };
        let deltas: Vec<Value> = (deltas.iter())
            .map(|(from, seq, bytes)| and(put(format!("zz-trade.{from}-{seq}.cpk"), bytes), json!({ "from": from, "seq": seq })))
            .collect();
        let packs: Vec<Value> = (packs.iter())
            .map(|(seq, bytes)| {
                let more = json!({
                    "id": "zz-trade", "jurisdiction": "ZZ", "languages": ["en"], "seq": seq, "created": "2026-02-28T06:00:00Z",
                    "expires": "2026-03-30T00:00:00Z", "deltas": deltas,
                });
                and(put(format!("zz-trade.{seq}.cpk"), bytes), more)
            })
            .collect();
        let keys = and(put("keys.cpl".to_owned(), &list(&[1, 2])), json!({ "seq": keys }));
        *self.list.lock().expect("whole") = json!({ "keys": keys, "packs": packs });
    }

    fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let path = request.url.strip_prefix("https://trade.example").expect("our server");
        let response = |status, headers: &[(&str, String)], body: Vec<u8>| {
            let headers =
                headers.iter().map(|(name, value)| HttpHeader { name: (*name).to_owned(), value: value.clone() }).collect();
            HttpResponse { status, headers, body, wire_bytes: None }
        };
        if path == "/packs" {
            return response(200, &[], self.list.lock().expect("whole").to_string().into_bytes());
        }
        let (name, digest) = path.strip_prefix("/packs/").and_then(|rest| rest.split_once("?digest=")).expect("a pinned file");
        let files = self.files.lock().expect("whole");
        let Some(bytes) = files.get(name).filter(|bytes| hex::encode(Sha256::digest(bytes)) == digest) else {
            return response(404, &[], Vec::new());
        };
        let range = request.headers.iter().find(|header| header.name == "range").expect("a part").value.clone();
        let (start, end) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')).expect("one part");
        let (start, end): (usize, usize) = (start.parse().expect("a number"), end.parse().expect("a number"));
        self.sent.fetch_add(end + 1 - start, Ordering::SeqCst);
        self.asked.lock().expect("whole").push(format!("{name} {start}"));
        response(206, &[("content-range", format!("bytes {start}-{end}/{}", bytes.len()))], bytes[start..=end].to_vec())
    }
}

impl Transport for Counter {
    fn send(&self, request: HttpRequest) -> Later<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let response = self.answer(&request);
            let is_file = request.url.contains("digest");
            let takes = |left: usize| left.checked_sub(1);
            match is_file && self.lost.fetch_update(Ordering::SeqCst, Ordering::SeqCst, takes).is_ok() {
                true => Err(TransportError::Broken { detail: "connection reset".to_owned() }),
                false => Ok(response),
            }
        })
    }

    fn cancel(&self, _: &str) {}
}

/// A pack that takes several pieces: words that do not pack well.
fn large(seq: u64) -> Vec<u8> {
    let body = |number: u64| -> String {
        let words = (0..60u64).map(|at| hex::encode(&Sha256::digest((number * 1_000 + at).to_le_bytes())[..5]));
        words.collect::<Vec<_>>().join(" ")
    };
    whole(seq, (0..400).map(|number| document(&format!("text-{number}"), &format!("Text {number}"), &body(number))).collect())
}

fn fetch(client: &fingertip_sdk_core::Fingertip) -> Result<PackFetched, String> {
    block_on(client.packs().fetch("zz-trade".to_owned(), None)).map_err(|error| error_code(&error))
}

#[test]
fn a_phone_with_nothing_gets_keys_and_pack_and_then_nothing_twice() {
    let (phone, pack) = (Phone::new(1), whole(4, documents()));
    let counter = Counter::with(1, &[(4, pack.clone())], &[]);
    let client = app(&phone, &counter);
    let offer = block_on(client.packs().available(None)).expect("a list").remove(0);
    assert_eq!((offer.id.as_str(), offer.seq, offer.installed_seq), ("zz-trade", 4, None));
    assert_eq!(offer.bytes, i64::try_from(pack.len()).expect("few"));
    let all = i64::try_from(pack.len() + list(&[1, 2]).len()).expect("few");
    assert_eq!(fetch(&client), Ok(PackFetched { seq: 4, files: 1, bytes: all, resumed: 0 }));
    assert_eq!(client.packs().status()[0].documents, 2);
    assert_eq!(fetch(&client), Ok(PackFetched { seq: 4, files: 0, bytes: 0, resumed: 0 }));
    assert_eq!(block_on(client.packs().available(None)).expect("a list")[0].bytes, 0);
    assert_eq!(
        block_on(client.packs().fetch("zz-other".to_owned(), None)).map_err(|error| error_code(&error)),
        Err("NOT_FOUND".to_owned())
    );
    let used = client.diagnostics().usage.into_iter().find(|usage| usage.interaction == "pack").expect("counted");
    assert_eq!(used.requests, 2, "one request for each small file");
}

#[test]
fn over_a_line_that_breaks_a_pack_goes_on_where_it_was_also_after_a_restart() {
    let (phone, pack) = (Phone::new(1), large(4));
    assert!(pack.len() > 150_000, "{} bytes are several pieces", pack.len());
    let counter = Counter::with(1, &[(4, pack.clone())], &[]);
    let client = app(&phone, &counter);
    client.packs().install_keys(list(&[1, 2])).expect("two of three");
    // Each answer before the first that arrives is lost: smaller pieces are tried, and in the end the app is told.
    counter.lost.store(usize::MAX, Ordering::SeqCst);
    assert_eq!(fetch(&client), Err("TIMEOUT".to_owned()));
    assert_eq!(counter.asked.lock().expect("whole").len(), 4);
    // Two pieces arrive, then the line is gone.
    counter.lost.store(0, Ordering::SeqCst);
    counter.sent.store(0, Ordering::SeqCst);
    let before = phone.files.0.lock().expect("whole").clone();
    for cut in [1, 3, 2] {
        counter.lost.store(cut, Ordering::SeqCst);
        let broken = app(&phone, &counter);
        assert!(fetch(&broken).is_ok());
        assert_eq!(broken.packs().status()[0].seq, 4);
        *phone.files.0.lock().expect("whole") = before.clone();
    }
    // The app is killed when some of it is there.
    let half = pack.len() / 2;
    let name = format!("fetch.{}", hex::encode(Sha256::digest(&pack)));
    phone.files.0.lock().expect("whole").insert(name.clone(), pack[..half].to_vec());
    counter.sent.store(0, Ordering::SeqCst);
    let again = app(&phone, &counter);
    let rest = pack.len() - half;
    let (bytes, resumed) = (i64::try_from(rest).expect("few"), i64::try_from(half).expect("few"));
    assert_eq!(fetch(&again), Ok(PackFetched { seq: 4, files: 1, bytes, resumed }));
    assert_eq!(counter.sent.load(Ordering::SeqCst), rest, "nothing that was there came again");
    assert!(!phone.files.0.lock().expect("whole").contains_key(&name), "what is taken in is kept once");
}

#[test]
fn what_was_damaged_is_refused_and_fetched_anew_and_what_was_there_stays() {
    let (phone, pack) = (Phone::new(1), large(5));
    let counter = Counter::with(1, &[(4, whole(4, documents()))], &[]);
    let client = app(&phone, &counter);
    assert!(fetch(&client).is_ok());
    counter.offer(1, &[(5, pack.clone())], &[]);
    // What lies there is no beginning of it: a piece was torn when the phone went off.
    let name = format!("fetch.{}", hex::encode(Sha256::digest(&pack)));
    let mut torn = pack[..100_000].to_vec();
    torn[50_000] ^= 1;
    phone.files.0.lock().expect("whole").insert(name, torn);
    assert_eq!(fetch(&client), Err("PACK_NOT_GENUINE".to_owned()));
    assert_eq!(client.packs().status()[0].seq, 4);
    assert_eq!(fetch(&client).map(|fetched| (fetched.seq, fetched.resumed)), Ok((5, 0)));
    // A list that leads to something else than it says, or back: nothing is taken back.
    counter.offer(1, &[(9, whole(3, documents()))], &[]);
    assert_eq!(fetch(&client), Err("PACK_NOT_NEXT".to_owned()));
    let mut forged = whole(6, documents());
    let end = forged.len() - 1;
    forged[end] ^= 1;
    counter.offer(1, &[(6, forged)], &[]);
    assert_eq!(fetch(&client), Err("PACK_NOT_GENUINE".to_owned()));
    assert_eq!(client.packs().status()[0].seq, 5);
}

#[test]
fn a_delta_is_fetched_where_it_leads_on_and_the_whole_pack_where_it_does_not() {
    let phone = Phone::new(1);
    let base = large(4);
    let counter = Counter::with(1, &[(4, base.clone())], &[]);
    let client = app(&phone, &counter);
    assert!(fetch(&client).is_ok());
    let keys =
        KeyList::open(&list(&[1, 2]), &TrustRoot::new([1, 2, 3].map(public).to_vec(), 2).expect("roots"), None).expect("keys");
    let (opened, sign) = (Pack::open(base.clone(), &keys).expect("a pack"), sign(7));
    let known = opened.documents().expect("a good file");
    let mut after = known.clone();
    after.push(document("sisal-export", "Exporting sisal", "Sisal needs a grading certificate."));
    let signer = Signer { key: public(7), sign: &sign };
    let delta = build::delta(&edition(5), 4, &opened, &difference(&known, &after), None, &signer).expect("a delta");
    counter.offer(1, &[(4, base)], &[(4, 5, delta.clone())]);
    let bytes = i64::try_from(delta.len()).expect("few");
    assert!(bytes < 1_500, "{bytes}");
    assert_eq!(block_on(client.packs().available(None)).expect("a list")[0].bytes, bytes);
    assert_eq!(fetch(&client), Ok(PackFetched { seq: 5, files: 1, bytes, resumed: 0 }));
    assert_eq!((client.packs().status()[0].seq, client.packs().status()[0].deltas), (5, 1));
    // A delta of another whole pack, under the number that is there: then that whole pack.
    let other = Phone::new(2);
    let elsewhere = Counter::with(1, &[(4, whole(4, documents()))], &[]);
    let theirs = app(&other, &elsewhere);
    assert!(fetch(&theirs).is_ok());
    elsewhere.offer(1, &[(6, large(6))], &[(4, 6, delta)]);
    let fetched = fetch(&theirs).expect("the whole pack");
    assert_eq!((fetched.seq, fetched.files), (6, 1));
}
