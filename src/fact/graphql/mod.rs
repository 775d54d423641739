//! This slice in the contract: the queries here, what each kind of fact shows in a file of its own.

mod fee;
mod form;
mod header;
mod notice;
mod office;
mod procedure;
mod ruling;

use async_graphql::{
    Context, InputObject, MergedObject, Object, OutputType, Result,
    connection::{Connection, Edge},
};
use vocabulary::{
    Article11, AuthorityCode, Date, FactId, HsCode, Language, PublicationId, Timestamp,
    scalar::{Day, Instant},
};

pub use self::{
    fee::PublishedFee,
    header::LeadTimeExceptionKind,
    procedure::{FeeQuantity, TransportMode, needed},
};
use self::{
    form::PublishedForm,
    header::FactHeader,
    notice::PublishedNotice,
    office::PublishedOffice,
    procedure::{ProcedureQuery, PublishedProcedure},
    ruling::PublishedRuling,
};
use super::{
    body::Body,
    fact::{Fact, Texts},
    kind::FactKind,
    service::{FactFilter, Facts, FactsRequest},
};
use crate::platform::{
    graphql,
    pagination::{PageRefusal, PageSize},
    policy::{Role, may},
    refusal::refuse,
};

/// How many items of a list within a fact are shown; no law known to us has more.
const ITEMS_MAX: usize = 60;

/// Queries over facts: a list of each kind, and a procedure alone.
#[derive(MergedObject, Default)]
pub struct FactQuery(FactLists, ProcedureQuery);

/// A list of each kind.
#[derive(Default)]
struct FactLists;

/// Names the values of an enum of the rules in the contract.
macro_rules! exposed {
    ($(#[$doc:meta])* $name:ident = $remote:literal { $($(#[$variant_doc:meta])* $variant:ident),+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Enum)]
        #[graphql(remote = $remote)]
        pub enum $name {
            $($(#[$variant_doc])* $variant),+
        }
    };
}
use exposed;

/// Writes a query for the facts of each kind.
macro_rules! fact_query {
    ($($(#[$doc:meta])* $field:ident: $type:ident = $kind:ident, $shown:path, $as_of:literal);+ $(;)?) => {
        #[Object]
        impl FactLists {
            $(
                $(#[$doc])*
                #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "1 + PageSize::MAX.get() * child_complexity")]
                #[allow(clippy::too_many_arguments, reason = "each is an argument of the contract")]
                async fn $field(
                    &self,
                    ctx: &Context<'_>,
                    #[graphql(desc = "What they must be.")] filter: Option<FactsFilter>,
                    #[graphql(desc = "The language wanted; another is served, and named, where there is no text in it. \
                                      By default what `Accept-Language` asks for.")]
                    language: Option<Language>,
                    #[graphql(desc = $as_of)] as_of: Option<Day>,
                    #[graphql(desc = "What we said at this instant, later corrections left out. By default now.")]
                    known_at: Option<Instant>,
                    #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
                    #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
                ) -> Result<Connection<String, $type>> {
                    let asked = Asked { filter, language, as_of, known_at, first, after };
                    page(ctx, FactKind::$kind, asked, $shown).await
                }
            )+
        }
    };
}

fact_query! {
    /// Fees and charges in force on a day, in the order of ids. Source: WTO TFA Articles 1.1 (c) and 6.1.
    fees: PublishedFee = Fee, fee::shown, "The day they are in force. By default today in the territory.";
    /// Forms in use on a day, in the order of ids. Source: WTO TFA Article 1.2.1 (b).
    forms: PublishedForm = Form, form::shown, "The day they are in force. By default today in the territory.";
    /// Offices, in the order of ids. Source: WTO TFA Article 1.2.1 (c).
    offices: PublishedOffice = Office, office::shown, "The day they are in force. By default today in the territory.";
    /// Procedures in force on a day, in the order of ids. Source: WTO TFA Article 1.2.1 (a).
    procedures: PublishedProcedure = Procedure, procedure::shown, "The day they are in force. By default today in the territory.";
    /// Public notices, in the order of ids: each from the day it was announced until it ends, so that what is coming can be read before
    /// it is in force (`isInForce` says which it is). Of a notice that was announced anew, the later text. Source: WTO TFA Article 2.1.
    notices: PublishedNotice = Notice, notice::shown, "The day they are announced or in force. By default today in the territory.";
    /// Advance rulings, in the order of ids. Source: WTO TFA Article 3.
    rulings: PublishedRuling = Ruling, ruling::shown, "The day they are in force. By default today in the territory."
}

/// What facts must be. An absent field does not restrict.
#[derive(Default, InputObject)]
struct FactsFilter {
    /// This one alone.
    id: Option<FactId>,
    /// Of this authority.
    authority: Option<AuthorityCode>,
    /// Answering this letter of WTO TFA Article 1.1.
    article11: Option<Article11>,
    /// Explained by this publication.
    publication_id: Option<PublicationId>,
    /// About these goods, or about all goods.
    hs_code: Option<HsCode>,
}

/// Shows a fee as it is published; nothing for another fact.
pub fn published_fee(fact: Fact, read: &Reading) -> Option<PublishedFee> {
    let (header, body) = FactHeader::of(fact, read);
    fee::shown(header, body, read)
}

/// How a fact is read.
#[derive(Clone, Copy)]
pub struct Reading {
    /// In which language.
    pub language: Language,
    /// In force on which day.
    pub as_of: Date,
    /// As known when.
    pub known_at: Timestamp,
}

/// The arguments that every list of facts takes.
struct Asked {
    filter: Option<FactsFilter>,
    language: Option<Language>,
    as_of: Option<Day>,
    known_at: Option<Instant>,
    first: Option<i64>,
    after: Option<String>,
}

async fn page<T: OutputType>(
    ctx: &Context<'_>,
    kind: FactKind,
    asked: Asked,
    shown: fn(FactHeader, Body, &Reading) -> Option<T>,
) -> Result<Connection<String, T>> {
    let after: Option<FactId> = asked.after.map(|cursor| cursor.parse()).transpose().map_err(|_| refuse(&PageRefusal::Cursor))?;
    let has_previous = after.is_some();
    let filter = asked.filter.unwrap_or_default();
    let read = Reading {
        language: graphql::language(ctx, asked.language),
        as_of: graphql::day(ctx, asked.as_of),
        known_at: graphql::instant(ctx, asked.known_at),
    };
    let request = FactsRequest {
        kind,
        as_of: read.as_of,
        known_at: read.known_at,
        filter: FactFilter {
            id: filter.id,
            authority: filter.authority,
            article11: filter.article11,
            publication_id: filter.publication_id,
            hs_code: filter.hs_code,
        },
        first: PageSize::new(asked.first).map_err(|refusal| refuse(&refusal))?,
        after,
    };
    let (facts, has_next) = ctx.data_unchecked::<Facts>().list(&request).await?;
    let mut page = Connection::new(has_previous, has_next);
    for fact in facts {
        let id = fact.id.to_string();
        let (header, body) = FactHeader::of(fact, &read);
        page.edges.extend(shown(header, body, &read).map(|node| Edge::new(id, node)));
    }
    Ok(page)
}

fn text(texts: &Texts, language: Language) -> Option<String> {
    texts.within(language).map(|(_, text)| text.to_owned())
}
