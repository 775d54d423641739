//! `fingertip notification`: what the WTO is to be told, and that it was.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use vocabulary::Date;

use super::{CommandError, print, start};
use crate::{
    config::Config,
    notification::{Article, Sending},
};

/// The arguments of `fingertip notification`.
#[derive(Args)]
pub struct NotificationCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Print the notification as it would be sent today, in Markdown
    Show {
        /// The article of the WTO Agreement on Trade Facilitation
        #[arg(value_enum)]
        article: Article,
    },
    /// Record that the notification was sent as it stands: later ones are compared with it
    MarkSent {
        /// The article of the WTO Agreement on Trade Facilitation
        #[arg(value_enum)]
        article: Article,
        /// The day it was sent; by default today
        #[arg(long, value_name = "DATE")]
        on: Option<Date>,
        /// The document that was sent, as `show` printed it: a day that is past needs it
        #[arg(long, value_name = "FILE")]
        document: Option<PathBuf>,
    },
}

impl NotificationCommand {
    /// Prints the document, or records that it was sent.
    ///
    /// # Errors
    /// Fails when the database cannot be reached, and refuses to record an empty notification.
    pub async fn run(self, config: Config) -> Result<(), CommandError> {
        let application = start::application(&config).await?;
        let (notifications, clock) = (&application.notifications, &application.clock);
        match self.what {
            What::Show { article } => print(&notifications.write(article, clock.today(), clock.now()).await?.document),
            What::MarkSent { article, on, document } => {
                let today = clock.today();
                let on = on.unwrap_or(today);
                let document = document.map(|path| read(&path)).transpose()?;
                let sending = Sending { on, document: document.as_deref() };
                match notifications.mark_sent(article, &sending, today, clock.now()).await? {
                    Ok(sent) => print(&format!("recorded: Article {article}, {} entries, sent on {on}\n", sent.entries.len())),
                    Err(refused) => Err(CommandError::new(format!("Article {article}, {on}: {refused}; nothing was recorded"))),
                }
            }
        }
    }
}

fn read(path: &Path) -> Result<String, CommandError> {
    fs::read_to_string(path).map_err(|error| CommandError::new(format!("{} cannot be read: {error}", path.display())))
}
