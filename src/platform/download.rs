//! Files that are fetched by plain HTTP: a slice finds them, the server sends them.

use std::path::PathBuf;

use futures_util::future::BoxFuture;

use super::fault::Fault;

/// A file to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// Where it lies. What it holds does not change as long as it is there.
    pub path: PathBuf,
    /// What it is called where it is saved.
    pub file_name: String,
    /// Its media type.
    pub content_type: &'static str,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

/// What came of looking for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// It can be sent.
    File(Download),
    /// There is no such file.
    Nothing,
    /// There is one, and it cannot be sent.
    Refused {
        /// The stable code of `docs/errors.md`.
        code: &'static str,
        /// Whether asking again later may help.
        is_passing: bool,
    },
}

/// Finds files by the name they are asked for.
pub trait Downloads: Send + Sync + 'static {
    /// Returns the file of that name as it is now, or, where a hash is named, the one with that hash.
    fn find<'a>(&'a self, name: &'a str, sha256: Option<&'a str>) -> BoxFuture<'a, Result<Found, Fault>>;
}
