//! The outbox: the only way out of a unit of work.
//!
//! A use case appends what happened in the same unit of work as the change. Followers (the search index, subscriptions, later
//! notices and webhooks) read it in order, each from a position of its own, so that nothing is lost and nothing is sent twice.

mod changes;
mod retention;

use std::{fmt, str::FromStr, sync::Arc, time::Duration};

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use tokio::sync::Notify;
use vocabulary::Timestamp;

pub use self::{changes::Changes, retention::Retention};
use super::{
    database::{self, Database},
    fault::Fault,
};

/// How many events a follower reads at a time.
const BATCH_MAX: u64 = 500;
/// How long a follower waits for a wake-up before it looks by itself.
const POLL: Duration = Duration::from_millis(500);
/// How long a follower that was woken lets more gather: hundreds of units of work a second are read together, not one after another by ten followers.
const GATHER: Duration = Duration::from_millis(25);

/// A place in the order of events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, FromQueryResult)]
pub struct Position {
    transaction_id: i64,
    sequence: i64,
}

/// What readers of the database see at one instant: two that are equal see the same, because events are only ever added, and those that
/// were taken away are counted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Visible {
    /// How many events can be read, or could be once.
    events: i64,
    /// The newest of them; an older one may yet come to be read.
    newest: i64,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Where it stands in the order.
    pub position: Position,
    /// What kind of thing happened (`publication.changed`).
    pub topic: String,
    /// What it happened to.
    pub subject: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

/// The outbox of one database.
#[derive(Clone)]
pub struct Outbox {
    database: Database,
    wake: Arc<Notify>,
}

impl Outbox {
    /// Opens the outbox of `database`.
    pub fn new(database: Database) -> Outbox {
        Outbox { database, wake: Arc::new(Notify::new()) }
    }

    /// Tells the followers of this process that something was stored.
    pub fn wake(&self) {
        self.wake.notify_waiters();
    }

    /// Waits until something may have been stored.
    pub async fn woken(&self) {
        if tokio::time::timeout(POLL, self.wake.notified()).await.is_ok() {
            tokio::time::sleep(GATHER).await;
        }
    }

    /// Reads the events after `position`, oldest first, at most five hundred.
    ///
    /// # Errors
    /// Faults when the database cannot be read.
    pub async fn after(&self, position: Position) -> Result<Vec<Event>, Fault> {
        let settled = self.settled();
        let sql = format!(
            "select transaction_id, sequence, topic, subject, recorded_at from outbox \
             where (transaction_id, sequence) > ($1, $2) and {settled} order by transaction_id, sequence limit {BATCH_MAX}"
        );
        let values = [position.transaction_id.into(), position.sequence.into()];
        let rows: Vec<EventRow> =
            database::rows(self.database.connection(), &sql, values).await.map_err(Fault::while_("reading the outbox"))?;
        Ok(rows.into_iter().map(Event::from).collect())
    }

    /// Returns the position that everything recorded from now on lies behind: who reads all there is and then follows from here
    /// misses nothing.
    ///
    /// # Errors
    /// Faults when the database cannot be read.
    pub async fn end(&self) -> Result<Position, Fault> {
        let sql = format!(
            "select transaction_id, sequence, topic, subject, recorded_at from outbox where {} \
             order by transaction_id desc, sequence desc limit 1",
            self.settled()
        );
        let rows: Vec<EventRow> =
            database::rows(self.database.connection(), &sql, []).await.map_err(Fault::while_("reading the end of the outbox"))?;
        Ok(rows.into_iter().next().map(|row| Event::from(row).position).unwrap_or_default())
    }

    /// Returns what readers see now. Unlike [`Outbox::end`] it changes as soon as an event can be read, whatever older transactions do,
    /// and not when they end.
    ///
    /// # Errors
    /// Faults when the database cannot be read.
    pub async fn visible(&self) -> Result<Visible, Fault> {
        let sql = "select count(*) + (select emptied from outbox_floor where id = 1) as events, coalesce(max(sequence), 0) as newest \
                   from outbox";
        let rows: Vec<Visible> = database::rows(self.database.connection(), sql, [])
            .await
            .map_err(Fault::while_("reading what is visible in the outbox"))?;
        Ok(rows.into_iter().next().unwrap_or(Visible { events: 0, newest: 0 }))
    }

    /// Notes how far a follower has read, so that nothing is taken away before it. Who is not heard of for as long as events are kept is
    /// not waited for.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub async fn passed(&self, follower: &str, position: Position, now: Timestamp) -> Result<(), Fault> {
        let connection = self.database.connection();
        let statement = Statement::from_sql_and_values(
            connection.get_database_backend(),
            "insert into outbox_follower (name, transaction_id, sequence, seen_at) values ($1, $2, $3, $4) \
             on conflict (name) do update set transaction_id = excluded.transaction_id, sequence = excluded.sequence, \
             seen_at = excluded.seen_at",
            [follower.into(), position.transaction_id.into(), position.sequence.into(), now.as_microsecond().into()],
        );
        connection.execute_raw(statement).await.map_err(Fault::while_("noting how far the outbox was followed"))?;
        Ok(())
    }

    /// Returns the place up to which events were taken away: who has read less than that has missed some.
    ///
    /// # Errors
    /// Faults when the database cannot be read.
    pub async fn floor(&self) -> Result<Position, Fault> {
        let sql = "select transaction_id, sequence from outbox_floor where id = 1";
        let rows: Vec<Position> = database::rows(self.database.connection(), sql, [])
            .await
            .map_err(Fault::while_("reading up to where the outbox was emptied"))?;
        Ok(rows.into_iter().next().unwrap_or_default())
    }

    /// The condition under which no event can come to stand before a row any more: a transaction still running may yet add one
    /// before those we see. SQLite has one writer.
    fn settled(&self) -> &'static str {
        if self.database.is_postgres() {
            "transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        } else {
            "true"
        }
    }
}

/// Appends an event to the unit of work at hand.
///
/// # Errors
/// Faults when the database cannot keep it.
pub async fn append(transaction: &impl ConnectionTrait, topic: &'static str, subject: &str, now: Timestamp) -> Result<(), Fault> {
    append_all(transaction, vec![(topic, subject.to_owned())], now).await
}

/// Appends events to the unit of work at hand, each a topic and what it happened to, with one statement.
///
/// # Errors
/// Faults when the database cannot keep them.
pub async fn append_all(
    transaction: &impl ConnectionTrait,
    events: Vec<(&'static str, String)>,
    now: Timestamp,
) -> Result<(), Fault> {
    let rows: Vec<String> = (0..events.len()).map(|row| format!("(${}, ${}, $1)", 2 * row + 2, 2 * row + 3)).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let values = events.into_iter().flat_map(|(topic, subject)| [topic.into(), subject.into()]);
    let statement = Statement::from_sql_and_values(
        transaction.get_database_backend(),
        format!("insert into outbox (topic, subject, recorded_at) values {}", rows.join(", ")),
        std::iter::once(now.as_microsecond().into()).chain(values),
    );
    transaction.execute_raw(statement).await.map_err(Fault::while_("appending to the outbox"))?;
    Ok(())
}

#[derive(FromQueryResult)]
struct EventRow {
    transaction_id: i64,
    sequence: i64,
    topic: String,
    subject: String,
    recorded_at: i64,
}

impl From<EventRow> for Event {
    fn from(row: EventRow) -> Event {
        Event {
            position: Position { transaction_id: row.transaction_id, sequence: row.sequence },
            topic: row.topic,
            subject: row.subject,
            recorded_at: Timestamp::from_microsecond(row.recorded_at).unwrap_or_default(),
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.transaction_id, self.sequence)
    }
}

/// A text that is not a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a position in the outbox")]
pub struct PositionError;

impl FromStr for Position {
    type Err = PositionError;

    fn from_str(text: &str) -> Result<Self, PositionError> {
        let (transaction_id, sequence) = text.split_once('.').ok_or(PositionError)?;
        match (transaction_id.parse(), sequence.parse()) {
            (Ok(transaction_id), Ok(sequence)) => Ok(Position { transaction_id, sequence }),
            _ => Err(PositionError),
        }
    }
}
