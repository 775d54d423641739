//! Lines matched, three ways, and every line that does not agree named.
//!
//! A line of ours is looked for by what the provider calls it, then by what we call it, and last, where one side has no reference, by
//! kind, amount and currency within a window of days, if there is exactly one on each side. Nothing is matched because it is likely.

mod arrival;
mod compare;
mod provider;

use std::collections::{BTreeMap, HashMap, VecDeque};

use vocabulary::{Currency, Money, Timestamp};

use crate::{
    breaks::{Break, BreakType},
    line::{BankLine, LedgerLine, LedgerLineId, Place, ProviderLine},
    policy::Policy,
};
pub use compare::{Found, compare};

/// What came of comparing all lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// When it was done.
    pub at: Timestamp,
    /// The pairs that agree in everything, by our line.
    pub matched: Vec<Match>,
    /// All that does not agree, by type and line.
    pub breaks: Vec<Break>,
    /// What remains between our books and the other sides' when every break is taken off, by currency. Nothing, or the matching itself is
    /// at fault: it is worked out from the sums of all lines, and not from pairs.
    pub unexplained: BTreeMap<Currency, i128>,
}

/// A pair that agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// Our line; none where a provider's payout that we never posted reached the bank.
    pub ledger: Option<LedgerLineId>,
    /// Which side has the other.
    pub side: Side,
    /// The other side's line.
    pub other: Place,
    /// How it was found.
    pub by: By,
}

/// Who the other side is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// A provider.
    Provider,
    /// A bank.
    Bank,
}

/// How a pair was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// By a reference that both have.
    Reference,
    /// By our own id, which the other side keeps for us.
    OurId,
    /// By kind, amount and currency within the window of days; there was one on each side.
    Amount,
}

/// How two lines that belong together are compared.
pub type Compare = fn(&LedgerLine, &ProviderLine, &Policy) -> Vec<Found>;

/// Compares what is new on the three sides with what still waits for its other side.
///
/// Given again are the lines of breaks that wait ([`BreakType::waits`]), and payouts that have not reached the bank, as
/// [`LedgerLine::is_reported`] once the provider's line agreed. Lines that agreed, and pairs that did not, are not: [`crate::follow`] keeps
/// their breaks.
///
/// Deterministic: the same lines in any order give the same day. Time and memory grow with the number of lines.
pub fn match_day(ledger: &[LedgerLine], providers: &[ProviderLine], bank: &[BankLine], policy: &Policy, now: Timestamp) -> Day {
    match_day_by(compare, ledger, providers, bank, policy, now)
}

/// Does what [`match_day`] does with another comparison of lines. With a faulty one a test shows that it would find the fault.
pub fn match_day_by(
    compare: Compare,
    ledger: &[LedgerLine],
    providers: &[ProviderLine],
    bank: &[BankLine],
    policy: &Policy,
    now: Timestamp,
) -> Day {
    let mut work = Work { matched: vec![], breaks: vec![], sums: Sums::default() };
    let ledger = sorted(ledger, |line| (line.at, line.id));
    let providers = sorted(providers, |line| line.place);
    let bank = sorted(bank, |line| line.place);
    let reported = provider::reconcile(compare, &ledger, &providers, policy, now, &mut work);
    arrival::reconcile(&ledger, &providers, &bank, &reported, policy, now, &mut work);
    work.end(now)
}

fn sorted<T, K: Ord>(lines: &[T], key: impl Fn(&T) -> K) -> Vec<&T> {
    let mut lines: Vec<&T> = lines.iter().collect();
    lines.sort_by_key(|line| key(line));
    lines
}

/// What is found on the way.
struct Work {
    matched: Vec<Match>,
    breaks: Vec<Break>,
    sums: Sums,
}

/// The sums of the sides: what our books say above what the others say.
#[derive(Default)]
struct Sums(BTreeMap<Currency, i128>);

impl Sums {
    fn ours(&mut self, money: Money) {
        *self.0.entry(money.currency).or_default() += i128::from(money.minor);
    }

    fn theirs(&mut self, money: Money) {
        *self.0.entry(money.currency).or_default() -= i128::from(money.minor);
    }
}

impl Work {
    fn break_off(
        &mut self,
        kind: BreakType,
        ledger: Option<LedgerLineId>,
        other: Option<Place>,
        difference: Vec<(Currency, i64)>,
    ) {
        self.breaks.push(Break { kind, ledger, other, difference });
    }

    /// Says what was found between two lines, or that they agree.
    fn pair(&mut self, matched: Match, found: Vec<Found>) {
        if found.is_empty() {
            self.matched.push(matched);
        }
        for found in found {
            self.break_off(found.kind, matched.ledger, Some(matched.other), found.difference);
        }
    }

    fn end(mut self, at: Timestamp) -> Day {
        self.matched.sort_unstable();
        self.breaks.sort_by_key(|found| (found.kind, found.ledger, found.other));
        for found in &self.breaks {
            for (currency, minor) in &found.difference {
                *self.sums.0.entry(*currency).or_default() -= i128::from(*minor);
            }
        }
        let unexplained = self.sums.0.into_iter().filter(|(_, minor)| *minor != 0).collect();
        Day { at, matched: self.matched, breaks: self.breaks, unexplained }
    }
}

/// The difference that a line makes which only we have.
fn ours_alone(money: Money) -> Vec<(Currency, i64)> {
    vec![(money.currency, money.minor)]
}

/// The difference that a line makes which only the other side has. The smallest number of all has no opposite; no amount comes near it.
fn theirs_alone(money: Money) -> Vec<(Currency, i64)> {
    vec![(money.currency, money.minor.saturating_neg())]
}

/// Lines by a key, each of which is taken once, in the order in which they were put in.
struct Takings<K> {
    lines: HashMap<K, Queue>,
}

/// The lines of one key. Those that were taken leave at the front, so that however many share a key, each is passed over once.
struct Queue {
    first: usize,
    waiting: VecDeque<usize>,
}

/// What came of looking for a line.
enum Taking {
    /// One that nobody had taken.
    Free(usize),
    /// All of them are taken; this is the first.
    Taken(usize),
    /// There is none.
    None,
}

impl Taking {
    fn free(self) -> Option<usize> {
        match self {
            Taking::Free(line) => Some(line),
            Taking::Taken(_) | Taking::None => None,
        }
    }
}

impl<K: std::hash::Hash + Eq> Takings<K> {
    fn new() -> Takings<K> {
        Takings { lines: HashMap::new() }
    }

    fn put(&mut self, key: K, line: usize) {
        self.lines.entry(key).or_insert_with(|| Queue { first: line, waiting: VecDeque::new() }).waiting.push_back(line);
    }

    fn look(&mut self, key: &K, is_taken: &[bool]) -> Taking {
        let Some(queue) = self.lines.get_mut(key) else { return Taking::None };
        while queue.waiting.front().is_some_and(|line| is_taken[*line]) {
            queue.waiting.pop_front();
        }
        queue.waiting.front().map_or(Taking::Taken(queue.first), |line| Taking::Free(*line))
    }
}
