//! Documents that prove a ground: what they are, what they are called, and what their file comes to where there is one.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// How many characters a reference has at most. Source: the length of UN/EDIFACT 1004, and twice that for references of several parts.
pub const REFERENCE_CHARACTERS_MAX: usize = 70;
/// How many hexadecimal digits a SHA-256 has.
const DIGEST_DIGITS: usize = 64;

/// What a document is: its code of UN/EDIFACT 1001, as `380` for a commercial invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocumentCode(u16);

/// Why something is no document that proves anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Its kind is no code of one to three digits.
    #[error("has no kind")]
    Kind,
    /// Its reference is no line of one to seventy characters.
    #[error("has no reference")]
    Reference,
    /// The digest of its file is not 64 hexadecimal digits.
    #[error("has a digest that is none")]
    Digest,
}

impl DocumentCode {
    /// Returns the number.
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl FromStr for DocumentCode {
    type Err = DocumentError;

    fn from_str(text: &str) -> Result<DocumentCode, DocumentError> {
        let is_code = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse::<u16>().ok().filter(|number| is_code && *number > 0);
        number.map(DocumentCode).ok_or(DocumentError::Kind)
    }
}

impl fmt::Display for DocumentCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A document that proves a ground. Two of the same kind under the same reference are one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Document {
    kind: DocumentCode,
    reference: String,
    sha256: Option<String>,
}

impl Document {
    /// Names a document. `sha256` is the digest of its file, where the file is somewhere.
    ///
    /// # Errors
    /// Refuses a kind that is no code, a reference that is not one line of 1 to 70 characters, and a digest that is not 64 hexadecimal digits.
    pub fn new(kind: &str, reference: &str, sha256: Option<&str>) -> Result<Document, DocumentError> {
        let kind = kind.parse()?;
        let reference = reference.trim();
        let length = reference.chars().count();
        if length == 0 || length > REFERENCE_CHARACTERS_MAX || reference.chars().any(char::is_control) {
            return Err(DocumentError::Reference);
        }
        let sha256 = sha256.map(|digest| digest.trim().to_ascii_lowercase());
        let is_digest = |digest: &String| digest.len() == DIGEST_DIGITS && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        if sha256.as_ref().is_some_and(|digest| !is_digest(digest)) {
            return Err(DocumentError::Digest);
        }
        Ok(Document { kind, reference: reference.to_owned(), sha256 })
    }

    /// Returns what it is.
    pub fn kind(&self) -> DocumentCode {
        self.kind
    }

    /// Returns what it is called.
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// Returns what its file comes to, where somebody said so.
    pub fn sha256(&self) -> Option<&str> {
        self.sha256.as_deref()
    }

    /// Says whether it is another one under the same name.
    pub fn is(&self, other: &Document) -> bool {
        self.kind == other.kind && self.reference == other.reference
    }
}
