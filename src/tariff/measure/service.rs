//! The use cases: an importer records, a trader reads.

use std::collections::BTreeSet;

use vocabulary::{Date, HsCode, Timestamp};

use super::{
    rule::Measure,
    store::{self, MeasureRevisions},
};
use crate::platform::{
    database::{self, Database},
    edition,
    fault::Fault,
    outbox::{self, Outbox},
    recorded::Recorded,
};

/// The outbox topic of a chapter whose measures changed; the subject is the chapter.
pub const CHANGED: &str = "measure.changed";
/// How many measures one answer holds; a line and all lines above it have fewer in the tariffs known to us.
pub const MEASURES_MAX: usize = 100;

/// The measures of one database.
#[derive(Clone)]
pub struct Measures {
    database: Database,
    outbox: Outbox,
}

impl Measures {
    /// Opens the measures of `database`.
    pub fn new(database: Database, outbox: Outbox) -> Measures {
        Measures { database, outbox }
    }

    /// Records measures, leaving out what is there already word for word.
    ///
    /// # Errors
    /// Faults when the database cannot be reached or cannot keep them; then none of them is kept.
    pub async fn record_all(&self, measures: &[Measure], now: Timestamp) -> Result<Recorded, Fault> {
        let unit = self.database.begin().await?;
        let added = unsaid(store::revisions(&unit, &codes(measures)).await?, measures);
        store::insert(&unit, &added, now).await.map_err(Fault::while_("recording measures"))?;
        let chapters: BTreeSet<HsCode> = added.iter().map(|(_, measure)| measure.key.code.chapter()).collect();
        for chapter in chapters {
            outbox::append(&unit, CHANGED, chapter.as_str(), now).await?;
        }
        let recorded = Recorded { added: added.len(), unchanged: measures.len() - added.len() };
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(recorded)
    }

    /// Counts what [`Measures::record_all`] would record, recording nothing.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn compare_all(&self, measures: &[Measure]) -> Result<Recorded, Fault> {
        let known = store::revisions(self.database.connection(), &codes(measures)).await?;
        let added = unsaid(known, measures).len();
        Ok(Recorded { added, unchanged: measures.len() - added })
    }

    /// Returns the measures on the lines of `codes`, padded to ten digits, in force on `as_of` and as known at `known_at`: those of
    /// the longest code first, then in the order a trader meets them; at most a hundred.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn in_force(&self, codes: &[HsCode], as_of: Date, known_at: Timestamp) -> Result<Vec<Measure>, Fault> {
        if codes.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = store::in_force(self.database.connection(), codes, as_of, known_at, MEASURES_MAX).await?;
        found.sort_by(|a, b| b.key.code.cmp(&a.key.code).then_with(|| a.key.cmp(&b.key)));
        Ok(found)
    }
}

fn codes(measures: &[Measure]) -> Vec<HsCode> {
    measures.iter().map(|measure| measure.key.code).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Returns the measures that were not said yet, each with its version.
fn unsaid(mut known: MeasureRevisions, measures: &[Measure]) -> Vec<(i32, &Measure)> {
    let mut added = Vec::new();
    for measure in measures {
        let value = (measure.rate.clone(), measure.source_act.clone());
        let revisions = known.entry(measure.key.clone()).or_default();
        if let Some(revision) = edition::say(revisions, measure.validity, false, value) {
            added.push((revision.version, measure));
        }
    }
    added
}
