//! Attempts that were refused, as the audit log hears of them: of each sort one entry an hour, with how often. Row SEC-AUD-01.
//!
//! Whoever is refused can try again as fast as they like, and an entry of the log stays for ever. So attempts are counted in memory, by
//! who tried what and why not, and a round ([`Attempts::log`]) tells the log, beside the requests: how long an answer takes does not show
//! what was logged. A server that is killed takes what it counted since its last round with it; one that is stopped tells it first.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::SignedDuration;
use vocabulary::{PersonId, RoleGrantId, Timestamp};

use super::{caller::Subject, deed};
use crate::{
    audit::{Action, Actor, Audit, Code, Entry, Object, Outcome, Value},
    platform::{
        database::{self, Database},
        fault::Fault,
    },
};

/// How long all further attempts of a sort wait for one entry of their own.
const LOGGED_EVERY: SignedDuration = SignedDuration::from_hours(1);
/// How many sorts are told apart at a time; all others are one. So a server adds at most this many entries in an hour, and one more.
pub const SORTS_MAX: usize = 500;

/// Where a failed sign-in is of an account that we do not have.
const ACCOUNT: Code = Code::named("staff-account");
/// What kind of thing a field of the contract is in the log.
const FIELD: Code = Code::named("field");
/// What kind of thing a role that somebody is to have is.
const GRANT: Code = Code::named("role-grant");
/// What it says of somebody who asks for a field that is not for them.
const USE: Action = Action::named("field.use");
/// What it says of somebody who tries to sign in as one of the staff.
const SIGN_IN: Action = Action::named("staff.sign-in");
/// The task of ours at which somebody stands of whom we know nothing.
const DOOR: Code = Code::named("door");

/// Counts attempts for the audit log. Cheap to clone: all clones count together.
#[derive(Clone)]
pub struct Attempts {
    database: Database,
    audit: Audit,
    counted: Arc<Mutex<HashMap<Attempt, Count>>>,
    /// One round at a time: two would tell the same.
    round: Arc<tokio::sync::Mutex<()>>,
}

/// Who tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Somebody who did not sign in.
    Anybody,
    /// Somebody who did.
    Subject(Subject),
}

/// A sort of attempt: who tried what, and why it was refused.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attempt {
    by: Actor,
    action: Action,
    object: Object,
    refused: Code,
}

#[derive(Clone, Copy, Debug)]
struct Count {
    /// How often since the last entry.
    times: i64,
    first_at: Timestamp,
    last_at: Timestamp,
    /// When the log was told last.
    logged_at: Option<Timestamp>,
}

impl Attempt {
    /// Somebody asked for a field that is not for them.
    pub fn at_field(by: By, field: &str, refused: &'static str) -> Attempt {
        let by = match by {
            By::Anybody => Actor::System(DOOR),
            By::Subject(subject) => deed::actor(subject),
        };
        Attempt { by, action: USE, object: Object::new(FIELD, deed::word(field)), refused: Code::named(refused) }
    }

    /// Somebody could not sign in as one of the staff: as this person, or with an address that is nobody's.
    pub fn at_account(person: Option<PersonId>, refused: &'static str) -> Attempt {
        let object = match person {
            Some(person) => Object::person(deed::reference(person)),
            None => Object::new(ACCOUNT, Code::named("unknown")),
        };
        Attempt { by: Actor::System(DOOR), action: SIGN_IN, object, refused: Code::named(refused) }
    }

    /// An officer wanted to do with a role what takes another.
    pub fn at_grant(by: PersonId, action: Action, grant: RoleGrantId, refused: &'static str) -> Attempt {
        let object = Object::new(GRANT, deed::word(grant));
        Attempt { by: deed::actor(Subject::Person(by)), action, object, refused: Code::named(refused) }
    }

    /// What all are that are too many to be told apart.
    fn other() -> Attempt {
        let object = Object::new(Code::named("attempt"), Code::named("others"));
        Attempt { by: Actor::System(DOOR), action: USE, object, refused: Code::named("TOO_MANY_SORTS") }
    }

    fn entry(&self, count: &Count) -> Entry {
        Entry::new(self.by.clone(), self.action.clone(), self.object.clone())
            .with_outcome(Outcome::Refused(self.refused.clone()))
            .after(Code::named("times"), Value::Number(count.times))
            .after(Code::named("first-at"), Value::Code(deed::word(count.first_at)))
            .after(Code::named("last-at"), Value::Code(deed::word(count.last_at)))
    }
}

impl Count {
    fn is_due(&self, now: Timestamp) -> bool {
        self.times > 0 && self.logged_at.is_none_or(|at| now.duration_since(at) >= LOGGED_EVERY)
    }

    /// Says that nothing was refused for as long as one entry stands for all.
    fn is_forgotten(&self, now: Timestamp) -> bool {
        self.times == 0 && self.logged_at.is_some_and(|at| now.duration_since(at) >= LOGGED_EVERY)
    }
}

impl Attempts {
    /// Tells `audit` of what is refused.
    pub fn new(database: Database, audit: Audit) -> Attempts {
        Attempts { database, audit, counted: Arc::default(), round: Arc::default() }
    }

    /// Counts an attempt that was refused.
    pub fn note(&self, attempt: Attempt, now: Timestamp) {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let is_one_more = !counted.contains_key(&attempt) && counted.len() >= SORTS_MAX;
        let sort = if is_one_more { Attempt::other() } else { attempt };
        let count = counted.entry(sort).or_insert(Count { times: 0, first_at: now, last_at: now, logged_at: None });
        if count.times == 0 {
            count.first_at = now;
        }
        count.times += 1;
        count.last_at = now;
    }

    /// Tells the log of each sort that it did not hear of for an hour.
    ///
    /// # Errors
    /// Faults when the database cannot keep it; then the next round tells it.
    pub async fn log(&self, now: Timestamp) -> Result<(), Fault> {
        self.tell(now, |count| count.is_due(now)).await
    }

    /// Tells the log of all that was counted: for a server that stops.
    ///
    /// # Errors
    /// Faults when the database cannot keep it.
    pub async fn log_all(&self, now: Timestamp) -> Result<(), Fault> {
        self.tell(now, |count| count.times > 0).await
    }

    async fn tell(&self, now: Timestamp, is_due: impl Fn(&Count) -> bool) -> Result<(), Fault> {
        let _only = self.round.lock().await;
        let due: Vec<(Attempt, Count)> = {
            let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
            counted.retain(|_, count| !count.is_forgotten(now));
            let due = counted.iter().filter(|(_, count)| is_due(count));
            due.map(|(attempt, count)| (attempt.clone(), *count)).collect()
        };
        if due.is_empty() {
            return Ok(());
        }
        let unit = self.database.begin().await?;
        let entries = due.iter().map(|(attempt, count)| attempt.entry(count)).collect();
        self.audit.append_all(&unit, entries, now).await?;
        database::commit(unit).await?;
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        for (attempt, told) in due {
            if let Some(count) = counted.get_mut(&attempt) {
                // What came while the log was told waits for its turn.
                (count.times, count.first_at, count.logged_at) = (count.times - told.times, count.last_at, Some(now));
            }
        }
        Ok(())
    }
}
