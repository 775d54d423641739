//! `fingertip reindex`: builds the full-text index anew, beside the one in use.

use clap::Args;

use super::{CommandError, start};
use crate::{config::Config, search};

/// The arguments of `fingertip reindex`.
#[derive(Args)]
pub struct Reindex {}

impl Reindex {
    /// Builds a new generation and brings it into use. A server that runs on the same folder changes over within a second.
    ///
    /// # Errors
    /// Fails when the database cannot be read or the index cannot be written; then the old generation stays in use.
    pub async fn run(self, config: Config) -> Result<(), CommandError> {
        let application = start::application(&config).await?;
        let (_, rebuilt) = search::rebuild(&application.sources(), &application.generations).await?;
        let search::Rebuilt { subjects, documents } = rebuilt;
        super::print(&format!("indexed {documents} documents of {subjects} subjects\n"))
    }
}
