//! What each caller asked for lately, in memory, of as many callers as there is room for.

use std::{
    convert::Infallible,
    hash::Hash,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use quick_cache::sync::Cache;

use super::rate::Rate;

/// The instants at which callers have their whole allowance again, by key. When it is full, keys that were not seen for long are
/// forgotten, which gives them their whole allowance: nobody suffers by the crowd.
pub struct Tally<K> {
    held: Cache<K, Arc<AtomicI64>>,
}

/// The count of one key.
pub struct Counter(Arc<AtomicI64>);

impl<K: Hash + Eq + Clone> Tally<K> {
    /// Makes room for `keys_max` keys, about a hundred bytes each.
    pub fn of(keys_max: usize) -> Tally<K> {
        Tally { held: Cache::new(keys_max) }
    }

    /// Returns the count of a key.
    pub fn counter(&self, key: &K) -> Counter {
        if let Some(counter) = self.held.get(key) {
            return Counter(counter);
        }
        let Ok(counter) = self.held.get_or_insert_with(key, || Ok::<_, Infallible>(Arc::new(AtomicI64::new(i64::MIN))));
        Counter(counter)
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.held.len()
    }
}

impl Counter {
    /// Says whether so many operations fit, or after how many seconds they do. Counts nothing.
    pub fn fits(&self, rate: Rate, count: u16, now: i64) -> Result<(), u64> {
        rate.count(self.0.load(Ordering::Relaxed), count, now).map(drop)
    }

    /// Counts them, if they fit still: however many threads ask at once, no more pass than may.
    pub fn count(&self, rate: Rate, count: u16, now: i64) -> Result<i64, u64> {
        let mut whole_at = self.0.load(Ordering::Relaxed);
        loop {
            let next = rate.count(whole_at, count, now)?;
            match self.0.compare_exchange_weak(whole_at, next, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return Ok(next),
                Err(found) => whole_at = found,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_many_come_there_is_room_for_so_many() {
        let tally = Tally::of(1_000);
        for key in 0..50_000_u32 {
            assert!(tally.counter(&key).count(Rate::per_minute(10), 1, 0).is_ok());
        }
        assert!((900..=1_000).contains(&tally.len()), "{}", tally.len());
    }

    #[test]
    fn threads_that_ask_at_once_get_no_more_than_one() {
        let tally = Tally::of(10);
        let passed: usize = std::thread::scope(|scope| {
            let ask = || (0..1_000).filter(|_| tally.counter(&1).count(Rate::per_minute(500), 1, 0).is_ok()).count();
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
            threads.into_iter().map(|thread| thread.join().expect("no thread panics")).sum()
        });
        assert_eq!(passed, 500);
    }
}
