//! The conformance vectors of `tests/vectors/receipt`, which every library of ours runs. Rust reads them here, Python in `peer.rs`.

use std::{collections::BTreeMap, fs, path::PathBuf};

use receipt::{
    Change, Digest, KeyList, Paper, Presented, PublicKey, PublishedKey, Receipt, Signed, Standing, StatusList, TaxType, Verdict,
    What, verify,
};
use serde::{Deserialize, Serialize};

use crate::given::{self, Key, at, key, keys};

/// A file of vectors.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: String,
    /// The published keys.
    keys: KeyList,
    /// The key that lists are signed with, and a signed list of changes in hexadecimal digits.
    root: PublicKey,
    changes: Option<String>,
    vectors: Vec<Vector>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    name: String,
    text: String,
    verdict: String,
    /// Only of what is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    says: Option<BTreeMap<String, String>>,
}

pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/receipt")
}

fn root() -> Key {
    Key::new(99)
}

fn vector(name: &str, text: String, keys: &KeyList, changes: Option<&StatusList>) -> Vector {
    let verdict = verify(Presented::Text(&text), keys, changes);
    let (standing, says) = match &verdict {
        Verdict::Valid(checked) => (Some(standing(&checked.standing)), Some(says(checked))),
        _ => (None, None),
    };
    Vector { name: name.to_owned(), text, verdict: verdict.code().to_owned(), standing, says }
}

fn standing(standing: &Standing) -> String {
    match standing {
        Standing::NotAsked => "not-asked",
        Standing::Unchanged { .. } => "unchanged",
        Standing::Changed { change, .. } => match change.what {
            What::PartlyRepaid => "partly-repaid",
            What::Repaid => "repaid",
            What::Reversed => "reversed",
        },
    }
    .to_owned()
}

/// What a paper says, as plain texts.
fn says(checked: &receipt::Checked) -> BTreeMap<String, String> {
    let mut said = BTreeMap::from([
        ("number".to_owned(), checked.paper.to_string()),
        ("register".to_owned(), checked.paper.place().register().to_string()),
        ("issued_at".to_owned(), checked.paper.issued_at().to_string()),
        ("total".to_owned(), checked.paper.amounts().total().minor.to_string()),
        ("currency".to_owned(), checked.paper.amounts().total().currency.to_string()),
        ("key".to_owned(), checked.key.to_string()),
        ("digest".to_owned(), checked.digest.to_string()),
    ]);
    let mut say = |name: &str, value: String| said.insert(name.to_owned(), value);
    for (tax, money) in checked.paper.amounts().taxes() {
        say(&format!("tax {}", tax as u8), money.minor.to_string());
    }
    for (agency, money) in checked.paper.amounts().fees() {
        say(&format!("fee {agency}"), money.minor.to_string());
    }
    match &checked.paper {
        Paper::Receipt(receipt) => {
            say("kind", "receipt".to_owned());
            say("id", receipt.payment.to_string());
            say("notice", receipt.notice.to_string());
            say("name", receipt.payer.to_string());
            receipt.debtor.as_ref().map(|debtor| say("debtor", debtor.to_string()));
        }
        Paper::CreditNote(note) => {
            say("kind", "credit note".to_owned());
            say("id", note.repayment.to_string());
            say("notice", note.notice.to_string());
            say("name", note.beneficiary.to_string());
            say("takes_back", note.takes_back.digest.to_string());
        }
    }
    said
}

/// What the files hold: what we sign today.
fn files() -> Vec<(&'static str, File)> {
    vec![("good", good()), ("forged", forged()), ("wrong-key", wrong_key()), ("expired", expired())]
}

fn good() -> File {
    let usual = key().sign(given::receipt());
    let repaid = key().sign(Receipt { debtor: None, notice: "260018421840".parse().expect("short"), ..given::receipt() });
    let partly = key().sign(Receipt { notice: "260018421937".parse().expect("short"), ..given::receipt() });
    let reversed = key().sign(Receipt { notice: "260018422034".parse().expect("short"), ..given::receipt() });
    let letters = Receipt {
        payer: "شركة البن".parse().expect("short"),
        debtor: Some("咖啡进出口公司".parse().expect("short")),
        declaration: None,
        amounts: given::amounts(&[], &[("zz-agriculture", 1), ("port", 2), ("phyto", 3)]),
        notes: given::notes(&[(64, "shown, not understood")]),
        ..given::first()
    };
    let change = |what| Change { what, at: at("2026-04-01T09:30:00Z") };
    let changes: BTreeMap<Digest, Change> = [
        (repaid.digest(), change(What::Repaid)),
        (partly.digest(), change(What::PartlyRepaid)),
        (reversed.digest(), change(What::Reversed)),
    ]
    .into();
    let changes = StatusList::new("ZZ".parse().expect("a country"), at("2026-05-01T00:00:00Z"), changes).expect("few");
    let vector = |name, signed: &Signed| vector(name, signed.text(), &keys(), Some(&changes));
    let bytes = changes.sign(&root().public(), |message| root().signature(message)).expect("signed");
    File {
        about: "Receipts and credit notes that were valid when they were issued; the list of changes says what became of some."
            .into(),
        keys: keys(),
        root: root().public(),
        changes: Some(hex::encode(bytes)),
        vectors: vec![
            vector("a broker paid duty, VAT, excise and a fee", &usual),
            vector(
                "the first of a series, fees of three agencies, in Arabic and Chinese letters, with a note of a later version",
                &key().sign(letters),
            ),
            vector("repaid since", &repaid),
            vector("partly repaid since", &partly),
            vector("reversed since", &reversed),
            vector("a credit note", &key().sign(given::credit_note(&repaid))),
            vector(
                "the largest amounts, paid at the last second of the key",
                &key().sign(Receipt {
                    amounts: given::amounts(&[(TaxType::Penalty, i64::MAX - 1), (TaxType::Interest, 1)], &[]),
                    issued_at: at("2026-12-31T23:59:59Z"),
                    ..given::receipt()
                }),
            ),
        ],
    }
}

fn plain(about: &str, keys: KeyList, shown: Vec<(&str, String)>) -> File {
    let vectors = shown.into_iter().map(|(name, text)| vector(name, text, &keys, None)).collect();
    File { about: about.to_owned(), keys, root: root().public(), changes: None, vectors }
}

fn text(bytes: &[u8]) -> String {
    format!("CR1:{}", base45(bytes))
}

/// Base45, written a second time: the vectors do not stand on one reading of RFC 9285.
fn base45(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let letter = |value: usize| char::from(ALPHABET[value % 45]);
    let group = |group: &[u8]| match *group {
        [first, second] => {
            let value = usize::from(first) * 256 + usize::from(second);
            vec![letter(value), letter(value / 45), letter(value / 2025)]
        }
        [first] => vec![letter(first.into()), letter(usize::from(first) / 45)],
        _ => vec![],
    };
    bytes.chunks(2).flat_map(group).collect()
}

fn forged() -> File {
    let signed = key().sign(given::receipt());
    let edited = |find: &[u8], replace: &[u8]| {
        let mut bytes = signed.bytes().to_vec();
        let place = bytes.windows(find.len()).position(|window| window == find).expect("it is there");
        bytes[place..place + replace.len()].copy_from_slice(replace);
        text(&bytes)
    };
    let mut other_signature = signed.bytes().to_vec();
    *other_signature.last_mut().expect("bytes") ^= 1;
    let own = Key::new(66).sign(given::receipt());
    let name = |key: &Key| *key.public().id().as_bytes();
    let mut borrowed = own.bytes().to_vec();
    let place = borrowed.windows(4).position(|window| window == name(&Key::new(66))).expect("the name of the key");
    borrowed[place..place + 4].copy_from_slice(&name(&key()));
    let mut longer = signed.bytes().to_vec();
    longer.push(0);
    let amount = 343_060u32.to_be_bytes();
    let shown = vec![
        ("another amount", edited(&amount, &343_061u32.to_be_bytes())),
        ("another payer", edited(b"KILI*", b"KITA*")),
        ("another country, signed by our key", edited(b"ZZ", b"QM")),
        ("another signature", text(&other_signature)),
        ("signed with a key of one's own under the name of ours", text(&borrowed)),
        ("a byte added", text(&longer)),
        ("cut off", text(&signed.bytes()[..200])),
        ("no mark", signed.text().replace("CR1:", "CR2:")),
        ("small letters", format!("CR1:{}", signed.text()[4..].to_ascii_lowercase())),
        ("nothing", "CR1:".to_owned()),
    ];
    plain("Receipts that were changed or made up.", keys(), shown)
}

fn wrong_key() -> File {
    let stolen = PublishedKey { revoked_at: Some(at("2026-06-01T00:00:00Z")), ..Key::new(3).in_year(2026) };
    let series = receipt::Series { issuer: "QM".parse().expect("a country"), ..given::series() };
    let place = receipt::Place::new(series, 7, "A1".parse().expect("short"), Some(Digest::from_bytes([7; 16]))).expect("a place");
    let shown = vec![
        ("signed with a key that is in no list", Key::new(66).sign(given::receipt()).text()),
        ("of another administration", Key::new(50).sign(Receipt { place, ..given::receipt() }).text()),
        ("signed with a key that was stolen later", Key::new(3).sign(given::receipt()).text()),
    ];
    plain("Receipts whose key cannot be believed.", given::listed(vec![key().in_year(2026), stolen]), shown)
}

fn expired() -> File {
    let issued = |text: &str| key().sign(Receipt { issued_at: at(text), ..given::receipt() }).text();
    let shown = vec![
        ("issued a second before the key signs", issued("2025-12-31T23:59:59Z")),
        ("issued in the first second of the key", issued("2026-01-01T00:00:00Z")),
        ("issued when the key has retired", issued("2027-01-01T00:00:00Z")),
        ("issued years after", issued("2031-01-01T00:00:00Z")),
        (
            "issued with the key of before, in its time",
            Key::new(2).sign(Receipt { issued_at: at("2025-07-01T00:00:00Z"), ..given::receipt() }).text(),
        ),
    ];
    let keys = given::listed(vec![key().in_year(2026), Key::new(2).in_year(2025)]);
    plain("Receipts issued within and outside the time of their key.", keys, shown)
}

fn read(name: &str) -> File {
    let text = fs::read_to_string(folder().join(name).with_extension("json")).expect("a file of vectors");
    serde_json::from_str(&text).expect("vectors")
}

#[test]
fn every_vector_is_judged_as_it_says() {
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    for name in ["good", "forged", "wrong-key", "expired"] {
        let file = read(name);
        let changes =
            file.changes.map(|digits| StatusList::open(&hex::decode(digits).expect("digits"), &file.root).expect("a good list"));
        for expected in file.vectors {
            let found = vector(&expected.name, expected.text.clone(), &file.keys, changes.as_ref());
            assert_eq!(found, expected, "{name}");
            *verdicts.entry(expected.verdict).or_default() += 1;
        }
    }
    println!("{verdicts:?}");
    let all = ["forged", "key-expired", "key-not-yet-valid", "key-revoked", "malformed", "other-issuer", "unknown-key", "valid"];
    assert_eq!(verdicts.keys().map(String::as_str).collect::<Vec<_>>(), all, "each verdict is met");
}

/// The format is a promise: what was signed yesterday is signed the same today.
#[test]
fn the_vectors_are_what_we_sign_today() {
    for (name, file) in files() {
        assert_eq!(read(name), file, "{name}");
    }
}

/// `docs/receipts.md` shows the first vector, as text and in hexadecimal digits.
#[test]
fn the_page_about_the_format_shows_what_is_signed() {
    let page = fs::read_to_string(folder().join("../../../docs/receipts.md")).expect("the page");
    let file = good();
    let signed = key().sign(given::receipt());
    assert!(page.lines().any(|line| line == signed.text()), "the text");
    let digits: Vec<u8> = hex::encode(signed.bytes()).into_bytes();
    let rows: Vec<String> = digits.chunks(96).map(|row| String::from_utf8(row.to_vec()).expect("digits")).collect();
    assert!(page.contains(&rows.join("\n")), "the bytes");
    let first = file.vectors[0].says.as_ref().expect("a good one");
    assert!(page.contains(&format!("digest {}", first["digest"])), "the digest");
    assert!(page.contains(&key().public().to_string()), "the key");
}

#[test]
#[ignore = "writes the vectors anew, after the format was extended"]
fn write_the_vectors() {
    fs::create_dir_all(folder()).expect("a folder");
    for (name, file) in files() {
        let text = serde_json::to_string_pretty(&file).expect("JSON") + "\n";
        fs::write(folder().join(name).with_extension("json"), text).expect("room");
    }
}
