//! Rows to values and back.

use jiff::SignedDuration;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
    sea_query::Expr,
};
use vocabulary::{DeviceId, PersonId, SessionId, Timestamp};

use super::{
    decision::{Held, Rotation},
    means::Means,
    rows::{device, person, refresh_token, session},
    service::NewDevice,
    session::{DeviceName, Ending, SESSIONS_MAX, Session},
};
use crate::{
    identity::{
        caller::Subject,
        token::{RefreshTokenHash, Thumbprint},
    },
    platform::{
        fault::Fault,
        stored::{instant, parsed},
    },
};

/// A refresh token that is kept, with the session it belongs to.
pub struct KeptToken {
    pub session: SessionId,
    pub subject: Subject,
    pub generation: i32,
    /// Its successor, encrypted under the token itself.
    pub successor_sealed: Option<String>,
    /// What the rules need to know of it.
    pub held: Held,
}

/// Adds a person.
pub async fn add_person(connection: &impl ConnectionTrait, id: PersonId, now: Timestamp) -> Result<(), Fault> {
    let row = person::ActiveModel { id: Set(id.to_string()), created_at: Set(now.as_microsecond()) };
    person::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_("adding a person"))?;
    Ok(())
}

/// Finds the device of a subject by its key, or adds it as `id`; either way it is called as it calls itself now.
pub async fn device_of(
    connection: &impl ConnectionTrait,
    subject: Subject,
    new: &NewDevice,
    id: DeviceId,
    now: Timestamp,
) -> Result<DeviceId, Fault> {
    const DOING: &str = "keeping a device";
    let thumbprint = new.key.thumbprint();
    let statement = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "insert into device (id, subject, thumbprint, key, name, created_at) values ($1, $2, $3, $4, $5, $6) \
         on conflict (subject, thumbprint) do update set name = excluded.name",
        [
            id.to_string().into(),
            subject.to_string().into(),
            thumbprint.as_str().into(),
            new.key.to_jwk().into(),
            new.name.as_str().into(),
            now.as_microsecond().into(),
        ],
    );
    connection.execute_raw(statement).await.map_err(Fault::while_(DOING))?;
    let found = device::Entity::find()
        .filter(device::Column::Subject.eq(subject.to_string()))
        .filter(device::Column::Thumbprint.eq(thumbprint.as_str()))
        .one(connection)
        .await
        .map_err(Fault::while_(DOING))?;
    found.map_or(Ok(id), |row| parsed("id", &row.id))
}

/// Adds a session.
pub async fn add_session(
    connection: &impl ConnectionTrait,
    id: SessionId,
    subject: Subject,
    (device, means): (DeviceId, Means),
    now: Timestamp,
) -> Result<(), Fault> {
    let row = session::ActiveModel {
        id: Set(id.to_string()),
        subject: Set(subject.to_string()),
        device_id: Set(device.to_string()),
        began_at: Set(now.as_microsecond()),
        refreshed_at: Set(now.as_microsecond()),
        ended_at: Set(None),
        ended_because: Set(None),
        means: Set(means.to_string()),
    };
    session::Entity::insert(row).exec_without_returning(connection).await.map_err(Fault::while_("adding a session"))?;
    Ok(())
}

/// Adds a refresh token to a session.
pub async fn add_token(
    connection: &impl ConnectionTrait,
    session: SessionId,
    generation: i32,
    hash: &RefreshTokenHash,
    now: Timestamp,
) -> Result<(), Fault> {
    let row = refresh_token::ActiveModel {
        hash: Set(hash.to_string()),
        session_id: Set(session.to_string()),
        generation: Set(generation),
        issued_at: Set(now.as_microsecond()),
        rotated_at: Set(None),
        successor_hash: Set(None),
        successor_sealed: Set(None),
    };
    let added = refresh_token::Entity::insert(row).exec_without_returning(connection).await;
    added.map_err(Fault::while_("adding a refresh token"))?;
    Ok(())
}

/// Notes that a proof was shown; false where it was before.
pub async fn use_proof(connection: &impl ConnectionTrait, hash: &[u8; 32], until: Timestamp) -> Result<bool, Fault> {
    let statement = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "insert into used_proof (hash, expires_at) values ($1, $2) on conflict do nothing",
        [hex::encode(hash).into(), until.as_microsecond().into()],
    );
    let done = connection.execute_raw(statement).await.map_err(Fault::while_("noting a proof"))?;
    Ok(done.rows_affected() == 1)
}

/// Forgets the proofs that would not hold any more.
pub async fn forget_proofs(connection: &impl ConnectionTrait, now: Timestamp) -> Result<(), Fault> {
    let statement = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "delete from used_proof where expires_at < $1",
        [now.as_microsecond().into()],
    );
    connection.execute_raw(statement).await.map_err(Fault::while_("forgetting old proofs"))?;
    Ok(())
}

/// Reads a refresh token with its session, and keeps others from changing either until the unit of work is over.
pub async fn lock_token(connection: &impl ConnectionTrait, hash: &RefreshTokenHash) -> Result<Option<KeptToken>, Fault> {
    const DOING: &str = "reading a refresh token";
    let token = refresh_token::Entity::find_by_id(hash.to_string()).lock_exclusive().one(connection).await;
    let Some(token) = token.map_err(Fault::while_(DOING))? else { return Ok(None) };
    let session = session::Entity::find_by_id(&token.session_id).lock_exclusive().one(connection).await;
    let Some(session) = session.map_err(Fault::while_(DOING))? else { return Ok(None) };
    let device = device::Entity::find_by_id(&session.device_id).one(connection).await.map_err(Fault::while_(DOING))?;
    let Some(device) = device else { return Ok(None) };
    let rotation = match token.rotated_at {
        None => None,
        Some(at) => Some(Rotation { at: instant(at)?, successor_shown: successor_shown(connection, &token).await? }),
    };
    Ok(Some(KeptToken {
        session: parsed("session_id", &token.session_id)?,
        subject: parsed("subject", &session.subject)?,
        generation: token.generation,
        successor_sealed: token.successor_sealed,
        held: Held {
            began_at: instant(session.began_at)?,
            refreshed_at: instant(session.refreshed_at)?,
            ended: session.ended_at.is_some(),
            device: Thumbprint::stored(&device.thumbprint),
            rotation,
        },
    }))
}

/// Whether the successor was shown: it has a successor itself, or is so old that it was forgotten.
async fn successor_shown(connection: &impl ConnectionTrait, token: &refresh_token::Model) -> Result<bool, Fault> {
    let Some(hash) = &token.successor_hash else { return Ok(true) };
    let successor = refresh_token::Entity::find_by_id(hash).one(connection).await;
    let successor = successor.map_err(Fault::while_("reading a successor"))?;
    Ok(successor.is_none_or(|row| row.rotated_at.is_some()))
}

/// Notes that a token was rotated, and keeps its successor for as long as it may have to be sent again.
pub async fn note_rotation(
    connection: &impl ConnectionTrait,
    hash: &RefreshTokenHash,
    successor: (&RefreshTokenHash, &str),
    now: Timestamp,
) -> Result<(), Fault> {
    refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::RotatedAt, Expr::value(now.as_microsecond()))
        .col_expr(refresh_token::Column::SuccessorHash, Expr::value(successor.0.to_string()))
        .col_expr(refresh_token::Column::SuccessorSealed, Expr::value(successor.1))
        .filter(refresh_token::Column::Hash.eq(hash.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_("noting a rotation"))?;
    Ok(())
}

/// Notes that a session was refreshed, and forgets its tokens before a generation.
pub async fn note_refresh(
    connection: &impl ConnectionTrait,
    session: SessionId,
    generation_min: i32,
    now: Timestamp,
) -> Result<(), Fault> {
    const DOING: &str = "noting a refresh";
    session::Entity::update_many()
        .col_expr(session::Column::RefreshedAt, Expr::value(now.as_microsecond()))
        .filter(session::Column::Id.eq(session.to_string()))
        .exec(connection)
        .await
        .map_err(Fault::while_(DOING))?;
    refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::SessionId.eq(session.to_string()))
        .filter(refresh_token::Column::Generation.lt(generation_min))
        .exec(connection)
        .await
        .map_err(Fault::while_(DOING))?;
    Ok(())
}

/// Ends a session of `subject`; false where there is none that stands.
pub async fn end(
    connection: &impl ConnectionTrait,
    session: SessionId,
    subject: Subject,
    ending: Ending,
    now: Timestamp,
) -> Result<bool, Fault> {
    let done = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now.as_microsecond()))
        .col_expr(session::Column::EndedBecause, Expr::value(ending.as_str()))
        .filter(session::Column::Id.eq(session.to_string()))
        .filter(session::Column::Subject.eq(subject.to_string()))
        .filter(session::Column::EndedAt.is_null())
        .exec(connection)
        .await
        .map_err(Fault::while_("ending a session"))?;
    Ok(done.rows_affected == 1)
}

/// Reads the sessions of a subject that were not ended, the one refreshed last first.
pub async fn sessions_of(connection: &impl ConnectionTrait, subject: Subject) -> Result<Vec<Session>, Fault> {
    let found = session::Entity::find()
        .filter(session::Column::Subject.eq(subject.to_string()))
        .filter(session::Column::EndedAt.is_null())
        .find_also_related(device::Entity)
        .order_by_desc(session::Column::RefreshedAt)
        .order_by_asc(session::Column::Id)
        .limit(2 * SESSIONS_MAX as u64)
        .all(connection)
        .await
        .map_err(Fault::while_("reading sessions"))?;
    let value = |(row, device): (session::Model, Option<device::Model>)| {
        Ok(Session {
            id: parsed("id", &row.id)?,
            subject,
            device_name: device.map(|device| DeviceName::new(&device.name)).unwrap_or_default(),
            began_at: instant(row.began_at)?,
            refreshed_at: instant(row.refreshed_at)?,
        })
    };
    found.into_iter().map(value).collect()
}

/// Reads when a session began and was refreshed, and by what means it began, if it was not ended.
pub async fn standing(
    connection: &impl ConnectionTrait,
    session: SessionId,
    subject: Subject,
) -> Result<Option<(Timestamp, Timestamp, Means)>, Fault> {
    let found = session::Entity::find_by_id(session.to_string())
        .filter(session::Column::Subject.eq(subject.to_string()))
        .filter(session::Column::EndedAt.is_null())
        .one(connection)
        .await
        .map_err(Fault::while_("reading a session"))?;
    found.map(|row| Ok((instant(row.began_at)?, instant(row.refreshed_at)?, parsed("means", &row.means)?))).transpose()
}

/// Whether a subject ever began a session on a device by one of these means.
pub async fn has_begun_by(
    connection: &impl ConnectionTrait,
    subject: Subject,
    device: &Thumbprint,
    means: &[Means],
) -> Result<bool, Fault> {
    let found = session::Entity::find()
        .filter(session::Column::Subject.eq(subject.to_string()))
        .filter(session::Column::Means.is_in(means.iter().map(|means| means.as_str())))
        .inner_join(device::Entity)
        .filter(device::Column::Thumbprint.eq(device.as_str()))
        .one(connection)
        .await
        .map_err(Fault::while_("looking up a device"))?;
    Ok(found.is_some())
}

/// Reads the sessions that ended in the last `seconds`, the latest first, at most `sessions_max`.
pub async fn ended_lately(
    connection: &impl ConnectionTrait,
    seconds: i64,
    sessions_max: usize,
    now: Timestamp,
) -> Result<Vec<(SessionId, Timestamp)>, Fault> {
    let since = now.saturating_sub(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MIN);
    let found = session::Entity::find()
        .filter(session::Column::EndedAt.gte(since.as_microsecond()))
        .order_by_desc(session::Column::EndedAt)
        .limit(sessions_max as u64)
        .all(connection)
        .await
        .map_err(Fault::while_("reading the sessions that ended lately"))?;
    found.iter().map(|row| Ok((parsed("id", &row.id)?, instant(row.ended_at.unwrap_or_default())?))).collect()
}

/// Reads which device a session of a subject is on, and since when the subject has it.
pub async fn device_of_session(
    connection: &impl ConnectionTrait,
    session: SessionId,
    subject: Subject,
) -> Result<Option<(Thumbprint, Timestamp)>, Fault> {
    let found = session::Entity::find_by_id(session.to_string())
        .filter(session::Column::Subject.eq(subject.to_string()))
        .find_also_related(device::Entity)
        .one(connection)
        .await
        .map_err(Fault::while_("reading the device of a session"))?;
    let device = found.and_then(|(_, device)| device);
    device.map(|row| Ok((Thumbprint::stored(&row.thumbprint), instant(row.created_at)?))).transpose()
}

/// Reads since when a subject has a device.
pub async fn first_device_since(connection: &impl ConnectionTrait, subject: Subject) -> Result<Option<Timestamp>, Fault> {
    let first = device::Entity::find()
        .filter(device::Column::Subject.eq(subject.to_string()))
        .order_by_asc(device::Column::CreatedAt)
        .one(connection)
        .await
        .map_err(Fault::while_("reading the first device of a subject"))?;
    first.map(|row| instant(row.created_at)).transpose()
}

/// How many sessions are forgotten at a time.
const FORGOTTEN_MAX: u64 = 200;

/// Counts the sessions that a subject began since an instant.
pub async fn begun_since(connection: &impl ConnectionTrait, subject: Subject, since: Timestamp) -> Result<u64, Fault> {
    let begun = session::Entity::find()
        .filter(session::Column::Subject.eq(subject.to_string()))
        .filter(session::Column::BeganAt.gt(since.as_microsecond()))
        .count(connection)
        .await;
    begun.map_err(Fault::while_("counting the sessions of a subject"))
}

/// Reads the sessions of a subject that ended before an instant, some at a time.
pub async fn ended_before(
    connection: &impl ConnectionTrait,
    subject: Subject,
    before: Timestamp,
) -> Result<Vec<SessionId>, Fault> {
    let rows = session::Entity::find()
        .filter(session::Column::Subject.eq(subject.to_string()))
        .filter(session::Column::EndedAt.lt(before.as_microsecond()))
        .order_by_asc(session::Column::EndedAt)
        .limit(FORGOTTEN_MAX)
        .all(connection)
        .await
        .map_err(Fault::while_("reading old sessions"))?;
    rows.iter().map(|row| parsed("id", &row.id)).collect()
}

/// Forgets sessions without refresh tokens.
pub async fn forget(connection: &impl ConnectionTrait, sessions: &[SessionId]) -> Result<(), Fault> {
    session::Entity::delete_many()
        .filter(session::Column::Id.is_in(sessions.iter().map(ToString::to_string)))
        .exec(connection)
        .await
        .map_err(Fault::while_("forgetting old sessions"))?;
    Ok(())
}

/// Forgets the devices of a subject that no session is on.
pub async fn forget_devices_without_session(connection: &impl ConnectionTrait, subject: Subject) -> Result<(), Fault> {
    let statement = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "delete from device where subject = $1 and not exists (select 1 from session where session.device_id = device.id)",
        [subject.to_string().into()],
    );
    connection.execute_raw(statement).await.map_err(Fault::while_("forgetting old devices"))?;
    Ok(())
}

/// Keeps others from adding to what a person has.
pub async fn lock_person(connection: &impl ConnectionTrait, id: PersonId) -> Result<(), Fault> {
    let row = person::Entity::find_by_id(id.to_string()).lock_exclusive().one(connection).await;
    row.map_err(Fault::while_("reading a person"))?;
    Ok(())
}
