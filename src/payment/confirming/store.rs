//! Rows to values and back: confirmations, by the digest of who confirmed what.

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, sea_query::OnConflict};
use vocabulary::{PaymentId, Timestamp};

use super::rows::confirmation::{self as row, Column};
use crate::platform::{database, fault::Fault, stored::instant};

/// Keeps a confirmation, in the place of one of the same terms that is over or used.
pub async fn keep(
    connection: &impl ConnectionTrait,
    terms: [u8; 32],
    means: &str,
    (now, until): (Timestamp, Timestamp),
) -> Result<(), Fault> {
    let value = row::ActiveModel {
        terms: Set(hex::encode(terms)),
        means: Set(means.to_owned()),
        confirmed_at: Set(now.as_microsecond()),
        expires_at: Set(until.as_microsecond()),
        payment_id: Set(None),
    };
    let anew = OnConflict::column(Column::Terms)
        .update_columns([Column::Means, Column::ConfirmedAt, Column::ExpiresAt, Column::PaymentId])
        .to_owned();
    let kept = row::Entity::insert(value).on_conflict(anew).exec_without_returning(connection).await;
    kept.map(drop).map_err(Fault::while_("keeping the confirmation of a payment"))
}

/// Says until when a confirmation holds that was not used; nothing where there is none.
pub async fn standing(connection: &impl ConnectionTrait, terms: [u8; 32], now: Timestamp) -> Result<Option<Timestamp>, Fault> {
    let found = row::Entity::find_by_id(hex::encode(terms))
        .filter(Column::PaymentId.is_null())
        .filter(Column::ExpiresAt.gt(now.as_microsecond()))
        .one(connection)
        .await
        .map_err(Fault::while_("looking for the confirmation of a payment"))?;
    found.map(|row| instant(row.expires_at)).transpose()
}

#[derive(FromQueryResult)]
struct Means {
    means: String,
}

/// Uses a confirmation up for a payment, and returns by what it was confirmed; nothing where there is none.
pub async fn use_up(
    unit: &impl ConnectionTrait,
    terms: [u8; 32],
    payment: PaymentId,
    now: Timestamp,
) -> Result<Option<String>, Fault> {
    let sql = "update payment_confirmation set payment_id = $1 where terms = $2 and payment_id is null and expires_at > $3 \
               returning means";
    let values = [payment.to_string().into(), hex::encode(terms).into(), now.as_microsecond().into()];
    let used: Vec<Means> =
        database::rows(unit, sql, values).await.map_err(Fault::while_("using the confirmation of a payment"))?;
    Ok(used.into_iter().next().map(|used| used.means))
}

/// Forgets confirmations that ended before an instant, used or not.
pub async fn forget(connection: &impl ConnectionTrait, before: Timestamp) -> Result<u64, Fault> {
    let gone = row::Entity::delete_many().filter(Column::ExpiresAt.lt(before.as_microsecond())).exec(connection).await;
    Ok(gone.map_err(Fault::while_("forgetting confirmations of payments"))?.rows_affected)
}
