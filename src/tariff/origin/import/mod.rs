//! Schemes and their rules from files: our own format, and the articles of British agreements.

mod origin_file;
mod target;
mod uk_schemes;

pub use origin_file::OriginFile;
pub use uk_schemes::UkSchemes;
