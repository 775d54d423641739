//! Rows to values and back: credit notes.

use receipt::Signed;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};
use vocabulary::{NoticeId, Timestamp};

use super::{Credit, CreditReason, rows::note as row};
use crate::{
    payment::receipt::{KeptReceipt, store},
    platform::{
        database,
        fault::Fault,
        short_code::ShortCode,
        stored::{instant, parsed},
    },
};

/// How many credit notes one repayment can have: one for each receipt of a payment.
const OF_CHILD_MAX: u64 = 2_000;

/// A credit note that is kept.
#[derive(Clone, Debug)]
pub struct KeptCreditNote {
    /// What is signed.
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

/// What went back of a receipt.
pub struct Gone {
    /// How much, in minor units.
    pub minor: i64,
    /// Whether a provider took some of it.
    pub is_reversed: bool,
    /// When the last of it went.
    pub last_at: Timestamp,
}

/// Keeps a credit note, and its digest for the one that follows.
pub async fn add(
    connection: &impl ConnectionTrait,
    (credit, notice, receipt): (&Credit<'_>, NoticeId, &KeptReceipt),
    (kept, minor): (&KeptCreditNote, i64),
) -> Result<(), Fault> {
    let row = row::ActiveModel {
        series: Set(kept.series.clone()),
        number: Set(kept.number),
        child_id: Set(credit.child.to_string()),
        payment_id: Set(credit.payment.to_string()),
        notice_id: Set(notice.to_string()),
        receipt_series: Set(receipt.series.clone()),
        receipt_number: Set(receipt.number),
        reason: Set(match credit.reason {
            CreditReason::Repaid => "repaid",
            CreditReason::Reversed => "reversed",
        }
        .to_owned()),
        amount_minor: Set(minor),
        code: Set(kept.code.as_str().to_owned()),
        signed: Set(kept.signed.bytes().to_vec()),
        issued_at: Set(kept.issued_at.as_microsecond()),
    };
    let added = row::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("keeping a credit note"))?;
    store::keep_digest(connection, (&kept.series, kept.number), &kept.signed).await
}

fn read(row: row::Model) -> Result<KeptCreditNote, Fault> {
    Ok(KeptCreditNote {
        signed: Signed::unverified(&row.signed).map_err(Fault::while_("reading a credit note"))?,
        code: parsed("code", &row.code)?,
        series: row.series,
        number: row.number,
        issued_at: instant(row.issued_at)?,
    })
}

/// Reads the credit notes of a repayment or a dispute.
pub async fn of_child(connection: &impl ConnectionTrait, child: &str) -> Result<Vec<KeptCreditNote>, Fault> {
    let rows = row::Entity::find()
        .filter(row::Column::ChildId.eq(child))
        .order_by_asc(row::Column::Series)
        .order_by_asc(row::Column::Number)
        .limit(OF_CHILD_MAX)
        .all(connection)
        .await;
    rows.map_err(Fault::while_("reading credit notes"))?.into_iter().map(read).collect()
}

/// Finds a credit note by its code.
pub async fn by_code(connection: &impl ConnectionTrait, code: &ShortCode) -> Result<Option<KeptCreditNote>, Fault> {
    let row = row::Entity::find().filter(row::Column::Code.eq(code.as_str())).one(connection).await;
    row.map_err(Fault::while_("looking up a credit note"))?.map(read).transpose()
}

/// Adds up what went back of a receipt; nothing where nothing did.
pub async fn gone_of(connection: &impl ConnectionTrait, receipt: &KeptReceipt) -> Result<Option<Gone>, Fault> {
    let rows = row::Entity::find()
        .filter(row::Column::ReceiptSeries.eq(receipt.series.clone()))
        .filter(row::Column::ReceiptNumber.eq(receipt.number))
        .limit(OF_CHILD_MAX)
        .all(connection)
        .await
        .map_err(Fault::while_("reading what went back of a receipt"))?;
    let Some(last) = rows.iter().map(|row| row.issued_at).max() else { return Ok(None) };
    Ok(Some(Gone {
        minor: rows.iter().map(|row| row.amount_minor).sum(),
        is_reversed: rows.iter().any(|row| row.reason == "reversed"),
        last_at: instant(last)?,
    }))
}

#[derive(FromQueryResult)]
struct GoneRow {
    signed: Vec<u8>,
    minor: i64,
    reversed: i64,
    last_at: i64,
}

/// Adds up what went back of each receipt of which something did, the newest first.
pub async fn gone_of_all(connection: &impl ConnectionTrait, most: usize) -> Result<Vec<(Signed, Gone)>, Fault> {
    const DOING: &str = "reading what went back of receipts";
    let sql = "select r.signed as signed, cast(sum(n.amount_minor) as bigint) as minor, \
               cast(max(case when n.reason = 'reversed' then 1 else 0 end) as bigint) as reversed, max(n.issued_at) as last_at \
               from payment_credit_note n \
               join payment_receipt r on r.series = n.receipt_series and r.number = n.receipt_number \
               group by r.series, r.number, r.signed order by max(n.issued_at) desc limit $1";
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows: Vec<GoneRow> = database::rows(connection, sql, [most.into()]).await.map_err(Fault::while_(DOING))?;
    let read = |row: GoneRow| {
        let gone = Gone { minor: row.minor, is_reversed: row.reversed == 1, last_at: instant(row.last_at)? };
        Ok((Signed::unverified(&row.signed).map_err(Fault::while_(DOING))?, gone))
    };
    rows.into_iter().map(read).collect()
}
