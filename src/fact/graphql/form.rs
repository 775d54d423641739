//! What a form shows.

use async_graphql::SimpleObject;
use vocabulary::{FactId, Language};

use super::{FactHeader, Reading};
use crate::fact::body::Body;

/// A form that traders fill in. Source: WTO TFA Article 1.2.1 (b).
#[derive(SimpleObject)]
pub struct PublishedForm {
    #[graphql(flatten)]
    header: FactHeader,
    /// The number printed on it.
    number: String,
    /// Its files, one for each language.
    files: Vec<PublishedFormFile>,
    /// The procedures that ask for it.
    used_in: Vec<FactId>,
}

/// A file of a form.
#[derive(SimpleObject)]
struct PublishedFormFile {
    /// The language it is printed in.
    language: Language,
    /// Its name.
    name: String,
    /// The SHA-256 of its bytes, in hexadecimal: a form that has another is not the one that was published.
    sha256: String,
    /// How many bytes it has.
    bytes: u64,
}

pub(super) fn shown(header: FactHeader, body: Body, _read: &Reading) -> Option<PublishedForm> {
    let Body::Form(form) = body else { return None };
    let files = form.files.into_iter().map(|(language, file)| PublishedFormFile {
        language,
        name: file.name,
        sha256: file.sha256,
        bytes: file.bytes,
    });
    Some(PublishedForm { header, number: form.number, files: files.collect(), used_in: form.used_in })
}
