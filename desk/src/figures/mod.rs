//! How long replies took, and how often promises were broken: exact, with intervals, and silent about small groups. Rows DESK-M12, N5.
//!
//! Shares are in hundredths of a percent; durations are those of enquiries, never averages of two.

mod interval;

use std::collections::BTreeMap;

use vocabulary::Language;

use interval::{interval_of_share, ranks_around};

use crate::{
    clock::{Clock, End, Metric, Promise},
    minutes::Minutes,
    name::{Complexity, Topic},
    policy::Matter,
};

/// The smallest group of which anything is told: in a smaller one, somebody could be recognised.
pub const GROUP_MIN: usize = 5;

/// One enquiry, as far as figures are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it is about.
    pub topic: Topic,
    /// How much work it is.
    pub complexity: Complexity,
    /// The language the asker wrote in.
    pub language: Language,
    /// How long the first reply took; nothing where there was none.
    pub first_reply: Option<Minutes>,
    /// How long it took until it was closed, over all reopenings; nothing while it is open.
    pub resolution: Option<Minutes>,
    /// Whether any promise was broken.
    pub breached: bool,
    /// Whether it was reopened.
    pub reopened: bool,
}

/// What is told of each group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouped<K> {
    /// All together; nothing where they are fewer than [`GROUP_MIN`].
    pub all: Option<Figures>,
    /// Each group. Nothing of a small one, nor of the next smallest where the small ones could be worked out from the rest.
    pub groups: BTreeMap<K, Option<Figures>>,
}

/// The figures of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// How many enquiries.
    pub count: usize,
    /// How long the first reply took; nothing where fewer than [`GROUP_MIN`] have one.
    pub first_reply: Option<Spread>,
    /// How long it took until they were closed; nothing where fewer than [`GROUP_MIN`] are.
    pub resolution: Option<Spread>,
    /// How many had a promise broken.
    pub breached: Rate,
    /// How many were reopened.
    pub reopened: Rate,
}

/// How durations are spread. Each figure is the duration of one of them, by nearest rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// How many durations.
    pub count: usize,
    /// Half took no longer.
    pub median: Minutes,
    /// Between which durations the median of all such enquiries lies, with 95 % confidence.
    pub median_between: Between<Minutes>,
    /// Nine in ten took no longer.
    pub p90: Minutes,
    /// Between which durations that lies, with 95 % confidence.
    pub p90_between: Between<Minutes>,
}

/// A share of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub count: usize,
    /// Of how many.
    pub of: usize,
    /// The share, in hundredths of a percent, rounded to the nearest.
    pub basis_points: u16,
    /// Between which shares that of all such enquiries lies, with 95 % confidence, by Wilson's score.
    pub between: Between<u16>,
}

/// An interval. An end is missing where there are too few to name one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Between<T> {
    /// Not below this.
    pub low: Option<T>,
    /// Not above this.
    pub high: Option<T>,
}

impl Case {
    /// Makes the case of an enquiry.
    pub fn of(matter: &Matter, clock: &Clock) -> Case {
        let kept = |metric: &&Metric| matches!(metric.end, Some(End::Kept(_)));
        let first_reply = clock.metric(Promise::FirstReply).filter(kept).map(|metric| metric.spent);
        let is_closed = clock.metric(Promise::Resolution).is_some_and(|metric| kept(&metric));
        Case {
            topic: matter.topic.clone(),
            complexity: matter.complexity.clone(),
            language: matter.language,
            first_reply,
            resolution: is_closed.then_some(clock.spent),
            breached: clock.is_breached(),
            reopened: clock.reopened > 0,
        }
    }
}

/// Works out the figures of each group.
pub fn figures<K: Ord + Clone>(cases: &[Case], group: impl Fn(&Case) -> K) -> Grouped<K> {
    let mut members: BTreeMap<K, Vec<&Case>> = BTreeMap::new();
    for case in cases {
        members.entry(group(case)).or_default().push(case);
    }
    let shown = shown(members.iter().map(|(key, group)| (key.clone(), group.len())).collect());
    let all: Vec<&Case> = cases.iter().collect();
    let told = |(key, group): (K, Vec<&Case>)| {
        let is_shown = shown.contains(&key);
        (key, is_shown.then(|| Figures::of(&group)))
    };
    Grouped { all: (all.len() >= GROUP_MIN).then(|| Figures::of(&all)), groups: members.into_iter().map(told).collect() }
}

/// Returns the groups that are told of. What is kept back is at least [`GROUP_MIN`] enquiries together, or nothing: else the total would
/// give a small group away.
fn shown<K: Ord>(mut sizes: Vec<(K, usize)>) -> Vec<K> {
    sizes.sort_by_key(|(_, size)| *size);
    let small = sizes.partition_point(|(_, size)| *size < GROUP_MIN);
    let mut kept_back = small;
    let hidden = |kept_back: usize| sizes[..kept_back].iter().map(|(_, size)| size).sum::<usize>();
    if small > 0 && (small == 1 || hidden(small) < GROUP_MIN) {
        kept_back = (small + 1).min(sizes.len());
    }
    sizes.into_iter().skip(kept_back).map(|(key, _)| key).collect()
}

impl Figures {
    fn of(group: &[&Case]) -> Figures {
        let count_if = |wanted: fn(&Case) -> bool| Rate::of(group.iter().filter(|case| wanted(case)).count(), group.len());
        Figures {
            count: group.len(),
            first_reply: Spread::of(group.iter().filter_map(|case| case.first_reply).collect()),
            resolution: Spread::of(group.iter().filter_map(|case| case.resolution).collect()),
            breached: count_if(|case| case.breached),
            reopened: count_if(|case| case.reopened),
        }
    }
}

impl Spread {
    /// Returns how durations are spread; nothing where they are fewer than [`GROUP_MIN`].
    pub fn of(mut durations: Vec<Minutes>) -> Option<Spread> {
        if durations.len() < GROUP_MIN {
            return None;
        }
        durations.sort_unstable();
        let count = durations.len();
        let at = |rank: usize| durations[rank.clamp(1, count) - 1];
        let around = |percent: usize| {
            let (low, high) = ranks_around(count, percent);
            Between { low: low.map(at), high: high.map(at) }
        };
        Some(Spread {
            count,
            median: at(count.div_ceil(2)),
            median_between: around(50),
            p90: at((count * 90).div_ceil(100)),
            p90_between: around(90),
        })
    }
}

impl Rate {
    /// Returns the share of `count` in `of`; nothing of nothing is no share, and anything is possible.
    pub fn of(count: usize, of: usize) -> Rate {
        let (count, divisor) = (count.min(of), of.max(1));
        let basis_points = (count * BASIS * 2 + divisor) / (divisor * 2);
        let (low, high) = interval_of_share(count, of);
        Rate {
            count,
            of,
            basis_points: u16::try_from(basis_points).unwrap_or(u16::MAX),
            between: Between { low: Some(low), high: Some(high) },
        }
    }
}

/// Hundredths of a percent of a whole.
const BASIS: usize = 10_000;

/// Returns the groups whose median first reply is surely slower than that of all others together: their intervals do not meet. Row DESK-N5.
pub fn slower<K: Ord + Clone>(cases: &[Case], group: impl Fn(&Case) -> K) -> Vec<K> {
    let told = figures(cases, &group).groups;
    let is_slower = |key: &K| {
        let of = |wanted: bool| {
            let members = cases.iter().filter(|case| (group(case) == *key) == wanted);
            Spread::of(members.filter_map(|case| case.first_reply).collect()).map(|spread| spread.median_between)
        };
        match (of(true), of(false)) {
            (Some(Between { low: Some(low), .. }), Some(Between { high: Some(high), .. })) => low > high,
            _ => false,
        }
    };
    told.into_iter().filter(|(_, figures)| figures.is_some()).map(|(key, _)| key).filter(is_slower).collect()
}
