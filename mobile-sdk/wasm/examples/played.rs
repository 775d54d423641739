//! Makes a pack out of the sample and plays a thousand questions to it, for a browser to be compared with:
//!
//! ```sh
//! cargo run -p fingertip-sdk-wasm --example played -- FOLDER
//! ```
//!
//! FOLDER then has `keys.cpl`, `pack.cpk` and `delta.cpk`, `trust.json`, and `played.jsonl`: question, file and answer, one behind the other. The
//! questions are the judged and the misspelt ones of the sample, in seven languages.

use std::{
    convert::Infallible,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use ed25519_dalek::{Signer as _, SigningKey};
use fingertip_packs::Offline;
use index_core::document::SubjectKey;
use jiff::civil::date;
use pack::{
    Document, DocumentId, KeyList, Kind, Pack, PackKey,
    build::{self, Content, Edition, Signer},
};
use receipt::PublicKey;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use vocabulary::{Language, Period, Timestamp};

type Failure = Box<dyn Error>;

const NOW: &str = "2026-10-15T12:00:00Z";
const DAY: &str = "2026-10-15";

fn at(text: &str) -> Result<Timestamp, Failure> {
    Ok(text.parse()?)
}

fn private(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

fn public(number: u8) -> Result<PublicKey, Failure> {
    Ok(PublicKey::from_bytes(private(number).verifying_key().to_bytes())?)
}

fn edition(seq: u64) -> Result<Edition, Failure> {
    let (created, expires) = (at("2026-10-15T06:00:00Z")?, at("2026-11-15T00:00:00Z")?);
    Ok(Edition { id: "zz-sample".parse()?, jurisdiction: "ZZ".parse()?, seq, created, expires })
}

/// The list of keys, as two of three roots signed it.
fn keys() -> Result<Vec<u8>, Failure> {
    let (from, until) = (at("2026-01-01T00:00:00Z")?, at("2027-01-01T00:00:00Z")?);
    let list = KeyList::new(1, vec![PackKey { public: public(7)?, from, until, revoked: false }]).ok_or("a list")?;
    let payload = list.payload()?;
    let digest = Sha256::digest(&payload);
    let signed = [1, 2].map(|root| Ok::<_, Failure>((public(root)?.id(), private(root).sign(&digest).to_bytes())));
    Ok(KeyList::sealed(&payload, &signed.into_iter().collect::<Result<Vec<_>, _>>()?))
}

fn document(id: String, language: Language) -> Document {
    Document {
        subject: SubjectKey(id.rsplit_once('/').map_or(id.clone(), |(subject, _)| subject.to_owned())),
        work: id.split('/').take(2).collect::<Vec<_>>().join("/"),
        id: DocumentId(id),
        kind: Kind::Publication,
        language,
        title: String::new(),
        path: Vec::new(),
        body: String::new(),
        notes: String::new(),
        references: Vec::new(),
        code: None,
        declarable: false,
        authority: None,
        article11: None,
        direction: None,
        document_type: None,
        period: Period::starting(date(2024, 1, 1)),
        review: None,
    }
}

/// Each publication of the sample, a document for each of its headings.
fn publications(sample: &Path) -> Result<Vec<Document>, Failure> {
    let mut documents = Vec::new();
    let mut folders =
        fs::read_dir(sample.join("publications"))?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, Failure>>()?;
    folders.sort();
    for folder in folders {
        for language in Language::SPOKEN {
            let Ok(text) = fs::read_to_string(folder.join(format!("{language}.md"))) else { continue };
            let (_, rest) = text.split_once("---\n").ok_or("a head")?;
            let (head, body) = rest.split_once("---\n").ok_or("a body")?;
            let title = head.lines().find_map(|line| line.strip_prefix("title: ")).unwrap_or_default().trim_matches('"');
            let name = folder.file_name().and_then(|name| name.to_str()).ok_or("a name")?;
            for (at, section) in body.split("\n## ").enumerate() {
                let (heading, text) = if at == 0 { (title, section) } else { section.split_once('\n').unwrap_or((section, "")) };
                documents.push(Document {
                    title: heading.to_owned(),
                    path: if at == 0 { Vec::new() } else { vec![title.to_owned()] },
                    body: text.trim().to_owned(),
                    ..document(format!("publication/{name}/{language}/1/{at}"), language)
                });
            }
        }
    }
    Ok(documents)
}

/// Each line of the nomenclature in seven languages, under the lines above it.
fn lines(sample: &Path) -> Result<Vec<Document>, Failure> {
    let mut documents = Vec::new();
    let mut above: Vec<Vec<String>> = Vec::new();
    for row in csv::Reader::from_path(sample.join("tariff/nomenclature.csv"))?.records() {
        let row = row?;
        let indent = row.get(2).ok_or("an indent")?.parse::<usize>()?;
        let titles: Vec<String> = row.iter().skip(6).map(str::to_owned).collect();
        above.truncate(indent);
        // Its columns are in the order en, fr, es, pt, ar, zh, sw.
        let languages = ["en", "fr", "es", "pt", "ar", "zh", "sw"];
        for (column, language) in languages.into_iter().enumerate() {
            let title = titles.get(column).filter(|title| !title.is_empty());
            let Some(title) = title.filter(|_| row.get(1) == Some("80")) else { continue };
            documents.push(Document {
                kind: Kind::TariffLine,
                title: title.clone(),
                path: above.iter().filter_map(|titles| titles.get(column).cloned()).collect(),
                code: Some(row[0].parse()?),
                declarable: &row[3] == "true",
                ..document(format!("line/{}/{language}/2022-01-01", &row[0]), language.parse()?)
            });
        }
        above.push(titles);
    }
    documents.sort_by(|one, other| one.id.cmp(&other.id));
    documents.dedup_by(|later, earlier| later.id == earlier.id);
    Ok(documents)
}

/// What is asked of the sample, with its language.
fn queries(sample: &Path) -> Result<Vec<(String, String)>, Failure> {
    let mut queries = Vec::new();
    for folder in ["judged", "messy"] {
        let mut files =
            fs::read_dir(sample.join(folder))?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>, Failure>>()?;
        files.sort();
        for line in files.iter().map(fs::read_to_string).collect::<Result<Vec<_>, _>>()?.iter().flat_map(|text| text.lines()) {
            let query: Value = serde_json::from_str(line)?;
            let text = query["query"].as_str().or(query["question"].as_str()).ok_or("a query")?;
            queries.push((text.to_owned(), query["language"].as_str().ok_or("a language")?.to_owned()));
        }
    }
    Ok(queries)
}

/// Plays questions, and writes down what was asked and answered.
struct Player {
    offline: Offline,
    played: String,
    now: i64,
}

impl Player {
    fn ask(&mut self, ask: &str, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Result<Value, Failure> {
        let mut question = format!("ask={ask}\u{1e}now={}\u{1e}asOf={DAY}", self.now);
        fields.iter().for_each(|(name, value)| question.extend(["\u{1e}", name, "=", value]));
        let answer =
            String::from_utf8(self.offline.answer(question.as_bytes(), file.map_or(&[][..], |(_, bytes)| bytes).to_vec()))?;
        writeln!(self.played, "{}", json!({ "question": question, "file": file.map(|(name, _)| name), "answer": answer }))?;
        Ok(serde_json::from_str(&answer)?)
    }

    fn search(&mut self, text: &str, more: &[(&str, &str)]) -> Result<Value, Failure> {
        self.ask("search", &[&[("text", text)], more].concat(), None)
    }
}

fn main() -> Result<(), Failure> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder to write to")?);
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample");
    let mut documents = publications(&sample)?;
    documents.extend(lines(&sample)?);
    let sign = |message: &[u8]| Ok::<_, Infallible>(private(7).sign(message).to_bytes());
    let signer = Signer { key: public(7)?, sign: &sign };
    let whole = build::pack(&edition(3)?, &Content { documents: documents.clone(), ..Content::default() }, &signer)?;
    let mut amended = documents.clone();
    for (at, document) in amended.iter_mut().enumerate().filter(|(at, _)| at % 90 == 0) {
        document.body = format!("{} rice coffee 咖啡 قهوة {at}", document.body);
    }
    amended.truncate(documents.len() - 5);
    let trusted = KeyList::new(
        1,
        vec![PackKey {
            public: public(7)?,
            from: at("2026-01-01T00:00:00Z")?,
            until: at("2027-01-01T00:00:00Z")?,
            revoked: false,
        }],
    );
    let base = Pack::receive(whole.clone(), &trusted.ok_or("a list")?, None, at(NOW)?)?;
    let delta = build::delta(&edition(4)?, 3, &base, &build::difference(&documents, &amended), None, &signer)?;
    let (keys, roots) = (keys()?, [1, 2, 3].map(|root| public(root).map(|root| root.to_string())));
    let roots = roots.into_iter().collect::<Result<Vec<_>, _>>()?;

    let mut player = Player { offline: Offline::new(), played: String::new(), now: at(NOW)?.as_millisecond() };
    player.ask("search", &[("text", "rice")], None)?;
    player.ask("open", &[], Some(("pack.cpk", &whole)))?;
    let trust = [("issuer", "ZZ"), ("roots", &roots.join("\u{1f}"))];
    player.ask("trust", &trust, Some(("keys.cpl", &keys)))?;
    player.ask("open", &[("after", "3")], Some(("pack.cpk", &whole)))?;
    player.ask("open", &[("after", "2")], Some(("pack.cpk", &whole)))?;
    let queries = queries(&sample)?;
    for round in 0..2 {
        for (at, (text, language)) in queries.iter().enumerate().filter(|(at, _)| round == 0 || at % 10 == 0) {
            // Every seventh in all languages.
            let own: &[(&str, &str)] = if at % 7 == 3 { &[] } else { &[("language", language)] };
            let found = player.search(text, &[own, &[("first", "10")]].concat())?;
            if let (0, Some(cursor)) = (at % 11, found["endCursor"].as_str()) {
                player.search(text, &[own, &[("first", "10"), ("after", cursor)]].concat())?;
            }
            if let (0, Some(id)) = (at % 17, found["nodes"][0]["documentId"].as_str()) {
                player.ask("text", &[("id", id)], None)?;
            }
            let begun: String = text.chars().take(2 + at % 4).collect();
            player.ask("suggest", &[("prefix", &begun), ("language", language), ("first", "8")], None)?;
        }
        for code in ["0901.21", "٠٩٠١٢١", "8517", "heading 1006", "hs code 870323"] {
            player.search(code, &[("language", "en"), ("kinds", "TARIFF_LINE"), ("declarableOnly", "true")])?;
            player.search("machine", &[("language", "en"), ("chapters", "84\u{1f}85")])?;
        }
        if round == 0 {
            player.ask("apply", &[], Some(("delta.cpk", &delta)))?;
            player.ask("apply", &[], Some(("delta.cpk", &delta)))?;
        }
    }
    let long = "x".repeat(257);
    for (text, more) in [
        ("rice", ("after", "00")),
        ("rice", ("first", "51")),
        (&long, ("first", "5")),
        ("rice", ("chapters", "x")),
        ("rice", ("kinds", "RICE")),
    ] {
        player.search(text, &[more])?;
    }
    player.ask("text", &[("id", "publication/none/en/1/0")], None)?;
    player.ask("status", &[], None)?;
    player.now = at("2026-12-01T00:00:00Z")?.as_millisecond();
    player.search("rice", &[("language", "en")])?;

    fs::create_dir_all(&folder)?;
    fs::write(folder.join("keys.cpl"), keys)?;
    fs::write(folder.join("pack.cpk"), &whole)?;
    fs::write(folder.join("delta.cpk"), &delta)?;
    fs::write(
        folder.join("trust.json"),
        json!({ "issuer": "ZZ", "roots": roots, "now": at(NOW)?.as_millisecond() }).to_string(),
    )?;
    let asked = player.played.lines().count();
    fs::write(folder.join("played.jsonl"), player.played)?;
    println!("{} documents in {} bytes, a delta of {} bytes, {asked} questions", documents.len(), whole.len(), delta.len());
    Ok(())
}
