//! Reference codes as the target of imports.

use vocabulary::Timestamp;

use crate::{
    platform::{fault::Fault, import::Target, recorded::Recorded},
    reference::{NewReferenceCode, ReferenceCodes},
};

impl Target<NewReferenceCode> for ReferenceCodes {
    const DATASET: &'static str = "reference-codes";

    async fn apply(&self, rows: &[NewReferenceCode], now: Timestamp) -> Result<Recorded, Fault> {
        self.record_all(rows, now).await
    }

    async fn compare(&self, rows: &[NewReferenceCode]) -> Result<Recorded, Fault> {
        self.compare_all(rows).await
    }
}
