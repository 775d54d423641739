//! The use cases: an officer records, a trader reads.

use std::collections::{BTreeSet, HashMap, HashSet};

use tokio::sync::broadcast;
use vocabulary::{Article11, AuthorityCode, Date, Language, Period, PublicationId, Timestamp};

use super::{
    addition::{Addition, NewText, additions, confirms, source_hash, touched},
    attestation::Confirmation,
    attested::Attested,
    coverage::{LetterCoverage, coverage},
    revision::{Authority, Direction, NewRevision, PublicationRefusal, Revision, RevisionState},
    store,
};
use crate::{
    audit::{Audit, Link},
    platform::{
        database::{self, Database},
        edition,
        fault::Fault,
        outbox::{self, Outbox},
        pagination::PageSize,
        recorded::Recorded,
    },
};

/// The outbox topic of a publication that changed; the subject is a [`Subject`].
pub const CHANGED: &str = "publication.changed";

/// One publication in one language: what is indexed together and announced together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Subject {
    /// The publication.
    pub publication_id: PublicationId,
    /// The language.
    pub language: Language,
}

/// Which publications to list.
#[derive(Clone, Debug)]
pub struct ListRequest {
    /// In which language.
    pub language: Language,
    /// In force on which day.
    pub as_of: Date,
    /// As known when.
    pub known_at: Timestamp,
    /// Only those that answer this letter of Article 1.1.
    pub article11: Option<Article11>,
    /// Only those of this authority.
    pub authority: Option<AuthorityCode>,
    /// How many.
    pub first: PageSize,
    /// Those after this id.
    pub after: Option<PublicationId>,
}

/// Which texts to list that have to be confirmed again.
#[derive(Clone, Debug)]
pub struct OverdueRequest<'a> {
    /// In force on this day, and to be confirmed again before it.
    pub as_of: Date,
    /// As known when.
    pub known_at: Timestamp,
    /// Only those of this authority.
    pub authority: Option<&'a AuthorityCode>,
    /// Those due later than this day, or on it and behind the text, where there is one.
    pub after: Option<(Date, Option<Subject>)>,
    /// How many.
    pub count: usize,
}

/// A text that had to be confirmed again.
#[derive(Clone, Debug)]
pub struct OverdueText {
    /// The publication and the language of the text.
    pub subject: Subject,
    /// Its title.
    pub title: String,
    /// Who publishes it.
    pub authority: AuthorityCode,
    /// Who confirmed it.
    pub confirmation: Confirmation,
}

/// The publications of one database.
#[derive(Clone)]
pub struct Publications {
    database: Database,
    outbox: Outbox,
    audit: Audit,
    announcements: broadcast::Sender<Subject>,
}

/// How many announcements a slow subscriber may be behind before it is told that it missed some.
const ANNOUNCEMENTS_MAX: usize = 256;

impl Publications {
    /// Opens the publications of `database`.
    pub fn new(database: Database, outbox: Outbox, audit: Audit) -> Publications {
        Publications { database, outbox, audit, announcements: broadcast::Sender::new(ANNOUNCEMENTS_MAX) }
    }

    /// Logs what is confirmed in another chain.
    #[must_use]
    pub fn with_audit(self, audit: Audit) -> Publications {
        Publications { audit, ..self }
    }

    /// Records one revision: saves a draft, publishes or withdraws, as its state says.
    ///
    /// `if_version` is the version the caller has read (0 for none): the revision is refused when there is a later one.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or cannot keep it.
    pub async fn record(
        &self,
        new: NewRevision,
        if_version: i32,
        now: Timestamp,
    ) -> Result<Result<i32, PublicationRefusal>, Fault> {
        let unit = self.database.begin().await?;
        let known = store::revisions(&unit, std::slice::from_ref(&new.publication_id)).await?;
        let current = version_of(&known, &new);
        let conflict = PublicationRefusal::VersionConflict { expected: if_version, current };
        if current != if_version {
            return Ok(Err(conflict));
        }
        let mut confirmed = store::attestations(&unit, [new.publication_id.as_str()], None).await?;
        let text = NewText { version: current + 1, source_hash: source_hash(&known, &[], &new) };
        let added = [Addition { text: Some(text), confirms: confirms(&mut confirmed, &new), new: &new }];
        match store::insert(&unit, &added, now).await {
            Err(error) if store::is_conflict(&error) => return Ok(Err(conflict)),
            other => other.map_err(Fault::while_("recording a revision"))?,
        }
        self.announce_and_commit(unit, touched(&known, &added), &added, now).await?;
        Ok(Ok(current + 1))
    }

    /// Records many revisions at once, in order, leaving out those that are there already word for word. Of these, a confirmation
    /// that is news is recorded alone.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or cannot keep them; then none of them is kept.
    pub async fn record_all(&self, news: &[NewRevision], now: Timestamp) -> Result<Recorded, Fault> {
        let unit = self.database.begin().await?;
        let known = store::revisions(&unit, &ids(news)).await?;
        let mut confirmed = store::attestations(&unit, ids(news).iter().map(PublicationId::as_str), None).await?;
        let added = additions(&known, &mut confirmed, news);
        store::insert(&unit, &added, now).await.map_err(Fault::while_("recording revisions"))?;
        let recorded = Recorded { added: added.len(), unchanged: news.len() - added.len() };
        self.announce_and_commit(unit, touched(&known, &added), &added, now).await?;
        Ok(recorded)
    }

    /// Counts what [`Publications::record_all`] would record, recording nothing.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn compare_all(&self, news: &[NewRevision]) -> Result<Recorded, Fault> {
        let (connection, ids) = (self.database.connection(), ids(news));
        let known = store::revisions(connection, &ids).await?;
        let mut confirmed = store::attestations(connection, ids.iter().map(PublicationId::as_str), None).await?;
        let added = additions(&known, &mut confirmed, news).len();
        Ok(Recorded { added, unchanged: news.len() - added })
    }

    async fn announce_and_commit(
        &self,
        unit: database::Transaction,
        changed: impl IntoIterator<Item = Subject>,
        added: &[Addition<'_>],
        now: Timestamp,
    ) -> Result<(), Fault> {
        for subject in changed {
            outbox::append(&unit, CHANGED, &subject.to_string(), now).await?;
        }
        let attested = added
            .iter()
            .filter_map(Addition::confirmation)
            .map(|(text, attestation)| Attested::text(&text, attestation).map(|attested| attested.entry()));
        self.audit.append_all(&unit, attested.collect::<Result<_, _>>()?, now).await?;
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(())
    }

    /// Reads a publication as in force on `as_of` and as known at `known_at`, in `language`, else in English, else in any.
    ///
    /// The revision says which language it is in, so that the reader is never served another one in silence (TFA 1.2.2).
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn read(
        &self,
        id: &PublicationId,
        language: Language,
        as_of: Date,
        known_at: Timestamp,
    ) -> Result<Option<Reading>, Fault> {
        let revisions = store::in_force(self.database.connection(), id, as_of, known_at).await?;
        let languages = revisions.iter().map(|revision| revision.language).collect();
        let place = [language, Language::EN]
            .into_iter()
            .find_map(|wanted| revisions.iter().position(|revision| revision.language == wanted))
            .unwrap_or(0);
        let hashes: HashMap<Language, String> =
            revisions.iter().map(|revision| (revision.language, revision.content_hash.clone())).collect();
        Ok(revisions.into_iter().nth(place).map(|revision| {
            let is_translation_stale = revision.translation_of.as_ref().is_some_and(|source| {
                source.content_hash.is_some() && hashes.get(&source.language) != source.content_hash.as_ref()
            });
            Reading { revision, languages, is_translation_stale }
        }))
    }

    /// Lists what is in force, in the order of ids, and says whether there is more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn list(&self, request: &ListRequest) -> Result<(Vec<Revision>, bool), Fault> {
        let mut revisions = store::list(self.database.connection(), request).await?;
        let more = revisions.len() > request.first.get();
        revisions.truncate(request.first.get());
        Ok((revisions, more))
    }

    /// Counts what is in force on a day by letter of Article 1.1, authority and language; what is missing is there, and empty. Of a
    /// direction, what is about that one or about any counts.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn coverage(
        &self,
        direction: Option<Direction>,
        as_of: Date,
        known_at: Timestamp,
    ) -> Result<Vec<LetterCoverage>, Fault> {
        let texts = store::live(self.database.connection(), as_of, known_at).await?;
        let mut authorities: BTreeSet<AuthorityCode> = self.authorities().await?.into_keys().collect();
        authorities.extend(texts.iter().map(|text| text.authority.clone()));
        Ok(coverage(&texts, &authorities, direction))
    }

    /// Lists the texts that were confirmed themselves and had to be confirmed again, the longest overdue first.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn overdue(&self, request: &OverdueRequest<'_>) -> Result<Vec<OverdueText>, Fault> {
        store::overdue(self.database.connection(), request).await
    }

    /// Finds where the audit log says what is confirmed, in all its words.
    ///
    /// # Errors
    /// Faults when the database cannot be read.
    pub async fn logged(&self, attested: &Attested) -> Result<Option<Link>, Fault> {
        attested.find_in(&self.audit).await
    }

    /// Returns what is published of `subject`, each edition with the days on which it speaks.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn editions(&self, subject: &Subject) -> Result<Vec<(Revision, Period)>, Fault> {
        let mut revisions = store::revisions(self.database.connection(), std::slice::from_ref(&subject.publication_id)).await?;
        revisions.retain(|revision| revision.language == subject.language && revision.state != RevisionState::Draft);
        Ok(edition::editions(revisions))
    }

    /// Returns every publication in every language it is in.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn subjects(&self) -> Result<Vec<Subject>, Fault> {
        store::subjects(self.database.connection()).await
    }

    /// Returns the languages that something is published in.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn languages(&self) -> Result<Vec<Language>, Fault> {
        store::languages(self.database.connection()).await
    }

    /// Keeps the names and addresses of authorities, replacing what was there.
    ///
    /// # Errors
    /// Faults when the database cannot keep them.
    pub async fn put_authorities(&self, authorities: &[Authority]) -> Result<(), Fault> {
        store::put_authorities(self.database.connection(), authorities).await
    }

    /// Returns the authorities, each in all its languages.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn authorities(&self) -> Result<HashMap<AuthorityCode, Vec<Authority>>, Fault> {
        store::authorities(self.database.connection()).await
    }

    /// Tells the subscribers of this process that `subject` changed and can be found; called by the follower of the outbox.
    pub fn announce(&self, subject: Subject) {
        // Nobody listening is no error.
        let _ = self.announcements.send(subject);
    }

    /// Listens to what changes from now on.
    pub fn listen(&self) -> broadcast::Receiver<Subject> {
        self.announcements.subscribe()
    }
}

/// A publication as a trader reads it.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The revision in force.
    pub revision: Revision,
    /// The languages in which it is in force.
    pub languages: Vec<Language>,
    /// Whether the text it was translated from has changed since.
    pub is_translation_stale: bool,
}

impl NewRevision {
    /// Returns what is indexed and announced together with it.
    pub fn subject(&self) -> Subject {
        Subject { publication_id: self.publication_id.clone(), language: self.language }
    }
}

impl Revision {
    /// Returns what is indexed and announced together with it.
    pub fn subject(&self) -> Subject {
        Subject { publication_id: self.publication_id.clone(), language: self.language }
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.publication_id, self.language)
    }
}

impl std::str::FromStr for Subject {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        const EXPECTED: &str = "is not a publication and a language";
        let (id, language) = text.split_once('/').ok_or(EXPECTED)?;
        Ok(Subject { publication_id: id.parse().map_err(|_| EXPECTED)?, language: language.parse().map_err(|_| EXPECTED)? })
    }
}

fn ids(news: &[NewRevision]) -> Vec<PublicationId> {
    news.iter().map(|new| new.publication_id.clone()).collect::<HashSet<_>>().into_iter().collect()
}

fn version_of(known: &[Revision], new: &NewRevision) -> i32 {
    let same = known.iter().filter(|revision| revision.language == new.language);
    same.map(|revision| revision.version).max().unwrap_or(0)
}
