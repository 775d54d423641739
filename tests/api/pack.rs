//! What phones take along: a pack of the database finds what the server finds and works out the same duties, and nothing else is
//! believed. Rows MOB-N1, MOB-N2, SRCH-N5.

use std::{fs, path::Path, process::Command};

use duty::{
    condition::Flow,
    goods::{Amount, Declaration, Goods, Values},
    rate::Measured,
};
use fingertip::pack::{PackSigner, Scope};
use index::{Collapse, Filter, SearchRequest};
use jiff::civil::date;
use pack::{
    DutyRefusal, KeyList, Pack, PackKey,
    build::{self, Edition, difference},
};
use vocabulary::{Language, Timestamp};

use crate::{
    duty::app_with_tariff,
    support::{
        app::App,
        database::{Fresh, each_database},
    },
};

fn scope() -> Scope {
    Scope { languages: Vec::new(), chapters: Vec::new(), duties: true, from: date(2026, 6, 15), until: date(2026, 7, 15) }
}

fn edition(app: &App, seq: u64) -> Edition {
    Edition {
        id: "zz-coffee".parse().expect("a name"),
        jurisdiction: "ZZ".parse().expect("a country"),
        seq,
        created: Timestamp::from_second(app.now().as_second()).expect("an instant"),
        expires: "2026-07-15T00:00:00Z".parse().expect("an instant"),
    }
}

fn signer(fresh: &Fresh) -> (PackSigner, KeyList) {
    let signer = PackSigner::open_or_make(&fresh.path("pack.key")).expect("a folder of our own");
    let key = PackKey { public: signer.public(), from: Timestamp::UNIX_EPOCH, until: Timestamp::MAX, revoked: false };
    (signer, KeyList::new(1, vec![key]).expect("a list"))
}

async fn packed(app: &App, fresh: &Fresh, scope: &Scope) -> (Pack<Vec<u8>>, KeyList) {
    let (signer, keys) = signer(fresh);
    let content = app.application.pack_sources().content(scope).await.expect("a database");
    let bytes = signer.with(|signer| build::pack(&edition(app, 1), &content, signer)).expect("a pack");
    (Pack::receive(bytes, &keys, None, app.now()).expect("a good pack"), keys)
}

fn request(text: &str) -> SearchRequest {
    SearchRequest {
        text: text.to_owned(),
        meant: None,
        language: Some(Language::EN),
        reader: None,
        as_of: date(2026, 6, 16),
        filter: Filter::default(),
        first: 10,
        after: None,
        snippet_characters: 80,
        collapse: Collapse::None,
    }
}

fn roasted(kilograms: &str) -> Declaration {
    let amount = Amount { number: "1000".parse().expect("a number"), currency: "XTS".parse().expect("a currency") };
    let weight = Measured { unit: "KGM".parse().expect("a unit"), of: None };
    let goods = Goods {
        code: "0901210000".parse().expect("a code"),
        country: "KE".parse().expect("a country"),
        values: Values { customs: Some(amount), ..Values::default() },
        quantities: vec![(weight, kilograms.parse().expect("a number"))],
        documents: Default::default(),
        additional_codes: Default::default(),
        statements: Default::default(),
        claim: None,
    };
    Declaration { flow: Flow::Import, day: date(2026, 6, 16), lines: vec![goods] }
}

#[tokio::test]
async fn a_phone_finds_and_works_out_what_the_server_does() {
    each_database(async |fresh| {
        let app = app_with_tariff(fresh).await;
        app.indexed().await;
        let (pack, _) = packed(&app, fresh, &scope()).await;
        for text in ["coffee", "roasted coffee", "0902", "green tea packings", "cofee", "caffeine"] {
            let server = app.application.search.search(request(text), "pack").await.expect("a good query").page;
            let phone = pack.search(&request(text), app.now()).expect("a good query").page;
            let told = |hits: &[index::Hit]| hits.iter().map(|hit| (hit.id.clone(), hit.snippet.clone())).collect::<Vec<_>>();
            assert_eq!(told(&server.hits), told(&phone.hits), "{text}");
            assert!(!phone.hits.is_empty(), "{text}");
        }
        for kilograms in ["200", "0.5"] {
            let declaration = roasted(kilograms);
            let rules = app.application.estimates.rules(&declaration, app.now()).await.expect("a database").expect("a good line");
            let own = pack.rules(&declaration, app.now()).expect("a good line");
            let (server, phone) = (rules.compute(&declaration), own.compute(&declaration));
            assert_eq!(phone.total, server.total);
            assert!(phone.total.is_some(), "{phone:?}");
            assert_eq!(format!("{:?}", phone.steps), format!("{:?}", server.steps), "every step is the same");
        }
        let later = "2026-07-15T00:00:00Z".parse().expect("an instant");
        assert!(matches!(pack.rules(&roasted("200"), later), Err(DutyRefusal::Expired { .. })));
    })
    .await;
}

#[tokio::test]
async fn what_changes_reaches_a_phone_in_few_bytes() {
    each_database(async |fresh| {
        let app = app_with_tariff(fresh).await;
        let (mut pack, keys) = packed(&app, fresh, &scope()).await;
        let measures = "code,type,origin,rate,condition,valid_from,valid_until,source_act\n\
            0901210000,duty,,20 % + 2 XTS/kg,,2022-01-01,,Tariff Act\n";
        let file = crate::import::write(fresh, "dearer.csv", measures);
        crate::import::import(fresh, &["measures", &file]).await.expect("good measures");
        let (signer, _) = signer(fresh);
        let content = app.application.pack_sources().content(&scope()).await.expect("a database");
        let changes = difference(&pack.documents().expect("a good file"), &content.documents);
        assert!(changes.changed.is_empty() && changes.removed.is_empty(), "{changes:?}");
        let tariff = content.tariff.as_ref();
        let delta = signer.with(|signer| build::delta(&edition(&app, 2), 1, &pack, &changes, tariff, signer)).expect("a delta");
        assert!(delta.len() < 3_000, "{} bytes", delta.len());
        let before =
            pack.rules(&roasted("200"), app.now()).expect("a good line").compute(&roasted("200")).total.map(|total| total.minor);
        pack.apply(&delta, &keys, app.now()).expect("a good delta");
        let after =
            pack.rules(&roasted("200"), app.now()).expect("a good line").compute(&roasted("200")).total.map(|total| total.minor);
        let known = app.application.estimates.rules(&roasted("200"), app.now()).await.expect("a database").expect("a good line");
        assert!(after > before && after == known.compute(&roasted("200")).total.map(|total| total.minor), "{before:?} {after:?}");
    })
    .await;
}

fn run(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fingertip"));
    let output = command.current_dir(folder).args(arguments).env_clear().output().expect("the program was built with the tests");
    let success = output.status.success();
    let text = if success { output.stdout } else { output.stderr };
    (success, String::from_utf8(text).expect("the program writes text"))
}

#[test]
fn an_operator_makes_keys_and_packs_and_a_changed_byte_is_refused() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let done = |arguments: &[&str]| {
        let (success, text) = run(folder.path(), arguments);
        assert!(success, "{arguments:?}: {text}");
        text
    };
    let key = |name: &str| done(&["pack", "key", "make", name]).trim().to_owned();
    let (roots, own) = (["one.key", "two.key", "three.key"].map(key), key("pack.key"));
    let listed = format!("{own},2020-01-01T00:00:00Z,2120-01-01T00:00:00Z");
    done(&["pack", "key", "list", "--seq", "1", "--key", &listed, "--to", "keys.cpl"]);
    let known: Vec<&str> = roots.iter().flat_map(|root| ["--root", root.as_str()]).collect();
    let verify = |files: &[&'static str]| [&["pack", "verify", "--keys", "keys.cpl"], &known[..], &["--"], files].concat();
    done(&["pack", "build", "--id", "zz-all", "--jurisdiction", "ZZ", "--seq", "1", "--key", "pack.key", "--to", "one.cpk"]);
    done(&["pack", "key", "sign", "keys.cpl", "--root-key", "one.key"]);
    let (success, text) = run(folder.path(), &verify(&["one.cpk"]));
    assert!(!success && text.contains("1 of the 2 roots"), "{text}");
    done(&["pack", "key", "sign", "keys.cpl", "--root-key", "three.key"]);
    assert!(done(&verify(&["one.cpk"])).starts_with("good: "));
    done(&["pack", "delta", "--base", "one.cpk", "--seq", "2", "--key", "pack.key", "--to", "two.cpk"]);
    assert!(done(&verify(&["one.cpk", "two.cpk"])).contains("number 2"));
    assert!(done(&["pack", "inspect", "two.cpk"]).contains("what changed since number 1"));
    let path = folder.path().join("one.cpk");
    let mut bytes = fs::read(&path).expect("the file is there");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).expect("the folder is ours");
    let (success, text) = run(folder.path(), &verify(&["one.cpk"]));
    assert!(!success && text.contains("one.cpk is refused"), "{text}");
}
