//! What officers teach the search: references from the words people type to their target, and synonyms.
//!
//! Others may use [`Teaching`] (the use cases) and the values it returns. Nothing here searches.

mod import;
mod reference;
mod rows;
mod service;
mod store;
mod synonym;

pub use import::{References, Synonyms};
pub use reference::{NewReference, Reference, Target, TermError};
pub use service::{SYNONYMS, TAUGHT, Teaching};
pub use synonym::{NewSynonym, Synonym, SynonymError, SynonymKind};
