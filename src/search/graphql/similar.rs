//! What answers a question while it is still being written, in the contract.

use async_graphql::{Context, Object, Result};
use index::{Collapse, Filter, SearchRequest, Strength};
use vocabulary::{Language, scalar::Day};

use super::{SNIPPET_CHARACTERS, SearchResult, failed};
use crate::{
    platform::{
        graphql,
        policy::{Role, may},
    },
    search::service::Search,
};

/// How many answers are shown beside what somebody writes.
const SHOWN_MAX: usize = 3;

/// The query `similar`.
#[derive(Default)]
pub(super) struct SimilarQuery;

/// What may answer a question, best first.
struct SimilarResults(index::SearchPage);

#[Object]
impl SimilarResults {
    /// The answers, at most three; none where nothing is likely enough to be one.
    async fn nodes(&self) -> Vec<SearchResult<'_>> {
        self.0.hits.iter().filter(|hit| hit.confidence.strength() >= Strength::Good).take(SHOWN_MAX).map(SearchResult).collect()
    }
}

#[Object]
impl SimilarQuery {
    /// What is published that may answer a question, to be shown while it is being written, before it is sent to the enquiry point.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "1 + SHOWN_MAX * child_complexity")]
    async fn similar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What has been written so far; at most 2,000 characters, of which the rarest words are looked for.")]
        text: String,
        #[graphql(desc = "The language it is written in. By default what `Accept-Language` asks for.")] language: Option<
            Language,
        >,
        #[graphql(desc = "The day the answers are in force. By default today in the territory.")] as_of: Option<Day>,
    ) -> Result<SimilarResults> {
        let request = SearchRequest {
            text: String::new(),
            meant: None,
            language: Some(graphql::language(ctx, language)),
            reader: Some(graphql::language(ctx, language)),
            as_of: graphql::day(ctx, as_of),
            filter: Filter::default(),
            first: SHOWN_MAX * 2,
            after: None,
            snippet_characters: SNIPPET_CHARACTERS,
            collapse: Collapse::Publication,
        };
        Ok(SimilarResults(ctx.data_unchecked::<Search>().similar(text, request).await.map_err(failed)?))
    }
}
