//! From settings to the slices at work, as every command needs them.

use std::{fs, sync::Arc};

use super::CommandError;
use crate::{
    application::{Application, SearchLimits},
    config::{Config, Engine},
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
    if let Engine::Sqlite = url.engine() {
        let path = url.reveal().trim_start_matches("sqlite://").split('?').next().unwrap_or_default();
        if let Some(folder) = std::path::Path::new(path).parent() {
            fs::create_dir_all(folder).map_err(CommandError::at("could not make the folder of the database"))?;
        }
    }
    Ok(Database::connect(url.reveal(), config.database.connections_max.get()).await?)
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
    let application = Application::new(database, clock(config), &config.index.folder, limits).with_identity(identity);
    Ok(application.with_lead_days_min(lead_days_min(config)).with_export_folder(folder))
}

/// Returns how early a rule has to be announced in the territory of the settings.
pub fn lead_days_min(config: &Config) -> LeadDaysMin {
    LeadDaysMin::new(config.territory.lead_days_min.get().try_into().expect("a setting of at most a year of days"))
}
