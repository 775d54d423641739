//! `fingertip keys`: the keys that sign access tokens.

use clap::{Args, Subcommand};

use super::{CommandError, print, start};
use crate::{
    audit::{Actor, Code},
    config::Config,
};

/// Whoever has the command line of the server.
const OPERATOR: Actor = Actor::System(Code::named("operator"));

/// The arguments of `fingertip keys`.
#[derive(Args)]
pub struct KeysCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Bring the next key into use; the one in use verifies until its last token is over. Servers need no restart
    Rotate,
    /// List the keys: name, what it is for, when it was made
    List,
}

impl KeysCommand {
    /// Replaces the keys, or lists them.
    ///
    /// # Errors
    /// Fails when the database cannot be reached or the key file does not fit, and refuses to use a key that others may not know yet.
    pub async fn run(self, config: Config) -> Result<(), CommandError> {
        let application = start::application(&config).await?;
        let (keyring, clock) = (&application.identity.keyring, &application.clock);
        match self.what {
            What::Rotate => {
                keyring.open(clock.now()).await?;
                match keyring.rotate(OPERATOR, clock.now()).await? {
                    Ok(id) => print(&format!("in use: {id}\n")),
                    Err(refusal) => Err(CommandError::new(refusal.to_string())),
                }
            }
            What::List => {
                let lines = keyring.list().await?.into_iter().map(|key| format!("{}  {}  {}\n", key.id, key.role, key.made_at));
                print(&lines.collect::<String>())
            }
        }
    }
}
