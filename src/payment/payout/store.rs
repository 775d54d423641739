//! Rows to values and back: payouts.

use payment::Payout;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use vocabulary::{Money, Timestamp};

use super::{KeptPayout, rows::payout as row};
use crate::platform::{
    fault::Fault,
    stored::{instant, parsed},
};

fn read(row: row::Model) -> Result<KeptPayout, Fault> {
    Ok(KeptPayout {
        id: row.id,
        payout: Payout {
            reference: row.provider_reference,
            provider: row.provider,
            bank: row.bank,
            net: Money::new(row.net_minor, parsed("currency", &row.currency)?),
            state: parsed("state", &row.state)?,
        },
        sequence: u32::try_from(row.sequence).map_err(Fault::while_("reading a payout"))?,
        arrives_at: row.arrives_at.map(instant).transpose()?,
        announced_at: instant(row.announced_at)?,
        contradicted: row.contradicted,
    })
}

/// Adds a payout that was announced.
pub async fn add(connection: &impl ConnectionTrait, kept: &KeptPayout) -> Result<(), Fault> {
    let value = &kept.payout;
    let row = row::ActiveModel {
        id: Set(kept.id.clone()),
        provider: Set(value.provider.clone()),
        provider_reference: Set(value.reference.clone()),
        bank: Set(value.bank.clone()),
        state: Set(value.state.to_string()),
        sequence: Set(kept.sequence.into()),
        currency: Set(value.net.currency.to_string()),
        net_minor: Set(value.net.minor),
        arrives_at: Set(kept.arrives_at.map(Timestamp::as_microsecond)),
        announced_at: Set(kept.announced_at.as_microsecond()),
        contradicted: Set(false),
    };
    let added = row::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding a payout"))?;
    Ok(())
}

/// Writes where a payout stands since its newest event, or since its provider said what cannot be.
pub async fn update(connection: &impl ConnectionTrait, kept: &KeptPayout) -> Result<(), Fault> {
    use row::Column;
    row::Entity::update_many()
        .col_expr(Column::State, Expr::value(kept.payout.state.as_str()))
        .col_expr(Column::Sequence, Expr::value(i64::from(kept.sequence)))
        .col_expr(Column::ArrivesAt, Expr::value(kept.arrives_at.map(Timestamp::as_microsecond)))
        .col_expr(Column::Contradicted, Expr::value(kept.contradicted))
        .filter(Column::Id.eq(&kept.id))
        .exec(connection)
        .await
        .map_err(Fault::while_("changing a payout"))?;
    Ok(())
}

/// Reads a payout by what its provider calls it, and keeps others from changing it until the unit of work is over.
pub async fn lock(connection: &impl ConnectionTrait, provider: &str, reference: &str) -> Result<Option<KeptPayout>, Fault> {
    let row = row::Entity::find()
        .filter(row::Column::Provider.eq(provider))
        .filter(row::Column::ProviderReference.eq(reference))
        .lock_exclusive()
        .one(connection)
        .await;
    row.map_err(Fault::while_("looking up a payout"))?.map(read).transpose()
}

/// Reads the newest payouts.
pub async fn newest(connection: &impl ConnectionTrait, most: usize) -> Result<Vec<KeptPayout>, Fault> {
    let rows = row::Entity::find()
        .order_by_desc(row::Column::AnnouncedAt)
        .order_by_desc(row::Column::Id)
        .limit(most as u64)
        .all(connection)
        .await;
    rows.map_err(Fault::while_("reading payouts"))?.into_iter().map(read).collect()
}
