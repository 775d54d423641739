//! Rows to values and back: payments, and beside them what belongs to each: its events, what it pays of each notice, its attempts, their evidence,
//! and the keys of payers.

mod attempt;
mod event;
mod evidence;
mod key;
mod share;

use std::collections::BTreeSet;

use jiff::SignedDuration;
use payment::{Attempt, Payment, Share, State};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use serde::{Deserialize, Serialize};
use vocabulary::{Money, PaymentId, Timestamp};

pub use self::{
    attempt::{Handover, add_attempt, attempt, forget_handovers, hand_over, name_attempt, named, taken_as},
    event::{append, declines, events},
    evidence::{Source, add_evidence},
    key::{forget_keys, known, take_key},
    share::{add_arrived_share, add_shares, free_shares, live_of, pay_share},
};
use super::rows::payment as row;
use crate::{
    identity::Subject,
    mandate::Party,
    platform::{
        database,
        fault::Fault,
        stored::{instant, parsed},
    },
};

/// How long one server has for a payment that it took up.
const LEASE: SignedDuration = SignedDuration::from_secs(15);

/// A payment, and what only the server needs to know of it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The payment.
    pub payment: Payment,
    /// How often it was looked at since something happened.
    pub looks: u32,
}

/// A payment as it is written: all that its events say.
#[derive(Serialize, Deserialize)]
struct Body {
    over: Vec<Share>,
    capture: payment::CaptureMode,
    live: bool,
    touched_at: Timestamp,
    attempts: Vec<Attempt>,
    captured: Option<Money>,
    captured_at: Option<Timestamp>,
    is_late: bool,
}

fn write<T: Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(Fault::while_("writing a payment"))
}

fn from_text<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(Fault::while_("reading a payment"))
}

fn body(value: &Payment) -> Result<String, Fault> {
    write(&Body {
        over: value.over.clone(),
        capture: value.capture,
        live: value.live,
        touched_at: value.touched_at,
        attempts: value.attempts.clone(),
        captured: value.captured,
        captured_at: value.captured_at,
        is_late: value.is_late,
    })
}

fn read(row: &row::Model) -> Result<Kept, Fault> {
    let body: Body = from_text(&row.body)?;
    let payment = Payment {
        id: parsed("id", &row.id)?,
        amount: Money::new(row.amount_minor, parsed("currency", &row.currency)?),
        over: body.over,
        capture: body.capture,
        live: body.live,
        expires_at: instant(row.expires_at)?,
        state: parsed("state", &row.state)?,
        sequence: u32::try_from(row.sequence).map_err(Fault::while_("reading a payment"))?,
        touched_at: body.touched_at,
        attempts: body.attempts,
        captured: body.captured,
        captured_at: body.captured_at,
        is_late: body.is_late,
    };
    Ok(Kept { payment, looks: u32::try_from(row.looks).unwrap_or(u32::MAX) })
}

/// Adds a payment that was opened.
pub async fn add(
    connection: &impl ConnectionTrait,
    value: &Payment,
    (payer, acting_for): (Option<Subject>, Option<Party>),
    due_at: Timestamp,
) -> Result<(), Fault> {
    let row = row::ActiveModel {
        id: Set(value.id.to_string()),
        state: Set(value.state.to_string()),
        sequence: Set(value.sequence.into()),
        payer: Set(payer.map(|payer| payer.to_string())),
        acting_for: Set(acting_for.map(|principal| principal.to_string())),
        currency: Set(value.amount.currency.to_string()),
        amount_minor: Set(value.amount.minor),
        opened_at: Set(value.touched_at.as_microsecond()),
        expires_at: Set(value.expires_at.as_microsecond()),
        due_at: Set(Some(due_at.as_microsecond())),
        looks: Set(0),
        body: Set(body(value)?),
    };
    let added = row::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding a payment"))?;
    Ok(())
}

/// Writes what a payment is since its newest event, and when it is looked at next.
pub async fn update(connection: &impl ConnectionTrait, value: &Payment, due_at: Option<Timestamp>) -> Result<(), Fault> {
    use row::Column;
    row::Entity::update_many()
        .col_expr(Column::State, Expr::value(value.state.as_str()))
        .col_expr(Column::Sequence, Expr::value(i64::from(value.sequence)))
        .col_expr(Column::DueAt, Expr::value(due_at.map(Timestamp::as_microsecond)))
        .col_expr(Column::Looks, Expr::value(0i64))
        .col_expr(Column::Body, Expr::value(body(value)?))
        .filter(Column::Id.eq(value.id.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("changing a payment"))?;
    Ok(())
}

/// Reads a payment, and keeps others from changing it until the unit of work is over (row WHK-11).
pub async fn lock(connection: &impl ConnectionTrait, id: PaymentId) -> Result<Option<Kept>, Fault> {
    let row = row::Entity::find_by_id(id.to_string()).lock_exclusive().one(connection).await;
    row.map_err(Fault::while_("reading a payment"))?.as_ref().map(read).transpose()
}

/// Reads a payment.
pub async fn find(connection: &impl ConnectionTrait, id: PaymentId) -> Result<Option<Kept>, Fault> {
    let row = row::Entity::find_by_id(id.to_string()).one(connection).await;
    row.map_err(Fault::while_("reading a payment"))?.as_ref().map(read).transpose()
}

/// Reads all payments in the order of their names, after one of them.
pub async fn after(connection: &impl ConnectionTrait, last: Option<PaymentId>, most: u64) -> Result<Vec<Payment>, Fault> {
    let mut found = row::Entity::find();
    if let Some(last) = last {
        found = found.filter(row::Column::Id.gt(last.to_string()));
    }
    let rows = found.order_by_asc(row::Column::Id).limit(most).all(connection).await;
    rows.map_err(Fault::while_("reading payments"))?.iter().map(|row| Ok(read(row)?.payment)).collect()
}

/// Reads payments that stand at one of some states, the oldest first.
pub async fn at(connection: &impl ConnectionTrait, states: &[State], most: usize) -> Result<Vec<Payment>, Fault> {
    let rows = row::Entity::find()
        .filter(row::Column::State.is_in(states.iter().map(|state| state.as_str())))
        .order_by_asc(row::Column::OpenedAt)
        .order_by_asc(row::Column::Id)
        .limit(most as u64)
        .all(connection)
        .await;
    rows.map_err(Fault::while_("reading payments"))?.iter().map(|row| Ok(read(row)?.payment)).collect()
}

/// Reads the payments of somebody, the newest first.
pub async fn of_payer(
    connection: &impl ConnectionTrait,
    payer: Subject,
    before: Option<PaymentId>,
    most: usize,
) -> Result<Vec<Kept>, Fault> {
    let mut found = row::Entity::find().filter(row::Column::Payer.eq(payer.to_string()));
    if let Some(before) = before
        && let Some(last) = row::Entity::find_by_id(before.to_string())
            .one(connection)
            .await
            .map_err(Fault::while_("reading the payments of a payer"))?
    {
        found = found.filter(row::Column::OpenedAt.lt(last.opened_at));
    }
    let rows = found.order_by_desc(row::Column::OpenedAt).limit(most as u64).all(connection).await;
    rows.map_err(Fault::while_("reading the payments of a payer"))?.iter().map(read).collect()
}

/// Claims what is to be looked at now: each for one server, which has fifteen seconds for it. What a server had claimed that died is due
/// again then; where one takes longer, two ask, which does no harm.
pub async fn claim_due(connection: &impl ConnectionTrait, now: Timestamp, most: u64) -> Result<Vec<Kept>, Fault> {
    const DOING: &str = "claiming payments that are due";
    let until = now.checked_add(LEASE).map_err(Fault::while_(DOING))?;
    let rows: Vec<row::Model> =
        database::claim_due(connection, "payment", (now, until), most).await.map_err(Fault::while_(DOING))?;
    rows.iter().map(|row| read(row).map(|kept| Kept { looks: kept.looks.saturating_add(1), ..kept })).collect()
}

/// Says when a payment is looked at next and how often it was, unless something happened to it meanwhile. A look that never ended, because its server
/// did, does not count: else payments of servers that die often would be looked at seldom.
pub async fn postpone(connection: &impl ConnectionTrait, kept: &Kept, due_at: Option<Timestamp>) -> Result<(), Fault> {
    use row::Column;
    row::Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(due_at.map(Timestamp::as_microsecond)))
        .col_expr(Column::Looks, Expr::value(i64::from(kept.looks)))
        .filter(Column::Id.eq(kept.payment.id.to_string()))
        .filter(Column::Sequence.eq(i64::from(kept.payment.sequence)))
        .exec(connection)
        .await
        .map_err(Fault::while_("putting off a payment"))?;
    Ok(())
}

/// Reads payments, and of each who pays it, where they signed in.
pub async fn with_payers(
    connection: &impl ConnectionTrait,
    ids: &BTreeSet<PaymentId>,
) -> Result<Vec<(Payment, Option<Subject>)>, Fault> {
    let rows = row::Entity::find().filter(row::Column::Id.is_in(ids.iter().map(ToString::to_string))).all(connection).await;
    let rows = rows.map_err(Fault::while_("reading who pays"))?;
    rows.iter().map(|row| Ok((read(row)?.payment, payer_of(row)?))).collect()
}

/// Reads who pays a payment, where they signed in.
pub async fn payer(connection: &impl ConnectionTrait, id: PaymentId) -> Result<Option<Subject>, Fault> {
    let row = row::Entity::find_by_id(id.to_string()).one(connection).await.map_err(Fault::while_("reading who pays"))?;
    Ok(row.as_ref().map(payer_of).transpose()?.flatten())
}

fn payer_of(row: &row::Model) -> Result<Option<Subject>, Fault> {
    row.payer.as_deref().map(|payer| parsed("payer", payer)).transpose()
}
