//! This slice in the contract.

mod intercept;
mod similar;
mod usage;
mod why_not;

use async_graphql::{Context, Enum, InputObject, Json, MergedObject, Object, Result, SimpleObject};
use index::{Collapse, Direction, Filter, Hit, Kind, Snippet, Strength, SuggestRequest, SuggestionKind, Why};
use vocabulary::{Article11, AuthorityCode, FactId, HsCode, Language, PublicationId, scalar::Day};

use self::{intercept::SearchIntercept, similar::SimilarQuery, usage::UsageQuery, why_not::WhyNotQuery};
use super::{
    documents::{self, Subject},
    service::{Answer, Search, SearchFailure, SearchRefusal},
};
use crate::platform::{
    graphql,
    pagination::PageSize,
    policy::{Role, may},
    refusal::refuse,
    request::Arrival,
};

/// How long a snippet is: three lines on a small screen.
const SNIPPET_CHARACTERS: usize = 160;

/// What sort of thing was found.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Kind")]
enum SearchKind {
    /// A passage of a publication.
    Publication,
    /// A line of the tariff.
    TariffLine,
    /// A rule of origin.
    OriginRule,
    /// A fee.
    Fee,
    /// A form.
    Form,
    /// An office.
    Office,
    /// A published reply to an enquiry.
    Reply,
    /// A procedure, step by step.
    Procedure,
    /// A public notice.
    Notice,
    /// An advance ruling.
    Ruling,
}

/// Which way the goods move.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Direction")]
enum SearchDirection {
    /// Into the territory.
    Import,
    /// Out of the territory.
    Export,
    /// Through the territory.
    Transit,
}

/// How likely a hit is right, in words.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Strength")]
enum SearchStrength {
    /// Less likely right than not.
    Possible,
    /// More likely right than not.
    Good,
    /// Right in three of four cases.
    Strong,
}

/// Why something was found.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Why")]
enum SearchReason {
    /// The query names its code, or a code above it.
    Code,
    /// An officer's reference names it.
    Reference,
    /// It has the words.
    Words,
    /// It has words near to those of the query, which nothing has.
    Spelling,
    /// It means what the query asks, in other words or in another language.
    Meaning,
}

/// What results are found by.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum SearchMode {
    /// By their words alone: this server has no sentence encoder, or it has read nothing yet.
    Words,
    /// By their words and by their meaning.
    WordsAndMeaning,
}

/// What a suggestion is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "SuggestionKind")]
enum SearchSuggestionKind {
    /// An HS code.
    Code,
    /// A term that officers refer to a code or a publication.
    Reference,
    /// The title of a publication or line.
    Title,
    /// A word that published texts have.
    Term,
}

/// What results are counted by.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "index::FacetField")]
enum SearchFacetField {
    /// What sort of thing.
    Kind,
    /// Who published it.
    Authority,
    /// The letter of WTO TFA Article 1.1.
    Article11,
    /// The HS chapter.
    Chapter,
    /// Which way the goods move.
    Direction,
    /// The type of the publication.
    DocumentType,
    /// The language it is written in.
    Language,
}

/// What results must be. An empty or absent list does not restrict.
#[derive(Default, InputObject)]
struct SearchFilter {
    /// Any of these kinds.
    kinds: Option<Vec<SearchKind>>,
    /// Published by any of these.
    authorities: Option<Vec<AuthorityCode>>,
    /// Answering any of these letters of WTO TFA Article 1.1.
    article11: Option<Vec<Article11>>,
    /// About goods of any of these chapters, two digits each.
    chapters: Option<Vec<HsCode>>,
    /// Any of these directions.
    directions: Option<Vec<SearchDirection>>,
    /// Any of these types of publication (`procedure`, `fee`, `law`).
    document_types: Option<Vec<String>>,
    /// Only lines that goods can be declared under.
    declarable_only: Option<bool>,
}

impl From<SearchFilter> for Filter {
    fn from(filter: SearchFilter) -> Filter {
        let kinds = filter.kinds.unwrap_or_default().into_iter().map(Kind::from);
        let directions = filter.directions.unwrap_or_default().into_iter().map(Direction::from);
        Filter {
            kinds: kinds.collect(),
            authorities: filter.authorities.unwrap_or_default(),
            article11: filter.article11.unwrap_or_default(),
            chapters: filter.chapters.unwrap_or_default(),
            directions: directions.collect(),
            document_types: filter.document_types.unwrap_or_default(),
            declarable_only: filter.declarable_only.unwrap_or(false),
        }
    }
}

/// A page of results, best first.
struct SearchResults {
    answer: Answer,
    request: index::SearchRequest,
    request_id: String,
}

#[Object]
impl SearchResults {
    /// The results of this page.
    async fn nodes(&self) -> Vec<SearchResult<'_>> {
        self.answer.page.hits.iter().map(SearchResult).collect()
    }

    /// What an authority says to exactly this query, to be shown above the results; null for most.
    async fn intercept(&self) -> Option<SearchIntercept> {
        self.answer.intercept.clone().map(SearchIntercept::from)
    }

    /// Whether there is a page after this.
    async fn has_next_page(&self) -> bool {
        self.answer.page.has_next
    }

    /// Where this page ends; give it back as `after`. Null where nothing was found.
    async fn end_cursor(&self) -> Option<String> {
        self.answer.page.end.as_ref().map(ToString::to_string)
    }

    /// What was searched instead, where words were unknown and others lay near; null where the words were searched as typed.
    async fn corrected(&self) -> Option<&str> {
        self.answer.page.corrected.as_deref()
    }

    /// What the results were found by.
    async fn mode(&self) -> SearchMode {
        if self.answer.page.by_meaning { SearchMode::WordsAndMeaning } else { SearchMode::Words }
    }

    /// The name of this search, for `explainSearch`.
    async fn request_id(&self) -> &str {
        &self.request_id
    }

    /// How many results there are by each field asked for, of those that have the words: what was found by its meaning alone is not
    /// counted. It costs more than the search: ask only when the counts are shown.
    async fn facets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The fields, at most seven.")] fields: Vec<SearchFacetField>,
    ) -> Result<Vec<SearchFacet>> {
        let mut wanted: Vec<index::FacetField> = fields.into_iter().map(Into::into).collect();
        wanted.sort();
        wanted.dedup();
        let counts = ctx.data_unchecked::<Search>().facets(self.request.clone(), wanted).await.map_err(failed)?;
        let facet = |counts: index::FacetCounts| SearchFacet {
            field: counts.field.into(),
            counts: counts.counts.into_iter().map(|(value, count)| SearchFacetCount { value, count }).collect(),
        };
        Ok(counts.into_iter().map(facet).collect())
    }
}

/// How many results there are by one field.
#[derive(SimpleObject)]
struct SearchFacet {
    /// The field.
    field: SearchFacetField,
    /// The values found, most results first.
    counts: Vec<SearchFacetCount>,
}

/// How many results have one value.
#[derive(SimpleObject)]
struct SearchFacetCount {
    /// The value, as the filter takes it.
    value: String,
    /// How many results.
    count: u64,
}

/// One thing found.
struct SearchResult<'a>(&'a Hit);

#[Object]
impl SearchResult<'_> {
    /// What sort of thing it is.
    async fn kind(&self) -> SearchKind {
        self.0.kind.into()
    }

    /// The publication it belongs to; null for a line of the tariff. Read it with `publication`.
    async fn publication_id(&self) -> Option<PublicationId> {
        Subject::publication_of(&self.0.subject)
    }

    /// The fact it is, by its id within its kind; null for publications and lines. Read it with `fees`, `offices` and the like.
    async fn fact_id(&self) -> Option<FactId> {
        Subject::fact_of(&self.0.subject)
    }

    /// How likely it is right, in thousandths; calibrated on judged queries.
    async fn confidence(&self) -> u16 {
        self.0.confidence.per_mille()
    }

    /// How likely it is right, in words.
    async fn strength(&self) -> SearchStrength {
        self.0.confidence.strength().into()
    }

    /// The line of the tariff, or the goods a publication is about. Read it with `hsCode`.
    async fn code(&self) -> Option<HsCode> {
        self.0.code
    }

    /// Whether goods can be declared under the code.
    async fn is_declarable(&self) -> bool {
        self.0.declarable
    }

    /// The title of the publication; for a line of the tariff, what it covers.
    async fn title(&self) -> &str {
        documents::title_and_path(self.0).0
    }

    /// The headings that the snippet stands under, or the lines above, outermost first.
    async fn path(&self) -> Vec<&str> {
        documents::title_and_path(self.0).1
    }

    /// The language it is written in. It may differ from the one asked for: then it is not published in that one.
    async fn language(&self) -> Language {
        self.0.language
    }

    /// The part of its text that answers best, at most 160 characters; null where it has no text but its title.
    async fn snippet(&self) -> Option<SearchSnippet> {
        (!self.0.snippet.text.is_empty()).then(|| SearchSnippet::from(&self.0.snippet))
    }

    /// Why it was found.
    async fn reason(&self) -> SearchReason {
        self.0.why.into()
    }

    /// The day somebody last confirmed that it is right; null where nobody did, and for a line of the tariff.
    async fn last_confirmed_on(&self) -> Option<Day> {
        self.0.review.map(|review| Day(review.confirmed_on))
    }

    /// Whether it had to be confirmed again before the day asked for: it stands further down for that. Ask before you rely on it.
    async fn is_review_overdue(&self) -> bool {
        self.0.review_overdue
    }
}

/// A part of a text.
#[derive(SimpleObject)]
struct SearchSnippet {
    /// The text.
    text: String,
    /// The places that answer the query: for each, where it starts and where it ends, in UTF-16 units of `text`.
    matches: Vec<[i32; 2]>,
    /// Whether text was left out before.
    is_cut_before: bool,
    /// Whether text was left out after.
    is_cut_after: bool,
}

impl From<&Snippet> for SearchSnippet {
    fn from(snippet: &Snippet) -> SearchSnippet {
        let units = |bytes: usize| snippet.text.get(..bytes).map_or(0, |text| text.encode_utf16().count() as i32);
        SearchSnippet {
            matches: snippet.matches.iter().map(|range| [units(range.start), units(range.end)]).collect(),
            text: snippet.text.clone(),
            is_cut_before: snippet.cut_before,
            is_cut_after: snippet.cut_after,
        }
    }
}

/// A way to complete what is being typed.
#[derive(SimpleObject)]
struct SearchSuggestion {
    /// The completed text.
    text: String,
    /// What it is.
    kind: SearchSuggestionKind,
    /// The code it stands for, where it stands for one.
    code: Option<HsCode>,
}

/// Queries of the search.
#[derive(MergedObject, Default)]
pub struct SearchQuery(FindQuery, SimilarQuery, WhyNotQuery, UsageQuery);

/// Finding, and what belongs to it.
#[derive(Default)]
struct FindQuery;

#[Object]
impl FindQuery {
    /// Finds publications, each by its best passage, and lines of the tariff, best first. A code in any spelling and script finds its line first.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "1 + PageSize::MAX.get() * child_complexity")]
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the contract")]
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to search for: words, a code, or both; at most 256 characters.")] text: String,
        #[graphql(desc = "The language of the texts searched. By default what `Accept-Language` asks for.")] language: Option<
            Language,
        >,
        #[graphql(desc = "The day the results are in force. By default today in the territory.")] as_of: Option<Day>,
        #[graphql(desc = "What results must be.")] filter: Option<SearchFilter>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> Result<SearchResults> {
        let cursor = |text: String| text.parse().map_err(|refusal| refuse(&SearchRefusal::Index(refusal)));
        let request = index::SearchRequest {
            text,
            meant: None,
            language: Some(graphql::language(ctx, language)),
            reader: Some(graphql::language(ctx, language)),
            as_of: graphql::day(ctx, as_of),
            filter: filter.unwrap_or_default().into(),
            first: PageSize::new(first).map_err(|refusal| refuse(&refusal))?.get(),
            after: after.map(cursor).transpose()?,
            snippet_characters: if ctx.look_ahead().field("nodes").field("snippet").exists() { SNIPPET_CHARACTERS } else { 0 },
            collapse: Collapse::Publication,
        };
        let request_id = ctx.data_opt::<Arrival>().map_or_else(String::new, |arrival| arrival.id.to_string());
        let answer = ctx.data_unchecked::<Search>().search(request.clone(), &request_id).await.map_err(failed)?;
        Ok(SearchResults { answer, request, request_id })
    }

    /// Completes what is being typed: codes, officers' references, titles and words, at most ten.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "1 + PageSize::MAX.get() * child_complexity")]
    async fn suggest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What has been typed so far; at most 256 characters.")] prefix: String,
        #[graphql(desc = "The language typed in. By default what `Accept-Language` asks for.")] language: Option<Language>,
        #[graphql(desc = "The day the suggestions are in force. By default today in the territory.")] as_of: Option<Day>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
    ) -> Result<Vec<SearchSuggestion>> {
        let request = SuggestRequest {
            prefix,
            language: graphql::language(ctx, language),
            as_of: graphql::day(ctx, as_of),
            first: PageSize::new(first).map_err(|refusal| refuse(&refusal))?.get(),
        };
        let suggestions = ctx.data_unchecked::<Search>().suggest(request).await.map_err(failed)?;
        Ok(suggestions
            .into_iter()
            .map(|found| SearchSuggestion { text: found.text, kind: found.kind.into(), code: found.code })
            .collect())
    }

    /// How a recent search was understood and how its results were scored, for officers and authors. The shape may change.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn explain_search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `requestId` of a search that this server answered lately.")] request_id: String,
    ) -> Result<Json<index::Explanation>> {
        Ok(Json(ctx.data_unchecked::<Search>().explain(&request_id).await.map_err(failed)?))
    }
}

fn failed(failure: SearchFailure) -> async_graphql::Error {
    match failure {
        SearchFailure::Refused(refusal) => refuse(&refusal),
        SearchFailure::Fault(fault) => fault.into(),
    }
}
