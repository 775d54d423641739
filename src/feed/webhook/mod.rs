//! Events that are sent by themselves to endpoints of customs systems: Standard Webhooks. Rows PAY-M8, OUT-02 to OUT-09, SEC-WH-01.
//!
//! An endpoint gets the events of one feed. It is named by an admin, and every deed with it is in the audit log.

mod courier;
mod ladder;
mod sender;
mod signature;
pub(super) mod store;

use jiff::SignedDuration;
use vocabulary::{PersonId, Timestamp};

pub use self::{courier::Courier, store::Endpoint};
use self::{signature::EndpointSecret, store::Counted};
use super::{
    refusal::Refusal,
    service::{Feed, word},
    store as events,
};
use crate::{
    audit::{Action, Code, Entry, Object, Value},
    identity::Subject,
    platform::{
        database::{self, Transaction},
        fault::Fault,
        identifier, outside,
    },
};

/// How many endpoints there may be in all.
pub const ENDPOINTS_MAX: usize = 50;
/// How long the secret before still signs after another took its place.
pub const OVERLAP: SignedDuration = SignedDuration::from_hours(24);
/// How many dead letters are shown of an endpoint.
pub const DEAD_SHOWN_MAX: u64 = 10;

const ENDPOINT: Code = Code::named("customs-endpoint");

/// An endpoint as an admin sees it.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// How many events wait to be sent to it.
    pub waiting: i64,
    /// How many were given up.
    pub dead: i64,
    /// The newest of those.
    pub dead_letters: Vec<DeadLetter>,
}

/// An event that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its place in the feed.
    pub cursor: i64,
    /// The notice it is about.
    pub notice: String,
    /// What the last try came to.
    pub outcome: Option<String>,
    /// When that was.
    pub tried_at: Option<Timestamp>,
}

/// An endpoint with the secret that is shown this once.
#[derive(Clone, Debug)]
pub struct WithSecret {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// Its secret, as Standard Webhooks writes it.
    pub secret: String,
}

impl Feed {
    /// Returns the public key of what is sent, as Standard Webhooks writes it; nothing where this server has none.
    pub fn webhook_key(&self) -> Option<String> {
        self.key.as_deref().map(signature::shown_key)
    }

    /// Lists the endpoints, with what waits for each and what was given up.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn endpoints(&self) -> Result<Vec<Overview>, Fault> {
        let connection = self.database.connection();
        let counts = store::counts(connection).await?;
        let of = |id: &str, state: &str| {
            counts
                .iter()
                .find(|count| count.endpoint_id == id && count.state == state)
                .map_or(0, |Counted { number, .. }| *number)
        };
        let mut all = Vec::new();
        for endpoint in store::all(connection).await? {
            let (waiting, dead) = (of(&endpoint.id, store::WAITING), of(&endpoint.id, store::DEAD));
            let dead_letters = if dead > 0 { self.dead_letters(&endpoint).await? } else { Vec::new() };
            all.push(Overview { endpoint, waiting, dead, dead_letters });
        }
        Ok(all)
    }

    async fn dead_letters(&self, endpoint: &Endpoint) -> Result<Vec<DeadLetter>, Fault> {
        let connection = self.database.connection();
        let mut letters = Vec::new();
        for delivery in store::dead(connection, &endpoint.id, DEAD_SHOWN_MAX).await? {
            let event = events::at(connection, &endpoint.feed, delivery.cursor).await?;
            letters.push(DeadLetter {
                cursor: delivery.cursor,
                notice: event.map(|kept| kept.event.notice).unwrap_or_default(),
                outcome: delivery.outcome,
                tried_at: delivery.tried_at,
            });
        }
        Ok(letters)
    }

    /// Adds an endpoint for the feed of an issuer, from its next event on. Its secret is shown this once.
    ///
    /// # Errors
    /// Refuses an address that nothing may be sent to, and more endpoints than there may be. Faults when the database cannot keep it.
    pub async fn add_endpoint(
        &self,
        (issuer, address): (Subject, &str),
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<WithSecret, Refusal>, Fault> {
        if outside::allowed(address, &self.settings.domains, self.settings.this_machine).is_none() {
            return Ok(Err(Refusal::Address));
        }
        let unit = self.database.begin().await?;
        if store::all(&unit).await?.len() >= ENDPOINTS_MAX {
            return Ok(Err(Refusal::TooMany { limit: ENDPOINTS_MAX }));
        }
        let feed = issuer.to_string();
        let id = format!("{:032x}", identifier::new_number());
        let secret = EndpointSecret::draw()?;
        let endpoint = Endpoint {
            id: id.clone(),
            address: address.to_owned(),
            is_active: true,
            because: None,
            secret_sealed: self.seal(&id, &secret)?,
            former: None,
            passed: events::end(&unit, &feed).await?,
            failures: 0,
            rests_until: None,
            created_at: now,
            delivered_at: None,
            feed,
        };
        store::add(&unit, &endpoint).await?;
        let entry = deed(Action::named("customs_endpoint.added"), &endpoint, by);
        self.audit.append(&unit, entry.after(Code::named("feed"), Value::Code(word(&endpoint.feed))), now).await?;
        database::commit(unit).await?;
        Ok(Ok(WithSecret { endpoint, secret: secret.shown() }))
    }

    /// Sends nothing more to an endpoint. What happens meanwhile stands in the feed.
    ///
    /// # Errors
    /// Refuses an endpoint that there is not. Faults when the database cannot be reached.
    pub async fn disable_endpoint(&self, id: &str, by: PersonId, now: Timestamp) -> Result<Result<Endpoint, Refusal>, Fault> {
        let Some((unit, endpoint)) = self.lock(id).await? else { return Ok(Err(Refusal::EndpointUnknown)) };
        store::set_active(&unit, id, false, Some("disabled")).await?;
        self.done(unit, (Action::named("customs_endpoint.disabled"), endpoint), (by, now)).await.map(Ok)
    }

    /// Sends to an endpoint again, what it missed first.
    ///
    /// # Errors
    /// Refuses an endpoint that there is not. Faults when the database cannot be reached.
    pub async fn enable_endpoint(&self, id: &str, by: PersonId, now: Timestamp) -> Result<Result<Endpoint, Refusal>, Fault> {
        let Some((unit, endpoint)) = self.lock(id).await? else { return Ok(Err(Refusal::EndpointUnknown)) };
        store::set_active(&unit, id, true, None).await?;
        self.done(unit, (Action::named("customs_endpoint.enabled"), endpoint), (by, now)).await.map(Ok)
    }

    /// Gives an endpoint another secret, which is shown this once. The one before signs too for a day, so that nothing is lost meanwhile.
    ///
    /// # Errors
    /// Refuses an endpoint that there is not. Faults when the database cannot be reached.
    pub async fn rotate_endpoint(&self, id: &str, by: PersonId, now: Timestamp) -> Result<Result<WithSecret, Refusal>, Fault> {
        let Some((unit, endpoint)) = self.lock(id).await? else { return Ok(Err(Refusal::EndpointUnknown)) };
        let secret = EndpointSecret::draw()?;
        let until = now.saturating_add(OVERLAP).unwrap_or(Timestamp::MAX);
        store::set_secret(&unit, id, &self.seal(id, &secret)?, (&endpoint.secret_sealed, until)).await?;
        let endpoint = self.done(unit, (Action::named("customs_endpoint.rotated"), endpoint), (by, now)).await?;
        Ok(Ok(WithSecret { endpoint, secret: secret.shown() }))
    }

    /// Sends an endpoint again what happened after a place of its feed, at most ten thousand events, whatever became of them before. Each has
    /// the name that it had: whoever has it already need not take it twice.
    ///
    /// # Errors
    /// Refuses an endpoint that there is not, and a place where nothing stands yet. Faults when the database cannot be reached.
    pub async fn replay(
        &self,
        (id, after): (&str, i64),
        by: PersonId,
        now: Timestamp,
    ) -> Result<Result<Endpoint, Refusal>, Fault> {
        let Some((unit, endpoint)) = self.lock(id).await? else { return Ok(Err(Refusal::EndpointUnknown)) };
        let end = events::end(&unit, &endpoint.feed).await?;
        if after < 0 || after > end {
            return Ok(Err(Refusal::Beyond { current: end }));
        }
        store::replay(&unit, &endpoint, after, now).await?;
        self.done(unit, (Action::named("customs_endpoint.replayed"), endpoint), (by, now)).await.map(Ok)
    }

    async fn lock(&self, id: &str) -> Result<Option<(Transaction, Endpoint)>, Fault> {
        let unit = self.database.begin().await?;
        Ok(store::lock(&unit, id).await?.map(|endpoint| (unit, endpoint)))
    }

    async fn done(
        &self,
        unit: Transaction,
        (action, endpoint): (Action, Endpoint),
        (by, now): (PersonId, Timestamp),
    ) -> Result<Endpoint, Fault> {
        let since = store::find(&unit, &endpoint.id).await?.unwrap_or(endpoint);
        self.audit.append(&unit, deed(action, &since, by), now).await?;
        database::commit(unit).await?;
        Ok(since)
    }

    fn seal(&self, id: &str, secret: &EndpointSecret) -> Result<String, Fault> {
        self.identity.vault()?.seal(&context(id), secret.reveal())
    }

    /// Opens the secrets that hold for an endpoint at an instant, the newest first.
    fn secrets(&self, endpoint: &Endpoint, now: Timestamp) -> Result<Vec<EndpointSecret>, Fault> {
        let former = endpoint.former.as_ref().filter(|(_, until)| now < *until).map(|(sealed, _)| sealed);
        let vault = self.identity.vault()?;
        let open = |sealed: &String| vault.unseal(&context(&endpoint.id), sealed).map(EndpointSecret::kept);
        std::iter::once(&endpoint.secret_sealed).chain(former).map(open).collect()
    }
}

/// What a sealed secret is for: it opens for nothing else.
fn context(id: &str) -> String {
    format!("customs-endpoint:{id}")
}

fn deed(action: Action, endpoint: &Endpoint, by: PersonId) -> Entry {
    let id = endpoint.id.parse().expect("digits are a word of the log");
    Entry::new(Subject::Person(by).actor(), action, Object::new(ENDPOINT, id))
}
