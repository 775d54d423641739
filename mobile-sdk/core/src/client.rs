//! The front door: what an app makes once and keeps.

use std::sync::Arc;

use crate::{
    config::ClientConfig,
    content::Content,
    diagnostics::Diagnostics,
    enquiry::Enquiries,
    error::FingertipError,
    event::{EventKind, Events},
    host::{HostServices, NetworkState},
    journal::{Change, Journal, Seal},
    log::Log,
    outbox::Outbox,
    packs::{Packs, Shelf},
    payment::Payments,
    proof::Keys,
    session::{Keeper, Session},
    tariff::Tariff,
    wire::{Cache, Meter},
};

/// What all handles share.
pub type Shared = Arc<Core>;

/// Everything that the handles work with.
pub struct Core {
    pub(crate) config: ClientConfig,
    pub(crate) host: HostServices,
    pub(crate) journal: Journal,
    pub(crate) cache: Cache,
    pub(crate) keeper: Keeper,
    pub(crate) keys: Keys,
    pub(crate) shelf: Shelf,
    pub(crate) meter: Meter,
    pub(crate) log: Log,
    pub(crate) flushing: futures_util::lock::Mutex<()>,
    pub(crate) resuming: futures_util::lock::Mutex<()>,
    pub(crate) fetching: futures_util::lock::Mutex<()>,
    pub(crate) news: crate::event::News,
    pub(crate) user_agent: String,
}

/// Fingertip on a phone. Clones are one client; each of its handles may be used from any thread.
#[derive(Clone)]
pub struct Fingertip(Shared);

/// Makes a client. It reads what was kept, sends nothing, and knows no more of the network than the host says.
///
/// Call [`Payments::resume_pending`] next, at every start of the app.
///
/// # Errors
/// When an address or a key of the configuration is none; when the safe or the folder cannot be opened now: try again later.
pub fn create_client(config: ClientConfig, host: HostServices) -> Result<Fingertip, FingertipError> {
    check(&config)?;
    let journal = Journal::open(&host)?;
    let cache = Cache::open(&host, Seal::open(&host)?);
    let keys = Keys::open(&config, &host)?;
    let shelf = Shelf::open(&config, &host)?;
    let user_agent = format!("fingertip-sdk/{} {}", env!("CARGO_PKG_VERSION"), config.user_agent_suffix);
    Ok(Fingertip(Arc::new(Core {
        log: Log::new(host.log.clone()),
        keeper: Keeper::default(),
        meter: Meter::default(),
        flushing: futures_util::lock::Mutex::new(()),
        resuming: futures_util::lock::Mutex::new(()),
        fetching: futures_util::lock::Mutex::new(()),
        news: crate::event::News::default(),
        user_agent: user_agent.trim_end().to_owned(),
        config,
        host,
        journal,
        cache,
        keys,
        shelf,
    })))
}

impl Fingertip {
    /// What is published.
    pub fn content(&self) -> Content {
        Content(self.0.clone())
    }

    /// The tariff, and what goods will cost.
    pub fn tariff(&self) -> Tariff {
        Tariff(self.0.clone())
    }

    /// Questions, to the assistant and to people.
    pub fn enquiry(&self) -> Enquiries {
        Enquiries(self.0.clone())
    }

    /// Paying, and proving that it is paid.
    pub fn payments(&self) -> Payments {
        Payments(self.0.clone())
    }

    /// What is published, on this phone.
    pub fn packs(&self) -> Packs {
        Packs(self.0.clone())
    }

    /// What waits to be sent.
    pub fn outbox(&self) -> Outbox {
        Outbox(self.0.clone())
    }

    /// Who is signed in.
    pub fn session(&self) -> Session {
        Session(self.0.clone())
    }

    /// What happened while nobody was looking.
    pub fn events(&self) -> Events {
        Events(self.0.clone())
    }

    /// What support may see. It holds nothing that anybody wrote, no key, no token, no number of a phone.
    pub fn diagnostics(&self) -> Diagnostics {
        self.0.diagnose()
    }

    /// Hands the rest of the log over. What is stored is stored already.
    pub fn close(&self) {
        self.0.log.flush();
    }
}

impl Core {
    /// Makes changes to what is kept, with the event that tells of them.
    pub fn commit(&self, changes: Vec<Change>, event: Option<EventKind>) -> Result<(), FingertipError> {
        let is_news = event.is_some();
        self.journal.commit(changes, event)?;
        if is_news {
            self.news.tell();
        }
        Ok(())
    }

    /// The address that tokens and proofs are made for.
    pub fn issuer(&self) -> &str {
        if self.config.issuer.is_empty() { &self.config.base_url } else { &self.config.issuer }
    }

    /// What the network is like.
    pub fn network(&self) -> NetworkState {
        let unknown = NetworkState { online: true, metered: false, constrained: false };
        self.host.network.as_ref().map_or(unknown, |network| network.state())
    }

    /// Takes the lock of that name, of all processes of the app.
    pub async fn lock(&self, name: &'static str) -> Result<Locked<'_>, FingertipError> {
        if let Some(lock) = &self.host.lock {
            lock.acquire(name).await.map_err(|failure| FingertipError::host("lock", &failure))?;
        }
        Ok(Locked { core: self, name })
    }
}

/// A lock that is held until this goes.
pub struct Locked<'a> {
    core: &'a Core,
    name: &'static str,
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        if let Some(lock) = &self.core.host.lock {
            lock.release(self.name);
        }
    }
}

fn check(config: &ClientConfig) -> Result<(), FingertipError> {
    let is_origin = |text: &str| {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']))
    };
    if !is_origin(&config.base_url) {
        return Err(FingertipError::invalid("base_url", "ADDRESS_INVALID", "must be https://, a host and nothing after it"));
    }
    if !config.issuer.is_empty() && !is_origin(&config.issuer) {
        return Err(FingertipError::invalid(
            "issuer",
            "ADDRESS_INVALID",
            "must be https://, a host and nothing after it, or empty",
        ));
    }
    if config.languages.is_empty() || config.languages.iter().any(|language| language.parse::<vocabulary::Language>().is_err()) {
        return Err(FingertipError::invalid("languages", "LANGUAGE_INVALID", "must be codes of ISO 639, at least one"));
    }
    Ok(())
}
