//! What officers teach the search: references from the words people type to their target, synonyms, and
//! intercepts: words that a sentence answers better than a search.
//!
//! Others may use [`Teaching`] (the use cases) and the values it returns. Nothing here searches.

mod held;
mod import;
mod intercept;
mod reference;
mod rows;
mod service;
mod store;
mod synonym;

pub use import::{InterceptsFile, References, Synonyms};
pub use intercept::{Intercept, InterceptError, Intercepts};
pub use reference::{NewReference, Reference, Target, TermError};
pub use service::{INTERCEPTS, SYNONYMS, SynonymsRequest, TAUGHT, Teaching};
pub use synonym::{NewSynonym, Synonym, SynonymError, SynonymKind};
