//! What the program does: one file a command, each with its arguments and how it runs.
//!
//! A command that works is three lines here (its `mod`, its name in [`Work`], its arm in [`Work::run`]) and one file beside this
//! one: a struct with `#[derive(clap::Args)]` and `pub async fn run(self, config: Config) -> Result<(), CommandError>`.

mod audit;
mod calibrate;
mod cashier;
mod completions;
mod config;
mod evaluate;
mod export;
pub mod import;
mod keys;
mod ledger;
mod migrate;
mod model;
mod notice;
mod notification;
mod pack;
mod receipt;
mod reconcile;
mod reindex;
mod schema;
mod serve;
mod staff;
mod start;

use std::{
    error::Error,
    io::{self, Write},
};

use clap::{Parser, Subcommand};
use futures_util::future::{FutureExt, LocalBoxFuture};
use thiserror::Error;

use crate::{
    config::{Config, Flags},
    platform::fault::Fault,
};

/// The trade enquiry point and customs cashier that fits in a trader's hand
#[derive(Parser)]
#[command(name = "fingertip", version, propagate_version = true, arg_required_else_help = true)]
pub struct Program {
    /// Where settings are found.
    #[command(flatten)]
    pub flags: Flags,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can be asked to do.
#[derive(Subcommand)]
pub enum Command {
    /// Does the program's work.
    #[command(flatten)]
    Work(Work),
    /// Tells about the program itself.
    #[command(flatten)]
    About(About),
}

/// The commands that do the program's work. Each is given the settings, and runs when telemetry has started.
#[derive(Subcommand)]
pub enum Work {
    /// Answer requests until told to stop
    Serve(serve::Serve),
    /// Bring the database to this version's tables
    Migrate(migrate::Migrate),
    /// Read files into the database: our own formats and others
    Import(import::Import),
    /// Write a data set as a file, with its hash, its licence and its edition
    Export(export::ExportCommand),
    /// Issue payment notices of declarations that a customs system assessed
    Notice(notice::NoticeCommand),
    /// Write what the WTO is to be told of where things are, or record that it was
    Notification(notification::NotificationCommand),
    /// Write what is published as one signed file for phones without a network, or what changed in it
    Pack(pack::PackCommand),
    /// Verify the audit log, prove an entry, show the key it is signed with
    Audit(audit::AuditCommand),
    /// Verify the books, or print what stands on the accounts
    Ledger(ledger::LedgerCommand),
    /// Take in what banks and providers say, compare it with the books, close and verify days
    Reconcile(reconcile::ReconcileCommand),
    /// List the keys that sign receipts, retire one, or say that one was stolen
    Receipt(receipt::ReceiptCommand),
    /// Replace the keys that sign access tokens, or list them
    Keys(keys::KeysCommand),
    /// Begin the accounts of the staff
    Staff(staff::StaffCommand),
    /// Build the full-text index anew, beside the one in use
    Reindex(reindex::Reindex),
    /// Measure the search on judged queries
    Evaluate(evaluate::Evaluate),
    /// Fit how sure an answer is to labelled questions
    Calibrate(calibrate::Calibrate),
    /// Bring a sentence encoder into use, or show the one there is
    Model(model::ModelCommand),
}

impl Work {
    /// Does it.
    ///
    /// Boxed, so that the whole program is compiled with the library: whoever awaits a future that is not, compiles all that it awaits once more.
    ///
    /// # Errors
    /// Says what could not be done, and why.
    pub fn run(self, config: Config) -> LocalBoxFuture<'static, Result<(), CommandError>> {
        self.work(config).boxed_local()
    }

    async fn work(self, config: Config) -> Result<(), CommandError> {
        match self {
            Work::Serve(command) => command.run(config).await,
            Work::Migrate(command) => command.run(config).await,
            Work::Import(command) => {
                let application = start::application(&config).await?;
                let command = command.with_lead_days_min(start::lead_days_min(&config)).with_chain(start::chain(&config));
                let imported = command.run(application.database, application.clock, &mut io::stdout()).await;
                imported.map(drop).map_err(|error| CommandError::new(error.explain()))
            }
            Work::Export(command) => command.run(config).await,
            Work::Notice(command) => command.run(config).await,
            Work::Notification(command) => command.run(config).await,
            Work::Pack(command) => command.run(config).await,
            Work::Audit(command) => command.run(config).await,
            Work::Ledger(command) => command.run(config).await,
            Work::Reconcile(command) => command.run(config).await,
            Work::Receipt(command) => command.run(config).await,
            Work::Keys(command) => command.run(config).await,
            Work::Staff(command) => command.run(config).await,
            Work::Reindex(command) => command.run(config).await,
            Work::Evaluate(command) => command.run().await,
            Work::Calibrate(command) => command.run().await,
            Work::Model(command) => command.run().await,
        }
    }
}

/// The commands that tell about the program. They print, and start nothing.
#[derive(Subcommand)]
pub enum About {
    /// Show the settings in force, or the page about all settings
    Config(config::ConfigCommand),
    /// Print a script that completes our commands in a shell
    Completions(completions::Completions),
    /// Print the contract, graphql/schema.graphql
    Schema(schema::Schema),
}

impl About {
    /// Prints it.
    ///
    /// # Errors
    /// Refuses settings that cannot be used, where it needs them.
    pub fn run(self, flags: &Flags) -> Result<(), Failure> {
        match self {
            About::Config(command) => command.run(flags),
            About::Completions(command) => Ok(command.run()?),
            About::Schema(command) => Ok(command.run()?),
        }
    }
}

/// A command could not do its work.
#[derive(Debug, Error)]
#[error("{doing}")]
pub struct CommandError {
    doing: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl CommandError {
    /// Says what is wrong; nothing else caused it.
    pub fn new(message: impl Into<String>) -> CommandError {
        CommandError { doing: message.into(), source: None }
    }

    /// Wraps a cause with what could not be done: `.map_err(CommandError::at("could not read the sample"))`.
    pub fn at<E>(doing: impl Into<String>) -> impl FnOnce(E) -> CommandError
    where
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let doing = doing.into();
        move |source| CommandError { doing, source: Some(source.into()) }
    }
}

impl From<Fault> for CommandError {
    /// A fault shows itself to the operator here, and to nobody else.
    fn from(fault: Fault) -> CommandError {
        CommandError::new(fault.chain())
    }
}

/// Why the program ends without having done what was asked.
#[derive(Debug, Error)]
pub enum Failure {
    /// It was asked in a way that cannot be right: exit code 2, as for a wrong argument.
    #[error(transparent)]
    Config(#[from] crate::config::ConfigError),
    /// It could not do it: exit code 1.
    #[error(transparent)]
    Command(#[from] CommandError),
}

/// Writes to standard output. A reader that has seen enough (`fingertip config print | head`) is no failure.
///
/// # Errors
/// Says that nothing can be written.
pub fn print(text: &str) -> Result<(), CommandError> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(CommandError::at("could not write the output")(error)),
        _ => Ok(()),
    }
}
