//! `fingertip evaluate answers`: which labelled questions are answered, how surely, and whether what is quoted has the answer.

use std::{fs, path::PathBuf};

use answer::confidence::Fits;
use clap::Args;
use index::evaluation::answers::{self, AnswersOptions, AnswersReport, Bars};

use super::Format;
use crate::command::{CommandError, print};

/// The labelled questions, and what they are asked with.
#[derive(Args)]
pub struct Labelled {
    /// Folder of the judged set: corpora/, SPLIT/answerability.jsonl
    #[arg(long, value_name = "FOLDER")]
    pub set: PathBuf,
    /// Which half of the set
    #[arg(long, value_name = "NAME", default_value = "dev")]
    pub split: String,
    /// Folder of questions whose answers are places of paragraphs: questions.LANGUAGE.jsonl
    #[arg(long, value_name = "FOLDER")]
    pub spans: Option<PathBuf>,
    /// Find by meaning too, with a model that `fingertip model import` wrote
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// The fits in use, as `fingertip calibrate` wrote them; those this version was released with otherwise
    #[arg(long, value_name = "FILE")]
    pub fits: Option<PathBuf>,
}

#[derive(Args)]
pub struct Answers {
    #[command(flatten)]
    labelled: Labelled,
    /// How the figures are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Print the figures without comparing them with what is wanted
    #[arg(long)]
    without_thresholds: bool,
}

impl Labelled {
    /// Asks all of them, and measures.
    ///
    /// # Errors
    /// Fails when the set or the model cannot be read.
    pub async fn measure(self) -> Result<(Fits, AnswersReport), CommandError> {
        let fits = self.fits()?;
        let options =
            AnswersOptions { set: self.set, split: self.split, spans: self.spans, model: self.model, fits: fits.clone() };
        let measured = tokio::task::spawn_blocking(move || answers::run(&options)).await;
        let report = measured.map_err(CommandError::at("could not evaluate"))?;
        Ok((fits, report.map_err(CommandError::at("could not evaluate the answers"))?))
    }

    fn fits(&self) -> Result<Fits, CommandError> {
        let Some(path) = &self.fits else { return Ok(Fits::shipped().clone()) };
        let text = fs::read_to_string(path).map_err(CommandError::at(format!("could not read {}", path.display())))?;
        serde_json::from_str(&text).map_err(CommandError::at(format!("could not understand {}", path.display())))
    }
}

impl Answers {
    /// Asks, prints, and fails where a figure is below what is wanted.
    ///
    /// # Errors
    /// Fails when the set cannot be read, and when a figure is below what is wanted.
    pub async fn run(self) -> Result<(), CommandError> {
        let (_, report) = self.labelled.measure().await?;
        match self.format {
            Format::Json => print(&format!("{:#}\n", report.to_json()))?,
            Format::Text => print(&format!("{report}\n"))?,
        }
        let short = if self.without_thresholds { Vec::new() } else { Bars::shipped().shortfalls(&report) };
        if short.is_empty() { Ok(()) } else { Err(CommandError::new(format!("below what is wanted: {}", short.join("; ")))) }
    }
}
