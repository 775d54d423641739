//! The nomenclature from files: our own format, and the spreadsheet of the British tariff.

mod nomenclature;
mod notes;
mod order;
mod sections;
mod target;
mod uk_nomenclature;

pub use nomenclature::NomenclatureFile;
pub use notes::NotesFile;
pub use sections::SectionsFile;
pub use uk_nomenclature::UkNomenclature;

/// How long a description may be. The longest we know has 1,000 characters, cut there by its publisher.
const DESCRIPTION_CHARS_MAX: usize = 4_000;
