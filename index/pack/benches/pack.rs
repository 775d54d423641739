//! Measures a content pack of 5,000 documents: how large it is, how long it takes to open and to search, how much memory it takes.
//!
//! `cargo bench -p fingertip-index-pack -- SET` with a judged set (`SET/corpora/law_ca.jsonl.gz`, `SET/corpora/hs_uk.jsonl.gz`, and
//! queries in `SET/dev/relevance`): English and French sections of law, at most 3,000 and 1,000, and lines of a tariff.

use std::{
    convert::Infallible,
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    path::Path,
};

use ed25519_dalek::{Signer as _, SigningKey};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use index_core::{document::SubjectKey, request::Collapse};
use jiff::civil::{Date, date};
use pack::{
    Document, DocumentId, Filter, KeyList, Kind, Pack, PackKey, SearchRequest, SuggestRequest,
    build::{self, Content, Difference, Edition, Signer},
};
use receipt::PublicKey;
use serde::Deserialize;
use vocabulary::{Language, Period, Timestamp};

const DAY: Date = date(2026, 6, 15);

/// How many documents the pack has.
const DOCUMENTS: usize = 5_000;

#[derive(Deserialize)]
struct Record {
    id: String,
    lang: Language,
    title: Option<String>,
    text: String,
}

#[derive(Deserialize)]
struct Query {
    text: String,
    lang: Language,
}

fn records(set: &Path, corpus: &str) -> Vec<Record> {
    let file = File::open(set.join(format!("corpora/{corpus}.jsonl.gz"))).expect("a corpus");
    let lines = BufReader::new(GzDecoder::new(file)).lines();
    lines.map(|line| serde_json::from_str(&line.expect("a line")).expect("a record")).collect()
}

fn document(record: &Record) -> Document {
    let title = record.title.clone().unwrap_or_default();
    Document {
        id: DocumentId(format!("publication/{}/{}/1/0", record.id, record.lang)),
        subject: SubjectKey(format!("publication/{}/{}", record.id, record.lang)),
        work: format!("publication/{}", record.id),
        kind: Kind::Publication,
        language: record.lang,
        title: title.rsplit_once(", s. ").map_or(title.clone(), |(_, section)| section.to_owned()),
        path: title.rsplit_once(", s. ").map(|(act, _)| act.to_owned()).into_iter().collect(),
        body: record.text.clone(),
        notes: String::new(),
        references: Vec::new(),
        code: None,
        declarable: false,
        authority: Some("customs".parse().expect("an authority")),
        article11: None,
        direction: None,
        document_type: Some("law".to_owned()),
        period: Period::starting(date(2024, 1, 1)),
        review: None,
    }
}

fn line(record: &Record) -> Document {
    let title = record.title.clone().unwrap_or_default();
    let above = record.text.strip_prefix(&title).and_then(|rest| rest.strip_prefix(" — ")).unwrap_or(&record.text);
    Document {
        id: DocumentId(format!("line/{}/en/2024-01-01", record.id)),
        subject: SubjectKey(format!("chapter/{}", record.id.get(..2).unwrap_or_default())),
        work: format!("line/{}", record.id),
        kind: Kind::TariffLine,
        path: above.split(" > ").map(str::to_owned).collect(),
        title,
        body: String::new(),
        code: record.id.parse().ok(),
        declarable: true,
        authority: None,
        document_type: None,
        ..document(record)
    }
}

fn documents(set: &Path) -> Vec<Document> {
    let law = records(set, "law_ca");
    let of = |language, count| law.iter().filter(move |record| record.lang == language).take(count).map(document);
    let mut documents: Vec<Document> = of(Language::EN, 3_000).chain(of(Language::FR, 1_000)).collect();
    let left = DOCUMENTS - documents.len();
    documents.extend(records(set, "hs_uk").iter().take(left).map(line));
    documents
}

/// Amends so many texts, as a new revision does: under new ids, with two words put in and a sentence of another text at the end.
fn amended(documents: &[Document], count: usize) -> Difference {
    let texts: Vec<&Document> = documents.iter().filter(|document| document.body.len() > 200).collect();
    let mut changes = Difference::default();
    for at in 0..count {
        let (old, other) = (texts[at * texts.len() / count], texts[(at * 31 + 17) % texts.len()]);
        let sentence: String = other.body.chars().take(120).collect();
        let body = format!("{} {sentence}", old.body.replacen(" the ", " the said ", 1).replacen(" le ", " ledit ", 1));
        changes.changed.push(Document { id: DocumentId(old.id.0.replace("/1/0", "/2/0")), body, ..old.clone() });
        changes.removed.push(old.id.clone());
    }
    changes
}

fn queries(set: &Path) -> Vec<SearchRequest> {
    let mut requests = Vec::new();
    for track in ["law_en", "law_fr", "hs_terms"] {
        let text = fs::read_to_string(set.join(format!("dev/relevance/{track}.queries.jsonl"))).expect("queries");
        for query in text.lines().map(|line| serde_json::from_str::<Query>(line).expect("a query")) {
            requests.push(SearchRequest {
                text: query.text.chars().take(256).collect(),
                meant: None,
                language: Some(query.lang),
                reader: None,
                as_of: DAY,
                filter: Filter::default(),
                first: 10,
                after: None,
                snippet_characters: 160,
                collapse: Collapse::None,
            });
        }
    }
    requests
}

/// How much memory the process has, in kilobytes: now, and at most so far.
fn memory() -> (u64, u64) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let field = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
    };
    (field("VmRSS:"), field("VmHWM:"))
}

/// The time this thread worked, in milliseconds: whoever else works does not add to it, though caches are shared.
fn worked() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

fn timed<T>(what: impl FnOnce() -> T) -> (T, f64) {
    let before = worked();
    let done = what();
    (done, worked() - before)
}

fn percentiles(name: &str, mut milliseconds: Vec<f64>) {
    milliseconds.sort_by(f64::total_cmp);
    let at = |share: f64| milliseconds[((milliseconds.len() - 1) as f64 * share) as usize];
    println!("{name}: p50 {:.2} ms, p95 {:.2} ms, most {:.2} ms ({} times)", at(0.5), at(0.95), at(1.0), milliseconds.len());
}

fn gzipped(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("room in memory");
    encoder.finish().expect("room in memory").len()
}

struct Signing {
    private: SigningKey,
    public: PublicKey,
    keys: KeyList,
}

impl Signing {
    fn new() -> Signing {
        let private = SigningKey::from_bytes(&[7; 32]);
        let public = PublicKey::from_bytes(private.verifying_key().to_bytes()).expect("a key");
        let (from, until) = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
        let keys = KeyList::new(1, vec![PackKey { public, from, until, revoked: false }]).expect("a list");
        Signing { private, public, keys }
    }
}

fn edition(seq: u64) -> Edition {
    Edition {
        id: "zz-measured".parse().expect("a name"),
        jurisdiction: "ZZ".parse().expect("a country"),
        seq,
        created: Timestamp::from_second(1_781_500_000).expect("an instant"),
        expires: Timestamp::MAX,
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some(set) = arguments.first().map(Path::new) else {
        println!("nothing to measure: name the folder of a judged set");
        return;
    };
    let signing = Signing::new();
    let now = edition(1).created;
    let file = std::env::temp_dir().join(format!("fingertip-pack-{}.cpk", std::process::id()));
    if arguments.get(1).map(String::as_str) != Some("read") {
        write(set, &signing, &file, now);
        // Memory is measured in a process that wrote nothing.
        let read = std::process::Command::new(std::env::current_exe().expect("this program"))
            .args([set.as_os_str(), "read".as_ref(), file.as_os_str()])
            .status();
        fs::remove_file(&file).expect("the file that was written");
        assert!(read.is_ok_and(|status| status.success()), "the reader failed");
        return;
    }
    read(set, &signing, Path::new(&arguments[2]), now);
}

fn write(set: &Path, signing: &Signing, file: &Path, now: Timestamp) {
    let documents = documents(set);
    let sign = |message: &[u8]| Ok::<_, Infallible>(signing.private.sign(message).to_bytes());
    let signer = Signer { key: signing.public, sign: &sign };
    let text: usize = documents.iter().map(|document| document.body.len() + document.title.len()).sum();
    println!("{} documents, {} bytes of texts", documents.len(), text);
    let content = Content { documents, ..Content::default() };
    let (bytes, built) = timed(|| build::pack(&edition(1), &content, &signer).expect("a pack"));
    println!("built in {:.1} s", built / 1e3);
    println!("installed: {} bytes; with gzip on its way: {} bytes", bytes.len(), gzipped(&bytes));
    let pack = Pack::receive(&bytes, &signing.keys, None, now).expect("a good pack");
    for (name, len) in pack.manifest().parts() {
        println!("  {name}: {len}");
    }
    for count in [50, 250] {
        let changes = amended(&content.documents, count);
        let delta = build::delta(&edition(2), 1, &pack, &changes, None, &signer).expect("a delta");
        let whole: usize = changes.changed.iter().map(|document| document.body.len() + document.title.len()).sum();
        let mut amended = Pack::open(&bytes, &signing.keys).expect("a good pack");
        let (applied, milliseconds) = timed(|| amended.apply(&delta, &signing.keys, now));
        applied.expect("a good delta");
        println!("delta of {count} documents, {whole} bytes of texts: {} bytes, applied in {milliseconds:.2} ms", delta.len());
    }
    fs::write(file, &bytes).expect("room on the disk");
}

fn read(set: &Path, signing: &Signing, file: &Path, now: Timestamp) {
    let requests = queries(set);
    let bytes = fs::read(file).expect("a file");
    let mut received = Vec::new();
    let mut opened = Vec::new();
    for _ in 0..30 {
        let (pack, milliseconds) = timed(|| Pack::receive(&bytes, &signing.keys, None, now).map(|_| ()));
        pack.expect("a good pack");
        received.push(milliseconds);
        let (pack, milliseconds) = timed(|| Pack::open(&bytes, &signing.keys).map(|_| ()));
        pack.expect("a good pack");
        opened.push(milliseconds);
    }
    percentiles("taken in (all hashes)", received);
    percentiles("opened", opened);
    let before = memory();
    let pack = Pack::open(&bytes, &signing.keys).expect("a good pack");
    let after_open = memory();
    let mut hits = 0;
    let mut searched = Vec::new();
    for request in &requests {
        let (found, milliseconds) = timed(|| pack.search(request, now));
        hits += found.expect("a good query").page.hits.len();
        searched.push(milliseconds);
    }
    println!("first search: {:.2} ms; {hits} hits in all", searched[0]);
    percentiles("search", searched);
    let mut suggested = Vec::new();
    for request in requests.iter().take(300) {
        let prefix = request.text.chars().take(4).collect();
        let language = request.language.unwrap_or(Language::EN);
        let request = SuggestRequest { prefix, language, as_of: DAY, first: 8 };
        suggested.push(timed(|| pack.suggest(&request).expect("a good beginning")).1);
    }
    percentiles("suggestions", suggested);
    let end = memory();
    println!(
        "memory: {} kB before, +{} kB opened, +{} kB after all queries",
        before.0,
        after_open.0 - before.0,
        end.0 - before.0
    );
    println!("peak: +{} kB over what the process had before", end.1.saturating_sub(before.0));
    let mut cold = Vec::new();
    for request in requests.iter().step_by(10) {
        let pack = Pack::open(&bytes, &signing.keys).expect("a good pack");
        cold.push(timed(|| pack.search(request, now).expect("a good query")).1);
    }
    percentiles("search, the first after opening", cold);
}
