//! The use cases: an officer reads what is to be notified, sends it, and records that it was sent.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use thiserror::Error;
use vocabulary::{Date, Timestamp};

use super::{
    article::Article,
    document::document,
    places::{Difference, Entry, Missing, Published, differences},
    store,
};
use crate::{
    fact::{Fact, FactFilter, FactKind, Facts, FactsRequest},
    platform::{database::Database, fault::Fault, pagination::PageSize},
    publication::Publications,
};

/// How many offices are looked at; the largest administrations known to us have a thousand.
const OFFICES_MAX: usize = 5_000;

/// A notification as it would be sent today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// The article that asks for it.
    pub article: Article,
    /// The day it describes.
    pub day: Date,
    /// What it says.
    pub entries: Vec<Entry>,
    /// What the article asks for and nobody has published.
    pub missing: Vec<Missing>,
    /// The document, in Markdown.
    pub document: String,
    /// The one sent last.
    pub sent: Option<Sent>,
    /// How it differs from the one sent last; from nothing where none was sent.
    pub changes: Vec<Difference>,
}

/// A notification that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The day it was sent.
    pub sent_on: Date,
    /// What it said.
    pub entries: Vec<Entry>,
    /// The SHA-256 of its document, in hexadecimal digits.
    pub document_sha256: String,
}

/// That a notification was sent.
#[derive(Clone, Copy, Debug)]
pub struct Sending<'a> {
    /// The day.
    pub on: Date,
    /// The document that was sent, where it is at hand; a day that is past needs it.
    pub document: Option<&'a str>,
}

/// Why it is not recorded that a notification was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unsendable {
    /// Nothing is published that the article asks for.
    #[error("nothing that the article asks for is published on that day")]
    Empty,
    /// The day is yet to come.
    #[error("the day is yet to come; today is {today}")]
    Early {
        /// The day it is.
        today: Date,
    },
    /// The day is past, and what was sent then may be other than what is known now.
    #[error("the day is past, and today is {today}; name the document that was sent with --document")]
    DocumentNeeded {
        /// The day it is.
        today: Date,
    },
    /// The document that was sent says something else.
    #[error("the document that was sent is not what is known of that day now")]
    OtherDocument,
}

/// The notifications of one database.
#[derive(Clone)]
pub struct Notifications {
    database: Database,
    publications: Publications,
    facts: Facts,
}

impl Notifications {
    /// Notifies of what is in `publications` and `facts`.
    pub fn new(database: Database, publications: Publications, facts: Facts) -> Notifications {
        Notifications { database, publications, facts }
    }

    /// Writes the notification for an article of what is in force on `day` as known at `known_at`.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn write(&self, article: Article, day: Date, known_at: Timestamp) -> Result<Notification, Fault> {
        let letters = self.publications.coverage(None, day, known_at).await?;
        let authorities: BTreeMap<_, _> = self.publications.authorities().await?.into_iter().collect();
        let (offices, more) = self.offices(day, known_at).await?;
        let offices_cut = more.then_some(OFFICES_MAX);
        let published = Published { letters: &letters, authorities: &authorities, offices: &offices, offices_cut };
        let (entries, missing) = published.told(article);
        let sent = store::last(self.database.connection(), article).await?;
        let changes = differences(sent.as_ref().map(|sent| sent.entries.as_slice()).unwrap_or_default(), &entries);
        let document = document(article, day, &entries, &missing);
        Ok(Notification { article, day, entries, missing, document, sent, changes })
    }

    /// Records that the notification for an article was sent. Nothing is recorded where there is nothing to notify of, or where it
    /// cannot be told that what is known now is what was sent.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or cannot keep it.
    pub async fn mark_sent(
        &self,
        article: Article,
        sending: &Sending<'_>,
        today: Date,
        now: Timestamp,
    ) -> Result<Result<Notification, Unsendable>, Fault> {
        let day = sending.on;
        let notification = self.write(article, day, now).await?;
        let is_other = sending.document.is_some_and(|document| document.trim_end() != notification.document.trim_end());
        let refused = match sending.document {
            _ if notification.entries.is_empty() => Some(Unsendable::Empty),
            _ if day > today => Some(Unsendable::Early { today }),
            None if day < today => Some(Unsendable::DocumentNeeded { today }),
            _ if is_other => Some(Unsendable::OtherDocument),
            _ => None,
        };
        if let Some(refused) = refused {
            return Ok(Err(refused));
        }
        let document_sha256 = hex::encode(Sha256::digest(&notification.document));
        let sent = Sent { sent_on: day, entries: notification.entries.clone(), document_sha256 };
        store::insert(self.database.connection(), article, &sent, now).await?;
        Ok(Ok(notification))
    }

    /// Returns the offices, and whether there are more than are looked at.
    async fn offices(&self, as_of: Date, known_at: Timestamp) -> Result<(Vec<Fact>, bool), Fault> {
        let mut request = FactsRequest {
            kind: FactKind::Office,
            as_of,
            known_at,
            filter: FactFilter::default(),
            first: PageSize::MAX,
            after: None,
        };
        let mut offices: Vec<Fact> = Vec::new();
        loop {
            let (page, more) = self.facts.list(&request).await?;
            request.after = page.last().map(|fact| fact.id.clone());
            offices.extend(page);
            if !more || offices.len() >= OFFICES_MAX {
                return Ok((offices, more));
            }
        }
    }
}
