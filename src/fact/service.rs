//! The use cases: an authority records, a trader reads.

use std::collections::{HashMap, HashSet};

use vocabulary::{Article11, AuthorityCode, Date, FactId, HsCode, Period, PublicationId, Timestamp};

use super::{
    announcement::Announcement,
    attested::attested,
    contradiction::{Contradiction, contradict},
    fact::{Content, Fact, FactKey, NewFact},
    kind::FactKind,
    store,
};
use crate::{
    audit::Audit,
    platform::{
        database::{self, Database},
        edition::{self, Dated},
        fault::Fault,
        outbox::{self, Outbox},
        pagination::PageSize,
        recorded::Recorded,
    },
};

/// The outbox topic of a fact that changed; the subject is its kind and id (`fee/phytosanitary-certificate`).
pub const CHANGED: &str = "fact.changed";

/// Which facts to list.
#[derive(Clone, Debug)]
pub struct FactsRequest {
    /// Of which kind.
    pub kind: FactKind,
    /// In force on which day.
    pub as_of: Date,
    /// As known when.
    pub known_at: Timestamp,
    /// Only these.
    pub filter: FactFilter,
    /// How many.
    pub first: PageSize,
    /// Those after this id.
    pub after: Option<FactId>,
}

/// What facts must be.
#[derive(Clone, Debug, Default)]
pub struct FactFilter {
    /// This one alone.
    pub id: Option<FactId>,
    /// Of this authority.
    pub authority: Option<AuthorityCode>,
    /// Answering this letter of Article 1.1.
    pub article11: Option<Article11>,
    /// Explained by this publication.
    pub publication_id: Option<PublicationId>,
    /// About these goods, or about all goods.
    pub hs_code: Option<HsCode>,
}

/// Which facts to list that have to be confirmed again.
#[derive(Clone, Debug)]
pub struct OverdueRequest<'a> {
    /// In force on this day, and to be confirmed again before it.
    pub as_of: Date,
    /// As known when.
    pub known_at: Timestamp,
    /// Only those of this authority.
    pub authority: Option<&'a AuthorityCode>,
    /// Those due later than this day, or on it and behind the fact, where there is one.
    pub after: Option<(Date, Option<FactKey>)>,
    /// How many.
    pub count: usize,
}

/// One edition of a fact as it was announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// What sort of fact it is.
    pub kind: FactKind,
    /// Its first day.
    pub valid_from: Date,
    /// How it was announced.
    pub announcement: Announcement,
}

/// The facts of one database.
#[derive(Clone)]
pub struct Facts {
    database: Database,
    outbox: Outbox,
    audit: Audit,
}

impl Facts {
    /// Opens the facts of `database`.
    pub fn new(database: Database, outbox: Outbox, audit: Audit) -> Facts {
        Facts { database, outbox, audit }
    }

    /// Logs what is confirmed in another chain.
    #[must_use]
    pub fn with_audit(self, audit: Audit) -> Facts {
        Facts { audit, ..self }
    }

    /// Records many revisions at once, in order, leaving out those that are there already word for word.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or cannot keep them; then none of them is kept.
    pub async fn record_all(&self, news: &[NewFact], now: Timestamp) -> Result<Recorded, Fault> {
        let unit = self.database.begin().await?;
        let known = store::revisions_of(&unit, news).await?;
        let added = unsaid(&known, news);
        let digests = store::insert(&unit, &added, now).await?;
        let changed: HashSet<FactKey> = added.iter().map(|(_, new)| new.key()).collect();
        for (kind, id) in &changed {
            outbox::append(&unit, CHANGED, &format!("{kind}/{id}"), now).await?;
        }
        let recorded = Recorded { added: added.len(), unchanged: news.len() - added.len() };
        // Who takes a fact back confirms nothing.
        let standing = added.iter().zip(digests).filter(|((_, new), _)| !new.withdrawn);
        let entries = standing.map(|((_, new), digest)| attested(&new.key(), digest, &new.content.attestation).entry());
        self.audit.append_all(&unit, entries.collect(), now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(recorded)
    }

    /// Counts what [`Facts::record_all`] would record, recording nothing.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn compare_all(&self, news: &[NewFact]) -> Result<Recorded, Fault> {
        let known = store::revisions_of(self.database.connection(), news).await?;
        let added = unsaid(&known, news).len();
        Ok(Recorded { added, unchanged: news.len() - added })
    }

    /// Returns which of `news` ask another fee than an authority asks already for the same, by their place (PUB-N8).
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn contradictions(&self, news: &[NewFact]) -> Result<Vec<(usize, Contradiction)>, Fault> {
        let standing = self.standing(FactKind::Fee).await?;
        let replaced: HashSet<(&FactId, Date)> = news.iter().map(|new| (&new.id, new.validity.from())).collect();
        let standing = standing.iter().filter(|(known, _)| !replaced.contains(&(&known.id, known.validity.from())));
        let known: Vec<(&FactId, &Content, Period)> = standing.map(|(fact, period)| (&fact.id, &fact.content, *period)).collect();
        let mut found = Vec::new();
        for (place, new) in news.iter().enumerate() {
            let beside = news[..place].iter().map(|other| (&other.id, &other.content, other.validity));
            let mut others = known.iter().copied().chain(beside).filter(|(id, ..)| **id != new.id);
            let other = others.find(|(_, content, period)| contradict((&new.content, new.validity), (content, *period)));
            if let Some((id, content, _)) = other {
                found.push((place, Contradiction { other: id.clone(), authority: content.authority.clone() }));
            }
        }
        Ok(found)
    }

    /// Lists what is in force, in the order of ids, and says whether there is more. A notice is listed from the day it was announced.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn list(&self, request: &FactsRequest) -> Result<(Vec<Fact>, bool), Fault> {
        let mut facts = store::in_force(self.database.connection(), request).await?;
        let more = facts.len() > request.first.get();
        facts.truncate(request.first.get());
        Ok((facts, more))
    }

    /// Lists what has to be confirmed again, the longest overdue first.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn overdue(&self, request: &OverdueRequest<'_>) -> Result<Vec<Fact>, Fault> {
        store::overdue(self.database.connection(), request).await
    }

    /// Returns what was announced within `span`, each edition as it was last corrected; what was taken back is left out.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn announced(&self, span: Period) -> Result<Vec<Announced>, Fault> {
        store::announced(self.database.connection(), span).await
    }

    /// Reads one fact as in force on `as_of` and as known at `known_at`; a notice from the day it was announced.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn read(&self, (kind, id): FactKey, as_of: Date, known_at: Timestamp) -> Result<Option<Fact>, Fault> {
        let filter = FactFilter { id: Some(id), ..FactFilter::default() };
        let request = FactsRequest { kind, as_of, known_at, filter, first: PageSize::DEFAULT, after: None };
        Ok(store::in_force(self.database.connection(), &request).await?.into_iter().next())
    }

    /// Returns every edition of one fact, with the days on which it speaks.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn editions(&self, (kind, id): &FactKey) -> Result<Vec<(Fact, Period)>, Fault> {
        let ids = std::slice::from_ref(id);
        Ok(edition::editions(store::revisions(self.database.connection(), *kind, Some(ids)).await?))
    }

    /// Returns which facts there are.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn keys(&self) -> Result<Vec<FactKey>, Fault> {
        store::keys(self.database.connection()).await
    }

    /// Returns the notices whose changes name a code that begins with `digits`, each edition with the days on which it speaks.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn notices_naming(&self, digits: &str) -> Result<Vec<(Fact, Period)>, Fault> {
        let connection = self.database.connection();
        let ids = store::notices_naming(connection, digits).await?;
        let mut by_id: HashMap<FactId, Vec<Fact>> = HashMap::new();
        for fact in store::revisions(connection, FactKind::Notice, Some(&ids)).await? {
            by_id.entry(fact.id.clone()).or_default().push(fact);
        }
        let mut notices: Vec<(Fact, Period)> = by_id.into_values().flat_map(edition::editions).collect();
        notices.sort_by(|(a, _), (b, _)| (a.id.as_str(), a.version).cmp(&(b.id.as_str(), b.version)));
        Ok(notices)
    }

    /// Returns every edition of every fact of a kind, with the days on which it speaks.
    async fn standing(&self, kind: FactKind) -> Result<Vec<(Fact, Period)>, Fault> {
        let mut by_id: HashMap<FactId, Vec<Fact>> = HashMap::new();
        for fact in store::revisions(self.database.connection(), kind, None).await? {
            by_id.entry(fact.id.clone()).or_default().push(fact);
        }
        Ok(by_id.into_values().flat_map(edition::editions).collect())
    }
}

/// Reads the subject of an event of [`CHANGED`].
pub fn key_of(subject: &str) -> Option<FactKey> {
    let (kind, id) = subject.split_once('/')?;
    Some((kind.parse().ok()?, id.parse().ok()?))
}

/// Returns what was not said yet word for word, each with its version.
fn unsaid<'a>(known: &'a [Fact], news: &'a [NewFact]) -> Vec<(i32, &'a NewFact)> {
    let mut said: HashMap<FactKey, Vec<Dated<&Content>>> = HashMap::new();
    for fact in known {
        let Fact { version, withdrawn, content, validity, .. } = fact;
        let dated = Dated { version: *version, validity: *validity, withdrawn: *withdrawn, value: content };
        said.entry(fact.key()).or_default().push(dated);
    }
    let mut added = Vec::new();
    for new in news {
        let revisions = said.entry(new.key()).or_default();
        if let Some(revision) = edition::say(revisions, new.validity, new.withdrawn, &new.content) {
            added.push((revision.version, new));
        }
    }
    added
}
