//! GraphQL documents on their way in: counted, parsed, weighed and remembered before anything is executed.

mod lexer;
mod library;
mod limit;
mod weight;

pub use library::{DocumentHash, Library, Unprepared};
pub use limit::{DocumentLimits, Excess, Limit};
