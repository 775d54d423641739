//! Breaks over days: their age, those that close by themselves, and the two persons that the others need (REC-04).

use jiff::ToSpan;
use reconciliation::{
    Action, Age, BankLine, BreakType, LedgerLine, OpenBreak, Outcome, Policy, ProviderLine, Reason, ResolutionRefusal, follow,
    match_day,
};
use vocabulary::Timestamp;

use crate::given::{at, money, on, ours, payout, person, theirs};

fn first_day() -> Timestamp {
    at("2026-03-02T18:00:00Z")
}

fn days_later(days: i64) -> Timestamp {
    first_day().saturating_add((days * 24).hours()).expect("near")
}

fn on_day(before: Vec<OpenBreak>, ledger: &[LedgerLine], report: &[ProviderLine], days: i64) -> reconciliation::Followed {
    follow(before, &match_day(ledger, report, &[], &Policy::default(), days_later(days)))
}

#[test]
fn a_break_grows_old_by_whole_days() {
    let since = first_day();
    let ages: Vec<Age> = [0, 1, 2, 7, 8, 400].into_iter().map(|days| Age::of(since, days_later(days))).collect();
    assert_eq!(ages, [Age::UpToOneDay, Age::UpToOneDay, Age::UpToSevenDays, Age::UpToSevenDays, Age::Older, Age::Older]);
    let almost = days_later(2).saturating_sub(1.second()).expect("near");
    assert_eq!(Age::of(since, almost), Age::UpToOneDay);
    assert_eq!(Age::of(days_later(3), since), Age::UpToOneDay, "a clock that was put back makes nothing old");
}

#[test]
fn what_was_a_matter_of_timing_closes_by_itself_when_the_other_side_comes() {
    let open = on_day(vec![], &[ours(1)], &[], 0).open;
    assert_eq!(open.iter().map(|open| open.found.kind).collect::<Vec<_>>(), [BreakType::Timing]);
    let next = on_day(open, &[ours(1)], &[theirs(1)], 1);
    assert_eq!((next.open, next.closed.len(), next.closed[0].at), (vec![], 1, days_later(1)));
}

#[test]
fn what_was_not_compared_again_does_not_close() {
    let open = on_day(vec![], &[ours(1)], &[], 0).open;
    let next = on_day(open.clone(), &[ours(2)], &[theirs(2)], 1);
    assert_eq!((next.open, next.closed), (open, vec![]), "whoever forgets a line does not lose it");
}

#[test]
fn what_was_missing_and_came_after_all_is_still_confirmed_by_two() {
    let open = on_day(vec![], &[ours(1)], &[], 3).open;
    assert_eq!((open[0].found.kind, open[0].answered_at), (BreakType::MissingElsewhere, None));
    let next = on_day(open, &[ours(1)], &[theirs(1)], 4);
    assert_eq!(
        (next.open[0].found.kind, next.open[0].answered_at, next.closed),
        (BreakType::MissingElsewhere, Some(days_later(4)), vec![])
    );
    let later = on_day(next.open, &[ours(2)], &[theirs(2)], 5);
    assert_eq!((later.open.len(), later.open[0].answered_at), (1, Some(days_later(4))));
}

#[test]
fn a_payout_that_its_provider_listed_is_waited_for_at_the_bank_alone() {
    let (mine, listed, arrived) = payout(3);
    let compared = |ledger: &[LedgerLine], report: &[ProviderLine], bank: &[BankLine], now| {
        match_day(ledger, report, bank, &Policy::default(), now)
    };
    let first = compared(std::slice::from_ref(&mine), &[listed], &[], at("2026-03-04T18:00:00Z"));
    let open = follow(vec![], &first).open;
    assert_eq!(open.iter().map(|open| open.found.kind).collect::<Vec<_>>(), [BreakType::Timing]);
    let on_its_way = LedgerLine { is_reported: true, ..mine };
    let second = compared(std::slice::from_ref(&on_its_way), &[], &[arrived], at("2026-03-05T18:00:00Z"));
    assert!(second.unexplained.is_empty());
    let next = follow(open.clone(), &second);
    assert_eq!((next.open, next.closed.len()), (vec![], 1));
    let never = compared(&[on_its_way], &[], &[], at("2026-03-12T18:00:00Z"));
    assert!(never.unexplained.is_empty());
    assert_eq!(follow(open, &never).open[0].found.kind, BreakType::MissingElsewhere);
}

#[test]
fn what_came_and_does_not_agree_is_a_new_break() {
    let open = on_day(vec![], &[ours(1)], &[], 0).open;
    let other = ProviderLine { amount: money(1, "XTS"), ..theirs(1) };
    let next = on_day(open, &[ours(1)], &[other], 1);
    assert_eq!((next.open[0].found.kind, next.open[0].since, next.closed.len()), (BreakType::Amount, days_later(1), 1));
}

#[test]
fn what_never_comes_is_missing_and_keeps_its_age_and_owner() {
    let mut open = on_day(vec![], &[ours(1)], &[], 0).open;
    open[0].owner = Some(person(3));
    let mut found = vec![];
    for day in [1, 2, 8] {
        let next = on_day(open, &[ours(1)], &[], day);
        assert_eq!(next.closed, []);
        open = next.open;
        found.push((open[0].found.kind, open[0].age(days_later(day)), open[0].owner));
    }
    let missing = |age| (BreakType::MissingElsewhere, age, Some(person(3)));
    assert_eq!(found, [missing(Age::UpToOneDay), missing(Age::UpToSevenDays), missing(Age::Older)]);
    assert_eq!(open.len(), 1);
}

#[test]
fn what_is_no_matter_of_timing_stays_open_until_it_is_resolved() {
    let late = |listed: ProviderLine| ProviderLine { available_on: Some(on("2026-03-20")), amount: money(5, "XTS"), ..listed };
    let open = on_day(vec![], &[ours(1)], &[late(theirs(1))], 1).open;
    assert_eq!(open.iter().map(|open| open.found.kind).collect::<Vec<_>>(), [BreakType::Amount, BreakType::Late]);
    let again = on_day(open.clone(), &[ours(1)], &[late(theirs(1))], 2);
    assert_eq!((again.open, again.closed), (open.clone(), vec![]), "found again, it is the same");
    let unseen = on_day(open.clone(), &[], &[], 3);
    assert_eq!((unseen.open, unseen.closed), (open, vec![]), "not found again, it is not forgotten");
}

#[test]
fn a_break_is_resolved_by_two_persons_with_a_reason() {
    let reason = || "the bank confirmed it by letter".parse::<Reason>().expect("a reason");
    let open = || on_day(vec![], &[ours(1)], &[], 3).open.remove(0);
    let proposed = |action| open().propose(action, reason(), person(1), days_later(3)).expect("it may be resolved");
    assert_eq!(proposed(Action::Force).agree(person(1), days_later(4)), Err(ResolutionRefusal::SamePerson));
    let resolved = proposed(Action::Force).agree(person(2), days_later(4)).expect("another person");
    assert_eq!(
        (resolved.outcome(), resolved.agreed_by(), resolved.proposal().proposed_by),
        (Outcome::Forced, person(2), person(1))
    );
    assert_eq!(proposed(Action::WriteOff).agree(person(2), days_later(4)).map(|done| done.outcome()), Ok(Outcome::PostedByHand));
    assert!("  ".parse::<Reason>().is_err() && "x".repeat(501).parse::<Reason>().is_err());
    let timing = on_day(vec![], &[ours(1)], &[], 0).open.remove(0);
    assert_eq!(timing.propose(Action::Force, reason(), person(1), first_day()), Err(ResolutionRefusal::Timing));
}
