//! `fingertip evaluate sample`: how the search answers the questions that come with a sample, those of hasty thumbs too.

use std::{
    collections::{BTreeMap, HashMap},
    path::PathBuf,
};

use clap::Args;
use index::{
    Confidence, Strength,
    evaluation::{Figure, Scores, calibration_error},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use vocabulary::{Date, FactId, Language, PublicationId};

use super::{
    Format,
    judged::{Judged, Messy},
    loaded::{Loaded, explained},
};
use crate::{
    command::{CommandError, print},
    search::judged::{Asking, Found, Question, Wanted, ask},
};

/// Of how many hits of each question the confidence is compared with the truth.
const CALIBRATED_HITS: usize = 3;

/// What is wanted at least.
const THRESHOLDS: &str = include_str!("../../../index/sample.toml");

#[derive(Args)]
pub struct Sample {
    /// Folder with everything in our own format, judged/ with the questions and messy/ with the searches in a hurry
    #[arg(long, value_name = "FOLDER", default_value = "sample")]
    sample: PathBuf,
    /// The day that the questions were judged for
    #[arg(long, value_name = "DAY", default_value = "2026-06-15")]
    as_of: Date,
    /// Find by meaning too, with a model that `fingertip model import` wrote
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// How the figures are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Print each question that is not answered in the first place
    #[arg(long)]
    missed: bool,
    /// Print the figures without comparing them with what is wanted
    #[arg(long)]
    without_thresholds: bool,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Set {
    /// Questions that a publication in their language answers.
    Questions,
    /// Goods by their everyday names.
    Goods,
    /// The same questions, of the English texts alone.
    Across,
    /// Searches written correctly.
    Clean,
    /// The same, typed in a hurry.
    Messy,
    /// Questions that nothing answers.
    Unanswerable,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Measure {
    Recall1,
    Recall5,
    Recall10,
    Mrr10,
    Ndcg10,
}

/// What is wanted at least, with words alone and with a model.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Thresholds {
    /// Of lines and of texts.
    calibration_error_max: BTreeMap<String, f64>,
    words: Minima,
    words_and_meaning: Minima,
}

type Minima = BTreeMap<Set, BTreeMap<Measure, BTreeMap<Language, f64>>>;

/// The figures of one set in one language.
#[derive(Serialize)]
struct Figures {
    queries: usize,
    recall1: Figure,
    recall5: Figure,
    recall10: Figure,
    mrr10: Figure,
    ndcg10: Figure,
}

/// How sure the search says it is of the first hit.
#[derive(Clone, Copy, Default, Serialize)]
struct Sureness {
    strong: usize,
    good: usize,
    possible: usize,
    nothing: usize,
}

/// What was measured.
struct Report {
    figures: BTreeMap<(Set, Language), Figures>,
    /// Of questions that something answers (`true`), and of those that nothing does.
    sureness: BTreeMap<(bool, Language), Sureness>,
    /// How far the confidence is from the truth, and on how many hits: of lines, and of texts.
    calibration: BTreeMap<&'static str, (f64, usize)>,
    missed: Vec<String>,
}

/// A set in one language, asked.
type Asked = BTreeMap<(Set, Language), Vec<Found>>;

/// What has been asked so far.
struct Questioning<'a> {
    as_of: Date,
    loaded: &'a Loaded,
    told_by: HashMap<FactId, PublicationId>,
    asked: Asked,
    missed: Vec<String>,
}

impl Questioning<'_> {
    async fn ask(&mut self, set: Set, question: &Question) -> Result<(), CommandError> {
        let asking = match set {
            Set::Across => Asking { texts: Language::EN, abroad: false, kinds: Vec::new(), as_of: self.as_of },
            _ => Asking::as_trader(question.language, self.as_of),
        };
        let found = ask(&self.loaded.application.search, question, asking, &self.told_by).await.map_err(explained)?;
        if found.place != Some(0) && set != Set::Unanswerable {
            let place = found.place.map_or_else(|| "-".to_owned(), |place| (place + 1).to_string());
            self.missed.push(format!("{} {} {place:>2}  {}", name(set), question.language, question.text));
        }
        self.asked.entry((set, question.language)).or_default().push(found);
        Ok(())
    }
}

impl Sample {
    /// Asks, prints, and fails where a figure is below what is wanted.
    ///
    /// # Errors
    /// Fails when the sample cannot be imported or asked, and when a figure is below what is wanted.
    pub async fn run(self) -> Result<(), CommandError> {
        let judged = Judged::read(&self.sample.join("judged"))?;
        let messy = Messy::read(&self.sample.join("messy"))?;
        let loaded = Loaded::load(&self.sample, self.as_of).await?;
        if let Some(model) = &self.model {
            loaded.read(model).await?;
        }
        let report = self.measure(&loaded, &judged, &messy).await?;
        match self.format {
            Format::Json => print(&format!("{:#}\n", report.to_json()))?,
            Format::Text => print(&report.to_string())?,
        }
        if self.without_thresholds { Ok(()) } else { self.judge(&report) }
    }

    async fn measure(&self, loaded: &Loaded, judged: &Judged, messy: &[Messy]) -> Result<Report, CommandError> {
        let mut asking =
            Questioning { as_of: self.as_of, loaded, told_by: loaded.told_by().await?, asked: Asked::new(), missed: Vec::new() };
        for question in &judged.questions {
            let set = if matches!(question.wanted, Wanted::Line(_)) { Set::Goods } else { Set::Questions };
            asking.ask(set, question).await?;
            if set == Set::Questions && question.language != Language::EN {
                asking.ask(Set::Across, question).await?;
            }
        }
        for both in messy {
            asking.ask(Set::Clean, &both.clean).await?;
            asking.ask(Set::Messy, &both.messy).await?;
        }
        for question in &judged.unanswerable {
            asking.ask(Set::Unanswerable, question).await?;
        }
        let missed = if self.missed { asking.missed } else { Vec::new() };
        Ok(Report::of(&asking.asked, missed))
    }

    fn judge(&self, report: &Report) -> Result<(), CommandError> {
        let thresholds: Thresholds =
            toml::from_str(THRESHOLDS).map_err(CommandError::at("could not read what is wanted at least"))?;
        let minima = if self.model.is_some() { &thresholds.words_and_meaning } else { &thresholds.words };
        let mut short = report.below(minima);
        short.extend(report.miscalibrated(&thresholds.calibration_error_max));
        if short.is_empty() { Ok(()) } else { Err(CommandError::new(format!("below what is wanted: {}", short.join("; ")))) }
    }
}

impl Report {
    fn of(asked: &Asked, missed: Vec<String>) -> Report {
        let of_sets = |sets: &'static [Set]| asked.iter().filter(move |((set, _), _)| sets.contains(set));
        let sureness = of_sets(&[Set::Questions, Set::Unanswerable]);
        let figures = of_sets(&[Set::Questions, Set::Goods, Set::Across, Set::Clean, Set::Messy]);
        // Who judged goods said nothing of texts, and who judged texts nothing of lines.
        let calibration = |sets: &'static [Set], nomenclature: bool| {
            let hits = of_sets(sets).flat_map(|(_, found)| found).flat_map(|found| found.hits.iter().take(CALIBRATED_HITS));
            let judged = hits.filter(|hit| hit.nomenclature == nomenclature && hit.confidence != Confidence::CERTAIN);
            let judged: Vec<_> = judged.map(|hit| (hit.confidence, hit.right)).collect();
            (calibration_error(&judged), judged.len())
        };
        let lines = calibration(&[Set::Goods], true);
        let texts = calibration(&[Set::Questions, Set::Unanswerable], false);
        Report {
            figures: figures.map(|(key, found)| (*key, Figures::of(found))).collect(),
            sureness: sureness
                .map(|((set, language), found)| ((*set == Set::Questions, *language), Sureness::of(found)))
                .collect(),
            calibration: BTreeMap::from([("lines", lines), ("texts", texts)]),
            missed,
        }
    }

    fn below(&self, minima: &Minima) -> Vec<String> {
        let mut short = Vec::new();
        for (set, measures) in minima {
            for (measure, languages) in measures {
                for (language, least) in languages {
                    let found = self.figures.get(&(*set, *language)).map_or(0.0, |figures| figures.mean(*measure));
                    if found < *least {
                        short.push(format!("{} {language} has {measure:?} {found:.3} where {least:.3} is wanted", name(*set)));
                    }
                }
            }
        }
        short
    }

    fn miscalibrated(&self, error_max: &BTreeMap<String, f64>) -> Vec<String> {
        let off = self.calibration.iter().filter(|(kind, (error, _))| error_max.get(**kind).is_some_and(|max| error > max));
        off.map(|(kind, (error, _))| format!("the confidence of {kind} is off by {error:.3} on average")).collect()
    }

    fn to_json(&self) -> serde_json::Value {
        let figures: BTreeMap<String, &Figures> =
            self.figures.iter().map(|((set, language), figures)| (format!("{}_{language}", name(*set)), figures)).collect();
        let sureness = |answerable: bool| -> BTreeMap<&str, Sureness> {
            let of_kind = self.sureness.iter().filter(|((kind, _), _)| *kind == answerable);
            of_kind.map(|((_, language), sureness)| (language.as_str(), *sureness)).collect()
        };
        json!({
            "figures": figures,
            "first_hit": { "answerable": sureness(true), "unanswerable": sureness(false) },
            "calibration": self.calibration,
            "missed": self.missed,
        })
    }
}

impl Figures {
    fn of(found: &[Found]) -> Figures {
        let scores: Vec<Scores> = found.iter().map(|found| Scores::of_place(found.place)).collect();
        let figure = |value: fn(&Scores) -> f64| Figure::of(&scores.iter().map(value).collect::<Vec<_>>());
        Figures {
            queries: found.len(),
            recall1: figure(|scores| scores.recall1),
            recall5: figure(|scores| scores.recall5),
            recall10: figure(|scores| scores.recall10),
            mrr10: figure(|scores| scores.mrr10),
            ndcg10: figure(|scores| scores.ndcg10),
        }
    }

    fn mean(&self, measure: Measure) -> f64 {
        match measure {
            Measure::Recall1 => self.recall1.mean,
            Measure::Recall5 => self.recall5.mean,
            Measure::Recall10 => self.recall10.mean,
            Measure::Mrr10 => self.mrr10.mean,
            Measure::Ndcg10 => self.ndcg10.mean,
        }
    }
}

impl Sureness {
    fn of(found: &[Found]) -> Sureness {
        let mut sureness = Sureness::default();
        for found in found {
            *match found.hits.first().map(|hit| hit.confidence.strength()) {
                Some(Strength::Strong) => &mut sureness.strong,
                Some(Strength::Good) => &mut sureness.good,
                Some(Strength::Possible) => &mut sureness.possible,
                None => &mut sureness.nothing,
            } += 1;
        }
        sureness
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(formatter, "set             n     R@1    R@5   R@10  MRR@10 (95 %)            nDCG@10")?;
        for ((set, language), figures) in &self.figures {
            let Figures { queries, recall1, recall5, recall10, mrr10, ndcg10 } = figures;
            writeln!(
                formatter,
                "{:<10}{language:<4}{queries:>4}  {:>6.3} {:>6.3} {:>6.3}  {:.3} ({:.3} to {:.3})  {:>6.3}",
                name(*set),
                recall1.mean,
                recall5.mean,
                recall10.mean,
                mrr10.mean,
                mrr10.low,
                mrr10.high,
                ndcg10.mean
            )?;
        }
        writeln!(formatter, "\nlost in a hurry   R@5  MRR@10")?;
        for ((_, language), messy) in self.figures.iter().filter(|((set, _), _)| *set == Set::Messy) {
            if let Some(clean) = self.figures.get(&(Set::Clean, *language)) {
                let (recall, rank) = (clean.recall5.mean - messy.recall5.mean, clean.mrr10.mean - messy.mrr10.mean);
                writeln!(formatter, "{language:<14} {recall:>6.3}  {rank:>6.3}")?;
            }
        }
        writeln!(formatter, "\nfirst hit           strong  good  possible  nothing")?;
        for ((answerable, language), Sureness { strong, good, possible, nothing }) in &self.sureness {
            let kind = if *answerable { "answerable" } else { "unanswerable" };
            writeln!(formatter, "{kind:<14}{language:<4}  {strong:>6}  {good:>4}  {possible:>8}  {nothing:>7}")?;
        }
        writeln!(formatter)?;
        for (kind, (error, hits)) in &self.calibration {
            writeln!(formatter, "confidence of {kind}: expected calibration error {error:.3} on {hits} hits")?;
        }
        self.missed.iter().try_for_each(|missed| writeln!(formatter, "{missed}"))
    }
}

fn name(set: Set) -> &'static str {
    ["questions", "goods", "across", "clean", "messy", "unanswerable"][set as usize]
}
