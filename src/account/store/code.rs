//! The codes of guarantees, as hashes, and how often they were tried.

use jiff::SignedDuration;
use payment::account::AccountReference;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Value,
    sea_query::{Expr, OnConflict},
};
use vocabulary::Timestamp;

use crate::{
    account::rows::code,
    platform::{database, fault::Fault, stored::instant},
};

/// How often the code of a guarantee may be tried in an hour: five of a hundred million.
pub const TRIES_MAX: i64 = 5;
/// The hour.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// Keeps the hash of a code; the one before holds no more.
pub async fn put_code(
    connection: &impl ConnectionTrait,
    account: AccountReference,
    hash: String,
    now: Timestamp,
) -> Result<(), Fault> {
    let row =
        code::ActiveModel { account: Set(account.to_string()), hash: Set(hash), tries: Set(0), since: Set(now.as_microsecond()) };
    let newer = OnConflict::column(code::Column::Account)
        .update_columns([code::Column::Hash, code::Column::Tries, code::Column::Since])
        .to_owned();
    let kept = code::Entity::insert(row).on_conflict(newer).exec_without_returning(connection).await;
    kept.map_err(Fault::while_("keeping the code of a guarantee"))?;
    Ok(())
}

/// What came of taking a try.
#[derive(Debug)]
pub enum Try {
    /// The hash to compare with.
    Of(String),
    /// There were too many.
    TooMany {
        /// When the next may be taken.
        again_at: Timestamp,
    },
    /// There is no code.
    NoCode,
}

#[derive(FromQueryResult)]
struct Tried {
    hash: String,
}

/// Takes one try of a code before anything is compared. One statement, so that however many try at once, no more than [`TRIES_MAX`] an hour
/// succeed.
pub async fn take_try(connection: &impl ConnectionTrait, account: AccountReference, now: Timestamp) -> Result<Try, Fault> {
    const DOING: &str = "taking a try of a code";
    let begins_anew = now.saturating_sub(WINDOW).unwrap_or(Timestamp::MIN).as_microsecond();
    let sql = "update account_code set tries = case when since <= $2 then 1 else tries + 1 end, \
               since = case when since <= $2 then $3 else since end \
               where account = $1 and (tries < $4 or since <= $2) returning hash";
    let values: [Value; 4] = [account.to_string().into(), begins_anew.into(), now.as_microsecond().into(), TRIES_MAX.into()];
    let rows: Vec<Tried> = database::rows(connection, sql, values).await.map_err(Fault::while_(DOING))?;
    if let Some(row) = rows.into_iter().next() {
        return Ok(Try::Of(row.hash));
    }
    let row = code::Entity::find_by_id(account.to_string()).one(connection).await.map_err(Fault::while_(DOING))?;
    Ok(match row {
        Some(row) => Try::TooMany { again_at: instant(row.since)?.saturating_add(WINDOW).unwrap_or(Timestamp::MAX) },
        None => Try::NoCode,
    })
}

/// Gives all tries back after a right code.
pub async fn give_tries_back(connection: &impl ConnectionTrait, account: AccountReference) -> Result<(), Fault> {
    code::Entity::update_many()
        .col_expr(code::Column::Tries, Expr::value(0i64))
        .filter(code::Column::Account.eq(account.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("giving tries back"))?;
    Ok(())
}
