//! The tariff book as the target of an import.

use vocabulary::Timestamp;

use super::super::{entry::Entry, service::Books};
use crate::platform::{fault::Fault, import::Target, recorded::Recorded};

impl Target<Entry> for Books {
    const DATASET: &'static str = "tariff-book";

    async fn apply(&self, rows: &[Entry], now: Timestamp) -> Result<Recorded, Fault> {
        self.record_all(rows, now).await
    }

    async fn compare(&self, rows: &[Entry]) -> Result<Recorded, Fault> {
        self.compare_all(rows).await
    }
}
