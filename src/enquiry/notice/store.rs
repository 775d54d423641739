//! The notices that wait, and what became of them.

use jiff::SignedDuration;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use vocabulary::{EnquiryId, Timestamp};

use super::{
    kind::{Notice, Way},
    rows::notice,
};
use crate::{
    audit::Digest,
    enquiry::{access, enquiry::Enquiry},
    platform::{fault::Fault, stored::parsed},
};

/// How long one try may take before another server takes the notice over.
const TRY_MAX: SignedDuration = SignedDuration::from_secs(120);

/// A notice that waits to be sent.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its place in the line.
    pub sequence: i64,
    /// Which enquiry it is of.
    pub enquiry: EnquiryId,
    /// The place of the event it tells of.
    pub ordinal: i64,
    /// What it tells.
    pub notice: Notice,
    /// How it goes.
    pub way: Way,
    /// How often it was tried, this time included.
    pub tries: i64,
}

impl Waiting {
    /// Returns the name under which it is handed over, however often.
    pub fn name(&self) -> String {
        format!("enquiry-{}-{}-{}", self.enquiry, self.ordinal, self.way)
    }
}

/// Has an asker told of an event of their enquiry, by each way there is to them, once the unit of work at hand is committed.
pub async fn tell(
    connection: &impl ConnectionTrait,
    enquiry: &Enquiry,
    ordinal: i64,
    kind: Notice,
    now: Timestamp,
) -> Result<(), Fault> {
    let contact = access::store::contact(connection, enquiry.id).await?;
    if contact.phone.is_some() || enquiry.asker.is_some() {
        put(connection, (enquiry.id, ordinal), (kind, Way::Sms), now).await?;
    }
    if contact.email.is_some() {
        put(connection, (enquiry.id, ordinal), (kind, Way::Email), now).await?;
    }
    if contact.push.is_some() {
        put(connection, (enquiry.id, ordinal), (kind, Way::Push), now).await?;
    }
    Ok(())
}

/// The same of something that is no event of their enquiry. Such notices have places of their own, below zero, each below those before.
pub async fn tell_beside(
    connection: &impl ConnectionTrait,
    enquiry: &Enquiry,
    kind: Notice,
    now: Timestamp,
) -> Result<(), Fault> {
    let lowest = notice::Entity::find()
        .select_only()
        .column_as(notice::Column::Ordinal.min(), "lowest")
        .filter(notice::Column::EnquiryId.eq(enquiry.id.to_string()))
        .into_tuple::<Option<i64>>()
        .one(connection)
        .await
        .map_err(Fault::while_("looking for the place of a notice"))?;
    tell(connection, enquiry, lowest.flatten().unwrap_or(0).min(0) - 1, kind, now).await
}

/// Says whether a notice of a kind waits to be sent.
pub async fn waits(connection: &impl ConnectionTrait, enquiry: EnquiryId, kind: Notice) -> Result<bool, Fault> {
    let waiting = notice::Entity::find()
        .filter(notice::Column::EnquiryId.eq(enquiry.to_string()))
        .filter(notice::Column::Kind.eq(kind.as_str()))
        .filter(notice::Column::Outcome.is_null())
        .count(connection)
        .await;
    Ok(waiting.map_err(Fault::while_("looking for a notice that waits"))? > 0)
}

async fn put(
    connection: &impl ConnectionTrait,
    (enquiry, ordinal): (EnquiryId, i64),
    (kind, way): (Notice, Way),
    now: Timestamp,
) -> Result<(), Fault> {
    let row = notice::ActiveModel {
        sequence: NotSet,
        enquiry_id: Set(enquiry.to_string()),
        ordinal: Set(ordinal),
        kind: Set(kind.as_str().to_owned()),
        way: Set(way.as_str().to_owned()),
        asked_at: Set(now.as_microsecond()),
        due_at: Set(now.as_microsecond()),
        tries: Set(0),
        outcome: Set(None),
        address_hash: Set(None),
    };
    notice::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_("keeping a notice"))?;
    Ok(())
}

/// Among how many that are due one is taken: where several servers take, each soon finds one that no other was quicker to take.
const LOOKED_AT: u64 = 20;

/// Takes the next notice that is due, so that no other server takes it too for as long as one try may last. One at a time: of many that were
/// taken together the last would be another's before it is its turn.
pub async fn take_next(connection: &impl ConnectionTrait, now: Timestamp) -> Result<Option<Waiting>, Fault> {
    const DOING: &str = "taking a notice";
    loop {
        let due = notice::Entity::find()
            .filter(notice::Column::Outcome.is_null())
            .filter(notice::Column::DueAt.lte(now.as_microsecond()))
            .order_by_asc(notice::Column::Sequence)
            .limit(LOOKED_AT)
            .all(connection)
            .await
            .map_err(Fault::while_(DOING))?;
        if due.is_empty() {
            return Ok(None);
        }
        for row in due {
            let done = notice::Entity::update_many()
                .col_expr(notice::Column::DueAt, Expr::value((now + TRY_MAX).as_microsecond()))
                .col_expr(notice::Column::Tries, Expr::value(row.tries + 1))
                .filter(notice::Column::Sequence.eq(row.sequence))
                .filter(notice::Column::Tries.eq(row.tries))
                .filter(notice::Column::DueAt.eq(row.due_at))
                .filter(notice::Column::Outcome.is_null())
                .exec(connection)
                .await
                .map_err(Fault::while_(DOING))?;
            if done.rows_affected == 1 {
                return Ok(Some(Waiting {
                    sequence: row.sequence,
                    enquiry: parsed("enquiry_id", &row.enquiry_id)?,
                    ordinal: row.ordinal,
                    notice: parsed("kind", &row.kind)?,
                    way: parsed("way", &row.way)?,
                    tries: row.tries + 1,
                }));
            }
        }
    }
}

/// Notes to whom a notice goes, before it does: each address has a ceiling a day.
pub async fn note_address(connection: &impl ConnectionTrait, sequence: i64, address: Digest) -> Result<(), Fault> {
    notice::Entity::update_many()
        .col_expr(notice::Column::AddressHash, Expr::value(address.to_string()))
        .filter(notice::Column::Sequence.eq(sequence))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting to whom a notice goes"))?;
    Ok(())
}

/// Counts the notices to an address that were sent, or may have been, in the 24 hours before `now`. When one was tried last is when it is due
/// again, less the time that a try may take: when it was asked for says nothing of one that waited for days until somebody paid for it.
pub async fn sent_lately(connection: &impl ConnectionTrait, address: Digest, now: Timestamp) -> Result<u64, Fault> {
    let since = now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN);
    notice::Entity::find()
        .filter(notice::Column::AddressHash.eq(address.to_string()))
        .filter(notice::Column::Outcome.is_in(["taken", "unclear"]))
        .filter(notice::Column::DueAt.gt((since + TRY_MAX).as_microsecond()))
        .count(connection)
        .await
        .map_err(Fault::while_("counting notices"))
}

/// Notes what became of a notice.
pub async fn note_outcome(connection: &impl ConnectionTrait, sequence: i64, outcome: &str) -> Result<(), Fault> {
    notice::Entity::update_many()
        .col_expr(notice::Column::Outcome, Expr::value(outcome))
        .filter(notice::Column::Sequence.eq(sequence))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting what became of a notice"))?;
    Ok(())
}

/// Lets a notice wait that nobody was asked to carry: that is no try.
pub async fn wait(connection: &impl ConnectionTrait, waiting: &Waiting, until: Timestamp) -> Result<(), Fault> {
    notice::Entity::update_many()
        .col_expr(notice::Column::DueAt, Expr::value(until.as_microsecond()))
        .col_expr(notice::Column::Tries, Expr::value(waiting.tries - 1))
        .filter(notice::Column::Sequence.eq(waiting.sequence))
        .exec(connection)
        .await
        .map_err(Fault::while_("letting a notice wait"))?;
    Ok(())
}

/// Puts a notice off.
pub async fn put_off(connection: &impl ConnectionTrait, sequence: i64, until: Timestamp) -> Result<(), Fault> {
    notice::Entity::update_many()
        .col_expr(notice::Column::DueAt, Expr::value(until.as_microsecond()))
        .filter(notice::Column::Sequence.eq(sequence))
        .exec(connection)
        .await
        .map_err(Fault::while_("putting a notice off"))?;
    Ok(())
}
