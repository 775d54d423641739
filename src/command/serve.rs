//! `fingertip serve`: answers until it is told to stop.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use clap::Args;
use tokio::sync::oneshot;

use super::{CommandError, cashier, start};
use crate::{
    application::Application,
    audit::SigningKey,
    config::Config,
    identity::{Allowance, Ceilings, RateGate},
    payment,
    platform::{health::Health, outbox, page::print::Printer, refusal, telemetry},
    schema,
    server::{self, Api, Limits, Settings, Stop, StreamLimits},
    treasury,
};

/// How long the readiness checks wait for an answer.
const CHECK_WAIT_MAX: Duration = Duration::from_secs(2);

/// The arguments of `fingertip serve`.
#[derive(Args)]
pub struct Serve {
    /// Address and port to listen on, instead of `server.address`
    #[arg(long, value_name = "ADDRESS")]
    address: Option<SocketAddr>,
}

impl Serve {
    /// Migrates, opens the index, follows the outbox and answers requests until SIGTERM or SIGINT.
    ///
    /// # Errors
    /// Fails when the database cannot be reached or the port cannot be opened.
    pub async fn run(self, config: Config) -> Result<(), CommandError> {
        let mut settings = settings(&config);
        settings.address = self.address.unwrap_or(settings.address);
        let application = start::application(&config).await?;
        let cashier = cashier::open(&config, application, &format!("http://{}", settings.address))?;
        if let Some(url) = &cashier.simulator_url {
            tracing::warn!(url, "payments are simulated: no money moves");
        }
        let application = cashier.application.clone();
        if let Some(receipts) = application.payments.receipts() {
            receipts.publish_key(application.clock.now()).await?;
            if !receipts.may_sign(application.clock.now()).await? {
                let why = "the key in payment.receipt_key_file was retired or revoked: move the file away, and another is made";
                return Err(CommandError::new(why));
            }
        }
        let list_key = SigningKey::open_or_make(&config.payment.list_key_file);
        let list_key = Arc::new(list_key.map_err(CommandError::at("could not open payment.list_key_file"))?);
        application.identity.open().await?;
        application.open_index().await?;
        let follower = tokio::spawn(application.follower().run());
        let watch = tokio::spawn(application.identity.watch().run());
        let courier = tokio::spawn(application.identity.courier().run());
        let notices = tokio::spawn(application.enquiry_courier().run(application.clock.clone()));
        let files = tokio::spawn(application.attachments().run(application.clock.clone()));
        let outdated = tokio::spawn(application.templates().follow(application.clock.clone()));
        let changed = application.assistant.clone().follow_sources(application.outbox.clone(), application.clock.clone());
        let changed = tokio::spawn(changed);
        let desk = tokio::spawn(application.enquiries.clone().watch(application.clock.clone()));
        let reader = tokio::spawn(read(application.clone(), config.index.model.clone()));
        let notary = tokio::spawn(start::notary(&config, &application)?.run(application.clock.clone()));
        let retention = tokio::spawn(application.identity.retention().keep(application.clock.clone()));
        let told = payment::Inbox::new(application.payments.clone());
        let inbox = tokio::spawn(told.clone().run(application.clock.clone()));
        let janitor = tokio::spawn(payment::Janitor::new(application.payments.clone()).run(application.clock.clone()));
        let asking = tokio::spawn(application.payment_requests().courier().run(application.clock.clone()));
        let unseen = tokio::spawn(application.feed.clone().watch(application.clock.clone()));
        let webhooks = application.feed.courier().map_err(CommandError::at("could not start sending events to customs"))?;
        let webhooks = tokio::spawn(webhooks.run(application.clock.clone()));
        let nightly = tokio::spawn(treasury::Nightly::new(application.treasury()).run(application.clock.clone()));
        let emptying = outbox::Retention::new(application.database.clone(), config.database.outbox_kept_days.get());
        let emptying = tokio::spawn(emptying.keep(application.clock.clone()));
        let (leaving, left) = oneshot::channel::<()>();
        let usage = tokio::spawn(application.usage.clone().run(async { drop(left.await) }));
        let schema = schema::build(&application, config.server.development || config.server.introspection);
        let api = Api::new(schema)
            .with_translation(refusal::translate)
            .with_doorkeeper(application.identity.door())
            .with_gate(RateGate::new(ceilings(&config), application.clock.clone()), schema::class_of)
            .with_published_keys(application.identity.clone())
            .with_token_grants(application.identity.clone())
            .with_app_links(start::app_links(&config))
            .with_downloads(application.exports.clone())
            .with_files(application.attachments())
            .with_estimate_pages(application.estimate_pages())
            .with_receipt_pages(application.receipt_pages())
            .with_press(application.receipt_pages(), Printer::new(config.payment.fonts_folder.clone()))
            .with_signed_lists(application.receipt_lists(list_key))
            .with_hooks(told, application.clock.clone());
        let api = match &config.sms.inbound_secret {
            Some(secret) => api.with_inbox(application.mandates.inbox(application.clock.clone()), secret.reveal()),
            None => api,
        };
        let api = match config.packs.folder.clone() {
            Some(folder) => api.with_packs(application.pack_offers(folder)),
            None => api,
        };
        let metrics = config.server.metrics.then(telemetry::metrics);
        let stop = Stop::on_signals().map_err(CommandError::at("could not listen for signals"))?;
        let served = server::serve(settings, api, health(&application), metrics, stop).await;
        follower.abort();
        watch.abort();
        courier.abort();
        notices.abort();
        files.abort();
        outdated.abort();
        changed.abort();
        desk.abort();
        reader.abort();
        notary.abort();
        retention.abort();
        emptying.abort();
        inbox.abort();
        janitor.abort();
        asking.abort();
        unseen.abort();
        webhooks.abort();
        nightly.abort();
        // What was counted since the database last heard of it is stored before we go.
        if let Err(fault) = application.identity.attempts.log_all(application.clock.now()).await {
            tracing::warn!(cause = fault.chain(), "could not log which attempts were refused last");
        }
        drop(leaving);
        if let Err(error) = usage.await {
            tracing::warn!(%error, "could not store how the search was used last");
        }
        served.map_err(CommandError::at("could not serve"))
    }
}

/// Lets texts be found by their meaning, where there is a sentence encoder.
async fn read(application: Application, model: PathBuf) {
    if let Some(reader) = application.reader(model).await {
        reader.run().await;
    }
}

/// Says when this replica may be asked: its database answers, and its index has caught up.
fn health(application: &Application) -> Health {
    let (database, search) = (application.database.clone(), application.search.clone());
    let searching = search.clone();
    Health::with_checks()
        .and("database", CHECK_WAIT_MAX, move || {
            let database = database.clone();
            async move { database.ping().await.is_ok() }
        })
        .and("index", CHECK_WAIT_MAX, move || std::future::ready(search.is_ready()))
        .telling("search", move || searching.mode().as_str())
        .done()
}

fn ceilings(config: &Config) -> Ceilings {
    let limits = &config.limits;
    Ceilings {
        search: Allowance { own: limits.search_per_minute.get(), network: limits.search_per_minute_network.get() },
        compute: Allowance { own: limits.compute_per_minute.get(), network: limits.compute_per_minute_network.get() },
        sign_in: Allowance { own: limits.sign_in_per_minute.get(), network: limits.sign_in_per_minute_network.get() },
        write: Allowance { own: limits.write_per_minute.get(), network: limits.write_per_minute_network.get() },
        money: Allowance { own: limits.money_per_minute.get(), network: limits.money_per_minute_network.get() },
    }
}

fn settings(config: &Config) -> Settings {
    let (server, limits) = (&config.server, &config.limits);
    Settings {
        address: server.address,
        workers: server.workers.get(),
        development: server.development,
        introspection: server.introspection,
        trusted_origins: server.trusted_origins.iter().map(|origin| origin.as_str().to_owned()).collect(),
        trusted_proxies: server.trusted_proxies.clone(),
        default_language: config.territory.language,
        public_max_age: server.public_max_age_seconds.seconds(),
        drain_notice: server.drain_notice_seconds.seconds(),
        drain_time_max: server.drain_seconds_max.seconds(),
        limits: Limits {
            body_bytes_max: limits.body_bytes_max.size(),
            body_wait_max: limits.body_seconds_max.seconds(),
            execution_time_max: limits.execution_seconds_max.seconds(),
            connections_max: limits.connections_max.size(),
            stream: StreamLimits { streams_max: limits.streams_max.size(), ..StreamLimits::default() },
            ..Limits::default()
        },
    }
}
