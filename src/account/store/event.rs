//! What happened to accounts: only added to.

use payment::account::{AccountEvent, AccountReference, AccountState, AccountVerb, Sums, TraderAccount};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use vocabulary::{Money, PaymentId, Timestamp};

use super::{from_text, write};
use crate::{
    account::rows::event,
    platform::{
        fault::Fault,
        stored::{instant, parsed},
    },
};

/// How many events of an account are read at a time.
const EVENTS_AT_ONCE: u64 = 1_000;

/// A line of a statement: something that happened to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its place, from 1.
    pub ordinal: u32,
    /// What happened.
    pub verb: AccountVerb,
    /// What it moved.
    pub moved: Option<Money>,
    /// What the account was since.
    pub after: TraderAccount,
    /// The payment that drew it.
    pub payment: Option<PaymentId>,
    /// What was secured, let go or taken.
    pub reservation: Option<String>,
    /// The entry of the ledger.
    pub entry: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// How something happens to an account.
#[derive(Clone, Copy, Debug, Default)]
pub struct Happening<'a> {
    /// Who does it, as it is stored; the system itself where nobody does.
    pub actor: Option<&'a str>,
    /// The entry of the ledger.
    pub entry: Option<&'a str>,
    /// What makes it this one and no other: the key's hash, and the fingerprint of what was asked.
    pub key: Option<(&'a str, &'a str)>,
}

/// What a key was used for.
#[derive(Clone, Debug)]
pub struct Known {
    /// What was asked.
    pub fingerprint: String,
    /// What it was about.
    pub reservation: Option<String>,
}

/// Adds an event, and says whether its key was free.
pub(super) async fn append(
    connection: &impl ConnectionTrait,
    (from, after): (Option<AccountState>, &TraderAccount),
    value: &AccountEvent,
    happening: Happening<'_>,
    now: Timestamp,
) -> Result<bool, Fault> {
    let payment = value.payment().map(|payment| payment.to_string());
    let row = event::ActiveModel {
        sequence: NotSet,
        account: Set(after.terms.reference.to_string()),
        ordinal: Set(after.sequence.into()),
        verb: Set(value.verb().to_string()),
        from_state: Set(from.map_or("-", AccountState::as_str).to_owned()),
        to_state: Set(after.state.to_string()),
        actor: Set(happening.actor.unwrap_or("system").to_owned()),
        minor: Set(value.minor()),
        held_minor: Set(after.sums.held),
        limit_minor: Set(after.sums.limit),
        reserved_minor: Set(after.sums.reserved),
        called_minor: Set(after.sums.called),
        reservation_id: Set(value.reservation().map(ToOwned::to_owned)),
        payment_id: Set(payment),
        entry_id: Set(happening.entry.map(ToOwned::to_owned)),
        key_hash: Set(happening.key.map(|(hash, _)| hash.to_owned())),
        fingerprint: Set(happening.key.map(|(_, fingerprint)| fingerprint.to_owned())),
        body: Set(write(value)?),
        recorded_at: Set(now.as_microsecond()),
    };
    if let Some((hash, _)) = happening.key
        && known(connection, hash).await?.is_some()
    {
        return Ok(false);
    }
    let added = event::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding an event of an account"))?;
    Ok(true)
}

/// Finds what a key was used for.
pub async fn known(connection: &impl ConnectionTrait, key_hash: &str) -> Result<Option<Known>, Fault> {
    let row = event::Entity::find().filter(event::Column::KeyHash.eq(key_hash)).one(connection).await;
    let row = row.map_err(Fault::while_("looking up the key of an account"))?;
    Ok(row.map(|row| Known { fingerprint: row.fingerprint.unwrap_or_default(), reservation: row.reservation_id }))
}

/// Reads what happened to an account before one of its events, the newest first. Each line says what stood on it since.
pub async fn lines(
    connection: &impl ConnectionTrait,
    of: &TraderAccount,
    before: Option<u32>,
    most: usize,
) -> Result<Vec<Line>, Fault> {
    let mut found = event::Entity::find().filter(event::Column::Account.eq(of.terms.reference.to_string()));
    if let Some(before) = before {
        found = found.filter(event::Column::Ordinal.lt(i64::from(before)));
    }
    let rows = found.order_by_desc(event::Column::Ordinal).limit(most as u64).all(connection).await;
    rows.map_err(Fault::while_("reading a statement"))?.into_iter().map(|row| line(of, row)).collect()
}

fn line(of: &TraderAccount, row: event::Model) -> Result<Line, Fault> {
    let ordinal = u32::try_from(row.ordinal).map_err(Fault::while_("reading a statement"))?;
    let sums = Sums { held: row.held_minor, limit: row.limit_minor, reserved: row.reserved_minor, called: row.called_minor };
    let after = TraderAccount { state: parsed("to_state", &row.to_state)?, sequence: ordinal, sums, ..of.clone() };
    Ok(Line {
        ordinal,
        verb: parsed("verb", &row.verb)?,
        moved: row.minor.map(|minor| Money::new(minor, of.terms.currency)),
        after,
        payment: row.payment_id.as_deref().map(|id| parsed("payment_id", id)).transpose()?,
        reservation: row.reservation_id,
        entry: row.entry_id,
        at: instant(row.recorded_at)?,
    })
}

/// Reads the events of an account after one of them, in order.
async fn events(
    connection: &impl ConnectionTrait,
    reference: AccountReference,
    after: u32,
    most: u64,
) -> Result<Vec<AccountEvent>, Fault> {
    let rows = event::Entity::find()
        .filter(event::Column::Account.eq(reference.to_string()))
        .filter(event::Column::Ordinal.gt(i64::from(after)))
        .order_by_asc(event::Column::Ordinal)
        .limit(most)
        .all(connection)
        .await
        .map_err(Fault::while_("reading the events of an account"))?;
    rows.iter().map(|row| from_text(&row.body)).collect()
}

/// Makes an account of its events again; nothing where they make none.
pub async fn made(connection: &impl ConnectionTrait, reference: AccountReference) -> Result<Option<TraderAccount>, Fault> {
    let mut account: Option<TraderAccount> = None;
    loop {
        let after = account.as_ref().map_or(0, |account| account.sequence);
        let page = events(connection, reference, after, EVENTS_AT_ONCE).await?;
        if page.is_empty() {
            return Ok(account);
        }
        for event in &page {
            let next = match &account {
                None => TraderAccount::proposed(event),
                Some(before) => before.after(event),
            };
            let Some(next) = next else { return Ok(None) };
            account = Some(next);
        }
    }
}
