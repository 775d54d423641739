//! What is published, and the search over it. Nobody need be signed in, and no token is ever sent, so that anything on the way may keep the
//! answers.

mod budget;
mod model;

pub use model::{FetchPolicy, Freshness, Publication, SearchHit, SearchPage, SearchRequest, Source, Suggestion};

use crate::{
    cancel::CancelToken,
    client::Shared,
    error::{FingertipError, is_retryable},
    op::{Search, Suggest, publication, search, suggest},
    wire::{of_word, word},
};

/// How many results are asked for where nothing is said: a screen of a small phone.
const FIRST: i64 = 5;

/// What is published.
#[derive(Clone)]
pub struct Content(pub(crate) Shared);

impl Content {
    /// Searches.
    ///
    /// # Errors
    /// `QUERY_EMPTY`, `QUERY_TOO_LONG` and their like; `BUDGET_TOO_SMALL` for fewer bytes than one result has; `OFFLINE` where nothing at hand
    /// answers.
    pub async fn search(&self, request: SearchRequest, cancel: Option<CancelToken>) -> Result<SearchPage, FingertipError> {
        let wanted = request.first.unwrap_or(FIRST);
        // A page of a pack goes on in that pack: the server does not know its end.
        if request.policy == FetchPolicy::PackOnly && !self.0.shelf.is_empty() {
            return self.of_pack(&request, wanted);
        }
        match self.of_network(&request, wanted, cancel.as_ref()).await {
            Err(error) if is_retryable(&error) && !self.0.shelf.is_empty() => self.of_pack(&request, wanted),
            page => page,
        }
    }

    fn of_pack(&self, request: &SearchRequest, wanted: i64) -> Result<SearchPage, FingertipError> {
        let nothing = || FingertipError::Offline { detail: "nothing on the phone answers this".to_owned() };
        self.0.search_packs(request, wanted)?.ok_or_else(nothing)
    }

    async fn of_network(
        &self,
        request: &SearchRequest,
        wanted: i64,
        cancel: Option<&CancelToken>,
    ) -> Result<SearchPage, FingertipError> {
        let first = budget::results(wanted, request.budget_bytes)?;
        let variables = search::Variables {
            text: request.text.clone(),
            language: request.language.clone().or_else(|| self.0.config.languages.first().cloned()),
            as_of: request.as_of.clone(),
            filter: filter(&request.kinds, &request.chapters, request.declarable_only),
            first: Some(first),
            after: request.after.clone(),
        };
        let seen = self.0.read_public::<Search>(variables, "search", request.policy, cancel).await?;
        let found = seen.data.search;
        let next = found.end_cursor.filter(|_| found.has_next_page);
        Ok(SearchPage {
            left_out: if found.has_next_page { wanted - first } else { 0 },
            hits: found.nodes.into_iter().map(hit).collect::<Result<_, _>>()?,
            next,
            corrected: found.corrected,
            intercept: found.intercept.map(|intercept| intercept.message),
            freshness: seen.freshness,
        })
    }

    /// Completes what is being typed.
    ///
    /// # Errors
    /// As [`Content::search`].
    pub async fn suggest(&self, prefix: String, first: i64) -> Result<Vec<Suggestion>, FingertipError> {
        let language = self.0.config.languages.first().cloned();
        let variables = suggest::Variables { prefix: prefix.clone(), language, as_of: None, first: Some(first) };
        let seen = match self.0.read_public::<Suggest>(variables, "suggest", FetchPolicy::CacheThenNetwork, None).await {
            Err(error) if is_retryable(&error) && !self.0.shelf.is_empty() => return self.0.suggest_packs(&prefix, first),
            seen => seen?,
        };
        let suggestion =
            |found: suggest::SuggestSuggest| Ok(Suggestion { kind: word(&found.kind), text: found.text, code: found.code });
        seen.data.suggest.into_iter().map(suggestion).collect()
    }

    /// Returns a publication, as it is in force on a day.
    ///
    /// # Errors
    /// `NOT_FOUND`; `OFFLINE` where it was not read before.
    pub async fn publication(
        &self,
        id: String,
        language: Option<String>,
        as_of: Option<String>,
    ) -> Result<Publication, FingertipError> {
        let language = language.or_else(|| self.0.config.languages.first().cloned());
        let variables = publication::Variables { id: id.clone(), language, as_of, known_at: None };
        let seen =
            self.0.read_public::<crate::op::Publication>(variables, "publication", FetchPolicy::NetworkFirst, None).await?;
        let missing = || FingertipError::NotFound {
            kind: "publication".to_owned(),
            id,
            detail: "no such publication is in force".to_owned(),
        };
        let found = seen.data.publication.ok_or_else(missing)?;
        Ok(Publication {
            id: found.id,
            language: found.language,
            title: found.title,
            summary: found.summary,
            body: found.body,
            authority: found.authority.name,
            act: found.source.act,
            url: found.source.url,
            valid_from: found.valid_from,
            valid_until: found.valid_until,
            version: found.version,
            freshness: seen.freshness,
        })
    }
}

fn filter(kinds: &[String], chapters: &[String], declarable_only: bool) -> Option<search::SearchFilter> {
    if kinds.is_empty() && chapters.is_empty() && !declarable_only {
        return None;
    }
    Some(search::SearchFilter {
        kinds: (!kinds.is_empty()).then(|| kinds.iter().map(|kind| of_word(kind)).collect()),
        chapters: (!chapters.is_empty()).then(|| chapters.to_vec()),
        declarable_only: declarable_only.then_some(true),
        article11: None,
        authorities: None,
        directions: None,
        document_types: None,
    })
}

fn hit(found: search::SearchSearchNodes) -> Result<SearchHit, FingertipError> {
    Ok(SearchHit {
        kind: word(&found.kind),
        strength: word(&found.strength),
        publication_id: found.publication_id,
        document_id: None,
        code: found.code,
        is_declarable: found.is_declarable,
        title: found.title,
        path: found.path,
        language: found.language,
        snippet: found.snippet.map(|snippet| snippet.text),
    })
}
