//! What the search learned from being used: the synonyms and their use, what many search for, what nobody finds.

use async_graphql::{
    ComplexObject, Context, Enum, Object, Result, SimpleObject,
    connection::{Connection, Edge},
};
use index::SynonymId;
use vocabulary::{AuthorityCode, HsCode, Language, scalar::Day};

use crate::{
    platform::{
        clock::SharedClock,
        graphql,
        pagination::{PageRefusal, PageSize},
        policy::{Role, may},
        refusal::refuse,
    },
    search::{
        service::Search,
        teaching::{Synonym, SynonymKind, SynonymsRequest, Teaching},
        usage::{AskedPhrase, Phrase, PhraseCursor, PhraseList, PhrasesRequest, Usage},
    },
};

/// Queries over how the search is used.
#[derive(Default)]
pub(super) struct UsageQuery;

#[Object]
impl UsageQuery {
    /// The synonyms that officers taught the search, in the order they were recorded in, with how often each was of use.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "1 + PageSize::MAX.get() * child_complexity")]
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the contract")]
    async fn synonyms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this language.")] language: Option<Language>,
        #[graphql(desc = "Only those that this authority answers for.")] owner: Option<AuthorityCode>,
        #[graphql(desc = "Only those that no search has used yet.")] unused_only: Option<bool>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, SearchSynonym>> {
        let number = |cursor: String| cursor.parse().map(SynonymId);
        let after = after.map(number).transpose().map_err(|_| refuse(&PageRefusal::Cursor))?;
        let has_previous = after.is_some();
        let request = SynonymsRequest {
            language,
            owner,
            unused_only: unused_only.unwrap_or(false),
            first: PageSize::new(first).map_err(|refusal| refuse(&refusal))?,
            after,
        };
        let (synonyms, has_next) = ctx.data_unchecked::<Teaching>().list_synonyms(&request).await?;
        let mut page = Connection::new(has_previous, has_next);
        page.edges.extend(synonyms.into_iter().map(|synonym| Edge::new(synonym.id.0.to_string(), synonym.into())));
        Ok(page)
    }

    /// What is searched in vain most: phrases that found nothing, or something in other languages alone, of the last 90 days. Only
    /// phrases that were searched five times or more are shown, and none that may hold a number or an address of a person.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "1 + PageSize::MAX.get() * child_complexity")]
    async fn unanswered_searches(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those searched in this language.")] language: Option<Language>,
        #[graphql(desc = "Only what was searched on this day or later.")] since: Option<Day>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, UnansweredSearch>> {
        page(ctx, PhraseList::Unanswered, Asked { language, since, first, after }).await
    }

    /// What is searched most, of the last 90 days; the same phrases are left out as in `unansweredSearches`.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "1 + PageSize::MAX.get() * child_complexity")]
    async fn popular_searches(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language searched in. By default what `Accept-Language` asks for.")] language: Option<Language>,
        #[graphql(desc = "Only what was searched on this day or later.")] since: Option<Day>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, PopularSearch>> {
        let language = Some(graphql::language(ctx, language));
        page(ctx, PhraseList::Popular, Asked { language, since, first, after }).await
    }
}

/// The arguments that every list of phrases takes.
struct Asked {
    language: Option<Language>,
    since: Option<Day>,
    first: Option<i64>,
    after: Option<String>,
}

async fn page<T: From<AskedPhrase> + async_graphql::OutputType>(
    ctx: &Context<'_>,
    list: PhraseList,
    asked: Asked,
) -> Result<Connection<String, T>> {
    let cursor = |cursor: String| cursor.parse::<PhraseCursor>();
    let after = asked.after.map(cursor).transpose().map_err(|_| refuse(&PageRefusal::Cursor))?;
    let has_previous = after.is_some();
    let request = PhrasesRequest {
        list,
        language: asked.language,
        since: asked.since.map_or(vocabulary::Date::MIN, |day| day.0),
        first: PageSize::new(asked.first).map_err(|refusal| refuse(&refusal))?,
        after,
    };
    let (phrases, has_next) = ctx.data_unchecked::<Usage>().list(&request).await?;
    let mut page = Connection::new(has_previous, has_next);
    page.edges.extend(phrases.into_iter().map(|phrase| Edge::new(phrase.cursor().to_string(), phrase.into())));
    Ok(page)
}

/// Other words for what people type.
#[derive(SimpleObject)]
pub(super) struct SearchSynonym {
    /// Which way it works.
    kind: SearchSynonymKind,
    /// The language of both.
    language: Language,
    /// The words people type.
    typed: String,
    /// The words that are searched as well.
    also_searched: String,
    /// The authority that answers for it.
    owner: AuthorityCode,
    /// How many searches it rewrote, each counted once; up to half a minute behind.
    hits: u64,
    /// The last day it rewrote one; null where it never did.
    last_hit_on: Option<Day>,
}

/// Which way a synonym works.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "SynonymKind")]
enum SearchSynonymKind {
    /// Both ways.
    Equivalent,
    /// Who types the first is also shown what matches the second, but not the reverse.
    OneWay,
}

impl From<Synonym> for SearchSynonym {
    fn from(synonym: Synonym) -> SearchSynonym {
        SearchSynonym {
            kind: synonym.kind.into(),
            language: synonym.language,
            typed: synonym.typed,
            also_searched: synonym.also_searched,
            owner: synonym.owner,
            hits: synonym.hits,
            last_hit_on: synonym.last_hit_on.map(Day),
        }
    }
}

/// A phrase that many searched for in vain.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct UnansweredSearch {
    /// The phrase, in small letters without accents.
    text: String,
    /// The language it was searched in.
    language: Language,
    /// How many searches for it found nothing in that language, since the day asked for.
    searches: u64,
    /// How many of them found something in other languages.
    found_in_other_languages: u64,
    /// The first day of those searches.
    first_on: Day,
    /// The last day of those searches.
    last_on: Day,
    #[graphql(skip)]
    phrase: Phrase,
}

#[ComplexObject]
impl UnansweredSearch {
    /// Lines of the tariff that lie near the phrase today, at most three: where an officer's reference might lead it. It costs a
    /// search or more for each phrase: ask only where it is shown.
    #[graphql(complexity = "60 + 20 * child_complexity")]
    async fn suggested_targets(&self, ctx: &Context<'_>) -> Result<Vec<HsCode>> {
        let today = ctx.data_unchecked::<SharedClock>().today();
        Ok(ctx.data_unchecked::<Search>().nearby(&self.phrase, today).await?)
    }
}

impl From<AskedPhrase> for UnansweredSearch {
    fn from(asked: AskedPhrase) -> UnansweredSearch {
        UnansweredSearch {
            text: asked.phrase.text.clone(),
            language: asked.phrase.language,
            searches: asked.asked,
            found_in_other_languages: asked.counts.elsewhere,
            first_on: Day(asked.first_on),
            last_on: Day(asked.last_on),
            phrase: asked.phrase,
        }
    }
}

/// A phrase that many search for.
#[derive(SimpleObject)]
pub(super) struct PopularSearch {
    /// The phrase, in small letters without accents.
    text: String,
    /// The language it is searched in.
    language: Language,
    /// How many searches for it there were since the day asked for.
    searches: u64,
    /// The last day of those searches.
    last_on: Day,
}

impl From<AskedPhrase> for PopularSearch {
    fn from(asked: AskedPhrase) -> PopularSearch {
        PopularSearch {
            text: asked.phrase.text,
            language: asked.phrase.language,
            searches: asked.asked,
            last_on: Day(asked.last_on),
        }
    }
}
