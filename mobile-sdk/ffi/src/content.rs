//! What is published.

use std::sync::Arc;

use fingertip_sdk_core::{self as core, FingertipError, Publication, SearchPage, SearchRequest, Suggestion};

use crate::cancel::{self, CancelToken};

/// What is published: search, completions, texts.
#[derive(uniffi::Object)]
pub struct Content(pub(crate) core::Content);

#[uniffi::export]
impl Content {
    /// Searches publications and the tariff.
    #[uniffi::method(default(cancel = None))]
    pub async fn search(&self, request: SearchRequest, cancel: Option<Arc<CancelToken>>) -> Result<SearchPage, FingertipError> {
        self.0.search(request, cancel::inner(cancel)).await
    }

    /// Completes what is being typed.
    #[uniffi::method(default(first = 8))]
    pub async fn suggest(&self, prefix: String, first: i64) -> Result<Vec<Suggestion>, FingertipError> {
        self.0.suggest(prefix, first).await
    }

    /// Reads a publication, as it stands or stood on a day.
    #[uniffi::method(default(language = None, as_of = None))]
    pub async fn publication(
        &self,
        id: String,
        language: Option<String>,
        as_of: Option<String>,
    ) -> Result<Publication, FingertipError> {
        self.0.publication(id, language, as_of).await
    }
}
