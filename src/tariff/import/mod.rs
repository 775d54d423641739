//! The nomenclature from files: our own format, and the spreadsheets in which other tariffs are published.

pub mod au_nomenclature;
mod br_nomenclature;
mod eaeu_headings;
mod edition;
mod eu_nomenclature;
mod mx_nomenclature;
mod nomenclature;
mod notes;
mod order;
mod outline;
mod sections;
mod target;
mod uk_nomenclature;

pub use au_nomenclature::AuNomenclature;
pub use br_nomenclature::BrNomenclature;
pub use eaeu_headings::EaeuHeadings;
pub use edition::Edition;
pub use eu_nomenclature::EuNomenclature;
pub use mx_nomenclature::MxNomenclature;
pub use nomenclature::{NomenclatureFile, validity};
pub use notes::NotesFile;
pub use sections::SectionsFile;
pub use uk_nomenclature::UkNomenclature;

/// How long a description may be. The longest we know has 1,000 characters, cut there by its publisher.
const DESCRIPTION_CHARS_MAX: usize = 4_000;
