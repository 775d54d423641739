//! How far each import came, and the rows that were set aside.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};
use vocabulary::Timestamp;

use super::{
    row::RowError,
    rows::{import_quarantine, import_run},
    source::Identity,
};
use crate::platform::{
    database::{self, Database},
    fault::Fault,
    stored::instant,
};

/// How long a run that was cut off may be resumed, in seconds. What a resumed run records is dated to its beginning, so that one
/// import is known as one; a run of last week must not change what we said last week.
const RESUME_SECONDS_MAX: i64 = 24 * 60 * 60;

/// A run, begun or resumed.
pub struct Run {
    id: i64,
    /// When it began: the instant at which everything it applies is recorded.
    pub started_at: Timestamp,
    /// How many good rows it has applied.
    pub rows_applied: u64,
}

/// Begins a run, or resumes the one of the same identity that was cut off.
pub async fn begin(database: &Database, identity: &Identity, now: Timestamp) -> Result<Run, Fault> {
    let unit = database.begin().await?;
    let known = find(&unit, identity).await?;
    let run = match known {
        Some(run) if is_resumable(&run, now) => {
            Run { id: run.id, started_at: instant(run.started_at)?, rows_applied: run.rows_applied.try_into().unwrap_or(0) }
        }
        Some(run) => {
            begin_anew(&unit, run.id, now).await?;
            Run { id: run.id, started_at: now, rows_applied: 0 }
        }
        None => Run { id: insert(&unit, identity, now).await?, started_at: now, rows_applied: 0 },
    };
    database::commit(unit).await?;
    Ok(run)
}

/// Keeps how many good rows a run has applied.
pub async fn advance(database: &Database, run: &mut Run, rows_applied: u64) -> Result<(), Fault> {
    update(database.connection(), run.id, import_run::Column::RowsApplied, Expr::value(rows_applied as i64)).await?;
    run.rows_applied = rows_applied;
    Ok(())
}

/// Keeps that a run is done.
pub async fn finish(database: &Database, run: &Run, now: Timestamp) -> Result<(), Fault> {
    update(database.connection(), run.id, import_run::Column::FinishedAt, Expr::value(now.as_microsecond())).await
}

/// Sets bad rows aside; those that a run cut off had set aside already stay as they are.
pub async fn quarantine(database: &Database, run: &Run, errors: &[RowError]) -> Result<(), Fault> {
    use import_quarantine::Column;
    if errors.is_empty() {
        return Ok(());
    }
    let rows = errors.iter().map(|error| import_quarantine::ActiveModel {
        run_id: Set(run.id),
        file_name: Set(error.file.clone()),
        line: Set(error.line as i64),
        reason: Set(error.reason.clone()),
        content: Set(error.content.clone()),
        ..Default::default()
    });
    let keep = OnConflict::columns([Column::RunId, Column::FileName, Column::Line]).do_nothing().to_owned();
    import_quarantine::Entity::insert_many(rows)
        .on_conflict(keep)
        .exec_without_returning(database.connection())
        .await
        .map_err(Fault::while_("setting bad rows aside"))?;
    Ok(())
}

async fn find(connection: &impl ConnectionTrait, identity: &Identity) -> Result<Option<import_run::Model>, Fault> {
    use import_run::Column;
    import_run::Entity::find()
        .filter(Column::Source.eq(&identity.source))
        .filter(Column::FileName.eq(&identity.file_name))
        .filter(Column::FileSha256.eq(&identity.file_sha256))
        .one(connection)
        .await
        .map_err(Fault::while_("looking for an earlier import"))
}

fn is_resumable(run: &import_run::Model, now: Timestamp) -> bool {
    let age = now.as_microsecond() - run.started_at;
    run.finished_at.is_none() && (0..=RESUME_SECONDS_MAX * 1_000_000).contains(&age)
}

async fn insert(connection: &impl ConnectionTrait, identity: &Identity, now: Timestamp) -> Result<i64, Fault> {
    let run = import_run::ActiveModel {
        source: Set(identity.source.clone()),
        file_name: Set(identity.file_name.clone()),
        file_sha256: Set(identity.file_sha256.clone()),
        started_at: Set(now.as_microsecond()),
        finished_at: Set(None),
        rows_applied: Set(0),
        ..Default::default()
    };
    let inserted = import_run::Entity::insert(run).exec(connection).await.map_err(Fault::while_("beginning an import"))?;
    Ok(inserted.last_insert_id)
}

async fn begin_anew(connection: &impl ConnectionTrait, id: i64, now: Timestamp) -> Result<(), Fault> {
    import_quarantine::Entity::delete_many()
        .filter(import_quarantine::Column::RunId.eq(id))
        .exec(connection)
        .await
        .map_err(Fault::while_("beginning an import anew"))?;
    import_run::Entity::update_many()
        .col_expr(import_run::Column::StartedAt, Expr::value(now.as_microsecond()))
        .col_expr(import_run::Column::FinishedAt, Expr::value(Option::<i64>::None))
        .col_expr(import_run::Column::RowsApplied, Expr::value(0_i64))
        .filter(import_run::Column::Id.eq(id))
        .exec(connection)
        .await
        .map_err(Fault::while_("beginning an import anew"))?;
    Ok(())
}

async fn update(connection: &impl ConnectionTrait, id: i64, column: import_run::Column, value: Expr) -> Result<(), Fault> {
    import_run::Entity::update_many()
        .col_expr(column, value)
        .filter(import_run::Column::Id.eq(id))
        .exec(connection)
        .await
        .map_err(Fault::while_("keeping how far an import came"))?;
    Ok(())
}
