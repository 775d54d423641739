//! What officers propose about accounts, and what others decide.

use payment::account::{AccountReference, Change};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use vocabulary::{PersonId, Timestamp};

use super::{from_text, write};
use crate::{
    account::rows::proposal,
    platform::{
        fault::Fault,
        identifier,
        stored::{instant, parsed},
    },
};

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
