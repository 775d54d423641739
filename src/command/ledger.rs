//! `fingertip ledger`: verifies the books, and prints what stands on the accounts.

use clap::{Args, Subcommand};
use vocabulary::Timestamp;

use super::{CommandError, print, start};
use crate::{
    account,
    config::Config,
    payment::{Books, differences},
};

/// The arguments of `fingertip ledger`.
#[derive(Args)]
pub struct LedgerCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Add up every entry, make every payment and every account of its events again, and compare them with what providers said
    Verify,
    /// Print the trial balance: every account with something on it, in minor units
    Trial {
        /// The instant (RFC 3339); now without one
        #[arg(long, value_name = "INSTANT")]
        as_of: Option<Timestamp>,
    },
}

impl LedgerCommand {
    /// Does it.
    ///
    /// # Errors
    /// Fails when the database cannot be read, and when something is wrong with the books.
    pub async fn run(self, config: Config) -> Result<(), CommandError> {
        let books = Books::new(start::database(&config).await?);
        match self.what {
            What::Verify => verify(&books).await,
            What::Trial { as_of } => trial(&books, as_of.unwrap_or(start::clock(&config).now())).await,
        }
    }
}

async fn verify(books: &Books) -> Result<(), CommandError> {
    let found = books.verify().await?;
    let accounts = account::verify(books).await?;
    let wrong = [
        ("an entry whose sides differ", &found.unbalanced),
        ("a payment that is not what its events say", &found.astray),
        ("a payment of which the ledger holds another sum than its evidence", &found.differing),
        ("a repayment, dispute or payout that is not what its events or the ledger say", &found.children),
        ("a trader's account that is not what its events or the ledger say", &accounts),
    ];
    let lines = wrong.iter().flat_map(|(what, names)| names.iter().map(move |name| format!("{name}: {what}\n")));
    print(&lines.collect::<String>())?;
    print(&format!("{} entries\n", found.entries))?;
    if found.is_good() && accounts.is_empty() { Ok(()) } else { Err(CommandError::new("the ledger does not verify")) }
}

async fn trial(books: &Books, as_of: Timestamp) -> Result<(), CommandError> {
    let trial = books.trial(as_of).await?;
    let line = |line: &crate::payment::AccountBalance| {
        let of = if line.account_of.is_empty() { "-" } else { &line.account_of };
        format!("{} {} {} {of} {} {}\n", line.currency, line.layer, line.account, line.debits, line.credits)
    };
    print(&trial.iter().map(line).collect::<String>())?;
    match differences(&trial).into_iter().find(|(_, difference)| *difference != 0) {
        None => Ok(()),
        Some(((currency, layer), difference)) => {
            Err(CommandError::new(format!("debits and credits of {currency} {layer} differ by {difference}")))
        }
    }
}
