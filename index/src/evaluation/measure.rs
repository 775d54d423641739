//! The arithmetic of relevance: nDCG, recall and reciprocal rank, with bootstrap intervals.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use serde::Serialize;

use super::{EvaluationError, random::Random, read_text, report::TrackReport};

/// How far down the list counts.
const DEPTH: usize = 10;

/// How often the queries are drawn anew for an interval.
const RESAMPLES: usize = 1_000;

/// At which level documents are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The document itself.
    Document,
    /// Its HS heading; a judgement of a whole chapter counts once.
    Heading,
    /// Its HS subheading.
    Subheading,
}

/// The figures of one query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    /// Normalised discounted cumulative gain of the first ten, gain 2^grade - 1.
    pub ndcg10: f64,
    /// Whether the first hit is right.
    pub recall1: f64,
    /// The share of what is right among the first five.
    pub recall5: f64,
    /// The share of what is right among the first ten.
    pub recall10: f64,
    /// One by the rank of the first right hit of ten.
    pub mrr10: f64,
}

/// A mean with its 95 % bootstrap interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figure {
    /// The mean over the queries.
    pub mean: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Scores {
    /// Returns the figures of a query that one document answers: the one in `place`, from 0, or none that was found.
    pub fn of_place(place: Option<usize>) -> Scores {
        let place = place.filter(|place| *place < DEPTH);
        let found_in = |depth: usize| f64::from(u8::from(place.is_some_and(|place| place < depth)));
        Scores {
            ndcg10: place.map_or(0.0, |place| 1.0 / (place as f64 + 2.0).log2()),
            recall1: found_in(1),
            recall5: found_in(5),
            recall10: found_in(10),
            mrr10: place.map_or(0.0, |place| 1.0 / (place as f64 + 1.0)),
        }
    }
}

impl Figure {
    /// Returns the mean of values and its interval. The draws are seeded, so the same values give the same interval.
    pub fn of(values: &[f64]) -> Figure {
        let mean = |sum: f64| sum / values.len().max(1) as f64;
        let mut random = Random::new(0x2026_1122);
        let mut means: Vec<f64> =
            (0..RESAMPLES).map(|_| mean((0..values.len()).map(|_| values[random.below(values.len())]).sum())).collect();
        means.sort_unstable_by(f64::total_cmp);
        let (low, high) = (means[RESAMPLES / 40], means[RESAMPLES - 1 - RESAMPLES / 40]);
        Figure { mean: mean(values.iter().sum()), low, high }
    }
}

pub(super) type Grades = BTreeMap<String, u32>;

/// Reads judgements in TREC form: query, 0, document, grade.
pub(super) fn read_judgements(path: &Path) -> Result<BTreeMap<String, Grades>, EvaluationError> {
    let mut judgements: BTreeMap<String, Grades> = BTreeMap::new();
    for line in read_text(path)?.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        if let [query, _, document, grade] = fields[..] {
            let grade = grade.parse().map_err(|_| EvaluationError::Format { path: path.to_owned(), reason: line.to_owned() })?;
            judgements.entry(query.to_owned()).or_default().insert(document.to_owned(), grade);
        }
    }
    Ok(judgements)
}

/// The levels a track is judged at.
pub(super) fn levels(track: &str) -> &'static [Level] {
    if track.starts_with("hs_") { &[Level::Heading, Level::Subheading] } else { &[Level::Document] }
}

/// Measures a track at a level, or `None` where nothing is judged there.
pub(super) fn track(
    name: &str,
    level: Level,
    judgements: &BTreeMap<String, Grades>,
    found: &HashMap<String, Vec<String>>,
    milliseconds: &[f64],
) -> Option<TrackReport> {
    let mut per_query = BTreeMap::new();
    for (query, grades) in judgements {
        let grades = at_level(grades, level);
        if grades.is_empty() {
            continue;
        }
        let documents = found.get(query).map_or(&[][..], Vec::as_slice);
        per_query.insert(query.clone(), scores(&collapsed(documents, &grades, level), &grades));
    }
    if per_query.is_empty() {
        return None;
    }
    let name = if level == Level::Subheading { format!("{name}@6") } else { name.to_owned() };
    Some(TrackReport::new(name, per_query, milliseconds))
}

/// Says whether a document was judged right.
pub(super) fn is_right(document: &str, grades: &Grades, level: Level) -> bool {
    let grades = at_level(grades, level);
    collapsed(&[document.to_owned()], &grades, level).iter().any(|name| grades.get(name).is_some_and(|grade| *grade > 0))
}

fn at_level(grades: &Grades, level: Level) -> Grades {
    let judged = |document: &str| match level {
        Level::Document => true,
        Level::Heading => document.starts_with("hs4:") || document.starts_with("hs2:"),
        Level::Subheading => document.starts_with("hs6:"),
    };
    grades.iter().filter(|(document, _)| judged(document)).map(|(document, grade)| (document.clone(), *grade)).collect()
}

/// The documents by the names they are judged under, each once.
fn collapsed(documents: &[String], grades: &Grades, level: Level) -> Vec<String> {
    let mut collapsed: Vec<String> = Vec::new();
    for document in documents {
        let digits: String = document.chars().filter(char::is_ascii_digit).collect();
        let name = match level {
            Level::Document => document.clone(),
            Level::Subheading => format!("hs6:{}", first(&digits, 6)),
            Level::Heading => {
                let (heading, chapter) = (format!("hs4:{}", first(&digits, 4)), format!("hs2:{}", first(&digits, 2)));
                if !grades.contains_key(&heading) && grades.contains_key(&chapter) { chapter } else { heading }
            }
        };
        if !collapsed.contains(&name) {
            collapsed.push(name);
        }
    }
    collapsed
}

fn first(digits: &str, count: usize) -> &str {
    &digits[..count.min(digits.len())]
}

fn scores(ranked: &[String], grades: &Grades) -> Scores {
    let right: BTreeMap<&String, u32> =
        grades.iter().filter(|(_, grade)| **grade > 0).map(|(name, grade)| (name, *grade)).collect();
    if right.is_empty() {
        return Scores::default();
    }
    let gain = |grade: u32| 2f64.powi(grade as i32) - 1.0;
    let discounted = |rank: usize, grade: u32| gain(grade) / (rank as f64 + 2.0).log2();
    let top = &ranked[..ranked.len().min(DEPTH)];
    let found: f64 =
        top.iter().enumerate().filter_map(|(rank, name)| right.get(name).map(|grade| discounted(rank, *grade))).sum();
    let mut grades: Vec<u32> = right.values().copied().collect();
    grades.sort_unstable_by(|a, b| b.cmp(a));
    let ideal: f64 = grades.iter().take(DEPTH).enumerate().map(|(rank, grade)| discounted(rank, *grade)).sum();
    let recall = |depth: usize| {
        let hits = ranked.iter().take(depth).filter(|name| right.contains_key(name)).count();
        hits as f64 / right.len().min(depth) as f64
    };
    let first_right = top.iter().position(|name| right.contains_key(name));
    Scores {
        ndcg10: found / ideal,
        recall1: recall(1),
        recall5: recall(5),
        recall10: recall(10),
        mrr10: first_right.map_or(0.0, |rank| 1.0 / (rank as f64 + 1.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grades(pairs: &[(&str, u32)]) -> Grades {
        pairs.iter().map(|(name, grade)| ((*name).to_owned(), *grade)).collect()
    }

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_right_hit_in_second_place_is_worth_less() {
        let grades = grades(&[("a", 1)]);
        assert_eq!(scores(&names(&["a", "b"]), &grades).ndcg10, 1.0);
        let second = scores(&names(&["b", "a"]), &grades);
        assert!((second.ndcg10 - 1.0 / 3f64.log2()).abs() < 1e-12);
        assert_eq!((second.mrr10, second.recall1, second.recall10), (0.5, 0.0, 1.0));
    }

    #[test]
    fn one_right_answer_is_worth_what_its_place_is() {
        let grades = grades(&[("a", 1)]);
        for list in [&["a", "b"][..], &["b", "a"], &["b", "c", "d", "e", "f", "a"], &["b"]] {
            let place = list.iter().position(|name| *name == "a");
            assert_eq!(Scores::of_place(place), scores(&names(list), &grades), "{list:?}");
        }
        assert_eq!(Scores::of_place(Some(DEPTH)), Scores::of_place(None));
    }

    #[test]
    fn lines_of_one_heading_count_once_and_a_chapter_for_all_its_headings() {
        let found = names(&["0901210000", "0901220000", "0902100000", "0902200000"]);
        assert_eq!(collapsed(&found, &grades(&[("hs4:0902", 1)]), Level::Heading), ["hs4:0901", "hs4:0902"]);
        assert_eq!(collapsed(&found, &grades(&[("hs2:09", 1)]), Level::Heading), ["hs2:09"]);
    }

    #[test]
    fn an_interval_holds_its_mean_and_is_the_same_each_time() {
        let values: Vec<f64> = (0..200).map(|at| f64::from(at % 3)).collect();
        let interval = Figure::of(&values);
        assert!(interval.low < interval.mean && interval.mean < interval.high);
        assert_eq!(interval, Figure::of(&values));
    }
}
