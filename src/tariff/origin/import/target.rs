//! Schemes and their rules as the target of imports.

use vocabulary::{Date, Timestamp};

use super::super::{
    entry::NewOrigin,
    service::{Origins, OriginsHeld},
};
use crate::platform::{
    fault::Fault,
    import::{Missing, Target, TooMuch, WholeTarget, WithdrawMax},
    recorded::Recorded,
};

impl Target<NewOrigin> for Origins {
    const DATASET: &'static str = "origin";

    async fn apply(&self, rows: &[NewOrigin], now: Timestamp) -> Result<Recorded, Fault> {
        self.record_all(rows, now).await
    }

    async fn compare(&self, rows: &[NewOrigin]) -> Result<Recorded, Fault> {
        self.compare_all(rows).await
    }
}

impl WholeTarget<NewOrigin> for Origins {
    type Held = OriginsHeld;

    fn hold(held: &mut OriginsHeld, row: &NewOrigin) {
        held.entry(row.body.key()).or_default().hold(row.validity, row.body.clone());
    }

    async fn missing(&self, held: &OriginsHeld, day: Date) -> Result<Missing, Fault> {
        self.origins_missing(held, day).await
    }

    async fn take_back(
        &self,
        held: &OriginsHeld,
        day: Date,
        max: WithdrawMax,
        now: Timestamp,
    ) -> Result<Result<u64, TooMuch>, Fault> {
        self.take_back_origins(held, day, max, now).await
    }
}
