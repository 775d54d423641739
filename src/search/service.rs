//! The use cases: a trader searches and is helped while typing, an officer asks why.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use arc_swap::ArcSwapOption;
use index::{
    Collapse, Explanation, FacetCounts, FacetField, Filter, Hit, Kind, PAGE_MAX, SearchError, SearchIndex, SearchPage,
    SearchRequest, Strength, SuggestRequest, Suggestion, Why, WhyNot,
};
use tokio::sync::{Notify, Semaphore};
use vocabulary::{Date, HsCode, Language};

use super::{
    diagnostics::Diagnostics,
    teaching::{Intercept, Intercepts},
    usage::Usage,
};
use crate::platform::{fault::Fault, outbox::Position, refusal::Refusal};

/// How many characters of an unfinished enquiry are looked at.
const WRITTEN_CHARACTERS_MAX: usize = 2_000;

/// The search of this replica. Cheap to clone.
#[derive(Clone)]
pub struct Search {
    shared: Arc<Shared>,
}

struct Shared {
    opened: ArcSwapOption<Opened>,
    languages: arc_swap::ArcSwap<Vec<Language>>,
    intercepts: arc_swap::ArcSwap<Intercepts>,
    caught_up: AtomicBool,
    changed: Notify,
    at_once: Semaphore,
    diagnostics: Diagnostics,
    usage: Usage,
}

struct Opened {
    index: SearchIndex,
    folder: PathBuf,
    /// Up to where the outbox was read since the index was last committed: nothing in between changes it.
    followed_to: ArcSwapOption<Position>,
}

/// What texts are found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// By their words alone: there is no sentence encoder, or it has read nothing yet.
    Words,
    /// By their words and by their meaning.
    WordsAndMeaning,
}

impl Mode {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        ["words", "words_and_meaning"][self as usize]
    }
}

/// What a search gives.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The sentence of an authority that answers it.
    pub intercept: Option<Intercept>,
    /// The hits of one page.
    pub page: SearchPage,
}

/// What the rules of searching say no to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchRefusal {
    /// The index says no.
    Index(index::SearchRefusal),
    /// Nothing is published in that language, and we do not speak it.
    LanguageUnknown {
        /// The language asked for.
        language: Language,
        /// The languages that can be asked for.
        allowed: Vec<Language>,
    },
    /// The search with that request id is no longer remembered.
    RequestUnknown {
        /// The id asked for.
        request_id: String,
    },
    /// Nothing was typed.
    Empty,
}

/// Why a use case of the search gave nothing.
#[derive(Clone, Debug)]
pub enum SearchFailure {
    /// The rules say no.
    Refused(SearchRefusal),
    /// An accident.
    Fault(Fault),
}

impl Search {
    /// Makes a search that has no index yet, works on `at_once_max` queries at a time, remembers the last `kept_max`, and tells
    /// `usage` of each.
    pub fn new(at_once_max: usize, kept_max: usize, usage: Usage) -> Search {
        Search {
            shared: Arc::new(Shared {
                opened: ArcSwapOption::empty(),
                languages: arc_swap::ArcSwap::from_pointee(Vec::new()),
                intercepts: arc_swap::ArcSwap::from_pointee(Intercepts::default()),
                caught_up: AtomicBool::new(false),
                changed: Notify::new(),
                at_once: Semaphore::new(at_once_max),
                diagnostics: Diagnostics::new(kept_max),
                usage,
            }),
        }
    }

    /// Opens the generation in `folder` at once, so that the first answer need not wait for the follower.
    pub fn adopt(&self, index: SearchIndex, folder: PathBuf, languages: Vec<Language>) {
        self.know_languages(languages);
        self.shared.opened.store(Some(Arc::new(Opened { index, folder, followed_to: ArcSwapOption::empty() })));
        self.shared.changed.notify_one();
    }

    /// Returns the index in use, and its folder.
    pub(super) fn index_in_use(&self) -> Option<(SearchIndex, PathBuf)> {
        let opened = self.shared.opened.load();
        opened.as_ref().map(|opened| (opened.index.clone(), opened.folder.clone()))
    }

    /// Takes note that the index in use has other documents than before.
    pub(super) fn note_change(&self) {
        self.shared.changed.notify_one();
    }

    /// Waits until the index in use is another one, or has other documents. One task may wait.
    pub(super) async fn changed(&self) {
        self.shared.changed.notified().await;
    }

    /// Returns what texts are found by.
    pub fn mode(&self) -> Mode {
        let opened = self.shared.opened.load();
        let reading = opened.as_ref().and_then(|opened| opened.index.reading());
        if reading.is_some_and(|reading| reading.read > 0) { Mode::WordsAndMeaning } else { Mode::Words }
    }

    /// Returns the index in use, if it is the one in `folder`.
    pub(super) fn index_in(&self, folder: &Path) -> Option<SearchIndex> {
        let opened = self.shared.opened.load();
        opened.as_ref().filter(|opened| opened.folder == folder).map(|opened| opened.index.clone())
    }

    /// Returns the place in the outbox up to which the index in use has followed.
    pub fn position(&self) -> Option<Position> {
        let opened = self.shared.opened.load();
        let opened = opened.as_ref()?;
        let committed = opened.index.position().and_then(|text| text.parse().ok())?;
        Some(opened.followed_to.load().as_deref().map_or(committed, |read| committed.max(*read)))
    }

    /// Takes note that nothing up to a place in the outbox changes the index in use.
    pub(super) fn followed_to(&self, position: Position) {
        if let Some(opened) = self.shared.opened.load().as_ref() {
            opened.followed_to.store(Some(Arc::new(position)));
        }
    }

    /// Takes note of the languages that something is published in.
    pub(super) fn know_languages(&self, languages: Vec<Language>) {
        self.shared.languages.store(Arc::new(languages));
    }

    /// Takes note of the words that a sentence answers.
    pub(super) fn intercept(&self, intercepts: Intercepts) {
        self.shared.intercepts.store(Arc::new(intercepts));
    }

    /// Returns the sentence that answers a text in a language better than a search does.
    fn intercepted(&self, text: &str, language: Language) -> Option<Intercept> {
        self.shared.intercepts.load().of(text, language).cloned()
    }

    /// Takes note that the index holds everything the database does.
    pub(super) fn caught_up(&self) {
        self.shared.caught_up.store(true, Ordering::Relaxed);
    }

    /// Says whether the index has once held everything that the database did.
    pub fn is_ready(&self) -> bool {
        self.shared.caught_up.load(Ordering::Relaxed) && self.shared.opened.load().is_some()
    }

    /// Searches, and remembers the search under `request_id`. Where an authority's sentence answers the text, it stands beside the
    /// results, or in their place.
    ///
    /// Where nothing in the language asked for has it, all languages are searched: a text that was not translated yet, or the code
    /// of a line that has no words in that language, is better than nothing. Each hit names its language.
    ///
    /// # Errors
    /// Refuses an empty or over-long text, an unknown language, a bad page; faults when there is no index to ask.
    pub async fn search(&self, mut request: SearchRequest, request_id: &str) -> Result<Answer, SearchFailure> {
        let language = request.language;
        let intercept = language.and_then(|language| self.intercepted(&request.text, language));
        let page = match &intercept {
            Some(intercept) if intercept.blocks_results => Ok(SearchPage::default()),
            _ => self.page(&mut request).await,
        };
        let answer = Answer { intercept, page: page? };
        self.shared.diagnostics.remember(request_id, &request);
        self.shared.usage.note(language, &request, &answer);
        Ok(answer)
    }

    /// Searches in the language of the request, or in all where that does not have it; `request` then says so.
    pub(super) async fn page(&self, request: &mut SearchRequest) -> Result<SearchPage, SearchFailure> {
        if request.after.is_some() {
            // A later page is looked for where the first one was found.
            self.settle_language(request).await?;
            let request = request.clone();
            return self.ask(move |index| index.search(&request)).await;
        }
        self.check(request)?;
        let first = request.clone();
        let page = self.ask(move |index| index.search(&first)).await?;
        if request.language.is_none() || answers(&page, request) {
            return Ok(page);
        }
        request.language = None;
        let everywhere = request.clone();
        self.ask(move |index| index.search(&everywhere)).await
    }

    /// Searches in the language of the request and in no other.
    pub(super) async fn page_in(&self, mut request: SearchRequest) -> Result<SearchPage, SearchFailure> {
        self.check(&mut request)?;
        self.ask(move |index| index.search(&request)).await
    }

    /// Settles in which language a request is answered, by the hit that its first page begins with.
    async fn settle_language(&self, request: &mut SearchRequest) -> Result<(), SearchFailure> {
        self.check(request)?;
        if request.language.is_some() {
            let first = SearchRequest { after: None, first: 1, snippet_characters: 0, ..request.clone() };
            let page = self.ask(move |index| index.search(&first)).await?;
            if !answers(&page, request) {
                request.language = None;
            }
        }
        Ok(())
    }

    /// Refuses an empty text and a language nobody knows; one that we speak but nothing is published in becomes all.
    fn check(&self, request: &mut SearchRequest) -> Result<(), SearchFailure> {
        if request.text.trim().is_empty() {
            return Err(SearchFailure::Refused(SearchRefusal::Empty));
        }
        request.language = request.language.map(|language| self.searched(language)).transpose()?.flatten();
        Ok(())
    }

    /// Finds what may answer a text that is longer than a search: by the words of it that tell most, and by what it means as a whole
    /// (SRCH-G5).
    ///
    /// # Errors
    /// Refuses a text of more than 2,000 characters and an unknown language; faults when there is no index to ask.
    pub async fn similar(&self, written: String, mut request: SearchRequest) -> Result<SearchPage, SearchFailure> {
        let characters = written.chars().count();
        if characters > WRITTEN_CHARACTERS_MAX {
            let refusal = index::SearchRefusal::QueryTooLong { characters, characters_max: WRITTEN_CHARACTERS_MAX };
            return Err(SearchFailure::Refused(SearchRefusal::Index(refusal)));
        }
        let language = request.language.map(|language| self.searched(language)).transpose()?.flatten();
        request.language = language;
        self.ask(move |index| {
            request.text = index.gist(&written, language.unwrap_or(Language::EN));
            request.meant = Some(written);
            index.search(&request)
        })
        .await
    }

    /// Finds the lines of the tariff that a description of goods may mean: the best of each subheading, at most fifty. It is no search of
    /// somebody, and is not counted as one.
    ///
    /// # Errors
    /// As for [`Search::similar`].
    pub async fn lines(&self, description: &str, language: Language, as_of: Date) -> Result<Vec<Hit>, SearchFailure> {
        let request = |text: &str| SearchRequest {
            text: text.to_owned(),
            meant: None,
            language: Some(language),
            reader: Some(language),
            as_of,
            filter: Filter { kinds: vec![Kind::TariffLine], ..Filter::default() },
            first: PAGE_MAX,
            after: None,
            snippet_characters: 0,
            collapse: Collapse::Subheading,
        };
        let refused_as_long = |failure: &SearchFailure| {
            use index::SearchRefusal as Index;
            let SearchFailure::Refused(SearchRefusal::Index(refusal)) = failure else { return false };
            matches!(refusal, Index::QueryTooLong { .. } | Index::TooManyClauses { .. })
        };
        match self.page(&mut request(description)).await {
            Err(failure) if refused_as_long(&failure) => Ok(self.similar(description.to_owned(), request("")).await?.hits),
            page => Ok(page?.hits),
        }
    }

    /// Counts what a search finds, by the fields asked for.
    ///
    /// # Errors
    /// As for [`Search::search`].
    pub async fn facets(&self, mut request: SearchRequest, fields: Vec<FacetField>) -> Result<Vec<FacetCounts>, SearchFailure> {
        self.settle_language(&mut request).await?;
        self.ask(move |index| index.facets(&request, &fields)).await
    }

    /// Completes what a person is typing; in English where nothing is published in the language asked for.
    ///
    /// # Errors
    /// As for [`Search::search`].
    pub async fn suggest(&self, mut request: SuggestRequest) -> Result<Vec<Suggestion>, SearchFailure> {
        request.language = self.searched(request.language)?.unwrap_or(Language::EN);
        self.ask(move |index| index.suggest(&request)).await
    }

    /// Says why `code` is not the first answer to a search (SRCH-N4).
    ///
    /// # Errors
    /// As for [`Search::search`].
    pub async fn why_not(&self, mut request: SearchRequest, code: HsCode) -> Result<WhyNot, SearchFailure> {
        self.settle_language(&mut request).await?;
        self.ask(move |index| index.why_not(&request, &code)).await
    }

    /// Explains how the search with `request_id` was understood and how its hits were scored.
    ///
    /// # Errors
    /// Refuses a request that is not remembered any more; faults when there is no index to ask.
    pub async fn explain(&self, request_id: &str) -> Result<Explanation, SearchFailure> {
        let unknown = SearchRefusal::RequestUnknown { request_id: request_id.chars().take(64).collect() };
        let request = self.shared.diagnostics.recall(request_id).ok_or(SearchFailure::Refused(unknown))?;
        self.ask(move |index| index.explain(&request)).await
    }

    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&SearchIndex) -> Result<T, SearchError> + Send + 'static,
    ) -> Result<T, SearchFailure> {
        let opened = self.shared.opened.load_full().ok_or_else(|| {
            SearchFailure::Fault(Fault::while_("searching")(std::io::Error::other("the index is not built yet")))
        })?;
        let _turn = self.shared.at_once.acquire().await.map_err(Fault::while_("waiting for a turn to search"))?;
        let answer = tokio::task::spawn_blocking(move || question(&opened.index)).await;
        Ok(answer.map_err(Fault::while_("searching"))??)
    }

    /// Returns a language in which something is published; nothing for another.
    pub(super) fn spoken(&self, language: Language) -> Option<Language> {
        Some(language).filter(|language| self.shared.languages.load().contains(language))
    }

    /// Returns the language to search in: the one asked for, or none (all) where we speak it but nothing is published in it.
    fn searched(&self, language: Language) -> Result<Option<Language>, SearchFailure> {
        let published = self.shared.languages.load();
        if published.contains(&language) {
            return Ok(Some(language));
        }
        if Language::SPOKEN.contains(&language) {
            return Ok(None);
        }
        let mut allowed = Language::SPOKEN.to_vec();
        allowed.extend(published.iter().filter(|language| !Language::SPOKEN.contains(language)));
        Err(SearchFailure::Refused(SearchRefusal::LanguageUnknown { language, allowed }))
    }
}

/// Says whether a page holds what was asked for: something that has the words, or surely means them; and for a code its line, which
/// comes first wherever it has words.
fn answers(page: &SearchPage, request: &SearchRequest) -> bool {
    let Some(first) = page.hits.first() else { return false };
    if !page.hits.iter().any(is_answer) {
        return false;
    }
    let kinds = &request.filter.kinds;
    let lines_wanted = kinds.is_empty() || kinds.contains(&Kind::TariffLine);
    match request.text.parse::<HsCode>() {
        Ok(code) if lines_wanted => first.kind == Kind::TariffLine && first.code.is_some_and(|found| code.covers(&found)),
        _ => true,
    }
}

/// Says whether a hit is more than near in meaning.
pub(super) fn is_answer(hit: &Hit) -> bool {
    hit.why != Why::Meaning || hit.confidence.strength() >= Strength::Good
}

impl From<Fault> for SearchFailure {
    fn from(fault: Fault) -> SearchFailure {
        SearchFailure::Fault(fault)
    }
}

impl From<SearchError> for SearchFailure {
    fn from(error: SearchError) -> SearchFailure {
        match error {
            SearchError::Refused(refusal) => SearchFailure::Refused(SearchRefusal::Index(refusal)),
            SearchError::Fault(fault) => SearchFailure::Fault(Fault::while_("searching")(fault)),
        }
    }
}

impl Refusal for SearchRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Index(index::SearchRefusal::QueryTooLong { .. }) => "QUERY_TOO_LONG",
            Self::Index(index::SearchRefusal::TooManyClauses { .. }) => "QUERY_TOO_COMPLEX",
            Self::Index(index::SearchRefusal::PageSize { .. }) => "PAGE_SIZE_INVALID",
            Self::Index(index::SearchRefusal::Cursor) => "CURSOR_INVALID",
            Self::LanguageUnknown { .. } => "LANGUAGE_UNKNOWN",
            Self::RequestUnknown { .. } => "REQUEST_UNKNOWN",
            Self::Empty => "QUERY_EMPTY",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Index(index::SearchRefusal::QueryTooLong { characters, characters_max }) => {
                vec![("found", characters.to_string()), ("limit", characters_max.to_string())]
            }
            Self::Index(index::SearchRefusal::TooManyClauses { clauses, clauses_max }) => {
                vec![("found", clauses.to_string()), ("limit", clauses_max.to_string())]
            }
            Self::Index(index::SearchRefusal::PageSize { first, first_max }) => {
                vec![("first", first.to_string()), ("limit", first_max.to_string())]
            }
            Self::LanguageUnknown { language, allowed } => {
                let allowed: Vec<&str> = allowed.iter().map(Language::as_str).collect();
                vec![("value", language.to_string()), ("allowed", allowed.join(", "))]
            }
            Self::RequestUnknown { request_id } => vec![("value", request_id.clone())],
            Self::Index(index::SearchRefusal::Cursor) | Self::Empty => Vec::new(),
        }
    }
}
