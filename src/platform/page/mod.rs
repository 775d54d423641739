//! Pages that are read in a browser without an app: a slice writes them, the server shows them under a strict policy.

pub mod markup;
pub mod print;

use futures_util::future::BoxFuture;
use sheet::Sheet;
use vocabulary::Language;

use super::fault::Fault;

/// A whole page: no script, nothing that is loaded from anywhere, everything that came from outside escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// What stands on it.
    pub standing: PageStanding,
    /// The document.
    pub html: String,
    /// The style that stands in it, word for word: browsers are told its hash and take no other.
    pub style: &'static str,
}

/// What stands on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageStanding {
    /// What was asked for.
    Shown,
    /// That there is nothing under this code.
    Unknown,
    /// That what was there is past its last day.
    Over,
}

/// Writes the pages of one slice.
pub trait Pages: Send + Sync + 'static {
    /// Returns the page of `code`, as somebody typed it, in `language`.
    ///
    /// # Errors
    /// Faults when what is shown cannot be read.
    fn page<'a>(&'a self, code: &'a str, language: Language) -> BoxFuture<'a, Result<Page, Fault>>;
}

/// Writes the papers of one slice, for who prints them.
pub trait Papers: Send + Sync + 'static {
    /// Returns the paper of `code`, as somebody typed it, in `language`; nothing where there is none.
    ///
    /// # Errors
    /// Faults when what stands on it cannot be read.
    fn paper<'a>(&'a self, code: &'a str, language: Language) -> BoxFuture<'a, Result<Option<Sheet>, Fault>>;
}
