//! Meaning as numbers.

mod embedding;
mod fault;
mod file;
mod golden;
mod import;
mod kernel;
mod mapped;
mod model;
mod numbers;
mod package;
mod profile;
mod text;
mod use_m3;

pub use embedding::Embedding;
pub use fault::Fault;
pub use import::import;
pub use kernel::Kernel;
pub use model::{Encoder, Model, ModelCard, Side};
pub use profile::Profile;
