//! Meaning as numbers.

mod embedding;
mod fault;
mod file;
pub mod fusion;
mod golden;
mod import;
mod kernel;
mod mapped;
mod model;
#[cfg(test)]
mod model_tests;
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
