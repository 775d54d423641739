//! `fingertip notice`: issues payment notices of declarations that a customs system assessed.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use vocabulary::Money;

use super::{CommandError, print, start};
use crate::{
    config::Config,
    identity::Subject,
    payment::{Issuer, NewNotice, sad},
};

/// The arguments of `fingertip notice`.
#[derive(Args)]
pub struct NoticeCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Issue a payment notice of each declaration, and print their references; one that was issued before keeps its own
    Issue {
        /// Declarations (XML, as ASYCUDA writes them), or folders of them
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// What the codes of the customs system mean (YAML)
        #[arg(long, value_name = "FILE")]
        profile: PathBuf,
        /// Whose they are: `machine:` and the id of the account that reads the feed of events about them; without one nobody does
        #[arg(long, value_name = "ACCOUNT")]
        issuer: Option<Subject>,
    },
}

impl NoticeCommand {
    /// Does it.
    ///
    /// # Errors
    /// Fails when a file cannot be read or says what cannot be; then no notice of any file is issued.
    pub async fn run(self, config: Config) -> Result<(), CommandError> {
        let What::Issue { files, profile, issuer } = self.what;
        let text = read(&profile)?;
        let profile: sad::Profile =
            serde_norway::from_str(&text).map_err(CommandError::at(format!("could not understand {}", profile.display())))?;
        let mut news = Vec::new();
        for file in declarations(&files)? {
            let new = sad::read(&read(&file)?, &profile);
            news.push(new.map_err(CommandError::at(format!("could not take {}", file.display())))?);
        }
        issue(&config, &news, issuer.map_or(Issuer::CustomsSystem, Issuer::Subject)).await
    }
}

async fn issue(config: &Config, news: &[NewNotice], issuer: Issuer) -> Result<(), CommandError> {
    let application = start::application(config).await?;
    let issued = application.payment_notices.issue(news, issuer, application.clock.now()).await?;
    let issued = issued.map_err(|refusal| CommandError::new(format!("no notice was issued: {refusal:?}")))?;
    let line = |one: &crate::payment::IssuedNotice| {
        let owed: Money = one.notice.owed();
        format!("{}  {owed}  until {}  {}\n", one.notice.reference, one.notice.due_on, one.declaration)
    };
    print(&issued.iter().map(line).collect::<String>())
}

/// Names the files, and those in the folders, in the order of their names.
fn declarations(paths: &[PathBuf]) -> Result<Vec<PathBuf>, CommandError> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let unreadable = || CommandError::at(format!("could not read {}", path.display()));
        for entry in std::fs::read_dir(path).map_err(unreadable())? {
            let file = entry.map_err(unreadable())?.path();
            if file.extension().is_some_and(|extension| extension == "xml") {
                files.push(file);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn read(path: &std::path::Path) -> Result<String, CommandError> {
    std::fs::read_to_string(path).map_err(CommandError::at(format!("could not read {}", path.display())))
}
