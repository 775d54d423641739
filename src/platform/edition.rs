//! Editions: how a fact that changes with the day is recorded and read, for publications and for the tariff alike.
//!
//! What holds from one first day on is an *edition*. It is never edited: a later *revision* with the same first day replaces it,
//! or withdraws it as if it had never been announced. On a day the edition with the latest first day speaks, unless it has ended.
//! Because revisions are only ever added, the same rule answers what we said on any earlier instant.
//!
//! The rule stands here twice, once for values and once in SQL; `tests/api/publication.rs` holds them together.

use vocabulary::{Date, Period};

/// One revision of an edition.
pub trait Revision {
    /// Counts the revisions of this fact, from 1.
    fn version(&self) -> i32;
    /// The days it speaks for, as far as it knows itself.
    fn validity(&self) -> Period;
    /// Whether it takes the edition back.
    fn is_withdrawal(&self) -> bool;
}

/// A value said from a first day on, at some version: the form in which what is known and what is new are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated<T> {
    /// Counts the revisions, from 1.
    pub version: i32,
    /// The days it speaks for.
    pub validity: Period,
    /// Whether it takes the edition back.
    pub withdrawn: bool,
    /// What it says.
    pub value: T,
}

impl<T> Revision for Dated<T> {
    fn version(&self) -> i32 {
        self.version
    }

    fn validity(&self) -> Period {
        self.validity
    }

    fn is_withdrawal(&self) -> bool {
        self.withdrawn
    }
}

/// Adds `value` to the revisions of one thing and returns the new one; nothing where the newest revision of its edition says it
/// already.
pub fn say<T: PartialEq>(known: &mut Vec<Dated<T>>, validity: Period, withdrawn: bool, value: T) -> Option<&Dated<T>> {
    let same_edition = known.iter().filter(|other| other.validity.from() == validity.from());
    let newest = same_edition.max_by_key(|other| other.version);
    if newest.is_some_and(|newest| newest.validity == validity && newest.withdrawn == withdrawn && newest.value == value) {
        return None;
    }
    let version = known.iter().map(|other| other.version).max().unwrap_or(0) + 1;
    known.push(Dated { version, validity, withdrawn, value });
    known.last()
}

/// Says whether anything of the revisions of one thing speaks on `day` or later.
pub fn stands<T: Clone>(known: &[Dated<T>], day: Date) -> bool {
    editions(known.to_vec()).iter().any(|(_, period)| period.until().is_none_or(|until| until > day))
}

/// Returns what stands of the revisions of one fact, each with the days on which it truly speaks, in the order of their days.
pub fn editions<R: Revision>(revisions: Vec<R>) -> Vec<(R, Period)> {
    let mut latest: Vec<R> = Vec::new();
    for revision in revisions {
        match latest.iter_mut().find(|other| other.validity().from() == revision.validity().from()) {
            Some(other) if other.version() < revision.version() => *other = revision,
            Some(_) => {}
            None => latest.push(revision),
        }
    }
    latest.retain(|revision| !revision.is_withdrawal());
    latest.sort_by_key(|revision| revision.validity().from());
    let first_days: Vec<Date> = latest.iter().map(|revision| revision.validity().from()).collect();
    let ends = first_days.into_iter().skip(1).map(Some).chain([None]);
    latest
        .into_iter()
        .zip(ends)
        .map(|(revision, next)| {
            let own = revision.validity().until();
            let until = match (own, next) {
                (Some(own), Some(next)) => Some(own.min(next)),
                (own, next) => own.or(next),
            };
            let period = Period::new(revision.validity().from(), until).expect("a later edition begins on a later day");
            (revision, period)
        })
        .collect()
}

/// A table of revisions, for [`in_force`].
pub struct RevisionTable {
    /// Its name.
    pub name: &'static str,
    /// The columns that name the fact, separated by commas.
    pub key: &'static str,
    /// The condition under which a row was said at all (`true` where there are no drafts).
    pub said: &'static str,
    /// The condition under which a row is not a withdrawal.
    pub stands: &'static str,
}

/// Writes the query for the rows of `table` in force on day `$1` as known at instant `$2`, narrowed by `filter`.
pub fn in_force(table: &RevisionTable, filter: &str) -> String {
    begun(table, "valid_from <= $1", filter)
}

/// Writes the query of [`in_force`] for what speaks from an earlier day on than its first: an edition has begun where `began` holds.
pub fn begun(table: &RevisionTable, began: &str, filter: &str) -> String {
    let RevisionTable { name, key, said, stands } = table;
    format!(
        "select * from (select y.*, row_number() over (partition by {key} order by valid_from desc) as edition_place from (\
         select r.*, row_number() over (partition by {key}, valid_from order by version desc) as version_place \
         from {name} r where {began} and recorded_at <= $2 and {said} and {filter}) y \
         where version_place = 1 and {stands}) z \
         where edition_place = 1 and (valid_until is null or valid_until > $1)"
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Fee {
        version: i32,
        validity: Period,
        withdrawn: bool,
    }

    impl Revision for Fee {
        fn version(&self) -> i32 {
            self.version
        }
        fn validity(&self) -> Period {
            self.validity
        }
        fn is_withdrawal(&self) -> bool {
            self.withdrawn
        }
    }

    fn fee(version: i32, from: Date, until: Option<Date>) -> Fee {
        Fee { version, validity: Period::new(from, until).expect("a good period"), withdrawn: false }
    }

    fn spoken(revisions: &[Fee]) -> Vec<(i32, Date, Option<Date>)> {
        editions(revisions.to_vec()).into_iter().map(|(fee, period)| (fee.version, period.from(), period.until())).collect()
    }

    const OLD: Date = date(2024, 1, 1);
    const NEW: Date = date(2026, 1, 1);

    #[test]
    fn what_was_said_already_is_not_said_again() {
        let mut known = vec![Dated { version: 1, validity: Period::starting(OLD), withdrawn: false, value: "Coffee" }];
        let mut said = |from, withdrawn, value| say(&mut known, Period::starting(from), withdrawn, value).map(|new| new.version);
        assert_eq!(said(OLD, false, "Coffee"), None);
        assert_eq!(said(OLD, false, "Coffee, roasted"), Some(2));
        assert_eq!(said(NEW, false, "Coffee"), Some(3));
        assert_eq!(said(OLD, false, "Coffee"), Some(4), "what was said before the last word is news");
        assert_eq!(said(OLD, true, "Coffee"), Some(5));
        assert_eq!(said(OLD, true, "Coffee"), None);
    }

    #[test]
    fn an_edition_speaks_until_the_next_begins() {
        assert_eq!(spoken(&[fee(1, OLD, None), fee(2, NEW, None)]), [(1, OLD, Some(NEW)), (2, NEW, None)]);
    }

    #[test]
    fn a_correction_replaces_its_edition_and_no_other() {
        assert_eq!(spoken(&[fee(1, OLD, None), fee(2, NEW, None), fee(3, OLD, None)]), [(3, OLD, Some(NEW)), (2, NEW, None)]);
    }

    #[test]
    fn an_announcement_taken_back_leaves_the_old_fee_in_force() {
        let withdrawal = Fee { withdrawn: true, ..fee(3, NEW, None) };
        assert_eq!(spoken(&[fee(1, OLD, None), fee(2, NEW, None), withdrawal]), [(1, OLD, None)]);
    }

    #[test]
    fn an_edition_that_ends_early_leaves_a_gap() {
        let end = date(2025, 1, 1);
        assert_eq!(spoken(&[fee(1, OLD, Some(end)), fee(2, NEW, None)]), [(1, OLD, Some(end)), (2, NEW, None)]);
    }
}
