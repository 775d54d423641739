//! What varies: who looks for what is harmful.

use futures_util::future::BoxFuture;

/// Looks for what is harmful in files.
pub trait Scanner: Send + Sync + 'static {
    /// Looks through one file. An answer comes within a time the scanner is known for, whatever happens on the way.
    fn scan<'a>(&'a self, bytes: &'a [u8]) -> BoxFuture<'a, Verdict>;
}

/// What a scanner says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It found nothing.
    Clean,
    /// It found something, which has a name.
    Infected(String),
    /// It could not be asked, or could not tell.
    Unknown,
}
