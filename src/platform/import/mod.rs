//! Imports: a file is read and checked as a whole, then applied row by row, so that a malformed file never half-applies.
//!
//! A slice teaches this machinery a format by a [`Source`] (what the rows of a file say) and receives the rows as a [`Target`].
//! [`Job`] joins the two. The machinery names no slice; `command/import.rs` names them all.
//!
//! Everything is read twice: [`Job::check`] reads the whole file and stores nothing, [`Job::run`] checks and then applies the rows
//! in batches. How far a run came is kept after each batch, so that a run that was cut off goes on where it stopped.

mod file;
mod job;
mod json_lines;
mod line;
mod progress;
mod row;
mod rows;
mod source;
mod store;
mod summary;
mod table;
mod text;
mod whole;

pub use file::{FileError, ImportFile, sha256_of_all};
pub use job::{ImportError, Job, Options, Session, job, whole_job};
pub use json_lines::JsonLines;
pub use line::{Line, Lines};
pub use progress::{Progress, Stage};
pub use row::{Flaw, RowError};
pub use source::{Identity, Missing, Rows, Source, Target, WholeTarget};
pub use summary::Summary;
pub use table::{Columns, Record, Table};
pub use text::{TextError, one_line, prose};
pub use whole::{TooMuch, WithdrawMax};
