//! What came of the imports of one command, and the bar that shows how far they are.

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::platform::import::{Progress, Stage, Summary};

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

impl Report {
    /// Prints it to `out`.
    pub(super) fn print(&self, format: Format, out: &mut impl Write) -> io::Result<()> {
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
pub(super) fn progress_bar(wanted: bool) -> ProgressBar {
    if !wanted || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}");
    ProgressBar::new(0).with_style(style.expect("the template names parts that exist"))
}

/// Shows how far an import is.
pub(super) fn show(bar: &ProgressBar, progress: &Progress<'_>) {
    let (verb, rows) = match progress.stage {
        Stage::Checking => ("checking", progress.rows_done),
        Stage::Applying { rows } => ("importing", rows),
    };
    bar.set_message(format!("{verb} {}", progress.file));
    bar.set_length(rows);
    bar.set_position(progress.rows_done);
}
