//! A corpus of a judged set, as documents.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use flate2::read::GzDecoder;
use index_core::rules::Reference;
use serde::Deserialize;
use vocabulary::{Date, Language, Period};

use super::{EvaluationError, Options, parse, references};
use crate::{Document, DocumentId, Kind, SubjectKey};

#[derive(Deserialize)]
struct Line {
    id: String,
    lang: Language,
    #[serde(default)]
    title: Option<String>,
    text: String,
    #[serde(default)]
    doc: Option<String>,
}

/// A corpus with its references, and what is to be said about them.
#[derive(Default)]
pub(super) struct Corpus {
    pub documents: Vec<Document>,
    pub rules: Vec<Reference>,
    pub notes: Vec<String>,
}

/// Reads a corpus, with the officers' references where they are wanted and there.
pub(super) fn load(set: &Path, name: &str, options: &Options) -> Result<Corpus, EvaluationError> {
    let path = set.join("corpora").join(format!("{name}.jsonl.gz"));
    let file = File::open(&path).map_err(|source| EvaluationError::Read { path: path.clone(), source })?;
    let mut lines: Vec<Line> = Vec::new();
    for line in BufReader::new(GzDecoder::new(file)).lines() {
        let line = line.map_err(|source| EvaluationError::Read { path: path.clone(), source })?;
        lines.push(parse(&path, &line)?);
    }
    let titles = publication_titles(&lines);
    let nomenclature = name.starts_with("hs_");
    let documents = lines.into_iter().map(|line| if nomenclature { tariff_line(line) } else { passage(line, &titles) });
    let mut corpus = Corpus { documents: documents.collect(), ..Corpus::default() };
    if options.references {
        references::add(set, options.settings.references(name), &mut corpus)?;
    }
    Ok(corpus)
}

/// "Other — LIVE ANIMALS > Live horses": its own title, then what stands above it, chapter first.
fn tariff_line(line: Line) -> Document {
    let title = line.title.as_deref().unwrap_or_default();
    let above = line.text.strip_prefix(title).and_then(|rest| rest.strip_prefix(" — ")).unwrap_or(&line.text);
    let path = above.split(" > ").map(str::to_owned).collect();
    let code = line.id.parse().ok();
    Document { kind: Kind::TariffLine, code, path, body: String::new(), declarable: true, ..document(line) }
}

/// A passage under the title of its publication: "publication — heading", or "act, s. 5" with a first line of parts and
/// divisions.
fn passage(line: Line, titles: &HashMap<String, String>) -> Document {
    let title = line.title.as_deref().unwrap_or_default();
    let (publication, heading) = title.split_once(" — ").or_else(|| title.rsplit_once(", s. ")).unwrap_or(("", title));
    let publication =
        if title.is_empty() { line.doc.as_ref().and_then(|doc| titles.get(doc)).map_or("", String::as_str) } else { publication };
    let mut path: Vec<String> = Vec::new();
    path.extend((!publication.is_empty()).then(|| publication.to_owned()));
    let (mut heading, mut body) = (heading.to_owned(), line.text.clone());
    if let Some((first, rest)) = line.text.split_once('\n')
        && line.id.starts_with("ca-")
    {
        path.extend(first.split(" > ").filter(|part| !part.is_empty()).map(str::to_owned));
        body = rest.to_owned();
    }
    Document { kind: Kind::Publication, title: std::mem::take(&mut heading), path, body, ..document(line) }
}

/// The passages of a publication are titled "publication — heading"; one without a heading has no title, but a publication.
fn publication_titles(lines: &[Line]) -> HashMap<String, String> {
    let mut titles = HashMap::new();
    for line in lines {
        if let (Some(doc), Some((publication, _))) = (&line.doc, line.title.as_deref().unwrap_or_default().split_once(" — ")) {
            titles.entry(doc.clone()).or_insert_with(|| publication.to_owned());
        }
    }
    titles
}

fn document(line: Line) -> Document {
    Document {
        id: DocumentId(line.id.clone()),
        subject: SubjectKey(line.id.clone()),
        work: line.id,
        kind: Kind::Publication,
        language: line.lang,
        title: line.title.unwrap_or_default(),
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
        period: Period::starting(Date::constant(2000, 1, 1)),
        review: None,
    }
}
