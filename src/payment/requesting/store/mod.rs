//! Rows to values and back: requests to pay, how many there were lately, and the messages that wait to be sent for them.

mod count;
mod message;

use jiff::SignedDuration;
use payment::{NoticeReference, PaymentRequest, RequestState};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    Statement, sea_query::Expr,
};
use vocabulary::{Language, Money, NoticeId, PaymentRequestId, PersonId, Timestamp};

pub use self::{
    count::{is_asked, lately},
    message::{MessageOutcome, Waiting, hand_over, note_outcome, put_off, sent_lately, take_next, wait},
};
use super::rows::request::{self, Column, Entity};
use crate::{
    audit::Digest,
    identity::{Subject, phone::PhoneNumber},
    mandate::Party,
    payment::notice::{self, IssuedNotice},
    platform::{
        database::{self, Database, Transaction},
        fault::Fault,
        stored::{instant, parsed},
    },
};

/// How many requests are ended in one go.
const ENDED_AT_ONCE_MAX: u64 = 100;
/// The name of the turn in which requests are counted and added ("rtp" in ASCII).
const TURN: i64 = 0x0072_7470;

/// A request, and what surrounds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRequest {
    /// Its name.
    pub id: PaymentRequestId,
    /// The request itself.
    pub request: PaymentRequest,
    /// What people type for its notice.
    pub reference: NoticeReference,
    /// Who asked.
    pub by: PersonId,
    /// For whom, where they asked for somebody else.
    pub acting_for: Option<Party>,
    /// The number that was asked, masked.
    pub to: String,
    /// In which language.
    pub language: Language,
    /// What became of the message; nothing while it waits.
    pub message: Option<MessageOutcome>,
    /// When the request ended.
    pub ended_at: Option<Timestamp>,
}

/// A request that is to be kept.
pub struct Adding<'a> {
    pub kept: &'a KeptRequest,
    pub to: &'a PhoneNumber,
    /// The hash of who asks and of their key, and that of what they ask.
    pub key: (&'a str, &'a str),
}

/// The name under which a number is counted.
fn hash(phone: &PhoneNumber) -> String {
    Digest::of(&[b"payment-request\0", phone.reveal().as_bytes()]).to_string()
}

/// Begins a unit of work in which nobody else counts requests or adds one, on any replica.
pub async fn begin_turn(database: &Database) -> Result<Transaction, Fault> {
    let unit = database.begin().await?;
    // SQLite has one writer anyway.
    if database.is_postgres() {
        let statement =
            Statement::from_sql_and_values(unit.get_database_backend(), "select pg_advisory_xact_lock($1)", [TURN.into()]);
        unit.execute_raw(statement).await.map_err(Fault::while_("waiting for the turn to ask somebody to pay"))?;
    }
    Ok(unit)
}

/// Finds what a key was used for: the request, and the fingerprint of what was asked.
pub async fn known(connection: &impl ConnectionTrait, key_hash: &str) -> Result<Option<(KeptRequest, String)>, Fault> {
    let row = Entity::find().filter(Column::KeyHash.eq(key_hash)).one(connection).await;
    let Some(row) = row.map_err(Fault::while_("looking up a key"))? else { return Ok(None) };
    let fingerprint = row.fingerprint.clone();
    Ok(with_notices(connection, vec![row]).await?.pop().map(|(kept, _)| (kept, fingerprint)))
}

/// Adds a request, whose message is due at once.
pub async fn add(unit: &Transaction, adding: &Adding<'_>) -> Result<(), Fault> {
    let KeptRequest { id, request, by, acting_for, to, language, .. } = adding.kept;
    let (key_hash, fingerprint) = adding.key;
    let row = request::ActiveModel {
        id: Set(id.to_string()),
        notice_id: Set(request.notice.to_string()),
        version: Set(request.version.into()),
        asked_by: Set(Subject::Person(*by).to_string()),
        acting_for: Set(acting_for.map(|party| party.to_string())),
        phone: Set(Some(adding.to.reveal().to_owned())),
        phone_hash: Set(hash(adding.to)),
        phone_masked: Set(to.clone()),
        language: Set(language.to_string()),
        amount_minor: Set(request.amount.minor),
        currency: Set(request.amount.currency.to_string()),
        state: Set(request.state.to_string()),
        asked_at: Set(request.asked_at.as_microsecond()),
        expires_at: Set(request.expires_at.as_microsecond()),
        ended_at: Set(None),
        key_hash: Set(key_hash.to_owned()),
        fingerprint: Set(fingerprint.to_owned()),
        due_at: Set(request.asked_at.as_microsecond()),
        tries: Set(0),
        outcome: Set(None),
        sent_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(unit).await.map_err(Fault::while_("keeping a request to pay"))?;
    Ok(())
}

/// Reads the requests of somebody, the newest first, each with its notice.
pub async fn of_asker(
    connection: &impl ConnectionTrait,
    by: PersonId,
    before: Option<PaymentRequestId>,
    most: usize,
) -> Result<Vec<(KeptRequest, IssuedNotice)>, Fault> {
    let mut select = Entity::find().filter(Column::AskedBy.eq(Subject::Person(by).to_string()));
    if let Some(before) = before {
        select = select.filter(Column::Id.lt(before.to_string()));
    }
    let rows = select.order_by_desc(Column::Id).limit(most as u64).all(connection).await;
    with_notices(connection, rows.map_err(Fault::while_("reading requests to pay"))?).await
}

/// Reads a request of somebody and its notice, and keeps others from changing the request until the unit of work is over.
pub async fn lock(unit: &Transaction, id: PaymentRequestId, by: PersonId) -> Result<Option<(KeptRequest, IssuedNotice)>, Fault> {
    let row = Entity::find_by_id(id.to_string())
        .filter(Column::AskedBy.eq(Subject::Person(by).to_string()))
        .lock_exclusive()
        .one(unit)
        .await
        .map_err(Fault::while_("reading a request to pay"))?;
    Ok(with_notices(unit, row.into_iter().collect()).await?.pop())
}

/// Ends a request that is still asked; of a message that was not sent nothing is sent any more, and the number is forgotten.
pub async fn end(
    connection: &impl ConnectionTrait,
    id: PaymentRequestId,
    state: RequestState,
    now: Timestamp,
) -> Result<(), Fault> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(state.as_str()))
        .col_expr(Column::EndedAt, Expr::value(now.as_microsecond()))
        .col_expr(Column::Phone, Expr::value(None::<String>))
        .col_expr(Column::Outcome, Expr::cust("coalesce(outcome, 'ended')"))
        .filter(Column::Id.eq(id.to_string()))
        .filter(Column::State.eq(RequestState::Asked.as_str()))
        .exec(connection)
        .await
        .map_err(Fault::while_("ending a request to pay"))?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Over {
    id: String,
}

/// Reads some of the requests that are asked and may be over: their time is, or their notice is not what it was.
pub async fn maybe_over(connection: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<(KeptRequest, IssuedNotice)>, Fault> {
    const DOING: &str = "looking for requests to pay that are over";
    let sql = format!(
        "select payment_request.id from payment_request join payment_notice on payment_notice.id = payment_request.notice_id \
         where payment_request.state = 'asked' and (payment_request.expires_at <= $1 \
         or payment_request.version <> payment_notice.version \
         or payment_notice.state not in ('open', 'partially-paid', 'reopened')) limit {ENDED_AT_ONCE_MAX}"
    );
    let found: Vec<Over> = database::rows(connection, &sql, [now.as_microsecond().into()]).await.map_err(Fault::while_(DOING))?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find().filter(Column::Id.is_in(found.into_iter().map(|over| over.id))).all(connection).await;
    with_notices(connection, rows.map_err(Fault::while_(DOING))?).await
}

/// How long a request is kept after it was made: as long as the keys of payments (`DESIGN` §3).
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How long a number is counted: while its message may be sent, and a day.
const COUNTED: SignedDuration = SignedDuration::from_hours(8 * 24);

/// Forgets requests that nobody looks for any more, and by which number others are counted that are older than that matters.
pub async fn forget_old(connection: &impl ConnectionTrait, now: Timestamp) -> Result<(), Fault> {
    const DOING: &str = "forgetting requests to pay";
    let before = |span| now.saturating_sub(span).unwrap_or(Timestamp::MIN).as_microsecond();
    let gone = Entity::delete_many().filter(Column::AskedAt.lt(before(KEPT))).exec(connection).await;
    gone.map_err(Fault::while_(DOING))?;
    let emptied = Entity::update_many()
        .col_expr(Column::PhoneHash, Expr::value(""))
        .filter(Column::AskedAt.lt(before(COUNTED)))
        .filter(Column::PhoneHash.ne(""))
        .exec(connection)
        .await;
    emptied.map_err(Fault::while_(DOING))?;
    Ok(())
}

/// Reads rows with the notices that they are about, in their order.
async fn with_notices(
    connection: &impl ConnectionTrait,
    rows: Vec<request::Model>,
) -> Result<Vec<(KeptRequest, IssuedNotice)>, Fault> {
    let ids = rows.iter().map(|row| parsed("notice_id", &row.notice_id)).collect::<Result<Vec<NoticeId>, Fault>>()?;
    let notices = notice::store::by_ids(connection, &ids).await?;
    let mut found = Vec::with_capacity(rows.len());
    for (row, id) in rows.into_iter().zip(ids) {
        let Some(issued) = notices.iter().find(|issued| issued.notice.id == id) else { continue };
        found.push((read(row, issued)?, issued.clone()));
    }
    Ok(found)
}

fn read(row: request::Model, issued: &IssuedNotice) -> Result<KeptRequest, Fault> {
    let by = match parsed("asked_by", &row.asked_by)? {
        Subject::Person(person) => person,
        Subject::Machine(_) => return Err(Fault::while_("reading a request to pay")(std::io::Error::other("no machine asks"))),
    };
    let request = PaymentRequest {
        notice: issued.notice.id,
        version: u32::try_from(row.version).map_err(Fault::while_("reading a request to pay"))?,
        amount: Money::new(row.amount_minor, parsed("currency", &row.currency)?),
        state: parsed("state", &row.state)?,
        asked_at: instant(row.asked_at)?,
        expires_at: instant(row.expires_at)?,
    };
    Ok(KeptRequest {
        id: parsed("id", &row.id)?,
        request,
        reference: issued.notice.reference,
        by,
        acting_for: row.acting_for.as_deref().map(|party| parsed("acting_for", party)).transpose()?,
        to: row.phone_masked,
        language: parsed("language", &row.language)?,
        message: row.outcome.as_deref().map(|outcome| parsed("outcome", outcome)).transpose()?,
        ended_at: row.ended_at.map(instant).transpose()?,
    })
}
