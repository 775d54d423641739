//! Drafts held against business rules before they are stored: a file of measures or of the tariff book, with what stands already. The
//! rules are those of the crate `duty`; `docs/publishing-rules.md` lists them. Row DUTY-M12.
//!
//! Others may use [`review_measures`], [`review_book`] and [`severities`].

mod draft;
mod reviewed;

pub use reviewed::Reviewed;

use std::collections::BTreeMap;

use duty::review::{Finding, Severities, Severity, Subject, review};
use vocabulary::Period;

use self::draft::{Merged, draft_book, draft_measure, lines_of, merged_measures};
use super::{
    book::Entry,
    measure::{LinesKnown, Measure},
};
use crate::platform::import::{FileError, ImportFile, Source};

/// What stands beside a draft, once it is published.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The measures, each with the days it truly holds.
    pub measures: Vec<(Measure, Period)>,
    /// Whether they are reviewed by themselves, so that a book tells nothing of them.
    pub measures_reviewed: bool,
    /// The lines.
    pub lines: LinesKnown,
    /// The entries of the tariff book.
    pub entries: Vec<Entry>,
}

/// Reads which rules a country holds otherwise: a file of YAML with a line `MR001: error` for each.
///
/// # Errors
/// Refuses a file that is none, and rules and severities that there are not.
pub fn severities(file: &ImportFile) -> Result<Severities, FileError> {
    let unreadable = |reason: String| FileError::Unreadable(reason);
    let written: BTreeMap<String, Severity> =
        serde_norway::from_slice(file.bytes()).map_err(|error| unreadable(error.to_string()))?;
    let mut severities = Severities::default();
    for (rule, severity) in written {
        severities.set(&rule, severity).map_err(|error| unreadable(error.to_string()))?;
    }
    Ok(severities)
}

/// Holds a file of measures against the rules: rows that break one with an error are bad rows, warnings are told.
///
/// # Errors
/// Refuses a file that is not of its format.
pub fn review_measures<S: Source<Row = Measure>>(
    source: S,
    standing: &Standing,
    severities: &Severities,
) -> Result<Reviewed<S>, FileError> {
    let measures: Vec<Measure> = source.rows()?.filter_map(Result::ok).collect();
    let merged = merged_measures(&measures, &standing.measures);
    let book = draft_book(&standing.entries, &[]);
    let draft = duty::review::Draft::new(merged, lines_of(&standing.lines), book.book);
    let place = |finding: &Finding| match finding.subject {
        Subject::Measure(place) => Some(place),
        // A line is told of where a measure of the file first speaks of it.
        Subject::Line(line) => {
            let code = draft.lines().get(line)?.code;
            measures.iter().position(|measure| covers(measure, code))
        }
        Subject::Area(_) | Subject::Quota(_) | Subject::Tax(_) => None,
    };
    let findings = review(&draft, severities).into_iter().filter_map(|finding| Some((place(&finding)?, finding)));
    Reviewed::new(source, findings.collect(), named)
}

fn covers(measure: &Measure, code: vocabulary::HsCode) -> bool {
    code.as_str().starts_with(measure.key.code.significant())
}

/// Names a measure as a person looks for it.
fn named(measure: &Measure) -> String {
    let key = &measure.key;
    let origin = key.origin.as_ref().map(|origin| format!(" for {origin}")).unwrap_or_default();
    format!("{} on {}{origin} from {}", key.measure_type, key.code, measure.validity.from())
}

/// Holds entries of the tariff book against the rules. Measures that stand and no longer fit are warned of: the file does not say them.
///
/// # Errors
/// Refuses a file that is not of its format.
pub fn review_book<S: Source<Row = Entry>>(
    source: S,
    standing: &Standing,
    severities: &Severities,
) -> Result<Reviewed<S>, FileError> {
    let entries: Vec<Entry> = source.rows()?.filter_map(Result::ok).collect();
    let Merged { book, areas, quotas, taxes } = draft_book(&standing.entries, &entries);
    let is_told = !standing.measures_reviewed;
    let measures = standing.measures.iter().map(|(measure, period)| draft_measure(measure, *period, is_told)).collect();
    let draft = duty::review::Draft::new(measures, Vec::new(), book);
    let mut findings = Vec::new();
    for finding in review(&draft, severities) {
        let place = match finding.subject {
            Subject::Area(place) => areas.get(place).copied().flatten(),
            Subject::Quota(place) => quotas.get(place).copied().flatten(),
            Subject::Tax(place) => taxes.get(place).copied().flatten(),
            Subject::Measure(place) => {
                let Some((measure, _)) = standing.measures.get(place) else { continue };
                let detail = format!("the {} {}", named(measure), finding.detail);
                findings.push((0, Finding { severity: Severity::Warning, detail, ..finding }));
                continue;
            }
            Subject::Line(_) => None,
        };
        findings.extend(place.map(|place| (place, finding)));
    }
    Reviewed::new(source, findings, |entry| format!("{} {}", entry.key.kind, entry.key.name))
}
