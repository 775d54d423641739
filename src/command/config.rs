//! `fingertip config`: what can be set, and what is set.

use clap::{Args, Subcommand};

use super::Failure;
use crate::config::{Effective, Flags, reference};

/// The arguments of `fingertip config`.
#[derive(Args)]
pub struct ConfigCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Print the settings in force as a file, with the place each came from; passwords are masked
    Print,
    /// Print the page about all settings, docs/configuration.md
    Reference,
}

impl ConfigCommand {
    /// Prints what was asked for.
    ///
    /// # Errors
    /// Refuses settings that cannot be used.
    pub fn run(self, flags: &Flags) -> Result<(), Failure> {
        let text = match self.what {
            What::Print => Effective::load(flags)?.print(),
            What::Reference => reference(),
        };
        Ok(super::print(&text)?)
    }
}
