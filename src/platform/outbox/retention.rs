//! Empties the outbox: events that every follower has passed, and that are old enough, go.
//!
//! Nobody needs them any more: what happened is in the tables of the slices. A follower that comes back after longer than events are
//! kept finds that it stands before [`Outbox::floor`](super::Outbox::floor), and begins from what there is.

use std::time::Duration;

use jiff::SignedDuration;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use vocabulary::Timestamp;

use super::Position;
use crate::platform::{
    clock::SharedClock,
    database::{self, Database, Transaction},
    fault::Fault,
};

/// How often it runs.
const EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// How many events go with one commit: so many are found and deleted in a fraction of a second.
const BATCH_MAX: u64 = 5_000;
/// How many commits one run makes: half a million events, as a large import leaves.
const BATCHES_MAX: usize = 100;

/// Empties the outbox of one database. Each replica of a server has one; whichever comes first does the work.
pub struct Retention {
    database: Database,
    kept: SignedDuration,
}

#[derive(FromQueryResult)]
struct Place {
    transaction_id: i64,
    sequence: i64,
    recorded_at: i64,
}

impl Place {
    fn position(&self) -> Position {
        Position { transaction_id: self.transaction_id, sequence: self.sequence }
    }
}

impl Retention {
    /// Keeps events of `database` for `days` at least.
    pub fn new(database: Database, days: u32) -> Retention {
        Retention { database, kept: SignedDuration::from_hours(24 * i64::from(days)) }
    }

    /// Runs once a day, for ever. Accidents are logged; the next run tries again.
    pub async fn keep(self, clock: SharedClock) {
        loop {
            match self.run(clock.now()).await {
                Ok(0) => {}
                Ok(events) => tracing::info!(events, "emptied the outbox"),
                Err(fault) => tracing::error!(cause = fault.chain(), "could not empty the outbox"),
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Takes away what is older than events are kept and behind every follower, and returns how many events that were. The newest one
    /// always stays. Followers that nobody has heard of for as long are forgotten.
    ///
    /// # Errors
    /// Faults when the database cannot be reached. What went until then is gone, and the next run goes on.
    pub async fn run(&self, now: Timestamp) -> Result<u64, Fault> {
        let before = now.saturating_sub(self.kept).unwrap_or(Timestamp::MIN);
        let mut emptied = 0;
        for _ in 0..BATCHES_MAX {
            let unit = self.database.begin().await?;
            let batch = empty(&unit, before).await?;
            database::commit(unit).await?;
            emptied += batch;
            if batch < BATCH_MAX {
                break;
            }
        }
        Ok(emptied)
    }
}

async fn empty(unit: &Transaction, before: Timestamp) -> Result<u64, Fault> {
    let faulty = Fault::while_;
    let before = before.as_microsecond();
    // Whoever holds the floor is the only one to move it.
    execute(unit, "update outbox_floor set emptied = emptied where id = 1", []).await?;
    execute(unit, "delete from outbox_follower where seen_at < $1", [before.into()]).await?;
    let sql =
        "select transaction_id, sequence, seen_at as recorded_at from outbox_follower order by transaction_id, sequence limit 1";
    let slowest: Vec<Place> = database::rows(unit, sql, []).await.map_err(faulty("reading how far the outbox was followed"))?;
    let sql = "select transaction_id, sequence, recorded_at from outbox order by transaction_id desc, sequence desc limit 1";
    let newest: Vec<Place> = database::rows(unit, sql, []).await.map_err(faulty("reading the end of the outbox"))?;
    let sql =
        format!("select transaction_id, sequence, recorded_at from outbox order by transaction_id, sequence limit {BATCH_MAX}");
    let oldest: Vec<Place> = database::rows(unit, &sql, []).await.map_err(faulty("reading the oldest events"))?;
    let goes = |place: &&Place| {
        let is_passed = slowest.first().is_none_or(|slowest| place.position() <= slowest.position());
        let is_newest = newest.first().is_some_and(|newest| newest.position() <= place.position());
        place.recorded_at < before && is_passed && !is_newest
    };
    let Some(last) = oldest.iter().take_while(goes).last() else { return Ok(0) };
    let place = [last.transaction_id.into(), last.sequence.into()];
    let emptied = execute(unit, "delete from outbox where (transaction_id, sequence) <= ($1, $2)", place).await?;
    let sql = "update outbox_floor set transaction_id = $1, sequence = $2, emptied = emptied + $3 where id = 1";
    let count = i64::try_from(emptied).unwrap_or(i64::MAX);
    execute(unit, sql, [last.transaction_id.into(), last.sequence.into(), count.into()]).await?;
    Ok(emptied)
}

async fn execute(unit: &Transaction, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<u64, Fault> {
    let statement = Statement::from_sql_and_values(unit.get_database_backend(), sql, values);
    Ok(unit.execute_raw(statement).await.map_err(Fault::while_("emptying the outbox"))?.rows_affected())
}
