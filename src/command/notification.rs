//! `fingertip notification`: what the WTO is to be told, and that it was.

use clap::{Args, Subcommand};
use vocabulary::Date;

use super::{CommandError, print, start};
use crate::{config::Config, notification::Article};

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
            What::MarkSent { article, on } => {
                let day = on.unwrap_or_else(|| clock.today());
                match notifications.mark_sent(article, day, clock.now()).await? {
                    Some(sent) => print(&format!("recorded: Article {article}, {} entries, sent on {day}\n", sent.entries.len())),
                    None => Err(CommandError::new(format!("nothing that Article {article} asks for is published on {day}"))),
                }
            }
        }
    }
}
