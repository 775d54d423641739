//! Rows to values and back.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
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
pub async fn find(connection: &impl ConnectionTrait, code: &ShortCode, now: Timestamp) -> Result<Option<SavedEstimate>, Fault> {
    let found = estimate::Entity::find_by_id(code.as_str())
        .filter(estimate::Column::ExpiresAt.gt(now.as_microsecond()))
        .one(connection)
        .await
        .map_err(Fault::while_("reading an estimate"))?;
    found.map(saved).transpose()
}

/// Says whether an estimate was ever kept under `code`, and is not forgotten.
pub async fn is_known(connection: &impl ConnectionTrait, code: &ShortCode) -> Result<bool, Fault> {
    let found = estimate::Entity::find_by_id(code.as_str()).select_only().column(estimate::Column::ExpiresAt);
    let found = found.into_tuple::<i64>().one(connection).await;
    Ok(found.map_err(Fault::while_("looking for a code of an estimate"))?.is_some())
}

/// Empties the oldest estimates past their last day, at most `count` of them: what is left is the code, and when it was good.
pub async fn empty(connection: &impl ConnectionTrait, now: Timestamp, count: u64) -> Result<(), Fault> {
    use estimate::Column;
    let over = oldest(connection, Column::ExpiresAt.lte(now.as_microsecond()).and(Column::Result.ne("")), count).await?;
    if over.is_empty() {
        return Ok(());
    }
    let emptied = estimate::Entity::update_many()
        .col_expr(Column::Declaration, Expr::value(""))
        .col_expr(Column::Result, Expr::value(""))
        .filter(Column::Code.is_in(over));
    emptied.exec(connection).await.map_err(Fault::while_("emptying estimates past their last day"))?;
    Ok(())
}

/// Forgets the oldest codes that were good until `before` at the latest, at most `count` of them.
pub async fn forget(connection: &impl ConnectionTrait, before: Timestamp, count: u64) -> Result<(), Fault> {
    use estimate::Column;
    let over = oldest(connection, Column::ExpiresAt.lte(before.as_microsecond()), count).await?;
    if over.is_empty() {
        return Ok(());
    }
    let forgotten = estimate::Entity::delete_many().filter(Column::Code.is_in(over)).exec(connection).await;
    forgotten.map_err(Fault::while_("forgetting codes of estimates"))?;
    Ok(())
}

async fn oldest(connection: &impl ConnectionTrait, which: SimpleExpr, count: u64) -> Result<Vec<String>, Fault> {
    use estimate::Column;
    let found = estimate::Entity::find()
        .select_only()
        .column(Column::Code)
        .filter(which)
        .order_by_asc(Column::ExpiresAt)
        .limit(count)
        .into_tuple()
        .all(connection)
        .await;
    found.map_err(Fault::while_("looking for estimates past their last day"))
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
