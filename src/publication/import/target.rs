//! Publications and authorities as the targets of imports.

use vocabulary::Timestamp;

use crate::{
    platform::{
        fault::Fault,
        import::{Applied, Target},
    },
    publication::{
        revision::{Authority, NewRevision},
        service::{Publications, Recorded},
    },
};

impl Target<NewRevision> for Publications {
    async fn apply(&self, rows: &[NewRevision], now: Timestamp) -> Result<Applied, Fault> {
        self.record_all(rows, now).await.map(Applied::from)
    }

    async fn compare(&self, rows: &[NewRevision]) -> Result<Applied, Fault> {
        self.compare_all(rows).await.map(Applied::from)
    }
}

/// A row is one authority in all its languages.
impl Target<Vec<Authority>> for Publications {
    async fn apply(&self, rows: &[Vec<Authority>], _now: Timestamp) -> Result<Applied, Fault> {
        let applied = self.compare(rows).await?;
        self.put_authorities(&rows.concat()).await?;
        Ok(applied)
    }

    async fn compare(&self, rows: &[Vec<Authority>]) -> Result<Applied, Fault> {
        let known = self.authorities().await?;
        let is_known = |new: &Authority| known.get(&new.code).is_some_and(|known| known.contains(new));
        let unchanged = rows.iter().filter(|row| row.iter().all(is_known)).count();
        Ok(Applied { added: rows.len() - unchanged, unchanged })
    }
}

impl From<Recorded> for Applied {
    fn from(recorded: Recorded) -> Applied {
        Applied { added: recorded.added, unchanged: recorded.unchanged }
    }
}
