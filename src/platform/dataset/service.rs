//! The use cases: an import records an edition, a reader names the one that was the newest.

use vocabulary::Timestamp;

use super::{
    edition::{Edition, NewEdition},
    licence::licence_of,
    store,
};
use crate::platform::{
    database::{self, Database},
    fault::Fault,
    pagination::PageSize,
};

/// How many editions are looked at for the licence of a data set; one with more has none that we could vouch for.
const EDITIONS_MAX: u64 = 2_000;

/// The data sets of one database.
#[derive(Clone)]
pub struct Datasets {
    database: Database,
}

impl Datasets {
    /// Opens the data sets of `database`.
    pub fn new(database: Database) -> Datasets {
        Datasets { database }
    }

    /// Records an edition, unless it `changed` nothing and is the newest already.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub async fn record(&self, new: &NewEdition, changed: bool, now: Timestamp) -> Result<(), Fault> {
        let unit = self.database.begin().await?;
        let newest = store::editions(&unit, new.dataset, Timestamp::MAX, 1).await?.pop();
        let is_known = |newest: &Edition| newest.file_sha256 == new.file_sha256 && newest.origin == new.origin;
        if newest.as_ref().is_some_and(|newest| is_known(newest) && (!changed || newest.recorded_at == now)) {
            return Ok(());
        }
        let revision = newest.map_or(1, |newest| newest.revision + 1);
        store::insert(&unit, revision, new, now).await?;
        database::commit(unit).await
    }

    /// Returns the newest edition of a data set at `known_at`.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn newest(&self, dataset: &str, known_at: Timestamp) -> Result<Option<Edition>, Fault> {
        Ok(store::editions(self.database.connection(), dataset, known_at, 1).await?.pop())
    }

    /// Returns the editions of a data set, the newest first.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn editions(&self, dataset: &str, first: PageSize) -> Result<Vec<Edition>, Fault> {
        store::editions(self.database.connection(), dataset, Timestamp::MAX, first.get() as u64).await
    }

    /// Lists the newest edition of each data set after `after`, in the order of names, and says whether there is more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn list(&self, after: &str, first: PageSize) -> Result<(Vec<Edition>, bool), Fault> {
        let mut names = store::names(self.database.connection(), after, first.get() as u64 + 1).await?;
        let more = names.len() > first.get();
        names.truncate(first.get());
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            found.extend(self.newest(&name, Timestamp::MAX).await?);
        }
        Ok((found, more))
    }

    /// Returns the licence of a data set: that of the files it is made of, all of them where they differ; nothing where one of them names
    /// none.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn licence(&self, dataset: &str) -> Result<Option<String>, Fault> {
        let editions = store::editions(self.database.connection(), dataset, Timestamp::MAX, EDITIONS_MAX + 1).await?;
        Ok(if editions.len() as u64 > EDITIONS_MAX { None } else { licence_of(&editions) })
    }
}
