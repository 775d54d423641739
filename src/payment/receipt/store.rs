//! Rows to values and back: receipts, the counters of their series, and the keys that sign them.

use receipt::{Digest, PublicKey, PublishedKey, Signed};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use vocabulary::{NoticeId, PaymentId, Timestamp};

use super::{
    super::rows::{receipt as row, receipt_key},
    rotating::KeyEnd,
};
use crate::platform::{
    database,
    fault::Fault,
    short_code::ShortCode,
    stored::{instant, parsed},
};

/// How many receipts one payment can have: a hundred notices, and as many receipts each as a hundred agencies take.
const OF_PAYMENT_MAX: u64 = 2_000;
/// How many keys there can be: one a year for a century.
const KEYS_MAX: u64 = 100;

/// A receipt that is kept.
#[derive(Clone, Debug)]
pub struct KeptReceipt {
    /// What is signed: a reprint is these bytes (row RCP-08).
    pub signed: Signed,
    /// By which it is found.
    pub code: ShortCode,
    /// Its series.
    pub series: String,
    /// Its number there.
    pub number: i64,
    /// When it was issued.
    pub issued_at: Timestamp,
}

#[derive(FromQueryResult)]
struct Next {
    number: i64,
    digest: Option<Vec<u8>>,
}

/// Takes the next number of a series, and the digest of the paper before: a row that is updated in the unit of work of the capture, so
/// that a number is taken back with it (row RCP-01).
pub async fn next(connection: &impl ConnectionTrait, series: &str) -> Result<(u32, Option<Digest>), Fault> {
    const DOING: &str = "taking the number of a receipt";
    let sql = "insert into payment_receipt_series (series, number) values ($1, 1) \
               on conflict (series) do update set number = payment_receipt_series.number + 1 returning number, digest";
    let taken: Vec<Next> = database::rows(connection, sql, [series.into()]).await.map_err(Fault::while_(DOING))?;
    let taken = taken.into_iter().next().ok_or_else(|| Fault::while_(DOING)(std::io::Error::other("no row came back")))?;
    let digest = taken.digest.map(|bytes| <[u8; 16]>::try_from(bytes.as_slice()).map(Digest::from_bytes)).transpose();
    let digest = digest.map_err(Fault::while_(DOING))?;
    Ok((u32::try_from(taken.number).map_err(Fault::while_(DOING))?, digest))
}

/// Keeps a receipt, and its digest for the one that follows.
pub async fn add(
    connection: &impl ConnectionTrait,
    (series, number): (&str, u32),
    (payment, notice): (PaymentId, NoticeId),
    signed: &Signed,
    code: &ShortCode,
    now: Timestamp,
) -> Result<(), Fault> {
    let row = row::ActiveModel {
        series: Set(series.to_owned()),
        number: Set(number.into()),
        payment_id: Set(payment.to_string()),
        notice_id: Set(notice.to_string()),
        code: Set(code.as_str().to_owned()),
        signed: Set(signed.bytes().to_vec()),
        issued_at: Set(now.as_microsecond()),
    };
    let added = row::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("keeping a receipt"))?;
    keep_digest(connection, (series, number.into()), signed).await
}

/// Keeps the digest of a paper for the one that follows in its series.
pub async fn keep_digest(connection: &impl ConnectionTrait, (series, number): (&str, i64), signed: &Signed) -> Result<(), Fault> {
    let statement = sea_orm::Statement::from_sql_and_values(
        connection.get_database_backend(),
        "update payment_receipt_series set digest = $1 where series = $2 and number = $3",
        [signed.digest().as_bytes().to_vec().into(), series.into(), number.into()],
    );
    connection.execute_raw(statement).await.map_err(Fault::while_("keeping the digest of a receipt"))?;
    Ok(())
}

fn read(row: row::Model) -> Result<KeptReceipt, Fault> {
    Ok(KeptReceipt {
        signed: Signed::unverified(&row.signed).map_err(Fault::while_("reading a receipt"))?,
        code: parsed("code", &row.code)?,
        series: row.series,
        number: row.number,
        issued_at: instant(row.issued_at)?,
    })
}

/// Reads the receipts of a payment.
pub async fn of_payment(connection: &impl ConnectionTrait, payment: PaymentId) -> Result<Vec<KeptReceipt>, Fault> {
    let rows = row::Entity::find()
        .filter(row::Column::PaymentId.eq(payment.to_string()))
        .order_by_asc(row::Column::Series)
        .order_by_asc(row::Column::Number)
        .limit(OF_PAYMENT_MAX)
        .all(connection)
        .await;
    rows.map_err(Fault::while_("reading the receipts of a payment"))?.into_iter().map(read).collect()
}

/// Finds a receipt by its code.
pub async fn by_code(connection: &impl ConnectionTrait, code: &ShortCode) -> Result<Option<KeptReceipt>, Fault> {
    let row = row::Entity::find().filter(row::Column::Code.eq(code.as_str())).one(connection).await;
    row.map_err(Fault::while_("looking up a receipt"))?.map(read).transpose()
}

/// Adds a key, once.
pub async fn add_key(connection: &impl ConnectionTrait, key: &PublishedKey) -> Result<(), Fault> {
    let row = receipt_key::ActiveModel {
        public: Set(key.public.to_string()),
        valid_from: Set(key.from.as_microsecond()),
        valid_until: Set(key.until.as_microsecond()),
        revoked_at: Set(None),
    };
    let once = OnConflict::column(receipt_key::Column::Public).do_nothing().to_owned();
    let added = receipt_key::Entity::insert(row).on_conflict(once).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding a key of receipts"))?;
    Ok(())
}

/// Ends the time of a key; false where there is none, or it came to that end before.
pub async fn end_key(connection: &impl ConnectionTrait, key: &PublicKey, end: KeyEnd, at: Timestamp) -> Result<bool, Fault> {
    use receipt_key::Column;
    let at = at.as_microsecond();
    let mut keys = receipt_key::Entity::update_many().filter(Column::Public.eq(key.to_string()));
    keys = match end {
        KeyEnd::Retired => {
            keys.col_expr(Column::ValidUntil, Expr::value(at)).filter(Column::ValidFrom.lt(at)).filter(Column::ValidUntil.gt(at))
        }
        KeyEnd::Revoked => keys.col_expr(Column::RevokedAt, Expr::value(at)).filter(Column::RevokedAt.is_null()),
    };
    let ended = keys.exec(connection).await.map_err(Fault::while_("ending the time of a key of receipts"))?;
    Ok(ended.rows_affected == 1)
}

/// Reads all keys that ever signed.
pub async fn keys(connection: &impl ConnectionTrait) -> Result<Vec<PublishedKey>, Fault> {
    let rows = receipt_key::Entity::find().order_by_asc(receipt_key::Column::ValidFrom).limit(KEYS_MAX).all(connection).await;
    let rows = rows.map_err(Fault::while_("reading the keys of receipts"))?;
    let key = |row: receipt_key::Model| {
        Ok(PublishedKey {
            public: parsed("public", &row.public)?,
            from: instant(row.valid_from)?,
            until: instant(row.valid_until)?,
            revoked_at: row.revoked_at.map(instant).transpose()?,
        })
    };
    rows.into_iter().map(key).collect()
}
