//! The use cases of the feed: told by the slice that changes a notice, read and acknowledged by whoever issued it, watched by officers.

use std::{sync::Arc, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::SignedDuration;
use payment::ChargeKind;
use vocabulary::Timestamp;

use super::{
    event::{Change, Event, signed_bytes, told},
    refusal::Refusal,
    store::{self, KeptEvent, Waiting},
};
use crate::{
    audit::{Action, Audit, Code, Entry, Object, SigningKey, Value},
    identity::{Identity, Subject},
    platform::{
        clock::SharedClock,
        database::{self, Database, Transaction},
        fault::Fault,
        pagination::PageSize,
    },
};

/// How long something may be paid and not acknowledged before somebody has to look (row PAY-N6).
pub const UNSEEN_MAX: SignedDuration = SignedDuration::from_mins(5);
/// How often it is looked whether something is.
const LOOK_EVERY: Duration = Duration::from_secs(20);

const ACKNOWLEDGED: Action = Action::named("customs_event.acknowledged");

/// How customs is told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The charges that the release of goods waits for, by law (row AL-02).
    pub waits_for: Vec<ChargeKind>,
    /// The domains that events may be sent to, each with all below it.
    pub domains: Vec<String>,
    /// Whether they may be sent to this machine too, without TLS: to try things out.
    pub this_machine: bool,
}

impl Default for Settings {
    /// Waits for everything, and sends nowhere.
    fn default() -> Settings {
        Settings { waits_for: ChargeKind::ALL.to_vec(), domains: Vec::new(), this_machine: false }
    }
}

/// What customs is told over one database. Cheap to clone.
#[derive(Clone)]
pub struct Feed {
    pub(super) database: Database,
    pub(super) audit: Audit,
    pub(super) identity: Arc<Identity>,
    pub(super) settings: Arc<Settings>,
    pub(super) key: Option<Arc<SigningKey>>,
}

/// Up to where a feed is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    /// Its place.
    pub cursor: i64,
    /// How many events wait behind it.
    pub waiting: i64,
}

/// What is paid and not acknowledged, in all feeds together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unseen {
    /// How many events.
    pub events: i64,
    /// How long the oldest of them waits.
    pub oldest: SignedDuration,
}

impl Feed {
    /// Keeps feeds in `database`. Nothing is signed before [`Feed::signed_by`].
    pub fn new(database: Database, audit: Audit, identity: Identity, settings: Settings) -> Feed {
        Feed { database, audit, identity: Arc::new(identity), settings: Arc::new(settings), key: None }
    }

    /// Tells the audit chain of a territory, and seals secrets in the vault of `identity`.
    #[must_use]
    pub fn with_identity(self, audit: Audit, identity: Identity) -> Feed {
        Feed { audit, identity: Arc::new(identity), ..self }
    }

    /// Signs events by the key that receipts are signed with, which is published with theirs.
    #[must_use]
    pub fn signed_by(self, key: Option<Arc<SigningKey>>) -> Feed {
        Feed { key, ..self }
    }

    /// Tells customs as `settings` say.
    #[must_use]
    pub fn with_settings(self, settings: Settings) -> Feed {
        Feed { settings: Arc::new(settings), ..self }
    }

    /// Keeps what customs is told of a change, in the unit of work of the change: there is no change without its events, and no event
    /// without its change (row OUT-01).
    ///
    /// # Errors
    /// Faults when the database cannot keep it, or the system cannot sign.
    pub async fn append(&self, unit: &Transaction, change: &Change<'_>, now: Timestamp) -> Result<(), Fault> {
        const DOING: &str = "writing a customs event";
        let kinds = told(change, &self.settings.waits_for);
        if kinds.is_empty() {
            return Ok(());
        }
        let of = (change.issuer, change.after.id);
        let count = i64::try_from(kinds.len()).map_err(Fault::while_(DOING))?;
        let mut stands = store::next(unit, of, count, now).await?;
        let mut events = Vec::with_capacity(kinds.len());
        for kind in kinds {
            let event = Event::of(change, kind, stands, &self.settings.waits_for);
            let body = serde_json_canonicalizer::to_string(&event).map_err(Fault::while_(DOING))?;
            let signature = self.key.as_ref().map(|key| key.sign(&signed_bytes(&body)).map_err(Fault::while_(DOING)));
            events.push(KeptEvent {
                cursor: stands.cursor,
                event,
                body,
                signature: signature.transpose()?.map(|signature| BASE64_STANDARD.encode(signature)),
                signed_by: self.key.as_ref().map(|key| hex::encode(key.public().as_bytes())),
                recorded_at: now,
            });
            stands = stands.next();
            metrics::counter!("fingertip_customs_events_total", "kind" => kind.as_str()).increment(1);
        }
        store::add(unit, of, events).await
    }

    /// Reads the events of whoever asks after a place, in order, and says whether there are more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn page(&self, issuer: Subject, after: i64, first: PageSize) -> Result<(Vec<KeptEvent>, bool), Fault> {
        let most = first.get() as u64;
        let mut found = store::after(self.database.connection(), &issuer.to_string(), after, most + 1).await?;
        let has_more = found.len() > first.get();
        found.truncate(first.get());
        Ok((found, has_more))
    }

    /// Acknowledges the events of whoever asks up to a place: said again, or of less than before, it changes nothing.
    ///
    /// # Errors
    /// Refuses a place where nothing stands yet. Faults when the database cannot be reached.
    pub async fn acknowledge(&self, issuer: Subject, up_to: i64, now: Timestamp) -> Result<Result<Acknowledged, Refusal>, Fault> {
        let feed = issuer.to_string();
        let unit = self.database.begin().await?;
        let end = store::end(&unit, &feed).await?;
        if up_to < 0 || up_to > end {
            return Ok(Err(Refusal::Beyond { current: end }));
        }
        let before = store::acknowledged(&unit, &feed).await?;
        if up_to > before {
            store::acknowledge(&unit, &feed, up_to, now).await?;
            // What a system does all day long stands in its row; what an officer does is in the log.
            if let Subject::Person(_) = issuer {
                let object = Object::new(Code::named("customs-feed"), word(&feed));
                let entry = Entry::new(issuer.actor(), ACKNOWLEDGED, object);
                self.audit.append(&unit, entry.after(Code::named("cursor"), Value::Number(up_to)), now).await?;
            }
        }
        database::commit(unit).await?;
        let cursor = up_to.max(before);
        Ok(Ok(Acknowledged { cursor, waiting: end - cursor }))
    }

    /// Lists the feeds in which something waits to be acknowledged, those that wait longest first: at most a hundred.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn unacknowledged(&self) -> Result<Vec<Waiting>, Fault> {
        store::waiting(self.database.connection()).await
    }

    /// Says how much is paid and not acknowledged, and lets it be seen from outside: as figures, and in the log once it waits too long
    /// (row PAY-N6).
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn look(&self, now: Timestamp) -> Result<Unseen, Fault> {
        let waiting = self.unacknowledged().await?;
        let oldest = waiting.iter().map(|feed| now.duration_since(feed.oldest_at)).max().unwrap_or_default();
        let unseen = Unseen { events: waiting.iter().map(|feed| feed.events).sum(), oldest };
        metrics::gauge!("fingertip_customs_unacknowledged").set(unseen.events as f64);
        metrics::gauge!("fingertip_customs_unacknowledged_seconds").set(unseen.oldest.as_secs() as f64);
        for feed in waiting.iter().filter(|feed| now.duration_since(feed.oldest_at) > UNSEEN_MAX) {
            tracing::error!(feed = feed.feed, events = feed.events, since = %feed.oldest_at, "paid, and customs did not acknowledge it");
        }
        Ok(unseen)
    }

    /// Looks again and again, for as long as it is polled. Several servers may each do.
    pub async fn watch(self, clock: SharedClock) {
        loop {
            if let Err(fault) = self.look(clock.now()).await {
                tracing::warn!(cause = fault.chain(), "could not look what customs did not acknowledge");
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

/// Names a feed in the audit log.
pub(super) fn word(feed: &str) -> Code {
    feed.parse().expect("a subject is a word of the log")
}
