//! GraphQL documents on their way in: counted, parsed, weighed and remembered before anything is executed.

mod absent;
mod lexer;
mod library;
mod limit;
mod root;
mod weight;

pub use absent::leave_out_absent;
pub use library::{DocumentHash, Library, Unprepared};
pub use limit::{DocumentLimits, Excess, Limit};
