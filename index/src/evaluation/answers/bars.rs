//! What answers are held to, from `answers.toml`.

use std::collections::BTreeMap;

use answer::confidence::Figures;
use serde::Deserialize;

use super::report::AnswersReport;

/// What answers are held to, with words alone and with a model.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bars {
    words: Held,
    words_and_meaning: Held,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Held {
    /// By knowledge base.
    #[serde(default)]
    decided: BTreeMap<String, DecidedBar>,
    /// By track: the least share of questions whose answer stands in three sentences.
    #[serde(default)]
    quoted: BTreeMap<String, f64>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DecidedBar {
    auroc: f64,
    auroc_out_of_scope: Option<f64>,
    wrong_at_80: Option<f64>,
    ece: f64,
}

impl Bars {
    /// Returns what this version is held to.
    pub fn shipped() -> Bars {
        Bars::from_toml(include_str!("../../../answers.toml")).expect("the shipped bars were read in a test")
    }

    /// Reads bars.
    ///
    /// # Errors
    /// Returns what is wrong with the text.
    pub fn from_toml(text: &str) -> Result<Bars, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// Returns in what a report falls short.
    pub fn shortfalls(&self, report: &AnswersReport) -> Vec<String> {
        let held = if report.by_meaning { &self.words_and_meaning } else { &self.words };
        let mut short = Vec::new();
        for decided in &report.bases {
            let Some(bar) = held.decided.get(&decided.name) else { continue };
            let Figures { auroc, ece, wrong_at_80, .. } = decided.figures();
            let out_of_scope = decided.auroc_out_of_scope();
            let least = [("AUROC", auroc, Some(bar.auroc)), ("AUROC out of scope", out_of_scope, bar.auroc_out_of_scope)];
            let most = [("ECE", ece, Some(bar.ece)), ("wrong at 80 %", wrong_at_80, bar.wrong_at_80)];
            for (what, value, bar) in least {
                short.extend(
                    bar.filter(|bar| value < *bar)
                        .map(|bar| format!("{} has {what} {value:.3} where {bar:.3} is wanted", decided.name)),
                );
            }
            for (what, value, bar) in most {
                short.extend(
                    bar.filter(|bar| value > *bar)
                        .map(|bar| format!("{} has {what} {value:.3} where {bar:.3} is allowed", decided.name)),
                );
            }
        }
        for (track, figures) in &report.spans {
            let whole = figures.spans.0 == figures.spans.1;
            short.extend((!whole).then(|| format!("{track} has spans that are not the bytes of the stored text")));
            let answered = figures.answered_share();
            let bar = held.quoted.get(track).filter(|bar| answered < **bar);
            short.extend(bar.map(|bar| format!("{track} has the answer in {answered:.3} where {bar:.3} is wanted")));
        }
        short
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_bars_can_be_read() {
        let bars = Bars::shipped();
        assert!(bars.words.decided.contains_key("gov") && bars.words_and_meaning.quoted.contains_key("spans en"));
    }
}
