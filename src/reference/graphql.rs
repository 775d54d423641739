//! This slice in the contract.

use async_graphql::{Context, Enum, Object, Result, SimpleObject, connection};
use vocabulary::{
    Language,
    scalar::{Day, Instant},
};

use super::{
    code::{CodeList, ReferenceCode},
    search_text::SearchText,
    service::{ListRequest, ReferenceCodes},
};
use crate::platform::{
    graphql,
    pagination::{PageRefusal, PageSize},
    policy::{Role, may},
    refusal::refuse,
};

/// A code of a list that declarations use. Source: the standard named with its list.
#[derive(SimpleObject)]
#[graphql(name = "ReferenceCode")]
pub struct ListedCode {
    /// The code.
    code: String,
    /// What it stands for.
    name: String,
    /// The language of the name. It may differ from the one asked for.
    language: Language,
    /// What else the list says of it, by name.
    attributes: Vec<ReferenceAttribute>,
    /// The first day it is known to be in the list under this name.
    valid_from: Day,
    /// The first day it is no longer in the list under this name; null where no end is known.
    valid_until: Option<Day>,
}

/// Something a list says of a code.
#[derive(SimpleObject)]
pub struct ReferenceAttribute {
    /// What it is: `numeric`, `minorUnits`, `symbol`, `latitude` and others.
    name: String,
    /// What the list says, as it says it.
    value: String,
}

/// A list of codes that others keep.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "CodeList")]
pub enum ReferenceList {
    /// Countries and territories (ISO 3166-1, two letters).
    Country,
    /// Currencies (ISO 4217).
    Currency,
    /// Units of measure (UN/ECE Recommendation 20).
    Unit,
    /// Ports, airports, border crossings and other places of trade (UN/LOCODE).
    Location,
    /// Documents (UN/EDIFACT 1001).
    Document,
    /// Packages (UN/ECE Recommendation 21).
    Package,
    /// Modes of transport (UN/ECE Recommendation 19).
    TransportMode,
    /// Terms of delivery (Incoterms).
    DeliveryTerm,
    /// Means of payment (UN/EDIFACT 4461).
    PaymentMeans,
    /// Types of duties, taxes and fees (UN/EDIFACT 5153).
    TaxType,
}

impl From<ReferenceCode> for ListedCode {
    fn from(own: ReferenceCode) -> ListedCode {
        ListedCode {
            code: own.code.to_string(),
            name: own.name,
            language: own.language,
            attributes: own.attributes.into_iter().map(|(name, value)| ReferenceAttribute { name, value }).collect(),
            valid_from: Day(own.validity.from()),
            valid_until: own.validity.until().map(Day),
        }
    }
}

/// Queries over reference codes.
#[derive(Default)]
pub struct ReferenceQuery;

#[Object]
impl ReferenceQuery {
    /// The codes of a list on a day, in the order of codes.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "PageSize::MAX.get() * child_complexity")]
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the contract")]
    async fn reference_codes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The list.")] list: ReferenceList,
        #[graphql(desc = "The language of the names; another is served, and named, where there is none in it. \
                          By default what `Accept-Language` asks for.")]
        language: Option<Language>,
        #[graphql(desc = "Only those whose code or name holds these letters, in either case; at most 256.")] search: Option<
            String,
        >,
        #[graphql(desc = "The day they are in the list. By default today in the territory.")] as_of: Option<Day>,
        #[graphql(desc = "What we said at this instant. By default now.")] known_at: Option<Instant>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<connection::Connection<String, ListedCode>> {
        let after = after.map(|cursor| cursor.parse()).transpose().map_err(|_| refuse(&PageRefusal::Cursor))?;
        let search = search.as_deref().map(SearchText::new).transpose().map_err(|refusal| refuse(&refusal))?.flatten();
        let has_previous = after.is_some();
        let request = ListRequest {
            list: list.into(),
            language: graphql::language(ctx, language),
            search,
            as_of: graphql::day(ctx, as_of),
            known_at: graphql::instant(ctx, known_at),
            first: PageSize::new(first).map_err(|refusal| refuse(&refusal))?,
            after,
        };
        let (codes, has_next) = ctx.data_unchecked::<ReferenceCodes>().list(&request).await?;
        let mut page = connection::Connection::new(has_previous, has_next);
        page.edges.extend(codes.into_iter().map(|own| connection::Edge::new(own.code.to_string(), own.into())));
        Ok(page)
    }
}
