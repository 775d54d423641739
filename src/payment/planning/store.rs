//! Rows to values and back: plans of parts, and which payments paid under one.

use payment::PlanOutcome;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use vocabulary::{NoticeId, PaymentId, PlanId, Timestamp};

use super::{KeptPlan, rows::plan};
use crate::platform::{
    database,
    fault::Fault,
    stored::{instant, parsed},
};

/// How long after a look at a plan that could not end somebody looks again.
const AGAIN_MICROSECONDS: i64 = 60_000_000;
/// How many payments of one plan are read: its parts, and what tellers took beside them.
const PAYERS_MAX: i64 = 1_000;

fn read(row: &plan::Model) -> Result<KeptPlan, Fault> {
    Ok(KeptPlan {
        id: parsed("id", &row.id)?,
        notice: parsed("notice_id", &row.notice_id)?,
        parts: serde_json::from_str(&row.parts).map_err(Fault::while_("reading a plan of parts"))?,
        until: instant(row.until)?,
        outcome: parsed("outcome", &row.outcome)?,
        planned_at: instant(row.recorded_at)?,
        ended_at: row.ended_at.map(instant).transpose()?,
    })
}

/// Adds a plan.
pub async fn add(connection: &impl ConnectionTrait, kept: &KeptPlan, (key_hash, fingerprint): (&str, &str)) -> Result<(), Fault> {
    let row = plan::ActiveModel {
        id: Set(kept.id.to_string()),
        notice_id: Set(kept.notice.to_string()),
        parts: Set(serde_json::to_string(&kept.parts).map_err(Fault::while_("writing a plan of parts"))?),
        until: Set(kept.until.as_microsecond()),
        outcome: Set(kept.outcome.to_string()),
        recorded_at: Set(kept.planned_at.as_microsecond()),
        ended_at: Set(None),
        due_at: Set(Some(kept.until.as_microsecond())),
        key_hash: Set(key_hash.to_owned()),
        fingerprint: Set(fingerprint.to_owned()),
    };
    let added = plan::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding a plan of parts"))?;
    Ok(())
}

/// Finds what a key was used for, and the fingerprint of what was asked.
pub async fn known(connection: &impl ConnectionTrait, key_hash: &str) -> Result<Option<(KeptPlan, String)>, Fault> {
    let row = plan::Entity::find().filter(plan::Column::KeyHash.eq(key_hash)).one(connection).await;
    let row = row.map_err(Fault::while_("looking up the key of a plan"))?;
    row.map(|row| Ok((read(&row)?, row.fingerprint.clone()))).transpose()
}

/// Reads a plan.
pub async fn find(connection: &impl ConnectionTrait, id: PlanId) -> Result<Option<KeptPlan>, Fault> {
    let row = plan::Entity::find_by_id(id.to_string()).one(connection).await;
    row.map_err(Fault::while_("reading a plan of parts"))?.as_ref().map(read).transpose()
}

/// Reads the plan of a notice that was made last.
pub async fn newest(connection: &impl ConnectionTrait, notice: NoticeId) -> Result<Option<KeptPlan>, Fault> {
    let row = plan::Entity::find()
        .filter(plan::Column::NoticeId.eq(notice.to_string()))
        .order_by_desc(plan::Column::RecordedAt)
        .order_by_desc(plan::Column::Id)
        .one(connection)
        .await;
    row.map_err(Fault::while_("reading the plan of a notice"))?.as_ref().map(read).transpose()
}

/// Notes what became of a plan.
pub async fn end(connection: &impl ConnectionTrait, id: PlanId, outcome: PlanOutcome, now: Timestamp) -> Result<(), Fault> {
    use plan::Column;
    plan::Entity::update_many()
        .col_expr(Column::Outcome, Expr::value(outcome.as_str()))
        .col_expr(Column::EndedAt, Expr::value(now.as_microsecond()))
        .col_expr(Column::DueAt, Expr::value(None::<i64>))
        .filter(Column::Id.eq(id.to_string()))
        .filter(Column::Outcome.eq(PlanOutcome::Open.as_str()))
        .exec(connection)
        .await
        .map_err(Fault::while_("ending a plan of parts"))?;
    Ok(())
}

/// Claims plans whose time is over: each for one server, until somebody looks again.
pub async fn claim_due(connection: &impl ConnectionTrait, now: Timestamp, most: u64) -> Result<Vec<PlanId>, Fault> {
    use plan::Column;
    let rows = plan::Entity::find()
        .filter(Column::DueAt.lte(now.as_microsecond()))
        .order_by_asc(Column::DueAt)
        .limit(most)
        .all(connection)
        .await
        .map_err(Fault::while_("reading which plans are over"))?;
    let mut claimed = Vec::with_capacity(rows.len());
    for row in &rows {
        let taken = plan::Entity::update_many()
            .col_expr(Column::DueAt, Expr::value(now.as_microsecond() + AGAIN_MICROSECONDS))
            .filter(Column::Id.eq(&row.id))
            .filter(Column::DueAt.eq(row.due_at))
            .exec(connection)
            .await
            .map_err(Fault::while_("claiming a plan that is over"))?;
        if taken.rows_affected == 1 {
            claimed.push(parsed("id", &row.id)?);
        }
    }
    Ok(claimed)
}

#[derive(FromQueryResult)]
struct Named {
    payment_id: String,
}

/// Names the payments that paid something of a notice under a plan, the newest first.
pub async fn payers(connection: &impl ConnectionTrait, plan: PlanId, notice: NoticeId) -> Result<Vec<PaymentId>, Fault> {
    let sql = "select s.payment_id from payment_share s join payment p on p.id = s.payment_id \
               where s.notice_id = $1 and s.plan_id = $2 and s.paid_minor > 0 order by p.opened_at desc, p.id desc limit $3";
    let rows: Vec<Named> =
        database::rows(connection, sql, [notice.to_string().into(), plan.to_string().into(), PAYERS_MAX.into()])
            .await
            .map_err(Fault::while_("reading who paid under a plan"))?;
    rows.iter().map(|row| parsed("payment_id", &row.payment_id)).collect()
}
