//! `fingertip export`: a data set as a file, the same bytes as the server sends.

use std::{
    fs::File,
    io::{self, Write},
    path::PathBuf,
};

use clap::Args;
use vocabulary::Date;

use super::{CommandError, start};
use crate::{
    config::Config,
    export::{ExportDataset, ExportFormat, ExportRefusal, ExportRequest},
};

/// The arguments of `fingertip export`.
#[derive(Args)]
pub struct ExportCommand {
    /// The data set
    #[arg(value_enum)]
    dataset: ExportDataset,
    /// How it is written
    #[arg(long, value_enum, default_value = "csv")]
    format: ExportFormat,
    /// Only what is in force on this day; by default all that was, is and will be
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// The file to write; by default it is printed
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl ExportCommand {
    /// Writes the file, and tells its hash, its licence and its edition on standard error.
    ///
    /// # Errors
    /// Fails when the database cannot be read or the file cannot be written.
    pub async fn run(self, config: Config) -> Result<(), CommandError> {
        let application = start::application(&config).await?;
        let request =
            ExportRequest { dataset: self.dataset, format: self.format, as_of: self.as_of, with_notes: false }.for_officers();
        let export = application.exports.export(request).await?.map_err(|refusal| CommandError::new(explain(refusal)))?;
        let file = File::open(&export.path).map_err(CommandError::at("could not read the export"))?;
        match &self.output {
            Some(path) => {
                let unwritten = CommandError::at(format!("could not write {}", path.display()));
                File::create(path).and_then(|out| copy(file, out)).map_err(unwritten)?;
            }
            None => copy(file, io::stdout().lock()).map_err(CommandError::at("could not write the output"))?,
        }
        let edition = export.edition.map_or_else(|| "no edition".to_owned(), |edition| format!("edition {}", edition.revision));
        let licence = export.licence.as_deref().unwrap_or("licence not named");
        eprintln!(
            "{request}: {} rows, {} bytes, {edition}, {licence}, sha256 {}",
            export.sum.rows, export.sum.bytes, export.sum.sha256
        );
        Ok(())
    }
}

/// A reader that has seen enough is no failure.
fn copy(mut from: impl io::Read, mut to: impl Write) -> io::Result<()> {
    match io::copy(&mut from, &mut to).and_then(|_| to.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

fn explain(refusal: ExportRefusal) -> String {
    match refusal {
        ExportRefusal::TooLarge { limit } => format!("the export has more than {limit} bytes; raise export.bytes_max"),
        ExportRefusal::Busy => "the data changed each time it was written, or others are waiting; try again".to_owned(),
    }
}
