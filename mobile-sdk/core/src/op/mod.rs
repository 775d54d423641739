//! The operations that the core sends, each made of its file in `graphql/operations` by `build.rs`.

mod read;
mod scalar;

use serde::Serialize;

pub use generated::{HsCode as Line, hs_code as line_of, *};
pub use read::{Object, Read, Unread};

#[allow(
    missing_docs,
    nonstandard_style,
    unused_imports,
    clippy::all,
    reason = "generated; the contract names and describes every field"
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/operations.rs"));
}

/// Something that the server is asked, with what goes with it and what it answers.
pub trait Operation {
    /// What goes with it.
    type Variables: Serialize;
    /// What it answers.
    type ResponseData: Read;
    /// Its name.
    const NAME: &'static str;
    /// Its text. The server knows it by its hash.
    const TEXT: &'static str;
}
