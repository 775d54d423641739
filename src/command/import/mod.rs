//! `fingertip import`: files of our own format and of others, into the database.

mod jobs;
mod report;

use std::{io::Write, path::PathBuf};

use clap::{Args, Subcommand};
use indicatif::ProgressBar;
use vocabulary::{Date, Language};

pub use self::report::{Format, Report, ReportedError};
use self::report::{progress_bar, show};
use crate::{
    application::SAMPLE_CHAIN,
    audit::{Audit, ChainName},
    fact::LeadDaysMin,
    platform::{
        clock::SharedClock,
        database::Database,
        dataset::Origin,
        import::{ImportError, Job, Options, Session, WithdrawMax},
    },
    tariff::import::BrNomenclature,
};

/// The arguments of `fingertip import`.
#[derive(Args, Debug)]
pub struct Import {
    #[command(subcommand)]
    what: What,
    /// Only tell what would be added; store nothing
    #[arg(long, global = true)]
    dry_run: bool,
    /// Set bad rows aside and import the others, rather than refuse the file
    #[arg(long, global = true)]
    quarantine: bool,
    /// The file holds all of its data: take back the lines, notes, measures, references, synonyms or intercepts it no longer holds
    #[arg(long, global = true)]
    whole: bool,
    /// How much of what stands a whole file may take back, in percent; twenty things always may go, unless it is 0
    #[arg(long, global = true, value_name = "PERCENT", default_value_t)]
    withdraw_max: WithdrawMax,
    /// The first day without what a whole file no longer holds; by default the first day of its edition, else today
    #[arg(long, global = true, value_name = "DATE")]
    withdraw_on: Option<Date>,
    /// The licence of the files, as an SPDX expression (`OGL-UK-3.0`); by default that of licence.txt in the folder of a sample
    #[arg(long, global = true, value_name = "SPDX")]
    licence: Option<String>,
    /// Where the files can be found
    #[arg(long, global = true, value_name = "URL")]
    source_url: Option<String>,
    /// Which business rules are held otherwise (YAML: `MR001: error`); by default tariff/rules.yaml in the folder of a sample
    #[arg(long, global = true, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// Show no progress bar, even on a terminal
    #[arg(long, global = true)]
    no_progress: bool,
    /// How to print what came of it
    #[arg(long, global = true, value_enum, default_value_t)]
    format: Format,
    /// Not an argument but a setting: how early a rule has to be announced
    #[arg(skip)]
    lead_days_min: LeadDaysMin,
    /// Nor this: where what is confirmed is logged
    #[arg(skip = SAMPLE_CHAIN)]
    chain: ChainName,
}

#[derive(Subcommand, Debug)]
enum What {
    /// A folder with everything in our own format, laid out like sample/; its files are whole
    Sample {
        folder: PathBuf,
        /// Its files hold some of their data: take nothing back
        #[arg(long, conflicts_with = "whole")]
        partial: bool,
    },
    /// Texts with front matter, in our own format: pages, or folders of pages
    Markdown {
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
    /// Fees, forms, offices, procedures, notices and rulings, in our own format: a folder laid out like sample/facts/
    Facts { folder: PathBuf },
    /// A nomenclature in our own format (CSV)
    Nomenclature { file: PathBuf },
    /// The nomenclature of the UK Trade Tariff (CSV)
    UkNomenclature { file: PathBuf },
    /// The Combined Nomenclature of the European Union in many languages (TSV) or in one (CSV); by default as CN 2019
    EuNomenclature(InEdition),
    /// The Brazilian nomenclature, in Portuguese (CSV)
    BrNomenclature {
        file: PathBuf,
        /// The edition it holds
        #[arg(long, default_value = BrNomenclature::EDITION)]
        edition: String,
    },
    /// The Mexican tariff, in Spanish (CSV); by default as TIGIE 2012
    MxNomenclature(InEdition),
    /// The headings of the Eurasian Economic Union, in Russian (CSV); by default as TN VED from 2002-01-01
    EaeuHeadings(InEdition),
    /// The Australian schedule: lines and general rates (CSV); by default as the Working Tariff of 2026-04-17
    AuTariff {
        #[command(flatten)]
        schedule: InEdition,
        /// The schedules of free-trade agreements (CSV)
        #[arg(long)]
        preferences: Option<PathBuf>,
    },
    /// Legal notes in our own format (CSV)
    Notes { file: PathBuf },
    /// Measures in our own format (CSV), on lines that are in the tariff already
    Measures { file: PathBuf },
    /// Schedules of agreements that take a duty down in stages, in our own format (CSV)
    StagedReductions { file: PathBuf },
    /// Taxes, groups of countries, quotas and rates of exchange in our own format: a folder laid out like sample/tariff/book/
    TariffBook { folder: PathBuf },
    /// The monthly rates of exchange of HM Revenue and Customs (CSV)
    HmrcExchangeRates { file: PathBuf },
    /// Agreements and their rules of origin, in our own format (YAML)
    Origin { file: PathBuf },
    /// British agreements: their articles on origin and their proofs (one JSON object a line)
    UkOrigin {
        file: PathBuf,
        /// The first day the agreements are in force; the file does not say
        #[arg(long, default_value = "2021-01-01")]
        valid_from: Date,
    },
    /// Commodities of the United Kingdom with their measures and quotas, as the API of its tariff publishes them (JSON)
    UkMeasures {
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Groups of countries of the United Kingdom's tariff, as its API lists them (JSON)
    UkAreas {
        file: PathBuf,
        /// The first day the groups hold; the file does not say
        #[arg(long, default_value = "2021-01-01")]
        valid_from: Date,
    },
    /// The rates of the United Kingdom for goods of any origin (CSV); by default as of 2019-01-01
    UkMfn(InEdition),
    /// The preferences of the United Kingdom for developing countries (CSV); by default as of 2019-01-01
    UkGsp(InEdition),
    /// The general rates of the United States on lines of eight digits (CSV)
    UsRates { file: PathBuf },
    /// Countries in several languages (CSV)
    Countries(InList),
    /// Currencies with their minor units (CSV)
    Currencies(InList),
    /// Units of measure of UN/ECE Recommendation 20 (CSV)
    Units(InList),
    /// Places of trade: UN/LOCODE (CSV)
    Locations(InList),
    /// Documents, packages and other lists of UN/CEFACT (CSV)
    CodeLists(InList),
    /// Australian Acts (one JSON object a line)
    AustralianActs {
        file: PathBuf,
        /// The first day the texts are in force; the file does not say
        #[arg(long, default_value = "2021-01-01")]
        valid_from: Date,
    },
    /// British trade guidance (one JSON object a line)
    UkGuidance {
        file: PathBuf,
        /// The first day the texts are in force; the file does not say
        #[arg(long, default_value = "2021-01-01")]
        valid_from: Date,
    },
    /// Canadian customs laws in English and French (one JSON object a line)
    CanadianLaws {
        file: PathBuf,
        /// The first day the texts are in force; the file does not say
        #[arg(long, default_value = "2021-01-01")]
        valid_from: Date,
    },
    /// Words that people type and where they lead (CSV: our own format, or either index of the UK Trade Tariff)
    SearchReferences {
        file: PathBuf,
        /// The language of the words, where the file does not say
        #[arg(long, default_value = "en")]
        language: Language,
    },
    /// Words that a sentence answers better than a search, in our own format (CSV)
    Intercepts { file: PathBuf },
    /// Synonyms, in our own format (CSV)
    Synonyms { file: PathBuf },
}

/// A tariff of which the file does not say which edition it is.
#[derive(Args, Debug)]
struct InEdition {
    file: PathBuf,
    /// The edition it holds
    #[arg(long)]
    edition: Option<String>,
    /// The first day that edition is in force
    #[arg(long)]
    valid_from: Option<Date>,
    /// The first day it is no longer in force
    #[arg(long)]
    valid_until: Option<Date>,
}

/// A list of which the file does not say since when its codes are in it.
#[derive(Args, Debug)]
struct InList {
    file: PathBuf,
    /// The first day its codes are in the list
    #[arg(long, default_value = "1970-01-01")]
    valid_from: Date,
}

/// Imports a folder laid out like `sample/`, and prints nothing.
///
/// # Errors
/// As [`Import::run`].
pub async fn sample(folder: PathBuf, database: Database, clock: SharedClock) -> Result<Report, ImportError> {
    quietly(What::Sample { folder, partial: false }, false, database, clock).await
}

/// Imports a nomenclature of the UK Trade Tariff, its bad rows set aside, and prints nothing.
///
/// # Errors
/// As [`Import::run`].
pub async fn uk_nomenclature(file: PathBuf, database: Database, clock: SharedClock) -> Result<Report, ImportError> {
    quietly(What::UkNomenclature { file }, true, database, clock).await
}

/// Imports English words that people type and where they lead, bad rows set aside, and prints nothing.
///
/// # Errors
/// As [`Import::run`].
pub async fn search_references(file: PathBuf, database: Database, clock: SharedClock) -> Result<Report, ImportError> {
    quietly(What::SearchReferences { file, language: Language::EN }, true, database, clock).await
}

async fn quietly(what: What, quarantine: bool, database: Database, clock: SharedClock) -> Result<Report, ImportError> {
    let import = Import {
        what,
        dry_run: false,
        quarantine,
        whole: false,
        withdraw_max: WithdrawMax::default(),
        withdraw_on: None,
        licence: None,
        source_url: None,
        rules: None,
        no_progress: true,
        format: Format::default(),
        lead_days_min: LeadDaysMin::default(),
        chain: SAMPLE_CHAIN,
    };
    import.run(database, clock, &mut std::io::sink()).await
}

impl Import {
    /// Sets how early a rule has to be announced in this territory.
    #[must_use]
    pub fn with_lead_days_min(self, lead_days_min: LeadDaysMin) -> Import {
        Import { lead_days_min, ..self }
    }

    /// Sets in which chain of the audit log stands what is confirmed.
    #[must_use]
    pub fn with_chain(self, chain: ChainName) -> Import {
        Import { chain, ..self }
    }

    /// Imports what was asked for, and prints to `out` what came of it: bad rows one by one, and a line for each file.
    ///
    /// As JSON it prints the error too, so that a program reads one document; as text the caller tells it.
    ///
    /// # Errors
    /// Refuses files that cannot be imported and, unless they may be set aside, bad rows: then nothing was stored. Faults when
    /// the database cannot keep it: then the same command goes on where this one stopped.
    pub async fn run(self, database: Database, clock: SharedClock, out: &mut impl Write) -> Result<Report, ImportError> {
        let format = self.format;
        let mut report = Report::default();
        let bar = progress_bar(!self.no_progress);
        let outcome = self.import(&database, clock, &bar, &mut report).await;
        bar.finish_and_clear();
        if let Err(error) = &outcome {
            report.error = Some(ReportedError { code: error.code(), message: error.explain() });
        }
        // Nobody reading what came of an import does not undo it.
        let _ = report.print(format, out);
        outcome.map(|()| report)
    }

    async fn import(
        self,
        database: &Database,
        clock: SharedClock,
        bar: &ProgressBar,
        report: &mut Report,
    ) -> Result<(), ImportError> {
        let licence = match self.licence {
            Some(licence) => Some(licence),
            None => self.what.licence()?,
        };
        let origin = Origin::new(licence, self.source_url).map_err(ImportError::Origin)?;
        let session = Session {
            database,
            clock: &*clock,
            options: Options {
                dry_run: self.dry_run,
                quarantine: self.quarantine,
                withdraw_max: self.withdraw_max,
                withdraw_on: self.withdraw_on,
                origin,
            },
            progress: &|progress| show(bar, progress),
        };
        let audit = Audit::new(database.clone(), self.chain);
        let jobs = self.what.jobs(database, &audit, self.whole, self.lead_days_min, self.rules).await?;
        // All files before any of them: half a folder is no more use than half a file.
        if jobs.len() > 1 && !session.options.dry_run {
            check_all(&jobs, &session, report).await?;
        }
        let mut refused = None;
        for job in &jobs {
            match job.run(&session).await {
                Ok(summary) => report.imports.push(summary),
                Err(error) => {
                    let ImportError::Rows(summary) = &error else { return Err(error) };
                    report.imports.push((**summary).clone());
                    refused = refused.or(Some(error));
                }
            }
        }
        refused.map_or(Ok(()), Err)
    }
}

async fn check_all(jobs: &[Box<dyn Job>], session: &Session<'_>, report: &mut Report) -> Result<(), ImportError> {
    let mut refused = None;
    for job in jobs {
        if let Err(error) = job.check(session).await {
            if let ImportError::Rows(summary) = &error {
                report.imports.push((**summary).clone());
            }
            refused = refused.or(Some(error));
        }
    }
    refused.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        import: Import,
    }

    #[test]
    fn flags_stand_before_or_after_the_source() {
        for line in [["import", "--dry-run", "uk-nomenclature", "uk.csv"], ["import", "uk-nomenclature", "uk.csv", "--dry-run"]] {
            let import = Program::try_parse_from(line).map_err(|error| error.to_string()).expect("good arguments").import;
            assert!(import.dry_run && !import.quarantine, "{line:?}");
        }
        let dated = ["import", "uk-guidance", "x.jsonl", "--valid-from", "2021-02-30"];
        assert!(Program::try_parse_from(dated).is_err(), "a day that does not exist");
    }
}
