//! `fingertip schema`: prints the contract, which is kept in `graphql/schema.graphql`.

use clap::Args;

use super::CommandError;
use crate::schema;

/// The arguments of `fingertip schema`.
#[derive(Args)]
pub struct Schema {}

impl Schema {
    /// Prints the schema definition.
    ///
    /// # Errors
    /// Fails when nothing can be written.
    pub fn run(self) -> Result<(), CommandError> {
        super::print(&schema::print())
    }
}
