//! One import: a source and a target, checked as a whole and then applied in batches.

use std::pin::Pin;

use vocabulary::Date;

use super::{
    file::FileError,
    progress::{Progress, Stage},
    row::{Flaw, RowError},
    source::{Identity, Source, Target, WholeTarget},
    store::{self, Run},
    summary::{ERRORS_TOLD_MAX, Summary},
    whole::{self, Extent, Part, TooMuch, Whole, WithdrawMax, is_whole},
};
use crate::platform::{
    clock::Clock,
    database::Database,
    dataset::{Datasets, NewEdition, Origin, OriginError},
    fault::Fault,
    recorded::Recorded,
};

/// How many rows are applied in one unit of work: few enough that readers hardly wait for the writer, many enough to be quick.
const BATCH_ROWS_MAX: usize = 500;

/// An import, ready to be run.
pub trait Job: Send + Sync {
    /// Reads and checks the whole file, storing nothing.
    ///
    /// # Errors
    /// Refuses a file that is not of the format, bad rows unless they may be set aside, and a whole file that would take back more
    /// than one file may. Faults when the database cannot be reached.
    fn check<'a>(&'a self, session: &'a Session<'a>) -> Running<'a>;

    /// Checks the whole file, then applies it, or compares it where only the difference is asked for.
    ///
    /// # Errors
    /// As [`Job::check`], and then nothing is stored. Faults when the database cannot keep it; then the batches before are kept,
    /// and running the same file again goes on after them.
    fn run<'a>(&'a self, session: &'a Session<'a>) -> Running<'a>;
}

/// A job at work.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<Summary, ImportError>> + Send + 'a>>;

/// What an import works with.
pub struct Session<'a> {
    /// Where it is stored.
    pub database: &'a Database,
    /// What time it is.
    pub clock: &'a dyn Clock,
    /// What is asked for.
    pub options: Options,
    /// Who is told how far it has come.
    pub progress: &'a (dyn Fn(&Progress<'_>) + Sync),
}

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Only tell the difference; store nothing.
    pub dry_run: bool,
    /// Set bad rows aside and apply the others, rather than refuse the file.
    pub quarantine: bool,
    /// How much of what stands a whole file may take back.
    pub withdraw_max: WithdrawMax,
    /// The first day without what a whole file no longer holds; by default the first day of its edition, else today.
    pub withdraw_on: Option<Date>,
    /// Where the files come from, where that is known.
    pub origin: Origin,
}

/// Why an import did not come to its end.
#[derive(Clone, Debug)]
pub enum ImportError {
    /// The file as a whole cannot be imported; nothing was stored.
    File {
        /// Its name.
        file: String,
        /// What is wrong with it.
        error: FileError,
    },
    /// It has bad rows; nothing was stored.
    Rows(Box<Summary>),
    /// It is whole, and would take back more than one file may; nothing was taken back.
    Withdrawal {
        /// Its name.
        file: String,
        /// How much it would take back.
        excess: TooMuch,
        /// Whether its rows are stored: another import came between them and the withdrawal.
        rows_kept: bool,
    },
    /// What was said of its origin cannot be; nothing was stored.
    Origin(OriginError),
    /// The database could not keep it; what was stored is whole, and the same import goes on after it.
    Fault(Fault),
}

/// Joins a format to the slice that takes its rows.
pub fn job<S, T>(source: S, target: T) -> Box<dyn Job>
where
    S: Source + 'static,
    T: Target<S::Row> + 'static,
{
    Box::new(Import { source, target, extent: Part })
}

/// As [`job`], for a file that holds all of its data: what it no longer holds is taken back.
pub fn whole_job<S, T>(source: S, target: T) -> Box<dyn Job>
where
    S: Source + 'static,
    T: WholeTarget<S::Row> + 'static,
{
    Box::new(Import { source, target, extent: Whole })
}

struct Import<S, T, E> {
    source: S,
    target: T,
    extent: E,
}

impl<S: Source, T: Target<S::Row>, E: Extent<S, T>> Job for Import<S, T, E> {
    fn check<'a>(&'a self, session: &'a Session<'a>) -> Running<'a> {
        Box::pin(async move {
            let mut summary = self.read_through(session)?;
            if is_refused(&summary) {
                return Err(ImportError::Rows(Box::new(summary)));
            }
            self.compare_extent(session, &mut summary, whole::day(&self.source, session)).await?;
            Ok(summary)
        })
    }

    fn run<'a>(&'a self, session: &'a Session<'a>) -> Running<'a> {
        Box::pin(async move {
            let begun = session.clock.now();
            let day = whole::day(&self.source, session);
            let mut summary = self.read_through(session)?;
            self.compare_extent(session, &mut summary, day).await?;
            if session.options.dry_run {
                self.compare(session, &mut summary).await?;
            } else if !is_refused(&summary) {
                self.apply(session, &mut summary, day).await?;
            }
            summary.seconds = session.clock.now().duration_since(begun).as_secs_f64();
            if is_refused(&summary) { Err(ImportError::Rows(Box::new(summary))) } else { Ok(summary) }
        })
    }
}

impl<S: Source, T: Target<S::Row>, E: Extent<S, T>> Import<S, T, E> {
    /// Counts what a whole file no longer holds.
    async fn compare_extent(&self, session: &Session<'_>, summary: &mut Summary, day: Date) -> Result<(), ImportError> {
        if is_whole(summary) {
            summary.withdrawn = self.extent.compare((&self.source, &self.target), session, day).await?;
        }
        summary.withdrawal_left = E::WHOLE && !is_whole(summary);
        Ok(())
    }

    /// Counts good and bad rows.
    fn read_through(&self, session: &Session<'_>) -> Result<Summary, ImportError> {
        let identity = self.source.identity();
        let in_file = in_file(&identity);
        let mut summary = Summary::new(&identity, session.options.dry_run);
        let mut bad_rows = 0;
        for row in self.source.rows().map_err(&in_file)? {
            summary.rows += 1;
            match row {
                Ok(_) => {}
                Err(Flaw::Row(error)) => {
                    bad_rows += 1;
                    if summary.errors.len() < ERRORS_TOLD_MAX {
                        summary.errors.push(error);
                    }
                }
                Err(Flaw::File(error)) => return Err(in_file(error)),
            }
            if summary.rows.is_multiple_of(BATCH_ROWS_MAX as u64) {
                tell(session, &identity, Stage::Checking, summary.rows);
            }
        }
        if summary.rows == 0 {
            return Err(in_file(FileError::Empty));
        }
        summary.warn(self.source.warnings());
        // A file without one good row is of another format, whatever may be set aside.
        match session.options.quarantine && bad_rows < summary.rows {
            true => summary.quarantined = bad_rows,
            false => summary.refused = bad_rows,
        }
        Ok(summary)
    }

    async fn compare(&self, session: &Session<'_>, summary: &mut Summary) -> Result<(), ImportError> {
        let identity = self.source.identity();
        let stage = Stage::Applying { rows: summary.good_rows() };
        let mut batches = Batches::new(&self.source, 0).map_err(in_file(&identity))?;
        let mut rows_done = 0;
        while let Some(batch) = batches.next().map_err(in_file(&identity))? {
            let applied = self.target.compare(&batch.rows).await.map_err(ImportError::Fault)?;
            count(summary, applied);
            rows_done += batch.rows.len() as u64;
            tell(session, &identity, stage, rows_done);
        }
        Ok(())
    }

    async fn apply(&self, session: &Session<'_>, summary: &mut Summary, day: Date) -> Result<(), ImportError> {
        let identity = self.source.identity();
        let stage = Stage::Applying { rows: summary.good_rows() };
        let mut run = store::begin(session.database, &identity, session.clock.now()).await.map_err(ImportError::Fault)?;
        summary.resumed_after = run.rows_applied;
        let mut batches = Batches::new(&self.source, run.rows_applied).map_err(in_file(&identity))?;
        while let Some(batch) = batches.next().map_err(in_file(&identity))? {
            let applied = self.keep(session.database, &mut run, &batch).await.map_err(ImportError::Fault)?;
            count(summary, applied);
            tell(session, &identity, stage, run.rows_applied);
        }
        if is_whole(summary) {
            summary.withdrawn = self.extent.take_back((&self.source, &self.target), session, day, run.started_at).await?;
        }
        self.record_edition(session, summary, &run).await.map_err(ImportError::Fault)?;
        store::finish(session.database, &run, session.clock.now()).await.map_err(ImportError::Fault)
    }

    async fn record_edition(&self, session: &Session<'_>, summary: &Summary, run: &Run) -> Result<(), Fault> {
        let Identity { source, file_name, file_sha256 } = self.source.identity();
        let edition = NewEdition {
            dataset: T::DATASET,
            source,
            file_name,
            file_sha256,
            rows: summary.good_rows(),
            is_whole: E::WHOLE && is_whole(summary),
            origin: session.options.origin.clone(),
        };
        let changed = summary.added + summary.withdrawn + summary.resumed_after > 0;
        Datasets::new(session.database.clone()).record(&edition, changed, run.started_at).await
    }

    /// Stores one batch. Cut off at any point, it is stored again by the next run, which then finds it unchanged.
    async fn keep(&self, database: &Database, run: &mut Run, batch: &Batch<S::Row>) -> Result<Recorded, Fault> {
        store::quarantine(database, run, &batch.errors).await?;
        if batch.rows.is_empty() {
            return Ok(Recorded::default());
        }
        let applied = self.target.apply(&batch.rows, run.started_at).await?;
        let rows_applied = run.rows_applied + batch.rows.len() as u64;
        store::advance(database, run, rows_applied).await?;
        Ok(applied)
    }
}

/// Some rows in order, and the bad ones among them.
struct Batch<R> {
    rows: Vec<R>,
    errors: Vec<RowError>,
}

struct Batches<'a, R> {
    rows: super::source::Rows<'a, R>,
    skip: u64,
}

impl<'a, R> Batches<'a, R> {
    /// Begins after the first `skip` good rows.
    fn new<S: Source<Row = R>>(source: &'a S, skip: u64) -> Result<Batches<'a, R>, FileError> {
        Ok(Batches { rows: source.rows()?, skip })
    }

    fn next(&mut self) -> Result<Option<Batch<R>>, FileError> {
        let mut batch = Batch { rows: Vec::new(), errors: Vec::new() };
        while batch.rows.len() < BATCH_ROWS_MAX && batch.errors.len() < BATCH_ROWS_MAX {
            match self.rows.next() {
                None => break,
                Some(Ok(_)) if self.skip > 0 => self.skip -= 1,
                Some(Ok(row)) => batch.rows.push(row),
                Some(Err(Flaw::Row(error))) => batch.errors.push(error),
                Some(Err(Flaw::File(error))) => return Err(error),
            }
        }
        Ok((!batch.rows.is_empty() || !batch.errors.is_empty()).then_some(batch))
    }
}

impl ImportError {
    /// Returns the stable code of `docs/errors.md`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::File { .. } | Self::Origin(_) => "IMPORT_FILE_REFUSED",
            Self::Rows(_) => "IMPORT_ROWS_REFUSED",
            Self::Withdrawal { .. } => "IMPORT_WITHDRAWAL_REFUSED",
            Self::Fault(fault) => fault.kind().code(),
        }
    }

    /// Returns what an operator reads on the terminal.
    pub fn explain(&self) -> String {
        match self {
            Self::File { file, error } => format!("{file} {error}; nothing was stored"),
            Self::Origin(error) => format!("{error}; nothing was stored"),
            Self::Rows(summary) => format!(
                "{} has {} bad rows of {}; nothing was stored; repair them, or import the others with --quarantine",
                summary.file, summary.refused, summary.rows
            ),
            Self::Withdrawal { file, excess: TooMuch { missing, standing, limit }, rows_kept } => {
                let stored = if *rows_kept { "its rows are stored, nothing was withdrawn" } else { "nothing was stored" };
                format!(
                    "{file} does not hold {missing} of the {standing} things that stand, and at most {limit} may go with one file; \
                     {stored}; import it as a part, or allow more with --withdraw-max"
                )
            }
            Self::Fault(fault) => format!("{}; run the same import again to go on", fault.chain()),
        }
    }
}

fn is_refused(summary: &Summary) -> bool {
    summary.refused > 0
}

pub(super) fn in_file(identity: &Identity) -> impl Fn(FileError) -> ImportError + use<> {
    let file = identity.file_name.clone();
    move |error| ImportError::File { file: file.clone(), error }
}

fn count(summary: &mut Summary, applied: Recorded) {
    summary.added += applied.added as u64;
    summary.unchanged += applied.unchanged as u64;
}

fn tell(session: &Session<'_>, identity: &Identity, stage: Stage, rows_done: u64) {
    (session.progress)(&Progress { file: &identity.file_name, stage, rows_done });
}
