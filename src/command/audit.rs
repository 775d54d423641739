//! `fingertip audit`: verifies the audit log, proves an entry, shows the key that heads are signed with.

use std::{fs, path::PathBuf};

use clap::{Args, Subcommand};
use jiff::SignedDuration;

use super::{CommandError, print, start};
use crate::{
    audit::{Audit, PublicKey, Report, SigningKey, VerifyRequest, read_heads},
    config::Config,
};

/// The arguments of `fingertip audit`.
#[derive(Args)]
pub struct AuditCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Walk the whole log and say what is wrong with it, and where
    Verify(Verify),
    /// Print the proof that an entry is in the log, for whoever has the public key
    Prove {
        /// The place of the entry in the log
        #[arg(value_name = "ENTRY")]
        sequence: i64,
    },
    /// Print the public key that heads are verified with, in PEM; make the key where there is none
    Key,
}

#[derive(Args)]
struct Verify {
    /// A file of heads that was kept elsewhere. Without one, a log that was cut off or written anew as a whole looks well
    #[arg(long, value_name = "FILE")]
    heads: Vec<PathBuf>,
    /// A further key that heads may be signed with, in PEM: that of another replica, or one used before
    #[arg(long, value_name = "FILE")]
    public_key: Vec<PathBuf>,
    /// How many hours old the newest head may be. Only this shows that all was put back to an older state, heads included
    #[arg(long, value_name = "HOURS")]
    head_age_max: Option<u32>,
}

impl AuditCommand {
    /// Does it.
    ///
    /// # Errors
    /// Fails when the database or a file cannot be read, and when something is wrong with the log.
    pub async fn run(self, config: Config) -> Result<(), CommandError> {
        match self.what {
            What::Verify(verify) => verify.run(&config).await,
            What::Prove { sequence } => {
                let proven = audit(&config).await?.prove(sequence).await?;
                let proven = proven.map_err(CommandError::at(format!("could not prove entry {sequence}")))?;
                let text = serde_json::to_string_pretty(&proven).map_err(CommandError::at("could not write the proof"))?;
                print(&(text + "\n"))
            }
            What::Key => {
                let key = start::signing_key(&config)?.public();
                eprintln!("key {}", key.id());
                print(&key.to_string())
            }
        }
    }
}

/// Opens the log as it stands: to verify it changes nothing, not even tables of an older version.
async fn audit(config: &Config) -> Result<Audit, CommandError> {
    Ok(Audit::new(start::database(config).await?, start::chain(config)))
}

impl Verify {
    async fn run(self, config: &Config) -> Result<(), CommandError> {
        let now = start::clock(config).now();
        let age_max = self.head_age_max.map(|hours| SignedDuration::from_hours(hours.into()));
        let request = VerifyRequest {
            keys: self.keys(config)?,
            exported: self
                .heads
                .iter()
                .map(|path| read_heads(path).map_err(CommandError::at(format!("could not read {}", path.display()))))
                .collect::<Result<_, _>>()?,
            signed_since: age_max.map(|age| now.saturating_sub(age)).transpose().map_err(CommandError::at("too many hours"))?,
        };
        let report = audit(config).await?.verify(&request).await?;
        print(&told(&report))?;
        if self.heads.is_empty() {
            eprintln!(
                "not compared with heads kept elsewhere (--heads FILE): a log cut off or written anew as a whole looks well"
            );
        }
        match report.findings_count {
            0 => Ok(()),
            count => Err(CommandError::new(format!("the audit log does not verify: {count} findings"))),
        }
    }

    /// Returns our own key, where this machine has it, and those given.
    fn keys(&self, config: &Config) -> Result<Vec<PublicKey>, CommandError> {
        let mut keys = Vec::new();
        let own = &config.audit.key_file;
        if own.exists() {
            keys.push(SigningKey::open(own).map_err(CommandError::at("could not open the key of the audit log"))?.public());
        }
        for path in &self.public_key {
            let text = fs::read_to_string(path).map_err(CommandError::at(format!("could not read {}", path.display())))?;
            keys.push(text.parse().map_err(CommandError::at(path.display().to_string()))?);
        }
        if keys.is_empty() {
            return Err(CommandError::new(
                "no key to verify heads with: give --public-key FILE, as `fingertip audit key` prints it",
            ));
        }
        Ok(keys)
    }
}

/// Writes the findings, a line each, and what was looked at.
fn told(report: &Report) -> String {
    let mut text: String = report.findings.iter().map(|finding| format!("{finding}\n")).collect();
    let unlisted = report.findings_count - report.findings.len() as u64;
    if unlisted > 0 {
        text += &format!("… and {unlisted} more\n");
    }
    let (stored, given) = report.heads;
    text += &format!("{} entries, {stored} heads in the database, {given} kept elsewhere\n", report.entries);
    if let Some((sequence, hash)) = report.end {
        text += &format!("the log ends at entry {sequence}, {hash}\n");
    }
    if let Some((sequence, at)) = report.newest_head {
        text += &format!("the newest head was signed at entry {sequence}, {at}\n");
    }
    let (kept, erased) = (report.personal_data_kept, report.personal_data_erased);
    text + &format!("personal data: {kept} as sealed, {erased} erased\n")
}
