//! `fingertip evaluate synonyms`: what each synonym does to the judged questions of a folder laid out like `sample/`.

use std::{fmt::Write, path::PathBuf};

use clap::Args;
use vocabulary::Date;

use super::{
    judged::Judged,
    loaded::{self, Loaded},
};
use crate::{
    command::{CommandError, print},
    search::{
        effect::{self, Effect, Effects},
        teaching::Synonym,
    },
};

#[derive(Args)]
pub struct Synonyms {
    /// Folder with everything in our own format, and judged/ with the questions
    #[arg(long, value_name = "FOLDER", default_value = "sample")]
    sample: PathBuf,
    /// The day that the questions were judged for
    #[arg(long, value_name = "DAY", default_value = "2026-06-15")]
    as_of: Date,
    /// How much reciprocal rank, added up over its questions, a synonym that never helps may cost: an answer that falls from the
    /// second place to the fourth costs 0.25, from the first to the second 0.5
    #[arg(long, value_name = "NUMBER", default_value_t = 0.3)]
    harm_max: f64,
}

impl Synonyms {
    /// Measures, prints, and fails where a synonym does nothing but harm.
    ///
    /// # Errors
    /// Fails when the sample cannot be imported or asked, and when a synonym only loses.
    pub async fn run(self) -> Result<(), CommandError> {
        let judged = Judged::read(&self.sample.join("judged"))?;
        let loaded = Loaded::load(&self.sample, self.as_of).await?;
        let Loaded { application, index, .. } = &loaded;
        let synonyms = application.teaching.synonyms().await?;
        let effects = effect::measure(&application.search, index, &synonyms, &judged.questions, self.as_of).await;
        let effects = effects.map_err(loaded::explained)?;
        print(&told(&effects, &synonyms, &judged))?;
        self.judge(&effects, &synonyms)
    }

    fn judge(&self, effects: &Effects, synonyms: &[Synonym]) -> Result<(), CommandError> {
        let harmful: Vec<String> = effects
            .exercised
            .iter()
            .filter(|effect| effect.harm() > self.harm_max)
            .map(|effect| named(effect, synonyms))
            .collect();
        if harmful.is_empty() {
            return Ok(());
        }
        Err(CommandError::new(format!("do nothing but harm: {}", harmful.join("; "))))
    }
}

/// The report: a line for each synonym that rewrites a question, the greatest gain first, and under it the questions it loses.
fn told(effects: &Effects, synonyms: &[Synonym], judged: &Judged) -> String {
    let mut exercised: Vec<&Effect> = effects.exercised.iter().collect();
    let change = |effect: &Effect| (effect.with - effect.without) * effect.questions as f64;
    exercised.sort_by(|one, other| change(other).total_cmp(&change(one)).then(one.id.cmp(&other.id)));
    let mut told = String::from("questions  without     with   change  wins  losses  synonym\n");
    for effect in &exercised {
        let Effect { questions, wins, losses, without, with, .. } = effect;
        let (name, change) = (named(effect, synonyms), with - without);
        // Nothing can fail in writing to a text.
        let lost = losses.len();
        let _ = writeln!(told, "{questions:9}  {without:7.3}  {with:7.3}  {change:+7.3}  {wins:4}  {lost:6}  {name}");
        for question in losses.iter().filter_map(|at| judged.questions.get(*at)) {
            let _ = writeln!(told, "{:51}  lost: {}", "", question.text);
        }
    }
    let helping = exercised.iter().filter(|effect| effect.with > effect.without).count();
    let hurting = exercised.iter().filter(|effect| effect.with < effect.without).count();
    let _ = write!(
        told,
        "\n{} questions, {} more that nothing answers; mean reciprocal rank {:.3} without any synonym, {:.3} with all\n\
         {} synonyms: {} exercised ({helping} help, {hurting} hurt, {} change nothing), {} not exercised\n",
        judged.questions.len(),
        judged.unanswerable.len(),
        effects.without_any,
        effects.with_all,
        synonyms.len(),
        exercised.len(),
        exercised.len() - helping - hurting,
        effects.idle.len()
    );
    told
}

fn named(effect: &Effect, synonyms: &[Synonym]) -> String {
    let known = synonyms.iter().find(|synonym| synonym.id == effect.id);
    known.map_or_else(String::new, |synonym| {
        format!("{} {} {:?} for {:?} ({})", synonym.language, synonym.kind, synonym.also_searched, synonym.typed, synonym.owner)
    })
}
