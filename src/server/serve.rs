//! Listening, serving, and leaving in good order.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, atomic::AtomicUsize},
};

use actix_web::{
    App, HttpServer,
    dev::{Server as ActixServer, ServerHandle},
    http::KeepAlive,
    middleware::from_fn,
    web::{self, Data},
};
use tokio::{sync::watch, time::sleep};

use super::{
    api::Api,
    document::Library,
    edge,
    route::{Route, not_found},
    settings::Settings,
    site::{MetricsText, Site},
    stop::Stop,
};
use crate::platform::health::Health;

/// Serves until told to stop.
///
/// # Errors
/// The address cannot be listened on, or an operation that is built in cannot be read.
pub async fn serve(settings: Settings, api: Api, health: Health, metrics: Option<MetricsText>, stop: Stop) -> io::Result<()> {
    Server { settings, api, health, metrics, routes: Vec::new() }.listen()?.run(stop).await
}

/// A server in the making.
pub struct Server {
    /// What the operator set.
    pub settings: Settings,
    /// The schema and what belongs to it.
    pub api: Api,
    /// What readiness asks.
    pub health: Health,
    /// Renders the figures, when they are to be shown.
    pub metrics: Option<MetricsText>,
    /// Routes of slices, beside the server's own: what providers call, what is downloaded.
    pub routes: Vec<Route>,
}

impl Server {
    /// Makes a server with nothing but a schema.
    pub fn new(settings: Settings, api: Api) -> Server {
        Server { settings, api, health: Health::default(), metrics: None, routes: Vec::new() }
    }

    /// Returns all routes, the server's own first.
    pub fn routes(&self) -> Vec<Route> {
        Route::of_server().into_iter().chain(self.routes.iter().cloned()).collect()
    }

    /// Takes the port and begins to accept. Nothing is served until [`Running::run`] is awaited.
    ///
    /// # Errors
    /// The address cannot be listened on, or an operation that is built in cannot be read.
    pub fn listen(self) -> io::Result<Running> {
        let routes = self.routes();
        let Server { settings, api, health, metrics, .. } = self;
        let library = match &api.library {
            Some(library) => library.clone(),
            None => Arc::new(Library::built_in(settings.limits.document.clone()).map_err(io::Error::other)?),
        };
        let (close, closing) = watch::channel(false);
        let limits = settings.limits.clone();
        let (address, workers) = (settings.address, settings.workers.max(1));
        let drain_time_max = settings.drain_time_max;
        let site = Data::new(Site { settings, api, library, health, metrics, closing, streams: AtomicUsize::new(0) });
        let shared = site.clone();
        let server = HttpServer::new(move || {
            let mut app = App::new().app_data(shared.clone()).default_service(web::to(not_found));
            for route in &routes {
                app = app.service(route.build());
            }
            app.wrap(from_fn(edge::pass))
        })
        .workers(workers)
        .max_connections(limits.connections_max.div_ceil(workers))
        .client_request_timeout(limits.head_wait_max)
        .keep_alive(KeepAlive::Timeout(limits.keep_alive))
        .shutdown_timeout(drain_time_max.as_secs())
        .disable_signals()
        .bind(address)?;
        let address = server.addrs().first().copied().ok_or_else(|| io::Error::other("bound to no address"))?;
        Ok(Running { address, site, close, server: server.run() })
    }
}

/// A server that has its port.
pub struct Running {
    address: SocketAddr,
    site: Data<Site>,
    close: watch::Sender<bool>,
    server: ActixServer,
}

impl Running {
    /// Returns the address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until told to stop, then leaves in good order: says so, waits to be believed, closes the port and the sockets, and
    /// lets requests in flight finish. Told twice, it leaves at once.
    ///
    /// # Errors
    /// The server broke down.
    pub async fn run(self, stop: Stop) -> io::Result<()> {
        let Running { address, site, close, server } = self;
        let handle = server.handle();
        tracing::info!(%address, "listening");
        let leaving = tokio::spawn(leave(site, close, handle, stop));
        let served = server.await;
        leaving.abort();
        tracing::info!("stopped");
        served
    }
}

async fn leave(site: Data<Site>, close: watch::Sender<bool>, handle: ServerHandle, stop: Stop) {
    stop.gently.await;
    tracing::info!("stopping: no longer ready");
    site.health.drain();
    let gently = async {
        sleep(site.settings.drain_notice).await;
        // Nobody listening means that no stream is open.
        let _ = close.send(true);
        handle.stop(true).await;
    };
    tokio::select! {
        () = gently => {}
        () = stop.at_once => {
            tracing::warn!("told twice: stopping at once");
            let _ = close.send(true);
            handle.stop(false).await;
        }
    }
}
