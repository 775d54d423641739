//! `fingertip migrate`: brings the database to this version's tables.

use clap::Args;

use super::{CommandError, start};
use crate::config::Config;

/// The arguments of `fingertip migrate`.
#[derive(Args)]
pub struct Migrate {}

impl Migrate {
    /// Migrates; does nothing where there is nothing to do.
    ///
    /// # Errors
    /// Fails when the database cannot be reached or a migration cannot be applied.
    pub async fn run(self, config: Config) -> Result<(), CommandError> {
        let database = start::database(&config).await?;
        database.migrate().await?;
        tracing::info!("the database is at this version's tables");
        Ok(())
    }
}
