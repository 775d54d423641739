//! `fingertip import`: files of our own format and of others, into the database.

use std::{
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use vocabulary::{Date, Language, Period};

use crate::{
    fact::{Facts, import::FactFiles},
    platform::{
        clock::SharedClock,
        database::Database,
        import::{FileError, ImportError, ImportFile, Job, Options, Progress, Session, Stage, Summary, job},
        outbox::Outbox,
    },
    publication::{
        Publications,
        import::{AustralianActs, AuthoritiesFile, CanadianLaws, MarkdownFiles, UkGuidance},
    },
    reference::{
        ReferenceCodes,
        import::{CodeLists, Countries, Currencies, Locations, Units},
    },
    search::teaching::{InterceptsFile, References, Synonyms, Teaching},
    tariff::{
        Measures, Nomenclature,
        import::{
            AuNomenclature, BrNomenclature, EaeuHeadings, Edition, EuNomenclature, MxNomenclature, NomenclatureFile, NotesFile,
            SectionsFile, UkNomenclature,
        },
        measure::{
            LinesKnown,
            import::{AuGeneralRates, AuPreferences, MeasuresFile},
        },
    },
};

/// How many days before its first day a rule has to be announced. WTO TFA Article 2.1.2 asks for time and names no number; thirty
/// days are what traders are commonly given.
const LEAD_DAYS_MIN: i32 = 30;

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
    /// Show no progress bar, even on a terminal
    #[arg(long, global = true)]
    no_progress: bool,
    /// How to print what came of it
    #[arg(long, global = true, value_enum, default_value_t)]
    format: Format,
}

#[derive(Subcommand, Debug)]
enum What {
    /// A folder with everything in our own format, laid out like sample/
    Sample { folder: PathBuf },
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
    /// Measures in our own format (CSV), on lines that are in the tariff already
    Measures { file: PathBuf },
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

/// How to print what came of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// What came of all imports of one command.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// What came of each, in order.
    pub imports: Vec<Summary>,
    /// Why not all of them came to their end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ReportedError>,
}

/// Why an import did not come to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportedError {
    /// The stable code of `docs/errors.md`.
    pub code: &'static str,
    /// What an operator reads.
    pub message: String,
}

impl Import {
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
        let session = Session {
            database,
            clock: &*clock,
            options: Options { dry_run: self.dry_run, quarantine: self.quarantine },
            progress: &|progress| show(bar, progress),
        };
        let jobs = self.what.jobs(database).await?;
        // All files before any of them: half a folder is no more use than half a file.
        if jobs.len() > 1 && !session.options.dry_run {
            check_all(&jobs, &session, report)?;
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

fn check_all(jobs: &[Box<dyn Job>], session: &Session<'_>, report: &mut Report) -> Result<(), ImportError> {
    let mut refused = None;
    for job in jobs {
        if let Err(error) = job.check(session) {
            if let ImportError::Rows(summary) = &error {
                report.imports.push((**summary).clone());
            }
            refused = refused.or(Some(error));
        }
    }
    refused.map_or(Ok(()), Err)
}

impl What {
    async fn jobs(self, database: &Database) -> Result<Vec<Box<dyn Job>>, ImportError> {
        let outbox = Outbox::new(database.clone());
        let publications = || Publications::new(database.clone(), outbox.clone());
        let nomenclature = || Nomenclature::new(database.clone(), outbox.clone());
        let measures = || Measures::new(database.clone(), outbox.clone());
        let codes = || ReferenceCodes::new(database.clone(), outbox.clone());
        let teaching = || Teaching::new(database.clone(), outbox.clone());
        let pages = |path: &Path| MarkdownFiles::open(path).map_err(in_file(path));
        let facts = || Facts::new(database.clone(), outbox.clone());
        let known_facts = async |path: &Path| {
            let files = FactFiles::open(path, LEAD_DAYS_MIN).map_err(in_file(path))?;
            files.refuse_contradictions(&facts()).await.map_err(ImportError::Fault)
        };
        Ok(match self {
            Self::Markdown { paths } => {
                let mut jobs = Vec::new();
                for path in paths {
                    jobs.push(job(pages(&path)?, publications()));
                }
                jobs
            }
            Self::Facts { folder } => vec![job(known_facts(&folder).await?, facts())],
            Self::Nomenclature { file } => vec![job(NomenclatureFile::new(open(&file)?), nomenclature())],
            Self::UkNomenclature { file } => vec![job(UkNomenclature::new(open(&file)?), nomenclature())],
            Self::EuNomenclature(given) => {
                let (file, edition) = given.open(EuNomenclature::edition())?;
                vec![job(EuNomenclature::new(file, edition), nomenclature())]
            }
            Self::BrNomenclature { file, edition } => vec![job(BrNomenclature::new(open(&file)?, edition), nomenclature())],
            Self::MxNomenclature(given) => {
                let (file, edition) = given.open(MxNomenclature::edition())?;
                vec![job(MxNomenclature::new(file, edition), nomenclature())]
            }
            Self::EaeuHeadings(given) => {
                let (file, edition) = given.open(EaeuHeadings::edition())?;
                vec![job(EaeuHeadings::new(file, edition), nomenclature())]
            }
            Self::AuTariff { schedule, preferences } => {
                let path = schedule.file.clone();
                let (file, edition) = schedule.open(AuNomenclature::edition())?;
                let schedule = AuNomenclature::new(file.clone(), edition.clone());
                let lines = lines_known(&nomenclature()).await?.and_those_of(&schedule).map_err(in_file(&path))?;
                let rates = AuGeneralRates::new(file, edition.clone(), lines.clone());
                let mut jobs = vec![job(schedule, nomenclature()), job(rates, measures())];
                if let Some(path) = preferences {
                    jobs.push(job(AuPreferences::new(open(&path)?, edition, lines), measures()));
                }
                jobs
            }
            Self::Measures { file } => {
                vec![job(MeasuresFile::new(open(&file)?, lines_known(&nomenclature()).await?), measures())]
            }
            Self::Countries(InList { file, valid_from }) => vec![job(Countries::new(open(&file)?, valid_from), codes())],
            Self::Currencies(InList { file, valid_from }) => vec![job(Currencies::new(open(&file)?, valid_from), codes())],
            Self::Units(InList { file, valid_from }) => vec![job(Units::new(open(&file)?, valid_from), codes())],
            Self::Locations(InList { file, valid_from }) => vec![job(Locations::new(open(&file)?, valid_from), codes())],
            Self::CodeLists(InList { file, valid_from }) => vec![job(CodeLists::new(open(&file)?, valid_from), codes())],
            Self::AustralianActs { file, valid_from } => {
                vec![job(AustralianActs::new(open(&file)?, valid_from), publications())]
            }
            Self::UkGuidance { file, valid_from } => vec![job(UkGuidance::new(open(&file)?, valid_from), publications())],
            Self::CanadianLaws { file, valid_from } => vec![job(CanadianLaws::new(open(&file)?, valid_from), publications())],
            Self::SearchReferences { file, language } => vec![job(References::new(open(&file)?, language), teaching())],
            Self::Intercepts { file } => vec![job(InterceptsFile::new(open(&file)?), teaching())],
            Self::Synonyms { file } => vec![job(Synonyms::new(open(&file)?), teaching())],
            Self::Sample { folder } => {
                let mut jobs = Vec::new();
                // Sections stand before notes, because a note to a section tells which chapters have changed.
                jobs.extend(open_there(&folder, "authorities.csv")?.map(|file| job(AuthoritiesFile::new(file), publications())));
                jobs.extend(open_there(&folder, "tariff/sections.csv")?.map(|file| job(SectionsFile::new(file), nomenclature())));
                let goods = open_there(&folder, "tariff/nomenclature.csv")?;
                jobs.extend(goods.clone().map(|file| job(NomenclatureFile::new(file), nomenclature())));
                if let Some(file) = open_there(&folder, "tariff/measures.csv")? {
                    let known = lines_known(&nomenclature()).await?;
                    let lines = match goods {
                        Some(goods) => known.and_those_of(&NomenclatureFile::new(goods)).map_err(in_file(&folder))?,
                        None => known,
                    };
                    jobs.push(job(MeasuresFile::new(file, lines), measures()));
                }
                jobs.extend(open_there(&folder, "tariff/notes.csv")?.map(|file| job(NotesFile::new(file), nomenclature())));
                if folder.join("publications").is_dir() {
                    jobs.push(job(pages(&folder.join("publications"))?, publications()));
                }
                if folder.join("facts").is_dir() {
                    jobs.push(job(known_facts(&folder.join("facts")).await?, facts()));
                }
                jobs.extend(
                    open_there(&folder, "search/references.csv")?
                        .map(|file| job(References::new(file, Language::EN), teaching())),
                );
                jobs.extend(open_there(&folder, "search/intercepts.csv")?.map(|file| job(InterceptsFile::new(file), teaching())));
                jobs.extend(open_there(&folder, "search/synonyms.csv")?.map(|file| job(Synonyms::new(file), teaching())));
                if jobs.is_empty() {
                    let reason = "it holds none of the files of our own format".to_owned();
                    return Err(in_file(&folder)(FileError::Unreadable(reason)));
                }
                jobs
            }
        })
    }
}

impl InEdition {
    /// Opens the file, and names its edition: `usual` in all that nobody said otherwise.
    fn open(self, usual: Edition) -> Result<(ImportFile, Edition), ImportError> {
        let from = self.valid_from.unwrap_or(usual.validity.from());
        let validity = Period::new(from, self.valid_until).map_err(|error| {
            let reason = format!("the edition {error}");
            in_file(&self.file)(FileError::Unreadable(reason))
        })?;
        Ok((open(&self.file)?, Edition { name: self.edition.unwrap_or(usual.name), validity }))
    }
}

async fn lines_known(nomenclature: &Nomenclature) -> Result<LinesKnown, ImportError> {
    nomenclature.lines_known().await.map_err(ImportError::Fault)
}

fn open(path: &Path) -> Result<ImportFile, ImportError> {
    ImportFile::open(path).map_err(in_file(path))
}

fn open_there(folder: &Path, name: &str) -> Result<Option<ImportFile>, ImportError> {
    let path = folder.join(name);
    if path.is_file() { open(&path).map(Some) } else { Ok(None) }
}

fn in_file(path: &Path) -> impl Fn(FileError) -> ImportError + use<> {
    let file = path.display().to_string();
    move |error| ImportError::File { file: file.clone(), error }
}

impl Report {
    fn print(&self, format: Format, out: &mut impl Write) -> io::Result<()> {
        if format == Format::Json {
            return writeln!(out, "{}", serde_json::to_string_pretty(self).map_err(io::Error::other)?);
        }
        for summary in &self.imports {
            writeln!(out, "{summary}")?;
        }
        Ok(())
    }
}

/// A bar on the terminal; nothing where errors go to a file.
fn progress_bar(wanted: bool) -> ProgressBar {
    if !wanted || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}");
    ProgressBar::new(0).with_style(style.expect("the template names parts that exist"))
}

fn show(bar: &ProgressBar, progress: &Progress<'_>) {
    let (verb, rows) = match progress.stage {
        Stage::Checking => ("checking", progress.rows_done),
        Stage::Applying { rows } => ("importing", rows),
    };
    bar.set_message(format!("{verb} {}", progress.file));
    bar.set_length(rows);
    bar.set_position(progress.rows_done);
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
