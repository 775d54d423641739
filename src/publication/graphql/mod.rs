//! This slice in the contract.

mod attestation;
mod coverage;

use async_graphql::{ComplexObject, Context, Enum, Object, Result, SimpleObject, Subscription, connection};
use futures_util::{Stream, StreamExt, stream};
use tokio::sync::broadcast::error::RecvError;
use vocabulary::{
    Article11, AuthorityCode, Date, HsCode, Language, PublicationId,
    scalar::{Day, Instant},
};

pub use self::attestation::ShownAttestation;
use self::coverage::Coverage;
use super::{
    revision::{Direction, Revision},
    service::{ListRequest, Publications, Reading},
};
use crate::platform::{
    clock::SharedClock,
    graphql,
    pagination::{PageRefusal, PageSize},
    policy::{Role, may},
    refusal::refuse,
};

/// A published text as it is in force on a day.
///
/// Source: WTO TFA Articles 1.1 and 1.2.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Publication {
    /// The lasting name: it stays when the text, its languages and its validity change.
    id: PublicationId,
    /// The language of this text. It may differ from the one asked for: then nothing is published in that one.
    language: Language,
    /// One line.
    title: String,
    /// One sentence for a small screen, at most 160 characters; null where nobody wrote one.
    summary: Option<String>,
    /// The text, in Markdown (CommonMark with tables).
    body: String,
    /// The letter of WTO TFA Article 1.1 that it answers.
    article11: Article11,
    /// What sort of text it is, in lower case (`procedure`, `fee`, `law`).
    document_type: String,
    /// Which way the goods move.
    direction: TradeDirection,
    /// The goods it is about; empty where it is about all goods.
    hs_codes: Vec<HsCode>,
    /// The act, gazette or page it comes from.
    source: PublicationSource,
    /// The first day it is in force.
    valid_from: Day,
    /// The first day it is no longer in force; null where no end is known.
    valid_until: Option<Day>,
    /// When this text was recorded.
    recorded_at: Instant,
    /// Counts the revisions in this language, from 1.
    version: i32,
    /// The languages it is in force in.
    languages: Vec<Language>,
    /// The language it was translated from; null for an original.
    translated_from: Option<Language>,
    /// Whether the original has changed since this translation was made.
    is_translation_stale: bool,
    /// Who says that it is right, and until when; null where nobody confirmed it. A translation that nobody confirmed has what the
    /// text has that it was made from.
    attestation: Option<ShownAttestation>,
    #[graphql(skip)]
    authority: AuthorityCode,
}

#[ComplexObject]
impl Publication {
    /// The body that publishes it. Source: WTO TFA Article 1.2.1 (c), contact information.
    async fn authority(&self, ctx: &Context<'_>) -> Result<Authority> {
        let authorities = ctx.data_unchecked::<Publications>().authorities().await?;
        let names = authorities.get(&self.authority).map(Vec::as_slice).unwrap_or_default();
        let name = [self.language, Language::EN]
            .iter()
            .find_map(|language| names.iter().find(|name| name.language == *language))
            .or(names.first());
        Ok(Authority {
            code: self.authority.clone(),
            name: name.map_or_else(|| self.authority.to_string(), |known| known.name.clone()),
            phone: name.and_then(|known| known.phone.clone()),
            email: name.and_then(|known| known.email.clone()),
            url: name.and_then(|known| known.url.clone()),
        })
    }
}

/// A body that publishes trade information.
#[derive(SimpleObject)]
struct Authority {
    /// Its code.
    code: AuthorityCode,
    /// Its name, in the language of the text beside it where it has one; else its code.
    name: String,
    /// Telephone number in international form.
    phone: Option<String>,
    /// E-mail address.
    email: Option<String>,
    /// Web address.
    url: Option<String>,
}

/// Where a published text comes from.
#[derive(SimpleObject)]
struct PublicationSource {
    /// The law, regulation, page or file, as one would cite it.
    act: String,
    /// Number and page of the official gazette.
    gazette: Option<String>,
    /// Where it can be read.
    url: Option<String>,
}

/// Which way the goods move.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Direction")]
pub enum TradeDirection {
    /// Into the territory.
    Import,
    /// Out of the territory.
    Export,
    /// Through the territory.
    Transit,
    /// Any way.
    Any,
}

impl Publication {
    /// Shows a text as it is read on a day.
    fn read(reading: Reading, day: Date) -> Publication {
        let Reading { revision, languages, is_translation_stale } = reading;
        Publication { languages, is_translation_stale, ..Publication::of(revision, day) }
    }

    /// Shows a text of a list as it stands on a day.
    fn of(revision: Revision, day: Date) -> Publication {
        let attested = revision.attested();
        let content = revision.content;
        Publication {
            id: revision.publication_id,
            language: revision.language,
            title: content.title,
            summary: Some(content.summary).filter(|summary| !summary.is_empty()),
            body: content.body,
            article11: content.article11,
            document_type: content.document_type,
            direction: content.direction.into(),
            hs_codes: content.hs_codes,
            source: PublicationSource { act: content.source.act, gazette: content.source.gazette, url: content.source.url },
            valid_from: Day(revision.validity.from()),
            valid_until: revision.validity.until().map(Day),
            recorded_at: Instant(revision.recorded_at),
            version: revision.version,
            languages: vec![revision.language],
            translated_from: revision.translation_of.map(|source| source.language),
            is_translation_stale: false,
            attestation: revision.confirmation.map(|confirmation| ShownAttestation::of(confirmation.attestation, attested, day)),
            authority: content.authority,
        }
    }
}

/// Queries over what is published.
#[derive(Default)]
pub struct PublicationQuery;

#[Object]
impl PublicationQuery {
    /// A publication as in force on a day; null where there is none. Source: WTO TFA Article 1.1.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn publication(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The publication.")] id: PublicationId,
        #[graphql(desc = "The language wanted; another is served, and named, where there is no text in it. \
                          By default what `Accept-Language` asks for.")]
        language: Option<Language>,
        #[graphql(desc = "The day it is in force. By default today in the territory.")] as_of: Option<Day>,
        #[graphql(desc = "What we said at this instant, later corrections left out. By default now.")] known_at: Option<Instant>,
    ) -> Result<Option<Publication>> {
        let day = graphql::day(ctx, as_of);
        let known_at = graphql::instant(ctx, known_at);
        let language = graphql::language(ctx, language);
        let reading = ctx.data_unchecked::<Publications>().read(&id, language, day, known_at).await?;
        Ok(reading.map(|reading| Publication::read(reading, day)))
    }

    /// What is published on each of the ten letters of WTO TFA Article 1.1, by authority and language, and what is missing.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "10 * (1 + 20 * child_complexity)")]
    async fn coverage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what is about goods that move this way, or any way.")] direction: Option<TradeDirection>,
        #[graphql(desc = "The day. By default today in the territory.")] as_of: Option<Day>,
        #[graphql(desc = "What we said at this instant. By default now.")] known_at: Option<Instant>,
    ) -> Result<Vec<Coverage>> {
        let publications = ctx.data_unchecked::<Publications>();
        let letters = publications
            .coverage(direction.map(Direction::from), graphql::day(ctx, as_of), graphql::instant(ctx, known_at))
            .await?;
        Ok(letters.into_iter().map(Coverage::from).collect())
    }

    /// What is in force on a day, in the order of ids. Source: WTO TFA Article 1.1.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "1 + PageSize::MAX.get() * child_complexity")]
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the contract")]
    async fn publications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the texts. By default what `Accept-Language` asks for.")] language: Option<Language>,
        #[graphql(desc = "Only those that answer this letter of WTO TFA Article 1.1.")] article11: Option<Article11>,
        #[graphql(desc = "Only those of this authority.")] authority: Option<AuthorityCode>,
        #[graphql(desc = "The day they are in force. By default today in the territory.")] as_of: Option<Day>,
        #[graphql(desc = "What we said at this instant. By default now.")] known_at: Option<Instant>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<connection::Connection<String, Publication>> {
        let after = after.map(|cursor| cursor.parse()).transpose().map_err(|_| refuse(&PageRefusal::Cursor))?;
        let has_previous = after.is_some();
        let request = ListRequest {
            language: graphql::language(ctx, language),
            as_of: graphql::day(ctx, as_of),
            known_at: graphql::instant(ctx, known_at),
            article11,
            authority,
            first: PageSize::new(first).map_err(|refusal| refuse(&refusal))?,
            after,
        };
        let (revisions, has_next) = ctx.data_unchecked::<Publications>().list(&request).await?;
        let mut page = connection::Connection::new(has_previous, has_next);
        page.edges.extend(revisions.into_iter().map(|revision| {
            connection::Edge::new(revision.publication_id.to_string(), Publication::of(revision, request.as_of))
        }));
        Ok(page)
    }
}

/// A publication that changed, in one language.
#[derive(SimpleObject)]
pub struct PublicationChange {
    /// The publication.
    id: PublicationId,
    /// The language of the text that changed.
    language: Language,
    /// Its title today; null where it is no longer in force.
    title: Option<String>,
}

/// What a trader may follow.
#[derive(Default)]
pub struct PublicationSubscription;

#[Subscription]
impl PublicationSubscription {
    /// Each publication that changes from now on, as soon as it can be found. It can also be polled: `publications`.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn publication_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only changes of this publication.")] id: Option<PublicationId>,
        #[graphql(desc = "Only changes of texts in this language.")] language: Option<Language>,
    ) -> impl Stream<Item = Result<PublicationChange>> + use<> {
        let publications = ctx.data_unchecked::<Publications>().clone();
        let clock = ctx.data_unchecked::<SharedClock>().clone();
        let changes = stream::unfold(publications.listen(), |mut receiver| async move {
            loop {
                match receiver.recv().await {
                    Ok(subject) => return Some((subject, receiver)),
                    // A subscriber too slow for us goes on with what is new; it may poll for the rest.
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return None,
                }
            }
        });
        changes
            .filter(move |subject| {
                let wanted = id.as_ref().is_none_or(|id| *id == subject.publication_id)
                    && language.is_none_or(|language| language == subject.language);
                std::future::ready(wanted)
            })
            .then(move |subject| {
                let (publications, clock) = (publications.clone(), clock.clone());
                async move {
                    let today = clock.today();
                    let editions = publications.editions(&subject).await?;
                    let in_force = editions.into_iter().find(|(_, period)| period.contains(today));
                    Ok(PublicationChange {
                        id: subject.publication_id,
                        language: subject.language,
                        title: in_force.map(|(revision, _)| revision.content.title),
                    })
                }
            })
    }
}
