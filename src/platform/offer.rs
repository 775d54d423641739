//! Files that are sent from any byte on, so that over a line that breaks nothing is sent twice: a slice finds them, the server sends them.

use std::fs::File;

use futures_util::future::BoxFuture;

use super::fault::Fault;

/// A file to be sent, open, so that it is the same to its end whatever becomes of its name.
#[derive(Debug)]
pub struct Offered {
    /// The file.
    pub file: File,
    /// How many bytes it has.
    pub bytes: u64,
    /// What it is called where it is saved.
    pub file_name: String,
    /// Its media type.
    pub content_type: &'static str,
    /// A hash in hexadecimal digits that no other bytes have.
    pub digest: String,
}

/// What came of looking for a file.
#[derive(Debug)]
pub enum FoundOffer {
    /// It can be sent.
    File(Offered),
    /// There is one, and it is past its last day.
    Over {
        /// The stable code of `docs/errors.md`.
        code: &'static str,
    },
    /// There is no such file.
    Nothing,
}

/// Offers the files of one slice.
pub trait Offers: Send + Sync + 'static {
    /// Says as JSON what there is.
    ///
    /// # Errors
    /// Faults when that cannot be found out.
    fn list(&self) -> BoxFuture<'_, Result<Vec<u8>, Fault>>;

    /// Returns the file of that name; where a digest is named, that one and no other.
    ///
    /// # Errors
    /// Faults when it is there and cannot be read.
    fn find<'a>(&'a self, name: &'a str, digest: Option<&'a str>) -> BoxFuture<'a, Result<FoundOffer, Fault>>;
}
