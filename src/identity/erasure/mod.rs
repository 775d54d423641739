//! What we hold about a person: they may have it, they may have it taken away, and most of it goes by itself. Rows SEC-PII-01 and
//! SEC-PII-02; `docs/data-map.md` names every column, `docs/decisions/0016` says why.
//!
//! A slice whose tables hold something about a person adds its line to [`store`] and its row to the map; a test finds whoever forgets. What
//! it holds, it hands over as a [`Holder`].

mod document;
mod holder;
mod refusal;
mod retention;
mod service;
mod store;

pub use document::{EXPORT_BYTES_MAX, ExportedData};
pub use holder::{HeldPart, Holder, ITEMS_MAX};
pub use refusal::ErasureRefusal;
pub use retention::{Forgotten, Retention};
pub use service::Erasures;
