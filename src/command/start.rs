//! From settings to the slices at work, as every command needs them.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::CommandError;
use crate::{
    application::{Application, SearchLimits},
    audit::{ChainName, FileWitness, HttpWitness, Notary, Retries, SigningKey},
    config::{Config, Engine, WitnessUrl},
    export,
    fact::LeadDaysMin,
    identity::IdentitySettings,
    platform::{
        clock::{SharedClock, WallClock},
        database::Database,
    },
    search::usage::UsageLimits,
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
    let identity =
        IdentitySettings { issuer: config.identity.issuer.as_str().to_owned(), key_file: config.identity.key_file.clone() };
    let application = Application::new(database, clock(config), &config.index.folder, limits);
    let application = application.with_lead_days_min(lead_days_min(config)).with_export_folder(folder);
    Ok(application.with_audit_chain(chain(config)).with_identity(identity))
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
