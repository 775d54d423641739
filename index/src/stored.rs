//! What a hit shows, as it is kept in the document store: one run of text, cut by two control characters.

use vocabulary::HsCode;

use crate::document::Document;

const FIELD: char = '\u{1e}';
const PART: char = '\u{1f}';

/// What is kept of a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Stored {
    pub id: String,
    pub subject: String,
    pub code: Option<HsCode>,
    pub title: String,
    pub path: Vec<String>,
    pub body: String,
    pub notes: String,
}

impl Stored {
    /// Writes what is kept of a document.
    pub fn write(document: &Document) -> Vec<u8> {
        let code = document.code.map(|code| code.as_str().to_owned()).unwrap_or_default();
        let path: Vec<String> = document.path.iter().map(|part| clean(part)).collect();
        let fields = [
            clean(&document.id.0),
            clean(&document.subject.0),
            code,
            clean(&document.title),
            path.join(&PART.to_string()),
            clean(&document.body),
            clean(&document.notes),
        ];
        fields.join(&FIELD.to_string()).into_bytes()
    }

    /// Reads it back; `None` where the bytes are not ours.
    pub fn read(bytes: &[u8]) -> Option<Stored> {
        let mut fields = std::str::from_utf8(bytes).ok()?.split(FIELD);
        let mut next = || fields.next().map(str::to_owned);
        Some(Stored {
            id: next()?,
            subject: next()?,
            code: next()?.parse().ok(),
            title: next()?,
            path: next()?.split(PART).filter(|part| !part.is_empty()).map(str::to_owned).collect(),
            body: next()?,
            notes: next()?,
        })
    }
}

/// Control characters that cut fields cannot stand in them.
fn clean(text: &str) -> String {
    if text.contains([FIELD, PART]) { text.replace([FIELD, PART], " ") } else { text.to_owned() }
}
