//! Brings events to endpoints: each endpoint by itself, so that one that hangs holds up no other. Rows OUT-01, OUT-04, OUT-07, CR-09, CR-10.

use std::{collections::HashSet, sync::Arc, time::Duration};

use futures_util::future::{join_all, try_join_all};
use jiff::SignedDuration;
use tokio::{sync::Semaphore, task::JoinSet};
use vocabulary::Timestamp;

use super::{
    super::{service::Feed, store as events},
    ladder::{self, Meaning},
    sender::{Sender, Sent},
    signature,
    store::{self, Delivery, Endpoint},
};
use crate::platform::{
    clock::SharedClock,
    fault::Fault,
    identifier,
    outside::{OutsideError, by_system},
};

/// How many events are on their way at once, to all endpoints together (row OUT-07).
const AT_ONCE_MAX: usize = 20;
/// How many of them to one endpoint.
const AT_ONCE_EACH_MAX: u64 = 5;
/// How often it looks whether something is due.
const PACE: Duration = Duration::from_millis(250);
/// How long it is kept that an event was taken.
const DELIVERED_KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How often that is forgotten.
const FORGET_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// Sends what happened. Several servers may each have one.
#[derive(Clone)]
pub struct Courier {
    feed: Feed,
    sender: Sender,
    slots: Arc<Semaphore>,
}

impl Feed {
    /// Returns what sends events to endpoints.
    ///
    /// # Errors
    /// Fails when the system lets nobody connect.
    pub fn courier(&self) -> Result<Courier, OutsideError> {
        let sender = Sender::new(self.settings.clone(), by_system())?;
        Ok(Courier { feed: self.clone(), sender, slots: Arc::new(Semaphore::new(AT_ONCE_MAX)) })
    }
}

impl Courier {
    /// Sends, for as long as it is polled: each endpoint has a task of its own while something is due for it.
    pub async fn run(self, clock: SharedClock) {
        let (mut tasks, mut busy, mut forgotten_at) = (JoinSet::new(), HashSet::new(), Timestamp::MIN);
        loop {
            while let Some(done) = tasks.try_join_next() {
                match done {
                    Ok(id) => {
                        busy.remove(&id);
                    }
                    // Which one it was is not told: those that go on are looked after by their own tasks all the same.
                    Err(error) => {
                        tracing::error!(%error, "sending customs events broke off");
                        busy.clear();
                    }
                }
            }
            let now = clock.now();
            if now.duration_since(forgotten_at) >= FORGET_EVERY {
                forgotten_at = now;
                if let Err(fault) = self.forget(now).await {
                    tracing::warn!(cause = fault.chain(), "could not forget deliveries of customs events");
                }
            }
            match store::all(self.feed.database.connection()).await {
                Ok(endpoints) => {
                    for endpoint in endpoints.into_iter().filter(|endpoint| endpoint.is_active) {
                        if busy.insert(endpoint.id.clone()) {
                            let courier = self.clone();
                            tasks.spawn(async move {
                                if let Err(fault) = courier.serve(&endpoint.id, now).await {
                                    tracing::warn!(cause = fault.chain(), "could not send customs events");
                                }
                                endpoint.id
                            });
                        }
                    }
                }
                Err(fault) => tracing::warn!(cause = fault.chain(), "could not read customs endpoints"),
            }
            tokio::time::sleep(PACE).await;
        }
    }

    /// Sends everything that is due at `now`, to all endpoints at once, and returns how many tries that were.
    ///
    /// # Errors
    /// Faults when the database cannot be reached; what was not noted is sent again.
    pub async fn deliver_due(&self, now: Timestamp) -> Result<usize, Fault> {
        let endpoints = store::all(self.feed.database.connection()).await?;
        let active: Vec<_> = endpoints.into_iter().filter(|endpoint| endpoint.is_active).collect();
        let tried = join_all(active.iter().map(|endpoint| self.serve(&endpoint.id, now))).await;
        tried.into_iter().sum()
    }

    /// Forgets what was taken long ago, and returns how much that was.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn forget(&self, now: Timestamp) -> Result<u64, Fault> {
        let before = now.saturating_sub(DELIVERED_KEPT).unwrap_or(Timestamp::MIN);
        store::forget(self.feed.database.connection(), before).await
    }

    /// Sends what is due for one endpoint, a few at a time, until nothing is or the endpoint rests.
    async fn serve(&self, id: &str, now: Timestamp) -> Result<usize, Fault> {
        let connection = self.feed.database.connection();
        let mut tried = 0;
        loop {
            let Some(endpoint) = store::find(connection, id).await? else { return Ok(tried) };
            let rests = endpoint.rests_until.is_some_and(|until| now < until);
            if !endpoint.is_active || rests {
                return Ok(tried);
            }
            if events::end(connection, &endpoint.feed).await? > endpoint.passed {
                store::relay(connection, &endpoint, now).await?;
            }
            let due = store::claim(connection, id, now, AT_ONCE_EACH_MAX).await?;
            if due.is_empty() {
                return Ok(tried);
            }
            tried += due.len();
            try_join_all(due.into_iter().map(|delivery| self.deliver(&endpoint, delivery, now))).await?;
        }
    }

    async fn deliver(&self, endpoint: &Endpoint, mut delivery: Delivery, now: Timestamp) -> Result<(), Fault> {
        let connection = self.feed.database.connection();
        let Some(kept) = events::at(connection, &endpoint.feed, delivery.cursor).await? else { return Ok(()) };
        let secrets = self.feed.secrets(endpoint, now)?;
        let headers = signature::sign_all((&kept.event.id, &kept.body), now, &secrets, self.feed.key.as_deref())?;
        let sent = match self.slots.acquire().await {
            Ok(_slot) => self.sender.post(&endpoint.address, headers, kept.body).await,
            Err(_) => return Ok(()),
        };
        let (meaning, asked) = match sent {
            Sent::Answered { status, rest } => (ladder::meaning(status), rest),
            Sent::NotAllowed | Sent::TimedOut | Sent::Unreachable => (Meaning::Failed, None),
        };
        delivery.tries += 1;
        delivery.outcome = Some(sent.outcome());
        let jitter = u16::from_le_bytes(identifier::random()) % 1_000;
        let next = ladder::wait(delivery.tries, jitter).map(|wait| now.saturating_add(wait).unwrap_or(Timestamp::MAX));
        let (state, due_at) = match (meaning, next) {
            (Meaning::Taken, _) => (store::DELIVERED, None),
            (_, Some(next)) => (store::WAITING, Some(next)),
            (_, None) => (store::DEAD, None),
        };
        metrics::counter!("fingertip_customs_deliveries_total", "state" => state).increment(1);
        if state == store::DEAD {
            tracing::error!(endpoint = endpoint.id, cursor = delivery.cursor, "a customs event was given up");
        }
        store::note(connection, (&endpoint.id, &delivery), (state, due_at), now).await?;
        match meaning {
            Meaning::Taken => store::note_taken(connection, &endpoint.id, now).await,
            Meaning::Gone => store::set_active(connection, &endpoint.id, false, Some("gone")).await,
            Meaning::Throttled | Meaning::Failed => {
                let rest = ladder::rest(meaning, endpoint.failures + 1, asked);
                let until = rest.map(|rest| now.saturating_add(rest).unwrap_or(Timestamp::MAX));
                store::note_failed(connection, &endpoint.id, until).await
            }
        }
    }
}
