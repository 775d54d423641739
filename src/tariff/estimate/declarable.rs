//! Which lines goods can be declared under, kept at hand: what was read as of one revision of the nomenclature holds until another is
//! recorded.

use std::{collections::HashSet, sync::Arc};

use quick_cache::sync::Cache;
use vocabulary::{Date, HsCode, Timestamp};

use crate::{platform::fault::Fault, tariff::Nomenclature};

/// How many places are kept at hand, so that the nomenclature is not asked for them with each declaration: about two megabytes.
const KEPT_MAX: usize = 20_000;

/// Says which lines goods can be declared under. Cheap to clone.
#[derive(Clone)]
pub struct DeclarableLines {
    nomenclature: Nomenclature,
    /// By the place, the day, and the last revision it was read as of.
    kept: Arc<Cache<(HsCode, Date, i64), bool>>,
}

impl DeclarableLines {
    /// Reads from `nomenclature`.
    pub fn new(nomenclature: Nomenclature) -> DeclarableLines {
        DeclarableLines { nomenclature, kept: Arc::new(Cache::new(KEPT_MAX)) }
    }

    /// Returns which of some places, padded to ten digits, are lines that goods can be declared under on `day`, as known at `known_at`.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn among(&self, places: &[HsCode], day: Date, known_at: Timestamp) -> Result<HashSet<HsCode>, Fault> {
        let Some(last) = self.nomenclature.last_recorded(known_at).await? else { return Ok(HashSet::new()) };
        let (mut declarable, mut missing) = (HashSet::new(), Vec::new());
        for place in places {
            match self.kept.get(&(*place, day, last)) {
                Some(true) => drop(declarable.insert(*place)),
                Some(false) => {}
                None => missing.push(*place),
            }
        }
        let found = self.nomenclature.declarable(&missing, day, known_at).await?;
        for place in missing {
            self.kept.insert((place, day, last), found.contains(&place));
        }
        declarable.extend(found);
        Ok(declarable)
    }
}
