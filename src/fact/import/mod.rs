//! Facts from files: our own format, one YAML file for each fact and edition; see `sample/README.md`.

mod files;
mod page;
mod target;

pub use files::FactFiles;
