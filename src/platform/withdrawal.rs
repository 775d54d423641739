//! Withdrawal: what is to be recorded of one thing so that, from a day on, it says what a whole file says of it and nothing else.
//!
//! Rules only. The past before that day is never touched: what we said then stays what we said.

use std::collections::BTreeMap;

use vocabulary::{Date, Period};

use super::edition::{Dated, editions, say};

/// What a whole file holds of one thing: its editions, by their first days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held<T>(BTreeMap<Date, (Period, T)>);

/// What follows for one thing of a whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenBack<T> {
    /// What is to be recorded, in order.
    pub revisions: Vec<Dated<T>>,
    /// Whether anything speaks less than it did, rather than only what the file says being recorded.
    pub is_missing: bool,
}

impl<T> Default for Held<T> {
    fn default() -> Held<T> {
        Held(BTreeMap::new())
    }
}

impl<T: Clone + PartialEq> Held<T> {
    /// Notes that the file says `value` for `validity`; the last row of a first day speaks.
    pub fn hold(&mut self, validity: Period, value: T) {
        self.0.insert(validity.from(), (validity, value));
    }

    /// Returns what the file says on `day`.
    fn on(&self, day: Date) -> Option<&(Period, T)> {
        self.0.range(..=day).next_back().map(|(_, said)| said).filter(|(validity, _)| validity.contains(day))
    }

    /// Says whether from its first day or `day` on, whichever is later, the file says the same as `revision`, in an edition that ends
    /// on the same day.
    fn says(&self, revision: &Dated<T>, day: Date) -> bool {
        let told = self.on(revision.validity.from().max(day));
        told.is_some_and(|(validity, value)| validity.until() == revision.validity.until() && *value == revision.value)
    }
}

/// Returns what is to be recorded so that what is `known` of one thing says from `day` on what `held` says: what would begin on that
/// day or later is withdrawn; what speaks on it ends with the day before, or makes place for the edition of the file that covers
/// the day, which is said anew from it on.
pub fn take_back<T: Clone + PartialEq>(known: &[Dated<T>], held: &Held<T>, day: Date) -> TakenBack<T> {
    let (mut known, mut revisions) = (known.to_vec(), Vec::new());
    for (validity, value) in held.0.values() {
        revisions.extend(say(&mut known, *validity, false, value.clone()).cloned());
    }
    let said = revisions.len();
    for (coming, _) in editions(known.clone()) {
        let from = coming.validity.from();
        if from >= day && !held.0.contains_key(&from) && !held.says(&coming, day) {
            revisions.extend(say(&mut known, coming.validity, true, coming.value).cloned());
        }
    }
    let speaking = editions(known.clone()).into_iter().find(|(_, period)| period.contains(day)).map(|(revision, _)| revision);
    let ended = |speaking: &Dated<T>| Period::new(speaking.validity.from(), Some(day)).ok();
    let instead = match (held.on(day), &speaking) {
        (Some(_), Some(speaking)) if held.says(speaking, day) => None,
        (Some((validity, value)), _) => Period::new(day, validity.until()).ok().map(|rest| (rest, value.clone())),
        (None, Some(speaking)) => ended(speaking).map(|before| (before, speaking.value.clone())),
        (None, None) => None,
    };
    if let Some((validity, value)) = instead {
        revisions.extend(say(&mut known, validity, false, value).cloned());
    }
    TakenBack { is_missing: revisions.len() > said, revisions }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const OLD: Date = date(2022, 1, 1);
    const NEW: Date = date(2025, 1, 1);
    const DAY: Date = date(2026, 7, 1);
    const COMING: Date = date(2027, 1, 1);

    fn rate(version: i32, from: Date, until: Option<Date>, value: &'static str) -> Dated<&'static str> {
        Dated { version, validity: Period::new(from, until).expect("a good period"), withdrawn: false, value }
    }

    fn file(rates: &[Dated<&'static str>]) -> Held<&'static str> {
        let mut held = Held::default();
        rates.iter().for_each(|rate| held.hold(rate.validity, rate.value));
        held
    }

    /// Returns what `known` says on `day`, as the database would.
    fn spoken<T: Clone>(known: &[Dated<T>], day: Date) -> Option<T> {
        editions(known.to_vec()).into_iter().find(|(_, period)| period.contains(day)).map(|(revision, _)| revision.value)
    }

    #[test]
    fn what_is_taken_back_ends_on_its_day_and_keeps_its_past() {
        let known = [rate(1, date(2012, 1, 1), Some(OLD), "20 %"), rate(2, OLD, None, "10 %"), rate(3, COMING, None, "8 %")];
        let told = |held: &[Dated<&'static str>]| {
            let taken = take_back(&known, &file(held), DAY).revisions.into_iter();
            taken.map(|new| (new.version, new.validity.until(), new.withdrawn)).collect::<Vec<_>>()
        };
        assert_eq!(told(&[]), [(4, None, true), (5, Some(DAY), false)]);
        assert_eq!(told(&known[1..]), []);
        assert_eq!(told(&known[1..2]), [(4, None, true)]);
    }

    #[test]
    fn a_rate_that_was_an_error_leaves_the_rate_of_the_file_in_force() {
        let known = [rate(1, OLD, None, "10 %"), rate(2, NEW, None, "12 %")];
        let taken = take_back(&known, &file(&known[..1]), DAY);
        assert_eq!((&taken.revisions, taken.is_missing), (&vec![rate(3, DAY, None, "10 %")], true));
        let now = [&known[..], &taken.revisions].concat();
        assert_eq!((spoken(&now, NEW), spoken(&now, DAY)), (Some("12 %"), Some("10 %")), "what we said before stays");
    }

    #[test]
    fn a_rate_that_was_ended_by_mistake_comes_back_with_the_next_file() {
        let known = [rate(1, OLD, None, "10 %"), rate(2, NEW, Some(DAY), "12 %")];
        let healed = take_back(&known, &file(&known[..1]), COMING);
        assert_eq!(healed.revisions, [rate(3, COMING, None, "10 %")]);
    }

    #[test]
    fn an_edition_that_begins_on_the_day_does_not_bring_back_the_one_before_it() {
        let known = [rate(1, OLD, None, "10 %"), rate(2, DAY, None, "12 %")];
        let taken = take_back(&known, &Held::default(), DAY);
        assert_eq!(spoken(&[&known[..], &taken.revisions].concat(), DAY), None);
    }

    #[test]
    fn a_first_day_that_moves_earlier_takes_nothing_back() {
        let known = [rate(1, NEW, None, "10 %")];
        let taken = take_back(&known, &file(&[rate(1, OLD, None, "10 %")]), DAY);
        assert_eq!((taken.revisions, taken.is_missing), (vec![rate(2, OLD, None, "10 %")], false));
    }

    fn day(number: i8) -> Date {
        date(2026, 1, number)
    }

    fn period() -> impl Strategy<Value = Period> {
        (1..24_i8, proptest::option::of(1..8_i8))
            .prop_map(|(from, days)| Period::new(day(from), days.map(|days| day(from + days))).expect("it ends after it begins"))
    }

    fn known() -> impl Strategy<Value = Vec<Dated<u8>>> {
        proptest::collection::vec((period(), any::<bool>(), 0..3_u8), 0..7).prop_map(|said| {
            let mut known = Vec::new();
            for (validity, withdrawn, value) in said {
                say(&mut known, validity, withdrawn, value);
            }
            known
        })
    }

    fn held() -> impl Strategy<Value = Held<u8>> {
        proptest::collection::vec((period(), 0..3_u8), 0..4).prop_map(|rows| {
            let mut held = Held::default();
            rows.into_iter().for_each(|(validity, value)| held.hold(validity, value));
            held
        })
    }

    proptest! {
        #[test]
        fn from_the_day_on_the_file_speaks_and_nothing_else(known in known(), held in held(), from in 1..31_i8, later in 0..5_i8) {
            let mut applied = known.clone();
            held.0.values().for_each(|(validity, value)| { say(&mut applied, *validity, false, *value); });
            let taken = take_back(&applied, &held, day(from));
            let now = [&applied[..], &taken.revisions].concat();
            for number in 1..32 {
                let told = if number < from { spoken(&applied, day(number)) } else { held.on(day(number)).map(|(_, value)| *value) };
                prop_assert_eq!(spoken(&now, day(number)), told, "on day {}", number);
            }
            let again = take_back(&now, &held, day((from + later).min(31)));
            prop_assert_eq!(again, TakenBack { revisions: Vec::new(), is_missing: false });
            let foreseen = take_back(&known, &held, day(from));
            prop_assert_eq!(foreseen.is_missing, taken.is_missing, "what is told before is what happens");
        }
    }
}
