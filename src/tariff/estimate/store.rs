//! Rows to values and back.

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::de::DeserializeOwned;
use vocabulary::Timestamp;

use super::{rows::estimate, saved::SavedEstimate};
use crate::platform::{
    fault::Fault,
    short_code::ShortCode,
    stored::{instant, parsed},
};

/// Keeps an estimate.
pub async fn insert(connection: &impl ConnectionTrait, saved: &SavedEstimate) -> Result<(), Fault> {
    let written = |error: serde_json::Error| Fault::while_("writing an estimate")(error);
    let row = estimate::ActiveModel {
        code: Set(saved.code.as_str().to_owned()),
        created_at: Set(saved.created_at.as_microsecond()),
        expires_at: Set(saved.expires_at.as_microsecond()),
        declaration: Set(serde_json::to_string(&saved.declaration).map_err(written)?),
        day: Set(saved.declaration.day.to_string()),
        known_at: Set(saved.known_at.as_microsecond()),
        result: Set(serde_json::to_string(&saved.result).map_err(written)?),
    };
    estimate::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_("keeping an estimate"))?;
    Ok(())
}

/// Reads the estimate of `code` that is not past its last day at `now`.
pub async fn find(
    connection: &impl ConnectionTrait,
    code: &ShortCode,
    now: Timestamp,
) -> Result<Option<SavedEstimate>, Fault> {
    let found = estimate::Entity::find_by_id(code.as_str())
        .filter(estimate::Column::ExpiresAt.gt(now.as_microsecond()))
        .one(connection)
        .await
        .map_err(Fault::while_("reading an estimate"))?;
    found.map(saved).transpose()
}

/// Takes away the oldest estimates past their last day, at most `count` of them, and returns how many that were.
pub async fn take_away(connection: &impl ConnectionTrait, now: Timestamp, count: u64) -> Result<u64, Fault> {
    use estimate::Column;
    let over = estimate::Entity::find()
        .select_only()
        .column(Column::Code)
        .filter(Column::ExpiresAt.lte(now.as_microsecond()))
        .order_by_asc(Column::ExpiresAt)
        .limit(count)
        .into_tuple::<String>()
        .all(connection)
        .await
        .map_err(Fault::while_("looking for estimates past their last day"))?;
    if over.is_empty() {
        return Ok(0);
    }
    let taken = estimate::Entity::delete_many().filter(Column::Code.is_in(over)).exec(connection).await;
    Ok(taken.map_err(Fault::while_("taking estimates away"))?.rows_affected)
}

fn saved(row: estimate::Model) -> Result<SavedEstimate, Fault> {
    Ok(SavedEstimate {
        code: parsed("code", &row.code)?,
        created_at: instant(row.created_at)?,
        expires_at: instant(row.expires_at)?,
        declaration: read(&row.declaration)?,
        known_at: instant(row.known_at)?,
        result: read(&row.result)?,
    })
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(Fault::while_("reading a kept estimate"))
}
