//! Rows to values and back.

use jiff::SignedDuration;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use vocabulary::{PasskeyId, PersonId, Timestamp};

use super::{
    ceremony::Shown,
    challenge::{Given, UserVerification},
    passkey::{PASSKEYS_MAX, Passkey},
    rows::{passkey, passkey_challenge},
};
use crate::{
    identity::{session::DeviceName, token::Thumbprint},
    platform::{
        fault::Fault,
        stored::{instant, parsed},
    },
};

/// How long a challenge is known after it stopped being good, so that the log can tell a late answer from a made-up one.
const KNOWN_AFTER: SignedDuration = SignedDuration::from_mins(5);

/// Keeps a challenge in the place of the one before for the same device and purpose, and forgets those that are long over.
pub async fn give(connection: &impl ConnectionTrait, hash: String, given: &Given, now: Timestamp) -> Result<(), Fault> {
    use passkey_challenge::Column::{ExpiresAt, Hash, Purpose, Thumbprint, UsedAt, VerificationRequired};
    const DOING: &str = "keeping a challenge";
    let long_over = now.saturating_sub(KNOWN_AFTER).unwrap_or(Timestamp::MIN);
    passkey_challenge::Entity::delete_many()
        .filter(ExpiresAt.lt(long_over.as_microsecond()))
        .exec(connection)
        .await
        .map_err(Fault::while_(DOING))?;
    let row = passkey_challenge::ActiveModel {
        thumbprint: Set(given.device.as_str().to_owned()),
        purpose: Set(given.purpose.clone()),
        hash: Set(hash),
        verification_required: Set(given.verification == UserVerification::Required),
        expires_at: Set(given.expires_at.as_microsecond()),
        used_at: Set(None),
    };
    let newest =
        OnConflict::columns([Thumbprint, Purpose]).update_columns([Hash, VerificationRequired, ExpiresAt, UsedAt]).to_owned();
    let kept = passkey_challenge::Entity::insert(row).on_conflict(newest).exec_without_returning(connection).await;
    kept.map_err(Fault::while_(DOING))?;
    Ok(())
}

/// Finds a challenge by its hash.
pub async fn given(connection: &impl ConnectionTrait, hash: &str) -> Result<Option<Given>, Fault> {
    let row = passkey_challenge::Entity::find().filter(passkey_challenge::Column::Hash.eq(hash)).one(connection).await;
    let Some(row) = row.map_err(Fault::while_("looking up a challenge"))? else { return Ok(None) };
    let verification = if row.verification_required { UserVerification::Required } else { UserVerification::Preferred };
    Ok(Some(Given {
        device: Thumbprint::stored(&row.thumbprint),
        purpose: row.purpose,
        verification,
        expires_at: instant(row.expires_at)?,
        is_used: row.used_at.is_some(),
    }))
}

/// Notes that a challenge was answered; false where it was before.
pub async fn use_up(connection: &impl ConnectionTrait, hash: &str, now: Timestamp) -> Result<bool, Fault> {
    let done = passkey_challenge::Entity::update_many()
        .col_expr(passkey_challenge::Column::UsedAt, Expr::value(now.as_microsecond()))
        .filter(passkey_challenge::Column::Hash.eq(hash))
        .filter(passkey_challenge::Column::UsedAt.is_null())
        .exec(connection)
        .await
        .map_err(Fault::while_("using up a challenge"))?;
    Ok(done.rows_affected == 1)
}

/// Adds a passkey; false where there is one that its authenticator calls the same.
pub async fn add(connection: &impl ConnectionTrait, passkey: &Passkey) -> Result<bool, Fault> {
    let row = passkey::ActiveModel {
        id: Set(passkey.id.to_string()),
        person_id: Set(passkey.person.to_string()),
        credential_id: Set(passkey.credential_id.clone()),
        public_key: Set(passkey.key.to_jwk()),
        counter: Set(passkey.counter.into()),
        backup_eligible: Set(passkey.backup_eligible),
        backed_up: Set(passkey.backed_up),
        user_verified: Set(passkey.user_verified),
        transports: Set(passkey.transports.clone()),
        name: Set(passkey.name.as_str().to_owned()),
        created_at: Set(passkey.created_at.as_microsecond()),
        last_used_at: Set(None),
    };
    let nobody_has_it = OnConflict::column(passkey::Column::CredentialId).do_nothing().to_owned();
    let added = passkey::Entity::insert(row).on_conflict(nobody_has_it).exec_without_returning(connection).await;
    Ok(added.map_err(Fault::while_("adding a passkey"))? == 1)
}

/// Reads the passkeys of a person, the oldest first.
pub async fn passkeys_of(connection: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Passkey>, Fault> {
    let rows = passkey::Entity::find()
        .filter(passkey::Column::PersonId.eq(person.to_string()))
        .order_by_asc(passkey::Column::CreatedAt)
        .order_by_asc(passkey::Column::Id)
        .limit(PASSKEYS_MAX as u64)
        .all(connection)
        .await
        .map_err(Fault::while_("reading passkeys"))?;
    rows.into_iter().map(value).collect()
}

/// Reads a passkey by what its authenticator calls it, and keeps others from using it until the unit of work is over.
pub async fn lock(connection: &impl ConnectionTrait, credential_id: &str) -> Result<Option<Passkey>, Fault> {
    let row = passkey::Entity::find().filter(passkey::Column::CredentialId.eq(credential_id)).lock_exclusive().one(connection);
    row.await.map_err(Fault::while_("looking up a passkey"))?.map(value).transpose()
}

/// Notes what a passkey showed when it was used.
pub async fn note_used(connection: &impl ConnectionTrait, id: PasskeyId, shown: &Shown, now: Timestamp) -> Result<(), Fault> {
    passkey::Entity::update_many()
        .col_expr(passkey::Column::Counter, Expr::value(i64::from(shown.counter)))
        .col_expr(passkey::Column::BackedUp, Expr::value(shown.backed_up))
        .col_expr(passkey::Column::UserVerified, Expr::value(shown.user_verified))
        .col_expr(passkey::Column::LastUsedAt, Expr::value(now.as_microsecond()))
        .filter(passkey::Column::Id.eq(id.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting the use of a passkey"))?;
    Ok(())
}

/// Removes a passkey of a person; false where they have none of that name.
pub async fn remove(connection: &impl ConnectionTrait, id: PasskeyId, person: PersonId) -> Result<bool, Fault> {
    let done = passkey::Entity::delete_many()
        .filter(passkey::Column::Id.eq(id.to_string()))
        .filter(passkey::Column::PersonId.eq(person.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("removing a passkey"))?;
    Ok(done.rows_affected == 1)
}

fn value(row: passkey::Model) -> Result<Passkey, Fault> {
    Ok(Passkey {
        id: parsed("id", &row.id)?,
        person: parsed("person_id", &row.person_id)?,
        credential_id: row.credential_id,
        key: serde_json::from_str(&row.public_key).map_err(Fault::while_("reading a stored public key"))?,
        counter: u32::try_from(row.counter).map_err(Fault::while_("reading a stored counter"))?,
        backup_eligible: row.backup_eligible,
        backed_up: row.backed_up,
        user_verified: row.user_verified,
        transports: row.transports,
        name: DeviceName::new(&row.name),
        created_at: instant(row.created_at)?,
        last_used_at: row.last_used_at.map(instant).transpose()?,
    })
}
