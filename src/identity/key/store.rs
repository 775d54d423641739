//! Rows to values and back.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement, sea_query::Expr};
use vocabulary::Timestamp;

use super::{
    keyring::KeyRole,
    rows::signing_key::{Column, Entity, Model},
};
use crate::platform::{
    fault::Fault,
    stored::{self, parsed},
};

/// A key as it is kept.
pub struct KeptKey {
    pub id: String,
    pub role: KeyRole,
    pub public: [u8; 32],
    /// The private part, encrypted; nothing for a key that is out of use.
    pub sealed: Option<String>,
    pub made_at: Timestamp,
}

/// Reads all keys, the oldest first.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<KeptKey>, Fault> {
    let rows = Entity::find().order_by_asc(Column::MadeAt).order_by_asc(Column::Id).all(connection).await;
    rows.map_err(Fault::while_("reading the signing keys"))?.into_iter().map(kept).collect()
}

/// Reads the keys in use and keeps others from replacing them meanwhile.
pub async fn lock_in_use(connection: &impl ConnectionTrait) -> Result<Vec<KeptKey>, Fault> {
    let rows = Entity::find().filter(Column::Role.is_not_null()).order_by_asc(Column::Id).lock_exclusive().all(connection).await;
    rows.map_err(Fault::while_("reading the signing keys in use"))?.into_iter().map(kept).collect()
}

/// Adds a key, unless there is one with that role.
pub async fn add(
    connection: &impl ConnectionTrait,
    role: &str,
    key: (&str, &[u8; 32], &str),
    now: Timestamp,
) -> Result<(), Fault> {
    let (id, public, sealed) = key;
    let statement = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "insert into signing_key (id, role, public_key, sealed, made_at) values ($1, $2, $3, $4, $5) on conflict do nothing",
        [id.into(), role.into(), hex::encode(public).into(), sealed.into(), now.as_microsecond().into()],
    );
    connection.execute_raw(statement).await.map_err(Fault::while_("storing a signing key"))?;
    Ok(())
}

/// Takes a key out of use, and wipes its private part.
pub async fn retire(connection: &impl ConnectionTrait, id: &str, now: Timestamp) -> Result<(), Fault> {
    Entity::update_many()
        .col_expr(Column::Role, Expr::value(Option::<String>::None))
        .col_expr(Column::Sealed, Expr::value(Option::<String>::None))
        .col_expr(Column::RetiredAt, Expr::value(now.as_microsecond()))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await
        .map_err(Fault::while_("taking a signing key out of use"))?;
    Ok(())
}

/// Brings the next key into use.
pub async fn promote(connection: &impl ConnectionTrait, id: &str) -> Result<(), Fault> {
    Entity::update_many()
        .col_expr(Column::Role, Expr::value(KeyRole::CURRENT))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await
        .map_err(Fault::while_("bringing a signing key into use"))?;
    Ok(())
}

/// Forgets the keys that went out of use before an instant.
pub async fn forget_retired_before(connection: &impl ConnectionTrait, instant: Timestamp) -> Result<(), Fault> {
    Entity::delete_many()
        .filter(Column::RetiredAt.lt(instant.as_microsecond()))
        .exec(connection)
        .await
        .map_err(Fault::while_("forgetting old signing keys"))?;
    Ok(())
}

fn kept(row: Model) -> Result<KeptKey, Fault> {
    let mut public = [0; 32];
    hex::decode_to_slice(&row.public_key, &mut public).map_err(Fault::while_("reading a stored public key"))?;
    let role = match (row.role, row.retired_at) {
        (Some(role), _) => parsed("role", &role)?,
        (None, retired_at) => KeyRole::Previous { retired_at: stored::instant(retired_at.unwrap_or_default())? },
    };
    Ok(KeptKey { id: row.id, role, public, sealed: row.sealed, made_at: stored::instant(row.made_at)? })
}
