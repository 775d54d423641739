//! Rows to values and back: payments, their events, attempts and evidence.

use payment::{Attempt, Event, Evidence, Payment, Rail, Share, Standing, State};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use serde::{Deserialize, Serialize};
use vocabulary::{AttemptId, Money, NoticeId, PaymentId, Timestamp};

use super::{
    cooling,
    rows::{attempt, event, evidence, key, payment as row, share},
};
use crate::{
    identity::Subject,
    mandate::Party,
    platform::{
        fault::Fault,
        stored::{instant, parsed},
    },
};

/// How many events one payment has at most: ten attempts, each with what may happen to it.
pub const EVENTS_MAX: u32 = 1_000;

/// A payment, and what only the server needs to know of it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The payment.
    pub payment: Payment,
    /// How often it was looked at since something happened.
    pub looks: u32,
}

/// How evidence came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// As the answer to what we asked for.
    Answer,
    /// As the answer to a question where it stands.
    Query,
    /// By the provider's own notice.
    Notice,
}

/// What is kept beside an attempt.
#[derive(Clone, Debug)]
pub struct KeptAttempt {
    /// Its name.
    pub id: AttemptId,
    /// The payment.
    pub payment: PaymentId,
    /// The provider.
    pub provider: String,
    /// How the provider calls it, once it said so.
    pub provider_reference: Option<String>,
    /// Whose phone is prompted.
    pub payer_phone: Option<String>,
    /// What the payer needs to go on.
    pub handover: Option<Handover>,
}

/// What the payer needs to go on, as it is stored.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "value")]
pub enum Handover {
    /// A secret for the provider's form in the app.
    ClientSecret(String),
    /// A page of the provider.
    Page(String),
    /// Nothing: a prompt is on the phone for that many seconds.
    Prompt(u64),
}

impl std::fmt::Debug for Handover {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Handover(…)")
    }
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
    const LEASE_MICROSECONDS: i64 = 15_000_000;
    use row::Column;
    let rows = row::Entity::find()
        .filter(Column::DueAt.lte(now.as_microsecond()))
        .order_by_asc(Column::DueAt)
        .limit(most)
        .all(connection)
        .await
        .map_err(Fault::while_("reading which payments are due"))?;
    let mut claimed = Vec::with_capacity(rows.len());
    for row in &rows {
        let taken = row::Entity::update_many()
            .col_expr(Column::DueAt, Expr::value(now.as_microsecond() + LEASE_MICROSECONDS))
            .col_expr(Column::Looks, Expr::value(row.looks + 1))
            .filter(Column::Id.eq(&row.id))
            .filter(Column::DueAt.eq(row.due_at))
            .exec(connection)
            .await
            .map_err(Fault::while_("claiming a payment that is due"))?;
        if taken.rows_affected == 1 {
            let mut kept = read(row)?;
            kept.looks += 1;
            claimed.push(kept);
        }
    }
    Ok(claimed)
}

/// Says when a payment is looked at next, unless something happened to it meanwhile.
pub async fn postpone(connection: &impl ConnectionTrait, kept: &Kept, due_at: Option<Timestamp>) -> Result<(), Fault> {
    use row::Column;
    row::Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(due_at.map(Timestamp::as_microsecond)))
        .filter(Column::Id.eq(kept.payment.id.to_string()))
        .filter(Column::Sequence.eq(i64::from(kept.payment.sequence)))
        .exec(connection)
        .await
        .map_err(Fault::while_("putting off a payment"))?;
    Ok(())
}

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

/// Reads who pays a payment, where they signed in.
pub async fn payer(connection: &impl ConnectionTrait, id: PaymentId) -> Result<Option<Subject>, Fault> {
    let row = row::Entity::find_by_id(id.to_string()).one(connection).await.map_err(Fault::while_("reading who pays"))?;
    row.and_then(|row| row.payer).map(|payer| parsed("payer", &payer)).transpose()
}

/// Adds what a payment pays of each notice. Nothing of it is added where another payment of one of them is under way.
pub async fn add_shares(connection: &impl ConnectionTrait, id: PaymentId, over: &[Share]) -> Result<Option<NoticeId>, Fault> {
    for part in over {
        let row = share::ActiveModel {
            payment_id: Set(id.to_string()),
            notice_id: Set(part.notice.to_string()),
            version: Set(part.version.into()),
            minor: Set(part.minor),
            is_live: Set(true),
            paid_minor: Set(0),
        };
        // The index lets one live payment a notice through (row INV-09); what it refuses is not added.
        let once = OnConflict::new().do_nothing().to_owned();
        let added = share::Entity::insert(row).on_conflict(once).exec_without_returning(connection).await;
        if added.map_err(Fault::while_("reserving a notice"))? == 0 {
            return Ok(Some(part.notice));
        }
    }
    Ok(None)
}

/// Adds what arrived for a notice, and keeps it from nobody.
pub async fn add_arrived_share(connection: &impl ConnectionTrait, id: PaymentId, part: &Share) -> Result<(), Fault> {
    let row = share::ActiveModel {
        payment_id: Set(id.to_string()),
        notice_id: Set(part.notice.to_string()),
        version: Set(part.version.into()),
        minor: Set(part.minor),
        is_live: Set(false),
        paid_minor: Set(0),
    };
    let added = share::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("noting what arrived for a notice"))?;
    Ok(())
}

/// Frees the notices of a payment that is over.
pub async fn free_shares(connection: &impl ConnectionTrait, id: PaymentId) -> Result<(), Fault> {
    set_live(connection, id, false).await
}

/// Reserves the notices of a payment again that was over, where nobody else did meanwhile.
async fn set_live(connection: &impl ConnectionTrait, id: PaymentId, is_live: bool) -> Result<(), Fault> {
    share::Entity::update_many()
        .col_expr(share::Column::IsLive, Expr::value(is_live))
        .filter(share::Column::PaymentId.eq(id.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("freeing the notices of a payment"))?;
    Ok(())
}

/// Notes what a payment paid of a notice.
pub async fn pay_share(connection: &impl ConnectionTrait, id: PaymentId, notice: NoticeId, minor: i64) -> Result<(), Fault> {
    share::Entity::update_many()
        .col_expr(share::Column::PaidMinor, ExprTrait::add(Expr::col(share::Column::PaidMinor), minor))
        .filter(share::Column::PaymentId.eq(id.to_string()))
        .filter(share::Column::NoticeId.eq(notice.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting what a payment paid"))?;
    Ok(())
}

/// Finds the payment that keeps a notice.
pub async fn live_of(connection: &impl ConnectionTrait, notice: NoticeId) -> Result<Option<PaymentId>, Fault> {
    let row = share::Entity::find()
        .filter(share::Column::NoticeId.eq(notice.to_string()))
        .filter(share::Column::IsLive.eq(true))
        .one(connection)
        .await
        .map_err(Fault::while_("looking up who pays a notice"))?;
    row.map(|row| parsed("payment_id", &row.payment_id)).transpose()
}

/// Adds an attempt with the key of its first call, which is thereby stored before it (row IDM-12).
pub async fn add_attempt(
    connection: &impl ConnectionTrait,
    id: PaymentId,
    value: &Attempt,
    payer_phone: Option<&str>,
    now: Timestamp,
) -> Result<(), Fault> {
    let row = attempt::ActiveModel {
        id: Set(value.id.to_string()),
        payment_id: Set(id.to_string()),
        provider: Set(value.provider.clone()),
        rail: Set(value.rail.to_string()),
        provider_reference: Set(None),
        start_key: Set(value.key(payment::Operation::Start).as_str().to_owned()),
        handover: Set(None),
        payer_phone: Set(payer_phone.map(ToOwned::to_owned)),
        recorded_at: Set(now.as_microsecond()),
    };
    let added = attempt::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding an attempt"))?;
    Ok(())
}

fn read_attempt(row: &attempt::Model) -> Result<KeptAttempt, Fault> {
    parsed::<Rail>("rail", &row.rail)?;
    Ok(KeptAttempt {
        id: parsed("id", &row.id)?,
        payment: parsed("payment_id", &row.payment_id)?,
        provider: row.provider.clone(),
        provider_reference: row.provider_reference.clone(),
        payer_phone: row.payer_phone.clone(),
        handover: row.handover.as_deref().map(from_text).transpose()?,
    })
}

/// Reads an attempt.
pub async fn attempt(connection: &impl ConnectionTrait, id: AttemptId) -> Result<Option<KeptAttempt>, Fault> {
    let row = attempt::Entity::find_by_id(id.to_string()).one(connection).await;
    row.map_err(Fault::while_("reading an attempt"))?.as_ref().map(read_attempt).transpose()
}

/// Finds the attempt of a sum that its provider took under some name: the attempt's own, or that of a second payment with its id.
pub async fn taken_as(connection: &impl ConnectionTrait, provider: &str, reference: &str) -> Result<Option<KeptAttempt>, Fault> {
    if let Some(found) = named(connection, provider, None, Some(reference)).await? {
        return Ok(Some(found));
    }
    let said = evidence::Entity::find()
        .filter(evidence::Column::Provider.eq(provider))
        .filter(evidence::Column::ProviderReference.eq(reference))
        .one(connection)
        .await
        .map_err(Fault::while_("looking up what a provider took"))?;
    match said {
        Some(said) => attempt(connection, parsed("attempt_id", &said.attempt_id)?).await,
        None => Ok(None),
    }
}

/// Finds an attempt by what its provider calls it, or by our id, which a second payment of the same payer carries too (row ST-21).
pub async fn named(
    connection: &impl ConnectionTrait,
    provider: &str,
    id: Option<AttemptId>,
    reference: Option<&str>,
) -> Result<Option<KeptAttempt>, Fault> {
    if let Some(reference) = reference {
        let row = attempt::Entity::find()
            .filter(attempt::Column::Provider.eq(provider))
            .filter(attempt::Column::ProviderReference.eq(reference))
            .one(connection)
            .await
            .map_err(Fault::while_("looking up an attempt"))?;
        if let Some(row) = row {
            return read_attempt(&row).map(Some);
        }
    }
    let Some(id) = id else { return Ok(None) };
    Ok(attempt(connection, id).await?.filter(|found| found.provider == provider))
}

/// Notes what a provider calls an attempt, once.
pub async fn name_attempt(connection: &impl ConnectionTrait, id: AttemptId, reference: &str) -> Result<(), Fault> {
    attempt::Entity::update_many()
        .col_expr(attempt::Column::ProviderReference, Expr::value(reference))
        .filter(attempt::Column::Id.eq(id.to_string()))
        .filter(attempt::Column::ProviderReference.is_null())
        .exec(connection)
        .await
        .map_err(Fault::while_("noting what a provider calls an attempt"))?;
    Ok(())
}

/// Notes what the payer needs to go on.
pub async fn hand_over(connection: &impl ConnectionTrait, id: AttemptId, value: &Handover) -> Result<(), Fault> {
    attempt::Entity::update_many()
        .col_expr(attempt::Column::Handover, Expr::value(write(value)?))
        .filter(attempt::Column::Id.eq(id.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting what a payer needs"))?;
    Ok(())
}

/// Takes away what nobody needs of the attempts of a payment that is over: secrets, and whose phone it was.
pub async fn forget_handovers(connection: &impl ConnectionTrait, id: PaymentId) -> Result<(), Fault> {
    attempt::Entity::update_many()
        .col_expr(attempt::Column::Handover, Expr::value(Option::<String>::None))
        .col_expr(attempt::Column::PayerPhone, Expr::value(Option::<String>::None))
        .filter(attempt::Column::PaymentId.eq(id.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("taking away what a payment no longer needs"))?;
    Ok(())
}

/// Keeps evidence, and returns its number.
pub async fn add_evidence(
    connection: &impl ConnectionTrait,
    (id, provider): (AttemptId, &str),
    said: &Evidence,
    source: Source,
    now: Timestamp,
) -> Result<i64, Fault> {
    let moved = said.moved();
    let row = evidence::ActiveModel {
        sequence: NotSet,
        attempt_id: Set(id.to_string()),
        provider: Set(provider.to_owned()),
        provider_reference: Set(said.provider_reference.clone()),
        standing: Set(standing(said.standing).to_owned()),
        minor: Set(moved.map(|money| money.minor)),
        currency: Set(moved.map(|money| money.currency.to_string())),
        source: Set(match source {
            Source::Answer => "answer",
            Source::Query => "query",
            Source::Notice => "notice",
        }
        .to_owned()),
        raw: Set(said.raw.clone()),
        occurred_at: Set(said.occurred_at.as_microsecond()),
        recorded_at: Set(now.as_microsecond()),
    };
    let added = evidence::Entity::insert(row).exec(connection).await.map_err(Fault::while_("keeping evidence"))?;
    Ok(added.last_insert_id)
}

fn standing(value: Standing) -> &'static str {
    match value {
        Standing::AwaitingPayer => "awaiting-payer",
        Standing::Pending => "pending",
        Standing::Authorised => "authorised",
        Standing::Captured => "captured",
        Standing::Declined { .. } => "declined",
        Standing::Cancelled => "cancelled",
    }
}

/// Takes a key for a payment; nothing where it was taken before.
pub async fn take_key(
    connection: &impl ConnectionTrait,
    (key_hash, fingerprint): (&str, &str),
    id: PaymentId,
    now: Timestamp,
) -> Result<bool, Fault> {
    let row = key::ActiveModel {
        key_hash: Set(key_hash.to_owned()),
        fingerprint: Set(fingerprint.to_owned()),
        payment_id: Set(id.to_string()),
        recorded_at: Set(now.as_microsecond()),
    };
    let once = OnConflict::column(key::Column::KeyHash).do_nothing().to_owned();
    let added = key::Entity::insert(row).on_conflict(once).exec_without_returning(connection).await;
    Ok(added.map_err(Fault::while_("taking a key"))? > 0)
}

/// Finds what a key was used for: the payment, and the fingerprint of what was asked.
pub async fn known(connection: &impl ConnectionTrait, key_hash: &str) -> Result<Option<(PaymentId, String)>, Fault> {
    let row = key::Entity::find_by_id(key_hash.to_owned()).one(connection).await.map_err(Fault::while_("looking up a key"))?;
    row.map(|row| Ok((parsed("payment_id", &row.payment_id)?, row.fingerprint))).transpose()
}

/// Forgets keys that were used before an instant and whose payments are over; returns how many.
pub async fn forget_keys(connection: &impl ConnectionTrait, before: Timestamp) -> Result<u64, Fault> {
    let over = [State::Captured, State::Cancelled, State::Expired].map(State::as_str);
    let over_ids = sea_orm::sea_query::Query::select()
        .column(row::Column::Id)
        .from(row::Entity)
        .and_where(row::Column::State.is_in(over))
        .to_owned();
    let gone = key::Entity::delete_many()
        .filter(key::Column::RecordedAt.lt(before.as_microsecond()))
        .filter(key::Column::PaymentId.in_subquery(over_ids))
        .exec(connection)
        .await
        .map_err(Fault::while_("forgetting keys"))?;
    Ok(gone.rows_affected)
}
