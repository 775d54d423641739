//! What guarantees secure.

use payment::account::{AccountReference, Reservation, TraderAccount};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use vocabulary::{Currency, Money, Timestamp};

use crate::{
    account::rows::reservation,
    platform::{
        database,
        fault::Fault,
        stored::{instant, parsed},
    },
};

/// What a guarantee secures, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptReservation {
    /// The sums.
    pub reservation: Reservation,
    /// By which account.
    pub account: AccountReference,
    /// The declaration or movement.
    pub secures: String,
    /// Since when.
    pub recorded_at: Timestamp,
}

/// Adds what a guarantee secures.
pub async fn add_reservation(connection: &impl ConnectionTrait, kept: &KeptReservation) -> Result<(), Fault> {
    let row = reservation::ActiveModel {
        id: Set(kept.reservation.id.clone()),
        account: Set(kept.account.to_string()),
        secures: Set(kept.secures.clone()),
        secured_minor: Set(kept.reservation.secured.minor),
        released_minor: Set(0),
        called_minor: Set(0),
        recorded_at: Set(kept.recorded_at.as_microsecond()),
    };
    let added = reservation::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding what a guarantee secures"))?;
    Ok(())
}

/// Says by which account something is secured.
pub async fn secured_by(connection: &impl ConnectionTrait, id: &str) -> Result<Option<AccountReference>, Fault> {
    let row = reservation::Entity::find_by_id(id.to_owned()).one(connection).await;
    let row = row.map_err(Fault::while_("looking up what is secured"))?;
    row.map(|row| parsed("account", &row.account)).transpose()
}

fn read_reservation(row: reservation::Model, currency: Currency) -> Result<KeptReservation, Fault> {
    Ok(KeptReservation {
        reservation: Reservation {
            id: row.id,
            secured: Money::new(row.secured_minor, currency),
            released_minor: row.released_minor,
            called_minor: row.called_minor,
        },
        account: parsed("account", &row.account)?,
        secures: row.secures,
        recorded_at: instant(row.recorded_at)?,
    })
}

/// Reads what is secured under a name, by an account that is locked.
pub async fn reservation(
    connection: &impl ConnectionTrait,
    id: &str,
    currency: Currency,
) -> Result<Option<KeptReservation>, Fault> {
    let row = reservation::Entity::find_by_id(id.to_owned()).one(connection).await;
    row.map_err(Fault::while_("reading what is secured"))?.map(|row| read_reservation(row, currency)).transpose()
}

/// Reads what an account secures before one of them, the newest first.
pub async fn reservations(
    connection: &impl ConnectionTrait,
    of: &TraderAccount,
    before: Option<&str>,
    most: usize,
) -> Result<Vec<KeptReservation>, Fault> {
    let mut found = reservation::Entity::find().filter(reservation::Column::Account.eq(of.terms.reference.to_string()));
    if let Some(before) = before {
        found = found.filter(reservation::Column::Id.lt(before));
    }
    let rows = found.order_by_desc(reservation::Column::Id).limit(most as u64).all(connection).await;
    let rows = rows.map_err(Fault::while_("reading what is secured"))?;
    rows.into_iter().map(|row| read_reservation(row, of.terms.currency)).collect()
}

/// Writes how much of what was secured was let go and taken.
pub async fn update_reservation(connection: &impl ConnectionTrait, value: &Reservation) -> Result<(), Fault> {
    reservation::Entity::update_many()
        .col_expr(reservation::Column::ReleasedMinor, Expr::value(value.released_minor))
        .col_expr(reservation::Column::CalledMinor, Expr::value(value.called_minor))
        .filter(reservation::Column::Id.eq(&value.id))
        .exec(connection)
        .await
        .map_err(Fault::while_("changing what is secured"))?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Left {
    account: String,
    minor: i64,
}

/// Adds up what each account still secures by what is kept of it.
pub async fn secured(connection: &impl ConnectionTrait) -> Result<Vec<(String, i64)>, Fault> {
    let sql = "select account, cast(sum(secured_minor - released_minor - called_minor) as bigint) as minor \
               from account_reservation group by account";
    let rows: Vec<Left> = database::rows(connection, sql, []).await.map_err(Fault::while_("adding up what is secured"))?;
    Ok(rows.into_iter().map(|row| (row.account, row.minor)).collect())
}
