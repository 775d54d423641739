//! `fingertip reconcile`: takes in what banks and providers say, compares it with the ledger, closes days and verifies them.

use std::{fs, path::PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use serde::de::DeserializeOwned;
use vocabulary::Date;

use super::{CommandError, cashier, print, start};
use crate::{
    audit::{Actor, Code, PublicKey},
    config::Config,
    treasury::{Compared, Fetched, FileKind, Refusal, Treasury},
};

/// The largest profile or file of control totals.
const PROFILE_BYTES_MAX: u64 = 1 << 20;

/// The arguments of `fingertip reconcile`.
#[derive(Args)]
pub struct ReconcileCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Take in a statement of a bank or a report of a provider: whole, or not at all
    Import(Import),
    /// Read the book of a provider since it was read last
    Provider {
        /// The name of the provider
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Compare what is new with what waits
    Compare,
    /// Compare provider, ledger and notices, of a day
    Parity {
        /// The day
        #[arg(value_name = "DAY")]
        day: Date,
    },
    /// Close a day that is over: sign its statement, and chain it to the day before
    Close {
        /// The day
        #[arg(value_name = "DAY")]
        day: Date,
    },
    /// Print the settlement file of a closed day, as CSV; nothing where provider, ledger and notices differ
    Settlement {
        /// The day
        #[arg(value_name = "DAY")]
        day: Date,
    },
    /// Verify every closed day: its signature, and that it follows the one before
    Verify {
        /// A further key that days may be signed with, in PEM: that of another server, or one used before
        #[arg(long, value_name = "FILE")]
        public_key: Vec<PathBuf>,
    },
}

#[derive(Args)]
struct Import {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What kind of file it is
    #[arg(long, value_enum)]
    kind: Kind,
    /// What the columns of a CSV mean, in YAML or JSON
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// What tells a whole CSV from one that was cut off, in YAML or JSON: counts, balances or sums
    #[arg(long, value_name = "FILE")]
    control: Option<PathBuf>,
    /// Accept a statement that does not follow the one before it
    #[arg(long)]
    after_gap: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// A statement of a bank (ISO 20022)
    Camt053,
    /// A statement of a bank (SWIFT)
    Mt940,
    /// A statement of a bank, as CSV
    CsvBank,
    /// A report of a provider, as CSV
    CsvProvider,
}

impl ReconcileCommand {
    /// Does it.
    ///
    /// # Errors
    /// Fails when a file is refused, when the database cannot be reached, and when something differs that must not.
    pub async fn run(self, config: Config) -> Result<(), CommandError> {
        let application = start::application(&config).await?;
        let cashier = cashier::open(&config, application, &format!("http://{}", config.server.address))?;
        let (treasury, now) = (cashier.application.treasury(), cashier.application.clock.now());
        match self.what {
            What::Import(import) => import.run(&treasury, &cashier.application.clock).await,
            What::Provider { name } => {
                match treasury.fetch(&name, now).await? {
                    Fetched::Lines(count) => print(&format!("{count} new lines\n"))?,
                    Fetched::NoBook => return Err(CommandError::new(format!("there is no book of {name}"))),
                    Fetched::Unsure => {
                        let text =
                            format!("{name} did not answer, or not so that it can be read; what came before is kept: ask again");
                        return Err(CommandError::new(text));
                    }
                }
                told(&treasury.compare(now).await?)
            }
            What::Compare => told(&treasury.compare(now).await?),
            What::Parity { day } => {
                let findings = treasury.check_parity(day, now).await?;
                print(&findings.iter().map(|finding| format!("{finding}\n")).collect::<String>())?;
                let is_good = findings.iter().all(crate::treasury::Finding::is_good);
                if is_good { Ok(()) } else { Err(CommandError::new("provider, ledger and notices differ")) }
            }
            What::Close { day } => match treasury.close(day, Actor::System(Code::named("operator")), now).await? {
                Ok(closed) => {
                    let (number, digest) = (closed.kept.number, closed.kept.sealed.digest);
                    print(&format!("day {number} {day} {digest} {} breaks open\n", closed.statement.breaks.len()))
                }
                Err(refusal) => Err(CommandError::new(unclosed(&refusal))),
            },
            What::Settlement { day } => match treasury.settlement(day).await? {
                Ok(file) => print(&file),
                Err(why) => Err(CommandError::new(why.to_string())),
            },
            What::Verify { public_key } => verify(&treasury, &public_key).await,
        }
    }
}

impl Import {
    async fn run(self, treasury: &Treasury, clock: &crate::platform::clock::SharedClock) -> Result<(), CommandError> {
        let kind = self.kind()?;
        let name = self.file.display().to_string();
        let bytes = fs::read(&self.file).map_err(CommandError::at(format!("could not read {name}")))?;
        let mut intake = match treasury.take_in(&bytes, &kind, self.after_gap, clock.now()).await {
            Ok(intake) => intake,
            Err(refused) => return Err(CommandError::new(format!("{name}: {refused}"))),
        };
        let before = intake.kept();
        while intake.step(clock.now()).await? {}
        print(&format!("{name}: {} lines, {} of them new\n", intake.lines(), intake.lines() - before))?;
        told(&treasury.compare(clock.now()).await?)
    }

    fn kind(&self) -> Result<FileKind, CommandError> {
        Ok(match self.kind {
            Kind::Camt053 => FileKind::Camt053,
            Kind::Mt940 => FileKind::Mt940,
            Kind::CsvBank => FileKind::BankCsv(read(&self.profile, "--profile")?, read(&self.control, "--control")?),
            Kind::CsvProvider => FileKind::ProviderCsv(read(&self.profile, "--profile")?, read(&self.control, "--control")?),
        })
    }
}

/// Reads a profile or control totals.
fn read<T: DeserializeOwned>(path: &Option<PathBuf>, name: &str) -> Result<T, CommandError> {
    let Some(path) = path else { return Err(CommandError::new(format!("a CSV needs {name}"))) };
    let shown = path.display().to_string();
    let size = fs::metadata(path).map_err(CommandError::at(format!("could not read {shown}")))?.len();
    if size > PROFILE_BYTES_MAX {
        return Err(CommandError::new(format!("{shown} is larger than {PROFILE_BYTES_MAX} bytes")));
    }
    let text = fs::read_to_string(path).map_err(CommandError::at(format!("could not read {shown}")))?;
    serde_norway::from_str(&text).map_err(CommandError::at(format!("could not use {shown}")))
}

fn told(compared: &Compared) -> Result<(), CommandError> {
    print(&format!("{} pairs agree, {} breaks open\n", compared.matched, compared.open))?;
    let unexplained =
        "something differs that no break explains: the comparison is at fault; keep the database as it is and report it";
    if compared.is_explained { Ok(()) } else { Err(CommandError::new(unexplained)) }
}

fn unclosed(refusal: &Refusal) -> String {
    match refusal {
        Refusal::DayNotOver { until } => format!("the day is over at {until}"),
        Refusal::DayNotLater { current } => format!("{current} is closed, and days are closed in their order"),
        _ => "something is left that no break explains: the day is not closed".to_owned(),
    }
}

async fn verify(treasury: &Treasury, public_keys: &[PathBuf]) -> Result<(), CommandError> {
    let mut keys: Vec<PublicKey> = Vec::new();
    for path in public_keys {
        let text = fs::read_to_string(path).map_err(CommandError::at(format!("could not read {}", path.display())))?;
        keys.push(text.parse().map_err(CommandError::at(path.display().to_string()))?);
    }
    let report = treasury.verify(&keys).await?;
    print(&format!("{} days verify\n", report.days))?;
    match report.fault {
        None => Ok(()),
        Some((day, fault)) => Err(CommandError::new(format!("the chain of days does not verify, at {day}: {fault}"))),
    }
}
