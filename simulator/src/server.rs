//! The server: what it is started with, and what its owner may do to it without HTTP.

use std::{
    collections::HashSet,
    io,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use actix_web::{
    App, HttpServer,
    dev::ServerHandle,
    web::{Data, PayloadConfig},
};
use jiff::Timestamp;
use reqwest::{Client, redirect::Policy};
use thiserror::Error;
use tokio::{sync::Notify, task::JoinHandle};

use crate::{
    answer::Refused,
    clock::Clock,
    courier::{self, Hook, Sent, is_loopback},
    payer::Deed,
    plan::{Plan, PlanError},
    routes,
    truth::{Entry, Truth},
    world::World,
};

/// The largest body that is read.
const BODY_BYTES_MAX: usize = 64 * 1_024;
/// How many secrets may sign a notice at once.
const SECRETS_MAX: usize = 4;

/// What the simulator is started with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it listens: a loopback address. Port 0 takes a free one.
    pub address: SocketAddr,
    /// What is to go wrong, and what payers do.
    pub plan: Plan,
    /// What time it is.
    pub clock: Clock,
    /// Whether it says that money is real.
    pub live: bool,
    /// Where the truth log is written to as well.
    pub truth: Option<PathBuf>,
}

/// Why the simulator did not start, or did not do what it was told.
#[derive(Debug, Error)]
pub enum StartError {
    /// The address is not on this machine.
    #[error("{0} is not an address of this machine alone")]
    NotLoopback(String),
    /// The plan is beyond its limits.
    #[error("the plan cannot be used")]
    Plan(#[from] PlanError),
    /// The port or the log could not be opened.
    #[error("could not open the port or the truth log")]
    Io(#[from] io::Error),
    /// The client that sends notices could not be made.
    #[error("could not make what sends notices")]
    Client(#[from] reqwest::Error),
    /// There is no such payment, or it is in no state for that.
    #[error("the payer cannot do that: {0}")]
    Payer(String),
    /// More secrets, or fewer, than can sign.
    #[error("one to {SECRETS_MAX} secrets sign a notice")]
    Secrets,
}

/// What every part of the server shares.
pub(crate) struct State {
    world: Mutex<World>,
    /// The keys of the calls that run.
    running: Mutex<HashSet<String>>,
    pub(crate) wake: Notify,
    pub(crate) client: Client,
}

impl State {
    /// Takes the world. Whoever panicked with it in hand left it as it was: effects are whole.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the keys of the calls that run.
    pub(crate) fn running(&self) -> MutexGuard<'_, HashSet<String>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A simulator that runs. It ends when it is dropped.
pub struct Simulator {
    address: SocketAddr,
    state: Arc<State>,
    server: ServerHandle,
    sending: JoinHandle<()>,
}

impl Simulator {
    /// Starts it, in the runtime it is called in.
    ///
    /// # Errors
    /// The address is not on this machine alone or is taken, the plan is beyond its limits, or the truth log cannot be written.
    pub fn start(settings: Settings) -> Result<Simulator, StartError> {
        let Settings { address, plan, clock, live, truth } = settings;
        if !address.ip().is_loopback() {
            return Err(StartError::NotLoopback(address.to_string()));
        }
        plan.check()?;
        let client = Client::builder().redirect(Policy::none()).connect_timeout(Duration::from_secs(1)).no_proxy().build()?;
        let world = World::new(plan, clock, Truth::open(truth.as_deref())?, live, String::new());
        let state = Arc::new(State { world: Mutex::new(world), running: Mutex::default(), wake: Notify::new(), client });
        let shared = Data::from(Arc::clone(&state));
        let server = HttpServer::new(move || {
            App::new().app_data(Data::clone(&shared)).app_data(PayloadConfig::new(BODY_BYTES_MAX)).configure(routes::all)
        })
        .workers(1)
        .max_connections(2_048)
        .shutdown_timeout(1)
        .disable_signals()
        .bind(address)?;
        let address = server.addrs().first().copied().ok_or_else(|| io::Error::other("bound to no address"))?;
        state.world().base = format!("http://{address}");
        let running = server.run();
        let handle = running.handle();
        tokio::spawn(async move {
            // How it ended is seen by whoever calls it next.
            let _ = running.await;
        });
        let sending = tokio::spawn(courier::run(Arc::clone(&state)));
        Ok(Simulator { address, state, server: handle, sending })
    }

    /// Returns where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns where it is reached, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Says where notices of the card shape go, and what signs them.
    ///
    /// # Errors
    /// Refuses an address that is not on this machine.
    pub fn send_notices_to(&self, url: &str, secrets: &[&str]) -> Result<(), StartError> {
        let secrets = secrets.iter().map(|secret| (*secret).to_owned()).collect();
        set_hook(&mut self.state.world(), url, secrets)
    }

    /// Changes what is planned, from the next call on.
    ///
    /// # Errors
    /// Refuses a plan beyond its limits.
    pub fn set_plan(&self, plan: Plan) -> Result<(), StartError> {
        plan.check()?;
        self.state.world().plan = plan;
        Ok(())
    }

    /// Lets a payer act.
    ///
    /// # Errors
    /// There is no such payment, or it is in no state for that.
    pub fn payer(&self, payment: &str, deed: Deed) -> Result<(), StartError> {
        let outcome = self.state.world().act(payment, deed);
        self.state.wake.notify_one();
        outcome.map_err(|refused| match refused {
            Refused::Said(answer) => StartError::Payer(answer.body),
            Refused::Log(error) => StartError::Io(error),
        })
    }

    /// Moves the clock forward, and lets happen what is due by then.
    ///
    /// # Errors
    /// The truth log could not be written.
    pub fn advance(&self, seconds: u32) -> Result<Timestamp, StartError> {
        let outcome = advance(&mut self.state.world(), seconds);
        self.state.wake.notify_one();
        outcome
    }

    /// Returns everything that truly happened.
    pub fn truth(&self) -> Vec<Entry> {
        self.state.world().truth.after(0, usize::MAX).to_vec()
    }

    /// Returns what was sent, and what became of it.
    pub fn sent(&self) -> Vec<Sent> {
        self.state.world().sent.clone()
    }

    /// Returns how many notices are still to be sent, those that are late included.
    pub fn unsent(&self) -> usize {
        self.state.world().outbox.len()
    }

    /// Sends everything that is due now, and returns how many notices that were.
    pub async fn flush(&self) -> usize {
        courier::flush(&self.state).await
    }

    /// Stops it, and waits until its port is free again.
    pub async fn stop(self) {
        self.server.stop(true).await;
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // Takes the order at once; the future only waits for its end.
        drop(self.server.stop(false));
        self.sending.abort();
    }
}

/// Says where notices go.
pub(crate) fn set_hook(world: &mut World, url: &str, secrets: Vec<String>) -> Result<(), StartError> {
    if !is_loopback(url) {
        return Err(StartError::NotLoopback(url.to_owned()));
    }
    if secrets.is_empty() || secrets.len() > SECRETS_MAX {
        return Err(StartError::Secrets);
    }
    world.hook = Some(Hook { url: url.to_owned(), secrets });
    Ok(())
}

/// Moves the clock forward.
pub(crate) fn advance(world: &mut World, seconds: u32) -> Result<Timestamp, StartError> {
    world.clock.advance(seconds);
    match world.tick() {
        Ok(()) => Ok(world.now()),
        Err(Refused::Log(error)) => Err(StartError::Io(error)),
        Err(Refused::Said(answer)) => Err(StartError::Payer(answer.body)),
    }
}
