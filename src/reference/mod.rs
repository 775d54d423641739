//! Reference codes: the lists that declarations, measures and payments speak in (countries, currencies, units, places, documents),
//! as of any day. Later slices ask whether a code exists on a day, and what it is called in a language.
//!
//! Others may use [`ReferenceCodes`] (the use cases) and the values it returns.

mod code;
mod graphql;
pub mod import;
mod rows;
mod search_text;
mod service;
mod store;

pub use code::{Attributes, Code, CodeError, CodeList, NewReferenceCode, ReferenceCode};
pub use graphql::ReferenceQuery;
pub use search_text::{SearchText, SearchTooLong};
pub use service::{CHANGED, ListRequest, ReferenceCodes};
