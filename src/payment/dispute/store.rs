//! Rows to values and back: disputes.

use payment::Dispute;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use vocabulary::{Money, PaymentId, Timestamp};

use super::{KeptDispute, rows::dispute as row};
use crate::platform::{
    fault::Fault,
    stored::{instant, parsed},
};

/// How many disputes of one payment are read.
const OF_PAYMENT_MAX: u64 = 100;

fn read(row: row::Model) -> Result<KeptDispute, Fault> {
    const DOING: &str = "reading a dispute";
    let currency = parsed("currency", &row.currency)?;
    let money = |minor: i64| Money::new(minor, currency);
    Ok(KeptDispute {
        id: parsed("id", &row.id)?,
        dispute: Dispute {
            reference: row.provider_reference,
            payment: parsed("payment_id", &row.payment_id)?,
            provider: row.provider,
            amount: money(row.amount_minor),
            state: parsed("state", &row.state)?,
            withdrawn: row.withdrawn_minor.map(money),
            reinstated: row.reinstated_minor.map(money),
        },
        sequence: u32::try_from(row.sequence).map_err(Fault::while_(DOING))?,
        taken_as: row.taken_as,
        parts: row.parts.as_deref().map(serde_json::from_str).transpose().map_err(Fault::while_(DOING))?.unwrap_or_default(),
        evidence_due_at: row.evidence_due_at.map(instant).transpose()?,
        opened_at: instant(row.opened_at)?,
        contradicted: row.contradicted,
    })
}

/// Adds a dispute that was opened.
pub async fn add(connection: &impl ConnectionTrait, kept: &KeptDispute) -> Result<(), Fault> {
    let value = &kept.dispute;
    let row = row::ActiveModel {
        id: Set(kept.id.to_string()),
        provider: Set(value.provider.clone()),
        provider_reference: Set(value.reference.clone()),
        payment_id: Set(value.payment.to_string()),
        taken_as: Set(kept.taken_as.clone()),
        state: Set(value.state.to_string()),
        sequence: Set(kept.sequence.into()),
        currency: Set(value.amount.currency.to_string()),
        amount_minor: Set(value.amount.minor),
        withdrawn_minor: Set(None),
        reinstated_minor: Set(None),
        evidence_due_at: Set(kept.evidence_due_at.map(Timestamp::as_microsecond)),
        parts: Set(None),
        opened_at: Set(kept.opened_at.as_microsecond()),
        contradicted: Set(false),
    };
    let added = row::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding a dispute"))?;
    Ok(())
}

/// Writes what a dispute is since its newest event, or since its provider said what cannot be.
pub async fn update(connection: &impl ConnectionTrait, kept: &KeptDispute) -> Result<(), Fault> {
    use row::Column;
    const DOING: &str = "changing a dispute";
    let value = &kept.dispute;
    row::Entity::update_many()
        .col_expr(Column::State, Expr::value(value.state.as_str()))
        .col_expr(Column::Sequence, Expr::value(i64::from(kept.sequence)))
        .col_expr(Column::WithdrawnMinor, Expr::value(value.withdrawn.map(|money| money.minor)))
        .col_expr(Column::ReinstatedMinor, Expr::value(value.reinstated.map(|money| money.minor)))
        .col_expr(Column::EvidenceDueAt, Expr::value(kept.evidence_due_at.map(Timestamp::as_microsecond)))
        .col_expr(Column::Parts, Expr::value(serde_json::to_string(&kept.parts).map_err(Fault::while_(DOING))?))
        .col_expr(Column::Contradicted, Expr::value(kept.contradicted))
        .filter(Column::Id.eq(kept.id.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_(DOING))?;
    Ok(())
}

/// Finds a dispute by what its provider calls it.
pub async fn named(connection: &impl ConnectionTrait, provider: &str, reference: &str) -> Result<Option<KeptDispute>, Fault> {
    let row = row::Entity::find()
        .filter(row::Column::Provider.eq(provider))
        .filter(row::Column::ProviderReference.eq(reference))
        .one(connection)
        .await;
    row.map_err(Fault::while_("looking up a dispute"))?.map(read).transpose()
}

/// Reads all disputes of a payment, the oldest first.
pub async fn of_payment(connection: &impl ConnectionTrait, payment: PaymentId) -> Result<Vec<KeptDispute>, Fault> {
    let rows = row::Entity::find()
        .filter(row::Column::PaymentId.eq(payment.to_string()))
        .order_by_asc(row::Column::OpenedAt)
        .limit(OF_PAYMENT_MAX)
        .all(connection)
        .await;
    rows.map_err(Fault::while_("reading the disputes of a payment"))?.into_iter().map(read).collect()
}

/// Reads the newest disputes.
pub async fn newest(connection: &impl ConnectionTrait, most: usize) -> Result<Vec<KeptDispute>, Fault> {
    let rows = row::Entity::find()
        .order_by_desc(row::Column::OpenedAt)
        .order_by_desc(row::Column::Id)
        .limit(most as u64)
        .all(connection)
        .await;
    rows.map_err(Fault::while_("reading disputes"))?.into_iter().map(read).collect()
}

/// Reads all disputes in the order of their names, after one of them.
pub async fn after(connection: &impl ConnectionTrait, last: Option<&str>, most: u64) -> Result<Vec<KeptDispute>, Fault> {
    let mut found = row::Entity::find();
    if let Some(last) = last {
        found = found.filter(row::Column::Id.gt(last));
    }
    let rows = found.order_by_asc(row::Column::Id).limit(most).all(connection).await;
    rows.map_err(Fault::while_("reading disputes"))?.into_iter().map(read).collect()
}
