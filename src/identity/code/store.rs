//! Rows to values and back. Replicas share these counts, so no budget is larger where there are more servers.

use jiff::SignedDuration;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use vocabulary::Timestamp;

use super::{
    hash::Binding,
    limits::{Counts, DAY, HOUR, Spending, TYPING, Use},
    network::Network,
};
use crate::{
    identity::{
        phone::{CallingPrefix, PhoneNumber},
        token::Thumbprint,
    },
    platform::{
        database::{self, Database, Transaction},
        fault::Fault,
        stored::instant,
    },
};

/// How long messages are kept: as long as a budget looks back, and a day to look into what happened.
const KEPT: SignedDuration = SignedDuration::from_hours(48);
/// The name of the turn in which messages are counted and claimed ("sms" in ASCII).
const TURN: i64 = 0x0073_6d73;

/// Where a message is asked for.
pub struct Ask<'a> {
    pub phone: &'a PhoneNumber,
    pub device: &'a Thumbprint,
    pub network: Network,
}

/// A code of which one try was taken.
#[derive(Debug, FromQueryResult)]
pub struct Tried {
    /// The message that carried it.
    pub message: String,
    /// Its hash.
    pub hash: String,
    /// How often it was tried, this time included.
    pub tries: i64,
}

/// Begins a unit of work in which nobody else counts or claims, on any replica.
pub async fn begin_turn(database: &Database) -> Result<Transaction, Fault> {
    let transaction = database.begin().await?;
    // SQLite has one writer anyway.
    if database.is_postgres() {
        execute(&transaction, "select pg_advisory_xact_lock($1)", [TURN.into()], "waiting for the turn to send an SMS").await?;
    }
    Ok(transaction)
}

/// Counts what the rules ask for.
pub async fn counts(connection: &impl ConnectionTrait, ask: &Ask<'_>, now: Timestamp) -> Result<Counts, Fault> {
    let sum = |condition: &str| format!("cast(coalesce(sum(case when {condition} then 1 else 0 end), 0) as bigint)");
    let (sent, used) = (sum("sent"), sum("sent and used_at is not null"));
    // Nobody uses what carries no code: it says nothing of whether the codes are used.
    let settled = sum("sent and is_code and (used_at is not null or asked_at <= $7)");
    let used_codes = sum("sent and is_code and used_at is not null");
    let sql = format!(
        "select * from \
         (select {sent} number_sent, min(case when sent then asked_at end) number_first_at, max(asked_at) number_last_at \
          from sms_message where phone = $1 and is_code and asked_at > $5) numbers, \
         (select count(*) device_asked from sms_message where device = $2 and asked_at > $5) devices, \
         (select {sent} network_sent, {used} network_used from sms_message where network = $3 and is_code and asked_at > $6) networks, \
         (select count(*) prefix_tried, {settled} prefix_sent, {used_codes} prefix_used from sms_message \
          where prefix = $4 and asked_at > $6) prefixes, \
         (select cast(coalesce(sum(cost_minor), 0) as bigint) spent_minor from sms_message where asked_at > $5) days"
    );
    let values: [Value; 7] = [
        ask.phone.reveal().into(),
        ask.device.as_str().into(),
        ask.network.to_string().into(),
        ask.phone.prefix().to_string().into(),
        (now - DAY).as_microsecond().into(),
        (now - HOUR).as_microsecond().into(),
        (now - TYPING).as_microsecond().into(),
    ];
    let rows: Vec<CountsRow> = database::rows(connection, &sql, values).await.map_err(Fault::while_("counting messages"))?;
    rows.into_iter().next().map(CountsRow::read).transpose().map(Option::unwrap_or_default)
}

/// Notes that a message is about to be sent, and forgets those too old to matter.
pub async fn claim(turn: &Transaction, message: &str, ask: &Ask<'_>, cost_minor: u32, now: Timestamp) -> Result<(), Fault> {
    let old = (now - KEPT).as_microsecond();
    execute(turn, "delete from sms_message where asked_at <= $1", [old.into()], "forgetting old messages").await?;
    let over = now.as_microsecond();
    execute(turn, "delete from one_time_code where expires_at <= $1", [over.into()], "forgetting old codes").await?;
    let sql = "insert into sms_message (message, phone, prefix, device, network, cost_minor, sent, asked_at) \
               values ($1, $2, $3, $4, $5, $6, true, $7)";
    let values: [Value; 7] = [
        message.into(),
        ask.phone.reveal().into(),
        ask.phone.prefix().to_string().into(),
        ask.device.as_str().into(),
        ask.network.to_string().into(),
        i64::from(cost_minor).into(),
        now.as_microsecond().into(),
    ];
    execute(turn, sql, values, "claiming a message").await.map(drop)
}

/// Counts what the rules ask for where a message carries no code: all but itself, where it was tried before.
pub async fn spending(turn: &Transaction, message: &str, prefix: CallingPrefix, now: Timestamp) -> Result<Spending, Fault> {
    let sum = |condition: &str| format!("cast(coalesce(sum(case when {condition} then 1 else 0 end), 0) as bigint)");
    let settled = sum("sent and is_code and (used_at is not null or asked_at <= $5)");
    let used = sum("sent and is_code and used_at is not null");
    let sql = format!(
        "select * from \
         (select count(*) prefix_tried, {settled} prefix_sent, {used} prefix_used from sms_message \
          where prefix = $1 and message <> $2 and asked_at > $4) prefixes, \
         (select cast(coalesce(sum(cost_minor), 0) as bigint) spent_minor from sms_message \
          where message <> $2 and asked_at > $3) days"
    );
    let values: [Value; 5] = [
        prefix.to_string().into(),
        message.into(),
        (now - DAY).as_microsecond().into(),
        (now - HOUR).as_microsecond().into(),
        (now - TYPING).as_microsecond().into(),
    ];
    let rows: Vec<SpendingRow> = database::rows(turn, &sql, values).await.map_err(Fault::while_("counting messages"))?;
    let count = |count: i64| u64::try_from(count).unwrap_or_default();
    let spending = rows.first().map(|row| Spending {
        prefix: Use { sent: count(row.prefix_sent), used: count(row.prefix_used) },
        prefix_tried: count(row.prefix_tried),
        spent_minor: count(row.spent_minor),
    });
    Ok(spending.unwrap_or_default())
}

#[derive(FromQueryResult)]
struct SpendingRow {
    prefix_tried: i64,
    prefix_sent: i64,
    prefix_used: i64,
    spent_minor: i64,
}

/// Notes that a message that carries no code is about to be sent: to which country, and nothing else of whom it is for.
pub async fn claim_telling(
    turn: &Transaction,
    message: &str,
    prefix: CallingPrefix,
    cost_minor: u32,
    now: Timestamp,
) -> Result<(), Fault> {
    let old = (now - KEPT).as_microsecond();
    execute(turn, "delete from sms_message where asked_at <= $1", [old.into()], "forgetting old messages").await?;
    let sql = "insert into sms_message (message, phone, prefix, device, network, cost_minor, sent, asked_at, is_code) \
               values ($1, '', $2, '', '', $3, true, $4, false) on conflict (message) do update set \
               cost_minor = excluded.cost_minor, sent = true, asked_at = excluded.asked_at";
    let values: [Value; 4] =
        [message.into(), prefix.to_string().into(), i64::from(cost_minor).into(), now.as_microsecond().into()];
    execute(turn, sql, values, "claiming a message").await.map(drop)
}

/// Notes that a message was certainly not sent: it cost nothing, and its code is gone.
pub async fn take_back(connection: &impl ConnectionTrait, message: &str) -> Result<(), Fault> {
    let sql = "update sms_message set sent = false, cost_minor = 0 where message = $1";
    execute(connection, sql, [message.into()], "taking back a message").await?;
    execute(connection, "delete from one_time_code where message = $1", [message.into()], "taking back a code").await.map(drop)
}

/// Keeps a code until it expires, in place of the one the device had for the number.
pub async fn put_code(
    connection: &impl ConnectionTrait,
    message: &str,
    binding: &Binding,
    hash: String,
    expires_at: Timestamp,
) -> Result<(), Fault> {
    let sql = "insert into one_time_code (phone, device, message, hash, tries, spent, expires_at) \
               values ($1, $2, $3, $4, 0, false, $5) on conflict (phone, device) do update set \
               message = excluded.message, hash = excluded.hash, tries = 0, spent = false, expires_at = excluded.expires_at";
    let values: [Value; 5] = [
        binding.phone.reveal().into(),
        binding.device.as_str().into(),
        message.into(),
        hash.into(),
        expires_at.as_microsecond().into(),
    ];
    execute(connection, sql, values, "keeping a code").await.map(drop)
}

/// Takes one try of the code that holds, if there is one with a try left. One statement, so that however many try at once, no more
/// than `tries_max` succeed.
pub async fn take_try(
    connection: &impl ConnectionTrait,
    binding: &Binding,
    tries_max: u32,
    now: Timestamp,
) -> Result<Option<Tried>, Fault> {
    let sql = "update one_time_code set tries = tries + 1 \
               where phone = $1 and device = $2 and tries < $3 and not spent and expires_at > $4 returning message, hash, tries";
    let values: [Value; 4] =
        [binding.phone.reveal().into(), binding.device.as_str().into(), i64::from(tries_max).into(), now.as_microsecond().into()];
    let rows = database::rows(connection, sql, values).await.map_err(Fault::while_("taking a try of a code"))?;
    Ok(rows.into_iter().next())
}

/// Spends a code. Says whether it was there to be spent: once at most, and not when another has taken its place.
pub async fn spend(database: &Database, message: &str, now: Timestamp) -> Result<bool, Fault> {
    let unit = database.begin().await?;
    let sql = "update one_time_code set spent = true where message = $1 and not spent";
    let was_there = execute(&unit, sql, [message.into()], "spending a code").await? == 1;
    if was_there {
        let values = [now.as_microsecond().into(), message.into()];
        execute(&unit, "update sms_message set used_at = $1 where message = $2", values, "counting a used code").await?;
    }
    database::commit(unit).await?;
    Ok(was_there)
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

#[derive(FromQueryResult)]
struct CountsRow {
    number_sent: i64,
    number_first_at: Option<i64>,
    number_last_at: Option<i64>,
    device_asked: i64,
    network_sent: i64,
    network_used: i64,
    prefix_tried: i64,
    prefix_sent: i64,
    prefix_used: i64,
    spent_minor: i64,
}

impl CountsRow {
    fn read(self) -> Result<Counts, Fault> {
        let count = |count: i64| u64::try_from(count).unwrap_or_default();
        Ok(Counts {
            number_sent: u32::try_from(self.number_sent).unwrap_or(u32::MAX),
            number_first_at: self.number_first_at.map(instant).transpose()?,
            number_last_at: self.number_last_at.map(instant).transpose()?,
            device_asked: count(self.device_asked),
            network: Use { sent: count(self.network_sent), used: count(self.network_used) },
            prefix: Use { sent: count(self.prefix_sent), used: count(self.prefix_used) },
            prefix_tried: count(self.prefix_tried),
            spent_minor: count(self.spent_minor),
        })
    }
}
