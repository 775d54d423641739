//! The keys of payers: each begins one payment.

use payment::State;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{OnConflict, Query},
};
use vocabulary::{PaymentId, Timestamp};

use crate::{
    payment::rows::{key, payment as row},
    platform::{fault::Fault, stored::parsed},
};

/// Takes a key for a payment; nothing where it was taken before.
pub async fn take_key(
    connection: &impl ConnectionTrait,
    (key_hash, fingerprint): (&str, &str),
    id: PaymentId,
    now: Timestamp,
) -> Result<bool, Fault> {
    let row = key::ActiveModel {
        key_hash: Set(key_hash.to_owned()),
        fingerprint: Set(fingerprint.to_owned()),
        payment_id: Set(id.to_string()),
        recorded_at: Set(now.as_microsecond()),
    };
    let once = OnConflict::column(key::Column::KeyHash).do_nothing().to_owned();
    let added = key::Entity::insert(row).on_conflict(once).exec_without_returning(connection).await;
    Ok(added.map_err(Fault::while_("taking a key"))? > 0)
}

/// Finds what a key was used for: the payment, and the fingerprint of what was asked.
pub async fn known(connection: &impl ConnectionTrait, key_hash: &str) -> Result<Option<(PaymentId, String)>, Fault> {
    let row = key::Entity::find_by_id(key_hash.to_owned()).one(connection).await.map_err(Fault::while_("looking up a key"))?;
    row.map(|row| Ok((parsed("payment_id", &row.payment_id)?, row.fingerprint))).transpose()
}

/// Forgets keys that were used before an instant and whose payments are over; returns how many.
pub async fn forget_keys(connection: &impl ConnectionTrait, before: Timestamp) -> Result<u64, Fault> {
    let over = [State::Captured, State::Cancelled, State::Expired].map(State::as_str);
    let over_ids = Query::select().column(row::Column::Id).from(row::Entity).and_where(row::Column::State.is_in(over)).to_owned();
    let gone = key::Entity::delete_many()
        .filter(key::Column::RecordedAt.lt(before.as_microsecond()))
        .filter(key::Column::PaymentId.in_subquery(over_ids))
        .exec(connection)
        .await
        .map_err(Fault::while_("forgetting keys"))?;
    Ok(gone.rows_affected)
}
