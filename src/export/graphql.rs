//! This slice in the contract.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use vocabulary::scalar::Day;

use super::{
    dataset::{ExportDataset, ExportFormat, ExportRequest},
    service::{Export, Exports},
};
use crate::platform::{
    dataset::DatasetEdition,
    policy::{Role, may},
    refusal::refuse,
};

/// A data set that can be exported.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "ExportDataset")]
pub enum DataExportDataset {
    /// Publications with their texts, in each language.
    Publications,
    /// The lines of the tariff; as CSV in the format that can be imported.
    Nomenclature,
    /// The measures on lines; as CSV in the format that can be imported.
    Measures,
    /// Legal notes; as CSV in the format that can be imported.
    Notes,
    /// The words that lead to a code or a publication, without the notes of officers: `fingertip export` has those too, in the format
    /// that can be imported.
    References,
    /// Synonyms; as CSV in the format that can be imported.
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
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "ExportFormat")]
pub enum DataExportFormat {
    /// One JSON object a line.
    #[graphql(name = "JSONL")]
    JsonLines,
    /// Comma-separated values with a header (RFC 4180). A cell that a spreadsheet would take for a formula has an apostrophe before it.
    Csv,
}

/// A data set as a file. Source: row PUB-G4.
#[derive(SimpleObject)]
pub struct DataExport {
    /// The data set.
    dataset: DataExportDataset,
    /// How it is written.
    format: DataExportFormat,
    /// The day of what is in it; null where it holds all that was, is and will be in force.
    as_of: Option<Day>,
    /// Where it is fetched by GET, from the root of this server. Without `sha256` the same path gives what is newest.
    url: String,
    /// The licence of the data set, as an SPDX expression; null where one of its files names none.
    licence: Option<String>,
    /// The SHA-256 of the file, in hexadecimal digits. The same state gives the same file.
    sha256: String,
    /// How many bytes the file has.
    bytes: u64,
    /// How many rows the file has, the header left out.
    rows: u64,
    /// The newest edition of the data set; null where none was recorded.
    edition: Option<DatasetEdition>,
}

impl From<Export> for DataExport {
    fn from(export: Export) -> DataExport {
        let Export { request, sum, edition, licence, .. } = export;
        DataExport {
            dataset: request.dataset.into(),
            format: request.format.into(),
            as_of: request.as_of.map(Day),
            url: format!("/export/{request}?sha256={}", sum.sha256),
            licence,
            sha256: sum.sha256,
            bytes: sum.bytes,
            rows: sum.rows,
            edition: edition.map(DatasetEdition::from),
        }
    }
}

/// Queries over exports.
#[derive(Default)]
pub struct ExportQuery;

#[Object]
impl ExportQuery {
    /// A data set as a file, built once for each state of the database. One that takes long to build is given up like any other
    /// query, goes on being built, and is there when it is asked for again. Source: row PUB-G4.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "50 + child_complexity")]
    async fn export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The data set.")] dataset: DataExportDataset,
        #[graphql(desc = "How it is to be written.")] format: DataExportFormat,
        #[graphql(desc = "Only what is in force on this day. By default all that was, is and will be.")] as_of: Option<Day>,
    ) -> Result<DataExport> {
        let request =
            ExportRequest { dataset: dataset.into(), format: format.into(), as_of: as_of.map(|day| day.0), with_notes: false };
        let export = ctx.data_unchecked::<Exports>().export(request).await?;
        export.map(DataExport::from).map_err(|refusal| refuse(&refusal))
    }
}
