//! `fingertip calibrate`: fits how sure an answer is to labelled questions, and keeps what is in use where a new fit is worse.

use std::{fmt::Write, fs, path::PathBuf};

use answer::confidence::{
    Fits, Mode,
    fit::{self, QUESTIONS_MIN},
};
use clap::Args;
use index::evaluation::answers::AnswersReport;
use vocabulary::Date;

use super::{CommandError, evaluate::Labelled, print};

/// The arguments of `fingertip calibrate`.
#[derive(Args)]
pub struct Calibrate {
    #[command(flatten)]
    labelled: Labelled,
    /// The day that is written into the fits
    #[arg(long, value_name = "DAY")]
    on: Date,
    /// Where the fits are written
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

impl Calibrate {
    /// Fits each mode that there are questions for, says what was measured, and writes the fits.
    ///
    /// # Errors
    /// Fails when the questions cannot be asked, and, with nothing written, when every new fit is worse than the one in use.
    pub async fn run(self) -> Result<(), CommandError> {
        let (set, split) = (self.labelled.set.display().to_string(), self.labelled.split.clone());
        let (in_use, report) = self.labelled.measure().await?;
        let with = format!("the half {split} of {set}");
        let (fits, told, fitted) = refitted(&in_use, &report, self.on, with);
        print(&told)?;
        if fitted == 0 {
            return Err(CommandError::new("no fit is better than the one in use; nothing was written"));
        }
        let text = serde_json::to_string_pretty(&fits).map_err(CommandError::at("could not write the fits"))?;
        fs::write(&self.to, text + "\n").map_err(CommandError::at(format!("could not write {}", self.to.display())))
    }
}

/// The fits, what is to be told of each, and how many are new.
fn refitted(in_use: &Fits, report: &AnswersReport, on: Date, with: String) -> (Fits, String, usize) {
    let (mut fits, mut told, mut fitted) = (in_use.clone(), String::new(), 0);
    for mode in Mode::ALL {
        let labelled = report.labelled_in(mode);
        if labelled.len() < 2 * QUESTIONS_MIN {
            continue;
        }
        // Nothing can fail in writing to a text.
        let _ = match fit::refit(mode, in_use.of(mode), &labelled) {
            Ok(fit) => {
                let measured = fit.figures;
                fits = fits.with(mode, fit);
                fitted += 1;
                writeln!(
                    told,
                    "{}: fitted to {} questions; AUROC {:.3}, ECE {:.3}",
                    mode.as_str(),
                    labelled.len(),
                    measured.auroc,
                    measured.ece
                )
            }
            Err(refused) => writeln!(told, "{}: kept; the new fit {refused}", mode.as_str()),
        };
    }
    if fitted > 0 {
        (fits.fitted_on, fits.fitted_with) = (on, with);
    }
    (fits, told, fitted)
}
