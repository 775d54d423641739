//! What was shown lately: a proof is good once. Bounded, and forgetting nothing that could be shown again.

use std::{
    collections::{HashSet, VecDeque},
    sync::Mutex,
};

use vocabulary::Timestamp;

/// A memory of names, each until it could not be used any more.
pub struct Memory {
    names_max: usize,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    names: HashSet<[u8; 32]>,
    /// In the order they came, with the time each may be forgotten.
    order: VecDeque<(Timestamp, [u8; 32])>,
}

/// What became of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remembered {
    /// It is new, and known from now on.
    New,
    /// It was here before.
    Known,
    /// There is no room; nothing that is still good is forgotten for it.
    Full,
}

impl Memory {
    /// Makes a memory of at most `names_max` names, about a hundred bytes each.
    pub fn of(names_max: usize) -> Memory {
        Memory { names_max, held: Mutex::new(Held::default()) }
    }

    /// Remembers a name for `seconds` from `now` on, unless it is known.
    pub fn remember(&self, name: [u8; 32], seconds: i64, now: Timestamp) -> Remembered {
        let mut held = self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        while let Some((until, oldest)) = held.order.front().copied() {
            if until > now {
                break;
            }
            held.order.pop_front();
            held.names.remove(&oldest);
        }
        if held.names.contains(&name) {
            return Remembered::Known;
        }
        if held.names.len() >= self.names_max {
            return Remembered::Full;
        }
        let until = now.saturating_add(jiff::SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
        held.names.insert(name);
        held.order.push_back((until, name));
        Remembered::New
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("an instant")
    }

    #[test]
    fn a_name_is_new_once_until_its_time_is_over() {
        let memory = Memory::of(10);
        assert_eq!(memory.remember([1; 32], 120, at(0)), Remembered::New);
        assert_eq!(memory.remember([1; 32], 120, at(119)), Remembered::Known);
        assert_eq!(memory.remember([1; 32], 120, at(120)), Remembered::New);
    }

    #[test]
    fn a_full_memory_takes_nothing_rather_than_forget_what_could_be_shown_again() {
        let memory = Memory::of(2);
        assert_eq!(memory.remember([1; 32], 120, at(0)), Remembered::New);
        assert_eq!(memory.remember([2; 32], 120, at(1)), Remembered::New);
        assert_eq!(memory.remember([3; 32], 120, at(2)), Remembered::Full);
        assert_eq!(memory.remember([1; 32], 120, at(3)), Remembered::Known);
        assert_eq!(memory.remember([3; 32], 120, at(120)), Remembered::New);
    }
}
