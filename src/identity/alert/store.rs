//! The alerts that wait, and what became of them.

use jiff::SignedDuration;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use vocabulary::{PersonId, Timestamp};

use super::{kind::Alert, rows::alert};
use crate::platform::{database::Transaction, fault::Fault, stored::parsed};

/// How long one try may take before another server takes the alert over.
const TRY_MAX: SignedDuration = SignedDuration::from_secs(120);
/// How long what was sent is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(48);

/// An alert that waits to be sent.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its place in the line.
    pub sequence: i64,
    /// Whom it is for.
    pub person: PersonId,
    /// What it tells.
    pub alert: Alert,
    /// How often it was tried, this time included.
    pub tries: i64,
}

/// Has an alert sent to a person once the unit of work at hand is committed.
///
/// # Errors
/// Faults when the database cannot keep it.
pub async fn send(unit: &Transaction, person: PersonId, alert: Alert, now: Timestamp) -> Result<(), Fault> {
    let row = alert::ActiveModel {
        sequence: NotSet,
        person_id: Set(person.to_string()),
        kind: Set(alert.as_str().to_owned()),
        asked_at: Set(now.as_microsecond()),
        due_at: Set(now.as_microsecond()),
        tries: Set(0),
        outcome: Set(None),
    };
    alert::Entity::insert(row).exec_without_returning(unit).await.map_err(Fault::while_("keeping an alert"))?;
    Ok(())
}

/// Has an alert sent to a person unless one of its kind waits for them yet: it tells of both.
///
/// # Errors
/// Faults when the database cannot keep it.
pub async fn send_once(unit: &Transaction, person: PersonId, alert: Alert, now: Timestamp) -> Result<(), Fault> {
    let waiting = alert::Entity::find()
        .filter(alert::Column::PersonId.eq(person.to_string()))
        .filter(alert::Column::Kind.eq(alert.as_str()))
        .filter(alert::Column::Outcome.is_null())
        .count(unit)
        .await
        .map_err(Fault::while_("looking for an alert that waits"))?;
    if waiting > 0 { Ok(()) } else { send(unit, person, alert, now).await }
}

/// Among how many that are due one is taken: where several servers take, each soon finds one that no other was quicker to take.
const LOOKED_AT: u64 = 20;

/// Takes the next alert that is due, so that no other server takes it too for as long as one try may last. One at a time: of many that were
/// taken together the last would be another's before it is its turn.
pub async fn take_next(connection: &impl ConnectionTrait, now: Timestamp) -> Result<Option<Waiting>, Fault> {
    const DOING: &str = "taking an alert";
    loop {
        let due = alert::Entity::find()
            .filter(alert::Column::Outcome.is_null())
            .filter(alert::Column::DueAt.lte(now.as_microsecond()))
            .order_by_asc(alert::Column::Sequence)
            .limit(LOOKED_AT)
            .all(connection)
            .await
            .map_err(Fault::while_(DOING))?;
        if due.is_empty() {
            return Ok(None);
        }
        for row in due {
            let done = alert::Entity::update_many()
                .col_expr(alert::Column::DueAt, Expr::value((now + TRY_MAX).as_microsecond()))
                .col_expr(alert::Column::Tries, Expr::value(row.tries + 1))
                .filter(alert::Column::Sequence.eq(row.sequence))
                .filter(alert::Column::Tries.eq(row.tries))
                .filter(alert::Column::DueAt.eq(row.due_at))
                .filter(alert::Column::Outcome.is_null())
                .exec(connection)
                .await
                .map_err(Fault::while_(DOING))?;
            if done.rows_affected == 1 {
                let (person, alert) = (parsed("person_id", &row.person_id)?, parsed("kind", &row.kind)?);
                return Ok(Some(Waiting { sequence: row.sequence, person, alert, tries: row.tries + 1 }));
            }
        }
    }
}

/// Notes what became of an alert.
pub async fn note_outcome(connection: &impl ConnectionTrait, sequence: i64, outcome: &str) -> Result<(), Fault> {
    alert::Entity::update_many()
        .col_expr(alert::Column::Outcome, Expr::value(outcome))
        .filter(alert::Column::Sequence.eq(sequence))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting what became of an alert"))?;
    Ok(())
}

/// Puts an alert off.
pub async fn put_off(connection: &impl ConnectionTrait, sequence: i64, until: Timestamp) -> Result<(), Fault> {
    alert::Entity::update_many()
        .col_expr(alert::Column::DueAt, Expr::value(until.as_microsecond()))
        .filter(alert::Column::Sequence.eq(sequence))
        .exec(connection)
        .await
        .map_err(Fault::while_("putting an alert off"))?;
    Ok(())
}

/// Lets an alert wait that nobody was asked to carry: that is no try.
pub async fn wait(connection: &impl ConnectionTrait, waiting: &Waiting, until: Timestamp) -> Result<(), Fault> {
    alert::Entity::update_many()
        .col_expr(alert::Column::DueAt, Expr::value(until.as_microsecond()))
        .col_expr(alert::Column::Tries, Expr::value(waiting.tries - 1))
        .filter(alert::Column::Sequence.eq(waiting.sequence))
        .exec(connection)
        .await
        .map_err(Fault::while_("letting an alert wait"))?;
    Ok(())
}

/// Counts the alerts, as urgent as one, that its person was sent in the 24 hours before `now`.
pub async fn sent_lately(connection: &impl ConnectionTrait, waiting: &Waiting, now: Timestamp) -> Result<u64, Fault> {
    let since = now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN);
    let as_urgent = Alert::ALL.iter().filter(|alert| alert.is_urgent() == waiting.alert.is_urgent()).map(|alert| alert.as_str());
    alert::Entity::find()
        .filter(alert::Column::PersonId.eq(waiting.person.to_string()))
        .filter(alert::Column::Kind.is_in(as_urgent))
        .filter(alert::Column::Outcome.is_in(["taken", "unclear"]))
        .filter(alert::Column::AskedAt.gt(since.as_microsecond()))
        .count(connection)
        .await
        .map_err(Fault::while_("counting alerts"))
}

/// Forgets the alerts that were sent or given up long ago.
pub async fn forget_old(connection: &impl ConnectionTrait, now: Timestamp) -> Result<(), Fault> {
    let before = now.saturating_sub(KEPT).unwrap_or(Timestamp::MIN);
    alert::Entity::delete_many()
        .filter(alert::Column::Outcome.is_not_null())
        .filter(alert::Column::AskedAt.lt(before.as_microsecond()))
        .exec(connection)
        .await
        .map_err(Fault::while_("forgetting alerts"))?;
    Ok(())
}
