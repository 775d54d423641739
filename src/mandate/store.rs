//! Rows to values and back.

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use vocabulary::{CompanyId, Date, MandateId, PersonId, Timestamp};

use super::{
    company::{COMPANIES_MAX, Company, Standing},
    mandate::{Agent, Mandate, State},
    party::{Party, Side},
    rows::{company, company_admin, mandate, mandate_use},
    scope::{Act, Consignment, PayCaps, Scopes},
    service::MandateUse,
};
use crate::{
    identity::{code::Amount, phone::PhoneNumber},
    platform::{
        fault::Fault,
        stored::{instant, parsed},
    },
};

/// Adds a company.
pub async fn add_company(connection: &impl ConnectionTrait, company: &Company, now: Timestamp) -> Result<(), Fault> {
    let row = company::ActiveModel {
        id: Set(company.id.to_string()),
        tin: Set(company.tin.to_string()),
        name: Set(company.name.as_str().to_owned()),
        created_at: Set(now.as_microsecond()),
        confirmed_at: Set(None),
        confirmed_tin: Set(None),
    };
    company::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_("adding a company"))?;
    Ok(())
}

/// Reads a company.
pub async fn company(connection: &impl ConnectionTrait, id: CompanyId) -> Result<Option<Company>, Fault> {
    let row = company::Entity::find_by_id(id.to_string()).one(connection).await;
    row.map_err(Fault::while_("reading a company"))?.map(company_value).transpose()
}

/// Says whether a company with this number is confirmed.
pub async fn is_confirmed(connection: &impl ConnectionTrait, tin: &str) -> Result<bool, Fault> {
    let count = company::Entity::find().filter(company::Column::ConfirmedTin.eq(tin)).count(connection).await;
    Ok(count.map_err(Fault::while_("looking up a taxpayer number"))? > 0)
}

/// Confirms a company that is claimed; false where it is none of that kind.
pub async fn confirm(connection: &impl ConnectionTrait, company: &Company, now: Timestamp) -> Result<bool, Fault> {
    let done = company::Entity::update_many()
        .col_expr(company::Column::ConfirmedAt, Expr::value(now.as_microsecond()))
        .col_expr(company::Column::ConfirmedTin, Expr::value(company.tin.as_str()))
        .filter(company::Column::Id.eq(company.id.to_string()))
        .filter(company::Column::ConfirmedAt.is_null())
        .exec(connection)
        .await
        .map_err(Fault::while_("confirming a company"))?;
    Ok(done.rows_affected == 1)
}

/// Reads the companies that a person administers, at most as many as there may be.
pub async fn companies_of(connection: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Company>, Fault> {
    const DOING: &str = "reading the companies of a person";
    let administered = company_admin::Entity::find()
        .filter(company_admin::Column::PersonId.eq(person.to_string()))
        .order_by_asc(company_admin::Column::Since)
        .limit(COMPANIES_MAX as u64)
        .all(connection)
        .await
        .map_err(Fault::while_(DOING))?;
    if administered.is_empty() {
        return Ok(Vec::new());
    }
    let ids = administered.into_iter().map(|row| row.company_id);
    let rows = company::Entity::find()
        .filter(company::Column::Id.is_in(ids))
        .order_by_asc(company::Column::CreatedAt)
        .order_by_asc(company::Column::Id)
        .all(connection)
        .await
        .map_err(Fault::while_(DOING))?;
    rows.into_iter().map(company_value).collect()
}

/// Reads the administrators of a company, the first one first.
pub async fn admins_of(connection: &impl ConnectionTrait, company: CompanyId) -> Result<Vec<PersonId>, Fault> {
    let rows = company_admin::Entity::find()
        .filter(company_admin::Column::CompanyId.eq(company.to_string()))
        .order_by_asc(company_admin::Column::Since)
        .order_by_asc(company_admin::Column::PersonId)
        .all(connection)
        .await
        .map_err(Fault::while_("reading the administrators of a company"))?;
    rows.iter().map(|row| parsed("person_id", &row.person_id)).collect()
}

/// Locks a company, so that its administrators are counted by one at a time.
pub async fn lock_company(connection: &impl ConnectionTrait, company: CompanyId) -> Result<(), Fault> {
    let row = company::Entity::find_by_id(company.to_string()).lock_exclusive().one(connection).await;
    row.map_err(Fault::while_("locking a company"))?;
    Ok(())
}

/// Makes a person an administrator of a company.
pub async fn add_admin(
    connection: &impl ConnectionTrait,
    company: CompanyId,
    person: PersonId,
    now: Timestamp,
) -> Result<(), Fault> {
    let row = company_admin::ActiveModel {
        company_id: Set(company.to_string()),
        person_id: Set(person.to_string()),
        since: Set(now.as_microsecond()),
    };
    let twice = OnConflict::columns([company_admin::Column::CompanyId, company_admin::Column::PersonId]).do_nothing().to_owned();
    let inserted = company_admin::Entity::insert(row).on_conflict(twice).exec_without_returning(connection).await;
    inserted.map_err(Fault::while_("adding an administrator"))?;
    Ok(())
}

/// Takes an administrator away; false where the person was none.
pub async fn remove_admin(connection: &impl ConnectionTrait, company: CompanyId, person: PersonId) -> Result<bool, Fault> {
    let done = company_admin::Entity::delete_by_id((company.to_string(), person.to_string())).exec(connection).await;
    Ok(done.map_err(Fault::while_("taking an administrator away"))?.rows_affected == 1)
}

fn company_value(row: company::Model) -> Result<Company, Fault> {
    let standing = match row.confirmed_at {
        Some(at) => Standing::Confirmed { at: instant(at)? },
        None => Standing::Claimed,
    };
    Ok(Company { id: parsed("id", &row.id)?, tin: parsed("tin", &row.tin)?, name: parsed("name", &row.name)?, standing })
}

/// Adds a mandate.
pub async fn add(connection: &impl ConnectionTrait, value: &Mandate, now: Timestamp) -> Result<(), Fault> {
    let (state, side, state_at) = state_columns(&value.state);
    let (agent, agent_phone) = agent_columns(&value.agent);
    let pay = value.scopes.pay;
    let row = mandate::ActiveModel {
        id: Set(value.id.to_string()),
        principal: Set(value.principal.to_string()),
        agent: Set(agent),
        agent_phone: Set(agent_phone),
        view: Set(value.scopes.view),
        draft: Set(value.scopes.draft),
        lodge: Set(value.scopes.lodge),
        collect: Set(value.scopes.collect),
        pay_currency: Set(pay.map(|caps| caps.each().currency().to_owned())),
        pay_each_minor: Set(pay.map(|caps| caps.each().minor())),
        pay_day_minor: Set(pay.map(|caps| caps.day().minor())),
        consignment: Set(value.consignment.as_ref().map(ToString::to_string)),
        valid_from: Set(value.valid_from.as_microsecond()),
        valid_until: Set(value.valid_until.as_microsecond()),
        state: Set(state.to_owned()),
        side: Set(side),
        state_at: Set(state_at.as_microsecond()),
        frozen_at: Set(None),
        created_at: Set(now.as_microsecond()),
    };
    mandate::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_("adding a mandate"))?;
    Ok(())
}

/// Reads a mandate, and keeps others from changing or using it until the unit of work is over.
pub async fn lock(connection: &impl ConnectionTrait, id: MandateId) -> Result<Option<Mandate>, Fault> {
    let row = mandate::Entity::find_by_id(id.to_string()).lock_exclusive().one(connection).await;
    row.map_err(Fault::while_("reading a mandate"))?.map(value).transpose()
}

/// Writes the state of a mandate, and who holds it.
pub async fn update(connection: &impl ConnectionTrait, value: &Mandate) -> Result<(), Fault> {
    let (state, side, state_at) = state_columns(&value.state);
    let (agent, agent_phone) = agent_columns(&value.agent);
    mandate::Entity::update_many()
        .col_expr(mandate::Column::Agent, Expr::value(agent))
        .col_expr(mandate::Column::AgentPhone, Expr::value(agent_phone))
        .col_expr(mandate::Column::State, Expr::value(state))
        .col_expr(mandate::Column::Side, Expr::value(side))
        .col_expr(mandate::Column::StateAt, Expr::value(state_at.as_microsecond()))
        .filter(mandate::Column::Id.eq(value.id.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("changing a mandate"))?;
    Ok(())
}

/// Counts the mandates of a principal, or of an agent, that wait or hold.
pub async fn count(connection: &impl ConnectionTrait, side: Side, party: Party) -> Result<u64, Fault> {
    let column = match side {
        Side::Principal => mandate::Column::Principal,
        Side::Agent => mandate::Column::Agent,
    };
    mandate::Entity::find()
        .filter(column.eq(party.to_string()))
        .filter(mandate::Column::State.is_in(["pending", "accepted"]))
        .count(connection)
        .await
        .map_err(Fault::while_("counting mandates"))
}

/// Reads the accepted mandates by which any of `agents` may act for a principal, and locks them in one order.
pub async fn lock_between(connection: &impl ConnectionTrait, principal: Party, agents: &[Party]) -> Result<Vec<Mandate>, Fault> {
    let rows = mandate::Entity::find()
        .filter(mandate::Column::Principal.eq(principal.to_string()))
        .filter(mandate::Column::Agent.is_in(agents.iter().map(ToString::to_string)))
        .filter(mandate::Column::State.eq("accepted"))
        .order_by_asc(mandate::Column::Id)
        .lock_exclusive()
        .all(connection)
        .await
        .map_err(Fault::while_("reading mandates"))?;
    rows.into_iter().map(value).collect()
}

/// Reads the mandates on one side of any of `parties`, or waiting for whoever has `phone`, the newest first.
pub async fn list(
    connection: &impl ConnectionTrait,
    side: Side,
    (parties, phone): (&[Party], Option<&PhoneNumber>),
    after: Option<MandateId>,
    most: usize,
) -> Result<Vec<Mandate>, Fault> {
    let parties = parties.iter().map(ToString::to_string);
    let theirs = match (side, phone) {
        (Side::Principal, _) => Condition::any().add(mandate::Column::Principal.is_in(parties)),
        (Side::Agent, None) => Condition::any().add(mandate::Column::Agent.is_in(parties)),
        (Side::Agent, Some(phone)) => {
            Condition::any().add(mandate::Column::Agent.is_in(parties)).add(mandate::Column::AgentPhone.eq(phone.reveal()))
        }
    };
    let mut found = mandate::Entity::find().filter(theirs);
    if let Some(after) = after {
        found = found.filter(mandate::Column::Id.lt(after.to_string()));
    }
    let rows = found.order_by_desc(mandate::Column::Id).limit(most as u64).all(connection).await;
    rows.map_err(Fault::while_("reading mandates"))?.into_iter().map(value).collect()
}

/// Stops, or lets run again, every mandate that one of `principals` gave. Returns how many it changed.
pub async fn freeze(connection: &impl ConnectionTrait, principals: &[Party], frozen_at: Option<Timestamp>) -> Result<u64, Fault> {
    let mut update = mandate::Entity::update_many()
        .col_expr(mandate::Column::FrozenAt, Expr::value(frozen_at.map(|at| at.as_microsecond())))
        .filter(mandate::Column::Principal.is_in(principals.iter().map(ToString::to_string)))
        .filter(mandate::Column::State.is_in(["pending", "accepted"]));
    if frozen_at.is_some() {
        update = update.filter(mandate::Column::FrozenAt.is_null());
    } else {
        update = update.filter(mandate::Column::FrozenAt.is_not_null());
    }
    Ok(update.exec(connection).await.map_err(Fault::while_("stopping mandates"))?.rows_affected)
}

/// Ends the mandates for one consignment. Returns how many there were.
pub async fn release(connection: &impl ConnectionTrait, consignment: &Consignment, now: Timestamp) -> Result<u64, Fault> {
    let done = mandate::Entity::update_many()
        .col_expr(mandate::Column::State, Expr::value("expired"))
        .col_expr(mandate::Column::Side, Expr::value(Option::<String>::None))
        .col_expr(mandate::Column::StateAt, Expr::value(now.as_microsecond()))
        .filter(mandate::Column::Consignment.eq(consignment.as_str()))
        .filter(mandate::Column::State.is_in(["pending", "accepted"]))
        .exec(connection)
        .await
        .map_err(Fault::while_("ending the mandates of a consignment"))?;
    Ok(done.rows_affected)
}

/// Returns what was paid under a mandate on one day, in minor units.
pub async fn paid_on(connection: &impl ConnectionTrait, id: MandateId, day: Date) -> Result<i64, Fault> {
    let rows = mandate_use::Entity::find()
        .filter(mandate_use::Column::MandateId.eq(id.to_string()))
        .filter(mandate_use::Column::Day.eq(day.to_string()))
        .filter(mandate_use::Column::AmountMinor.is_not_null())
        .all(connection)
        .await
        .map_err(Fault::while_("adding up what was paid under a mandate"))?;
    Ok(rows.iter().filter_map(|row| row.amount_minor).fold(0, i64::saturating_add))
}

/// Notes a use of a mandate.
pub async fn note_use(
    connection: &impl ConnectionTrait,
    id: MandateId,
    person: PersonId,
    (act, consignment): (Act, Option<&Consignment>),
    (now, today): (Timestamp, Date),
) -> Result<(), Fault> {
    let row = mandate_use::ActiveModel {
        sequence: NotSet,
        mandate_id: Set(id.to_string()),
        person_id: Set(person.to_string()),
        act: Set(act.as_str().to_owned()),
        consignment: Set(consignment.map(ToString::to_string)),
        amount_minor: Set(act.amount().map(Amount::minor)),
        day: Set(today.to_string()),
        used_at: Set(now.as_microsecond()),
    };
    mandate_use::Entity::insert(row)
        .exec_without_returning(connection)
        .await
        .map_err(Fault::while_("noting the use of a mandate"))?;
    Ok(())
}

/// Reads the newest uses of a mandate.
pub async fn uses(connection: &impl ConnectionTrait, id: MandateId, most: usize) -> Result<Vec<MandateUse>, Fault> {
    let rows = mandate_use::Entity::find()
        .filter(mandate_use::Column::MandateId.eq(id.to_string()))
        .order_by_desc(mandate_use::Column::Sequence)
        .limit(most as u64)
        .all(connection)
        .await
        .map_err(Fault::while_("reading the uses of a mandate"))?;
    rows.into_iter().map(use_value).collect()
}

/// Reads what a person did last under mandates, and under which.
pub async fn uses_by(
    connection: &impl ConnectionTrait,
    person: PersonId,
    most: usize,
) -> Result<Vec<(MandateId, MandateUse)>, Fault> {
    let rows = mandate_use::Entity::find()
        .filter(mandate_use::Column::PersonId.eq(person.to_string()))
        .order_by_desc(mandate_use::Column::Sequence)
        .limit(most as u64)
        .all(connection)
        .await
        .map_err(Fault::while_("reading what a person did under mandates"))?;
    rows.into_iter().map(|row| Ok((parsed("mandate_id", &row.mandate_id)?, use_value(row)?))).collect()
}

fn use_value(row: mandate_use::Model) -> Result<MandateUse, Fault> {
    Ok(MandateUse {
        act: row.act,
        consignment: row.consignment.as_deref().map(|text| parsed("consignment", text)).transpose()?,
        amount_minor: row.amount_minor,
        used_at: instant(row.used_at)?,
    })
}

fn agent_columns(agent: &Agent) -> (Option<String>, Option<String>) {
    match agent {
        Agent::Party(party) => (Some(party.to_string()), None),
        Agent::Phone(phone) => (None, Some(phone.reveal().to_owned())),
    }
}

fn state_columns(state: &State) -> (&'static str, Option<String>, Timestamp) {
    let side = |side: &Side| Some(side.as_str().to_owned());
    match state {
        State::Pending { by, until } => (state.as_str(), side(by), *until),
        State::Accepted { since } => (state.as_str(), None, *since),
        State::Rejected { at } | State::Expired { at } | State::Cancelled { at } => (state.as_str(), None, *at),
        State::Deauthorised { at, by } => (state.as_str(), side(by), *at),
    }
}

/// A column that holds no state of ours.
#[derive(Debug, thiserror::Error)]
#[error("a mandate is stored in the state {0:?}, or lacks what belongs to it")]
struct NoState(String);

fn value(row: mandate::Model) -> Result<Mandate, Fault> {
    let unreadable = || Fault::while_("reading a mandate")(NoState(row.state.clone()));
    let at = instant(row.state_at)?;
    let side = row.side.as_deref().map(|text| parsed("side", text)).transpose()?;
    let state = match (row.state.as_str(), side) {
        ("pending", Some(by)) => State::Pending { by, until: at },
        ("accepted", _) => State::Accepted { since: at },
        ("rejected", _) => State::Rejected { at },
        ("expired", _) => State::Expired { at },
        ("cancelled", _) => State::Cancelled { at },
        ("deauthorised", Some(by)) => State::Deauthorised { at, by },
        _ => return Err(unreadable()),
    };
    let agent = match (&row.agent, &row.agent_phone) {
        (Some(party), _) => Agent::Party(parsed("agent", party)?),
        (None, Some(phone)) => Agent::Phone(parsed("agent_phone", phone)?),
        (None, None) => return Err(unreadable()),
    };
    let pay = match (&row.pay_currency, row.pay_each_minor, row.pay_day_minor) {
        (Some(currency), Some(each), Some(day)) => {
            let caps = Amount::new(each, currency).zip(Amount::new(day, currency));
            Some(caps.and_then(|(each, day)| PayCaps::new(each, day).ok()).ok_or_else(unreadable)?)
        }
        _ => None,
    };
    Ok(Mandate {
        id: parsed("id", &row.id)?,
        principal: parsed("principal", &row.principal)?,
        agent,
        scopes: Scopes { view: row.view, draft: row.draft, lodge: row.lodge, pay, collect: row.collect },
        consignment: row.consignment.as_deref().map(|text| parsed("consignment", text)).transpose()?,
        valid_from: instant(row.valid_from)?,
        valid_until: instant(row.valid_until)?,
        state,
        frozen_at: row.frozen_at.map(instant).transpose()?,
    })
}
