//! What stands in each export, row by row, in an order of its own that no database engine decides.

use std::io::{self, Write};

use serde::Serialize;
use vocabulary::{Date, HsCode, Language, Period};

use super::{
    dataset::{ExportDataset, ExportRequest},
    sheet::{Cell, Sheet, Sum},
};
use crate::{
    fact::{Fact, FactKind, Facts},
    platform::{dataset::Datasets, fault::Fault, outbox::Outbox},
    publication::{Publications, Revision},
    search::teaching::Teaching,
    tariff::{Measures, NewLine, Nomenclature},
};

/// Everything that is exported, and the outbox that says when it changes.
#[derive(Clone)]
pub struct Sources {
    /// The publications.
    pub publications: Publications,
    /// The facts.
    pub facts: Facts,
    /// The nomenclature.
    pub nomenclature: Nomenclature,
    /// The measures on its lines.
    pub measures: Measures,
    /// What officers taught the search.
    pub teaching: Teaching,
    /// The files that all of it was read from.
    pub datasets: Datasets,
    /// What changed, in order.
    pub outbox: Outbox,
}

/// Why an export could not be written.
#[derive(Debug)]
pub enum Unwritten {
    /// It has more bytes than a file may have.
    TooLarge,
    /// Something else was in the way.
    Fault(Fault),
}

const PUBLICATION: [&str; 22] = [
    "id",
    "language",
    "version",
    "title",
    "summary",
    "article11",
    "authority",
    "kind",
    "direction",
    "valid_from",
    "valid_until",
    "hs",
    "source_act",
    "source_gazette",
    "source_url",
    "translation_of",
    "attested_by",
    "confirmed_on",
    "review_due_on",
    "recorded_at",
    "content_sha256",
    "body",
];
const FACT: [&str; 23] = [
    "id",
    "version",
    "authority",
    "article11",
    "direction",
    "hs",
    "valid_from",
    "valid_until",
    "announced_on",
    "exception",
    "source_act",
    "source_gazette",
    "source_page",
    "source_url",
    "source_captured_on",
    "attested_by",
    "confirmed_on",
    "review_due_on",
    "publication",
    "recorded_at",
    "name",
    "summary",
    "body",
];
const LINE: [&str; 6] = ["code", "suffix", "indent", "declarable", "valid_from", "valid_until"];
const MEASURE: [&str; 10] =
    ["code", "type", "tax", "origin", "excluded", "rate", "condition", "valid_from", "valid_until", "source_act"];
const NOTE: [&str; 6] = ["scope", "kind", "language", "text", "valid_from", "valid_until"];
const REFERENCE: [&str; 3] = ["term", "language", "target"];
const SYNONYM: [&str; 5] = ["kind", "language", "from", "to", "owner"];

impl Sources {
    /// Writes an export to `out`.
    pub async fn write<W: Write + Send>(&self, request: &ExportRequest, out: W, bytes_max: u64) -> Result<(W, Sum), Unwritten> {
        let begin = |columns: Vec<String>| Sheet::begin(out, request.format, columns, bytes_max).map_err(unwritten);
        let named = |columns: &[&str]| columns.iter().map(|column| (*column).to_owned()).collect::<Vec<_>>();
        let day = request.as_of;
        let sheet = match request.dataset {
            ExportDataset::Publications => self.publications(begin(named(&PUBLICATION))?, day).await?,
            ExportDataset::Nomenclature => {
                let languages = self.nomenclature.languages().await?;
                let descriptions = languages.iter().map(|language| format!("description_{language}"));
                let columns = named(&LINE).into_iter().chain(descriptions).collect();
                self.lines(begin(columns)?, &languages, day).await?
            }
            ExportDataset::Measures => self.measures(begin(named(&MEASURE))?, day).await?,
            ExportDataset::Notes => self.notes(begin(named(&NOTE))?, day).await?,
            ExportDataset::References => {
                let note = request.with_notes.then(|| "note".to_owned());
                let columns = named(&REFERENCE).into_iter().chain(note).collect();
                self.references(begin(columns)?, request.with_notes).await?
            }
            ExportDataset::Synonyms => self.synonyms(begin(named(&SYNONYM))?).await?,
            ExportDataset::Fees
            | ExportDataset::Forms
            | ExportDataset::Offices
            | ExportDataset::Procedures
            | ExportDataset::Notices
            | ExportDataset::Rulings => self.facts(begin(named(&FACT))?, request.dataset.fact_kind(), day).await?,
        };
        sheet.finish().map_err(unwritten)
    }

    async fn publications<W: Write + Send>(&self, mut sheet: Sheet<W>, day: Option<Date>) -> Result<Sheet<W>, Unwritten> {
        let mut subjects = self.publications.subjects().await?;
        subjects.sort_by(|a, b| (a.publication_id.as_str(), a.language).cmp(&(b.publication_id.as_str(), b.language)));
        for subject in subjects {
            for (revision, _) in in_force(self.publications.editions(&subject).await?, day) {
                sheet.row(&publication(revision)).map_err(unwritten)?;
            }
        }
        Ok(sheet)
    }

    async fn lines<W: Write + Send>(
        &self,
        mut sheet: Sheet<W>,
        languages: &[Language],
        day: Option<Date>,
    ) -> Result<Sheet<W>, Unwritten> {
        for chapter in self.nomenclature.chapters().await? {
            for (line, _) in in_force(self.nomenclature.lines_recorded(&chapter).await?, day) {
                sheet.row(&tariff_line(line, languages)).map_err(unwritten)?;
            }
        }
        Ok(sheet)
    }

    async fn measures<W: Write + Send>(&self, mut sheet: Sheet<W>, day: Option<Date>) -> Result<Sheet<W>, Unwritten> {
        for (measure, _) in in_force(self.measures.recorded(None).await?, day) {
            let key = measure.key;
            let (from, until) = days(measure.validity);
            let row = [
                Cell::text_of(key.code),
                Cell::text_of(key.measure_type),
                Cell::text_of(key.tax),
                Cell::maybe(key.origin),
                Cell::Text(measure.excluded.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")),
                Cell::Text(measure.rate),
                Cell::Text(key.condition),
                from,
                until,
                Cell::Text(measure.source_act),
            ];
            sheet.row(&row).map_err(unwritten)?;
        }
        Ok(sheet)
    }

    async fn notes<W: Write + Send>(&self, mut sheet: Sheet<W>, day: Option<Date>) -> Result<Sheet<W>, Unwritten> {
        for (note, _) in in_force(self.nomenclature.notes_known().await?, day) {
            let (from, until) = days(note.validity);
            let (scope, kind) = (Cell::text_of(note.scope), Cell::text_of(note.kind.as_str()));
            sheet.row(&[scope, kind, Cell::text_of(note.language), Cell::Text(note.text), from, until]).map_err(unwritten)?;
        }
        Ok(sheet)
    }

    async fn references<W: Write + Send>(&self, mut sheet: Sheet<W>, with_notes: bool) -> Result<Sheet<W>, Unwritten> {
        let mut references = self.teaching.references().await?;
        references.sort_by(|a, b| (&a.term, a.language, &a.target).cmp(&(&b.term, b.language, &b.target)));
        for own in references {
            let mut row = vec![Cell::Text(own.term), Cell::text_of(own.language), Cell::text_of(own.target)];
            row.extend(with_notes.then_some(Cell::Text(own.note)));
            sheet.row(&row).map_err(unwritten)?;
        }
        Ok(sheet)
    }

    async fn synonyms<W: Write + Send>(&self, mut sheet: Sheet<W>) -> Result<Sheet<W>, Unwritten> {
        let mut synonyms = self.teaching.synonyms().await?;
        synonyms.sort_by(|a, b| (a.language, &a.typed, &a.also_searched).cmp(&(b.language, &b.typed, &b.also_searched)));
        for own in synonyms {
            let (kind, language) = (Cell::text_of(own.kind), Cell::text_of(own.language));
            let row = [kind, language, Cell::Text(own.typed), Cell::Text(own.also_searched), Cell::text_of(own.owner)];
            sheet.row(&row).map_err(unwritten)?;
        }
        Ok(sheet)
    }

    async fn facts<W: Write + Send>(
        &self,
        mut sheet: Sheet<W>,
        wanted: Option<FactKind>,
        day: Option<Date>,
    ) -> Result<Sheet<W>, Unwritten> {
        let mut keys = self.facts.keys().await?;
        keys.retain(|(kind, _)| Some(*kind) == wanted);
        keys.sort_by(|(_, a), (_, b)| a.as_str().cmp(b.as_str()));
        for key in keys {
            for (fact, _) in in_force(self.facts.editions(&key).await?, day) {
                sheet.row(&published_fact(fact)?).map_err(unwritten)?;
            }
        }
        Ok(sheet)
    }
}

fn in_force<T>(editions: Vec<(T, Period)>, day: Option<Date>) -> impl Iterator<Item = (T, Period)> {
    editions.into_iter().filter(move |(_, period)| day.is_none_or(|day| period.contains(day)))
}

fn publication(revision: Revision) -> Vec<Cell> {
    let content = revision.content;
    let (from, until) = days(revision.validity);
    let attestation = revision.confirmation.as_ref().map(|confirmation| &confirmation.attestation);
    vec![
        Cell::text_of(revision.publication_id),
        Cell::text_of(revision.language),
        Cell::Number(revision.version.into()),
        Cell::Text(content.title),
        Cell::Text(content.summary),
        Cell::text_of(content.article11.as_str()),
        Cell::text_of(content.authority),
        Cell::Text(content.document_type),
        Cell::text_of(content.direction),
        from,
        until,
        codes(&content.hs_codes),
        Cell::Text(content.source.act),
        Cell::maybe(content.source.gazette),
        Cell::maybe(content.source.url),
        Cell::maybe(revision.translation_of.map(|source| source.language)),
        Cell::maybe(attestation.map(|attestation| attestation.by.clone())),
        Cell::maybe(attestation.map(|attestation| attestation.confirmed_on)),
        Cell::maybe(attestation.map(|attestation| attestation.review_due_on)),
        Cell::text_of(revision.recorded_at),
        Cell::Text(revision.content_hash),
        Cell::Text(content.body),
    ]
}

fn tariff_line(line: NewLine, languages: &[Language]) -> Vec<Cell> {
    let (from, until) = days(line.validity);
    let (code, suffix) = (Cell::text_of(line.code), Cell::text_of(line.suffix));
    let mut row = vec![code, suffix, Cell::Number(line.indent.into()), Cell::Flag(line.declarable), from, until];
    row.extend(languages.iter().map(|wanted| {
        let text = line.descriptions.iter().find(|(language, _)| language == wanted);
        Cell::maybe(text.map(|(_, text)| text))
    }));
    row
}

fn published_fact(fact: Fact) -> Result<Vec<Cell>, Fault> {
    let content = fact.content;
    let (from, until) = days(fact.validity);
    let (source, attestation) = (content.provenance, content.attestation);
    Ok(vec![
        Cell::text_of(fact.id),
        Cell::Number(fact.version.into()),
        Cell::text_of(content.authority),
        Cell::text_of(content.article11.as_str()),
        Cell::text_of(content.direction),
        codes(&content.hs_codes),
        from,
        until,
        Cell::text_of(content.announcement.announced_on),
        parts(&content.announcement.exception)?,
        Cell::Text(source.act),
        Cell::Text(source.gazette),
        Cell::Number(source.page.into()),
        Cell::Text(source.url),
        Cell::text_of(source.captured_on),
        Cell::Text(attestation.by),
        Cell::text_of(attestation.confirmed_on),
        Cell::text_of(attestation.review_due_on),
        Cell::maybe(content.publication_id),
        Cell::text_of(fact.recorded_at),
        parts(&content.name)?,
        parts(&content.summary)?,
        parts(&content.body)?,
    ])
}

fn days(validity: Period) -> (Cell, Cell) {
    (Cell::text_of(validity.from()), Cell::maybe(validity.until()))
}

fn codes(codes: &[HsCode]) -> Cell {
    Cell::List(codes.iter().map(|code| code.as_str().to_owned()).collect())
}

fn parts(value: &impl Serialize) -> Result<Cell, Fault> {
    serde_json::to_value(value).map(Cell::Parts).map_err(Fault::while_("writing a fact"))
}

fn unwritten(error: io::Error) -> Unwritten {
    match error.kind() {
        io::ErrorKind::FileTooLarge => Unwritten::TooLarge,
        _ => Unwritten::Fault(Fault::while_("writing an export")(error)),
    }
}

impl From<Fault> for Unwritten {
    fn from(fault: Fault) -> Unwritten {
        Unwritten::Fault(fault)
    }
}
