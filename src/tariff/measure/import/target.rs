//! Measures as the target of imports.

use vocabulary::{Date, Timestamp};

use super::super::{
    rule::Measure,
    service::{Measures, MeasuresHeld},
};
use crate::platform::{
    fault::Fault,
    import::{Missing, Target, TooMuch, WholeTarget, WithdrawMax},
    recorded::Recorded,
};

impl Target<Measure> for Measures {
    const DATASET: &'static str = "measures";

    async fn apply(&self, rows: &[Measure], now: Timestamp) -> Result<Recorded, Fault> {
        self.record_all(rows, now).await
    }

    async fn compare(&self, rows: &[Measure]) -> Result<Recorded, Fault> {
        self.compare_all(rows).await
    }
}

impl WholeTarget<Measure> for Measures {
    type Held = MeasuresHeld;

    fn hold(held: &mut MeasuresHeld, row: &Measure) {
        held.entry(row.key.clone()).or_default().hold(row.validity, row.terms());
    }

    async fn missing(&self, held: &MeasuresHeld, day: Date) -> Result<Missing, Fault> {
        self.measures_missing(held, day).await
    }

    async fn take_back(
        &self,
        held: &MeasuresHeld,
        day: Date,
        max: WithdrawMax,
        now: Timestamp,
    ) -> Result<Result<u64, TooMuch>, Fault> {
        self.take_back_measures(held, day, max, now).await
    }
}
