//! The use cases: an importer records, a trader asks.

use std::collections::{BTreeSet, HashMap};

use duty::origin::{ProductRule, Scheme, SchemeCode, product_rule};
use vocabulary::{Date, HsCode, Timestamp};

use super::{
    entry::{NewOrigin, OriginBody, OriginKey},
    store::{self, OriginRevisions},
};
use crate::platform::{
    database::{self, Database},
    edition::{self, Dated},
    fault::Fault,
    import::{Missing, TooMuch, WithdrawMax},
    outbox::{self, Outbox},
    recorded::Recorded,
    withdrawal::{Held, TakenBack, take_back},
};

/// The outbox topic of a scheme that changed, itself or its rules; the subject is its code.
const CHANGED: &str = "origin.changed";

/// The entries of a file, each with the editions it has there.
pub type OriginsHeld = HashMap<OriginKey, Held<OriginBody>>;

/// A scheme on a day, and its rule for some goods.
pub struct Known {
    /// The scheme.
    pub scheme: Scheme,
    /// The rule; nothing where none is recorded for such goods.
    pub rule: Option<ProductRule>,
}

/// The schemes of one database, and their rules.
#[derive(Clone)]
pub struct Origins {
    database: Database,
    outbox: Outbox,
}

impl Origins {
    /// Opens the schemes of `database`.
    pub fn new(database: Database, outbox: Outbox) -> Origins {
        Origins { database, outbox }
    }

    /// Records entries, leaving out what is there already word for word.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or cannot keep them; then none of them is kept.
    pub async fn record_all(&self, entries: &[NewOrigin], now: Timestamp) -> Result<Recorded, Fault> {
        let unit = self.database.begin().await?;
        let added = unsaid(store::revisions(&unit, Some(&schemes(entries))).await?, entries);
        let recorded = Recorded { added: added.len(), unchanged: entries.len() - added.len() };
        self.keep(unit, &added, now).await?;
        Ok(recorded)
    }

    /// Counts what [`Origins::record_all`] would record, recording nothing.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn compare_all(&self, entries: &[NewOrigin]) -> Result<Recorded, Fault> {
        let known = store::revisions(self.database.connection(), Some(&schemes(entries))).await?;
        let added = unsaid(known, entries).len();
        Ok(Recorded { added, unchanged: entries.len() - added })
    }

    /// Counts the entries that stand on `day` or later, and those of them that a whole file does not hold.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn origins_missing(&self, held: &OriginsHeld, day: Date) -> Result<Missing, Fault> {
        let known = store::revisions(self.database.connection(), None).await?;
        Ok(taken(&known, held, day).1)
    }

    /// Ends on `day` the entries that a whole file does not hold, and returns how many that were; none where they are more than `max`
    /// allows.
    ///
    /// # Errors
    /// Faults when the database cannot keep it; then none of them ends.
    pub async fn take_back_origins(
        &self,
        held: &OriginsHeld,
        day: Date,
        max: WithdrawMax,
        now: Timestamp,
    ) -> Result<Result<u64, TooMuch>, Fault> {
        let unit = self.database.begin().await?;
        let (taken, missing) = taken(&store::revisions(&unit, None).await?, held, day);
        let count = match max.allow(missing) {
            Ok(count) => count,
            Err(excess) => return Ok(Err(excess)),
        };
        self.keep(unit, &taken, now).await?;
        Ok(Ok(count))
    }

    /// Returns the scheme of `code` on `as_of`, as known at `known_at`, and its rule for `goods`.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn known(
        &self,
        code: &SchemeCode,
        goods: &HsCode,
        as_of: Date,
        known_at: Timestamp,
    ) -> Result<Option<Known>, Fault> {
        let Some(scheme) = self.scheme(code, as_of, known_at).await? else { return Ok(None) };
        let rules = store::rules(self.database.connection(), code, Some(goods), as_of, known_at).await?;
        let rule = product_rule(&rules, goods).cloned();
        Ok(Some(Known { scheme, rule }))
    }

    /// Returns the scheme of `code` on `as_of`, as known at `known_at`.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn scheme(&self, code: &SchemeCode, as_of: Date, known_at: Timestamp) -> Result<Option<Scheme>, Fault> {
        let mut found = store::schemes(self.database.connection(), Some(code), as_of, known_at).await?;
        Ok(found.pop())
    }

    /// Returns the schemes of `as_of`, as known at `known_at`, in the order of their codes; at most 200.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn schemes(&self, as_of: Date, known_at: Timestamp) -> Result<Vec<Scheme>, Fault> {
        store::schemes(self.database.connection(), None, as_of, known_at).await
    }

    /// Returns the rules of a scheme on `as_of`, as known at `known_at`, in the order of their names; at most 200.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn rules(&self, code: &SchemeCode, as_of: Date, known_at: Timestamp) -> Result<Vec<ProductRule>, Fault> {
        store::rules(self.database.connection(), code, None, as_of, known_at).await
    }

    async fn keep(&self, unit: database::Transaction, added: &[Dated<OriginBody>], now: Timestamp) -> Result<(), Fault> {
        store::insert(&unit, added, now).await?;
        let changed: BTreeSet<SchemeCode> = added.iter().map(|new| new.value.key().0).collect();
        for scheme in changed {
            outbox::append(&unit, CHANGED, scheme.as_str(), now).await?;
        }
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(())
    }
}

fn schemes(entries: &[NewOrigin]) -> Vec<SchemeCode> {
    entries.iter().map(|entry| entry.body.key().0).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Returns what is to be recorded so that what `held` does not say is gone on `day`, and how much stands.
fn taken(known: &OriginRevisions, held: &OriginsHeld, day: Date) -> (Vec<Dated<OriginBody>>, Missing) {
    let (mut taken, mut missing, none) = (Vec::new(), Missing::default(), Held::default());
    for (key, revisions) in known {
        let TakenBack { revisions: new, is_missing } = take_back(revisions, held.get(key).unwrap_or(&none), day);
        if is_missing || edition::stands(revisions, day) {
            missing.count(is_missing);
        }
        taken.extend(new);
    }
    (taken, missing)
}

/// Returns the entries that were not said yet.
fn unsaid(mut known: OriginRevisions, entries: &[NewOrigin]) -> Vec<Dated<OriginBody>> {
    let mut added = Vec::new();
    for entry in entries {
        let revisions = known.entry(entry.body.key()).or_default();
        added.extend(edition::say(revisions, entry.validity, false, entry.body.clone()).cloned());
    }
    added
}
