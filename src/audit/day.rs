//! The trees of days, grown while the links of a chain pass by in order. Rules only.

use std::collections::BTreeMap;

use jiff::civil::Date;
use vocabulary::Timestamp;

use super::{chain::day_of, digest::Digest, head::DayRoot, merkle::Tree};

/// How many days one head names: more pass without a head only where nothing serves for a year.
const DAYS_A_HEAD_MAX: usize = 366;

/// The trees of the days that passed by.
#[derive(Clone, Debug, Default)]
pub struct Days {
    ended: BTreeMap<Date, DayRoot>,
    growing: Option<(Date, i64, Tree)>,
}

impl Days {
    /// Takes the hash of the next link.
    pub fn push(&mut self, sequence: i64, at: Timestamp, hash: Digest) {
        let day = day_of(at);
        match &mut self.growing {
            Some((growing, _, tree)) if *growing == day => tree.push(hash),
            _ => {
                self.ended.extend(self.today().map(|root| (root.day, root)));
                let mut tree = Tree::default();
                tree.push(hash);
                self.growing = Some((day, sequence, tree));
            }
        }
    }

    /// Returns the tree of a day as far as it has grown.
    pub fn day(&self, day: Date) -> Option<DayRoot> {
        self.today().filter(|root| root.day == day).or_else(|| self.ended.get(&day).copied())
    }

    /// Returns all trees, the oldest first; of more than a year of them, those of the last.
    pub fn roots(&self) -> Vec<DayRoot> {
        let mut roots: Vec<DayRoot> = self.ended.values().copied().chain(self.today()).collect();
        roots.drain(..roots.len().saturating_sub(DAYS_A_HEAD_MAX));
        roots
    }

    fn today(&self) -> Option<DayRoot> {
        let (day, first, tree) = self.growing.as_ref()?;
        Some(DayRoot { day: *day, first: *first, count: tree.count(), root: tree.root() })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn each_day_has_a_tree_of_its_own() {
        let mut days = Days::default();
        for (sequence, at) in [(7, "2026-06-15T12:00:00Z"), (8, "2026-06-15T23:59:59Z"), (9, "2026-06-17T00:00:00Z")] {
            days.push(sequence, at.parse().expect("an instant"), Digest::ZERO);
        }
        let roots: Vec<_> = days.roots().iter().map(|root| (root.day, root.first, root.count)).collect();
        assert_eq!(roots, [(date(2026, 6, 15), 7, 2), (date(2026, 6, 17), 9, 1)]);
        assert_eq!(days.day(date(2026, 6, 15)).map(|root| root.count), Some(2));
        assert_eq!(days.day(date(2026, 6, 16)), None);
    }
}
