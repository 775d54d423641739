//! Texts of others: one JSON object a line, each an original, published, and in force from one day on, because the file does not say.
//! Nor does it say who confirmed them.

use std::collections::HashSet;

use serde::de::DeserializeOwned;
use vocabulary::{Date, Language, Period, PublicationId};

use crate::{
    platform::import::{Flaw, ImportFile, JsonLines, RowError, Rows},
    publication::revision::{Content, NewRevision, RevisionState},
};

/// Reads each line of `file` by `read` as a text in force from `valid_from` on; a text that stands there twice in one language is
/// refused the second time.
pub fn texts<'a, T: DeserializeOwned + Send + 'a>(
    file: &'a ImportFile,
    valid_from: Date,
    read: impl Fn(T) -> Result<(PublicationId, Language, Content), String> + Send + 'a,
) -> Rows<'a, NewRevision> {
    let mut seen = HashSet::new();
    Box::new(JsonLines::new(file).map(move |object| {
        let (line, text, object) = object?;
        let bad = |reason| Flaw::Row(RowError::new(file.name(), line, reason, &text));
        let (publication_id, language, content) = read(object).map_err(bad)?;
        if !seen.insert((publication_id.clone(), language)) {
            return Err(bad(format!("repeats {publication_id} in {language}")));
        }
        let validity = Period::starting(valid_from);
        Ok(NewRevision {
            publication_id,
            language,
            state: RevisionState::Published,
            content,
            translated_from: None,
            attestation: None,
            validity,
        })
    }))
}
