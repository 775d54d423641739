//! Two runs over the same queries, compared pair by pair.

use std::fmt;

use serde_json::Value;

use super::{measure::Figure, report::Report};

/// How a run differs from one that was saved.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// Track by track, for those that both have.
    pub tracks: Vec<Difference>,
}

/// How one track differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The track.
    pub track: String,
    /// How much nDCG@10 rose, over the queries both runs have.
    pub ndcg10: Figure,
    /// How many queries got better.
    pub better: usize,
    /// How many got worse.
    pub worse: usize,
}

impl Difference {
    /// Says whether the track is worse beyond doubt: the whole interval lies below nothing.
    pub fn is_worse(&self) -> bool {
        self.ndcg10.high < 0.0
    }
}

impl Comparison {
    pub(super) fn of(report: &Report, saved: &Value) -> Comparison {
        let mut comparison = Comparison::default();
        for (name, track) in &report.tracks {
            let before = &saved[name]["per_query"];
            let pairs = track.per_query.iter().filter_map(|(query, now)| Some(now.ndcg10 - before[query]["ndcg10"].as_f64()?));
            let differences: Vec<f64> = pairs.collect();
            if !differences.is_empty() {
                comparison.tracks.push(Difference {
                    track: name.clone(),
                    ndcg10: Figure::of(&differences),
                    better: differences.iter().filter(|difference| **difference > 1e-9).count(),
                    worse: differences.iter().filter(|difference| **difference < -1e-9).count(),
                });
            }
        }
        comparison
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Difference { track, ndcg10, better, worse } in &self.tracks {
            let verdict = if ndcg10.low > 0.0 {
                "better"
            } else if ndcg10.high < 0.0 {
                "worse"
            } else {
                "no clear difference"
            };
            let (mean, low, high) = (ndcg10.mean, ndcg10.low, ndcg10.high);
            writeln!(formatter, "{track:<16} {mean:+.4} ({low:+.4} to {high:+.4})  {better} up, {worse} down: {verdict}")?;
        }
        Ok(())
    }
}
