//! What was counted since the database last heard of it, in memory and bounded. Rules only.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use arc_swap::ArcSwap;
use index::SynonymId;

use super::phrase::{Counts, Outcome, Phrase};

/// The counts of this process.
pub struct Tally {
    /// Replaced only when a rule is used for the first time; counting takes no lock.
    synonyms: ArcSwap<HashMap<SynonymId, Arc<AtomicU64>>>,
    phrases: Mutex<HashMap<Phrase, Counts>>,
    phrases_max: usize,
}

/// What was taken out of a tally, in the order of its keys: replicas that store theirs at once then never wait for one another in a
/// circle.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// How often each rule was used.
    pub synonyms: Vec<(SynonymId, u64)>,
    /// How often each phrase was searched.
    pub phrases: Vec<(Phrase, Counts)>,
}

impl Tally {
    /// Makes a tally that holds at most `phrases_max` different phrases; more are let go.
    pub fn new(phrases_max: usize) -> Tally {
        Tally { synonyms: ArcSwap::default(), phrases: Mutex::default(), phrases_max }
    }

    /// Counts that a rule rewrote a query.
    pub fn count_synonym(&self, id: SynonymId) {
        self.add_synonym(id, 1);
    }

    /// Counts that a phrase was searched.
    pub fn count_phrase(&self, phrase: Phrase, outcome: Outcome) {
        let mut once = Counts::default();
        once.count(outcome);
        self.add_phrases([(phrase, once)]);
    }

    /// Takes everything that was counted.
    pub fn take(&self) -> Taken {
        let counted = self.synonyms.load();
        let mut synonyms: Vec<_> = counted.iter().map(|(id, count)| (*id, count.swap(0, Ordering::Relaxed))).collect();
        synonyms.retain(|(_, count)| *count > 0);
        synonyms.sort_unstable();
        let phrases = std::mem::take(&mut *self.phrases.lock().unwrap_or_else(PoisonError::into_inner));
        let mut phrases: Vec<_> = phrases.into_iter().collect();
        phrases.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        Taken { synonyms, phrases }
    }

    /// Puts back what could not be stored, as far as there is room.
    pub fn put_back(&self, taken: Taken) {
        for (id, count) in taken.synonyms {
            self.add_synonym(id, count);
        }
        self.add_phrases(taken.phrases);
    }

    fn add_synonym(&self, id: SynonymId, count: u64) {
        let add = |known: &HashMap<SynonymId, Arc<AtomicU64>>| {
            known.get(&id).map(|counted| counted.fetch_add(count, Ordering::Relaxed)).is_some()
        };
        if add(&self.synonyms.load()) {
            return;
        }
        self.synonyms.rcu(|known| {
            let mut known = HashMap::clone(known);
            known.entry(id).or_default();
            known
        });
        add(&self.synonyms.load());
    }

    fn add_phrases(&self, counted: impl IntoIterator<Item = (Phrase, Counts)>) {
        let mut phrases = self.phrases.lock().unwrap_or_else(PoisonError::into_inner);
        for (phrase, counts) in counted {
            let is_full = phrases.len() >= self.phrases_max;
            match phrases.entry(phrase) {
                Entry::Occupied(mut known) => known.get_mut().add(counts),
                Entry::Vacant(new) if !is_full => drop(new.insert(counts)),
                Entry::Vacant(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use vocabulary::Language;

    use super::*;

    fn phrase(text: &str) -> Phrase {
        Phrase::of(text, Language::EN).expect("a phrase that may be kept")
    }

    #[test]
    fn what_is_taken_is_counted_once() {
        let tally = Tally::new(10);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..100).for_each(|id| tally.count_synonym(SynonymId(id % 2))));
            }
        });
        assert_eq!(tally.take().synonyms, [(SynonymId(0), 200), (SynonymId(1), 200)]);
        assert_eq!(tally.take(), Taken::default());
    }

    #[test]
    fn what_could_not_be_stored_is_counted_again_later() {
        let tally = Tally::new(10);
        tally.count_phrase(phrase("rice"), Outcome::Nothing);
        tally.count_synonym(SynonymId(1));
        tally.put_back(tally.take());
        tally.count_phrase(phrase("Rice"), Outcome::Answered);
        let Taken { synonyms, phrases } = tally.take();
        assert_eq!(synonyms, [(SynonymId(1), 1)]);
        assert_eq!(phrases, [(phrase("rice"), Counts { searches: 2, unanswered: 1, elsewhere: 0 })]);
    }

    #[test]
    fn a_flood_of_new_phrases_takes_no_more_room() {
        let tally = Tally::new(2);
        for text in ["rice", "tea", "coffee", "rice"] {
            tally.count_phrase(phrase(text), Outcome::Answered);
        }
        let counted: Vec<(String, u64)> =
            tally.take().phrases.into_iter().map(|(phrase, counts)| (phrase.text, counts.searches)).collect();
        assert_eq!(counted, [("rice".to_owned(), 2), ("tea".to_owned(), 1)]);
    }
}
