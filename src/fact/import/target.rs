//! Facts as the target of an import.

use vocabulary::Timestamp;

use crate::{
    fact::{fact::NewFact, service::Facts},
    platform::{fault::Fault, import::Target, recorded::Recorded},
};

impl Target<NewFact> for Facts {
    const DATASET: &'static str = "facts";

    async fn apply(&self, rows: &[NewFact], now: Timestamp) -> Result<Recorded, Fault> {
        self.record_all(rows, now).await
    }

    async fn compare(&self, rows: &[NewFact]) -> Result<Recorded, Fault> {
        self.compare_all(rows).await
    }
}
