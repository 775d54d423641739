//! Which rows are about a person, and what becomes of them. **The one place where a slice adds what it has to forget.**

use jiff::SignedDuration;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use serde::Serialize;
use vocabulary::{PersonId, Timestamp};

use crate::{
    identity::{
        caller::Subject,
        session::{HOURS_MAX, IDLE_HOURS_MAX},
    },
    platform::{
        database::{self, Transaction},
        fault::Fault,
        stored::instant,
    },
};

/// Whose rows a statement finds, as its `$1`.
#[derive(Clone, Copy)]
enum Whose {
    /// The person, as 32 hexadecimal digits.
    Person,
    /// The subject, as `person:` and the digits.
    Subject,
    /// The subject, and as `$2` when they are forgotten, in microseconds.
    SubjectNow,
}

/// The numbers of a person: the one they have, and those that the audit log remembers, unless somebody else has it by now.
macro_rules! numbers {
    () => {
        "(select phone from person_phone where person_id = $1 union select content from personal_data \
          where person = $1 and kind = 'phone' and content not in (select phone from person_phone where person_id <> $1))"
    };
}

/// What forgets a person, in this order. Sessions are ended beside it, and what the audit log keeps is erased after it.
///
/// Sessions and devices stay as rows without a name until the retention takes them: access tokens that were given out hold for minutes
/// yet, and are refused by them. Messages lose number, device and network, and stay as what they cost, so that nobody renews a budget by
/// being forgotten.
const FORGETTING: &[(Whose, &str)] = &[
    (Whose::Person, concat!("delete from one_time_code where phone in ", numbers!())),
    (Whose::Person, concat!("update sms_message set phone = '', device = '', network = '' where phone in ", numbers!())),
    // Mandates that wait for the number; those that hold end, and stay under the pseudonym with what was done under them.
    (Whose::Person, concat!("delete from mandate where agent is null and agent_phone in ", numbers!())),
    (
        Whose::SubjectNow,
        "update mandate set state = 'expired', side = null, state_at = $2 \
         where state in ('pending', 'accepted') and (principal = $1 or agent = $1)",
    ),
    (Whose::Person, "delete from company_admin where person_id = $1"),
    (Whose::Person, "delete from alert where person_id = $1"),
    // The conversations are nobody's, and go by themselves.
    (Whose::Person, "delete from conversation_follower where person_id = $1"),
    // What they asked, how they were reached, what the assistant forwarded. The replies stay: the administration gave them.
    (
        Whose::Person,
        "delete from enquiry_text where author = 'asker' and enquiry_id in (select id from enquiry where asker = $1)",
    ),
    // The bytes lie elsewhere: whoever looks after files takes them away, and then notes that they are gone.
    (
        Whose::Person,
        "update enquiry_file set state = 'erasing', due_at = 0, name = '', sha256 = null, sent_sha256 = null, finding = null \
         where state <> 'erased' and actor like 'asker%' and enquiry_id in (select id from enquiry where asker = $1)",
    ),
    (Whose::Person, "delete from enquiry_escalation where enquiry_id in (select id from enquiry where asker = $1)"),
    (Whose::Person, "delete from enquiry_key where enquiry_id in (select id from enquiry where asker = $1)"),
    (
        Whose::Person,
        "update enquiry_notice set address_hash = null where enquiry_id in (select id from enquiry where asker = $1)",
    ),
    (Whose::Person, "delete from enquiry_contact where enquiry_id in (select id from enquiry where asker = $1)"),
    (Whose::Person, concat!("update enquiry_contact set phone = null where phone in ", numbers!())),
    // Those whom they asked to pay are not asked any more, and who asks them does not reach them; what is counted of either stays for its week.
    (
        Whose::SubjectNow,
        "update payment_request set phone = null, outcome = coalesce(outcome, 'ended'), ended_at = coalesce(ended_at, $2), \
         state = case when state = 'asked' then 'withdrawn' else state end where asked_by = $1",
    ),
    (
        Whose::Person,
        concat!("update payment_request set phone = null, outcome = coalesce(outcome, 'ended') where phone in ", numbers!()),
    ),
    (Whose::Person, "delete from passkey where person_id = $1"),
    (Whose::Subject, "delete from passkey_challenge where thumbprint in (select thumbprint from device where subject = $1)"),
    (
        Whose::SubjectNow,
        "update machine_key set revoked_at = coalesce(revoked_at, $2) \
         where machine_id in (select id from machine where owner = $1)",
    ),
    (Whose::SubjectNow, "update machine set name = 'erased', retired_at = coalesce(retired_at, $2) where owner = $1"),
    (Whose::Person, "delete from person_phone where person_id = $1"),
    (Whose::Subject, "delete from refresh_token where session_id in (select id from session where subject = $1)"),
    (Whose::Subject, "update device set thumbprint = id, key = '', name = '' where subject = $1"),
];

/// What tells that a person (`$1`) holds an office, each by a row that it selects. Whoever adds offices adds their question here.
pub const OFFICES: &[&str] = &[
    "select 1 from staff_account where person_id = $1 and deactivated_at is null",
    "select 1 from role_grant where person_id = $1 and approved_at is not null and revoked_at is null",
];

/// How many rows of one kind an export holds.
const ROWS_MAX: usize = 1_000;
/// How many rows are forgotten in one statement, so that none takes long.
const BATCH: u32 = 1_000;
/// How many statements one run makes of a kind; the next run goes on.
const BATCHES_MAX: usize = 1_000;

/// Forgets a person, but for what the audit log keeps.
pub async fn erase(unit: &Transaction, person: PersonId, now: Timestamp) -> Result<(), Fault> {
    let subject = Subject::Person(person).to_string();
    for (whose, sql) in FORGETTING {
        let values: Vec<Value> = match whose {
            Whose::Person => vec![person.to_string().into()],
            Whose::Subject => vec![subject.as_str().into()],
            Whose::SubjectNow => vec![subject.as_str().into(), now.as_microsecond().into()],
        };
        execute(unit, sql, values).await.map_err(Fault::while_("forgetting a person"))?;
    }
    Ok(())
}

/// Says whether one of `offices` finds a person.
pub async fn holds_office(connection: &impl ConnectionTrait, person: PersonId, offices: &[&str]) -> Result<bool, Fault> {
    for sql in offices {
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), *sql, [person.to_string().into()]);
        let found = connection.query_one_raw(statement).await.map_err(Fault::while_("looking up an office"))?;
        if found.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What the tables of identity hold about a person.
pub struct Held {
    pub since: Option<Timestamp>,
    pub phone: Option<HeldPhone>,
    pub messages: i64,
    pub devices: Vec<HeldDevice>,
    pub sessions: Vec<HeldSession>,
    /// Whether there are more devices or sessions.
    pub more: bool,
}

#[derive(FromQueryResult)]
pub struct HeldPhone {
    pub phone: String,
    pub proven_at: i64,
}

#[derive(FromQueryResult, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HeldDevice {
    id: String,
    name: String,
    key: String,
    thumbprint: String,
    #[serde(serialize_with = "as_instant")]
    created_at: i64,
}

#[derive(FromQueryResult, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HeldSession {
    id: String,
    device_id: String,
    #[serde(serialize_with = "as_instant")]
    began_at: i64,
    #[serde(serialize_with = "as_instant")]
    refreshed_at: i64,
    #[serde(serialize_with = "as_instant_or_null")]
    ended_at: Option<i64>,
    ended_because: Option<String>,
}

/// Reads what the tables of identity hold about a person, the newest first.
pub async fn held(connection: &impl ConnectionTrait, person: PersonId) -> Result<Held, Fault> {
    let (id, subject) = (person.to_string(), Subject::Person(person).to_string());
    let since: Vec<Since> = read(connection, "select created_at from person where id = $1", &id).await?;
    let phone: Vec<HeldPhone> = read(connection, "select phone, proven_at from person_phone where person_id = $1", &id).await?;
    let messages = concat!("select count(*) as messages from sms_message where phone in ", numbers!());
    let messages: Vec<Messages> = read(connection, messages, &id).await?;
    let rows = ROWS_MAX + 1;
    let devices = format!(
        "select id, name, key, thumbprint, created_at from device where subject = $1 order by created_at desc, id limit {rows}"
    );
    let mut devices: Vec<HeldDevice> = read(connection, &devices, &subject).await?;
    let sessions = format!(
        "select id, device_id, began_at, refreshed_at, ended_at, ended_because from session where subject = $1 \
         order by began_at desc, id limit {rows}"
    );
    let mut sessions: Vec<HeldSession> = read(connection, &sessions, &subject).await?;
    let more = devices.len() > ROWS_MAX || sessions.len() > ROWS_MAX;
    devices.truncate(ROWS_MAX);
    sessions.truncate(ROWS_MAX);
    Ok(Held {
        since: since.first().map(|row| instant(row.created_at)).transpose()?,
        phone: phone.into_iter().next(),
        messages: messages.first().map_or(0, |row| row.messages),
        devices,
        sessions,
        more,
    })
}

/// Forgets the refresh tokens of sessions that are over since `cutoff`. Returns how many.
pub async fn forget_tokens(connection: &impl ConnectionTrait, cutoff: Timestamp) -> Result<u64, Fault> {
    let sql = format!(
        "delete from refresh_token where hash in (select refresh_token.hash from refresh_token \
         join session on session.id = refresh_token.session_id where {OVER} limit {BATCH})"
    );
    in_batches(connection, &sql, &over(cutoff)).await
}

/// Forgets sessions that are over since `cutoff`, of which no token is left. Returns how many.
pub async fn forget_sessions(connection: &impl ConnectionTrait, cutoff: Timestamp) -> Result<u64, Fault> {
    let sql = format!(
        "delete from session where id in (select id from session where {OVER} \
         and not exists (select 1 from refresh_token where refresh_token.session_id = session.id) limit {BATCH})"
    );
    in_batches(connection, &sql, &over(cutoff)).await
}

/// Forgets devices that were added before `cutoff` and of which no session is left. Returns how many.
pub async fn forget_devices(connection: &impl ConnectionTrait, cutoff: Timestamp) -> Result<u64, Fault> {
    let sql = format!(
        "delete from device where id in (select id from device where created_at <= $1 \
         and not exists (select 1 from session where session.device_id = device.id) limit {BATCH})"
    );
    in_batches(connection, &sql, &[cutoff]).await
}

/// Forgets proofs that would not hold any more. Returns how many.
pub async fn forget_proofs(connection: &impl ConnectionTrait, now: Timestamp) -> Result<u64, Fault> {
    let sql = format!("delete from used_proof where hash in (select hash from used_proof where expires_at <= $1 limit {BATCH})");
    in_batches(connection, &sql, &[now]).await
}

/// Forgets codes that hold no more. Returns how many.
pub async fn forget_codes(connection: &impl ConnectionTrait, now: Timestamp) -> Result<u64, Fault> {
    let sql = format!(
        "delete from one_time_code where sequence in (select sequence from one_time_code where expires_at <= $1 limit {BATCH})"
    );
    in_batches(connection, &sql, &[now]).await
}

/// Forgets messages that were asked for before `cutoff`. Returns how many.
pub async fn forget_messages(connection: &impl ConnectionTrait, cutoff: Timestamp) -> Result<u64, Fault> {
    let sql = format!(
        "delete from sms_message where sequence in (select sequence from sms_message where asked_at <= $1 limit {BATCH})"
    );
    in_batches(connection, &sql, &[cutoff]).await
}

/// The condition under which a session is over since an instant; [`over`] gives its values.
const OVER: &str = "(session.ended_at <= $1 or session.refreshed_at <= $2 or session.began_at <= $3)";

fn over(cutoff: Timestamp) -> [Timestamp; 3] {
    let before = |hours| cutoff.saturating_sub(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MIN);
    [cutoff, before(IDLE_HOURS_MAX), before(HOURS_MAX)]
}

async fn in_batches(connection: &impl ConnectionTrait, sql: &str, instants: &[Timestamp]) -> Result<u64, Fault> {
    let mut forgotten = 0;
    for _ in 0..BATCHES_MAX {
        let values = instants.iter().map(|instant| instant.as_microsecond().into());
        let done = execute(connection, sql, values).await.map_err(Fault::while_("forgetting what is old"))?;
        forgotten += done;
        if done < u64::from(BATCH) {
            break;
        }
    }
    Ok(forgotten)
}

async fn read<R: FromQueryResult>(connection: &impl ConnectionTrait, sql: &str, name: &str) -> Result<Vec<R>, Fault> {
    database::rows(connection, sql, [name.into()]).await.map_err(Fault::while_("reading what is held about a person"))
}

async fn execute(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<u64, sea_orm::DbErr> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    connection.execute_raw(statement).await.map(|done| done.rows_affected())
}

#[derive(FromQueryResult)]
struct Since {
    created_at: i64,
}

#[derive(FromQueryResult)]
struct Messages {
    messages: i64,
}

fn as_instant<S: serde::Serializer>(microseconds: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    let instant = Timestamp::from_microsecond(*microseconds).map_err(serde::ser::Error::custom)?;
    serializer.collect_str(&instant)
}

fn as_instant_or_null<S: serde::Serializer>(microseconds: &Option<i64>, serializer: S) -> Result<S::Ok, S::Error> {
    match microseconds {
        Some(microseconds) => as_instant(microseconds, serializer),
        None => serializer.serialize_none(),
    }
}
