//! Rows to values and back: accounts and their events, what they secure, what officers propose, and the codes of guarantees.

use jiff::SignedDuration;
use payment::account::{
    AccountEvent, AccountReference, AccountState, AccountVerb, Change, GuaranteeReference, Reservation, Sums, Terms,
    TraderAccount,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Value,
    sea_query::{Expr, OnConflict},
};
use vocabulary::{Currency, Money, PaymentId, PersonId, Timestamp};

use super::rows::{account, code, event, proposal, reservation};
use crate::{
    mandate::Party,
    payment::HeldAccount,
    platform::{
        database,
        fault::Fault,
        identifier,
        stored::{instant, parsed},
    },
};

/// How often the code of a guarantee may be tried in an hour: five of a hundred million.
pub const TRIES_MAX: i64 = 5;
/// How many events of an account are read at a time.
const EVENTS_AT_ONCE: u64 = 1_000;
/// The hour.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// An account, and what only the server needs to know of it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The account.
    pub account: TraderAccount,
    /// Whose it is.
    pub holder: Party,
    /// How other offices name it, where it is a guarantee.
    pub grn: Option<GuaranteeReference>,
    /// When it was proposed.
    pub proposed_at: Timestamp,
}

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

/// What a guarantee secures, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptReservation {
    /// The sums.
    pub reservation: Reservation,
    /// By which account.
    pub account: AccountReference,
    /// The declaration or movement.
    pub secures: String,
    /// Since when.
    pub recorded_at: Timestamp,
}

/// What an officer proposed, and about which nobody decided yet.
#[derive(Clone, Debug)]
pub struct KeptProposal {
    /// Its name.
    pub id: String,
    /// About which account.
    pub account: AccountReference,
    /// What is to be done.
    pub change: Change,
    /// Why.
    pub reason: String,
    /// Who proposed it.
    pub proposed_by: PersonId,
    /// When.
    pub proposed_at: Timestamp,
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

fn write<T: serde::Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(Fault::while_("writing an account"))
}

fn from_text<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(Fault::while_("reading an account"))
}

fn read(row: &account::Model) -> Result<Kept, Fault> {
    let terms = Terms {
        reference: parsed("reference", &row.reference)?,
        kind: parsed("kind", &row.kind)?,
        currency: parsed("currency", &row.currency)?,
        limit_minor: row.limit_minor,
        valid_from: parsed("valid_from", &row.valid_from)?,
        valid_until: row.valid_until.as_deref().map(|day| parsed("valid_until", day)).transpose()?,
    };
    let sums = Sums { held: row.held_minor, limit: row.limit_minor, reserved: row.reserved_minor, called: row.called_minor };
    let sequence = u32::try_from(row.sequence).map_err(Fault::while_("reading an account"))?;
    Ok(Kept {
        account: TraderAccount { terms, state: parsed("state", &row.state)?, sequence, sums },
        holder: parsed("holder", &row.holder)?,
        grn: row.grn.as_deref().map(|grn| parsed("grn", grn)).transpose()?,
        proposed_at: instant(row.proposed_at)?,
    })
}

/// Reads an account, and keeps others from changing it until the unit of work is over.
pub async fn lock(connection: &impl ConnectionTrait, reference: AccountReference) -> Result<Option<Kept>, Fault> {
    let row = account::Entity::find_by_id(reference.to_string()).lock_exclusive().one(connection).await;
    row.map_err(Fault::while_("reading an account"))?.as_ref().map(read).transpose()
}

/// Reads an account.
pub async fn find(connection: &impl ConnectionTrait, reference: AccountReference) -> Result<Option<Kept>, Fault> {
    let row = account::Entity::find_by_id(reference.to_string()).one(connection).await;
    row.map_err(Fault::while_("reading an account"))?.as_ref().map(read).transpose()
}

/// Reads a guarantee by its reference.
pub async fn by_grn(connection: &impl ConnectionTrait, grn: GuaranteeReference) -> Result<Option<Kept>, Fault> {
    let row = account::Entity::find().filter(account::Column::Grn.eq(grn.as_str())).one(connection).await;
    row.map_err(Fault::while_("looking up a guarantee"))?.as_ref().map(read).transpose()
}

/// Reads the accounts of some parties in the order of their references, after one of them.
pub async fn of_holders(
    connection: &impl ConnectionTrait,
    holders: &[Party],
    after: Option<AccountReference>,
    most: usize,
) -> Result<Vec<Kept>, Fault> {
    let mut found = account::Entity::find().filter(account::Column::Holder.is_in(holders.iter().map(ToString::to_string)));
    if let Some(after) = after {
        found = found.filter(account::Column::Reference.gt(after.to_string()));
    }
    let rows = found.order_by_asc(account::Column::Reference).limit(most as u64).all(connection).await;
    rows.map_err(Fault::while_("reading the accounts of a trader"))?.iter().map(read).collect()
}

/// Reads all accounts in the order of their references, after one of them.
pub async fn after(connection: &impl ConnectionTrait, last: Option<AccountReference>, most: u64) -> Result<Vec<Kept>, Fault> {
    let mut found = account::Entity::find();
    if let Some(last) = last {
        found = found.filter(account::Column::Reference.gt(last.to_string()));
    }
    let rows = found.order_by_asc(account::Column::Reference).limit(most).all(connection).await;
    rows.map_err(Fault::while_("reading accounts"))?.iter().map(read).collect()
}

/// Adds an account with its first event.
pub async fn add(connection: &impl ConnectionTrait, kept: &Kept, first: &AccountEvent, actor: &str) -> Result<(), Fault> {
    let happening = Happening { actor: Some(actor), ..Happening::default() };
    append(connection, (None, &kept.account), first, happening, kept.proposed_at).await?;
    let TraderAccount { terms, state, sequence, sums } = &kept.account;
    let row = account::ActiveModel {
        reference: Set(terms.reference.to_string()),
        kind: Set(terms.kind.to_string()),
        holder: Set(kept.holder.to_string()),
        currency: Set(terms.currency.to_string()),
        valid_from: Set(terms.valid_from.to_string()),
        valid_until: Set(terms.valid_until.map(|day| day.to_string())),
        state: Set(state.to_string()),
        sequence: Set((*sequence).into()),
        held_minor: Set(sums.held),
        limit_minor: Set(sums.limit),
        reserved_minor: Set(sums.reserved),
        called_minor: Set(sums.called),
        grn: Set(kept.grn.map(|grn| grn.to_string())),
        proposed_at: Set(kept.proposed_at.as_microsecond()),
    };
    account::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_("adding an account"))?;
    Ok(())
}

/// Lets an event happen to an account that is locked: the event, and what the account is since. Nothing where the key was taken meanwhile.
pub async fn happen(
    connection: &impl ConnectionTrait,
    before: &TraderAccount,
    event: &AccountEvent,
    happening: Happening<'_>,
    now: Timestamp,
) -> Result<Option<TraderAccount>, Fault> {
    const DOING: &str = "changing an account";
    let impossible = || Fault::while_(DOING)(std::io::Error::other("its state does not allow that"));
    let after = before.after(event).ok_or_else(impossible)?;
    if !append(connection, (Some(before.state), &after), event, happening, now).await? {
        return Ok(None);
    }
    use account::Column;
    account::Entity::update_many()
        .col_expr(Column::State, Expr::value(after.state.as_str()))
        .col_expr(Column::Sequence, Expr::value(i64::from(after.sequence)))
        .col_expr(Column::HeldMinor, Expr::value(after.sums.held))
        .col_expr(Column::LimitMinor, Expr::value(after.sums.limit))
        .col_expr(Column::ReservedMinor, Expr::value(after.sums.reserved))
        .col_expr(Column::CalledMinor, Expr::value(after.sums.called))
        .filter(Column::Reference.eq(after.terms.reference.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_(DOING))?;
    Ok(Some(after))
}

async fn append(
    connection: &impl ConnectionTrait,
    (from, after): (Option<AccountState>, &TraderAccount),
    value: &AccountEvent,
    happening: Happening<'_>,
    now: Timestamp,
) -> Result<bool, Fault> {
    let payment = match value {
        AccountEvent::Drawn { payment, .. } => Some(payment.to_string()),
        _ => None,
    };
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

/// Adds what a guarantee secures.
pub async fn add_reservation(connection: &impl ConnectionTrait, kept: &KeptReservation) -> Result<(), Fault> {
    let row = reservation::ActiveModel {
        id: Set(kept.reservation.id.clone()),
        account: Set(kept.account.to_string()),
        secures: Set(kept.secures.clone()),
        secured_minor: Set(kept.reservation.secured.minor),
        released_minor: Set(0),
        called_minor: Set(0),
        recorded_at: Set(kept.recorded_at.as_microsecond()),
    };
    let added = reservation::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding what a guarantee secures"))?;
    Ok(())
}

/// Says by which account something is secured.
pub async fn secured_by(connection: &impl ConnectionTrait, id: &str) -> Result<Option<AccountReference>, Fault> {
    let row = reservation::Entity::find_by_id(id.to_owned()).one(connection).await;
    let row = row.map_err(Fault::while_("looking up what is secured"))?;
    row.map(|row| parsed("account", &row.account)).transpose()
}

fn read_reservation(row: reservation::Model, currency: Currency) -> Result<KeptReservation, Fault> {
    Ok(KeptReservation {
        reservation: Reservation {
            id: row.id,
            secured: Money::new(row.secured_minor, currency),
            released_minor: row.released_minor,
            called_minor: row.called_minor,
        },
        account: parsed("account", &row.account)?,
        secures: row.secures,
        recorded_at: instant(row.recorded_at)?,
    })
}

/// Reads what is secured under a name, by an account that is locked.
pub async fn reservation(
    connection: &impl ConnectionTrait,
    id: &str,
    currency: Currency,
) -> Result<Option<KeptReservation>, Fault> {
    let row = reservation::Entity::find_by_id(id.to_owned()).one(connection).await;
    row.map_err(Fault::while_("reading what is secured"))?.map(|row| read_reservation(row, currency)).transpose()
}

/// Reads what an account secures before one of them, the newest first.
pub async fn reservations(
    connection: &impl ConnectionTrait,
    of: &TraderAccount,
    before: Option<&str>,
    most: usize,
) -> Result<Vec<KeptReservation>, Fault> {
    let mut found = reservation::Entity::find().filter(reservation::Column::Account.eq(of.terms.reference.to_string()));
    if let Some(before) = before {
        found = found.filter(reservation::Column::Id.lt(before));
    }
    let rows = found.order_by_desc(reservation::Column::Id).limit(most as u64).all(connection).await;
    let rows = rows.map_err(Fault::while_("reading what is secured"))?;
    rows.into_iter().map(|row| read_reservation(row, of.terms.currency)).collect()
}

/// Writes how much of what was secured was let go and taken.
pub async fn update_reservation(connection: &impl ConnectionTrait, value: &Reservation) -> Result<(), Fault> {
    reservation::Entity::update_many()
        .col_expr(reservation::Column::ReleasedMinor, Expr::value(value.released_minor))
        .col_expr(reservation::Column::CalledMinor, Expr::value(value.called_minor))
        .filter(reservation::Column::Id.eq(&value.id))
        .exec(connection)
        .await
        .map_err(Fault::while_("changing what is secured"))?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Left {
    account: String,
    minor: i64,
}

/// Adds up what each account still secures by what is kept of it.
pub async fn secured(connection: &impl ConnectionTrait) -> Result<Vec<(String, i64)>, Fault> {
    let sql = "select account, cast(sum(secured_minor - released_minor - called_minor) as bigint) as minor \
               from account_reservation group by account";
    let rows: Vec<Left> = database::rows(connection, sql, []).await.map_err(Fault::while_("adding up what is secured"))?;
    Ok(rows.into_iter().map(|row| (row.account, row.minor)).collect())
}

/// Adds a proposal; nothing where one is open.
pub async fn propose(
    connection: &impl ConnectionTrait,
    account: AccountReference,
    (change, reason): (Change, &str),
    by: PersonId,
    now: Timestamp,
) -> Result<Option<KeptProposal>, Fault> {
    if open_proposal(connection, account).await?.is_some() {
        return Ok(None);
    }
    let id = identifier::new_reference();
    let row = proposal::ActiveModel {
        id: Set(id.clone()),
        account: Set(account.to_string()),
        change: Set(write(&change)?),
        reason: Set(reason.to_owned()),
        proposed_by: Set(by.to_string()),
        proposed_at: Set(now.as_microsecond()),
        decided_by: Set(None),
        decided_at: Set(None),
        outcome: Set("open".to_owned()),
    };
    let added = proposal::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("keeping a proposal about an account"))?;
    Ok(Some(KeptProposal { id, account, change, reason: reason.to_owned(), proposed_by: by, proposed_at: now }))
}

fn read_proposal(row: proposal::Model) -> Result<KeptProposal, Fault> {
    Ok(KeptProposal {
        account: parsed("account", &row.account)?,
        change: from_text(&row.change)?,
        proposed_by: parsed("proposed_by", &row.proposed_by)?,
        proposed_at: instant(row.proposed_at)?,
        id: row.id,
        reason: row.reason,
    })
}

/// Reads the open proposal about an account.
pub async fn open_proposal(connection: &impl ConnectionTrait, account: AccountReference) -> Result<Option<KeptProposal>, Fault> {
    let row = proposal::Entity::find()
        .filter(proposal::Column::Account.eq(account.to_string()))
        .filter(proposal::Column::Outcome.eq("open"))
        .one(connection)
        .await;
    row.map_err(Fault::while_("reading a proposal about an account"))?.map(read_proposal).transpose()
}

/// Says which account a proposal is about.
pub async fn proposed_about(connection: &impl ConnectionTrait, id: &str) -> Result<Option<AccountReference>, Fault> {
    let row = proposal::Entity::find_by_id(id.to_owned()).one(connection).await;
    let row = row.map_err(Fault::while_("looking up a proposal about an account"))?;
    row.map(|row| parsed("account", &row.account)).transpose()
}

/// Reads proposals that wait, the oldest first.
pub async fn proposals(connection: &impl ConnectionTrait, most: usize) -> Result<Vec<KeptProposal>, Fault> {
    let rows = proposal::Entity::find()
        .filter(proposal::Column::Outcome.eq("open"))
        .order_by_asc(proposal::Column::ProposedAt)
        .order_by_asc(proposal::Column::Id)
        .limit(most as u64)
        .all(connection)
        .await;
    rows.map_err(Fault::while_("reading proposals about accounts"))?.into_iter().map(read_proposal).collect()
}

/// Notes what became of a proposal.
pub async fn decide(
    connection: &impl ConnectionTrait,
    id: &str,
    (agrees, by): (bool, PersonId),
    now: Timestamp,
) -> Result<(), Fault> {
    use proposal::Column;
    proposal::Entity::update_many()
        .col_expr(Column::Outcome, Expr::value(if agrees { "agreed" } else { "refused" }))
        .col_expr(Column::DecidedBy, Expr::value(by.to_string()))
        .col_expr(Column::DecidedAt, Expr::value(now.as_microsecond()))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting what became of a proposal about an account"))?;
    Ok(())
}

/// Keeps the hash of a code; the one before holds no more.
pub async fn put_code(
    connection: &impl ConnectionTrait,
    account: AccountReference,
    hash: String,
    now: Timestamp,
) -> Result<(), Fault> {
    let row =
        code::ActiveModel { account: Set(account.to_string()), hash: Set(hash), tries: Set(0), since: Set(now.as_microsecond()) };
    let newer = OnConflict::column(code::Column::Account)
        .update_columns([code::Column::Hash, code::Column::Tries, code::Column::Since])
        .to_owned();
    let kept = code::Entity::insert(row).on_conflict(newer).exec_without_returning(connection).await;
    kept.map_err(Fault::while_("keeping the code of a guarantee"))?;
    Ok(())
}

/// What came of taking a try.
#[derive(Debug)]
pub enum Try {
    /// The hash to compare with.
    Of(String),
    /// There were too many.
    TooMany {
        /// When the next may be taken.
        again_at: Timestamp,
    },
    /// There is no code.
    NoCode,
}

#[derive(FromQueryResult)]
struct Tried {
    hash: String,
}

/// Takes one try of a code before anything is compared. One statement, so that however many try at once, no more than [`TRIES_MAX`] an hour
/// succeed.
pub async fn take_try(connection: &impl ConnectionTrait, account: AccountReference, now: Timestamp) -> Result<Try, Fault> {
    const DOING: &str = "taking a try of a code";
    let begins_anew = now.saturating_sub(WINDOW).unwrap_or(Timestamp::MIN).as_microsecond();
    let sql = "update account_code set tries = case when since <= $2 then 1 else tries + 1 end, \
               since = case when since <= $2 then $3 else since end \
               where account = $1 and (tries < $4 or since <= $2) returning hash";
    let values: [Value; 4] = [account.to_string().into(), begins_anew.into(), now.as_microsecond().into(), TRIES_MAX.into()];
    let rows: Vec<Tried> = database::rows(connection, sql, values).await.map_err(Fault::while_(DOING))?;
    if let Some(row) = rows.into_iter().next() {
        return Ok(Try::Of(row.hash));
    }
    let row = code::Entity::find_by_id(account.to_string()).one(connection).await.map_err(Fault::while_(DOING))?;
    Ok(match row {
        Some(row) => Try::TooMany { again_at: instant(row.since)?.saturating_add(WINDOW).unwrap_or(Timestamp::MAX) },
        None => Try::NoCode,
    })
}

/// Gives all tries back after a right code.
pub async fn give_tries_back(connection: &impl ConnectionTrait, account: AccountReference) -> Result<(), Fault> {
    code::Entity::update_many()
        .col_expr(code::Column::Tries, Expr::value(0i64))
        .filter(code::Column::Account.eq(account.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("giving tries back"))?;
    Ok(())
}

impl From<Kept> for HeldAccount {
    fn from(kept: Kept) -> HeldAccount {
        HeldAccount { holder: kept.holder, account: kept.account }
    }
}
