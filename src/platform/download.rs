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

/// Finds files by the name they are asked for.
pub trait Downloads: Send + Sync + 'static {
    /// Returns the file of that name as it is now, or, where a hash is named, the one with that hash; nothing where there is none.
    fn find<'a>(&'a self, name: &'a str, sha256: Option<&'a str>) -> BoxFuture<'a, Result<Option<Download>, Fault>>;
}
