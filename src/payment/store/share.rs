//! What payments pay of each notice, and which notices they keep from others meanwhile.

use payment::{Allocation, Share};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement,
    sea_query::{Expr, OnConflict},
};
use vocabulary::{NoticeId, PaymentId, PlanId};

use super::write;
use crate::{
    payment::{notice, rows::share},
    platform::{fault::Fault, stored::parsed},
};

/// Adds what a payment pays of each notice. Nothing of it is added where another payment of one of them is under way.
pub async fn add_shares(connection: &impl ConnectionTrait, id: PaymentId, over: &[Share]) -> Result<Option<NoticeId>, Fault> {
    for part in over {
        let row = row(id, part, true);
        // The index lets one live payment a notice through (row INV-09); what it refuses is not added.
        let once = OnConflict::new().do_nothing().to_owned();
        let added = share::Entity::insert(row).on_conflict(once).exec_without_returning(connection).await;
        if added.map_err(Fault::while_("reserving a notice"))? == 0 {
            return Ok(Some(part.notice));
        }
    }
    Ok(None)
}

/// Adds what arrived for a notice, and keeps it from nobody.
pub async fn add_arrived_share(connection: &impl ConnectionTrait, id: PaymentId, part: &Share) -> Result<(), Fault> {
    let row = row(id, part, false);
    let added = share::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("noting what arrived for a notice"))?;
    Ok(())
}

/// Frees the notices of a payment that is over.
pub async fn free_shares(connection: &impl ConnectionTrait, id: PaymentId) -> Result<(), Fault> {
    share::Entity::update_many()
        .col_expr(share::Column::IsLive, Expr::value(false))
        .filter(share::Column::PaymentId.eq(id.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("freeing the notices of a payment"))?;
    Ok(())
}

/// Notes what a payment paid of each charge of a notice, and under which plan of parts it did.
pub async fn pay_share(
    connection: &impl ConnectionTrait,
    id: PaymentId,
    (notice, parts): (NoticeId, &[Allocation]),
    plan: Option<PlanId>,
) -> Result<(), Fault> {
    let statement = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "update payment_share set paid_minor = paid_minor + $1, paid_parts = $2, plan_id = $3 where payment_id = $4 and notice_id = $5",
        [
            notice::sum(parts).into(),
            write(&parts)?.into(),
            plan.map(|plan| plan.to_string()).into(),
            id.to_string().into(),
            notice.to_string().into(),
        ],
    );
    connection.execute_raw(statement).await.map_err(Fault::while_("noting what a payment paid"))?;
    Ok(())
}

/// Finds the payment that keeps a notice.
pub async fn live_of(connection: &impl ConnectionTrait, notice: NoticeId) -> Result<Option<PaymentId>, Fault> {
    let row = share::Entity::find()
        .filter(share::Column::NoticeId.eq(notice.to_string()))
        .filter(share::Column::IsLive.eq(true))
        .one(connection)
        .await
        .map_err(Fault::while_("looking up who pays a notice"))?;
    row.map(|row| parsed("payment_id", &row.payment_id)).transpose()
}

fn row(id: PaymentId, part: &Share, is_live: bool) -> share::ActiveModel {
    share::ActiveModel {
        payment_id: Set(id.to_string()),
        notice_id: Set(part.notice.to_string()),
        version: Set(part.version.into()),
        minor: Set(part.minor),
        is_live: Set(is_live),
        paid_minor: Set(0),
        plan_id: Set(None),
    }
}
