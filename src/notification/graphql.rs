//! This slice in the contract.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use vocabulary::{Article11, AuthorityCode, FactId, scalar::Day};

use super::{
    article::Article,
    places::{Difference, Entry, EntryKind, Missing},
    service::{Notification, Notifications},
};
use crate::platform::{
    clock::SharedClock,
    graphql,
    policy::{Role, may},
};

/// How many entries one answer holds; a country has a few dozen authorities and offices.
const ENTRIES_MAX: usize = 50;

/// An article of the WTO Agreement on Trade Facilitation that asks for a notification.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Article")]
pub enum TfaNotificationArticle {
    /// Where things are published, the web addresses, and the enquiry points. Article 1.4.
    #[graphql(name = "ARTICLE_1_4")]
    Article1_4,
    /// The operation of the single window. Article 10.4.3.
    #[graphql(name = "ARTICLE_10_4_3")]
    Article10_4_3,
    /// The measures on the use of customs brokers. Article 10.6.2.
    #[graphql(name = "ARTICLE_10_6_2")]
    Article10_6_2,
    /// The contact point for the exchange of customs information. Article 12.2.2.
    #[graphql(name = "ARTICLE_12_2")]
    Article12_2,
}

/// What an entry of a notification is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "EntryKind")]
pub enum TfaNotificationEntryKind {
    /// An official place of publication, with its web address. Article 1.4 (a) and (b).
    PlaceOfPublication,
    /// An enquiry point. Article 1.4 (c).
    EnquiryPoint,
    /// An office of the single window. Article 10.4.3.
    SingleWindow,
    /// An office that answers for customs brokers. Article 10.6.2.
    CustomsBrokers,
    /// A contact point for the exchange of customs information. Article 12.2.2.
    ExchangeOfInformation,
}

/// How an entry differs from the notification sent last.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum TfaNotificationChangeKind {
    /// It was not there.
    Added,
    /// It is no longer there.
    Removed,
    /// It says something else.
    Changed,
}

/// A notification to the WTO as it would be sent today. Source: WTO TFA Articles 1.4, 10.4.3, 10.6.2, 12.2.2; row PUB-M12.
#[derive(SimpleObject)]
struct TfaNotification {
    /// The article that asks for it.
    article: TfaNotificationArticle,
    /// The day it describes.
    as_of: Day,
    /// What it says; at most 50: `document` has all of them.
    entries: Vec<TfaNotificationEntry>,
    /// How many entries it has.
    entry_count: usize,
    /// What the article asks for and nobody has published, each in a sentence of English. Empty where nothing is missing.
    missing: Vec<String>,
    /// The document, in Markdown and English. Names are in English where they were written so.
    document: String,
    /// The day the last one was sent; null where none was.
    last_sent_on: Option<Day>,
    /// How this one differs from the last one sent; at most 50. All entries are new where none was sent.
    changes: Vec<TfaNotificationChange>,
    /// How many changes there are.
    change_count: usize,
}

/// One place, address or contact of a notification.
#[derive(SimpleObject)]
struct TfaNotificationEntry {
    /// What it is.
    kind: TfaNotificationEntryKind,
    /// What it is called.
    name: String,
    /// The authority that answers for it.
    authority: AuthorityCode,
    /// The letters of WTO TFA Article 1.1 that it publishes; empty for offices.
    letters: Vec<Article11>,
    /// The office, as in `offices`; null where it is none.
    office_id: Option<FactId>,
    /// Where it is.
    address: Option<String>,
    /// Telephone number in international form.
    phone: Option<String>,
    /// E-mail address.
    email: Option<String>,
    /// Web address.
    url: Option<String>,
}

/// How one entry differs from the notification sent last.
#[derive(SimpleObject)]
struct TfaNotificationChange {
    /// What became of it.
    kind: TfaNotificationChangeKind,
    /// What it said; null where it is new.
    before: Option<TfaNotificationEntry>,
    /// What it says; null where it is gone.
    after: Option<TfaNotificationEntry>,
}

impl From<Entry> for TfaNotificationEntry {
    fn from(entry: Entry) -> TfaNotificationEntry {
        TfaNotificationEntry {
            kind: entry.kind.into(),
            name: entry.name,
            authority: entry.authority,
            letters: entry.letters,
            office_id: entry.office,
            address: entry.address,
            phone: entry.phone,
            email: entry.email,
            url: entry.url,
        }
    }
}

impl From<Difference> for TfaNotificationChange {
    fn from(difference: Difference) -> TfaNotificationChange {
        let (kind, before, after) = match difference {
            Difference::Added(after) => (TfaNotificationChangeKind::Added, None, Some(after)),
            Difference::Removed(before) => (TfaNotificationChangeKind::Removed, Some(before), None),
            Difference::Changed { before, after } => (TfaNotificationChangeKind::Changed, Some(before), Some(after)),
        };
        TfaNotificationChange { kind, before: before.map(Into::into), after: after.map(Into::into) }
    }
}

impl From<Notification> for TfaNotification {
    fn from(notification: Notification) -> TfaNotification {
        TfaNotification {
            article: notification.article.into(),
            as_of: Day(notification.day),
            entry_count: notification.entries.len(),
            change_count: notification.changes.len(),
            entries: notification.entries.into_iter().take(ENTRIES_MAX).map(Into::into).collect(),
            missing: notification.missing.iter().map(Missing::to_string).collect(),
            document: notification.document,
            last_sent_on: notification.sent.map(|sent| Day(sent.sent_on)),
            changes: notification.changes.into_iter().take(ENTRIES_MAX).map(Into::into).collect(),
        }
    }
}

/// Queries over notifications to the WTO.
#[derive(Default)]
pub struct NotificationQuery;

#[Object]
impl NotificationQuery {
    /// The notification for an article, written from what is published now and compared with the one sent last (`fingertip
    /// notification mark-sent` records that). Source: WTO TFA Articles 1.4, 10.4.3, 10.6.2, 12.2.2.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "20 + ENTRIES_MAX * child_complexity")]
    async fn tfa_notification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article that asks for it.")] article: TfaNotificationArticle,
        #[graphql(desc = "The day it describes. By default today in the territory.")] as_of: Option<Day>,
    ) -> Result<TfaNotification> {
        let now = ctx.data_unchecked::<SharedClock>().now();
        let notifications = ctx.data_unchecked::<Notifications>();
        Ok(notifications.write(article.into(), graphql::day(ctx, as_of), now).await?.into())
    }
}
