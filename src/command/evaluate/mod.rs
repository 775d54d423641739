//! `fingertip evaluate`: how well the search finds what judges said should be found, and what each synonym does to that.

mod answers;
mod classification;
mod judged;
mod loaded;
mod sample;
mod synonyms;

use std::{fs, path::PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use index::evaluation::{self, Options};

pub use answers::Labelled;

use super::CommandError;

/// The arguments of `fingertip evaluate`.
#[derive(Args)]
pub struct Evaluate {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Search judged queries, and compare with the thresholds of index/relevance.toml
    Relevance(Relevance),
    /// Ask the judged questions and the messy searches of a sample, and compare with the thresholds of index/sample.toml
    Sample(sample::Sample),
    /// Ask the judged questions of a sample with all synonyms, and without each of them
    Synonyms(synonyms::Synonyms),
    /// Ask labelled questions, and compare with the bars of index/answers.toml
    Answers(answers::Answers),
    /// Classify judged goods by questions, answered by somebody who knows the right code
    Classification(classification::Classification),
}

#[derive(Args)]
struct Relevance {
    /// Folder of the judged set: tracks.json, corpora/, SPLIT/relevance/
    #[arg(long, value_name = "FOLDER")]
    set: PathBuf,
    /// Which half of the set
    #[arg(long, value_name = "NAME", default_value = "dev")]
    split: String,
    /// How the figures are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Leave out the officers' references that index/relevance.toml names
    #[arg(long)]
    without_references: bool,
    /// Find by meaning too, with a model that `fingertip model import` wrote
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Measure these tracks alone
    #[arg(long, value_name = "NAME")]
    track: Vec<String>,
    /// An earlier run, printed with `--format json`, to compare with query by query
    #[arg(long, value_name = "FILE")]
    compare: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Evaluate {
    /// Evaluates, prints, and fails where a figure is below its threshold.
    ///
    /// # Errors
    /// Fails when the set cannot be read, and when a figure is below its threshold.
    pub async fn run(self) -> Result<(), CommandError> {
        match self.what {
            What::Relevance(arguments) => {
                tokio::task::spawn_blocking(move || arguments.run()).await.map_err(CommandError::at("could not evaluate"))?
            }
            What::Sample(arguments) => arguments.run().await,
            What::Synonyms(arguments) => arguments.run().await,
            What::Answers(arguments) => arguments.run().await,
            What::Classification(arguments) => arguments.run().await,
        }
    }
}

impl Relevance {
    fn run(self) -> Result<(), CommandError> {
        let options = Options {
            references: !self.without_references,
            tracks: self.track.clone(),
            model: self.model.clone(),
            ..Options::default()
        };
        let report =
            evaluation::run(&self.set, &self.split, &options).map_err(CommandError::at("could not evaluate the search"))?;
        match self.format {
            Format::Json => super::print(&format!("{:#}\n", report.to_json()))?,
            Format::Text => super::print(&format!("{report}\n"))?,
        }
        if let Some(file) = self.compare {
            let saved = fs::read_to_string(&file).map_err(CommandError::at("could not read the earlier run"))?;
            let saved = serde_json::from_str(&saved).map_err(CommandError::at("could not read the earlier run"))?;
            eprintln!("{}", report.compare(&saved));
        }
        if let Some((name, error)) = report.miscalibrated().first() {
            return Err(CommandError::new(format!("the confidence of {name} is off by {error:.3} on average")));
        }
        let shortfalls = report.below_thresholds();
        if shortfalls.is_empty() {
            return Ok(());
        }
        let named: Vec<String> = shortfalls
            .iter()
            .map(|short| format!("{} has {:.3} where {:.3} is wanted", short.track, short.ndcg10, short.threshold))
            .collect();
        Err(CommandError::new(format!("below the thresholds: {}", named.join("; "))))
    }
}
