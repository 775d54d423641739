//! The messy queries of the sample: each is typed badly in its own way, and asks for something that is there.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::Path,
};

use fingertip::{
    platform::import::{ImportFile, Source},
    publication::import::MarkdownFiles,
    tariff::import::NomenclatureFile,
};
use jiff::civil::date;
use serde::Deserialize;
use vocabulary::HsCode;

const LANGUAGES: [&str; 7] = ["ar", "en", "es", "fr", "pt", "sw", "zh"];
const QUERIES_MIN: usize = 100;
const OF_EACH_KIND_MIN: usize = 40;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Messy {
    id: String,
    language: String,
    query: String,
    clean: String,
    target: String,
}

/// What the sample holds on the day the queries were judged for.
struct InForce {
    publications: HashSet<(String, String)>,
    codes: Vec<HsCode>,
}

impl InForce {
    fn of(sample: &Path) -> InForce {
        let day = date(2026, 6, 15);
        let pages = MarkdownFiles::open(&sample.join("publications")).expect("the sample");
        let pages = pages.rows().expect("pages").map(|page| page.expect("a good page"));
        let lines = NomenclatureFile::new(ImportFile::open(&sample.join("tariff/nomenclature.csv")).expect("the tariff"));
        let lines = lines.rows().expect("lines").map(|line| line.expect("a good line"));
        InForce {
            publications: pages
                .filter(|page| page.validity.contains(day))
                .map(|page| (page.publication_id.as_str().to_owned(), page.language.as_str().to_owned()))
                .collect(),
            codes: lines.filter(|line| line.validity.contains(day)).map(|line| line.code).collect(),
        }
    }

    /// Says whether the tariff has the code itself, and not only something below it.
    fn has_code(&self, target: &str) -> bool {
        let code: HsCode = target.parse().unwrap_or_else(|error| panic!("{target} {error}"));
        (4..=10).contains(&target.len()) && self.codes.iter().any(|line| line.same_place(&code))
    }

    fn has_publication(&self, target: &str, language: &str) -> bool {
        self.publications.contains(&(target.to_owned(), language.to_owned()))
    }
}

/// Returns the words of a query without their order, their case and their punctuation.
fn words(query: &str) -> Vec<String> {
    let lowercase = query.to_lowercase();
    let words = lowercase.split(|character: char| !character.is_alphanumeric());
    let mut words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort();
    words
}

#[test]
fn every_messy_query_differs_from_its_clean_form_and_asks_for_what_is_there() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample");
    let in_force = InForce::of(&sample);
    let (mut ids, mut queries, mut counts) = (HashSet::new(), HashSet::new(), HashMap::<_, (usize, usize)>::new());
    for file in fs::read_dir(sample.join("messy")).expect("a folder") {
        let path = file.expect("a file").path();
        let language = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
        let (publications, goods) = counts.entry(language.clone()).or_default();
        for line in fs::read_to_string(&path).expect("a text").lines() {
            let messy: Messy = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            assert_eq!(messy.language, language, "{}", messy.id);
            assert!(ids.insert(messy.id.clone()), "{} stands twice", messy.id);
            assert!(!words(&messy.clean).is_empty() && messy.query != messy.clean, "{}", messy.id);
            assert!(queries.insert((language.clone(), words(&messy.query))), "{}: the same words stand twice", messy.id);
            if messy.target.bytes().all(|byte| byte.is_ascii_digit()) {
                assert!(in_force.has_code(&messy.target), "{}: {} is not in the tariff", messy.id, messy.target);
                *goods += 1;
            } else {
                let there = in_force.has_publication(&messy.target, &language);
                assert!(there, "{}: {} is not in force in {language}", messy.id, messy.target);
                *publications += 1;
            }
        }
    }
    for language in LANGUAGES {
        let (publications, goods) = counts.get(language).copied().unwrap_or_default();
        assert!(publications + goods >= QUERIES_MIN, "{language} has {} queries", publications + goods);
        assert!(publications.min(goods) >= OF_EACH_KIND_MIN, "{language}: {publications} publications, {goods} goods");
    }
    assert_eq!(counts.len(), LANGUAGES.len(), "a language too many: {:?}", counts.keys());
}
