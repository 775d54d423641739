//! Why a code is not the first answer to a search.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use index::{Collapse, Filter, SearchRequest, WhyNot};
use vocabulary::{HsCode, Language, scalar::Day};

use super::failed;
use crate::{
    platform::{
        graphql,
        policy::{Role, may},
    },
    search::{documents, service::Search},
};

/// The query that asks why.
#[derive(Default)]
pub(super) struct WhyNotQuery;

#[Object]
impl WhyNotQuery {
    /// Says why a code is not the first answer to a search: a note, an exclusion, a word that is missing, or lines that fit better.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn why_not(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was searched for; at most 256 characters.")] text: String,
        #[graphql(desc = "The code that was expected.")] code: HsCode,
        #[graphql(desc = "The language searched in. By default what `Accept-Language` asks for.")] language: Option<Language>,
        #[graphql(desc = "The day. By default today in the territory.")] as_of: Option<Day>,
    ) -> Result<WhyNotAnswer> {
        let request = SearchRequest {
            text,
            meant: None,
            language: Some(graphql::language(ctx, language)),
            reader: Some(graphql::language(ctx, language)),
            as_of: graphql::day(ctx, as_of),
            filter: Filter::default(),
            first: 1,
            after: None,
            snippet_characters: 0,
            collapse: Collapse::None,
        };
        Ok(ctx.data_unchecked::<Search>().why_not(request, code).await.map_err(failed)?.into())
    }
}

/// Why a code is not the first answer to a search.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum WhyNotReason {
    /// Nothing in force lies under the code, or not in this language.
    NotInForce,
    /// A legal note of the line sends words of the query elsewhere.
    Note,
    /// The line, or one above it, excludes words of the query.
    Excluded,
    /// Neither the line nor one above it has some words of the query.
    Missing,
    /// It has all words, and others fit better.
    Behind,
    /// It is the first answer.
    First,
}

/// Why a code is not the first answer to a search.
#[derive(SimpleObject)]
struct WhyNotAnswer {
    /// The reason.
    reason: WhyNotReason,
    /// The line under the code that fits best; null where nothing lies under it.
    code: Option<HsCode>,
    /// The sentence of the legal note that sends the goods elsewhere.
    note: Option<String>,
    /// The words of the query that are excluded or missing, without accents.
    words: Vec<String>,
    /// Its place among the answers, from 1; null where it is not among them.
    rank: Option<usize>,
    /// The line that comes first instead, where a line does.
    first_code: Option<HsCode>,
}

impl From<WhyNot> for WhyNotAnswer {
    fn from(why: WhyNot) -> WhyNotAnswer {
        let none = WhyNotAnswer {
            reason: WhyNotReason::NotInForce,
            code: None,
            note: None,
            words: Vec::new(),
            rank: None,
            first_code: None,
        };
        let code = documents::code_of;
        match why {
            WhyNot::NotInForce => none,
            WhyNot::Note { line, note } => {
                WhyNotAnswer { reason: WhyNotReason::Note, code: code(&line), note: Some(note), ..none }
            }
            WhyNot::Excluded { line, words } => WhyNotAnswer { reason: WhyNotReason::Excluded, code: code(&line), words, ..none },
            WhyNot::Missing { line, words } => WhyNotAnswer { reason: WhyNotReason::Missing, code: code(&line), words, ..none },
            WhyNot::Behind { line, rank, winner, .. } => {
                WhyNotAnswer { reason: WhyNotReason::Behind, code: code(&line), rank, first_code: code(&winner), ..none }
            }
            WhyNot::First { line } => {
                WhyNotAnswer { reason: WhyNotReason::First, code: code(&line), rank: Some(1), first_code: code(&line), ..none }
            }
        }
    }
}
