//! From settings to the slices at work, as every command needs them.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use answer::compose::Mode;

use super::CommandError;
use crate::{
    application::{Application, SearchLimits},
    assistant::{Ceilings, EndpointSettings, Format, LanguageModel},
    audit::{ChainName, FileWitness, HttpWitness, Notary, Retries, SigningKey},
    config::{self, Carrier, Config, Engine, MailSecurity, ModelFormat, ModelMode, WitnessUrl},
    enquiry::{
        Bucket, Clamd, FileSettings, Mailer, NoMail, NoPush, Pusher, Schedule, Security, Shelf, Smtp, SmtpSettings, VapidKey,
        WebPush, WebPushSettings,
    },
    export,
    fact::LeadDaysMin,
    feed,
    identity::{
        IdentitySettings,
        code::{Codes, HashCost, Limits, SystemChance},
        oidc,
        passkey::{self, RelyingParty},
        phone::CallingPrefix,
        sms::{Gateway, GatewaySettings, Log, Nobody, Sender},
    },
    platform::{
        app_links::AppLinks,
        clock::{SharedClock, WallClock},
        database::Database,
        outside::by_system,
    },
    search::usage::UsageLimits,
    treasury,
};

/// Connects to the database of the settings, making the folder of an embedded one.
pub async fn database(config: &Config) -> Result<Database, CommandError> {
    let url = &config.database.url;
    let folder = match url.engine() {
        Engine::Sqlite => folder_of(url.reveal()),
        Engine::Postgres => None,
    };
    if let Some(folder) = &folder {
        fs::create_dir_all(folder).map_err(CommandError::at("could not make the folder of the database"))?;
    }
    let connected = Database::connect(url.reveal(), config.database.connections_max.get()).await;
    connected.map_err(|fault| match folder.map(|folder| (tempfile::tempfile_in(&folder), folder)) {
        // SQLite says only that it cannot open the file: even a reader has to write beside it.
        Some((Err(error), folder)) => {
            CommandError::at(format!("the folder of the database, {}, cannot be written to", folder.display()))(error)
        }
        _ => fault.into(),
    })
}

/// Returns the folder of an embedded database.
fn folder_of(url: &str) -> Option<PathBuf> {
    let path = url.trim_start_matches("sqlite://").split('?').next()?;
    Path::new(path).parent().map(Path::to_owned)
}

/// Tells the time in the territory of the settings.
pub fn clock(config: &Config) -> SharedClock {
    Arc::new(WallClock::new(config.territory.time_zone.clone()))
}

/// Puts the slices to work over a migrated database.
pub async fn application(config: &Config) -> Result<Application, CommandError> {
    let database = database(config).await?;
    database.migrate().await?;
    let limits = SearchLimits {
        // Searching is all computation: more at a time than there are cores only makes each of them slower.
        at_once_max: config.server.workers.get(),
        remembered_max: config.search.diagnostics_max.size(),
        usage: UsageLimits { phrases: config.search.phrases, ..UsageLimits::default() },
    };
    let folder = export::Folder::new(config.export.folder.clone(), config.export.bytes_max.size() as u64);
    let codes = codes(config, database.clone())?;
    let relying_party = relying_party(config)?;
    let identity = IdentitySettings {
        issuer: config.identity.issuer.as_str().to_owned(),
        key_file: config.identity.key_file.clone(),
        machine_keys_max: config.identity.machine_keys_max.size(),
        relying_party,
    };
    let application = Application::new(database, clock(config), &config.index.folder, limits);
    let application = application.with_lead_days_min(lead_days_min(config)).with_export_folder(folder);
    let issuer = identity.issuer.clone();
    let application = application.with_identity(chain(config), codes, identity).with_mailer(mailer(config)?);
    let application = application.with_pusher(pusher(config)?);
    let application = application.with_certifier(issuer, config.audit.key_file.clone()).with_schedule(schedule(config)?);
    let application = application.with_customs(customs(config));
    let application = application.with_treasury(treasury(config)?);
    let application = match files(config)? {
        Some(settings) => application.with_files(settings),
        None => application,
    };
    let application = match model(config)? {
        Some(model) => application.with_model(Arc::new(model)),
        None => application,
    };
    Ok(match provider(config) {
        Some(settings) => application.with_oidc(oidc::Provider::new(settings)?),
        None => application,
    })
}

/// Returns how customs is told.
fn customs(config: &Config) -> feed::Settings {
    let settings = &config.customs;
    feed::Settings {
        waits_for: settings.release_waits_for.iter().map(|charge| charge.kind()).collect(),
        domains: settings.webhook_domains.iter().map(|domain| domain.as_str().to_owned()).collect(),
        this_machine: settings.webhook_this_machine,
    }
}

/// Returns the identity provider that the settings name; they were refused where something was missing.
fn provider(config: &Config) -> Option<oidc::ProviderSettings> {
    let identity = &config.identity;
    Some(oidc::ProviderSettings {
        issuer: identity.oidc_issuer.as_ref()?.as_str().to_owned(),
        client: identity.oidc_client_id.as_ref()?.as_str().to_owned(),
        client_secret: identity.oidc_client_secret.as_ref()?.reveal().to_owned(),
        redirect: identity.oidc_redirect.as_ref()?.as_str().to_owned(),
    })
}

/// Prepares the language model that the settings name.
fn model(config: &Config) -> Result<Option<LanguageModel>, CommandError> {
    /// What of the time of an operation is left for everything else than a model.
    const REST: Duration = Duration::from_secs(1);

    let settings = &config.assistant;
    let (Some(url), Some(name)) = (&settings.model_url, &settings.model) else { return Ok(None) };
    let endpoint = EndpointSettings {
        url: url.as_str().to_owned(),
        key: settings.model_key.as_ref().map(|key| key.reveal().to_owned()),
        model: name.as_str().to_owned(),
        format: match settings.model_format {
            ModelFormat::JsonSchema => Format::JsonSchema,
            ModelFormat::JsonObject => Format::JsonObject,
        },
        tokens_max: settings.model_tokens_max.get(),
    };
    let ceilings = Ceilings {
        first_max: settings.model_first_seconds_max.seconds(),
        total_max: settings.model_seconds_max.seconds(),
        operation_max: config.limits.execution_seconds_max.seconds().saturating_sub(REST),
        at_once_max: settings.model_at_once_max.size(),
        day_max: settings.model_day_max.get(),
    };
    let mode = match settings.model_mode {
        ModelMode::Select => Mode::Select,
        ModelMode::Write => Mode::Write,
    };
    let model = LanguageModel::new(mode, endpoint, ceilings);
    model.map(Some).map_err(CommandError::at("could not prepare for the language model"))
}

/// Returns whose passkeys people sign in with.
fn relying_party(config: &Config) -> Result<RelyingParty, CommandError> {
    let settings = &config.identity;
    let id = settings.passkey_rp_id.as_ref().map(config::PasskeyDomain::as_str);
    let others = settings.passkey_origins.iter().map(|origin| origin.as_str().to_owned()).collect();
    RelyingParty::new(settings.issuer.as_str(), id, others).map_err(CommandError::at("could not use identity.passkey_rp_id"))
}

/// Returns which apps may use the passkeys of our address.
pub fn app_links(config: &Config) -> AppLinks {
    let settings = &config.identity;
    let android = settings.android_apps.iter().map(|app| (app.package.to_string(), app.fingerprint.to_string()));
    let apple: Vec<_> = settings.apple_apps.iter().map(|app| app.as_str().to_owned()).collect();
    passkey::app_links(&android.collect::<Vec<_>>(), &apple)
}

/// Returns how early a rule has to be announced in the territory of the settings.
pub fn lead_days_min(config: &Config) -> LeadDaysMin {
    LeadDaysMin::new(config.territory.lead_days_min.get().try_into().expect("a setting of at most a year of days"))
}

/// Names the audit chain of the territory of the settings.
pub fn chain(config: &Config) -> ChainName {
    config.territory.code.as_str().parse().expect("two letters are a name")
}

/// Opens the key that heads of the audit log are signed with, or makes it.
pub fn signing_key(config: &Config) -> Result<SigningKey, CommandError> {
    SigningKey::open_or_make(&config.audit.key_file).map_err(CommandError::at("could not open the key of the audit log"))
}

/// Appoints who signs the heads of the audit log and brings them where the settings say.
pub fn notary(config: &Config, application: &Application) -> Result<Notary, CommandError> {
    let settings = &config.audit;
    let unopened = CommandError::at("could not open the heads of the audit log");
    let file = FileWitness::open(&settings.heads_folder, application.audit.chain()).map_err(unopened)?;
    let to = |url: &WitnessUrl| HttpWitness::new(url.reveal().to_owned(), Retries::default());
    let address = settings.heads_url.as_ref().map(to).transpose()?;
    Ok(Notary::new(application.audit.clone(), signing_key(config)?, file, address))
}

/// Puts one-time codes to work over `database`, sent by the carrier of the settings within their ceilings.
fn codes(config: &Config, database: Database) -> Result<Codes, CommandError> {
    let sms = &config.sms;
    let sender: Arc<dyn Sender> = match sms.carrier {
        Carrier::None => Arc::new(Nobody),
        Carrier::Log => Arc::new(Log),
        Carrier::Gateway => Arc::new(Gateway::new(gateway(config)).map_err(CommandError::at("could not start sending SMS"))?),
    };
    let served = if sms.carrier == Carrier::None { &[][..] } else { &sms.prices };
    let priced = |price: &config::Price| CallingPrefix::new(price.prefix).map(|prefix| (prefix, price.minor));
    let limits = Limits {
        prices: served.iter().filter_map(priced).collect(),
        day_minor_max: sms.day_minor_max.get().into(),
        prefix_hour_max: sms.prefix_hour_max.get().into(),
        device_day_max: sms.device_day_max.get().into(),
        network_unused_max: sms.network_unused_max.get().into(),
        dial: sms.dial.as_ref().map(|dial| dial.as_str().to_owned()),
    };
    Ok(Codes::new(database, sender, Arc::new(SystemChance), HashCost::RECOMMENDED, limits))
}

/// Returns where files of enquiries lie and who looks through them; without a scanner none are taken.
fn files(config: &Config) -> Result<Option<FileSettings>, CommandError> {
    let settings = &config.files;
    let Some(clamd) = &settings.clamd else { return Ok(None) };
    let unusable = CommandError::at("could not use the place of files");
    let shelf = match (&settings.s3_bucket, &settings.s3_access_key_id, &settings.s3_secret_key) {
        (Some(name), Some(id), Some(secret)) => Shelf::in_bucket(Bucket {
            name: name.as_str().to_owned(),
            endpoint: settings.s3_endpoint.as_ref().map(|url| url.as_str().to_owned()),
            region: settings.s3_region.as_str().to_owned(),
            keys: (id.as_str().to_owned(), secret.reveal().to_owned()),
        }),
        _ => Shelf::in_folder(&settings.folder),
    };
    let scanner = Arc::new(Clamd::at(clamd.as_str().to_owned()));
    let day_bytes_max = settings.day_bytes_max.get().into();
    Ok(Some(FileSettings { shelf: shelf.map_err(unusable)?, scanner, day_bytes_max }))
}

/// Reads when the enquiry desk works, and how long its replies may take.
fn schedule(config: &Config) -> Result<Schedule, CommandError> {
    let zone = &config.territory.time_zone;
    let Some(folder) = &config.desk.folder else { return Ok(Schedule::of_the_sample(zone)) };
    let text = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).map_err(CommandError::at(format!("could not read {}", path.display())))
    };
    let files = (text("policy.yaml")?, text("calendar.yaml")?, text("holidays.ics")?);
    let schedule = Schedule::read((&files.0, &files.1, &files.2), zone);
    schedule.map_err(CommandError::at(format!("could not use the files of {}", folder.display())))
}

/// Reads what the administration says of its accounts.
fn treasury(config: &Config) -> Result<treasury::Settings, CommandError> {
    let rules = match &config.treasury.rules {
        None => treasury::Rules::of_the_sample(),
        Some(path) => {
            let text = fs::read_to_string(path).map_err(CommandError::at(format!("could not read {}", path.display())))?;
            treasury::Rules::read(&text).map_err(CommandError::at(format!("could not use {}", path.display())))?
        }
    };
    let (key_file, zone) = (config.treasury.key_file.clone(), config.territory.time_zone.clone());
    Ok(treasury::Settings { rules: Arc::new(rules), key_file, zone })
}

/// Returns who wakes the devices of askers.
fn pusher(config: &Config) -> Result<Arc<dyn Pusher>, CommandError> {
    let push = &config.push;
    let Some(contact) = &push.contact else { return Ok(Arc::new(NoPush)) };
    let settings = WebPushSettings {
        key: VapidKey::open_or_make(&push.key_file).map_err(CommandError::at("could not open the key of push messages"))?,
        contact: contact.as_str().to_owned(),
        services: push.services.iter().map(|domain| domain.as_str().to_owned()).collect(),
        this_machine: push.this_machine,
    };
    Ok(Arc::new(WebPush::new(settings, by_system()).map_err(CommandError::at("could not start sending push messages"))?))
}

/// Returns who carries e-mail; the settings were refused where something was missing.
fn mailer(config: &Config) -> Result<Arc<dyn Mailer>, CommandError> {
    let mail = &config.mail;
    let (Some(relay), Some(from)) = (&mail.relay, &mail.from) else { return Ok(Arc::new(NoMail)) };
    let name = mail.username.as_ref().map(|name| name.as_str().to_owned());
    let settings = SmtpSettings {
        host: relay.host.clone(),
        port: relay.port,
        security: match relay.security {
            MailSecurity::Tls => Security::Tls,
            MailSecurity::StartTls => Security::StartTls,
            MailSecurity::Local => Security::Local,
        },
        credentials: name.zip(mail.password.as_ref().map(|password| password.reveal().to_owned())),
        from: from.as_str().to_owned(),
    };
    Ok(Arc::new(Smtp::new(settings).map_err(CommandError::at("could not start sending e-mail"))?))
}

/// Returns what the gateway has to be told; the settings were refused where something was missing.
fn gateway(config: &Config) -> GatewaySettings {
    let sms = &config.sms;
    let name = |name: &Option<config::Name>| name.as_ref().map(|name| name.as_str().to_owned());
    GatewaySettings {
        url: sms.url.as_ref().map(|url| url.as_str().to_owned()).unwrap_or_default(),
        username: name(&sms.username).unwrap_or_default(),
        api_key: sms.api_key.as_ref().map(|key| key.reveal().to_owned()).unwrap_or_default(),
        from: name(&sms.from),
    }
}
