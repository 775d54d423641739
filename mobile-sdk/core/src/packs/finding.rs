//! Searches and texts out of packs. Several packs are asked one after the other, and the one with the best hit is shown.

use pack::{
    Collapse, DocumentId, Filter, Hit, Kind, Pack, PackError, SearchFailure, SearchRequest as Asked, Standing, SuggestRequest,
};
use vocabulary::{Date, Language, Timestamp};

use super::model::{PackStatus, PackText};
use crate::{
    client::Core,
    content::{Freshness, SearchHit, SearchPage, SearchRequest, Source, Suggestion},
    error::{FingertipError, Signed},
};

/// How long a snippet may be, as the server has it.
const SNIPPET_CHARACTERS: usize = 160;

impl Core {
    /// Says what packs there are.
    pub fn pack_status(&self) -> Vec<PackStatus> {
        let now = self.instant();
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.shelf.look(|packs| {
            let status = packs.iter().map(|(id, shelved)| {
                let manifest = shelved.pack.manifest();
                PackStatus {
                    id: id.clone(),
                    jurisdiction: manifest.jurisdiction.to_string(),
                    languages: manifest.languages.iter().map(ToString::to_string).collect(),
                    seq: i64::try_from(manifest.seq).unwrap_or(i64::MAX),
                    created_at_ms: manifest.created.as_millisecond(),
                    expires_at_ms: manifest.expires.as_millisecond(),
                    stale: shelved.pack.standing(now).is_stale(),
                    documents: number(shelved.pack.document_count()),
                    deltas: number(shelved.deltas),
                }
            });
            status.collect()
        })
    }

    /// Searches the packs; nothing where there are none.
    pub fn search_packs(&self, request: &SearchRequest, first: i64) -> Result<Option<SearchPage>, FingertipError> {
        let asked = self.asked(request, first)?;
        let now = self.instant();
        self.shelf.look(|packs| {
            let mut best: Option<(f32, SearchPage)> = None;
            for shelved in packs.values() {
                let found = match shelved.pack.search(&asked, now) {
                    Ok(found) => found,
                    // A page of another pack goes on in that one.
                    Err(SearchFailure::Refused(index_core::refusal::SearchRefusal::Cursor)) if packs.len() > 1 => continue,
                    Err(error) => return Err(failed(error)),
                };
                let score = found.page.hits.first().map_or(-1.0, |hit| hit.score);
                if best.as_ref().is_none_or(|(before, _)| score > *before) {
                    best = Some((score, page(found)));
                }
            }
            Ok(best.map(|(_, page)| page))
        })
    }

    /// Completes what is being typed, out of the packs.
    pub fn suggest_packs(&self, prefix: &str, first: i64) -> Result<Vec<Suggestion>, FingertipError> {
        let language = self.language()?;
        let asked = SuggestRequest {
            prefix: prefix.to_owned(),
            language,
            as_of: self.today(),
            first: usize::try_from(first).unwrap_or_default(),
        };
        self.shelf.look(|packs| {
            let mut suggestions = Vec::new();
            for shelved in packs.values() {
                suggestions.extend(shelved.pack.suggest(&asked).map_err(failed)?.into_iter().map(|found| Suggestion {
                    text: found.text,
                    kind: format!("{:?}", found.kind).to_uppercase(),
                    code: found.code.map(|code| code.to_string()),
                }));
            }
            suggestions.truncate(asked.first);
            Ok(suggestions)
        })
    }

    /// Returns a text of a pack.
    pub fn pack_text(&self, document_id: &str) -> Result<PackText, FingertipError> {
        let (id, now) = (DocumentId(document_id.to_owned()), self.instant());
        self.shelf.look(|packs| {
            for shelved in packs.values() {
                if let Some(text) = shelved.pack.document(&id).map_err(damaged)? {
                    let freshness = freshness_of(&shelved.pack, now);
                    return Ok(PackText { title: text.title, path: text.path, body: text.body, notes: text.notes, freshness });
                }
            }
            Err(FingertipError::NotFound { kind: "document".to_owned(), id: id.0.clone(), detail: "no pack has it".to_owned() })
        })
    }

    fn asked(&self, request: &SearchRequest, first: i64) -> Result<Asked, FingertipError> {
        let language = request.language.as_ref().or(self.config.languages.first());
        let invalid = |field: &str, code: &str| FingertipError::invalid(field, code, "cannot be read");
        let language = language.map(|text| text.parse()).transpose().map_err(|_| invalid("language", "LANGUAGE_INVALID"))?;
        let as_of =
            request.as_of.as_ref().map(|text| text.parse::<Date>()).transpose().map_err(|_| invalid("as_of", "DATE_INVALID"))?;
        let kinds = request.kinds.iter().map(|kind| kind_of(kind)).collect::<Result<_, _>>()?;
        let chapters = request.chapters.iter().map(|code| code.parse()).collect::<Result<_, _>>();
        let after =
            request.after.as_ref().map(|text| text.parse()).transpose().map_err(|_| invalid("after", "CURSOR_INVALID"))?;
        Ok(Asked {
            text: request.text.clone(),
            meant: None,
            language,
            reader: language,
            as_of: as_of.unwrap_or_else(|| self.today()),
            filter: Filter {
                kinds,
                chapters: chapters.map_err(|_| invalid("chapters", "HS_CODE_INVALID"))?,
                declarable_only: request.declarable_only,
                ..Filter::default()
            },
            first: usize::try_from(first).unwrap_or_default(),
            after,
            snippet_characters: SNIPPET_CHARACTERS,
            collapse: Collapse::Publication,
        })
    }

    /// The first language of the person.
    pub fn language(&self) -> Result<Language, FingertipError> {
        let language = self.config.languages.first().and_then(|language| language.parse().ok());
        language.ok_or_else(|| FingertipError::internal("languages were checked"))
    }

    /// The time, as the server tells it.
    pub fn instant(&self) -> Timestamp {
        Timestamp::from_millisecond(self.server_ms()).unwrap_or(Timestamp::MIN)
    }

    /// The day by Greenwich: the phone does not know the zone of the territory.
    pub fn today(&self) -> Date {
        self.instant().to_zoned(jiff::tz::TimeZone::UTC).date()
    }
}

fn kind_of(word: &str) -> Result<Kind, FingertipError> {
    let word = word.to_lowercase();
    let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == word);
    kind.ok_or_else(|| FingertipError::internal("no kind of document that packs have"))
}

fn page(found: pack::Found) -> SearchPage {
    let freshness = Freshness {
        source: Source::Pack,
        as_of_ms: found.as_of.as_millisecond(),
        stale: matches!(found.standing, Standing::Stale { .. }),
    };
    let next = found.page.end.filter(|_| found.page.has_next).map(|cursor| cursor.to_string());
    SearchPage {
        hits: found.page.hits.into_iter().map(hit).collect(),
        next,
        corrected: found.page.corrected,
        intercept: None,
        left_out: 0,
        freshness,
    }
}

fn hit(found: Hit) -> SearchHit {
    let publication_id = found.id.0.strip_prefix("publication/").and_then(|rest| rest.split('/').next()).map(str::to_owned);
    let text = found.snippet.text;
    SearchHit {
        kind: found.kind.as_str().to_uppercase(),
        publication_id,
        document_id: Some(found.id.0),
        code: found.code.map(|code| code.to_string()),
        is_declarable: found.declarable,
        title: found.title,
        path: found.path,
        language: found.language.to_string(),
        snippet: (!text.is_empty()).then_some(text),
        strength: format!("{:?}", found.confidence.strength()).to_uppercase(),
    }
}

fn freshness_of(pack: &Pack<Vec<u8>>, now: Timestamp) -> Freshness {
    Freshness { source: Source::Pack, as_of_ms: pack.manifest().created.as_millisecond(), stale: pack.standing(now).is_stale() }
}

fn failed(error: SearchFailure) -> FingertipError {
    use index_core::refusal::SearchRefusal as Refusal;
    match error {
        SearchFailure::Refused(refusal) => {
            let code = match refusal {
                Refusal::QueryTooLong { .. } => "QUERY_TOO_LONG",
                Refusal::TooManyClauses { .. } => "QUERY_TOO_COMPLEX",
                Refusal::PageSize { .. } => "PAGE_SIZE_INVALID",
                Refusal::Cursor => "CURSOR_INVALID",
            };
            FingertipError::invalid("", code, refusal)
        }
        SearchFailure::Pack(error) => damaged(error),
    }
}

fn damaged(error: PackError) -> FingertipError {
    FingertipError::Integrity { what: Signed::Pack, detail: error.to_string() }
}
