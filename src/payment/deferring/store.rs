//! Rows to values and back: what was put off, and the statements that demand it.

use payment::account::AccountReference;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use vocabulary::{Date, Money, NoticeId, PaymentId, Timestamp};

use super::{
    KeptStatement,
    rows::{deferral, statement},
};
use crate::{
    payment::notice,
    platform::{
        database,
        fault::Fault,
        stored::{instant, parsed},
    },
};

/// Something that was put off.
#[derive(Clone, Debug)]
pub struct Deferral {
    /// The payment.
    pub payment: PaymentId,
    /// By which account.
    pub account: AccountReference,
    /// How much.
    pub amount: Money,
    /// When.
    pub at: Timestamp,
}

fn read(row: &deferral::Model) -> Result<Deferral, Fault> {
    Ok(Deferral {
        payment: parsed("payment_id", &row.payment_id)?,
        account: parsed("account", &row.account)?,
        amount: Money::new(row.minor, parsed("currency", &row.currency)?),
        at: instant(row.deferred_at)?,
    })
}

/// Adds something that is put off.
pub async fn add(connection: &impl ConnectionTrait, value: &Deferral) -> Result<(), Fault> {
    let row = deferral::ActiveModel {
        payment_id: Set(value.payment.to_string()),
        account: Set(value.account.to_string()),
        currency: Set(value.amount.currency.to_string()),
        minor: Set(value.amount.minor),
        statement_id: Set(None),
        deferred_at: Set(value.at.as_microsecond()),
        settled_at: Set(None),
    };
    let added = deferral::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("noting what is put off"))?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Named {
    id: String,
}

async fn names(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = sea_orm::Value>,
) -> Result<Vec<String>, Fault> {
    let rows: Vec<Named> = database::rows(connection, sql, values).await.map_err(Fault::while_("reading what is put off"))?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Says whether something of a notice is put off and not settled.
pub async fn is_of_notice(connection: &impl ConnectionTrait, notice: NoticeId) -> Result<bool, Fault> {
    let sql = "select d.payment_id as id from payment_deferral d join payment_share s on s.payment_id = d.payment_id \
               where s.notice_id = $1 and d.settled_at is null limit 1";
    Ok(!names(connection, sql, [notice.to_string().into()]).await?.is_empty())
}

/// Says whether a payment is put off and not settled.
pub async fn is_unsettled(connection: &impl ConnectionTrait, payment: PaymentId) -> Result<bool, Fault> {
    let row = deferral::Entity::find_by_id(payment.to_string()).one(connection).await;
    let row = row.map_err(Fault::while_("reading what is put off"))?;
    Ok(row.is_some_and(|row| row.settled_at.is_none()))
}

/// Names accounts by which something was put off before an instant that no statement demands yet.
pub async fn unstated(connection: &impl ConnectionTrait, before: Timestamp, most: i64) -> Result<Vec<AccountReference>, Fault> {
    let sql = "select distinct account as id from payment_deferral where statement_id is null and deferred_at < $1 limit $2";
    let found = names(connection, sql, [before.as_microsecond().into(), most.into()]).await?;
    found.iter().map(|account| parsed("account", account)).collect()
}

/// Reads what was put off by an account before an instant and no statement demands yet, the oldest first.
pub async fn unstated_of(
    connection: &impl ConnectionTrait,
    account: AccountReference,
    before: Timestamp,
    most: u64,
) -> Result<Vec<Deferral>, Fault> {
    let rows = deferral::Entity::find()
        .filter(deferral::Column::Account.eq(account.to_string()))
        .filter(deferral::Column::StatementId.is_null())
        .filter(deferral::Column::DeferredAt.lt(before.as_microsecond()))
        .order_by_asc(deferral::Column::DeferredAt)
        .order_by_asc(deferral::Column::PaymentId)
        .limit(most)
        .all(connection)
        .await
        .map_err(Fault::while_("reading what is put off"))?;
    rows.iter().map(read).collect()
}

/// Puts something on a statement.
pub async fn state(connection: &impl ConnectionTrait, payment: PaymentId, statement: NoticeId) -> Result<(), Fault> {
    deferral::Entity::update_many()
        .col_expr(deferral::Column::StatementId, Expr::value(statement.to_string()))
        .filter(deferral::Column::PaymentId.eq(payment.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("stating what was put off"))?;
    Ok(())
}

/// Adds a statement.
pub async fn add_statement(
    connection: &impl ConnectionTrait,
    notice: NoticeId,
    (account, month): (AccountReference, Date),
    now: Timestamp,
) -> Result<(), Fault> {
    let row = statement::ActiveModel {
        notice_id: Set(notice.to_string()),
        account: Set(account.to_string()),
        month: Set(month.to_string()),
        closed_at: Set(now.as_microsecond()),
        overdue_at: Set(None),
    };
    let added = statement::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding a statement"))?;
    Ok(())
}

/// Names what is put off to statements that are paid, and not settled yet.
pub async fn to_settle(connection: &impl ConnectionTrait, most: i64) -> Result<Vec<PaymentId>, Fault> {
    let sql = "select d.payment_id as id from payment_deferral d join payment_notice n on n.id = d.statement_id \
               where d.settled_at is null and n.state = 'paid' order by d.deferred_at limit $1";
    let found = names(connection, sql, [most.into()]).await?;
    found.iter().map(|id| parsed("payment_id", id)).collect()
}

/// Settles something, and returns it; nothing where somebody was quicker.
pub async fn settle(connection: &impl ConnectionTrait, payment: PaymentId, now: Timestamp) -> Result<Option<Deferral>, Fault> {
    const DOING: &str = "settling what was put off";
    let settled = deferral::Entity::update_many()
        .col_expr(deferral::Column::SettledAt, Expr::value(now.as_microsecond()))
        .filter(deferral::Column::PaymentId.eq(payment.to_string()))
        .filter(deferral::Column::SettledAt.is_null())
        .exec(connection)
        .await
        .map_err(Fault::while_(DOING))?;
    if settled.rows_affected == 0 {
        return Ok(None);
    }
    let row = deferral::Entity::find_by_id(payment.to_string()).one(connection).await.map_err(Fault::while_(DOING))?;
    row.as_ref().map(read).transpose()
}

/// Names statements that were not paid on their due day, of which nobody was told yet.
pub async fn to_warn(connection: &impl ConnectionTrait, today: Date, most: i64) -> Result<Vec<NoticeId>, Fault> {
    let sql = "select s.notice_id as id from payment_deferment_statement s join payment_notice n on n.id = s.notice_id \
               where s.overdue_at is null and n.state in ('open', 'partially-paid', 'reopened') and n.due_on < $1 limit $2";
    let found = names(connection, sql, [today.to_string().into(), most.into()]).await?;
    found.iter().map(|id| parsed("notice_id", id)).collect()
}

/// Notes that a statement is overdue; says whether it was not noted before.
pub async fn fall_overdue(connection: &impl ConnectionTrait, notice: NoticeId, now: Timestamp) -> Result<bool, Fault> {
    let noted = statement::Entity::update_many()
        .col_expr(statement::Column::OverdueAt, Expr::value(now.as_microsecond()))
        .filter(statement::Column::NoticeId.eq(notice.to_string()))
        .filter(statement::Column::OverdueAt.is_null())
        .exec(connection)
        .await
        .map_err(Fault::while_("noting that a statement is overdue"))?;
    Ok(noted.rows_affected > 0)
}

async fn shown(connection: &impl ConnectionTrait, rows: Vec<statement::Model>) -> Result<Vec<KeptStatement>, Fault> {
    let mut ids = Vec::with_capacity(rows.len());
    for row in &rows {
        ids.push(parsed::<NoticeId>("notice_id", &row.notice_id)?);
    }
    let notices = notice::store::some(connection, &ids).await?;
    let mut all = Vec::with_capacity(rows.len());
    for (id, row) in ids.iter().zip(&rows) {
        let Some(issued) = notices.iter().find(|issued| issued.notice.id == *id) else { continue };
        all.push(KeptStatement {
            issued: issued.clone(),
            account: parsed("account", &row.account)?,
            month: parsed("month", &row.month)?,
            closed_at: instant(row.closed_at)?,
            overdue_at: row.overdue_at.map(instant).transpose()?,
        });
    }
    Ok(all)
}

/// Reads a statement.
pub async fn statement(connection: &impl ConnectionTrait, notice: NoticeId) -> Result<Option<KeptStatement>, Fault> {
    let row = statement::Entity::find_by_id(notice.to_string()).one(connection).await;
    let row = row.map_err(Fault::while_("reading a statement"))?;
    Ok(shown(connection, row.into_iter().collect()).await?.pop())
}

/// Reads the statements of an account, the newest first.
pub async fn statements_of(
    connection: &impl ConnectionTrait,
    account: AccountReference,
    most: usize,
) -> Result<Vec<KeptStatement>, Fault> {
    let rows = statement::Entity::find()
        .filter(statement::Column::Account.eq(account.to_string()))
        .order_by_desc(statement::Column::Month)
        .order_by_desc(statement::Column::ClosedAt)
        .limit(most as u64)
        .all(connection)
        .await
        .map_err(Fault::while_("reading statements"))?;
    shown(connection, rows).await
}

/// Reads statements that are overdue and not paid, the oldest first.
pub async fn overdue(connection: &impl ConnectionTrait, most: usize) -> Result<Vec<KeptStatement>, Fault> {
    let sql = "select s.notice_id as id from payment_deferment_statement s join payment_notice n on n.id = s.notice_id \
               where s.overdue_at is not null and n.state in ('open', 'partially-paid', 'reopened') \
               order by s.overdue_at, s.notice_id limit $1";
    let found = names(connection, sql, [i64::try_from(most).unwrap_or(i64::MAX).into()]).await?;
    let rows = statement::Entity::find()
        .filter(statement::Column::NoticeId.is_in(found))
        .order_by_asc(statement::Column::OverdueAt)
        .all(connection)
        .await
        .map_err(Fault::while_("reading statements"))?;
    shown(connection, rows).await
}

/// What an account has put off and not settled, in minor units.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct PutOff {
    /// The account.
    pub account: String,
    /// What no statement demands yet.
    pub unstated: i64,
    /// What a statement demands that is not paid or not settled yet.
    pub stated: i64,
}

/// Adds up what accounts have put off and not settled.
pub async fn put_off(connection: &impl ConnectionTrait) -> Result<Vec<PutOff>, Fault> {
    let sql = "select account, cast(sum(case when statement_id is null then minor else 0 end) as bigint) as unstated, \
               cast(sum(case when statement_id is null then 0 else minor end) as bigint) as stated \
               from payment_deferral where settled_at is null group by account";
    database::rows(connection, sql, []).await.map_err(Fault::while_("adding up what is put off"))
}
