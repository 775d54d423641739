//! Rows to values and back: the events of each feed, and how far it was acknowledged.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Statement,
};
use vocabulary::{NoticeId, Timestamp};

use super::{
    event::{Event, Stands},
    rows::event as row,
};
use crate::platform::{database, fault::Fault, stored::instant};

/// How many feeds are told of that wait.
const FEEDS_MAX: u32 = 100;

/// An event that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptEvent {
    /// Its place in its feed.
    pub cursor: i64,
    /// What it says.
    pub event: Event,
    /// The text that is signed and sent.
    pub body: String,
    /// The signature, in base64.
    pub signature: Option<String>,
    /// The public key that verifies it, in hexadecimal digits.
    pub signed_by: Option<String>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

/// A feed in which something waits to be acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Whose it is.
    pub feed: String,
    /// How many events wait.
    pub events: i64,
    /// Up to where it was acknowledged.
    pub acknowledged: i64,
    /// When the oldest of them happened.
    pub oldest_at: Timestamp,
}

#[derive(FromQueryResult)]
struct Number {
    number: i64,
}

#[derive(FromQueryResult)]
struct WaitingRow {
    feed: String,
    events: i64,
    acknowledged: i64,
    oldest_at: i64,
}

/// Takes the next `count` places in a feed and among the events of a notice, in the unit of work of what happened, and returns the first.
/// Whoever has a place holds the row of the feed until the unit of work is over: so an event is never seen before one that stands before
/// it, and a place is taken back with what it was taken for.
pub async fn next(
    connection: &impl ConnectionTrait,
    (feed, notice): (&str, NoticeId),
    count: i64,
    now: Timestamp,
) -> Result<Stands, Fault> {
    // The notice is locked by whoever changes it; the feed keeps others waiting, so it comes last.
    let sql = "select coalesce(max(sequence), 0) as number from customs_event where notice_id = $1";
    let before = number(connection, sql, [notice.to_string().into()]).await?;
    let sql = "insert into customs_feed (feed, cursor) values ($1, $2) \
               on conflict (feed) do update set cursor = customs_feed.cursor + excluded.cursor returning cursor as number";
    let last = number(connection, sql, [feed.into(), count.into()]).await?;
    Ok(Stands { cursor: last - count + 1, sequence: before + 1, at: now })
}

async fn number(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = sea_orm::Value>,
) -> Result<i64, Fault> {
    const DOING: &str = "asking for a place in a customs feed";
    let rows: Vec<Number> = database::rows(connection, sql, values).await.map_err(Fault::while_(DOING))?;
    let row = rows.into_iter().next().ok_or_else(|| Fault::while_(DOING)(std::io::Error::other("no row came back")))?;
    Ok(row.number)
}

/// Adds events of a notice.
pub async fn add(
    connection: &impl ConnectionTrait,
    (feed, notice): (&str, NoticeId),
    events: Vec<KeptEvent>,
) -> Result<(), Fault> {
    let row = |kept: KeptEvent| {
        Ok(row::ActiveModel {
            feed: Set(feed.to_owned()),
            cursor: Set(kept.cursor),
            notice_id: Set(notice.to_string()),
            sequence: Set(kept.event.sequence.parse().map_err(Fault::while_("adding a customs event"))?),
            kind: Set(kept.event.kind.to_string()),
            body: Set(kept.body),
            signature: Set(kept.signature),
            signed_by: Set(kept.signed_by),
            recorded_at: Set(kept.recorded_at.as_microsecond()),
        })
    };
    let rows = events.into_iter().map(row).collect::<Result<Vec<_>, Fault>>()?;
    let added = row::Entity::insert_many(rows).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding customs events"))?;
    Ok(())
}

/// Reads the events of a feed after a place, in order.
pub async fn after(connection: &impl ConnectionTrait, feed: &str, cursor: i64, most: u64) -> Result<Vec<KeptEvent>, Fault> {
    let rows = row::Entity::find()
        .filter(row::Column::Feed.eq(feed))
        .filter(row::Column::Cursor.gt(cursor))
        .order_by_asc(row::Column::Cursor)
        .limit(most)
        .all(connection)
        .await
        .map_err(Fault::while_("reading a customs feed"))?;
    rows.into_iter().map(read).collect()
}

/// Reads one event.
pub async fn at(connection: &impl ConnectionTrait, feed: &str, cursor: i64) -> Result<Option<KeptEvent>, Fault> {
    let row = row::Entity::find_by_id((feed.to_owned(), cursor)).one(connection).await;
    row.map_err(Fault::while_("reading a customs event"))?.map(read).transpose()
}

fn read(row: row::Model) -> Result<KeptEvent, Fault> {
    Ok(KeptEvent {
        cursor: row.cursor,
        event: serde_json::from_str(&row.body).map_err(Fault::while_("reading a customs event"))?,
        body: row.body,
        signature: row.signature,
        signed_by: row.signed_by,
        recorded_at: instant(row.recorded_at)?,
    })
}

/// Returns the last place that was taken in a feed; nought where none was.
pub async fn end(connection: &impl ConnectionTrait, feed: &str) -> Result<i64, Fault> {
    let sql = "select coalesce(max(cursor), 0) as number from customs_feed where feed = $1";
    number(connection, sql, [feed.into()]).await
}

/// Returns up to where a feed was acknowledged.
pub async fn acknowledged(connection: &impl ConnectionTrait, feed: &str) -> Result<i64, Fault> {
    let sql = "select coalesce(max(cursor), 0) as number from customs_acknowledgement where feed = $1";
    number(connection, sql, [feed.into()]).await
}

/// Notes up to where a feed was acknowledged; never less than before.
pub async fn acknowledge(connection: &impl ConnectionTrait, feed: &str, up_to: i64, now: Timestamp) -> Result<(), Fault> {
    let statement = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "insert into customs_acknowledgement (feed, cursor, acknowledged_at) values ($1, $2, $3) \
         on conflict (feed) do update set cursor = excluded.cursor, acknowledged_at = excluded.acknowledged_at \
         where customs_acknowledgement.cursor < excluded.cursor",
        [feed.into(), up_to.into(), now.as_microsecond().into()],
    );
    connection.execute_raw(statement).await.map_err(Fault::while_("acknowledging customs events"))?;
    Ok(())
}

/// Lists the feeds in which something waits, those that wait longest first. A feed has no gaps: how much waits is a difference.
pub async fn waiting(connection: &impl ConnectionTrait) -> Result<Vec<Waiting>, Fault> {
    let sql = format!(
        "select f.feed, f.cursor - coalesce(a.cursor, 0) as events, coalesce(a.cursor, 0) as acknowledged, e.recorded_at as oldest_at \
         from customs_feed f left join customs_acknowledgement a on a.feed = f.feed \
         join customs_event e on e.feed = f.feed and e.cursor = coalesce(a.cursor, 0) + 1 \
         order by e.recorded_at, f.feed limit {FEEDS_MAX}"
    );
    let rows: Vec<WaitingRow> =
        database::rows(connection, &sql, []).await.map_err(Fault::while_("reading what customs did not acknowledge"))?;
    let waiting = |row: WaitingRow| {
        Ok(Waiting { feed: row.feed, events: row.events, acknowledged: row.acknowledged, oldest_at: instant(row.oldest_at)? })
    };
    rows.into_iter().map(waiting).collect()
}
