//! Rows to values and back: accounts, and beside them what happened to each, what they secure, what officers propose, and the codes of guarantees.

mod code;
mod event;
mod proposal;
mod reservation;

use payment::account::{AccountEvent, AccountReference, GuaranteeReference, Sums, Terms, TraderAccount};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use vocabulary::Timestamp;

use self::event::append;
pub use self::{
    code::{Try, give_tries_back, put_code, take_try},
    event::{Happening, Line, known, lines, made},
    proposal::{KeptProposal, decide, open_proposal, proposals, propose, proposed_about},
    reservation::{KeptReservation, add_reservation, reservation, reservations, secured, secured_by, update_reservation},
};
use super::rows::account;
use crate::{
    mandate::Party,
    payment::HeldAccount,
    platform::{
        fault::Fault,
        stored::{instant, parsed},
    },
};

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

impl From<Kept> for HeldAccount {
    fn from(kept: Kept) -> HeldAccount {
        HeldAccount { holder: kept.holder, account: kept.account }
    }
}
