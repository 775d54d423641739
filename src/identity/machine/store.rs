//! Rows to values and back.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use vocabulary::{MachineId, MachineKeyId, SessionId, Timestamp};

use super::{
    machine::{KeyKind, MACHINES_MAX, Machine, MachineKey, Scopes},
    rows::{machine, machine_key, machine_session},
    service::NewKey,
};
use crate::{
    identity::{
        caller::Subject,
        token::{DeviceKey, Thumbprint},
    },
    platform::{
        fault::Fault,
        stored::{instant, parsed},
    },
};

/// A key that holds, of a machine that is not retired.
pub struct LiveKey {
    pub machine: MachineId,
    pub scopes: Scopes,
    pub last_used_at: Option<Timestamp>,
}

/// Adds a machine without keys.
pub async fn add(connection: &impl ConnectionTrait, machine: &Machine) -> Result<(), Fault> {
    let row = machine::ActiveModel {
        id: Set(machine.id.to_string()),
        owner: Set(machine.owner.to_string()),
        name: Set(machine.name.as_str().to_owned()),
        scopes: Set(machine.scopes.to_string()),
        created_at: Set(machine.created_at.as_microsecond()),
        retired_at: Set(None),
    };
    machine::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_("adding a machine"))?;
    Ok(())
}

/// Reads the machines of an owner that are not retired, the oldest first.
pub async fn machines_of(connection: &impl ConnectionTrait, owner: Subject) -> Result<Vec<Machine>, Fault> {
    let rows = machine::Entity::find()
        .filter(machine::Column::Owner.eq(owner.to_string()))
        .filter(machine::Column::RetiredAt.is_null())
        .order_by_asc(machine::Column::CreatedAt)
        .order_by_asc(machine::Column::Id)
        .limit(MACHINES_MAX as u64)
        .all(connection)
        .await
        .map_err(Fault::while_("reading machines"))?;
    let mut keys = keys_of(connection, rows.iter().map(|row| row.id.clone()).collect()).await?;
    let with_keys = |row: machine::Model| {
        let own = keys.extract_if(.., |(machine, _)| *machine == row.id).map(|(_, key)| key).collect();
        value(row, own)
    };
    rows.into_iter().map(with_keys).collect()
}

/// Reads every machine that an owner ever had, the oldest first, each with the keys that hold and when it was retired.
pub async fn all_of(
    connection: &impl ConnectionTrait,
    owner: Subject,
    most: usize,
) -> Result<Vec<(Machine, Option<Timestamp>)>, Fault> {
    let rows = machine::Entity::find()
        .filter(machine::Column::Owner.eq(owner.to_string()))
        .order_by_asc(machine::Column::CreatedAt)
        .order_by_asc(machine::Column::Id)
        .limit(most as u64)
        .all(connection)
        .await
        .map_err(Fault::while_("reading all machines of an owner"))?;
    let mut keys = keys_of(connection, rows.iter().map(|row| row.id.clone()).collect()).await?;
    let with_keys = |row: machine::Model| {
        let own = keys.extract_if(.., |(machine, _)| *machine == row.id).map(|(_, key)| key).collect();
        let retired_at = row.retired_at.map(instant).transpose()?;
        Ok((value(row, own)?, retired_at))
    };
    rows.into_iter().map(with_keys).collect()
}

/// Returns whose a machine is; nothing for one that is retired.
pub async fn owner_of(connection: &impl ConnectionTrait, id: MachineId) -> Result<Option<Subject>, Fault> {
    let row = machine::Entity::find_by_id(id.to_string()).filter(machine::Column::RetiredAt.is_null()).one(connection).await;
    let row = row.map_err(Fault::while_("reading whose a machine is"))?;
    row.map(|row| parsed("owner", &row.owner)).transpose()
}

/// Reads what a machine may do that is not retired.
pub async fn scopes_of(connection: &impl ConnectionTrait, id: MachineId) -> Result<Option<Scopes>, Fault> {
    let scopes: Option<String> = machine::Entity::find_by_id(id.to_string())
        .filter(machine::Column::RetiredAt.is_null())
        .select_only()
        .column(machine::Column::Scopes)
        .into_tuple()
        .one(connection)
        .await
        .map_err(Fault::while_("reading what a machine may do"))?;
    scopes.as_deref().map(|scopes| parsed("scopes", scopes)).transpose()
}

/// Reads a machine of an owner that is not retired, and keeps others from changing it until the unit of work is over.
pub async fn lock(connection: &impl ConnectionTrait, id: MachineId, owner: Subject) -> Result<Option<Machine>, Fault> {
    let row = machine::Entity::find_by_id(id.to_string())
        .filter(machine::Column::Owner.eq(owner.to_string()))
        .filter(machine::Column::RetiredAt.is_null())
        .lock_exclusive()
        .one(connection)
        .await
        .map_err(Fault::while_("reading a machine"))?;
    let Some(row) = row else { return Ok(None) };
    let keys = keys_of(connection, vec![row.id.clone()]).await?;
    value(row, keys.into_iter().map(|(_, key)| key).collect()).map(Some)
}

/// Adds a key to a machine.
pub async fn add_key(
    connection: &impl ConnectionTrait,
    id: MachineKeyId,
    machine: MachineId,
    key: &NewKey,
    now: Timestamp,
) -> Result<(), Fault> {
    let (secret_hash, public_key) = match key {
        NewKey::Secret(secret) => (Some(secret.hash()), None),
        NewKey::Public(key) => (None, Some(key.to_jwk())),
    };
    let row = machine_key::ActiveModel {
        id: Set(id.to_string()),
        machine_id: Set(machine.to_string()),
        secret_hash: Set(secret_hash),
        public_key: Set(public_key),
        created_at: Set(now.as_microsecond()),
        last_used_at: Set(None),
        revoked_at: Set(None),
    };
    machine_key::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_("adding a machine's key"))?;
    Ok(())
}

/// Notes that a key proves nothing from now on.
pub async fn revoke(connection: &impl ConnectionTrait, key: MachineKeyId, now: Timestamp) -> Result<(), Fault> {
    machine_key::Entity::update_many()
        .col_expr(machine_key::Column::RevokedAt, Expr::value(now.as_microsecond()))
        .filter(machine_key::Column::Id.eq(key.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("revoking a machine's key"))?;
    Ok(())
}

/// Notes that a machine is no more.
pub async fn retire(connection: &impl ConnectionTrait, machine: MachineId, now: Timestamp) -> Result<(), Fault> {
    machine::Entity::update_many()
        .col_expr(machine::Column::RetiredAt, Expr::value(now.as_microsecond()))
        .filter(machine::Column::Id.eq(machine.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("retiring a machine"))?;
    Ok(())
}

/// Finds the key of a machine that is a client secret with this hash.
pub async fn key_by_secret(
    connection: &impl ConnectionTrait,
    machine: MachineId,
    hash: &str,
) -> Result<Option<MachineKeyId>, Fault> {
    let row = machine_key::Entity::find()
        .filter(machine_key::Column::SecretHash.eq(hash))
        .filter(machine_key::Column::MachineId.eq(machine.to_string()))
        .filter(machine_key::Column::RevokedAt.is_null())
        .one(connection)
        .await
        .map_err(Fault::while_("looking up a client secret"))?;
    row.map(|row| parsed("id", &row.id)).transpose()
}

/// Reads the public keys of a machine that hold.
pub async fn public_keys(connection: &impl ConnectionTrait, machine: MachineId) -> Result<Vec<(MachineKeyId, DeviceKey)>, Fault> {
    let rows = machine_key::Entity::find()
        .filter(machine_key::Column::MachineId.eq(machine.to_string()))
        .filter(machine_key::Column::PublicKey.is_not_null())
        .filter(machine_key::Column::RevokedAt.is_null())
        .all(connection)
        .await
        .map_err(Fault::while_("reading the public keys of a machine"))?;
    let key = |row: machine_key::Model| Ok((parsed("id", &row.id)?, jwk(row.public_key.as_deref().unwrap_or_default())?));
    rows.into_iter().map(key).collect()
}

/// Reads a key that holds, and keeps others from revoking it until the unit of work is over.
pub async fn lock_key(connection: &impl ConnectionTrait, key: MachineKeyId) -> Result<Option<LiveKey>, Fault> {
    const DOING: &str = "reading a machine's key";
    let found = machine_key::Entity::find_by_id(key.to_string())
        .filter(machine_key::Column::RevokedAt.is_null())
        .lock_exclusive()
        .one(connection)
        .await
        .map_err(Fault::while_(DOING))?;
    let Some(key) = found else { return Ok(None) };
    let machine = machine::Entity::find_by_id(&key.machine_id).filter(machine::Column::RetiredAt.is_null()).one(connection);
    let Some(machine) = machine.await.map_err(Fault::while_(DOING))? else { return Ok(None) };
    Ok(Some(LiveKey {
        machine: parsed("id", &machine.id)?,
        scopes: parsed("scopes", &machine.scopes)?,
        last_used_at: key.last_used_at.map(instant).transpose()?,
    }))
}

/// Notes that a key proved something.
pub async fn note_used(connection: &impl ConnectionTrait, key: MachineKeyId, now: Timestamp) -> Result<(), Fault> {
    machine_key::Entity::update_many()
        .col_expr(machine_key::Column::LastUsedAt, Expr::value(now.as_microsecond()))
        .filter(machine_key::Column::Id.eq(key.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting the use of a machine's key"))?;
    Ok(())
}

/// Finds the session that a key stands in on a host, over or not.
pub async fn session_on(
    connection: &impl ConnectionTrait,
    key: MachineKeyId,
    host: &Thumbprint,
) -> Result<Option<SessionId>, Fault> {
    let row = machine_session::Entity::find_by_id((key.to_string(), host.as_str().to_owned())).one(connection).await;
    let row = row.map_err(Fault::while_("reading a machine's session"))?;
    row.map(|row| parsed("session_id", &row.session_id)).transpose()
}

/// Notes which session a key stands in on a host.
pub async fn put_session(
    connection: &impl ConnectionTrait,
    key: MachineKeyId,
    host: &Thumbprint,
    session: SessionId,
) -> Result<(), Fault> {
    use machine_session::Column::{KeyId, SessionId as Session, Thumbprint as Host};
    let row = machine_session::ActiveModel {
        key_id: Set(key.to_string()),
        thumbprint: Set(host.as_str().to_owned()),
        session_id: Set(session.to_string()),
    };
    let newest = OnConflict::columns([KeyId, Host]).update_column(Session).to_owned();
    let put = machine_session::Entity::insert(row).on_conflict(newest).exec_without_returning(connection).await;
    put.map_err(Fault::while_("noting a machine's session"))?;
    Ok(())
}

/// Reads the sessions that keys stand in.
pub async fn sessions_of(connection: &impl ConnectionTrait, keys: &[MachineKeyId]) -> Result<Vec<SessionId>, Fault> {
    let rows = machine_session::Entity::find()
        .filter(machine_session::Column::KeyId.is_in(keys.iter().map(ToString::to_string)))
        .all(connection)
        .await
        .map_err(Fault::while_("reading the sessions of a machine"))?;
    rows.iter().map(|row| parsed("session_id", &row.session_id)).collect()
}

/// Forgets which keys stood in sessions.
pub async fn forget_sessions(connection: &impl ConnectionTrait, sessions: &[SessionId]) -> Result<(), Fault> {
    machine_session::Entity::delete_many()
        .filter(machine_session::Column::SessionId.is_in(sessions.iter().map(ToString::to_string)))
        .exec(connection)
        .await
        .map_err(Fault::while_("forgetting the sessions of a machine"))?;
    Ok(())
}

/// Reads the keys of machines that hold, the oldest first, each with the id of its machine.
async fn keys_of(connection: &impl ConnectionTrait, machines: Vec<String>) -> Result<Vec<(String, MachineKey)>, Fault> {
    let rows = machine_key::Entity::find()
        .filter(machine_key::Column::MachineId.is_in(machines))
        .filter(machine_key::Column::RevokedAt.is_null())
        .order_by_asc(machine_key::Column::CreatedAt)
        .order_by_asc(machine_key::Column::Id)
        .all(connection)
        .await
        .map_err(Fault::while_("reading the keys of machines"))?;
    let key = |row: machine_key::Model| {
        let kind = match &row.public_key {
            Some(key) => KeyKind::Signature(jwk(key)?.thumbprint()),
            None => KeyKind::Secret,
        };
        let id = parsed("id", &row.id)?;
        let last_used_at = row.last_used_at.map(instant).transpose()?;
        Ok((row.machine_id, MachineKey { id, kind, created_at: instant(row.created_at)?, last_used_at }))
    };
    rows.into_iter().map(key).collect()
}

fn value(row: machine::Model, keys: Vec<MachineKey>) -> Result<Machine, Fault> {
    Ok(Machine {
        id: parsed("id", &row.id)?,
        owner: parsed("owner", &row.owner)?,
        name: parsed("name", &row.name)?,
        scopes: parsed("scopes", &row.scopes)?,
        created_at: instant(row.created_at)?,
        keys,
    })
}

fn jwk(text: &str) -> Result<DeviceKey, Fault> {
    serde_json::from_str(text).map_err(Fault::while_("reading a stored public key"))
}
