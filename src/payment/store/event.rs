//! What happened to payments: only added to.

use payment::{Event, Share, State};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use vocabulary::{PaymentId, Timestamp};

use super::{from_text, write};
use crate::{
    identity::Subject,
    payment::{
        cooling,
        rows::{event, payment as row, share},
    },
    platform::{fault::Fault, stored::instant},
};

/// How many events one payment has at most: ten attempts, each with what may happen to it.
pub const EVENTS_MAX: u32 = 1_000;

/// Adds an event.
pub async fn append(
    connection: &impl ConnectionTrait,
    (id, ordinal): (PaymentId, u32),
    value: &Event,
    (from, to): (Option<State>, State),
    (actor, proof): (&str, Option<i64>),
    now: Timestamp,
) -> Result<(), Fault> {
    let row = event::ActiveModel {
        sequence: NotSet,
        payment_id: Set(id.to_string()),
        ordinal: Set(ordinal.into()),
        verb: Set(value.verb().to_string()),
        from_state: Set(from.map_or("-", State::as_str).to_owned()),
        to_state: Set(to.to_string()),
        actor: Set(actor.to_owned()),
        evidence: Set(proof),
        body: Set(write(value)?),
        recorded_at: Set(now.as_microsecond()),
    };
    let added = event::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding an event of a payment"))?;
    Ok(())
}

/// Reads the events of a payment, in order.
pub async fn events(connection: &impl ConnectionTrait, id: PaymentId) -> Result<Vec<(Event, Timestamp)>, Fault> {
    let rows = event::Entity::find()
        .filter(event::Column::PaymentId.eq(id.to_string()))
        .order_by_asc(event::Column::Ordinal)
        .limit(u64::from(EVENTS_MAX))
        .all(connection)
        .await
        .map_err(Fault::while_("reading the events of a payment"))?;
    rows.iter().map(|row| Ok((from_text(&row.body)?, instant(row.recorded_at)?))).collect()
}

/// Reads when payments of some notices or of a payer were declined, as far as it counts: the newest first.
pub async fn declines(
    connection: &impl ConnectionTrait,
    over: &[Share],
    payer: Option<Subject>,
    now: Timestamp,
) -> Result<Vec<Timestamp>, Fault> {
    let since = now.saturating_sub(cooling::WITHIN).unwrap_or(Timestamp::MIN);
    let of_notices = share::Entity::find()
        .select_only()
        .column(share::Column::PaymentId)
        .filter(share::Column::NoticeId.is_in(over.iter().map(|share| share.notice.to_string())));
    let mut whose = Condition::any().add(event::Column::PaymentId.in_subquery(of_notices.into_query()));
    if let Some(payer) = payer {
        let of_payer = row::Entity::find().select_only().column(row::Column::Id).filter(row::Column::Payer.eq(payer.to_string()));
        whose = whose.add(event::Column::PaymentId.in_subquery(of_payer.into_query()));
    }
    let rows = event::Entity::find()
        .filter(event::Column::Verb.eq(payment::Verb::Decline.as_str()))
        .filter(event::Column::RecordedAt.gt(since.as_microsecond()))
        .filter(whose)
        .order_by_desc(event::Column::RecordedAt)
        .limit(cooling::DECLINES_MAX as u64)
        .all(connection)
        .await
        .map_err(Fault::while_("reading what was declined"))?;
    rows.iter().map(|row| instant(row.recorded_at)).collect()
}
