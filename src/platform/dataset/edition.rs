//! What an edition of a data set is. Rules only.

use thiserror::Error;
use vocabulary::Timestamp;

/// How long a licence may be: an SPDX expression of several licences has fewer.
const LICENCE_CHARS_MAX: usize = 200;
/// How long a web address may be.
const URL_CHARS_MAX: usize = 1_000;

/// Where a file comes from and what one may do with it, where that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    licence: Option<String>,
    source_url: Option<String>,
}

/// What is wrong with an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OriginError {
    /// A licence that is not one.
    #[error("the licence is not an SPDX expression of at most {LICENCE_CHARS_MAX} characters, such as OGL-UK-3.0")]
    Licence,
    /// An address that is not one.
    #[error("the address of the source does not begin with https:// or http://, or has more than {URL_CHARS_MAX} characters")]
    Url,
}

/// An edition to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEdition {
    /// The data set (`nomenclature`).
    pub dataset: &'static str,
    /// How the file was read, with the choices that decide what it says.
    pub source: String,
    /// Its name.
    pub file_name: String,
    /// The SHA-256 of what is in it.
    pub file_sha256: String,
    /// How many good rows it has.
    pub rows: u64,
    /// Whether it holds all of the data set.
    pub is_whole: bool,
    /// Where it comes from.
    pub origin: Origin,
}

/// A recorded edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The data set.
    pub dataset: String,
    /// Counts the editions of the data set, from 1.
    pub revision: i32,
    /// How the file was read.
    pub source: String,
    /// Its name.
    pub file_name: String,
    /// The SHA-256 of what is in it.
    pub file_sha256: String,
    /// How many good rows it has.
    pub rows: i64,
    /// Whether it holds all of the data set.
    pub is_whole: bool,
    /// Where it comes from.
    pub origin: Origin,
    /// When it was recorded: what it says is known from then on.
    pub recorded_at: Timestamp,
}

impl Origin {
    /// Makes an origin of what is known.
    ///
    /// # Errors
    /// Refuses a licence that is no SPDX expression and an address that is none of the web.
    pub fn new(licence: Option<String>, source_url: Option<String>) -> Result<Origin, OriginError> {
        let is_spdx = |text: &str| {
            let spelt = text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-.+() :".contains(letter));
            spelt && !text.trim().is_empty() && text.chars().count() <= LICENCE_CHARS_MAX
        };
        let is_url = |text: &str| {
            let begun = text.starts_with("https://") || text.starts_with("http://");
            begun && text.chars().count() <= URL_CHARS_MAX && !text.chars().any(|letter| letter.is_control() || letter == ' ')
        };
        if licence.as_deref().is_some_and(|licence| !is_spdx(licence)) {
            return Err(OriginError::Licence);
        }
        if source_url.as_deref().is_some_and(|url| !is_url(url)) {
            return Err(OriginError::Url);
        }
        Ok(Origin { licence, source_url })
    }

    /// Reads an origin as it was recorded.
    pub(super) fn recorded(licence: Option<String>, source_url: Option<String>) -> Origin {
        Origin { licence, source_url }
    }

    /// Returns the licence, as an SPDX expression.
    pub fn licence(&self) -> Option<&str> {
        self.licence.as_deref()
    }

    /// Returns where the file can be found.
    pub fn source_url(&self) -> Option<&str> {
        self.source_url.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_licence_and_an_address_of_the_web() {
        let made = |licence: &str, url: &str| Origin::new(Some(licence.to_owned()), Some(url.to_owned()));
        let good = made("OGL-UK-3.0 AND CC-BY-4.0", "https://data.example/tariff.csv").expect("a good origin");
        assert_eq!(
            (good.licence(), good.source_url()),
            (Some("OGL-UK-3.0 AND CC-BY-4.0"), Some("https://data.example/tariff.csv"))
        );
        assert_eq!(made("=1+1", "https://data.example"), Err(OriginError::Licence));
        assert_eq!(made(" ", "https://data.example"), Err(OriginError::Licence));
        for url in ["ftp://data.example", "javascript:alert(1)", "https://a b"] {
            assert_eq!(made("MIT", url), Err(OriginError::Url), "{url}");
        }
    }
}
