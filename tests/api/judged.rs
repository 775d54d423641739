//! The judged questions of the sample: each is answered by a sentence that stands where it says, or by nothing; and the judged
//! goods: each is a line of the tariff.

use std::{collections::HashSet, fs, path::Path};

use fingertip::publication::import::MarkdownFiles;
use fingertip::{
    platform::import::{ImportFile, Source},
    publication::NewRevision,
    tariff::{NewLine, import::NomenclatureFile},
};
use jiff::civil::date;
use serde::Deserialize;
use vocabulary::HsCode;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Judged {
    id: String,
    language: String,
    question: String,
    publication: Option<String>,
    heading: Option<String>,
    quote: Option<String>,
    quote_language: Option<String>,
}

/// Returns the text in force on the day the questions were judged for.
fn text<'a>(revisions: &'a [NewRevision], id: &str, language: &str) -> Option<&'a str> {
    let in_force = revisions.iter().filter(|revision| {
        revision.publication_id.as_str() == id
            && revision.language.as_str() == language
            && revision.validity.contains(date(2026, 6, 15))
    });
    in_force.max_by_key(|revision| revision.validity.from()).map(|revision| revision.content.body.as_str())
}

/// Returns what stands under a heading, or before the first one.
fn section<'a>(body: &'a str, heading: &str) -> Option<&'a str> {
    let from = match heading {
        "" => 0,
        _ => body.find(&format!("## {heading}\n"))? + heading.len() + 4,
    };
    let rest = &body[from..];
    Some(&rest[..rest.find("\n## ").unwrap_or(rest.len())])
}

#[test]
fn every_quote_stands_under_its_heading_in_the_text_of_its_day() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample");
    let pages = MarkdownFiles::open(&sample.join("publications")).expect("the sample");
    let revisions: Vec<NewRevision> = pages.rows().expect("pages").map(|page| page.expect("a good page")).collect();
    let (mut ids, mut answered, mut unanswerable) = (HashSet::new(), 0, 0);
    for file in fs::read_dir(sample.join("judged")).expect("a folder") {
        let path = file.expect("a file").path();
        if path.ends_with("goods.jsonl") {
            continue;
        }
        let language = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
        for line in fs::read_to_string(&path).expect("a text").lines() {
            let judged: Judged = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            assert_eq!(judged.language, language, "{}", judged.id);
            assert!(ids.insert(judged.id.clone()) && !judged.question.trim().is_empty(), "{}", judged.id);
            let Some(publication) = &judged.publication else {
                assert!(judged.quote.is_none(), "{}", judged.id);
                unanswerable += 1;
                continue;
            };
            let (heading, quote) = (judged.heading.as_deref().expect("a heading"), judged.quote.as_deref().expect("a quote"));
            let body = text(&revisions, publication, judged.quote_language.as_deref().unwrap_or(&language))
                .unwrap_or_else(|| panic!("{}: {publication} is not in force", judged.id));
            let section = section(body, heading).unwrap_or_else(|| panic!("{}: no heading {heading:?}", judged.id));
            assert!(!quote.is_empty() && section.contains(quote), "{}: {quote:?} is not under {heading:?}", judged.id);
            answered += 1;
        }
    }
    assert!(answered >= 200 && unanswerable >= 60, "{answered} answered, {unanswerable} not");
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JudgedGoods {
    id: String,
    language: String,
    query: String,
    code: HsCode,
}

#[test]
fn every_judged_good_is_a_line_or_a_heading_of_its_day() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample");
    let file = ImportFile::open(&sample.join("tariff/nomenclature.csv")).expect("the sample");
    let lines: Vec<NewLine> = NomenclatureFile::new(file).rows().expect("lines").map(|line| line.expect("a good line")).collect();
    let stands = |code: &HsCode| {
        let mut here = lines.iter().filter(|line| line.code.significant() == code.significant());
        code.significant().len() >= 4 && here.any(|line| line.validity.contains(date(2026, 6, 15)))
    };
    let (mut ids, mut queries, mut languages) = (HashSet::new(), HashSet::new(), HashSet::new());
    for line in fs::read_to_string(sample.join("judged/goods.jsonl")).expect("a text").lines() {
        let judged: JudgedGoods = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(stands(&judged.code), "{}: {} is no place of the tariff", judged.id, judged.code);
        assert!(queries.insert((judged.language.clone(), judged.query)), "{} is asked twice", judged.id);
        assert!(ids.insert(judged.id.clone()), "{}", judged.id);
        languages.insert(judged.language);
    }
    assert!(ids.len() >= 150 && languages == HashSet::from(["en".into(), "fr".into()]), "{} in {languages:?}", ids.len());
}
