//! A dispute moves money never, once or twice, and not always as much as was paid (REC-07).

use reconciliation::{BreakType, Kind, LedgerLine, LedgerLineId, OurId, ProviderLine};

use crate::given::{compared, money, ours, place, reference, theirs};

fn posted(kind: Kind, minor: i64, id: u128) -> LedgerLine {
    LedgerLine {
        id: LedgerLineId(id),
        our_id: OurId(77),
        kind,
        amount: money(minor, "XTS"),
        fee: None,
        reference: Some(reference("DP0000000001")),
        ..ours(1)
    }
}

fn listed(kind: Kind, minor: i64, line: u32) -> ProviderLine {
    ProviderLine {
        place: place("report", line),
        our_id: None,
        kind,
        amount: money(minor, "XTS"),
        fee: 1_500,
        reference: Some(reference("DP0000000001")),
        ..theirs(1)
    }
}

#[test]
fn a_dispute_without_movements_is_nothing_to_compare() {
    assert_eq!(compared(&[ours(1)], &[theirs(1)], &[]).breaks, []);
}

#[test]
fn a_dispute_that_was_lost_has_one_movement_of_its_own_amount() {
    let day = compared(
        &[ours(1), posted(Kind::DisputeWithdrawn, -60_000, 8)],
        &[theirs(1), listed(Kind::DisputeWithdrawn, -60_000, 8)],
        &[],
    );
    assert_eq!((day.breaks.len(), day.matched.len()), (0, 2));
}

#[test]
fn a_dispute_that_was_won_has_two() {
    let ledger = [ours(1), posted(Kind::DisputeWithdrawn, -100_000, 8), posted(Kind::DisputeReinstated, 100_000, 9)];
    let report = [theirs(1), listed(Kind::DisputeWithdrawn, -100_000, 8), listed(Kind::DisputeReinstated, 100_000, 9)];
    assert_eq!((compared(&ledger, &report, &[]).breaks.len(), compared(&ledger, &report, &[]).matched.len()), (0, 3));
    let unposted = compared(&ledger[..2], &report, &[]);
    assert_eq!(unposted.breaks.iter().map(|found| found.kind).collect::<Vec<_>>(), [BreakType::DisputeUnknown]);
    let thrice = compared(&ledger, &[report.as_slice(), &[listed(Kind::DisputeReinstated, 100_000, 10)]].concat(), &[]);
    assert_eq!(thrice.breaks.iter().map(|found| found.kind).collect::<Vec<_>>(), [BreakType::Duplicate]);
}
