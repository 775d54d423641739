//! Breaks from day to day: which are still open, which became another, which closed by themselves.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vocabulary::{PersonId, Timestamp};

use crate::{
    breaks::{Age, Break, BreakType},
    line::{LedgerLineId, Place},
    matching::Day,
};

/// A break that is not resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenBreak {
    /// What does not agree.
    pub found: Break,
    /// Since when it is known, under whatever type it was found first.
    pub since: Timestamp,
    /// Who looks after it.
    pub owner: Option<PersonId>,
    /// Since when the line that was missing has its other side after all: two persons have only to confirm it.
    pub answered_at: Option<Timestamp>,
}

/// A break that closed by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// What it was.
    pub closed: OpenBreak,
    /// When.
    pub at: Timestamp,
}

/// What became of the breaks of the days before, with those of a new day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// All that is open now, in the order of the new day and then of the days before.
    pub open: Vec<OpenBreak>,
    /// What was a matter of timing, and is none any more.
    pub closed: Vec<Closed>,
}

impl OpenBreak {
    /// Returns how old it is.
    pub fn age(&self, now: Timestamp) -> Age {
        Age::of(self.since, now)
    }
}

/// Follows the open breaks of the days before into a new day.
///
/// - A break that is found again keeps its age and its owner, also where it is of another type now: what was a matter of timing is
///   missing when its time is over.
/// - A break of timing closes by itself when its line was compared on the new day and has its other side now.
/// - Every other one stays open until two persons resolve it, whether it is found again or not; what was missing and came after all says
///   since when.
pub fn follow(before: Vec<OpenBreak>, day: &Day) -> Followed {
    let found_again: BTreeSet<Subject> = day.breaks.iter().map(subject).collect();
    let seen = Seen::on(day);
    let mut known: BTreeMap<Subject, Vec<OpenBreak>> = BTreeMap::new();
    let (mut open, mut closed, mut stays) = (vec![], vec![], vec![]);
    let mut lay = |old: OpenBreak| match old.found.kind {
        BreakType::Timing if seen.has(&old.found) => closed.push(Closed { closed: old, at: day.at }),
        kind if kind.waits() && seen.has(&old.found) => {
            stays.push(OpenBreak { answered_at: old.answered_at.or(Some(day.at)), ..old })
        }
        _ => stays.push(old),
    };
    for old in before {
        match subject(&old.found) {
            subject if found_again.contains(&subject) => known.entry(subject).or_default().push(old),
            _ => lay(old),
        }
    }
    for found in &day.breaks {
        let old = known.get_mut(&subject(found)).and_then(|known| take_like(known, found.kind));
        let (since, owner) = old.map_or((day.at, None), |old| (old.since, old.owner));
        open.push(OpenBreak { found: found.clone(), since, owner, answered_at: None });
    }
    // A line can lose one break and keep another.
    known.into_values().flatten().for_each(lay);
    open.append(&mut stays);
    Followed { open, closed }
}

/// The lines that were compared on a day and are not alone.
struct Seen {
    ledger: BTreeSet<LedgerLineId>,
    other: BTreeSet<Place>,
}

impl Seen {
    fn on(day: &Day) -> Seen {
        let pairs = day.matched.iter().map(|matched| (matched.ledger, Some(matched.other)));
        let apart = day.breaks.iter().filter(|found| found.ledger.is_some() && found.other.is_some()).map(subject);
        let (ledger, other): (Vec<_>, Vec<_>) = pairs.chain(apart).unzip();
        Seen { ledger: ledger.into_iter().flatten().collect(), other: other.into_iter().flatten().collect() }
    }

    fn has(&self, found: &Break) -> bool {
        found.ledger.is_some_and(|line| self.ledger.contains(&line)) || found.other.is_some_and(|line| self.other.contains(&line))
    }
}

type Subject = (Option<LedgerLineId>, Option<Place>);

fn subject(found: &Break) -> Subject {
    (found.ledger, found.other)
}

/// Takes the break of the same type, or else the one of timing: only that becomes another.
fn take_like(known: &mut Vec<OpenBreak>, kind: BreakType) -> Option<OpenBreak> {
    let place = known.iter().position(|old| old.found.kind == kind);
    let place = place.or_else(|| known.iter().position(|old| old.found.kind == BreakType::Timing))?;
    Some(known.remove(place))
}
