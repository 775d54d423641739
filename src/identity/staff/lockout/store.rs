//! Rows to values and back. Replicas share these counts, so guessing is no quicker where there are more servers.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use vocabulary::Timestamp;

use super::{Attempt, Count, FORGOTTEN_AFTER, Scope, seconds};
use crate::platform::{
    database::{self, Database, Transaction},
    fault::Fault,
    stored::instant,
};

/// An attempt that was counted as a failure before anything was compared, so that however many come at once, each counts.
pub struct Claim {
    scopes: Vec<(Scope, Count)>,
    at: Timestamp,
}

/// Counts an attempt as a failure, or says after how many seconds another may be made; then it does not count.
pub async fn claim(database: &Database, attempt: &Attempt, now: Timestamp) -> Result<Result<Claim, u64>, Fault> {
    // Most of an attack ends here, without waiting for a turn to write.
    let mut longest = None;
    for scope in Scope::of(attempt) {
        longest = longest.max(read(database.connection(), &scope).await?.and_then(|count| scope.wait(count, now)));
    }
    if let Some(wait) = longest {
        return Ok(Err(seconds(wait)));
    }
    let unit = database.begin().await?;
    let mut claim = Claim { scopes: Vec::new(), at: now };
    let mut longest = None;
    for scope in Scope::of(attempt) {
        let count = lock(&unit, &scope, now).await?;
        longest = longest.max(scope.wait(count, now));
        claim.scopes.push((scope, count.as_of(now)));
    }
    if let Some(wait) = longest {
        return Ok(Err(seconds(wait)));
    }
    for (scope, count) in &claim.scopes {
        put(&unit, scope, Count { failures: count.failures.saturating_add(1), last_at: now }).await?;
    }
    database::commit(unit).await?;
    Ok(Ok(claim))
}

/// Counts, of an unknown device whose password was compared, the code that comes with it as wrong before it is compared. Returns whether
/// the code of an app is taken at all: not where too many wrong ones came with the right password.
pub async fn claim_code(database: &Database, claim: &mut Claim, scope: Scope, now: Timestamp) -> Result<bool, Fault> {
    let unit = database.begin().await?;
    let count = lock(&unit, &scope, now).await?;
    let is_taken = scope.wait(count, now).is_none();
    let before = count.as_of(now);
    if is_taken {
        put(&unit, &scope, Count { failures: before.failures.saturating_add(1), last_at: now }).await?;
        claim.scopes.push((scope, before));
    }
    database::commit(unit).await?;
    Ok(is_taken)
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The person signed in.
    SignedIn,
    /// Something was wrong.
    Failed,
}

/// Takes back what did not fail after all. The same statements run whatever came of it.
pub async fn settle(unit: &Transaction, claim: &Claim, outcome: Outcome) -> Result<(), Fault> {
    for (scope, before) in &claim.scopes {
        let back = match (outcome, scope) {
            (Outcome::Failed, _) => 0,
            // What its own person mistyped is forgiven; what others failed at is not.
            (Outcome::SignedIn, Scope::Device { .. }) => u32::MAX,
            (Outcome::SignedIn, _) => 1,
        };
        take_back(unit, scope, (back, *before), claim.at).await?;
    }
    Ok(())
}

/// Forgets the failures that do not count any more.
pub async fn forget(connection: &impl ConnectionTrait, now: Timestamp) -> Result<(), Fault> {
    let sql = "delete from staff_attempt where last_at <= $1";
    execute(connection, sql, [(now - FORGOTTEN_AFTER).as_microsecond().into()], "forgetting failed sign-ins").await
}

async fn read(connection: &impl ConnectionTrait, scope: &Scope) -> Result<Option<Count>, Fault> {
    let sql = "select failures, last_at from staff_attempt where scope = $1";
    let rows: Vec<CountRow> =
        database::rows(connection, sql, [scope.name().into()]).await.map_err(Fault::while_("reading failed sign-ins"))?;
    rows.into_iter().next().map(CountRow::read).transpose()
}

/// Reads a count and keeps others from changing it until the unit of work is over, where there is none yet too.
async fn lock(unit: &Transaction, scope: &Scope, now: Timestamp) -> Result<Count, Fault> {
    let sql = "insert into staff_attempt (scope, failures, last_at) values ($1, 0, $2) \
               on conflict (scope) do update set failures = staff_attempt.failures returning failures, last_at";
    let values: [Value; 2] = [scope.name().into(), now.as_microsecond().into()];
    let rows: Vec<CountRow> = database::rows(unit, sql, values).await.map_err(Fault::while_("counting failed sign-ins"))?;
    rows.into_iter().next().map_or(Ok(Count { failures: 0, last_at: now }), CountRow::read)
}

async fn put(unit: &Transaction, scope: &Scope, count: Count) -> Result<(), Fault> {
    let sql = "update staff_attempt set failures = $1, last_at = $2 where scope = $3";
    let values: [Value; 3] = [i64::from(count.failures).into(), count.last_at.as_microsecond().into(), scope.name().into()];
    execute(unit, sql, values, "counting an attempt").await
}

async fn take_back(unit: &Transaction, scope: &Scope, (back, before): (u32, Count), at: Timestamp) -> Result<(), Fault> {
    // Where nobody failed meanwhile, the last failure is again the one before.
    let sql = "update staff_attempt set failures = case when failures > $1 then failures - $1 else 0 end, \
               last_at = case when $1 > 0 and last_at = $2 then $3 else last_at end where scope = $4";
    let values: [Value; 4] =
        [i64::from(back).into(), at.as_microsecond().into(), before.last_at.as_microsecond().into(), scope.name().into()];
    execute(unit, sql, values, "settling an attempt").await
}

async fn execute(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
    doing: &'static str,
) -> Result<(), Fault> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    connection.execute_raw(statement).await.map_err(Fault::while_(doing))?;
    Ok(())
}

#[derive(FromQueryResult)]
struct CountRow {
    failures: i64,
    last_at: i64,
}

impl CountRow {
    fn read(self) -> Result<Count, Fault> {
        Ok(Count { failures: u32::try_from(self.failures).unwrap_or(u32::MAX), last_at: instant(self.last_at)? })
    }
}
