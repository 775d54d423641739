//! What has to arrive at the bank, beside its statements: payouts of providers, and money that is paid straight to a treasury account.

use std::collections::BTreeMap;

use vocabulary::{Currency, Money, Timestamp};

use super::{
    By, Found, Match, Side, Taking, Takings, Work,
    compare::{amounts, day_after, day_of},
    ours_alone,
    provider::Reported,
    theirs_alone,
};
use crate::{
    breaks::BreakType,
    line::{BankLine, Kind, LedgerLine, LedgerLineId, Place, ProviderLine, Via},
    policy::Policy,
    words::Account,
};

/// A word of a remittance text that is shorter than this is no reference: "DUTY" is in all of them.
const REFERENCE_LETTERS_MIN: usize = 6;

/// What lines that have no reference in common may agree in.
type Likeness<'a> = (&'a Account, Currency, i64);

/// Money that has to be seen at the bank.
struct Arrival<'a> {
    /// Our line, and the provider's where we have none.
    ledger: Option<LedgerLineId>,
    provider: Option<Place>,
    references: Vec<String>,
    amount: Money,
    account: Option<&'a Account>,
    at: Timestamp,
    is_payout: bool,
    /// Whether the first way has said already that something is missing.
    is_told: bool,
}

pub fn reconcile(
    ledger: &[&LedgerLine],
    providers: &[&ProviderLine],
    bank: &[&BankLine],
    reported: &Reported,
    policy: &Policy,
    now: Timestamp,
    work: &mut Work,
) {
    let arrivals = arrivals(ledger, providers, reported);
    let mut is_taken = vec![false; arrivals.len()];
    let mut pair_of_theirs = vec![None; bank.len()];
    let mut twice = vec![None; bank.len()];
    by_reference(&arrivals, bank, &mut is_taken, &mut pair_of_theirs, &mut twice);
    for (arrival, line) in alike(&arrivals, bank, &is_taken, &pair_of_theirs, &twice, policy) {
        is_taken[arrival] = true;
        pair_of_theirs[line] = Some((arrival, By::Amount));
    }
    for (line, theirs) in bank.iter().enumerate() {
        work.sums.theirs(theirs.amount);
        match pair_of_theirs[line] {
            Some((arrival, by)) => tell_pair(&arrivals[arrival], theirs, by, policy, work),
            None => {
                let first = twice[line].map(|arrival| &arrivals[arrival]);
                let kind = if first.is_some() { BreakType::Duplicate } else { BreakType::MissingInLedger };
                work.break_off(kind, first.and_then(|first| first.ledger), Some(theirs.place), theirs_alone(theirs.amount));
            }
        }
    }
    for (arrival, is_taken) in arrivals.iter().zip(is_taken) {
        work.sums.ours(arrival.amount);
        if !is_taken {
            tell_missing(arrival, policy, now, work);
        }
    }
}

/// Matches by references: first where the amount agrees too, because several parts of one notice may be paid under one reference.
fn by_reference(
    arrivals: &[Arrival],
    bank: &[&BankLine],
    is_taken: &mut [bool],
    pair_of_theirs: &mut [Option<(usize, By)>],
    twice: &mut [Option<usize>],
) {
    let mut exact: Takings<(&str, Currency, i64)> = Takings::new();
    let mut any: Takings<&str> = Takings::new();
    for (line, arrival) in arrivals.iter().enumerate() {
        for reference in &arrival.references {
            exact.put((reference, arrival.amount.currency, arrival.amount.minor), line);
            any.put(reference, line);
        }
    }
    let looked: Vec<Vec<String>> =
        bank.iter().map(|line| line.references.iter().filter_map(|word| normal(word.as_str())).collect()).collect();
    for (line, theirs) in bank.iter().enumerate() {
        let amount = theirs.amount;
        let mut found = looked[line].iter().map(|word| exact.look(&(word.as_str(), amount.currency, amount.minor), is_taken));
        if let Some(arrival) = found.find_map(Taking::free) {
            is_taken[arrival] = true;
            pair_of_theirs[line] = Some((arrival, By::Reference));
        }
    }
    for line in (0..bank.len()).filter(|line| pair_of_theirs[*line].is_none()).collect::<Vec<_>>() {
        for word in &looked[line] {
            match any.look(&word.as_str(), is_taken) {
                Taking::Free(arrival) => {
                    is_taken[arrival] = true;
                    pair_of_theirs[line] = Some((arrival, By::Reference));
                    twice[line] = None;
                    break;
                }
                Taking::Taken(arrival) => twice[line] = twice[line].or(Some(arrival)),
                Taking::None => {}
            }
        }
    }
}

fn tell_pair(arrival: &Arrival, theirs: &BankLine, by: By, policy: &Policy, work: &mut Work) {
    let amounts = amounts(arrival.amount, theirs.amount, arrival.is_payout);
    let is_elsewhere = arrival.account.is_some_and(|account| *account != theirs.account);
    let account = is_elsewhere.then(|| Found::of(BreakType::WrongAccount));
    let is_late = theirs.booked_on > day_after(arrival.at, policy.bank_wait_days);
    let late = is_late.then(|| Found::of(BreakType::Late));
    let matched = Match { ledger: arrival.ledger, side: Side::Bank, other: theirs.place, by };
    work.pair(matched, [amounts, account, late].into_iter().flatten().collect());
}

fn tell_missing(arrival: &Arrival, policy: &Policy, now: Timestamp, work: &mut Work) {
    let is_waited_for = day_of(now) <= day_after(arrival.at, policy.bank_wait_days);
    let kind = if is_waited_for { BreakType::Timing } else { BreakType::MissingElsewhere };
    if arrival.is_told {
        // One cause, one break: the sum alone has to know that this did not arrive either.
        work.sums.theirs(arrival.amount);
    } else {
        work.break_off(kind, arrival.ledger, arrival.provider, ours_alone(arrival.amount));
    }
}

/// Returns all that has to be seen at the bank.
fn arrivals<'a>(ledger: &[&'a LedgerLine], providers: &[&'a ProviderLine], reported: &Reported) -> Vec<Arrival<'a>> {
    let is_payout = |kind| matches!(kind, Kind::Payout | Kind::PayoutReturned);
    let mut arrivals = vec![];
    for (index, line) in ledger.iter().enumerate() {
        let pair = reported.pair[index].map(|line| providers[line]);
        let is_straight = line.via == Via::Bank;
        if !is_straight && !is_payout(line.kind) {
            continue;
        }
        let ids = [line.reference.as_ref(), pair.and_then(|pair| pair.reference.as_ref())];
        let references = ids.into_iter().flatten().filter_map(|reference| normal(reference.as_str()));
        let mut references: Vec<String> = references.chain(normal(&format!("{:032x}", line.our_id.0))).collect();
        references.sort_unstable();
        references.dedup();
        let amount = if is_straight { line.amount } else { opposite(line.amount) };
        let (account, at) = (line.account.as_ref(), line.at);
        let is_told = !is_straight && pair.is_none() && !line.is_reported;
        arrivals.push(Arrival {
            ledger: Some(line.id),
            provider: None,
            references,
            amount,
            account,
            at,
            is_payout: !is_straight,
            is_told,
        });
    }
    for line in reported.alone.iter().map(|line| providers[*line]).filter(|line| is_payout(line.kind)) {
        let references = line.reference.iter().filter_map(|reference| normal(reference.as_str())).collect();
        let (account, at, amount) = (line.account.as_ref(), line.at, opposite(line.amount));
        arrivals.push(Arrival {
            ledger: None,
            provider: Some(line.place),
            references,
            amount,
            account,
            at,
            is_payout: true,
            is_told: true,
        });
    }
    arrivals
}

/// What leaves a provider arrives at the bank.
fn opposite(money: Money) -> Money {
    Money { minor: money.minor.saturating_neg(), ..money }
}

/// Returns pairs that share no reference and of which there is exactly one on each side: on one account, of one amount, within the window.
fn alike(
    arrivals: &[Arrival],
    bank: &[&BankLine],
    is_taken: &[bool],
    pair_of_theirs: &[Option<(usize, By)>],
    twice: &[Option<usize>],
    policy: &Policy,
) -> Vec<(usize, usize)> {
    let mut alike: BTreeMap<Likeness, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (index, arrival) in arrivals.iter().enumerate().filter(|(index, _)| !is_taken[*index]) {
        let Some(account) = arrival.account else { continue };
        alike.entry((account, arrival.amount.currency, arrival.amount.minor)).or_default().0.push(index);
    }
    for (line, theirs) in bank.iter().enumerate() {
        if pair_of_theirs[line].is_none() && twice[line].is_none() {
            alike.entry((&theirs.account, theirs.amount.currency, theirs.amount.minor)).or_default().1.push(line);
        }
    }
    let is_near = |arrival: usize, line: usize| {
        let days = day_of(arrivals[arrival].at).until(bank[line].booked_on).map_or(i32::MAX, |span| span.get_days());
        days.unsigned_abs() <= u32::from(policy.window_days)
    };
    let one_each = |lines: (Vec<usize>, Vec<usize>)| match (lines.0.as_slice(), lines.1.as_slice()) {
        ([arrival], [line]) if is_near(*arrival, *line) => Some((*arrival, *line)),
        _ => None,
    };
    alike.into_values().filter_map(one_each).collect()
}

/// Returns a reference as it can be compared: banks change the case of letters and put signs between them.
fn normal(reference: &str) -> Option<String> {
    let letters: String = reference.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    (letters.chars().count() >= REFERENCE_LETTERS_MIN).then_some(letters)
}
