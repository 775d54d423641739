//! Rows to values and back.

use jiff::SignedDuration;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select, Statement, Value,
    sea_query::{Expr, OnConflict},
};
use vocabulary::{PersonId, Timestamp};

use super::{
    activation::ACTIVATION_LIFE,
    email::{DisplayName, Email},
    rows::{staff_account, staff_activation},
    service::StaffMember,
};
use crate::platform::{
    database,
    fault::Fault,
    stored::{instant, parsed},
};

/// The slot of the token of the first account.
const FIRST: &str = "first";

/// An account that is open.
pub struct Account {
    pub person: PersonId,
    pub password_hash: String,
    pub totp_sealed: String,
}

/// An activation whose token holds.
pub struct Activation {
    pub id: String,
    /// Whom it invites; nothing for the first account.
    pub invited: Option<Email>,
    /// What was said when it began; nothing before that.
    pub enrolled: Option<Enrolled>,
}

impl Activation {
    /// Whether it is that of the first account.
    pub fn is_first(&self) -> bool {
        self.invited.is_none()
    }
}

/// What is kept of an account that is about to be opened.
pub struct Enrolled {
    pub email: Email,
    pub name: DisplayName,
    pub password_hash: String,
    pub totp_sealed: String,
}

/// For whom an activation is made.
pub enum For<'a> {
    /// For whoever is the first.
    First,
    /// For a colleague.
    Colleague { email: &'a Email, invited_by: PersonId },
}

/// Whether any account is open.
pub async fn any_open(connection: &impl ConnectionTrait) -> Result<bool, Fault> {
    let found = staff_account::Entity::find().filter(staff_account::Column::DeactivatedAt.is_null()).limit(1).count(connection);
    Ok(found.await.map_err(Fault::while_("looking for staff"))? > 0)
}

/// Reads the open account of an address.
pub async fn account_of(connection: &impl ConnectionTrait, email: &Email) -> Result<Option<Account>, Fault> {
    let found = staff_account::Entity::find()
        .filter(staff_account::Column::Email.eq(email.reveal()))
        .filter(staff_account::Column::DeactivatedAt.is_null())
        .one(connection)
        .await
        .map_err(Fault::while_("reading a staff account"))?;
    found.map_or(Ok(None), |row| Ok(account(row)?.map(|(account, _)| account)))
}

/// Reads the open account of a person, and its address.
pub async fn account_by_person(connection: &impl ConnectionTrait, person: PersonId) -> Result<Option<(Account, Email)>, Fault> {
    let found = staff_account::Entity::find_by_id(person.to_string())
        .filter(staff_account::Column::DeactivatedAt.is_null())
        .one(connection)
        .await
        .map_err(Fault::while_("reading a staff account"))?;
    found.map_or(Ok(None), account)
}

fn account(row: staff_account::Model) -> Result<Option<(Account, Email)>, Fault> {
    let (Some(password_hash), Some(totp_sealed)) = (row.password_hash, row.totp_sealed) else { return Ok(None) };
    let account = Account { person: parsed("person_id", &row.person_id)?, password_hash, totp_sealed };
    Ok(Some((account, parsed("email", &row.email)?)))
}

/// Keeps the hash of a password in place of the one before.
pub async fn put_password(connection: &impl ConnectionTrait, person: PersonId, hash: &str) -> Result<(), Fault> {
    let sql = "update staff_account set password_hash = $1 where person_id = $2 and deactivated_at is null";
    execute(connection, sql, [hash.into(), person.to_string().into()], "changing a password").await.map(drop)
}

/// Keeps the secret of an app that is being set up, until an instant.
pub async fn put_next_app(
    connection: &impl ConnectionTrait,
    person: PersonId,
    sealed: &str,
    until: Timestamp,
) -> Result<(), Fault> {
    let sql =
        "update staff_account set totp_next_sealed = $1, totp_next_until = $2 where person_id = $3 and deactivated_at is null";
    let values = [sealed.into(), until.as_microsecond().into(), person.to_string().into()];
    execute(connection, sql, values, "beginning to set up an app").await.map(drop)
}

/// Reads the secret of an app that is being set up, where there is one and its time is not over, and keeps others from confirming it.
pub async fn lock_next_app(connection: &impl ConnectionTrait, person: PersonId, now: Timestamp) -> Result<Option<String>, Fault> {
    let found = staff_account::Entity::find_by_id(person.to_string())
        .filter(staff_account::Column::DeactivatedAt.is_null())
        .filter(staff_account::Column::TotpNextUntil.gt(now.as_microsecond()))
        .lock_exclusive()
        .one(connection)
        .await
        .map_err(Fault::while_("reading an app that is being set up"))?;
    Ok(found.and_then(|row| row.totp_next_sealed))
}

/// Lets a secret take the place of the one before; codes of its time steps up to `step` are used.
pub async fn put_app(connection: &impl ConnectionTrait, person: PersonId, sealed: &str, step: i64) -> Result<(), Fault> {
    let sql = "update staff_account set totp_sealed = $1, totp_step = $2, totp_next_sealed = null, totp_next_until = null \
               where person_id = $3 and deactivated_at is null";
    let values = [sealed.into(), step.into(), person.to_string().into()];
    execute(connection, sql, values, "setting up an app").await.map(drop)
}

/// Finds who has the open account of an address, and keeps it from being closed until the unit of work is over.
pub async fn hold_open(connection: &impl ConnectionTrait, email: &Email) -> Result<Option<PersonId>, Fault> {
    #[derive(FromQueryResult)]
    struct Held {
        person_id: String,
    }
    let sql = "update staff_account set totp_step = totp_step where email = $1 and deactivated_at is null returning person_id";
    let rows: Vec<Held> =
        database::rows(connection, sql, [email.reveal().into()]).await.map_err(Fault::while_("looking up a staff account"))?;
    rows.first().map(|row| parsed("person_id", &row.person_id)).transpose()
}

/// Whether a person has an open account.
pub async fn is_open(connection: &impl ConnectionTrait, person: PersonId) -> Result<bool, Fault> {
    let found = staff_account::Entity::find_by_id(person.to_string())
        .filter(staff_account::Column::DeactivatedAt.is_null())
        .count(connection)
        .await;
    Ok(found.map_err(Fault::while_("looking up a staff account"))? > 0)
}

/// Reads the accounts, those that are open first, at most `members_max`.
pub async fn members(connection: &impl ConnectionTrait, members_max: u64) -> Result<Vec<StaffMember>, Fault> {
    let rows = staff_account::Entity::find()
        .order_by_asc(Expr::cust("deactivated_at is not null"))
        .order_by_asc(staff_account::Column::Email)
        .limit(members_max)
        .all(connection)
        .await
        .map_err(Fault::while_("listing staff"))?;
    let value = |row: staff_account::Model| {
        Ok(StaffMember {
            person: parsed("person_id", &row.person_id)?,
            email: parsed("email", &row.email)?,
            name: parsed("display_name", &row.display_name)?,
            activated_at: instant(row.activated_at)?,
            deactivated_at: row.deactivated_at.map(instant).transpose()?,
        })
    };
    rows.into_iter().map(value).collect()
}

/// Keeps a token of which this is the hash. It takes the place of the one before: of the first account, or of the same colleague. Those
/// that are over are forgotten.
pub async fn put_activation(
    connection: &impl ConnectionTrait,
    (id, token_hash): (&str, &str),
    whom: For<'_>,
    now: Timestamp,
) -> Result<(), Fault> {
    let (slot, email, invited_by) = match whom {
        For::First => (Some(FIRST.to_owned()), None, None),
        For::Colleague { email, invited_by } => (None, Some(email.reveal().to_owned()), Some(invited_by.to_string())),
    };
    let over = Condition::any().add(staff_activation::Column::ExpiresAt.lte(now.as_microsecond()));
    let replaced = over.add(match &email {
        None => staff_activation::Column::Slot.eq(FIRST),
        Some(email) => staff_activation::Column::Email.eq(email),
    });
    let forgotten = staff_activation::Entity::delete_many().filter(replaced).exec(connection).await;
    forgotten.map_err(Fault::while_("forgetting activation tokens"))?;
    let row = staff_activation::ActiveModel {
        token_hash: Set(token_hash.to_owned()),
        id: Set(id.to_owned()),
        slot: Set(slot),
        email: Set(email),
        invited_by: Set(invited_by),
        made_at: Set(now.as_microsecond()),
        expires_at: Set(after(now, ACTIVATION_LIFE).as_microsecond()),
        enrolled_email: Set(None),
        enrolled_name: Set(None),
        enrolled_password_hash: Set(None),
        enrolled_totp_sealed: Set(None),
    };
    let kept = staff_activation::Entity::insert(row).exec_without_returning(connection).await;
    kept.map_err(Fault::while_("keeping an activation token")).map(drop)
}

/// Reads the activation of a token that holds.
pub async fn activation(
    connection: &impl ConnectionTrait,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<Activation>, Fault> {
    let found = of_token(token_hash, now).one(connection).await.map_err(Fault::while_("reading an activation"))?;
    found.map(read_activation).transpose()
}

/// Reads the activation of a token that holds, and keeps others from using it until the unit of work is over.
pub async fn lock_activation(
    connection: &impl ConnectionTrait,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<Activation>, Fault> {
    let found =
        of_token(token_hash, now).lock_exclusive().one(connection).await.map_err(Fault::while_("reading an activation"))?;
    found.map(read_activation).transpose()
}

fn of_token(token_hash: &str, now: Timestamp) -> Select<staff_activation::Entity> {
    staff_activation::Entity::find_by_id(token_hash).filter(staff_activation::Column::ExpiresAt.gt(now.as_microsecond()))
}

fn read_activation(row: staff_activation::Model) -> Result<Activation, Fault> {
    let enrolled = match (row.enrolled_email, row.enrolled_name, row.enrolled_password_hash, row.enrolled_totp_sealed) {
        (Some(email), Some(name), Some(password_hash), Some(totp_sealed)) => Some(Enrolled {
            email: parsed("enrolled_email", &email)?,
            name: parsed("enrolled_name", &name)?,
            password_hash,
            totp_sealed,
        }),
        _ => None,
    };
    let invited = row.email.map(|email| parsed("email", &email)).transpose()?;
    Ok(Activation { id: row.id, invited, enrolled })
}

/// Notes what was said when an activation began, in place of what was said before. Returns whether its token still holds.
pub async fn enrol(
    connection: &impl ConnectionTrait,
    token_hash: &str,
    enrolled: &Enrolled,
    now: Timestamp,
) -> Result<bool, Fault> {
    use staff_activation::Column;
    let done = staff_activation::Entity::update_many()
        .col_expr(Column::EnrolledEmail, Expr::value(enrolled.email.reveal()))
        .col_expr(Column::EnrolledName, Expr::value(enrolled.name.reveal()))
        .col_expr(Column::EnrolledPasswordHash, Expr::value(enrolled.password_hash.as_str()))
        .col_expr(Column::EnrolledTotpSealed, Expr::value(enrolled.totp_sealed.as_str()))
        .filter(Column::TokenHash.eq(token_hash))
        .filter(Column::ExpiresAt.gt(now.as_microsecond()))
        .exec(connection)
        .await
        .map_err(Fault::while_("beginning an activation"))?;
    Ok(done.rows_affected == 1)
}

/// Uses up a token.
pub async fn use_up(connection: &impl ConnectionTrait, token_hash: &str) -> Result<(), Fault> {
    let used = staff_activation::Entity::delete_by_id(token_hash).exec(connection).await;
    used.map_err(Fault::while_("using up an activation token")).map(drop)
}

/// Takes back the invitations of a person that nobody used.
pub async fn take_back_invitations(connection: &impl ConnectionTrait, of: PersonId) -> Result<(), Fault> {
    let done = staff_activation::Entity::delete_many()
        .filter(staff_activation::Column::InvitedBy.eq(of.to_string()))
        .exec(connection)
        .await;
    done.map_err(Fault::while_("taking back invitations")).map(drop)
}

/// Finds who has, or had, the account of an address.
pub async fn person_of(connection: &impl ConnectionTrait, email: &Email) -> Result<Option<PersonId>, Fault> {
    let found = staff_account::Entity::find().filter(staff_account::Column::Email.eq(email.reveal())).one(connection).await;
    found.map_err(Fault::while_("looking up a staff account"))?.map(|row| parsed("person_id", &row.person_id)).transpose()
}

/// Opens an account of somebody new. Returns false where another account has the address.
pub async fn open(
    connection: &impl ConnectionTrait,
    person: PersonId,
    enrolled: &Enrolled,
    (totp_sealed, totp_step): (String, i64),
    now: Timestamp,
) -> Result<bool, Fault> {
    let row = staff_account::ActiveModel {
        person_id: Set(person.to_string()),
        email: Set(enrolled.email.reveal().to_owned()),
        display_name: Set(enrolled.name.reveal().to_owned()),
        password_hash: Set(Some(enrolled.password_hash.clone())),
        totp_sealed: Set(Some(totp_sealed)),
        totp_step: Set(totp_step),
        activated_at: Set(now.as_microsecond()),
        deactivated_at: Set(None),
        totp_next_sealed: Set(None),
        totp_next_until: Set(None),
    };
    let nobody_has_it = OnConflict::column(staff_account::Column::Email).do_nothing().to_owned();
    let inserted = staff_account::Entity::insert(row).on_conflict(nobody_has_it).exec_without_returning(connection).await;
    Ok(inserted.map_err(Fault::while_("opening a staff account"))? == 1)
}

/// Opens an account anew that was closed. Returns false where it is open.
pub async fn reopen(
    connection: &impl ConnectionTrait,
    person: PersonId,
    enrolled: &Enrolled,
    (totp_sealed, totp_step): (String, i64),
    now: Timestamp,
) -> Result<bool, Fault> {
    use staff_account::Column;
    let done = staff_account::Entity::update_many()
        .col_expr(Column::DisplayName, Expr::value(enrolled.name.reveal()))
        .col_expr(Column::PasswordHash, Expr::value(Some(enrolled.password_hash.as_str())))
        .col_expr(Column::TotpSealed, Expr::value(Some(totp_sealed)))
        .col_expr(Column::TotpStep, Expr::value(totp_step))
        .col_expr(Column::ActivatedAt, Expr::value(now.as_microsecond()))
        .col_expr(Column::DeactivatedAt, Expr::value(Option::<i64>::None))
        .filter(Column::PersonId.eq(person.to_string()))
        .filter(Column::DeactivatedAt.is_not_null())
        .exec(connection)
        .await
        .map_err(Fault::while_("opening a staff account anew"))?;
    Ok(done.rows_affected == 1)
}

/// Closes an account, with all that signed in to it. Returns false where there is none that is open.
pub async fn close(connection: &impl ConnectionTrait, person: PersonId, now: Timestamp) -> Result<bool, Fault> {
    use staff_account::Column;
    let done = staff_account::Entity::update_many()
        .col_expr(Column::DeactivatedAt, Expr::value(now.as_microsecond()))
        .col_expr(Column::PasswordHash, Expr::value(Option::<String>::None))
        .col_expr(Column::TotpSealed, Expr::value(Option::<String>::None))
        .col_expr(Column::TotpNextSealed, Expr::value(Option::<String>::None))
        .col_expr(Column::TotpNextUntil, Expr::value(Option::<i64>::None))
        .filter(Column::PersonId.eq(person.to_string()))
        .filter(Column::DeactivatedAt.is_null())
        .exec(connection)
        .await
        .map_err(Fault::while_("closing a staff account"))?;
    let sql = "delete from staff_recovery_code where person_id = $1";
    execute(connection, sql, [person.to_string().into()], "forgetting recovery codes").await?;
    Ok(done.rows_affected == 1)
}

/// Keeps the recovery codes of a person in place of those before.
pub async fn put_recovery_codes(connection: &impl ConnectionTrait, person: PersonId, hashes: &[String]) -> Result<(), Fault> {
    const DOING: &str = "keeping recovery codes";
    execute(connection, "delete from staff_recovery_code where person_id = $1", [person.to_string().into()], DOING).await?;
    for hash in hashes {
        let sql = "insert into staff_recovery_code (hash, person_id) values ($1, $2)";
        execute(connection, sql, [hash.as_str().into(), person.to_string().into()], DOING).await?;
    }
    Ok(())
}

/// Uses the code of a time step, if none of that step or a later one was used, on an account that is open. Returns whether it did.
pub async fn use_step(connection: &impl ConnectionTrait, person: PersonId, step: i64) -> Result<bool, Fault> {
    let sql = "update staff_account set totp_step = $1 where person_id = $2 and totp_step < $1 and deactivated_at is null";
    Ok(execute(connection, sql, [step.into(), person.to_string().into()], "using a TOTP code").await? == 1)
}

/// Uses a recovery code, if it was not used, on an account that is open. Returns whether it did.
pub async fn use_recovery_code(
    connection: &impl ConnectionTrait,
    person: PersonId,
    hash: &str,
    now: Timestamp,
) -> Result<bool, Fault> {
    const DOING: &str = "using a recovery code";
    // The account first, so that it is not closed meanwhile.
    let sql = "update staff_account set totp_step = totp_step where person_id = $1 and deactivated_at is null";
    let is_open = execute(connection, sql, [person.to_string().into()], DOING).await? == 1;
    let sql = "update staff_recovery_code set used_at = $1 where hash = $2 and person_id = $3 and used_at is null";
    let values = [now.as_microsecond().into(), hash.into(), person.to_string().into()];
    Ok(execute(connection, sql, values, DOING).await? == 1 && is_open)
}

fn after(now: Timestamp, duration: SignedDuration) -> Timestamp {
    now.saturating_add(duration).unwrap_or(Timestamp::MAX)
}

async fn execute(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
    doing: &'static str,
) -> Result<u64, Fault> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let done = connection.execute_raw(statement).await.map_err(Fault::while_(doing))?;
    Ok(done.rows_affected())
}
