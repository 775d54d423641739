//! Rows to values and back.

use std::collections::HashMap;

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use vocabulary::{Date, Timestamp};

use super::{
    entry::{Body, Entry, EntryKey},
    rows::book_entry,
};
use crate::platform::{
    database,
    edition::{self, Dated, RevisionTable},
    fault::Fault,
    stored::{parsed, period},
};

const ENTRIES: RevisionTable = RevisionTable { name: "book_entry", key: "kind, name", said: "true", stands: "not withdrawn" };

/// Inserts at most this many rows in one statement: both engines limit the number of parameters.
const INSERT_ROWS_MAX: usize = 1_000;

/// What a revision says.
pub type Terms = (Body, String);
/// Every revision of some entries.
pub type EntryRevisions = HashMap<EntryKey, Vec<Dated<Terms>>>;
/// A revision to be added.
pub type NewEntry = (EntryKey, Dated<Terms>);

/// Reads every revision of the entries named.
pub async fn revisions(connection: &impl ConnectionTrait, names: &[String]) -> Result<EntryRevisions, Fault> {
    let mut found = EntryRevisions::new();
    for names in names.chunks(INSERT_ROWS_MAX) {
        let wanted = book_entry::Entity::find().filter(book_entry::Column::Name.is_in(names));
        let rows = wanted.all(connection).await.map_err(Fault::while_("reading the tariff book"))?;
        gather(&mut found, rows)?;
    }
    Ok(found)
}

/// Reads every revision of all entries.
pub async fn all_revisions(connection: &impl ConnectionTrait) -> Result<EntryRevisions, Fault> {
    let rows = book_entry::Entity::find().all(connection).await.map_err(Fault::while_("reading the tariff book"))?;
    let mut found = EntryRevisions::new();
    gather(&mut found, rows)?;
    Ok(found)
}

fn gather(found: &mut EntryRevisions, rows: Vec<book_entry::Model>) -> Result<(), Fault> {
    for row in rows {
        let (version, withdrawn) = (row.version, row.withdrawn);
        let Entry { key, body, source_act, validity } = entry(row)?;
        found.entry(key).or_default().push(Dated { version, validity, withdrawn, value: (body, source_act) });
    }
    Ok(())
}

/// Adds revisions.
pub async fn insert(connection: &impl ConnectionTrait, entries: &[NewEntry], now: Timestamp) -> Result<(), DbErr> {
    for rows in entries.chunks(INSERT_ROWS_MAX) {
        let rows = rows.iter().map(|(key, new)| book_entry::ActiveModel {
            version: Set(new.version),
            valid_from: Set(new.validity.from().to_string()),
            valid_until: Set(new.validity.until().map(|day| day.to_string())),
            withdrawn: Set(new.withdrawn),
            recorded_at: Set(now.as_microsecond()),
            kind: Set(key.kind.to_string()),
            name: Set(key.name.clone()),
            body: Set(serde_json::to_string(&new.value.0).expect("an entry is JSON")),
            source_act: Set(new.value.1.clone()),
            ..Default::default()
        });
        book_entry::Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Reads the entries in force on `day` as known at `known_at`.
pub async fn in_force(connection: &impl ConnectionTrait, day: Date, known_at: Timestamp) -> Result<Vec<Entry>, Fault> {
    let sql = format!("{} order by kind, name", edition::in_force(&ENTRIES, "true"));
    let values = [day.to_string().into(), known_at.as_microsecond().into()];
    let rows: Vec<book_entry::Model> =
        database::rows(connection, &sql, values).await.map_err(Fault::while_("reading the tariff book"))?;
    rows.into_iter().map(entry).collect()
}

/// Returns when the last revision recorded by `known_at` was recorded, and its place; nothing while there is none.
pub async fn last_recorded(connection: &impl ConnectionTrait, known_at: Timestamp) -> Result<Option<i64>, Fault> {
    use book_entry::Column;
    let last = book_entry::Entity::find()
        .select_only()
        .column(Column::Sequence)
        .filter(Column::RecordedAt.lte(known_at.as_microsecond()))
        .order_by_desc(Column::Sequence)
        .limit(1)
        .into_tuple()
        .one(connection);
    last.await.map_err(Fault::while_("looking for the last entry of the tariff book"))
}

fn entry(row: book_entry::Model) -> Result<Entry, Fault> {
    let validity = period(&row.valid_from, row.valid_until.as_deref())?;
    let body = serde_json::from_str(&row.body).map_err(Fault::while_("reading an entry of the tariff book"))?;
    Ok(Entry { key: EntryKey { kind: parsed("kind", &row.kind)?, name: row.name }, body, source_act: row.source_act, validity })
}
