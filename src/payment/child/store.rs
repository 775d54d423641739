//! Rows to values and back: what happened to children.

use payment::Child;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Serialize, de::DeserializeOwned};
use vocabulary::Timestamp;

use super::rows::event as row;
use crate::platform::fault::Fault;

/// How many events one child has at most: each approval of a repayment brings a handful, and each takes two officers.
const EVENTS_MAX: u64 = 1_000;

/// What can be read from: a database, or a unit of work. Others need not name the library.
pub use sea_orm::ConnectionTrait as Reads;

/// Something that happens to a child.
pub struct Step<'a> {
    /// Which kind of child, and which.
    pub child: (Child, &'a str),
    /// From 1 in each child.
    pub ordinal: u32,
    /// What happens.
    pub verb: &'static str,
    /// Where it stood; nothing where it begins.
    pub from: Option<&'static str>,
    /// Where it stands.
    pub to: &'static str,
    /// Who does it.
    pub actor: &'static str,
    /// What the provider calls it and what it said, where it said something.
    pub said: Option<(&'a str, &'a [u8])>,
}

/// Something that happened to a child.
pub struct Happened<E> {
    /// What.
    pub event: E,
    /// What the provider calls the child, where it said something.
    pub provider_reference: Option<String>,
}

/// Adds an event.
pub async fn append(
    connection: &impl ConnectionTrait,
    step: &Step<'_>,
    event: &impl Serialize,
    now: Timestamp,
) -> Result<(), Fault> {
    const DOING: &str = "adding an event of a child";
    let row = row::ActiveModel {
        sequence: NotSet,
        child: Set(step.child.0.to_string()),
        child_id: Set(step.child.1.to_owned()),
        ordinal: Set(step.ordinal.into()),
        verb: Set(step.verb.to_owned()),
        from_state: Set(step.from.unwrap_or("-").to_owned()),
        to_state: Set(step.to.to_owned()),
        actor: Set(step.actor.to_owned()),
        provider_reference: Set(step.said.map(|(reference, _)| reference.to_owned())),
        evidence: Set(step.said.map(|(_, raw)| raw.to_vec())),
        body: Set(serde_json::to_string(event).map_err(Fault::while_(DOING))?),
        recorded_at: Set(now.as_microsecond()),
    };
    row::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_(DOING))?;
    Ok(())
}

/// Reads the events of a child, in order.
pub async fn events<E: DeserializeOwned>(
    connection: &impl ConnectionTrait,
    (child, id): (Child, &str),
) -> Result<Vec<Happened<E>>, Fault> {
    const DOING: &str = "reading the events of a child";
    let rows = row::Entity::find()
        .filter(row::Column::Child.eq(child.as_str()))
        .filter(row::Column::ChildId.eq(id))
        .order_by_asc(row::Column::Ordinal)
        .limit(EVENTS_MAX)
        .all(connection)
        .await
        .map_err(Fault::while_(DOING))?;
    let read = |row: row::Model| {
        let event = serde_json::from_str(&row.body).map_err(Fault::while_(DOING))?;
        Ok(Happened { event, provider_reference: row.provider_reference })
    };
    rows.into_iter().map(read).collect()
}
