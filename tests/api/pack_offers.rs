//! Packs given out over HTTP: the files of the folder that are what their names say, from any byte on, as long as they hold. Rows MOB-N1, MOB-N2.

use std::fs;

use fingertip::pack::{PackSigner, Scope};
use jiff::civil::date;
use pack::{
    KeyList, Pack, PackKey,
    build::{self, Edition, difference},
};
use reqwest::Response;
use serde_json::{Value, json};
use vocabulary::Timestamp;

use crate::{
    duty::app_with_tariff,
    support::{
        app::App,
        database::{Fresh, each_database},
    },
};

fn edition(app: &App, seq: u64) -> Edition {
    Edition {
        id: "zz-coffee".parse().expect("a name"),
        jurisdiction: "ZZ".parse().expect("a country"),
        seq,
        created: Timestamp::from_second(app.now().as_second()).expect("an instant"),
        expires: "2026-07-15T00:00:00Z".parse().expect("an instant"),
    }
}

fn signer(fresh: &Fresh, name: &str) -> PackSigner {
    PackSigner::open_or_make(&fresh.path(name)).expect("a folder of our own")
}

/// Fills the folder with a list of keys, a pack and a delta, and returns the bytes of both.
async fn stocked(app: &App, fresh: &Fresh) -> (Vec<u8>, Vec<u8>) {
    let scope =
        Scope { languages: Vec::new(), chapters: Vec::new(), duties: true, from: date(2026, 6, 15), until: date(2026, 7, 15) };
    let content = app.application.pack_sources().content(&scope).await.expect("a database");
    let signer = signer(fresh, "pack.key");
    let key = PackKey { public: signer.public(), from: Timestamp::UNIX_EPOCH, until: Timestamp::MAX, revoked: false };
    let keys = KeyList::new(3, vec![key]).expect("a list");
    let whole = signer.with(|signer| build::pack(&edition(app, 1), &content, signer)).expect("a pack");
    let pack = Pack::receive(whole.clone(), &keys, None, app.now()).expect("a good pack");
    let changes = difference(&pack.documents().expect("a good file"), &content.documents[1..]);
    let delta = signer.with(|signer| build::delta(&edition(app, 2), 1, &pack, &changes, None, signer)).expect("a delta");
    fs::create_dir_all(app.pack_folder()).expect("a folder of our own");
    put(app, "keys.cpl", &KeyList::sealed(&keys.payload().expect("a list"), &[]));
    put(app, "zz-coffee.1.cpk", &whole);
    put(app, "zz-coffee.1-2.cpk", &delta);
    (whole, delta)
}

fn put(app: &App, name: &str, bytes: &[u8]) {
    fs::write(app.pack_folder().join(name), bytes).expect("a folder of our own");
}

async fn get(app: &App, path: &str, headers: &[(&str, &str)]) -> Response {
    let request = headers.iter().fold(app.get(path), |request, (name, value)| request.header(*name, *value));
    request.send().await.expect("an answer")
}

async fn status(app: &App, path: &str) -> u16 {
    get(app, path, &[]).await.status().as_u16()
}

async fn listed(app: &App) -> Value {
    get(app, "/packs", &[]).await.json().await.expect("JSON")
}

#[tokio::test]
async fn a_phone_finds_the_newest_pack_and_fetches_it_from_any_byte_on() {
    each_database(async |fresh| {
        let app = app_with_tariff(fresh).await;
        assert_eq!(listed(&app).await, json!({ "packs": [] }), "nothing is given out where there is nothing");
        let (whole, delta) = stocked(&app, fresh).await;
        let list = listed(&app).await;
        let pack = &list["packs"][0];
        assert_eq!((&list["keys"]["seq"], &pack["seq"], &pack["bytes"]), (&json!(3), &json!(1), &json!(whole.len())), "{list:#}");
        assert_eq!((&pack["file"], &pack["expires"]), (&json!("zz-coffee.1.cpk"), &json!("2026-07-15T00:00:00Z")));
        let on = &pack["deltas"][0];
        assert_eq!((&on["from"], &on["seq"], &on["bytes"]), (&json!(1), &json!(2), &json!(delta.len())), "{list:#}");

        let path = "/packs/zz-coffee.1.cpk";
        let all = get(&app, path, &[("accept-encoding", "br")]).await;
        let (tag, ranges) = (all.headers()["etag"].to_str().expect("a tag").to_owned(), all.headers()["accept-ranges"].clone());
        assert_eq!((ranges, all.headers().get("content-encoding")), ("bytes".parse().expect("a value"), None), "packed already");
        assert!(all.bytes().await.expect("a body") == whole);
        assert!(get(&app, "/packs/zz-coffee.1-2.cpk", &[]).await.bytes().await.expect("a body") == delta);
        // Cut at any place, it goes on there; the pieces are the file.
        for cut in [1, 1_000, whole.len() / 2, whole.len() - 1] {
            let rest = get(&app, path, &[("range", &format!("bytes={cut}-")), ("if-range", &tag)]).await;
            assert_eq!(rest.status().as_u16(), 206);
            let told = rest.headers()["content-range"].to_str().expect("a range").to_owned();
            assert_eq!(told, format!("bytes {cut}-{}/{}", whole.len() - 1, whole.len()));
            assert_eq!(rest.content_length(), Some((whole.len() - cut) as u64));
            assert!(rest.bytes().await.expect("a body") == whole[cut..]);
        }
        let part = get(&app, path, &[("range", "bytes=10-19")]).await.bytes().await.expect("a body");
        assert!(part == whole[10..20]);
        let end = get(&app, path, &[("range", "bytes=-5")]).await.bytes().await.expect("a body");
        assert!(end == whole[whole.len() - 5..]);
        // Another file than the one that was begun is sent whole; so is what nobody can read.
        for headers in [
            [("range", "bytes=10-"), ("if-range", "\"other\"")],
            [("range", "bytes=1-2,5-6"), ("x", "x")],
            [("range", "lines=1-2"), ("x", "x")],
        ] {
            let answer = get(&app, path, &headers).await;
            assert_eq!((answer.status().as_u16(), answer.content_length()), (200, Some(whole.len() as u64)), "{headers:?}");
        }
        let beyond = get(&app, path, &[("range", &format!("bytes={}-", whole.len()))]).await;
        assert_eq!(
            (beyond.status().as_u16(), &beyond.headers()["content-range"]),
            (416, &format!("bytes */{}", whole.len()).parse().expect("a value"))
        );
        assert_eq!(get(&app, path, &[("if-none-match", &tag)]).await.status().as_u16(), 304);
        let digest = pack["digest"].as_str().expect("a digest");
        let pinned = get(&app, &format!("{path}?digest={digest}"), &[]).await;
        assert_eq!(pinned.headers()["cache-control"], "public, max-age=31536000");
        assert_eq!(status(&app, &format!("{path}?digest={}", "0".repeat(64))).await, 404);
    })
    .await;
}

#[tokio::test]
async fn nothing_else_of_the_folder_is_given_out_and_nothing_past_its_last_day() {
    each_database(async |fresh| {
        let app = app_with_tariff(fresh).await;
        let (whole, delta) = stocked(&app, fresh).await;
        put(&app, "notes.txt", b"for ourselves");
        put(&app, "zz-coffee.5.cpk", &whole); // another edition than its name says
        put(&app, "zz-coffee.2.cpk", &delta); // a delta under the name of a pack
        put(&app, "zz-coffee.3.cpk", &whole[..whole.len() - 1]); // half copied
        let mut forged = whole.clone();
        forged[20] ^= 1;
        put(&app, "zz-coffee.4.cpk", &forged);
        fs::write(app.pack_folder().join("../outside.1.cpk"), &whole).expect("a folder of our own");
        for path in [
            "notes.txt",
            "zz-coffee.5.cpk",
            "zz-coffee.2.cpk",
            "zz-coffee.3.cpk",
            "zz-coffee.4.cpk",
            "zz-coffee.7.cpk",
            "..%2Foutside.1.cpk",
            "..%2f..%2foutside.1.cpk",
            "%2e%2e%2foutside.1.cpk",
            "zz-coffee.01.cpk",
            "%00",
            "",
            "zz-coffee.1.cpk%00",
        ] {
            assert_eq!(status(&app, &format!("/packs/{path}")).await, 404, "{path}");
        }
        let list = listed(&app).await;
        assert_eq!((list["packs"].as_array().map(Vec::len), &list["packs"][0]["seq"]), (Some(1), &json!(1)), "{list:#}");
        // A pack that a key of no list signed.
        let other = signer(fresh, "other.key");
        let stranger = other.with(|signer| build::pack(&edition(&app, 6), &build::Content::default(), signer)).expect("a pack");
        put(&app, "zz-coffee.6.cpk", &stranger);
        assert_eq!(status(&app, "/packs/zz-coffee.6.cpk").await, 404);
        // On its last day it is refused, and says why.
        app.clock.advance(jiff::Span::new().hours(29 * 24 + 12));
        let over = get(&app, "/packs/zz-coffee.1.cpk", &[("accept-language", "fr")]).await;
        assert_eq!(over.status().as_u16(), 410);
        let told: Value = over.json().await.expect("JSON");
        assert_eq!(told["errors"][0]["extensions"]["code"], "PACK_EXPIRED", "{told:#}");
        assert!(told["errors"][0]["message"].as_str().expect("a message").contains("périmé"), "{told:#}");
        assert_eq!(listed(&app).await["packs"], json!([]));
        assert_eq!(status(&app, "/packs/keys.cpl").await, 200, "keys outlive what they signed");
        // Without the list of keys nothing is.
        fs::remove_file(app.pack_folder().join("keys.cpl")).expect("it is there");
        assert_eq!((status(&app, "/packs/keys.cpl").await, listed(&app).await), (404, json!({ "packs": [] })));
    })
    .await;
}
