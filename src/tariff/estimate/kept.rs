//! Measures as the engine reads them, kept at hand so that they are not read and understood anew for each declaration.
//!
//! What was read as of one revision holds until another is recorded: the last revision is part of what it is kept by.

use std::sync::Arc;

use duty::measure;
use quick_cache::{Weighter, sync::Cache};
use vocabulary::{Currency, Date, HsCode, Timestamp};

use super::{refusal::Refusal, rules::of_engine};
use crate::{platform::fault::Fault, tariff::Measures};

/// How many measures are read for one declaration: the longest lists known to us have 230 for a line, and lines share them.
const MEASURES_MAX: usize = 20_000;
/// How many measures are kept at hand, so that they are not read and understood anew for each declaration: about ten megabytes.
const KEPT_MEASURES_MAX: usize = 20_000;

/// Measures as the engine reads them. Cheap to clone.
#[derive(Clone)]
pub struct KeptMeasures {
    measures: Measures,
    kept: Arc<Cache<Key, Arc<[measure::Measure]>, ByCount>>,
}

/// A place in the nomenclature, the day, the currency of the territory, and the last revision it was read as of.
type Key = (HsCode, Date, Currency, i64);

/// Weighs what is kept by how many measures it is, and one for itself.
#[derive(Clone)]
struct ByCount;

impl Weighter<Key, Arc<[measure::Measure]>> for ByCount {
    fn weight(&self, _: &Key, measures: &Arc<[measure::Measure]>) -> u64 {
        measures.len() as u64 + 1
    }
}

impl KeptMeasures {
    /// Reads from `measures`.
    pub fn new(measures: Measures) -> KeptMeasures {
        KeptMeasures { measures, kept: Arc::new(Cache::with_weighter(KEPT_MEASURES_MAX, KEPT_MEASURES_MAX as u64, ByCount)) }
    }

    /// Returns the measures on some places, padded to ten digits, in force on `day` as known at `known_at`.
    ///
    /// # Errors
    /// Refuses more than can be read at once. Faults when the database cannot be reached.
    pub async fn on(
        &self,
        places: &[HsCode],
        day: Date,
        known_at: Timestamp,
        currency: Currency,
    ) -> Result<Result<measure::Measures, Refusal>, Fault> {
        let Some(last) = self.measures.last_recorded(known_at).await? else { return Ok(Ok(measure::Measures::default())) };
        let (mut all, mut missing) = (Vec::new(), Vec::new());
        for place in places {
            match self.kept.get(&(*place, day, currency, last)) {
                Some(kept) => all.extend(kept.iter().cloned()),
                None => missing.push(*place),
            }
        }
        let found = self.measures.all_in_force(&missing, day, known_at, MEASURES_MAX).await?;
        let found = found.filter(|found| all.len() + found.len() <= MEASURES_MAX);
        let Some(found) = found else { return Ok(Err(Refusal::TooManyMeasures { limit: MEASURES_MAX })) };
        let found: Vec<measure::Measure> = found.into_iter().map(|measure| of_engine(measure, currency)).collect();
        for place in missing {
            let on_place: Arc<[measure::Measure]> = found.iter().filter(|measure| measure.code == place).cloned().collect();
            self.kept.insert((place, day, currency, last), on_place);
        }
        Ok(Ok(all.into_iter().chain(found).collect()))
    }
}
