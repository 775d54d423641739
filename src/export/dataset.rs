//! What can be exported, and how the files are called. Rules only.

use std::{fmt, str::FromStr};

use clap::ValueEnum;
use vocabulary::Date;

use crate::fact::FactKind;

/// A data set that can be exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ValueEnum)]
pub enum ExportDataset {
    /// Publications with their texts.
    Publications,
    /// The lines of the tariff.
    Nomenclature,
    /// The measures on them.
    Measures,
    /// Their legal notes.
    Notes,
    /// The words that officers lead somewhere.
    References,
    /// Synonyms.
    Synonyms,
    /// Fees and charges.
    Fees,
    /// Forms.
    Forms,
    /// Offices.
    Offices,
    /// Procedures.
    Procedures,
    /// Public notices.
    Notices,
    /// Advance rulings.
    Rulings,
}

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ValueEnum)]
pub enum ExportFormat {
    /// One JSON object a line.
    #[value(name = "jsonl")]
    JsonLines,
    /// Comma-separated values with a header (RFC 4180).
    Csv,
}

/// Which export is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExportRequest {
    /// The data set.
    pub dataset: ExportDataset,
    /// How it is written.
    pub format: ExportFormat,
    /// Only what is in force on this day; else all that was, is and will be.
    pub as_of: Option<Date>,
    /// With the notes that officers write for each other; nobody fetches that from the server.
    pub with_notes: bool,
}

/// A text that is not the name of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not the name of an export, such as rulings.csv or rulings-2026-06-15.jsonl")]
pub struct NameError;

impl ExportDataset {
    /// Returns its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Publications => "publications",
            Self::Nomenclature => "nomenclature",
            Self::Measures => "measures",
            Self::Notes => "notes",
            Self::References => "references",
            Self::Synonyms => "synonyms",
            Self::Fees => "fees",
            Self::Forms => "forms",
            Self::Offices => "offices",
            Self::Procedures => "procedures",
            Self::Notices => "notices",
            Self::Rulings => "rulings",
        }
    }

    /// Returns the data set whose editions it is made of: facts of all kinds come in one folder.
    pub fn edition_name(self) -> &'static str {
        if self.fact_kind().is_some() { "facts" } else { self.as_str() }
    }

    /// Returns the kind of facts it holds, where it holds facts.
    pub fn fact_kind(self) -> Option<FactKind> {
        match self {
            Self::Fees => Some(FactKind::Fee),
            Self::Forms => Some(FactKind::Form),
            Self::Offices => Some(FactKind::Office),
            Self::Procedures => Some(FactKind::Procedure),
            Self::Notices => Some(FactKind::Notice),
            Self::Rulings => Some(FactKind::Ruling),
            _ => None,
        }
    }
}

impl ExportFormat {
    /// Returns how its files end.
    pub fn extension(self) -> &'static str {
        match self {
            Self::JsonLines => "jsonl",
            Self::Csv => "csv",
        }
    }

    /// Returns its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::JsonLines => "application/jsonl; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8; header=present",
        }
    }
}

impl ExportRequest {
    /// Returns the export as officers have it: references with their notes, all else as for everybody.
    #[must_use]
    pub fn for_officers(self) -> ExportRequest {
        ExportRequest { with_notes: self.dataset == ExportDataset::References, ..self }
    }

    /// Returns the name of the file without its ending.
    pub fn stem(&self) -> String {
        let day = self.as_of.map(|day| format!("-{day}")).unwrap_or_default();
        let notes = if self.with_notes { "-with-notes" } else { "" };
        format!("{}{notes}{day}", self.dataset.as_str())
    }

    /// Returns the name of the file of that hash.
    pub fn hashed_name(&self, sha256: &str) -> String {
        format!("{}-{sha256}.{}", self.stem(), self.format.extension())
    }
}

impl fmt::Display for ExportRequest {
    /// Writes the name under which it is fetched.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.stem(), self.format.extension())
    }
}

impl FromStr for ExportRequest {
    type Err = NameError;

    fn from_str(name: &str) -> Result<ExportRequest, NameError> {
        let (stem, extension) = name.rsplit_once('.').ok_or(NameError)?;
        let (dataset, day) = stem.split_once('-').map_or((stem, None), |(dataset, day)| (dataset, Some(day)));
        let dataset = ExportDataset::value_variants().iter().find(|known| known.as_str() == dataset);
        let format = ExportFormat::value_variants().iter().find(|known| known.extension() == extension);
        let as_of = day.map(str::parse).transpose().map_err(|_| NameError)?;
        Ok(ExportRequest { dataset: *dataset.ok_or(NameError)?, format: *format.ok_or(NameError)?, as_of, with_notes: false })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_export_is_found_under_its_name() {
        for dataset in ExportDataset::value_variants() {
            for format in ExportFormat::value_variants() {
                for as_of in [None, Some(date(2026, 6, 15))] {
                    let request = ExportRequest { dataset: *dataset, format: *format, as_of, with_notes: false };
                    assert_eq!(request.to_string().parse(), Ok(request));
                }
            }
        }
    }

    #[test]
    fn nothing_else_is_the_name_of_an_export() {
        for name in [
            "",
            "rulings",
            "rulings.",
            "rulings.xml",
            "rules.csv",
            "rulings-2026-02-30.csv",
            "../rulings.csv",
            "rulings.csv/",
            "references-with-notes.csv",
        ] {
            assert_eq!(name.parse::<ExportRequest>(), Err(NameError), "{name}");
        }
    }
}
