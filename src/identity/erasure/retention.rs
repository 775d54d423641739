//! What goes by itself, once a day. `docs/data-map.md` says of each column how long it stays.

use std::time::Duration;

use jiff::SignedDuration;
use vocabulary::Timestamp;

use super::store;
use crate::{
    audit::{Action, Actor, Audit, Code, Entry, Object, Value},
    platform::{
        clock::SharedClock,
        database::{self, Database},
        fault::Fault,
    },
};

/// How long a session that is over stays, and a device of which none is left: half a year, for whoever has to look into a theft.
const SESSIONS_KEPT: SignedDuration = SignedDuration::from_hours(180 * 24);
/// How long refresh tokens of a session that is over stay, and messages: two days, as long as budgets and a first look need them.
const TOKENS_KEPT: SignedDuration = SignedDuration::from_hours(48);
/// How often it runs.
const EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// What the audit log says of a run that forgot something.
const RUN: Action = Action::named("retention.run");

/// Forgets what is old. Each replica of a server has one; whichever comes first does the work.
pub struct Retention {
    database: Database,
    audit: Audit,
}

/// How many rows a run forgot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Sessions that were over for half a year.
    pub sessions: u64,
    /// Devices without a session.
    pub devices: u64,
    /// Refresh tokens of sessions that are over.
    pub refresh_tokens: u64,
    /// Proofs that would not hold any more.
    pub proofs: u64,
    /// Codes that hold no more.
    pub codes: u64,
    /// Messages older than two days.
    pub messages: u64,
}

impl Retention {
    /// Looks after what is in `database`.
    pub fn new(database: Database, audit: Audit) -> Retention {
        Retention { database, audit }
    }

    /// Runs once a day, for ever. Accidents are logged; the next run tries again.
    pub async fn keep(self, clock: SharedClock) {
        loop {
            if let Err(fault) = self.run(clock.now()).await {
                tracing::error!(cause = fault.chain(), "could not forget what is old");
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Forgets what is old by `now`, and tells the audit log how much it was.
    ///
    /// # Errors
    /// Faults when the database cannot be reached. What was forgotten until then is gone, and the next run goes on.
    pub async fn run(&self, now: Timestamp) -> Result<Forgotten, Fault> {
        let before = |span| now.saturating_sub(span).unwrap_or(Timestamp::MIN);
        let (two_days_ago, half_a_year_ago) = (before(TOKENS_KEPT), before(SESSIONS_KEPT));
        let connection = self.database.connection();
        let forgotten = Forgotten {
            refresh_tokens: store::forget_tokens(connection, two_days_ago).await?,
            sessions: store::forget_sessions(connection, half_a_year_ago).await?,
            devices: store::forget_devices(connection, half_a_year_ago).await?,
            proofs: store::forget_proofs(connection, now).await?,
            codes: store::forget_codes(connection, now).await?,
            messages: store::forget_messages(connection, two_days_ago).await?,
        };
        if forgotten != Forgotten::default() {
            tracing::info!(?forgotten, "forgot what is old");
            let unit = self.database.begin().await?;
            self.audit.append(&unit, forgotten.entry(), now).await?;
            database::commit(unit).await?;
        }
        Ok(forgotten)
    }
}

impl Forgotten {
    fn entry(self) -> Entry {
        let task = Code::named("retention");
        let count = |count| Value::Number(i64::try_from(count).unwrap_or(i64::MAX));
        Entry::new(Actor::System(task.clone()), RUN, Object::new(Code::named("task"), task))
            .after(Code::named("sessions"), count(self.sessions))
            .after(Code::named("devices"), count(self.devices))
            .after(Code::named("refresh-tokens"), count(self.refresh_tokens))
            .after(Code::named("proofs"), count(self.proofs))
            .after(Code::named("codes"), count(self.codes))
            .after(Code::named("messages"), count(self.messages))
    }
}
