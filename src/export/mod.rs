//! The data sets as files that anybody may take: CSV or JSON lines, each with its licence, its hash and the edition it was made of.
//! WTO TFA Article 1.2; row PUB-G4.
//!
//! The same state of the database gives the same bytes, on any replica. A CSV file of the nomenclature, of measures, notes,
//! references or synonyms is in our own format: importing it again changes nothing (ADM-N2). Others may use [`Exports`].

mod content;
mod dataset;
mod folder;
mod graphql;
mod service;
mod sheet;

pub use content::Sources;
pub use dataset::{ExportDataset, ExportFormat, ExportRequest};
pub use folder::Folder;
pub use graphql::ExportQuery;
pub use service::{Export, ExportRefusal, Exports};
