//! The server's front door.
mod document;
mod settings;
pub use document::*;
pub use settings::*;
