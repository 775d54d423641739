//! Measures as the target of imports.

use vocabulary::Timestamp;

use super::super::{rule::Measure, service::Measures};
use crate::platform::{fault::Fault, import::Target, recorded::Recorded};

impl Target<Measure> for Measures {
    async fn apply(&self, rows: &[Measure], now: Timestamp) -> Result<Recorded, Fault> {
        self.record_all(rows, now).await
    }

    async fn compare(&self, rows: &[Measure]) -> Result<Recorded, Fault> {
        self.compare_all(rows).await
    }
}
