//! Rows to values and back.

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use vocabulary::Timestamp;

use super::{
    edition::{Edition, NewEdition, Origin},
    rows::dataset_edition::{self, Column, Entity},
};
use crate::platform::{fault::Fault, stored::instant};

/// Reads the editions of a data set recorded by `known_at`, the newest first, at most `count` of them.
pub async fn editions(
    connection: &impl ConnectionTrait,
    dataset: &str,
    known_at: Timestamp,
    count: u64,
) -> Result<Vec<Edition>, Fault> {
    let rows = Entity::find()
        .filter(Column::Dataset.eq(dataset))
        .filter(Column::RecordedAt.lte(known_at.as_microsecond()))
        .order_by_desc(Column::Revision)
        .limit(count)
        .all(connection)
        .await
        .map_err(Fault::while_("reading editions of a data set"))?;
    rows.into_iter().map(edition).collect()
}

/// Reads the names of the data sets after `after`, in order, at most `count` of them.
pub async fn names(connection: &impl ConnectionTrait, after: &str, count: u64) -> Result<Vec<String>, Fault> {
    Entity::find()
        .select_only()
        .column(Column::Dataset)
        .distinct()
        .filter(Column::Dataset.gt(after))
        .order_by_asc(Column::Dataset)
        .limit(count)
        .into_tuple()
        .all(connection)
        .await
        .map_err(Fault::while_("listing data sets"))
}

/// Adds an edition.
pub async fn insert(connection: &impl ConnectionTrait, revision: i32, new: &NewEdition, now: Timestamp) -> Result<(), Fault> {
    let row = dataset_edition::ActiveModel {
        dataset: Set(new.dataset.to_owned()),
        revision: Set(revision),
        source: Set(new.source.clone()),
        file_name: Set(new.file_name.clone()),
        file_sha256: Set(new.file_sha256.clone()),
        row_count: Set(new.rows.try_into().unwrap_or(i64::MAX)),
        whole: Set(new.is_whole),
        licence: Set(new.origin.licence().map(str::to_owned)),
        source_url: Set(new.origin.source_url().map(str::to_owned)),
        recorded_at: Set(now.as_microsecond()),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_("recording an edition"))?;
    Ok(())
}

fn edition(row: dataset_edition::Model) -> Result<Edition, Fault> {
    Ok(Edition {
        dataset: row.dataset,
        revision: row.revision,
        source: row.source,
        file_name: row.file_name,
        file_sha256: row.file_sha256,
        rows: row.row_count,
        is_whole: row.whole,
        origin: Origin::recorded(row.licence, row.source_url),
        recorded_at: instant(row.recorded_at)?,
    })
}
