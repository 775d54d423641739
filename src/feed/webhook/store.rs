//! Rows to values and back: endpoints, and what became of each event for each of them.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Statement,
    sea_query::{Expr, ExprTrait},
};
use vocabulary::Timestamp;

use crate::{
    feed::rows::{delivery, endpoint},
    platform::{database, fault::Fault, stored::instant},
};

/// It is to be sent.
pub const WAITING: &str = "waiting";
/// It was taken.
pub const DELIVERED: &str = "delivered";
/// It was tried as often as there are tries.
pub const DEAD: &str = "dead";

/// How many events become deliveries at a time.
const RELAYED_MAX: i64 = 500;
/// How many events are sent again at once.
const REPLAYED_MAX: i64 = 10_000;
/// How long one server has for a delivery that it took.
const LEASE_MICROSECONDS: i64 = 60_000_000;

/// Where the events of a feed are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Its name.
    pub id: String,
    /// Whose events it gets.
    pub feed: String,
    /// Where.
    pub address: String,
    /// Whether anything is sent.
    pub is_active: bool,
    /// Why nothing is.
    pub because: Option<String>,
    /// Its secret, sealed.
    pub secret_sealed: String,
    /// The secret before, sealed, and until when it signs too.
    pub former: Option<(String, Timestamp)>,
    /// The last place of the feed for which there is a delivery.
    pub passed: i64,
    /// How many tries failed one after another.
    pub failures: i64,
    /// Until when nothing is tried.
    pub rests_until: Option<Timestamp>,
    /// Since when there is this endpoint.
    pub created_at: Timestamp,
    /// When it last took something.
    pub delivered_at: Option<Timestamp>,
}

/// An event on its way to an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its place in the feed.
    pub cursor: i64,
    /// How often it was tried.
    pub tries: i64,
    /// What the last try came to.
    pub outcome: Option<String>,
    /// When that was.
    pub tried_at: Option<Timestamp>,
}

/// How many deliveries of an endpoint are in a state.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Counted {
    /// The endpoint.
    pub endpoint_id: String,
    /// The state.
    pub state: String,
    /// How many.
    pub number: i64,
}

fn read(row: endpoint::Model) -> Result<Endpoint, Fault> {
    Ok(Endpoint {
        id: row.id,
        feed: row.feed,
        address: row.address,
        is_active: row.is_active,
        because: row.because,
        secret_sealed: row.secret_sealed,
        former: row.former_sealed.zip(row.former_until.map(instant).transpose()?),
        passed: row.passed,
        failures: row.failures,
        rests_until: row.rests_until.map(instant).transpose()?,
        created_at: instant(row.created_at)?,
        delivered_at: row.delivered_at.map(instant).transpose()?,
    })
}

/// Adds an endpoint.
pub async fn add(connection: &impl ConnectionTrait, value: &Endpoint) -> Result<(), Fault> {
    let row = endpoint::ActiveModel {
        id: Set(value.id.clone()),
        feed: Set(value.feed.clone()),
        address: Set(value.address.clone()),
        is_active: Set(value.is_active),
        because: Set(value.because.clone()),
        secret_sealed: Set(value.secret_sealed.clone()),
        former_sealed: Set(value.former.as_ref().map(|(sealed, _)| sealed.clone())),
        former_until: Set(value.former.as_ref().map(|(_, until)| until.as_microsecond())),
        passed: Set(value.passed),
        failures: Set(value.failures),
        rests_until: Set(value.rests_until.map(Timestamp::as_microsecond)),
        created_at: Set(value.created_at.as_microsecond()),
        delivered_at: Set(value.delivered_at.map(Timestamp::as_microsecond)),
    };
    let added = endpoint::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding a customs endpoint"))?;
    Ok(())
}

/// Reads all endpoints, the oldest first.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Endpoint>, Fault> {
    let rows =
        endpoint::Entity::find().order_by_asc(endpoint::Column::Id).limit(super::ENDPOINTS_MAX as u64).all(connection).await;
    rows.map_err(Fault::while_("reading customs endpoints"))?.into_iter().map(read).collect()
}

/// Reads an endpoint.
pub async fn find(connection: &impl ConnectionTrait, id: &str) -> Result<Option<Endpoint>, Fault> {
    let row = endpoint::Entity::find_by_id(id.to_owned()).one(connection).await;
    row.map_err(Fault::while_("reading a customs endpoint"))?.map(read).transpose()
}

/// Reads an endpoint, and keeps others from changing it until the unit of work is over.
pub async fn lock(connection: &impl ConnectionTrait, id: &str) -> Result<Option<Endpoint>, Fault> {
    let row = endpoint::Entity::find_by_id(id.to_owned()).lock_exclusive().one(connection).await;
    row.map_err(Fault::while_("reading a customs endpoint"))?.map(read).transpose()
}

/// Says whether anything is sent to an endpoint, and why nothing is.
pub async fn set_active(
    connection: &impl ConnectionTrait,
    id: &str,
    is_active: bool,
    because: Option<&str>,
) -> Result<(), Fault> {
    use endpoint::Column;
    endpoint::Entity::update_many()
        .col_expr(Column::IsActive, Expr::value(is_active))
        .col_expr(Column::Because, Expr::value(because.map(ToOwned::to_owned)))
        .col_expr(Column::Failures, Expr::value(0i64))
        .col_expr(Column::RestsUntil, Expr::value(Option::<i64>::None))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await
        .map_err(Fault::while_("changing a customs endpoint"))?;
    Ok(())
}

/// Puts a secret in the place of the one before, which signs too until an instant.
pub async fn set_secret(
    connection: &impl ConnectionTrait,
    id: &str,
    sealed: &str,
    (former, until): (&str, Timestamp),
) -> Result<(), Fault> {
    use endpoint::Column;
    endpoint::Entity::update_many()
        .col_expr(Column::SecretSealed, Expr::value(sealed))
        .col_expr(Column::FormerSealed, Expr::value(former))
        .col_expr(Column::FormerUntil, Expr::value(until.as_microsecond()))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await
        .map_err(Fault::while_("changing the secret of a customs endpoint"))?;
    Ok(())
}

/// Makes deliveries of what happened since the last ones were made, at most five hundred. Done twice, each is there once.
pub async fn relay(connection: &impl ConnectionTrait, to: &Endpoint, now: Timestamp) -> Result<(), Fault> {
    let until = to.passed.saturating_add(RELAYED_MAX);
    deliveries(connection, to, (to.passed, until), ("do nothing", now)).await?;
    let sql = "update customs_endpoint set passed = (select coalesce(max(cursor), $2) from customs_event \
                 where feed = $3 and cursor > $2 and cursor <= $4) where id = $1 and passed = $2";
    let values = [to.id.clone().into(), to.passed.into(), to.feed.clone().into(), until.into()];
    execute(connection, sql, values).await
}

/// Makes deliveries anew of what happened after a place, at most ten thousand.
pub async fn replay(connection: &impl ConnectionTrait, to: &Endpoint, after: i64, now: Timestamp) -> Result<(), Fault> {
    let until = std::cmp::min(after.saturating_add(REPLAYED_MAX), to.passed);
    let anew = "do update set state = excluded.state, tries = 0, due_at = excluded.due_at";
    deliveries(connection, to, (after, until), (anew, now)).await
}

async fn deliveries(
    connection: &impl ConnectionTrait,
    to: &Endpoint,
    (after, until): (i64, i64),
    (again, now): (&str, Timestamp),
) -> Result<(), Fault> {
    let sql = format!(
        "insert into customs_delivery (endpoint_id, cursor, state, tries, due_at) \
         select cast($1 as text), e.cursor, '{WAITING}', 0, cast($2 as bigint) from customs_event e \
         where e.feed = $3 and e.cursor > $4 and e.cursor <= $5 on conflict (endpoint_id, cursor) {again}"
    );
    let values = [to.id.clone().into(), now.as_microsecond().into(), to.feed.clone().into(), after.into(), until.into()];
    execute(connection, &sql, values).await
}

async fn execute(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = sea_orm::Value>,
) -> Result<(), Fault> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    connection.execute_raw(statement).await.map_err(Fault::while_("making deliveries of customs events"))?;
    Ok(())
}

/// Takes what is due for an endpoint: each for one server, which has a minute for it. One that dies with it in its hands lets it be sent
/// again, under the same name (row CR-10).
pub async fn claim(connection: &impl ConnectionTrait, id: &str, now: Timestamp, most: u64) -> Result<Vec<Delivery>, Fault> {
    use delivery::Column;
    let rows = delivery::Entity::find()
        .filter(Column::EndpointId.eq(id))
        .filter(Column::DueAt.lte(now.as_microsecond()))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Cursor)
        .limit(most)
        .all(connection)
        .await
        .map_err(Fault::while_("reading which customs events are to be sent"))?;
    let mut claimed = Vec::with_capacity(rows.len());
    for row in rows {
        let taken = delivery::Entity::update_many()
            .col_expr(Column::DueAt, Expr::value(now.as_microsecond() + LEASE_MICROSECONDS))
            .filter(Column::EndpointId.eq(id))
            .filter(Column::Cursor.eq(row.cursor))
            .filter(Column::DueAt.eq(row.due_at))
            .exec(connection)
            .await
            .map_err(Fault::while_("taking a customs event that is to be sent"))?;
        if taken.rows_affected == 1 {
            claimed.push(of(row)?);
        }
    }
    Ok(claimed)
}

fn of(row: delivery::Model) -> Result<Delivery, Fault> {
    Ok(Delivery { cursor: row.cursor, tries: row.tries, outcome: row.outcome, tried_at: row.tried_at.map(instant).transpose()? })
}

/// Notes what a try came to, and when the next one is.
pub async fn note(
    connection: &impl ConnectionTrait,
    (id, delivery): (&str, &Delivery),
    (state, due_at): (&str, Option<Timestamp>),
    now: Timestamp,
) -> Result<(), Fault> {
    use delivery::Column;
    delivery::Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::Tries, Expr::value(delivery.tries))
        .col_expr(Column::DueAt, Expr::value(due_at.map(Timestamp::as_microsecond)))
        .col_expr(Column::Outcome, Expr::value(delivery.outcome.clone()))
        .col_expr(Column::TriedAt, Expr::value(now.as_microsecond()))
        .filter(Column::EndpointId.eq(id))
        .filter(Column::Cursor.eq(delivery.cursor))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting what became of a customs event"))?;
    Ok(())
}

/// Notes that an endpoint took something.
pub async fn note_taken(connection: &impl ConnectionTrait, id: &str, now: Timestamp) -> Result<(), Fault> {
    use endpoint::Column;
    endpoint::Entity::update_many()
        .col_expr(Column::Failures, Expr::value(0i64))
        .col_expr(Column::RestsUntil, Expr::value(Option::<i64>::None))
        .col_expr(Column::DeliveredAt, Expr::value(now.as_microsecond()))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting that a customs endpoint took an event"))?;
    Ok(())
}

/// Notes that an endpoint failed once more.
pub async fn note_failed(connection: &impl ConnectionTrait, id: &str, rests_until: Option<Timestamp>) -> Result<(), Fault> {
    use endpoint::Column;
    let mut failed = endpoint::Entity::update_many()
        .col_expr(Column::Failures, ExprTrait::add(Expr::col(Column::Failures), 1i64))
        .filter(Column::Id.eq(id));
    if let Some(until) = rests_until {
        failed = failed.col_expr(Column::RestsUntil, Expr::value(until.as_microsecond()));
    }
    failed.exec(connection).await.map_err(Fault::while_("noting that a customs endpoint failed"))?;
    Ok(())
}

/// Counts what waits and what was given up, by endpoint.
pub async fn counts(connection: &impl ConnectionTrait) -> Result<Vec<Counted>, Fault> {
    let sql = format!(
        "select endpoint_id, state, count(*) as number from customs_delivery where state in ('{WAITING}', '{DEAD}') \
         group by endpoint_id, state"
    );
    database::rows(connection, &sql, []).await.map_err(Fault::while_("counting deliveries of customs events"))
}

/// Reads what was given up for an endpoint, the newest first.
pub async fn dead(connection: &impl ConnectionTrait, id: &str, most: u64) -> Result<Vec<Delivery>, Fault> {
    let rows = delivery::Entity::find()
        .filter(delivery::Column::EndpointId.eq(id))
        .filter(delivery::Column::State.eq(DEAD))
        .order_by_desc(delivery::Column::Cursor)
        .limit(most)
        .all(connection)
        .await
        .map_err(Fault::while_("reading customs events that were given up"))?;
    rows.into_iter().map(of).collect()
}

/// Forgets deliveries that were taken before an instant, and returns how many: the events stay.
pub async fn forget(connection: &impl ConnectionTrait, before: Timestamp) -> Result<u64, Fault> {
    let gone = delivery::Entity::delete_many()
        .filter(delivery::Column::State.eq(DELIVERED))
        .filter(delivery::Column::TriedAt.lt(before.as_microsecond()))
        .exec(connection)
        .await
        .map_err(Fault::while_("forgetting deliveries of customs events"))?;
    Ok(gone.rows_affected)
}
