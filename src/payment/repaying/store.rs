//! Rows to values and back: repayments, and what there is to give back.

use jiff::SignedDuration;
use payment::{Asker, Portion, Repayment, RepaymentState, Source};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use serde::{Serialize, de::DeserializeOwned};
use vocabulary::{Currency, Money, PaymentId, RepaymentId, Timestamp};

use super::{KeptRepayment, rows::repayment as row};
use crate::platform::{
    database,
    fault::Fault,
    stored::{instant, parsed},
};

/// How many repayments of one payment are read: as many as there may be, and those that were refused.
const OF_PAYMENT_MAX: u64 = 1_000;
/// How long one server has for a repayment that it took up.
const LEASE: SignedDuration = SignedDuration::from_secs(15);

fn write<T: Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(Fault::while_("writing a repayment"))
}

fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(Fault::while_("reading a repayment"))
}

fn read(row: row::Model) -> Result<KeptRepayment, Fault> {
    const DOING: &str = "reading a repayment";
    Ok(KeptRepayment {
        repayment: Repayment {
            id: parsed("id", &row.id)?,
            payment: parsed("payment_id", &row.payment_id)?,
            amount: Money::new(row.amount_minor, parsed("currency", &row.currency)?),
            of: parsed("source", &row.source)?,
            requested_by: match row.requested_by.parse() {
                Ok(ordered) => Asker::Ordered(ordered),
                Err(_) => Asker::Person(parsed("requested_by", &row.requested_by)?),
            },
            state: parsed("state", &row.state)?,
            way: row.way.as_deref().map(from_text).transpose()?,
            approvals: u16::try_from(row.approvals).map_err(Fault::while_(DOING))?,
        },
        sequence: u32::try_from(row.sequence).map_err(Fault::while_(DOING))?,
        by_officer: row.by_officer,
        reason: row.reason,
        phone: row.phone,
        attempt: parsed("attempt_id", &row.attempt_id)?,
        provider: row.provider,
        taken_as: row.taken_as,
        asked: from_text(&row.asked_way)?,
        parts: from_text(&row.parts)?,
        provider_key: row.provider_key,
        provider_reference: row.provider_reference,
        submitted_at: row.submitted_at.map(instant).transpose()?,
        requested_at: instant(row.requested_at)?,
        looks: u32::try_from(row.looks).unwrap_or(u32::MAX),
        contradicted: row.contradicted,
    })
}

/// Adds a repayment that is asked for; nothing where its key was used meanwhile.
pub async fn add(
    connection: &impl ConnectionTrait,
    kept: &KeptRepayment,
    (key_hash, fingerprint): (&str, &str),
) -> Result<bool, Fault> {
    let value = &kept.repayment;
    let row = row::ActiveModel {
        id: Set(value.id.to_string()),
        payment_id: Set(value.payment.to_string()),
        state: Set(value.state.to_string()),
        sequence: Set(kept.sequence.into()),
        source: Set(value.of.to_string()),
        currency: Set(value.amount.currency.to_string()),
        amount_minor: Set(value.amount.minor),
        requested_by: Set(kept.asker()),
        by_officer: Set(kept.by_officer),
        reason: Set(kept.reason.clone()),
        phone: Set(kept.phone.clone()),
        attempt_id: Set(kept.attempt.to_string()),
        provider: Set(kept.provider.clone()),
        taken_as: Set(kept.taken_as.clone()),
        asked_way: Set(write(&kept.asked)?),
        way: Set(None),
        approvals: Set(0),
        parts: Set(write(&kept.parts)?),
        key_hash: Set(key_hash.to_owned()),
        fingerprint: Set(fingerprint.to_owned()),
        provider_key: Set(None),
        provider_reference: Set(None),
        submitted_at: Set(None),
        requested_at: Set(kept.requested_at.as_microsecond()),
        due_at: Set(None),
        looks: Set(0),
        contradicted: Set(false),
    };
    let once = OnConflict::column(row::Column::KeyHash).do_nothing().to_owned();
    let added = row::Entity::insert(row).on_conflict(once).exec_without_returning(connection).await;
    Ok(added.map_err(Fault::while_("adding a repayment"))? > 0)
}

/// Writes what a repayment is since its newest event, and when it is looked at next.
pub async fn update(connection: &impl ConnectionTrait, kept: &KeptRepayment, due_at: Option<Timestamp>) -> Result<(), Fault> {
    use row::Column;
    let value = &kept.repayment;
    row::Entity::update_many()
        .col_expr(Column::State, Expr::value(value.state.as_str()))
        .col_expr(Column::Sequence, Expr::value(i64::from(kept.sequence)))
        .col_expr(Column::Phone, Expr::value(kept.phone.clone()))
        .col_expr(Column::Way, Expr::value(value.way.as_ref().map(write).transpose()?))
        .col_expr(Column::Approvals, Expr::value(i64::from(value.approvals)))
        .col_expr(Column::ProviderKey, Expr::value(kept.provider_key.clone()))
        .col_expr(Column::ProviderReference, Expr::value(kept.provider_reference.clone()))
        .col_expr(Column::SubmittedAt, Expr::value(kept.submitted_at.map(Timestamp::as_microsecond)))
        .col_expr(Column::DueAt, Expr::value(due_at.map(Timestamp::as_microsecond)))
        .col_expr(Column::Looks, Expr::value(0i64))
        .filter(Column::Id.eq(value.id.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("changing a repayment"))?;
    Ok(())
}

/// Notes what a provider calls a repayment, and whether it contradicted what it had confirmed.
pub async fn note(connection: &impl ConnectionTrait, kept: &KeptRepayment) -> Result<(), Fault> {
    row::Entity::update_many()
        .col_expr(row::Column::ProviderReference, Expr::value(kept.provider_reference.clone()))
        .col_expr(row::Column::Contradicted, Expr::value(kept.contradicted))
        .filter(row::Column::Id.eq(kept.repayment.id.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting what a provider says of a repayment"))?;
    Ok(())
}

/// Reads a repayment.
pub async fn find(connection: &impl ConnectionTrait, id: RepaymentId) -> Result<Option<KeptRepayment>, Fault> {
    let row = row::Entity::find_by_id(id.to_string()).one(connection).await;
    row.map_err(Fault::while_("reading a repayment"))?.map(read).transpose()
}

/// Reads some repayments.
pub async fn some(connection: &impl ConnectionTrait, ids: &[RepaymentId]) -> Result<Vec<KeptRepayment>, Fault> {
    let rows = row::Entity::find().filter(row::Column::Id.is_in(ids.iter().map(ToString::to_string))).all(connection).await;
    rows.map_err(Fault::while_("reading repayments"))?.into_iter().map(read).collect()
}

/// Finds a repayment by what its provider calls it.
pub async fn named(connection: &impl ConnectionTrait, provider: &str, reference: &str) -> Result<Option<KeptRepayment>, Fault> {
    let row = row::Entity::find()
        .filter(row::Column::Provider.eq(provider))
        .filter(row::Column::ProviderReference.eq(reference))
        .one(connection)
        .await;
    row.map_err(Fault::while_("looking up a repayment"))?.map(read).transpose()
}

/// Finds what a key was used for, and the fingerprint of what was asked.
pub async fn known(connection: &impl ConnectionTrait, key_hash: &str) -> Result<Option<(KeptRepayment, String)>, Fault> {
    let row = row::Entity::find().filter(row::Column::KeyHash.eq(key_hash)).one(connection).await;
    let row = row.map_err(Fault::while_("looking up the key of a repayment"))?;
    row.map(|row| {
        let fingerprint = row.fingerprint.clone();
        Ok((read(row)?, fingerprint))
    })
    .transpose()
}

/// Reads all repayments of a payment, the oldest first.
pub async fn of_payment(connection: &impl ConnectionTrait, payment: PaymentId) -> Result<Vec<KeptRepayment>, Fault> {
    let rows = row::Entity::find()
        .filter(row::Column::PaymentId.eq(payment.to_string()))
        .order_by_asc(row::Column::RequestedAt)
        .order_by_asc(row::Column::Id)
        .limit(OF_PAYMENT_MAX)
        .all(connection)
        .await;
    rows.map_err(Fault::while_("reading the repayments of a payment"))?.into_iter().map(read).collect()
}

/// Reads repayments that stand at one of some states, the oldest first.
pub async fn at(connection: &impl ConnectionTrait, states: &[RepaymentState], most: usize) -> Result<Vec<KeptRepayment>, Fault> {
    let rows = row::Entity::find()
        .filter(row::Column::State.is_in(states.iter().map(|state| state.as_str())))
        .order_by_asc(row::Column::RequestedAt)
        .order_by_asc(row::Column::Id)
        .limit(most as u64)
        .all(connection)
        .await;
    rows.map_err(Fault::while_("reading repayments"))?.into_iter().map(read).collect()
}

/// Reads all repayments in the order of their names, after one of them.
pub async fn after(connection: &impl ConnectionTrait, last: Option<RepaymentId>, most: u64) -> Result<Vec<KeptRepayment>, Fault> {
    let mut found = row::Entity::find();
    if let Some(last) = last {
        found = found.filter(row::Column::Id.gt(last.to_string()));
    }
    let rows = found.order_by_asc(row::Column::Id).limit(most).all(connection).await;
    rows.map_err(Fault::while_("reading repayments"))?.into_iter().map(read).collect()
}

/// Claims what is to be looked at now: each for one server, which has fifteen seconds for it.
pub async fn claim_due(connection: &impl ConnectionTrait, now: Timestamp, most: u64) -> Result<Vec<KeptRepayment>, Fault> {
    const DOING: &str = "claiming repayments that are due";
    let until = now.checked_add(LEASE).map_err(Fault::while_(DOING))?;
    let rows: Vec<row::Model> =
        database::claim_due(connection, "payment_repayment", (now, until), most).await.map_err(Fault::while_(DOING))?;
    let claimed = rows.into_iter().map(read);
    claimed.map(|kept| kept.map(|kept| KeptRepayment { looks: kept.looks.saturating_add(1), ..kept })).collect()
}

/// Says when a repayment is looked at next and how often it was, unless something happened to it meanwhile.
pub async fn postpone(connection: &impl ConnectionTrait, kept: &KeptRepayment, due_at: Timestamp) -> Result<(), Fault> {
    use row::Column;
    row::Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(due_at.as_microsecond()))
        .col_expr(Column::Looks, Expr::value(i64::from(kept.looks)))
        .filter(Column::Id.eq(kept.repayment.id.to_string()))
        .filter(Column::Sequence.eq(i64::from(kept.sequence)))
        .exec(connection)
        .await
        .map_err(Fault::while_("putting off a repayment"))?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Sum {
    minor: i64,
}

/// Returns what came in with a payment: for charges, or for nothing, as the ledger has it.
pub async fn received(
    connection: &impl ConnectionTrait,
    payment: PaymentId,
    (of, currency): (Source, Currency),
) -> Result<Money, Fault> {
    const DOING: &str = "adding up what may be given back";
    let sums: Vec<Sum> = match of {
        Source::Charges => {
            let sql = "select cast(coalesce(sum(paid_minor), 0) as bigint) as minor from payment_share where payment_id = $1";
            database::rows(connection, sql, [payment.to_string().into()]).await
        }
        Source::Unallocated => {
            let sql = "select cast(coalesce(sum(case g.side when 'credit' then g.minor else -g.minor end), 0) as bigint) as minor \
                       from ledger_posting g join ledger_entry n on n.id = g.entry_id where n.payment_id = $1 and n.layer = 'posted' \
                       and g.account = 2300 and n.currency = $2 and n.rule in ('LED-08', 'LED-13', 'LED-14')";
            database::rows(connection, sql, [payment.to_string().into(), currency.to_string().into()]).await
        }
    }
    .map_err(Fault::while_(DOING))?;
    Ok(Money::new(sums.first().map_or(0, |sum| sum.minor), currency))
}

/// Money that nobody asked for, of one payment in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The payment that it came with.
    pub payment: PaymentId,
    /// How much of it nobody asked to be given back yet.
    pub left: Money,
}

#[derive(FromQueryResult)]
struct WaitingRow {
    payment_id: String,
    currency: String,
    minor: i64,
}

/// Reads which money nobody asked for and nobody gives back yet, the oldest first; none of payments about which officers still decide.
pub async fn waiting(connection: &impl ConnectionTrait, most: usize) -> Result<Vec<Waiting>, Fault> {
    let sql = "select w.payment_id, w.currency, w.minor from ( \
                 select n.payment_id, n.currency, min(n.recorded_at) as since, \
                   cast(sum(case g.side when 'credit' then g.minor else -g.minor end) - coalesce((select sum(r.amount_minor) \
                     from payment_repayment r where r.payment_id = n.payment_id and r.currency = n.currency \
                     and r.source = 'unallocated' and r.state = 'requested'), 0) as bigint) as minor \
                 from ledger_posting g join ledger_entry n on n.id = g.entry_id \
                 where g.account = 2300 and g.account_of = '' and n.layer = 'posted' and n.payment_id is not null \
                 group by n.payment_id, n.currency) w \
               join payment p on p.id = w.payment_id where w.minor > 0 and p.state <> 'conflicted' order by w.since, w.payment_id limit $1";
    let rows: Vec<WaitingRow> = database::rows(connection, sql, [i64::try_from(most).unwrap_or(i64::MAX).into()])
        .await
        .map_err(Fault::while_("reading what waits to be given back"))?;
    let read = |row: WaitingRow| {
        let left = Money::new(row.minor, parsed("currency", &row.currency)?);
        Ok(Waiting { payment: parsed("payment_id", &row.payment_id)?, left })
    };
    rows.into_iter().map(read).collect()
}

#[derive(FromQueryResult)]
struct PaidParts {
    notice_id: String,
    paid_minor: i64,
    paid_parts: Option<String>,
}

/// Returns what a payment paid of each charge; of payments that were made before that was written down, nothing.
pub async fn paid(connection: &impl ConnectionTrait, payment: PaymentId) -> Result<Vec<Portion>, Fault> {
    let sql = "select notice_id, paid_minor, paid_parts from payment_share where payment_id = $1 order by notice_id";
    let rows: Vec<PaidParts> = database::rows(connection, sql, [payment.to_string().into()])
        .await
        .map_err(Fault::while_("reading what a payment paid"))?;
    let mut portions = Vec::new();
    for row in rows.into_iter().filter(|row| row.paid_minor > 0) {
        let parts = row.paid_parts.as_deref().map(from_text).transpose()?.unwrap_or_default();
        portions.push(Portion { notice: parsed("notice_id", &row.notice_id)?, parts });
    }
    Ok(portions)
}
