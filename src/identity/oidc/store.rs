//! Rows to values and back: the attempts that began and have not come back yet.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use vocabulary::Timestamp;

use crate::{
    identity::token::Thumbprint,
    platform::{database, fault::Fault},
};

/// An attempt that came back.
#[derive(FromQueryResult)]
pub struct Attempt {
    /// What the token has to repeat.
    pub nonce: String,
    /// What only we can show, encrypted.
    pub verifier_sealed: String,
}

/// Keeps an attempt by the hash of its state, and forgets those that are over.
pub async fn put(
    connection: &impl ConnectionTrait,
    (state_hash, device): (&str, &Thumbprint),
    attempt: &Attempt,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<(), Fault> {
    const DOING: &str = "keeping an attempt to sign in by a provider";
    let sql = "delete from oidc_attempt where expires_at <= $1";
    execute(connection, sql, [now.as_microsecond().into()], DOING).await?;
    let sql = "insert into oidc_attempt (state_hash, device, nonce, verifier_sealed, expires_at) values ($1, $2, $3, $4, $5)";
    let values: [Value; 5] = [
        state_hash.into(),
        device.as_str().into(),
        attempt.nonce.as_str().into(),
        attempt.verifier_sealed.as_str().into(),
        expires_at.as_microsecond().into(),
    ];
    execute(connection, sql, values, DOING).await
}

/// Takes an attempt of a device away, if there is one with this state: so it comes back once.
pub async fn take(
    connection: &impl ConnectionTrait,
    (state_hash, device): (&str, &Thumbprint),
    now: Timestamp,
) -> Result<Option<Attempt>, Fault> {
    let sql =
        "delete from oidc_attempt where state_hash = $1 and device = $2 and expires_at > $3 returning nonce, verifier_sealed";
    let values: [Value; 3] = [state_hash.into(), device.as_str().into(), now.as_microsecond().into()];
    let rows = database::rows(connection, sql, values).await;
    Ok(rows.map_err(Fault::while_("taking an attempt to sign in by a provider"))?.into_iter().next())
}

async fn execute(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
    doing: &'static str,
) -> Result<(), Fault> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    connection.execute_raw(statement).await.map_err(Fault::while_(doing)).map(drop)
}
