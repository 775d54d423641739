//! The tariff: its nomenclature (sections, chapters, headings, lines and notes) as of any day, and the measures on its lines, in
//! the words of their sources. WTO TFA Article 1.1 (b), (d).
//!
//! Others may use [`Nomenclature`] and [`Measures`] (the use cases) and the values they return; the search over lines is the slice
//! `search`.

pub mod book;
mod chapter;
pub mod estimate;
mod graphql;
mod held;
mod history;
pub mod import;
mod line;
pub mod measure;
pub mod origin;
pub mod review;
mod revisions;
mod rows;
mod service;
mod store;

pub use chapter::{Chapter, Line};
pub use graphql::TariffQuery;
pub use history::{Change, ChangeKind};
pub use line::{NewLine, NewNote, Note, NoteKind, NoteScope, Section, Suffix};
pub use measure::{GoodsMeasureType, Measure, MeasureKey, MeasureType, Measures};
pub use origin::{OriginQuery, Origins};
pub use revisions::LineText;
pub use service::{CHANGED, Nomenclature};
