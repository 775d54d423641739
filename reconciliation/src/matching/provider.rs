//! Our ledger beside the reports of the providers.

use std::collections::{BTreeMap, HashMap, hash_map::Entry};

use jiff::ToSpan;
use vocabulary::{Currency, Timestamp};

use super::{By, Compare, Found, Match, Side, Taking, Takings, Work, compare::day_of, ours_alone, theirs_alone};
use crate::{
    breaks::BreakType,
    line::{Kind, LedgerLine, LedgerLineId, OurId, ProviderLine, Via},
    policy::Policy,
    words::Provider,
};

/// What the second way has to know of the first: by the index of our line, which line of a report belongs to it.
pub struct Reported {
    /// The line of the provider that belongs to a line of ours.
    pub pair: Vec<Option<usize>>,
    /// The lines of providers that belong to none of ours.
    pub alone: Vec<usize>,
}

/// What lines that have no reference in common may agree in.
type Likeness<'a> = (&'a Provider, Kind, Currency, i64);

struct Matching<'a> {
    ledger: &'a [&'a LedgerLine],
    providers: &'a [&'a ProviderLine],
    is_taken: Vec<bool>,
    pair_of_theirs: Vec<Option<(usize, By)>>,
    twice: Vec<Option<LedgerLineId>>,
    doubled: Vec<bool>,
}

pub fn reconcile(
    compare: Compare,
    ledger: &[&LedgerLine],
    providers: &[&ProviderLine],
    policy: &Policy,
    now: Timestamp,
    work: &mut Work,
) -> Reported {
    let mut matching = Matching {
        ledger,
        providers,
        is_taken: vec![false; ledger.len()],
        pair_of_theirs: vec![None; providers.len()],
        twice: vec![None; providers.len()],
        doubled: vec![false; ledger.len()],
    };
    matching.by_reference();
    matching.by_our_id();
    matching.by_likeness(policy);
    matching.tell(compare, policy, now, work)
}

impl<'a> Matching<'a> {
    /// Returns our lines that go through a provider and have not agreed with it yet.
    fn ours(&self) -> impl Iterator<Item = (usize, &'a LedgerLine, &'a Provider)> + use<'a> {
        self.ledger.iter().enumerate().filter_map(|(index, line)| match &line.via {
            Via::Provider(provider) if !line.is_reported => Some((index, *line, provider)),
            Via::Provider(_) | Via::Bank => None,
        })
    }

    fn by_reference(&mut self) {
        let mut index: HashMap<(&Provider, Kind, &str), usize> = HashMap::new();
        for (line, ours, provider) in self.ours() {
            let Some(reference) = &ours.reference else { continue };
            // What we posted twice under one reference is once too often.
            match index.entry((provider, ours.kind, reference.as_str())) {
                Entry::Occupied(_) => (self.doubled[line], self.is_taken[line]) = (true, true),
                Entry::Vacant(free) => _ = free.insert(line),
            }
        }
        for (line, theirs) in self.providers.iter().enumerate() {
            let Some(reference) = &theirs.reference else { continue };
            let Some(ours) = index.get(&(&theirs.provider, theirs.kind, reference.as_str())) else { continue };
            if self.is_taken[*ours] {
                self.twice[line] = Some(self.ledger[*ours].id);
            } else {
                self.take(*ours, line, By::Reference);
            }
        }
    }

    fn by_our_id(&mut self) {
        let mut index: Takings<(&Provider, Kind, OurId)> = Takings::new();
        for (line, ours, provider) in self.ours() {
            if !self.doubled[line] {
                index.put((provider, ours.kind, ours.our_id), line);
            }
        }
        for (line, theirs) in self.providers.iter().enumerate() {
            let Some(our_id) = theirs.our_id.filter(|_| self.is_free(line)) else { continue };
            match index.look(&(&theirs.provider, theirs.kind, our_id), &self.is_taken) {
                Taking::Free(ours) => self.take(ours, line, By::OurId),
                Taking::Taken(ours) => self.twice[line] = Some(self.ledger[ours].id),
                Taking::None => {}
            }
        }
    }

    /// Matches lines that share no reference where there is exactly one on each side, within the window of days.
    fn by_likeness(&mut self, policy: &Policy) {
        let mut alike: BTreeMap<Likeness, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (line, ours, provider) in self.ours() {
            if !self.is_taken[line] && ours.reference.is_none() {
                alike.entry((provider, ours.kind, ours.amount.currency, ours.amount.minor)).or_default().0.push(line);
            }
        }
        for (line, theirs) in self.providers.iter().enumerate() {
            let key = (&theirs.provider, theirs.kind, theirs.amount.currency, theirs.amount.minor);
            if theirs.our_id.is_none() && theirs.live && self.is_free(line) {
                alike.entry(key).or_default().1.push(line);
            }
        }
        for lines in alike.into_values() {
            let ([ours], [theirs]) = (lines.0.as_slice(), lines.1.as_slice()) else { continue };
            let days =
                day_of(self.ledger[*ours].at).until(day_of(self.providers[*theirs].at)).map_or(i32::MAX, |span| span.get_days());
            if days.unsigned_abs() <= u32::from(policy.window_days) {
                self.take(*ours, *theirs, By::Amount);
            }
        }
    }

    fn is_free(&self, theirs: usize) -> bool {
        self.pair_of_theirs[theirs].is_none() && self.twice[theirs].is_none()
    }

    fn take(&mut self, ours: usize, theirs: usize, by: By) {
        self.is_taken[ours] = true;
        self.pair_of_theirs[theirs] = Some((ours, by));
    }

    /// Says of every line on both sides what came of it.
    fn tell(self, compare: Compare, policy: &Policy, now: Timestamp, work: &mut Work) -> Reported {
        let mut reported = Reported { pair: vec![None; self.ledger.len()], alone: vec![] };
        let payouts = Payouts::of(self.providers, policy);
        for (line, theirs) in self.providers.iter().enumerate() {
            if theirs.live {
                work.sums.theirs(theirs.amount);
            }
            let Some((index, by)) = self.pair_of_theirs[line] else {
                self.tell_alone(line, policy, now, work);
                if theirs.live && self.twice[line].is_none() {
                    reported.alone.push(line);
                }
                continue;
            };
            let ours = self.ledger[index];
            let mut found = compare(ours, theirs, policy);
            if payouts.differs(theirs) && !found.iter().any(|found| found.kind == BreakType::PayoutDiffers) {
                found.push(Found::of(BreakType::PayoutDiffers));
            }
            reported.pair[index] = Some(line);
            work.pair(Match { ledger: Some(ours.id), side: Side::Provider, other: theirs.place, by }, found);
        }
        for (line, ours, _) in self.ours() {
            work.sums.ours(ours.amount);
            let kind = match self.doubled[line] {
                true => BreakType::Duplicate,
                false if self.is_taken[line] => continue,
                false if is_within(ours.at, policy.provider_wait_hours, now) => BreakType::Timing,
                false => BreakType::MissingElsewhere,
            };
            work.break_off(kind, Some(ours.id), None, ours_alone(ours.amount));
        }
        reported
    }

    /// Says of a line of a report that none of ours belongs to what it is.
    fn tell_alone(&self, line: usize, policy: &Policy, now: Timestamp, work: &mut Work) {
        let theirs = self.providers[line];
        let kind = match theirs.kind {
            _ if !theirs.live => BreakType::TestMode,
            _ if self.twice[line].is_some() => BreakType::Duplicate,
            _ if is_within(theirs.at, policy.ledger_wait_hours, now) => BreakType::Timing,
            Kind::Repayment | Kind::RepaymentReturned => BreakType::RefundUnknown,
            Kind::DisputeWithdrawn | Kind::DisputeReinstated => BreakType::DisputeUnknown,
            Kind::Fee => BreakType::FeeWrong,
            Kind::Payment | Kind::Payout | Kind::PayoutReturned | Kind::Other => BreakType::MissingInLedger,
        };
        let difference = if theirs.live { theirs_alone(theirs.amount) } else { vec![] };
        work.break_off(kind, self.twice[line], Some(theirs.place), difference);
    }
}

/// Says whether something happened so short a time ago that the other side is still waited for. What lies ahead is waited for too.
fn is_within(at: Timestamp, hours: u16, now: Timestamp) -> bool {
    at.saturating_add(i64::from(hours).hours()).is_ok_and(|until| now < until)
}

/// What payouts consist of, by the report itself.
struct Payouts<'a>(HashMap<(&'a Provider, &'a str), BTreeMap<Currency, i128>>);

impl<'a> Payouts<'a> {
    fn of(providers: &[&'a ProviderLine], policy: &Policy) -> Payouts<'a> {
        let mut payouts: HashMap<(&Provider, &str), BTreeMap<Currency, i128>> = HashMap::new();
        for line in providers.iter().filter(|line| policy.payouts_are_itemised && line.live && !is_payout(line.kind)) {
            let (Some(payout), Some(net)) = (&line.payout, line.net()) else { continue };
            let sums = payouts.entry((&line.provider, payout.as_str())).or_default();
            *sums.entry(net.currency).or_default() += i128::from(net.minor);
        }
        Payouts(payouts)
    }

    /// Says whether a payout is another sum than that of what it consists of. One that nothing is listed of is believed.
    fn differs(&self, line: &ProviderLine) -> bool {
        let Some(reference) = line.reference.as_ref().filter(|_| line.kind == Kind::Payout) else { return false };
        let Some(sums) = self.0.get(&(&line.provider, reference.as_str())) else { return false };
        let expected = BTreeMap::from([(line.amount.currency, -i128::from(line.amount.minor))]);
        *sums != expected
    }
}

fn is_payout(kind: Kind) -> bool {
    matches!(kind, Kind::Payout | Kind::PayoutReturned)
}
