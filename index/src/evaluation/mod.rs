//! Relevance, measured on judged sets: which documents come first for real queries, with how much certainty.
//!
//! A set is a folder with `tracks.json`, `corpora/*.jsonl.gz` and `<split>/relevance/<track>.queries.jsonl` and `.qrels`. Each
//! corpus is indexed into a temporary folder and searched as a trader's question would be. Nothing here reads the clock but
//! to time a query.

pub mod answers;
mod calibration;
mod compare;
mod corpus;
mod measure;
mod misspelling;
mod random;
mod references;
mod report;
mod settings;

use std::{
    collections::{BTreeMap, HashMap},
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use index_core::rules::{Reference, RewriteRules};
use serde::Deserialize;
use thiserror::Error;
use vocabulary::{Date, Language};

use vectors::{Encoder, Model, Side, Vectors, VectorsWriter};

use crate::{Collapse, Confidence, Filter, IndexFault, Meaning, QUERY_CHARACTERS_MAX, SearchError, SearchIndex, SearchRequest};

pub use calibration::calibration_error;
pub use compare::{Comparison, Difference};
pub use measure::{Figure, Level, Scores};
pub use report::{Report, Shortfall, TrackReport};
pub use settings::Settings;

/// How many hits of one query are judged.
const HITS: usize = 50;

/// What is measured, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// Thresholds and reference files.
    pub settings: Settings,
    /// Whether the officers' references are indexed.
    pub references: bool,
    /// Measures these tracks alone; all when empty.
    pub tracks: Vec<String>,
    /// A model to find by meaning with; by words alone without one.
    pub model: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Options {
        Options { settings: Settings::shipped(), references: true, tracks: Vec::new(), model: None }
    }
}

/// Why a set could not be measured.
#[derive(Debug, Error)]
pub enum EvaluationError {
    /// A file of the set cannot be read.
    #[error("could not read {path}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of the set does not say what it should.
    #[error("could not understand {path}: {reason}")]
    Format {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexFault),
    /// The model failed.
    #[error(transparent)]
    Model(#[from] vectors::Fault),
    /// The labelled questions cannot be fitted to.
    #[error("could not fit to the labelled questions")]
    Fit(#[source] answer::confidence::fit::FitError),
    /// A query was not answered.
    #[error("could not answer the query {query}")]
    Search {
        /// Its number in the set.
        query: String,
        /// Why.
        source: SearchError,
    },
}

#[derive(Deserialize)]
struct Track {
    corpus: String,
}

#[derive(Deserialize)]
struct JudgedQuery {
    qid: String,
    text: String,
    lang: Language,
}

/// Measures every track of a split.
///
/// # Errors
/// Fails where a file is missing or malformed, or the index fails.
pub fn run(set: &Path, split: &str, options: &Options) -> Result<Report, EvaluationError> {
    let tracks: BTreeMap<String, Track> = read_json(&set.join("tracks.json"))?;
    let mut report = Report::new(split, options);
    let mut by_corpus: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
    for (name, track) in &tracks {
        let wanted = options.tracks.is_empty() || options.tracks.contains(name);
        if wanted && queries_path(set, split, name).exists() {
            by_corpus.entry(&track.corpus).or_default().push(name);
        }
    }
    let model = options.model.as_deref().map(Model::open).transpose()?.map(Arc::new);
    let (mut goods, mut texts) = (Vec::new(), Vec::new());
    for (corpus, names) in by_corpus {
        let folder =
            tempfile::tempdir().map_err(|source| EvaluationError::Read { path: PathBuf::from("temporary folder"), source })?;
        let loaded = corpus::load(set, corpus, options)?;
        report.notes.extend(loaded.notes);
        let count = loaded.documents.len();
        let (index, seconds) = build(folder.path(), loaded.documents)?;
        index.set_rules(RewriteRules::new(Vec::new(), loaded.rules));
        if let Some(model) = &model {
            read(model, &index, folder.path())?;
        }
        report.built(corpus, count, seconds);
        for name in names {
            let queries = read_lines::<JudgedQuery>(&queries_path(set, split, name))?;
            report.add(measure_track(set, split, name, &queries, &index)?);
            let nomenclature = measure::levels(name).contains(&Level::Heading);
            let samples = samples(set, split, name, &queries, &index)?;
            if nomenclature { &mut goods } else { &mut texts }.extend(samples);
            if options.settings.misspelt.contains_key(name) {
                report.add_misspelt(measure_track(set, split, name, &misspelt(queries), &index)?);
            }
        }
    }
    for (name, samples) in [("goods", goods), ("texts", texts)] {
        report.calibrated(name, calibration::error(&samples), &calibration::fit(&samples), samples.len());
    }
    Ok(report)
}

/// Returns the documents of a corpus of a set, and where its references lead.
///
/// # Errors
/// Fails where a file is missing or malformed.
pub fn corpus(set: &Path, name: &str, options: &Options) -> Result<(Vec<crate::Document>, Vec<Reference>), EvaluationError> {
    let loaded = corpus::load(set, name, options)?;
    Ok((loaded.documents, loaded.rules))
}

/// Returns the queries of a track as a trader would put them.
///
/// # Errors
/// Fails where the file is missing or malformed.
pub fn requests(set: &Path, split: &str, track: &str) -> Result<Vec<SearchRequest>, EvaluationError> {
    let queries = read_lines::<JudgedQuery>(&queries_path(set, split, track))?;
    Ok(queries.iter().map(|query| request(track, measure::levels(track)[0], query)).collect())
}

/// How many texts are read before they are written.
const READ_TOGETHER: usize = 1_000;

/// How many hits of a query are asked how sure they are.
const CALIBRATED_HITS: usize = 3;

/// The first hits of each query, and whether they were right.
fn samples(
    set: &Path,
    split: &str,
    name: &str,
    queries: &[JudgedQuery],
    index: &SearchIndex,
) -> Result<Vec<calibration::Sample>, EvaluationError> {
    let judgements = measure::read_judgements(&set.join(split).join("relevance").join(format!("{name}.qrels")))?;
    let level = measure::levels(name)[0];
    let mut samples = Vec::new();
    for (at, query) in queries.iter().enumerate() {
        let Some(grades) = judgements.get(&query.qid) else { continue };
        let request = SearchRequest { first: CALIBRATED_HITS, ..request(name, level, query) };
        let page = index.search(&request).map_err(|source| EvaluationError::Search { query: query.qid.clone(), source })?;
        samples.extend(page.hits.iter().filter(|hit| hit.confidence != Confidence::CERTAIN).map(|hit| {
            let right = measure::is_right(&hit.id.0, grades, level);
            calibration::Sample { query: at, signal: hit.signal, right }
        }));
    }
    Ok(samples)
}

fn build(folder: &Path, documents: Vec<crate::Document>) -> Result<(SearchIndex, f64), IndexFault> {
    let index = SearchIndex::create(folder)?;
    let began = Instant::now();
    let mut batch = index.writer()?;
    for document in documents {
        let subject = document.subject.clone();
        batch.replace(&subject, vec![document])?;
    }
    batch.commit("")?;
    Ok((index, began.elapsed().as_secs_f64()))
}

/// Reads all that is indexed with a model.
fn read(model: &Arc<Model>, index: &SearchIndex, folder: &Path) -> Result<(), EvaluationError> {
    let path = folder.join("vectors");
    let mut writer = VectorsWriter::create(&path, model.card())?;
    let unread = index.unread(None, usize::MAX)?;
    for texts in unread.chunks(READ_TOGETHER) {
        let embeddings = model.encode_all(&texts.iter().map(|unread| unread.text.as_str()).collect::<Vec<_>>(), Side::Passage);
        for (unread, embedding) in texts.iter().zip(&embeddings) {
            writer.append(unread.key, embedding)?;
        }
    }
    writer.finish()?;
    let vectors = Vectors::open(&path, model.card())?;
    index.set_meaning(Some(Arc::new(Meaning::new(model.clone(), vectors))))?;
    Ok(())
}

/// The same queries with a slip in each.
fn misspelt(queries: Vec<JudgedQuery>) -> Vec<JudgedQuery> {
    queries.into_iter().map(|query| JudgedQuery { text: misspelling::misspell(&query.text, &query.qid), ..query }).collect()
}

fn measure_track(
    set: &Path,
    split: &str,
    name: &str,
    queries: &[JudgedQuery],
    index: &SearchIndex,
) -> Result<Vec<TrackReport>, EvaluationError> {
    let judgements = measure::read_judgements(&set.join(split).join("relevance").join(format!("{name}.qrels")))?;
    let mut reports = Vec::new();
    for level in measure::levels(name) {
        let (found, milliseconds) = ask_all(name, *level, queries, index)?;
        reports.extend(measure::track(name, *level, &judgements, &found, &milliseconds));
    }
    Ok(reports)
}

/// What each query found, by the query's id.
type Found = HashMap<String, Vec<String>>;

fn ask_all(name: &str, level: Level, queries: &[JudgedQuery], index: &SearchIndex) -> Result<(Found, Vec<f64>), EvaluationError> {
    let mut found = HashMap::new();
    let mut milliseconds = Vec::new();
    for query in queries {
        let request = request(name, level, query);
        let began = Instant::now();
        let page = index.search(&request).map_err(|source| EvaluationError::Search { query: query.qid.clone(), source })?;
        milliseconds.push(began.elapsed().as_secs_f64() * 1_000.0);
        found.insert(query.qid.clone(), page.hits.into_iter().map(|hit| hit.id.0).collect());
    }
    Ok((found, milliseconds))
}

/// A query is put as a trader would: in the language of the documents, cut to what a query may be.
fn request(track: &str, level: Level, query: &JudgedQuery) -> SearchRequest {
    let language = match track {
        "law_fr2en" | "sw2en" => Language::EN,
        _ => query.lang,
    };
    SearchRequest {
        text: query.text.chars().take(QUERY_CHARACTERS_MAX).collect(),
        meant: None,
        language: Some(language),
        reader: None,
        as_of: Date::constant(2026, 1, 1),
        filter: Filter::default(),
        first: HITS,
        after: None,
        snippet_characters: 0,
        collapse: match level {
            Level::Document => Collapse::None,
            Level::Heading => Collapse::Heading,
            Level::Subheading => Collapse::Subheading,
        },
    }
}

fn queries_path(set: &Path, split: &str, track: &str) -> PathBuf {
    set.join(split).join("relevance").join(format!("{track}.queries.jsonl"))
}

fn read_text(path: &Path) -> Result<String, EvaluationError> {
    fs::read_to_string(path).map_err(|source| EvaluationError::Read { path: path.to_owned(), source })
}

fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, EvaluationError> {
    parse(path, &read_text(path)?)
}

fn read_lines<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Vec<T>, EvaluationError> {
    read_text(path)?.lines().map(|line| parse(path, line)).collect()
}

fn parse<T: serde::de::DeserializeOwned>(path: &Path, text: &str) -> Result<T, EvaluationError> {
    serde_json::from_str(text).map_err(|error| EvaluationError::Format { path: path.to_owned(), reason: error.to_string() })
}
