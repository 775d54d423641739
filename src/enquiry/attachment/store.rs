//! Rows of files and tickets to values and back.

use jiff::SignedDuration;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};
use vocabulary::{EnquiryFileId, EnquiryId, Timestamp};

use super::{
    file::{EnquiryFile, FILES_MAX, NewFile, ScanState},
    rows::{file, ticket},
};
use crate::{
    audit::Digest,
    enquiry::event::Actor,
    platform::{
        database,
        fault::Fault,
        stored::{instant, parsed},
    },
};

const READING: &str = "reading the files of an enquiry";

/// A file with the name its bytes lie under.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The file.
    pub file: EnquiryFile,
    /// Where its bytes lie.
    pub object: String,
    /// How often the scanner was asked, or the bytes were to be taken away.
    pub tries: i64,
}

fn value(row: file::Model) -> Result<Kept, Fault> {
    let state: ScanState = parsed("state", &row.state)?;
    let file = EnquiryFile {
        id: parsed("id", &row.id)?,
        enquiry: parsed("enquiry_id", &row.enquiry_id)?,
        by: parsed("actor", &row.actor)?,
        for_asker: row.for_asker,
        name: (!row.name.is_empty()).then(|| parsed("name", &row.name)).transpose()?,
        kind: parsed("kind", &row.kind)?,
        bytes: u64::try_from(row.bytes).unwrap_or(0),
        sha256: row.sha256,
        sent_sha256: row.sent_sha256,
        state,
        finding: row.finding,
        announced_at: instant(row.announced_at)?,
    };
    Ok(Kept { file, object: row.object, tries: row.tries })
}

/// Keeps a file that was announced, with the hash of the ticket it is to be brought with.
pub async fn announce(
    connection: &impl ConnectionTrait,
    (id, enquiry, by): (EnquiryFileId, EnquiryId, Actor),
    new: &NewFile,
    (object, ticket): (&str, Digest),
    (now, until): (Timestamp, Timestamp),
) -> Result<(), Fault> {
    let row = file::ActiveModel {
        id: Set(id.to_string()),
        enquiry_id: Set(enquiry.to_string()),
        actor: Set(by.to_string()),
        for_asker: Set(new.for_asker),
        name: Set(new.name.reveal().to_owned()),
        kind: Set(new.name.kind().as_str().to_owned()),
        bytes: Set(i64::try_from(new.bytes).unwrap_or(i64::MAX)),
        sha256: Set(None),
        sent_sha256: Set(None),
        object: Set(object.to_owned()),
        state: Set(ScanState::Expected.as_str().to_owned()),
        finding: Set(None),
        ticket_hash: Set(ticket.to_string()),
        expires_at: Set(until.as_microsecond()),
        announced_at: Set(now.as_microsecond()),
        due_at: Set(until.as_microsecond()),
        tries: Set(0),
    };
    file::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_("announcing a file"))?;
    Ok(())
}

/// Those that are there, or may come yet.
fn counted(now: Timestamp) -> Condition {
    Condition::any()
        .add(file::Column::State.ne(ScanState::Expected.as_str()))
        .add(file::Column::ExpiresAt.gt(now.as_microsecond()))
}

/// Counts the files of an enquiry.
pub async fn count_of(connection: &impl ConnectionTrait, enquiry: EnquiryId, now: Timestamp) -> Result<u64, Fault> {
    let found = file::Entity::find().filter(counted(now)).filter(file::Column::EnquiryId.eq(enquiry.to_string()));
    found.count(connection).await.map_err(Fault::while_("counting the files of an enquiry"))
}

/// Counts the files that somebody added since an instant.
pub async fn count_by(connection: &impl ConnectionTrait, by: Actor, since: Timestamp, now: Timestamp) -> Result<u64, Fault> {
    file::Entity::find()
        .filter(counted(now))
        .filter(file::Column::Actor.eq(by.to_string()))
        .filter(file::Column::AnnouncedAt.gt(since.as_microsecond()))
        .count(connection)
        .await
        .map_err(Fault::while_("counting the files of a person"))
}

#[derive(FromQueryResult)]
struct Bytes {
    bytes: i64,
}

/// Adds up the bytes of all files since an instant.
pub async fn bytes_since(connection: &impl ConnectionTrait, since: Timestamp, now: Timestamp) -> Result<u64, Fault> {
    let sql = "select cast(coalesce(sum(bytes), 0) as bigint) bytes from enquiry_file \
               where announced_at > $1 and (state <> 'expected' or expires_at > $2)";
    let values = [since.as_microsecond().into(), now.as_microsecond().into()];
    let rows: Vec<Bytes> = database::rows(connection, sql, values).await.map_err(Fault::while_("adding up files"))?;
    Ok(rows.first().and_then(|row| u64::try_from(row.bytes).ok()).unwrap_or(0))
}

/// Finds the file that a ticket to bring it was given for, while the ticket holds.
pub async fn by_ticket(connection: &impl ConnectionTrait, ticket: Digest, now: Timestamp) -> Result<Option<Kept>, Fault> {
    let row = file::Entity::find()
        .filter(file::Column::TicketHash.eq(ticket.to_string()))
        .filter(file::Column::ExpiresAt.gt(now.as_microsecond()))
        .one(connection)
        .await
        .map_err(Fault::while_("looking up a file"))?;
    row.map(value).transpose()
}

/// Reads a file.
pub async fn find(connection: &impl ConnectionTrait, id: EnquiryFileId) -> Result<Option<Kept>, Fault> {
    let row = file::Entity::find_by_id(id.to_string()).one(connection).await.map_err(Fault::while_(READING))?;
    row.map(value).transpose()
}

/// Reads the files of an enquiry that arrived, in the order they were announced.
pub async fn of_enquiry(connection: &impl ConnectionTrait, enquiry: EnquiryId) -> Result<Vec<EnquiryFile>, Fault> {
    let rows = file::Entity::find()
        .filter(file::Column::EnquiryId.eq(enquiry.to_string()))
        .filter(file::Column::State.ne(ScanState::Expected.as_str()))
        .order_by_asc(file::Column::Id)
        .limit(FILES_MAX as u64)
        .all(connection)
        .await
        .map_err(Fault::while_(READING))?;
    rows.into_iter().map(|row| value(row).map(|kept| kept.file)).collect()
}

/// Notes that a file arrived: from now on it waits for the scanner. False where it did already, or was given up.
pub async fn arrived(
    connection: &impl ConnectionTrait,
    id: EnquiryFileId,
    (bytes, sha256, sent_sha256): (usize, &str, &str),
    now: Timestamp,
) -> Result<bool, Fault> {
    use file::Column;
    let done = file::Entity::update_many()
        .col_expr(Column::State, Expr::value(ScanState::Pending.as_str()))
        .col_expr(Column::Bytes, Expr::value(i64::try_from(bytes).unwrap_or(i64::MAX)))
        .col_expr(Column::Sha256, Expr::value(sha256))
        .col_expr(Column::SentSha256, Expr::value(sent_sha256))
        .col_expr(Column::DueAt, Expr::value(now.as_microsecond()))
        .filter(Column::Id.eq(id.to_string()))
        .filter(Column::State.eq(ScanState::Expected.as_str()))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting that a file arrived"))?;
    Ok(done.rows_affected == 1)
}

/// Takes up to `most` files in a state that are due, so that no other server takes them too for as long as `try_max`.
pub async fn take_due(
    connection: &impl ConnectionTrait,
    state: ScanState,
    most: u64,
    (now, try_max): (Timestamp, SignedDuration),
) -> Result<Vec<Kept>, Fault> {
    use file::Column;
    const DOING: &str = "taking files that are due";
    let due = file::Entity::find()
        .filter(Column::State.eq(state.as_str()))
        // Of what is nameless the bytes are gone.
        .filter(Condition::any().add(Column::Object.ne("")).add(Column::State.ne(ScanState::Infected.as_str())))
        .filter(Column::DueAt.lte(now.as_microsecond()))
        .order_by_asc(Column::DueAt)
        .limit(most)
        .all(connection)
        .await
        .map_err(Fault::while_(DOING))?;
    let mut taken = Vec::with_capacity(due.len());
    for row in due {
        let done = file::Entity::update_many()
            .col_expr(Column::DueAt, Expr::value((now + try_max).as_microsecond()))
            .col_expr(Column::Tries, Expr::value(row.tries + 1))
            .filter(Column::Id.eq(&row.id))
            .filter(Column::State.eq(state.as_str()))
            .filter(Column::Tries.eq(row.tries))
            .exec(connection)
            .await
            .map_err(Fault::while_(DOING))?;
        if done.rows_affected == 1 {
            let kept = value(row)?;
            taken.push(Kept { tries: kept.tries + 1, ..kept });
        }
    }
    Ok(taken)
}

/// Notes what the scanner said of a file that waited for it. False where it was taken away meanwhile. What is due with it from now on is due
/// at once.
pub async fn note_scan(
    connection: &impl ConnectionTrait,
    id: EnquiryFileId,
    (state, finding): (ScanState, Option<&str>),
) -> Result<bool, Fault> {
    use file::Column;
    let done = file::Entity::update_many()
        .col_expr(Column::State, Expr::value(state.as_str()))
        .col_expr(Column::Finding, Expr::value(finding.map(str::to_owned)))
        .col_expr(Column::DueAt, Expr::value(0_i64))
        .filter(Column::Id.eq(id.to_string()))
        .filter(Column::State.eq(ScanState::Pending.as_str()))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting what the scanner said"))?;
    Ok(done.rows_affected == 1)
}

/// Puts off what is to be done with a file.
pub async fn put_off(connection: &impl ConnectionTrait, id: EnquiryFileId, until: Timestamp) -> Result<(), Fault> {
    file::Entity::update_many()
        .col_expr(file::Column::DueAt, Expr::value(until.as_microsecond()))
        .filter(file::Column::Id.eq(id.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("putting a file off"))?;
    Ok(())
}

/// Notes that the bytes of a file are gone; one that was to be erased is so.
pub async fn note_gone(connection: &impl ConnectionTrait, id: EnquiryFileId, state: ScanState) -> Result<(), Fault> {
    use file::Column;
    let left = if state == ScanState::Erasing { ScanState::Erased } else { state };
    file::Entity::update_many()
        .col_expr(Column::State, Expr::value(left.as_str()))
        .col_expr(Column::Object, Expr::value(""))
        .filter(Column::Id.eq(id.to_string()))
        .filter(Column::State.eq(state.as_str()))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting that a file is gone"))?;
    Ok(())
}

/// Gives up a file that did not arrive: from now on it cannot. False where it did.
pub async fn give_up(connection: &impl ConnectionTrait, id: EnquiryFileId) -> Result<bool, Fault> {
    let given_up = file::Entity::update_many()
        .col_expr(file::Column::State, Expr::value(ScanState::Erasing.as_str()))
        .filter(file::Column::Id.eq(id.to_string()))
        .filter(file::Column::State.eq(ScanState::Expected.as_str()))
        .exec(connection)
        .await;
    Ok(given_up.map_err(Fault::while_("giving up a file that did not arrive"))?.rows_affected == 1)
}

/// Forgets a file that was given up.
pub async fn forget(connection: &impl ConnectionTrait, id: EnquiryFileId) -> Result<(), Fault> {
    let gone = file::Entity::delete_many()
        .filter(file::Column::Id.eq(id.to_string()))
        .filter(file::Column::State.eq(ScanState::Erasing.as_str()))
        .exec(connection)
        .await;
    gone.map(drop).map_err(Fault::while_("forgetting a file that did not arrive"))
}

/// Keeps a ticket to fetch a file, and forgets those that are over.
pub async fn put_ticket(
    connection: &impl ConnectionTrait,
    hash: Digest,
    id: EnquiryFileId,
    (now, until): (Timestamp, Timestamp),
) -> Result<(), Fault> {
    let over = ticket::Entity::delete_many().filter(ticket::Column::ExpiresAt.lte(now.as_microsecond())).exec(connection).await;
    over.map_err(Fault::while_("forgetting tickets"))?;
    let row = ticket::ActiveModel {
        hash: Set(hash.to_string()),
        file_id: Set(id.to_string()),
        expires_at: Set(until.as_microsecond()),
    };
    ticket::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_("keeping a ticket"))?;
    Ok(())
}

/// Finds the file that a ticket to fetch it was given for, while the ticket holds.
pub async fn fetched_by(connection: &impl ConnectionTrait, hash: Digest, now: Timestamp) -> Result<Option<Kept>, Fault> {
    let row = ticket::Entity::find_by_id(hash.to_string())
        .filter(ticket::Column::ExpiresAt.gt(now.as_microsecond()))
        .one(connection)
        .await
        .map_err(Fault::while_("looking up a ticket"))?;
    match row {
        Some(row) => find(connection, parsed("file_id", &row.file_id)?).await,
        None => Ok(None),
    }
}
