//! Rows to values and back: what providers told.

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use vocabulary::Timestamp;

use super::super::rows::inbox as row;
use crate::platform::fault::Fault;

/// What waits to be worked on, as it is stored.
pub const WAITING: &str = "waiting";

/// Something that arrived.
pub struct Incoming<'a> {
    pub provider: &'a str,
    pub event_id: &'a str,
    pub kind: &'a str,
    pub outcome: &'a str,
    pub because: Option<String>,
    pub due_at: Option<Timestamp>,
    pub headers: String,
    pub told: String,
    pub raw: &'a [u8],
    pub received_at: Timestamp,
}

/// Something that waits to be worked on.
pub struct Waiting {
    sequence: i64,
    /// Who told it.
    pub provider: String,
    /// Its id there.
    pub event_id: String,
    /// What was read of it.
    pub told: String,
    /// As it was received.
    pub raw: Vec<u8>,
    /// How often it was tried.
    pub tries: i64,
}

/// Keeps what arrived, once by the provider's id of it.
pub async fn add(connection: &impl ConnectionTrait, incoming: Incoming<'_>) -> Result<(), Fault> {
    let row = row::ActiveModel {
        sequence: NotSet,
        provider: Set(incoming.provider.to_owned()),
        event_id: Set(incoming.event_id.to_owned()),
        kind: Set(incoming.kind.to_owned()),
        outcome: Set(incoming.outcome.to_owned()),
        because: Set(incoming.because),
        tries: Set(0),
        due_at: Set(incoming.due_at.map(Timestamp::as_microsecond)),
        headers: Set(incoming.headers),
        told: Set(incoming.told),
        raw: Set(incoming.raw.to_vec()),
        received_at: Set(incoming.received_at.as_microsecond()),
    };
    let once = OnConflict::columns([row::Column::Provider, row::Column::EventId]).do_nothing().to_owned();
    let added = row::Entity::insert(row).on_conflict(once).exec_without_returning(connection).await;
    added.map_err(Fault::while_("keeping a notice of a provider"))?;
    Ok(())
}

/// Reads what waits, in the order in which it came.
pub async fn waiting(connection: &impl ConnectionTrait, now: Timestamp, most: u64) -> Result<Vec<Waiting>, Fault> {
    let rows = row::Entity::find()
        .filter(row::Column::DueAt.lte(now.as_microsecond()))
        .order_by_asc(row::Column::DueAt)
        .order_by_asc(row::Column::Sequence)
        .limit(most)
        .all(connection)
        .await
        .map_err(Fault::while_("reading what providers told"))?;
    Ok(rows.into_iter().map(Waiting::from).collect())
}

impl From<row::Model> for Waiting {
    fn from(row: row::Model) -> Waiting {
        let row::Model { sequence, provider, event_id, told, raw, tries, .. } = row;
        Waiting { sequence, provider, event_id, told, raw, tries }
    }
}

/// Lets something wait.
pub async fn put_off(connection: &impl ConnectionTrait, waiting: &Waiting, due_at: Timestamp) -> Result<(), Fault> {
    row::Entity::update_many()
        .col_expr(row::Column::Tries, Expr::value(waiting.tries + 1))
        .col_expr(row::Column::DueAt, Expr::value(due_at.as_microsecond()))
        .filter(row::Column::Sequence.eq(waiting.sequence))
        .exec(connection)
        .await
        .map_err(Fault::while_("putting off a notice of a provider"))?;
    Ok(())
}

/// Notes what became of something that waits; false where another server was quicker, of two that read the same.
pub async fn finish(connection: &impl ConnectionTrait, waiting: &Waiting, outcome: &str) -> Result<bool, Fault> {
    let noted = row::Entity::update_many()
        .col_expr(row::Column::Outcome, Expr::value(outcome))
        .col_expr(row::Column::DueAt, Expr::value(Option::<i64>::None))
        .filter(row::Column::Sequence.eq(waiting.sequence))
        .filter(row::Column::Outcome.eq(WAITING))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting what became of a notice"))?;
    Ok(noted.rows_affected > 0)
}
