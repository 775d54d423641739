//! Publications and authorities as the targets of imports.

use vocabulary::Timestamp;

use crate::{
    platform::{fault::Fault, import::Target, recorded::Recorded},
    publication::{
        revision::{Authority, NewRevision},
        service::Publications,
    },
};

impl Target<NewRevision> for Publications {
    const DATASET: &'static str = "publications";

    async fn apply(&self, rows: &[NewRevision], now: Timestamp) -> Result<Recorded, Fault> {
        self.record_all(rows, now).await
    }

    async fn compare(&self, rows: &[NewRevision]) -> Result<Recorded, Fault> {
        self.compare_all(rows).await
    }
}

/// A row is one authority in all its languages.
impl Target<Vec<Authority>> for Publications {
    const DATASET: &'static str = "authorities";

    async fn apply(&self, rows: &[Vec<Authority>], _now: Timestamp) -> Result<Recorded, Fault> {
        let applied = self.compare(rows).await?;
        self.put_authorities(&rows.concat()).await?;
        Ok(applied)
    }

    async fn compare(&self, rows: &[Vec<Authority>]) -> Result<Recorded, Fault> {
        let known = self.authorities().await?;
        let is_known = |new: &Authority| known.get(&new.code).is_some_and(|known| known.contains(new));
        let unchanged = rows.iter().filter(|row| row.iter().all(is_known)).count();
        Ok(Recorded { added: rows.len() - unchanged, unchanged })
    }
}
