//! Times the index alone: how fast it is built and how long a search takes, on one thread each.
//!
//! `cargo bench -p fingertip-index -- CORPUS.jsonl QUERIES.txt…`: CORPUS has a record a line, `{id, kind, code, country, title,
//! body}`; each QUERIES file has a query a line. Without arguments there is nothing to measure.

use std::{fs, path::Path, time::Instant};

use index::{Collapse, Document, DocumentId, Filter, Kind, SearchIndex, SearchRequest, SubjectKey, SuggestRequest};
use jiff::civil::{Date, date};
use serde::Deserialize;
use vocabulary::{Language, Period};

const DAY: Date = date(2026, 1, 1);

#[derive(Deserialize)]
struct Record {
    id: u64,
    kind: String,
    code: String,
    title: String,
    body: String,
}

impl From<Record> for Document {
    fn from(record: Record) -> Document {
        let goods = record.kind == "hs";
        let key = format!("record/{}", record.id);
        Document {
            id: DocumentId(key.clone()),
            subject: SubjectKey(key.clone()),
            work: key,
            kind: if goods { Kind::TariffLine } else { Kind::Publication },
            language: Language::EN,
            title: if goods { record.body.clone() } else { record.title },
            path: Vec::new(),
            body: if goods { String::new() } else { record.body },
            notes: String::new(),
            references: Vec::new(),
            code: record.code.parse().ok(),
            declarable: false,
            authority: None,
            article11: None,
            direction: None,
            document_type: None,
            period: Period::starting(date(2022, 1, 1)),
            review: None,
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some((corpus, queries)) = arguments.split_first() else {
        println!("nothing to measure: name a corpus and files of queries");
        return;
    };
    let records = fs::read_to_string(corpus).expect("a corpus");
    let documents: Vec<Document> =
        records.lines().map(|line| Document::from(serde_json::from_str::<Record>(line).expect("a record"))).collect();
    let folder = tempfile::tempdir().expect("a folder to work in");
    let count = documents.len();
    let began = Instant::now();
    let index = SearchIndex::create(folder.path()).expect("room on the disk");
    let mut batch = index.writer().expect("room on the disk");
    for document in documents {
        let subject = document.subject.clone();
        batch.replace(&subject, vec![document]).expect("room on the disk");
    }
    batch.commit("0.0").expect("room on the disk");
    println!("build: {:.0} documents/s", count as f64 / began.elapsed().as_secs_f64());
    for file in queries {
        time(&index, Path::new(file));
    }
}

/// Times every query of a file twice, and counts the second time, when the index is in memory.
fn time(index: &SearchIndex, file: &Path) {
    let text = fs::read_to_string(file).expect("queries");
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let searches: Vec<SearchRequest> = text.lines().map(search).collect();
    let suggestions: Vec<SuggestRequest> = text.lines().map(suggest).collect();
    for _ in 0..2 {
        let times = searches.iter().map(|request| {
            let began = Instant::now();
            let _ = std::hint::black_box(index.search(request));
            began.elapsed().as_secs_f64() * 1e6
        });
        report(&format!("{name}: search"), times.collect());
        let times = suggestions.iter().map(|request| {
            let began = Instant::now();
            let _ = std::hint::black_box(index.suggest(request));
            began.elapsed().as_secs_f64() * 1e6
        });
        report(&format!("{name}: suggest"), times.collect());
    }
}

fn search(text: &str) -> SearchRequest {
    SearchRequest {
        text: text.chars().take(index::QUERY_CHARACTERS_MAX).collect(),
        meant: None,
        language: Some(Language::EN),
        reader: None,
        as_of: DAY,
        filter: Filter::default(),
        first: 10,
        after: None,
        snippet_characters: 160,
        collapse: Collapse::None,
    }
}

fn suggest(text: &str) -> SuggestRequest {
    SuggestRequest { prefix: text.chars().take(40).collect(), language: Language::EN, as_of: DAY, first: 10 }
}

fn report(name: &str, mut microseconds: Vec<f64>) {
    microseconds.sort_by(f64::total_cmp);
    let at = |share: f64| microseconds[((microseconds.len() - 1) as f64 * share) as usize];
    let mean = microseconds.iter().sum::<f64>() / microseconds.len() as f64;
    println!("{name}: mean {mean:.0} µs, median {:.0}, p95 {:.0}, p99 {:.0}", at(0.5), at(0.95), at(0.99));
}
