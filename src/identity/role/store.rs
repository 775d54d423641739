//! Rows to values and back.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use vocabulary::{PersonId, RoleGrantId, Timestamp};

use super::{
    grant::{NewGrant, RoleGrant, Stage},
    rows::role_grant::{ActiveModel, Column, Entity, Model},
    staff::StaffRole,
};
use crate::platform::{
    fault::Fault,
    stored::{instant, parsed},
};

/// How many roles one person is looked at: more than there are, at each office of a small country.
const GRANTS_MAX: u64 = 1_000;

/// Says whether there is such a person.
pub async fn is_person(connection: &impl ConnectionTrait, person: PersonId) -> Result<bool, Fault> {
    let sql = "select id from person where id = $1";
    let statement = sea_orm::Statement::from_sql_and_values(connection.get_database_backend(), sql, [person.to_string().into()]);
    let row = connection.query_one_raw(statement).await.map_err(Fault::while_("looking up a person"))?;
    Ok(row.is_some())
}

/// Keeps everybody else from granting a role until the unit of work is over. On SQLite nobody else writes anyway.
pub async fn lock(connection: &impl ConnectionTrait) -> Result<(), Fault> {
    if connection.get_database_backend() == DbBackend::Postgres {
        let locked = connection.execute_unprepared("lock table role_grant in share row exclusive mode").await;
        locked.map_err(Fault::while_("waiting for others who grant roles"))?;
    }
    Ok(())
}

/// Counts the persons who have a role.
pub async fn holders(connection: &impl ConnectionTrait, role: StaffRole, now: Timestamp) -> Result<u64, Fault> {
    let found = Entity::find()
        .select_only()
        .column(Column::PersonId)
        .distinct()
        .filter(Column::Role.eq(role.as_str()))
        .filter(stands(now));
    found.count(connection).await.map_err(Fault::while_("counting who has a role"))
}

/// Reads the grants of a person that stand.
pub async fn standing(connection: &impl ConnectionTrait, person: PersonId, now: Timestamp) -> Result<Vec<RoleGrant>, Fault> {
    let found = Entity::find()
        .filter(Column::PersonId.eq(person.to_string()))
        .filter(stands(now))
        .order_by_asc(Column::Id)
        .limit(GRANTS_MAX)
        .all(connection)
        .await;
    found.map_err(Fault::while_("reading the roles of a person"))?.into_iter().map(value).collect()
}

/// Reads grants, the newest first.
pub async fn grants(
    connection: &impl ConnectionTrait,
    person: Option<PersonId>,
    after: Option<RoleGrantId>,
    count: u64,
) -> Result<Vec<RoleGrant>, Fault> {
    let mut found = Entity::find().order_by_desc(Column::Id).limit(count);
    if let Some(person) = person {
        found = found.filter(Column::PersonId.eq(person.to_string()));
    }
    if let Some(after) = after {
        found = found.filter(Column::Id.lt(after.to_string()));
    }
    let found = found.all(connection).await;
    found.map_err(Fault::while_("reading grants of roles"))?.into_iter().map(value).collect()
}

/// Reads a grant, and keeps others from changing it until the unit of work is over.
pub async fn lock_grant(connection: &impl ConnectionTrait, id: RoleGrantId) -> Result<Option<RoleGrant>, Fault> {
    let row = Entity::find_by_id(id.to_string()).lock_exclusive().one(connection).await;
    row.map_err(Fault::while_("reading a grant of a role"))?.map(value).transpose()
}

/// Reads the grants to a person that were not taken back, and what that person proposed and nobody agreed to; keeps others from changing
/// them until the unit of work is over.
pub async fn lock_unrevoked(connection: &impl ConnectionTrait, person: PersonId) -> Result<Vec<RoleGrant>, Fault> {
    let proposed_by = Condition::all().add(Column::GrantedBy.eq(person.to_string())).add(Column::ApprovedAt.is_null());
    let found = Entity::find()
        .filter(Column::RevokedAt.is_null())
        .filter(Condition::any().add(Column::PersonId.eq(person.to_string())).add(proposed_by))
        .order_by_asc(Column::Id)
        .limit(GRANTS_MAX)
        .lock_exclusive()
        .all(connection)
        .await;
    found.map_err(Fault::while_("reading the roles that end"))?.into_iter().map(value).collect()
}

/// Adds a grant.
pub async fn add(connection: &impl ConnectionTrait, grant: &RoleGrant) -> Result<(), Fault> {
    let name = |person: &PersonId| person.to_string();
    let (approved_by, approved_at) = match &grant.stage {
        Stage::Approved { by, at } => (by.as_ref().map(name), Some(at.as_microsecond())),
        Stage::Proposed | Stage::Revoked { .. } => (None, None),
    };
    let row = ActiveModel {
        id: Set(grant.id.to_string()),
        person_id: Set(name(&grant.granted.person)),
        role: Set(grant.granted.role.to_string()),
        office: Set(grant.granted.office.as_ref().map(ToString::to_string)),
        until: Set(grant.granted.until.map(Timestamp::as_microsecond)),
        granted_by: Set(grant.by.as_ref().map(name)),
        granted_at: Set(grant.at.as_microsecond()),
        approved_by: Set(approved_by),
        approved_at: Set(approved_at),
        revoked_by: Set(None),
        revoked_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_("keeping a grant of a role"))?;
    Ok(())
}

/// Notes who agreed to a grant.
pub async fn approve(connection: &impl ConnectionTrait, id: RoleGrantId, by: PersonId, now: Timestamp) -> Result<(), Fault> {
    note(connection, id, (Column::ApprovedBy, by), (Column::ApprovedAt, now)).await
}

/// Notes who took a grant back.
pub async fn revoke(connection: &impl ConnectionTrait, id: RoleGrantId, by: PersonId, now: Timestamp) -> Result<(), Fault> {
    note(connection, id, (Column::RevokedBy, by), (Column::RevokedAt, now)).await
}

async fn note(
    connection: &impl ConnectionTrait,
    id: RoleGrantId,
    (by_column, by): (Column, PersonId),
    (at_column, at): (Column, Timestamp),
) -> Result<(), Fault> {
    let noted = Entity::update_many()
        .col_expr(by_column, Expr::value(by.to_string()))
        .col_expr(at_column, Expr::value(at.as_microsecond()))
        .filter(Column::Id.eq(id.to_string()))
        .exec(connection)
        .await;
    noted.map_err(Fault::while_("changing a grant of a role"))?;
    Ok(())
}

fn stands(now: Timestamp) -> Condition {
    let lasts = Condition::any().add(Column::Until.is_null()).add(Column::Until.gt(now.as_microsecond()));
    Condition::all().add(Column::ApprovedAt.is_not_null()).add(Column::RevokedAt.is_null()).add(lasts)
}

fn value(row: Model) -> Result<RoleGrant, Fault> {
    let person = |column, text: Option<&String>| text.map(|text| parsed::<PersonId>(column, text)).transpose();
    let stage = match (row.approved_at, row.revoked_at, &row.revoked_by) {
        (_, Some(at), Some(by)) => Stage::Revoked { by: parsed("revoked_by", by)?, at: instant(at)? },
        (Some(at), _, _) => Stage::Approved { by: person("approved_by", row.approved_by.as_ref())?, at: instant(at)? },
        (None, _, _) => Stage::Proposed,
    };
    Ok(RoleGrant {
        id: parsed("id", &row.id)?,
        granted: NewGrant {
            person: parsed("person_id", &row.person_id)?,
            role: parsed("role", &row.role)?,
            office: row.office.as_ref().map(|office| parsed("office", office)).transpose()?,
            until: row.until.map(instant).transpose()?,
        },
        by: person("granted_by", row.granted_by.as_ref())?,
        at: instant(row.granted_at)?,
        stage,
    })
}
