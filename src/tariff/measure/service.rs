//! The use cases: an importer records, a trader reads.

use std::collections::{BTreeSet, HashMap};

use vocabulary::{Date, HsCode, Period, Timestamp};

use super::{
    rule::{Measure, MeasureKey},
    store::{self, MeasureRevisions, NewMeasure, Terms},
};
use crate::platform::{
    database::{self, Database},
    edition::{self, Dated},
    fault::Fault,
    import::{Missing, TooMuch, WithdrawMax},
    outbox::{self, Outbox},
    recorded::Recorded,
    withdrawal::{Held, TakenBack, take_back},
};

/// The outbox topic of a chapter whose measures changed; the subject is the chapter.
pub const CHANGED: &str = "measure.changed";
/// How many measures one answer holds; a line and all lines above it have fewer in the tariffs known to us.
pub const MEASURES_MAX: usize = 100;

/// The measures of a file, each with the editions it has there.
pub type MeasuresHeld = HashMap<MeasureKey, Held<Terms>>;

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
        let added = unsaid(store::revisions(&unit, Some(&codes(measures))).await?, measures);
        store::insert(&unit, &added, now).await.map_err(Fault::while_("recording measures"))?;
        let recorded = Recorded { added: added.len(), unchanged: measures.len() - added.len() };
        self.announce_and_commit(unit, &added, now).await?;
        Ok(recorded)
    }

    async fn announce_and_commit(&self, unit: database::Transaction, added: &[NewMeasure], now: Timestamp) -> Result<(), Fault> {
        let chapters: BTreeSet<HsCode> = added.iter().map(|(key, _)| key.code.chapter()).collect();
        for chapter in chapters {
            outbox::append(&unit, CHANGED, chapter.as_str(), now).await?;
        }
        database::commit(unit).await?;
        self.outbox.wake();
        Ok(())
    }

    /// Counts the measures that stand on `day` or later, and those of them that a whole file does not hold.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn measures_missing(&self, held: &MeasuresHeld, day: Date) -> Result<Missing, Fault> {
        let known = store::revisions(self.database.connection(), None).await?;
        Ok(taken(&known, held, day).1)
    }

    /// Ends on `day` the measures that a whole file does not hold, and returns how many that were; none where they are more than `max`
    /// allows.
    ///
    /// # Errors
    /// Faults when the database cannot keep it; then none of them ends.
    pub async fn take_back_measures(
        &self,
        held: &MeasuresHeld,
        day: Date,
        max: WithdrawMax,
        now: Timestamp,
    ) -> Result<Result<u64, TooMuch>, Fault> {
        let unit = self.database.begin().await?;
        let (taken, missing) = taken(&store::revisions(&unit, None).await?, held, day);
        let count = match max.allow(missing) {
            Ok(count) => count,
            Err(excess) => return Ok(Err(excess)),
        };
        store::insert(&unit, &taken, now).await.map_err(Fault::while_("ending measures"))?;
        self.announce_and_commit(unit, &taken, now).await?;
        Ok(Ok(count))
    }

    /// Counts what [`Measures::record_all`] would record, recording nothing.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn compare_all(&self, measures: &[Measure]) -> Result<Recorded, Fault> {
        let known = store::revisions(self.database.connection(), Some(&codes(measures))).await?;
        let added = unsaid(known, measures).len();
        Ok(Recorded { added, unchanged: measures.len() - added })
    }

    /// Returns every measure that stands as it was recorded, each with the days on which it truly holds, in order: of the lines of
    /// `codes`, padded to ten digits, or of all.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn recorded(&self, codes: Option<&[HsCode]>) -> Result<Vec<(Measure, Period)>, Fault> {
        let known = store::revisions(self.database.connection(), codes).await?;
        let mut measures: Vec<(Measure, Period)> =
            known.into_iter().flat_map(|(key, revisions)| editions_of(&key, revisions)).collect();
        measures.sort_by(|(a, _), (b, _)| (&a.key, a.validity.from()).cmp(&(&b.key, b.validity.from())));
        Ok(measures)
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

impl Measures {
    /// Returns every measure on the lines of `codes`, padded to ten digits, in force on `as_of` and as known at `known_at`; nothing
    /// where they are more than `most`: some of them would not be all.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn all_in_force(
        &self,
        codes: &[HsCode],
        as_of: Date,
        known_at: Timestamp,
        most: usize,
    ) -> Result<Option<Vec<Measure>>, Fault> {
        if codes.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let found = store::in_force(self.database.connection(), codes, as_of, known_at, most + 1).await?;
        Ok((found.len() <= most).then_some(found))
    }

    /// Returns the place of the last revision that was recorded by `known_at`: what was read as known then holds as long as it is this one.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn last_recorded(&self, known_at: Timestamp) -> Result<Option<i64>, Fault> {
        store::last_recorded(self.database.connection(), known_at).await
    }
}

fn editions_of(key: &MeasureKey, revisions: Vec<Dated<Terms>>) -> Vec<(Measure, Period)> {
    let measure = |Dated { validity, value: Terms { excluded, rate, source_act }, .. }: Dated<Terms>| Measure {
        key: key.clone(),
        excluded,
        rate,
        source_act,
        validity,
    };
    edition::editions(revisions).into_iter().map(|(revision, period)| (measure(revision), period)).collect()
}

fn codes(measures: &[Measure]) -> Vec<HsCode> {
    measures.iter().map(|measure| measure.key.code).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Returns what is to be recorded so that what `held` does not say is gone on `day`, and how much stands.
fn taken(known: &MeasureRevisions, held: &MeasuresHeld, day: Date) -> (Vec<NewMeasure>, Missing) {
    let (mut taken, mut missing, none) = (Vec::new(), Missing::default(), Held::default());
    for (key, revisions) in known {
        let TakenBack { revisions: new, is_missing } = take_back(revisions, held.get(key).unwrap_or(&none), day);
        if is_missing || edition::stands(revisions, day) {
            missing.count(is_missing);
        }
        taken.extend(new.into_iter().map(|revision| (key.clone(), revision)));
    }
    (taken, missing)
}

/// Returns the measures that were not said yet.
fn unsaid(mut known: MeasureRevisions, measures: &[Measure]) -> Vec<NewMeasure> {
    let mut added = Vec::new();
    for measure in measures {
        let value = measure.terms();
        let revisions = known.entry(measure.key.clone()).or_default();
        if let Some(revision) = edition::say(revisions, measure.validity, false, value) {
            added.push((measure.key.clone(), revision.clone()));
        }
    }
    added
}
