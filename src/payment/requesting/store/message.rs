//! The messages of requests that wait to be sent, and what became of them.

use jiff::SignedDuration;
use payment::RequestState;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use vocabulary::{PaymentRequestId, Timestamp, words};

use super::{KeptRequest, hash, with_notices};
use crate::{
    identity::phone::PhoneNumber,
    payment::{
        notice::IssuedNotice,
        requesting::{
            quota::DAY,
            rows::request::{Column, Entity},
        },
    },
    platform::{fault::Fault, stored::parsed},
};

/// How long one try to send may take before another server takes the message over.
const TRY_MAX: SignedDuration = SignedDuration::from_secs(120);
/// Among how many that are due one is taken: where several servers take, each soon finds one that no other was quicker to take.
const LOOKED_AT: u64 = 20;

words! {
    /// What became of the message of a request.
    MessageOutcome, "outcome of a message" {
        /// The carrier took it.
        Taken = "taken",
        /// It was handed over, and nobody knows whether it was taken: it is not sent again.
        Unclear = "unclear",
        /// The carrier never took it.
        NotSent = "not-sent",
        /// No messages are sent to that country.
        NotServed = "not-served",
        /// The request was over before it could be sent.
        Ended = "ended",
    }
}

impl MessageOutcome {
    /// Says whether whoever was asked may have it.
    pub fn may_have_arrived(self) -> bool {
        matches!(self, MessageOutcome::Taken | MessageOutcome::Unclear)
    }
}

/// A message that waits to be sent.
pub struct Waiting {
    pub kept: KeptRequest,
    pub issued: IssuedNotice,
    /// Whom it is for; nothing where they were forgotten meanwhile.
    pub to: Option<PhoneNumber>,
    /// How often it was tried, this time included.
    pub tries: i64,
}

/// Counts the messages of requests that a number got in the last 24 hours, or may have got.
pub async fn sent_lately(connection: &impl ConnectionTrait, to: &PhoneNumber, now: Timestamp) -> Result<u64, Fault> {
    let since = now.saturating_sub(DAY).unwrap_or(Timestamp::MIN).as_microsecond();
    let sent = Entity::find()
        .filter(Column::PhoneHash.eq(hash(to)))
        .filter(Column::Outcome.is_in([MessageOutcome::Taken, MessageOutcome::Unclear].map(MessageOutcome::as_str)))
        .filter(Column::SentAt.gt(since))
        .count(connection)
        .await;
    sent.map_err(Fault::while_("counting messages of requests to pay"))
}

/// Takes the next message that is due, so that no other server takes it too for as long as one try may last.
pub async fn take_next(connection: &impl ConnectionTrait, now: Timestamp) -> Result<Option<Waiting>, Fault> {
    const DOING: &str = "taking a message of a request to pay";
    loop {
        let due = Entity::find()
            .filter(Column::Outcome.is_null())
            .filter(Column::DueAt.lte(now.as_microsecond()))
            .order_by_asc(Column::DueAt)
            .limit(LOOKED_AT)
            .all(connection)
            .await
            .map_err(Fault::while_(DOING))?;
        if due.is_empty() {
            return Ok(None);
        }
        for row in due {
            let done = Entity::update_many()
                .col_expr(Column::DueAt, Expr::value((now + TRY_MAX).as_microsecond()))
                .col_expr(Column::Tries, Expr::value(row.tries + 1))
                .filter(Column::Id.eq(&row.id))
                .filter(Column::Tries.eq(row.tries))
                .filter(Column::DueAt.eq(row.due_at))
                .filter(Column::Outcome.is_null())
                .exec(connection)
                .await
                .map_err(Fault::while_(DOING))?;
            if done.rows_affected == 1 {
                let tries = row.tries + 1;
                let to = row.phone.as_deref().map(|phone| parsed("phone", phone)).transpose()?;
                let found = with_notices(connection, vec![row]).await?.pop();
                return Ok(found.map(|(kept, issued)| Waiting { kept, issued, to, tries }));
            }
        }
    }
}

/// Notes that a message is about to be handed over, and forgets the number; false where somebody was quicker, or the request is over. Until
/// something better is known it may have arrived: whoever dies here sends nothing twice.
pub async fn hand_over(connection: &impl ConnectionTrait, id: PaymentRequestId, now: Timestamp) -> Result<bool, Fault> {
    let done = Entity::update_many()
        .col_expr(Column::Outcome, Expr::value(MessageOutcome::Unclear.as_str()))
        .col_expr(Column::SentAt, Expr::value(now.as_microsecond()))
        .col_expr(Column::Phone, Expr::value(None::<String>))
        .filter(Column::Id.eq(id.to_string()))
        .filter(Column::State.eq(RequestState::Asked.as_str()))
        .filter(Column::Outcome.is_null())
        .exec(connection)
        .await
        .map_err(Fault::while_("handing over a message of a request to pay"))?;
    Ok(done.rows_affected == 1)
}

/// Notes what became of a message.
pub async fn note_outcome(connection: &impl ConnectionTrait, id: PaymentRequestId, outcome: MessageOutcome) -> Result<(), Fault> {
    Entity::update_many()
        .col_expr(Column::Outcome, Expr::value(outcome.as_str()))
        .col_expr(Column::Phone, Expr::value(None::<String>))
        .filter(Column::Id.eq(id.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting what became of a message of a request to pay"))?;
    Ok(())
}

/// Puts a message off that was certainly not sent; false where its request ended meanwhile.
pub async fn put_off(
    connection: &impl ConnectionTrait,
    (id, to): (PaymentRequestId, &PhoneNumber),
    until: Timestamp,
) -> Result<bool, Fault> {
    let done = Entity::update_many()
        .col_expr(Column::Outcome, Expr::value(None::<String>))
        .col_expr(Column::SentAt, Expr::value(None::<i64>))
        .col_expr(Column::Phone, Expr::value(to.reveal()))
        .col_expr(Column::DueAt, Expr::value(until.as_microsecond()))
        .filter(Column::Id.eq(id.to_string()))
        .filter(Column::State.eq(RequestState::Asked.as_str()))
        .exec(connection)
        .await
        .map_err(Fault::while_("putting off a message of a request to pay"))?;
    Ok(done.rows_affected == 1)
}

/// Lets a message wait that nobody was asked to carry: that is no try.
pub async fn wait(connection: &impl ConnectionTrait, waiting: &Waiting, until: Timestamp) -> Result<(), Fault> {
    Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(until.as_microsecond()))
        .col_expr(Column::Tries, Expr::value(waiting.tries - 1))
        .filter(Column::Id.eq(waiting.kept.id.to_string()))
        .filter(Column::Outcome.is_null())
        .exec(connection)
        .await
        .map_err(Fault::while_("letting a message of a request to pay wait"))?;
    Ok(())
}
