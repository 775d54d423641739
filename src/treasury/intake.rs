//! Files of banks and providers, taken in step by step: read whole or refused whole, kept line by line, gone on with where it was cut short. Rows
//! REC-06, CR-17.

use reconciliation::{
    FileDigest, FileError, Limits, ProviderLine, report,
    statement::{Statement, camt053, csv, mt940},
};
use thiserror::Error;
use vocabulary::Timestamp;

use super::{
    service::Treasury,
    store::{self, NewLine, Progress},
};
use crate::platform::{database, fault::Fault};

/// How many lines are kept in one unit of work.
const LINES_A_STEP: usize = 1_000;

/// What kind of file comes in, with what a CSV does not say itself.
#[derive(Clone, Debug)]
pub enum FileKind {
    /// camt.053 of a bank.
    Camt053,
    /// MT940 of a bank.
    Mt940,
    /// CSV of a bank.
    BankCsv(csv::Profile, csv::Control),
    /// CSV of a provider.
    ProviderCsv(report::Profile, report::Control),
}

/// Why a file is not taken in. Nothing of it is kept.
#[derive(Debug, Error)]
pub enum IntakeError {
    /// It is not whole, or not what it says.
    #[error(transparent)]
    File(#[from] FileError),
    /// It does not follow the statement before it: one is missing.
    #[error(
        "account {account}: the statement before {opened_on} closed with {closed}, and this one opens with {opened} minor units: one is missing"
    )]
    Gap {
        /// Which account.
        account: String,
        /// From which day it is.
        opened_on: vocabulary::Date,
        /// What the statement before closed with.
        closed: i64,
        /// What it opens with.
        opened: i64,
    },
    /// The database could not be asked.
    #[error("{0}")]
    Fault(String),
}

impl From<Fault> for IntakeError {
    /// A fault shows itself to the operator.
    fn from(fault: Fault) -> IntakeError {
        IntakeError::Fault(fault.chain())
    }
}

/// A file as it is kept.
#[derive(Clone, Debug)]
pub(super) struct KeptFile {
    pub digest: FileDigest,
    pub kind: String,
    pub lines: i64,
    pub kept: i64,
}

/// What was read of a file.
enum Content {
    Statements(Vec<Statement>),
    Report(Vec<ProviderLine>),
}

/// A file that is being taken in.
pub struct Intake {
    treasury: Treasury,
    file: KeptFile,
    content: Content,
}

impl FileKind {
    fn as_str(&self) -> &'static str {
        match self {
            FileKind::Camt053 => "camt053",
            FileKind::Mt940 => "mt940",
            FileKind::BankCsv(..) => "csv-bank",
            FileKind::ProviderCsv(..) => "csv-provider",
        }
    }

    fn read(&self, bytes: &[u8]) -> Result<Content, FileError> {
        let limits = Limits::default();
        Ok(match self {
            FileKind::Camt053 => Content::Statements(camt053::read(bytes, &limits)?),
            FileKind::Mt940 => Content::Statements(mt940::read(bytes, &limits)?),
            FileKind::BankCsv(profile, told) => Content::Statements(vec![csv::read(bytes, profile, told, &limits)?]),
            FileKind::ProviderCsv(profile, told) => Content::Report(report::read(bytes, profile, told, &limits)?),
        })
    }
}

impl Content {
    fn len(&self) -> usize {
        match self {
            Content::Statements(all) => all.iter().map(|statement| statement.lines.len()).sum(),
            Content::Report(lines) => lines.len(),
        }
    }

    fn lines(&self, from: usize, most: usize) -> Result<Vec<NewLine>, Fault> {
        match self {
            Content::Statements(all) => {
                let lines = all.iter().enumerate();
                let lines = lines.flat_map(|(place, statement)| statement.lines.iter().map(move |line| (place, line)));
                lines.skip(from).take(most).map(|(place, line)| NewLine::of_bank(line, place)).collect()
            }
            Content::Report(lines) => lines.iter().skip(from).take(most).map(NewLine::of_provider).collect(),
        }
    }
}

impl Treasury {
    /// Reads a file, and begins to keep it, or goes on where it was cut short. `may_skip` accepts statements that do not follow the ones
    /// before them.
    ///
    /// # Errors
    /// Refuses a file that is not whole, with the line and the fault, and one before which a statement is missing. Nothing of it is kept.
    pub async fn take_in(&self, bytes: &[u8], kind: &FileKind, may_skip: bool, now: Timestamp) -> Result<Intake, IntakeError> {
        let content = kind.read(bytes)?;
        let lines = i64::try_from(content.len()).map_err(Fault::while_("counting lines"))?;
        let new = KeptFile { digest: FileDigest::of(bytes), kind: kind.as_str().to_owned(), lines, kept: 0 };
        let unit = self.database.begin().await?;
        let file = store::begin_file(&unit, &new, now).await?;
        if let Content::Statements(all) = &content {
            if file.kept == 0 && !may_skip {
                self.follows(&unit, all).await?;
            }
            store::add_statements(&unit, all, now).await?;
        }
        database::commit(unit).await?;
        Ok(Intake { treasury: self.clone(), file, content })
    }

    /// Refuses statements before which one is missing.
    async fn follows(&self, unit: &database::Transaction, all: &[Statement]) -> Result<(), IntakeError> {
        for (place, statement) in all.iter().enumerate() {
            let of_same = |one: &&Statement| one.account == statement.account && one.currency == statement.currency;
            let within = all[..place].iter().rev().find(of_same).cloned();
            let before = match within {
                Some(before) => Some(before),
                None => {
                    let account = statement.account.as_str();
                    let found = store::statement_before(unit, account, statement.currency, statement.opened_on).await?;
                    found.filter(|found| found.file != statement.file)
                }
            };
            if let Some(before) = before.filter(|before| !statement.follows(before)) {
                return Err(IntakeError::Gap {
                    account: statement.account.to_string(),
                    opened_on: statement.opened_on,
                    closed: before.closing,
                    opened: statement.opening,
                });
            }
        }
        Ok(())
    }
}

impl Intake {
    /// Says how many lines the file has.
    pub fn lines(&self) -> i64 {
        self.file.lines
    }

    /// Says how many of them are kept.
    pub fn kept(&self) -> i64 {
        self.file.kept
    }

    /// Keeps the next lines, and says whether there are more. When all are kept they are compared from then on.
    ///
    /// # Errors
    /// Faults when the database cannot keep them; the same file again goes on after what it kept.
    pub async fn step(&mut self, now: Timestamp) -> Result<bool, Fault> {
        let from = usize::try_from(self.file.kept).map_err(Fault::while_("counting lines"))?;
        let lines = self.content.lines(from, LINES_A_STEP)?;
        let unit = self.treasury.database.begin().await?;
        store::add_lines(&unit, &lines, Progress::Coming, now).await?;
        let kept = self.file.kept + i64::try_from(lines.len()).map_err(Fault::while_("counting lines"))?;
        store::keep_to(&unit, self.file.digest, kept).await?;
        let is_whole = kept == self.file.lines;
        if is_whole {
            store::open_file(&unit, self.file.digest).await?;
        }
        database::commit(unit).await?;
        self.file.kept = kept;
        Ok(!is_whole)
    }
}
