//! The use cases: an importer records, the duty engine reads.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use quick_cache::sync::Cache;
use vocabulary::{AreaCode, CountryCode, Date, Period, Timestamp};

use super::{
    entry::{AreaBody, Body, Entry},
    owned::{BookError, OwnedBook},
    store::{self, EntryRevisions, NewEntry},
};
use crate::platform::{
    database::{self, Database},
    edition,
    fault::Fault,
    outbox::{self, Outbox},
    recorded::Recorded,
};

/// The outbox topic of a change of the tariff book; the subject is the kind of the entry.
pub const CHANGED: &str = "book.changed";
/// How many days' books are kept at hand: today's, and those that people compare with.
const BOOKS_KEPT: usize = 32;

/// Groups of countries, each with all that ever were its members.
pub type Groups = HashMap<AreaCode, Vec<CountryCode>>;

/// The tariff books of one database. Cheap to clone.
#[derive(Clone)]
pub struct Books {
    database: Database,
    outbox: Outbox,
    /// By the day, and by the last revision that was recorded by then.
    kept: Arc<Cache<(Date, i64), Arc<OwnedBook>>>,
}

impl Books {
    /// Opens the books of `database`.
    pub fn new(database: Database, outbox: Outbox) -> Books {
        Books { database, outbox, kept: Arc::new(Cache::new(BOOKS_KEPT)) }
    }

    /// Returns the book as it stands on `day`, as known at `known_at`; nothing where none is published for that day.
    ///
    /// # Errors
    /// Faults when the database cannot be reached, or holds taxes that are no system: what is published was checked.
    pub async fn on(&self, day: Date, known_at: Timestamp) -> Result<Option<Arc<OwnedBook>>, Fault> {
        let connection = self.database.connection();
        let Some(last) = store::last_recorded(connection, known_at).await? else { return Ok(None) };
        if let Some(book) = self.kept.get(&(day, last)) {
            return Ok(Some(book));
        }
        match OwnedBook::new(store::in_force(connection, day, known_at).await?) {
            Ok(book) => {
                let book = Arc::new(book);
                self.kept.insert((day, last), book.clone());
                Ok(Some(book))
            }
            Err(BookError::NoTerritory) => Ok(None),
            Err(error) => Err(Fault::while_("reading the tariff book")(error)),
        }
    }

    /// Returns every entry that stands as it was recorded, each with the days on which it truly holds, in order.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn recorded(&self) -> Result<Vec<(Entry, Period)>, Fault> {
        let mut entries = Vec::new();
        for (key, revisions) in store::all_revisions(self.database.connection()).await? {
            for (revision, period) in edition::editions(revisions) {
                let (body, source_act) = revision.value;
                entries.push((Entry { key: key.clone(), body, source_act, validity: revision.validity }, period));
            }
        }
        entries.sort_by(|(a, _), (b, _)| (&a.key, a.validity.from()).cmp(&(&b.key, b.validity.from())));
        Ok(entries)
    }

    /// Returns the groups of countries.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn groups(&self) -> Result<Groups, Fault> {
        let mut groups = Groups::new();
        for (entry, _) in self.recorded().await? {
            let Body::Area(AreaBody { members, .. }) = entry.body else { continue };
            // What was stored was checked: the name is that of a group.
            let Ok(code) = entry.key.name.parse() else { continue };
            let known: &mut Vec<CountryCode> = groups.entry(code).or_default();
            known.extend(members.into_iter().map(|member| member.country));
            known.sort();
            known.dedup();
        }
        Ok(groups)
    }

    /// Records entries, leaving out what is there already word for word.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or cannot keep them; then none of them is kept.
    pub async fn record_all(&self, entries: &[Entry], now: Timestamp) -> Result<Recorded, Fault> {
        let unit = self.database.begin().await?;
        let added = unsaid(store::revisions(&unit, &names(entries)).await?, entries);
        store::insert(&unit, &added, now).await.map_err(Fault::while_("recording the tariff book"))?;
        let recorded = Recorded { added: added.len(), unchanged: entries.len() - added.len() };
        let kinds: BTreeSet<_> = added.iter().map(|(key, _)| key.kind).collect();
        for kind in kinds {
            outbox::append(&unit, CHANGED, kind.as_str(), now).await?;
        }
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(recorded)
    }

    /// Counts what [`Books::record_all`] would record, recording nothing.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn compare_all(&self, entries: &[Entry]) -> Result<Recorded, Fault> {
        let added = unsaid(store::revisions(self.database.connection(), &names(entries)).await?, entries).len();
        Ok(Recorded { added, unchanged: entries.len() - added })
    }
}

fn names(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(|entry| entry.key.name.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Returns what was not said yet.
fn unsaid(mut known: EntryRevisions, entries: &[Entry]) -> Vec<NewEntry> {
    let mut added = Vec::new();
    for entry in entries {
        let revisions = known.entry(entry.key.clone()).or_default();
        let value = (entry.body.clone(), entry.source_act.clone());
        if let Some(revision) = edition::say(revisions, entry.validity, false, value) {
            added.push((entry.key.clone(), revision.clone()));
        }
    }
    added
}
