//! Data sets in the contract.

use std::sync::Arc;

use async_graphql::{
    Context, Object, Result, SimpleObject,
    connection::{Connection, Edge},
};
use tokio::sync::OnceCell;
use vocabulary::{Timestamp, scalar::Instant};

use super::{edition::Edition, service::Datasets};
use crate::platform::{
    pagination::PageSize,
    policy::{Role, may},
    refusal::refuse,
};

/// One state of a data set: the file that made it so. Source: row PUB-M9.
#[derive(Clone, SimpleObject)]
pub struct DatasetEdition {
    /// The data set (`nomenclature`).
    name: String,
    /// Counts the editions of the data set, from 1.
    revision: i32,
    /// The SHA-256 of the file, in hexadecimal digits.
    sha256: String,
    /// How many rows of the file were taken.
    rows: i64,
    /// Whether the file held all of the data set, so that what it did not hold was withdrawn.
    is_whole: bool,
    /// When it was recorded; what it says is known from then on.
    recorded_at: Instant,
    /// How the file was read: its format, and what it did not say itself.
    format: String,
    /// The name of the file.
    file_name: String,
    /// The licence of the file, as an SPDX expression; null where nobody named one.
    licence: Option<String>,
    /// Where the file can be found; null where nobody said.
    source_url: Option<String>,
}

impl From<Edition> for DatasetEdition {
    fn from(edition: Edition) -> DatasetEdition {
        DatasetEdition {
            licence: edition.origin.licence().map(str::to_owned),
            source_url: edition.origin.source_url().map(str::to_owned),
            name: edition.dataset,
            revision: edition.revision,
            sha256: edition.file_sha256,
            rows: edition.rows,
            is_whole: edition.is_whole,
            recorded_at: Instant(edition.recorded_at),
            format: edition.source,
            file_name: edition.file_name,
        }
    }
}

/// A data set. Source: row PUB-M9.
struct Dataset {
    newest: Edition,
}

#[Object]
impl Dataset {
    /// Its name (`nomenclature`).
    async fn name(&self) -> &str {
        &self.newest.dataset
    }

    /// Its newest edition.
    async fn edition(&self) -> DatasetEdition {
        self.newest.clone().into()
    }

    /// Its editions, the newest first.
    #[graphql(complexity = "PageSize::MAX.get() * (1 + child_complexity)")]
    async fn editions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
    ) -> Result<Vec<DatasetEdition>> {
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        let editions = ctx.data_unchecked::<Datasets>().editions(&self.newest.dataset, first).await?;
        Ok(editions.into_iter().map(DatasetEdition::from).collect())
    }
}

/// Queries over the data sets.
#[derive(Default)]
pub struct DatasetQuery;

#[Object]
impl DatasetQuery {
    /// The data sets that were read from files, in the order of names. Source: row PUB-M9.
    #[graphql(directive = may::apply(vec![Role::Anonymous]), complexity = "1 + PageSize::MAX.get() * child_complexity")]
    async fn datasets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 10 by default.")] first: Option<i64>,
        #[graphql(desc = "The cursor of the last item of the page before.")] after: Option<String>,
    ) -> Result<Connection<String, Dataset>> {
        let first = PageSize::new(first).map_err(|refusal| refuse(&refusal))?;
        let (found, more) = ctx.data_unchecked::<Datasets>().list(after.as_deref().unwrap_or_default(), first).await?;
        let mut page = Connection::new(after.is_some(), more);
        page.edges.extend(found.into_iter().map(|newest| Edge::new(newest.dataset.clone(), Dataset { newest })));
        Ok(page)
    }

    /// A data set by its name; null where no file was read for it.
    #[graphql(directive = may::apply(vec![Role::Anonymous]))]
    async fn dataset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The name (`nomenclature`, `measures`, `notes`, `facts`, …).")] name: String,
    ) -> Result<Option<Dataset>> {
        let newest = ctx.data_unchecked::<Datasets>().newest(&name, Timestamp::MAX).await?;
        Ok(newest.map(|newest| Dataset { newest }))
    }
}

/// The edition that an answer is from, looked up once for all of the answer and only where somebody asks.
#[derive(Clone)]
pub struct NewestEdition {
    dataset: &'static str,
    known_at: Timestamp,
    found: Arc<OnceCell<Option<Edition>>>,
}

impl NewestEdition {
    /// Names the newest edition of `dataset` at `known_at`.
    pub fn of(dataset: &'static str, known_at: Timestamp) -> NewestEdition {
        NewestEdition { dataset, known_at, found: Arc::default() }
    }

    /// Returns it.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn get(&self, ctx: &Context<'_>) -> Result<Option<DatasetEdition>> {
        let datasets = ctx.data_unchecked::<Datasets>();
        let found = self.found.get_or_try_init(|| datasets.newest(self.dataset, self.known_at)).await?;
        Ok(found.clone().map(DatasetEdition::from))
    }
}
