//! What a measurement says, for people and for programs.

use std::{collections::BTreeMap, fmt};

use serde_json::{Value, json};

use super::{
    Options,
    compare::Comparison,
    measure::{Figure, Scores},
    settings::Settings,
};

/// What was measured.
#[derive(Clone, Debug)]
pub struct Report {
    /// The split of the set.
    pub split: String,
    /// The tracks, by name.
    pub tracks: BTreeMap<String, TrackReport>,
    /// What else there is to say: references, build rates.
    pub notes: Vec<String>,
    /// The expected calibration error of the confidence, of goods and of texts.
    pub errors: BTreeMap<String, f64>,
    settings: Settings,
}

/// The figures of one track.
#[derive(Clone, Debug)]
pub struct TrackReport {
    /// Its name.
    pub name: String,
    /// nDCG@10.
    pub ndcg10: Figure,
    /// The share of first hits that are right.
    pub recall1: Figure,
    /// Recall among the first five.
    pub recall5: Figure,
    /// Recall among the first ten.
    pub recall10: Figure,
    /// Mean reciprocal rank of ten.
    pub mrr10: Figure,
    /// Half of the queries took no longer, in milliseconds.
    pub ms_p50: f64,
    /// 95 of 100 queries took no longer, in milliseconds.
    pub ms_p95: f64,
    /// The figures of each query, for comparison.
    pub per_query: BTreeMap<String, Scores>,
}

/// A track below its threshold.
#[derive(Clone, Debug, PartialEq)]
pub struct Shortfall {
    /// The track.
    pub track: String,
    /// Its nDCG@10.
    pub ndcg10: f64,
    /// What it should be at least.
    pub threshold: f64,
}

impl Report {
    pub(super) fn new(split: &str, options: &Options) -> Report {
        Report {
            split: split.to_owned(),
            tracks: BTreeMap::new(),
            notes: Vec::new(),
            errors: BTreeMap::new(),
            settings: options.settings.clone(),
        }
    }

    pub(super) fn add(&mut self, tracks: Vec<TrackReport>) {
        self.tracks.extend(tracks.into_iter().map(|track| (track.name.clone(), track)));
    }

    /// Adds tracks whose queries were misspelt, under names of their own.
    pub(super) fn add_misspelt(&mut self, tracks: Vec<TrackReport>) {
        self.add(tracks.into_iter().map(|track| TrackReport { name: misspelt(&track.name), ..track }).collect());
    }

    pub(super) fn built(&mut self, corpus: &str, documents: usize, seconds: f64) {
        let rate = documents as f64 / seconds;
        self.notes.push(format!("{corpus}: {documents} documents indexed in {seconds:.2} s ({rate:.0} a second)"));
    }

    /// Notes how honest the confidence of hits is, and the curve that would be.
    pub(super) fn calibrated(&mut self, name: &str, error: f64, curve: &[(f32, u16)], hits: usize) {
        if hits > 0 {
            self.notes
                .push(format!("confidence of {name}: expected calibration error {error:.3} on {hits} hits; curve {curve:?}"));
            self.errors.insert(name.to_owned(), error);
        }
    }

    /// Returns the tracks below their thresholds.
    pub fn below_thresholds(&self) -> Vec<Shortfall> {
        let Settings { thresholds, misspelt: costs, .. } = &self.settings;
        let wanted = thresholds.iter().map(|(track, threshold)| (track.clone(), *threshold));
        let misspelt =
            costs.iter().filter_map(|(track, cost)| Some((misspelt(track), self.tracks.get(track)?.ndcg10.mean - cost)));
        let below = |(track, threshold): (String, f64)| {
            let ndcg10 = self.tracks.get(&track)?.ndcg10.mean;
            (ndcg10 < threshold).then_some(Shortfall { track, ndcg10, threshold })
        };
        wanted.chain(misspelt).filter_map(below).collect()
    }

    /// Returns the expected calibration errors that are too large.
    pub fn miscalibrated(&self) -> Vec<(&str, f64)> {
        let error_max = self.settings.calibration_error_max.unwrap_or(1.0);
        self.errors.iter().filter(|(_, error)| **error > error_max).map(|(name, error)| (name.as_str(), *error)).collect()
    }

    /// Returns all figures, those of each query under `per_query`, in the form that [`Report::compare`] reads.
    pub fn to_json(&self) -> Value {
        let tracks = self.tracks.iter().map(|(name, track)| (name.clone(), track.to_json()));
        Value::Object(tracks.collect())
    }

    /// Compares with a run that was saved, query by query.
    pub fn compare(&self, saved: &Value) -> Comparison {
        Comparison::of(self, saved)
    }
}

/// The name of a track whose queries were misspelt.
fn misspelt(track: &str) -> String {
    format!("{track}~")
}

impl TrackReport {
    pub(super) fn new(name: String, per_query: BTreeMap<String, Scores>, milliseconds: &[f64]) -> TrackReport {
        let of = |value: fn(&Scores) -> f64| Figure::of(&per_query.values().map(value).collect::<Vec<_>>());
        let mut sorted = milliseconds.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let quantile = |share: f64| sorted.get((sorted.len() as f64 * share) as usize).copied().unwrap_or(0.0);
        TrackReport {
            name,
            ndcg10: of(|scores| scores.ndcg10),
            recall1: of(|scores| scores.recall1),
            recall5: of(|scores| scores.recall5),
            recall10: of(|scores| scores.recall10),
            mrr10: of(|scores| scores.mrr10),
            ms_p50: quantile(0.5),
            ms_p95: quantile(0.95),
            per_query,
        }
    }

    fn to_json(&self) -> Value {
        let interval = |figure: &Figure| json!([figure.low, figure.high]);
        json!({
            "queries": self.per_query.len(),
            "ndcg10": self.ndcg10.mean, "ndcg10_interval": interval(&self.ndcg10),
            "recall1": self.recall1.mean, "recall1_interval": interval(&self.recall1),
            "recall5": self.recall5.mean, "recall5_interval": interval(&self.recall5),
            "recall10": self.recall10.mean, "recall10_interval": interval(&self.recall10),
            "mrr10": self.mrr10.mean, "mrr10_interval": interval(&self.mrr10),
            "ms_p50": self.ms_p50, "ms_p95": self.ms_p95,
            "per_query": self.per_query,
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "{:<16}{:>6}  {:<24}{:>7}{:>7}{:>7}{:>8}{:>9}{:>9}",
            "track", "n", "nDCG@10 (95 %)", "R@1", "R@5", "R@10", "MRR@10", "p50 ms", "p95 ms"
        )?;
        for (name, track) in &self.tracks {
            let ndcg = format!("{:.3} ({:.3} to {:.3})", track.ndcg10.mean, track.ndcg10.low, track.ndcg10.high);
            writeln!(
                formatter,
                "{name:<16}{:>6}  {ndcg:<24}{:>7.3}{:>7.3}{:>7.3}{:>8.3}{:>9.3}{:>9.3}",
                track.per_query.len(),
                track.recall1.mean,
                track.recall5.mean,
                track.recall10.mean,
                track.mrr10.mean,
                track.ms_p50,
                track.ms_p95
            )?;
        }
        for note in &self.notes {
            writeln!(formatter, "{note}")?;
        }
        for short in self.below_thresholds() {
            writeln!(formatter, "{}: {:.3} is below {:.3}", short.track, short.ndcg10, short.threshold)?;
        }
        Ok(())
    }
}
