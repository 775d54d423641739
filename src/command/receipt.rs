//! `fingertip receipt`: the keys that sign receipts, and the one that signs the lists that phones verify receipts by.

use clap::{Args, Subcommand};
use receipt::PublicKey;

use super::{CommandError, cashier, print, start};
use crate::{audit::SigningKey, config::Config, payment::KeyEnd};

/// The arguments of `fingertip receipt`.
#[derive(Args)]
pub struct ReceiptCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// List the keys that sign receipts, and the key that apps are built with
    Keys,
    /// End the time of a key that another takes the place of; what it signed stays good. Move its file away and start the server first
    Retire {
        /// The key: 64 hexadecimal digits
        key: PublicKey,
    },
    /// Say that somebody else may have a key: nothing that it signed is believed without asking us any more
    Revoke {
        /// The key: 64 hexadecimal digits
        key: PublicKey,
    },
}

impl ReceiptCommand {
    /// Does it.
    ///
    /// # Errors
    /// Fails when the database cannot be reached or a key file does not fit, and refuses a key that is none of ours.
    pub async fn run(self, config: Config) -> Result<(), CommandError> {
        let application = start::application(&config).await?;
        let (receipts, now) = (cashier::receipts(&config, &application)?, application.clock.now());
        let end = match self.what {
            What::Keys => {
                let root = SigningKey::open_or_make(&config.payment.list_key_file);
                let root = root.map_err(CommandError::at("could not open payment.list_key_file"))?;
                let mut text = format!("{}  signs lists: build apps with it\n", hex::encode(root.public().as_bytes()));
                for key in receipts.all_keys().await? {
                    let revoked = key.revoked_at.map(|at| format!(", revoked {at}")).unwrap_or_default();
                    text += &format!("{}  signs receipts from {} until {}{revoked}\n", key.public, key.from, key.until);
                }
                return print(&text);
            }
            What::Retire { key } => (key, KeyEnd::Retired),
            What::Revoke { key } => (key, KeyEnd::Revoked),
        };
        let (key, how) = end;
        if receipts.end_key(&application.audit, &key, how, now).await? {
            return print("done: phones hear of it when they fetch the list of keys next\n");
        }
        Err(CommandError::new("no such key signs receipts, or it came to that end before"))
    }
}
