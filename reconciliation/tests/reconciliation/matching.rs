//! Each of the fourteen types by the smallest story that has it, and the stories that have none.

use reconciliation::{
    BankLine, BreakType, By, Day, Kind, LedgerLine, LedgerLineId, OurId, Outcome, Policy, ProviderLine, match_day,
};

use crate::given::{account, at, compared, money, now, on, ours, payout, place, reference, theirs, voucher};

/// The types that were found, and that nothing else remains unexplained.
fn found(day: &Day) -> Vec<BreakType> {
    assert!(day.unexplained.is_empty(), "{:?}", day.unexplained);
    day.breaks.iter().map(|found| found.kind).collect()
}

fn pair(change: impl FnOnce(&mut LedgerLine, &mut ProviderLine)) -> Vec<BreakType> {
    let (mut mine, mut listed) = (ours(1), theirs(1));
    change(&mut mine, &mut listed);
    found(&compared(&[mine, ours(2)], &[listed, theirs(2)], &[]))
}

#[test]
fn lines_that_agree_are_matched_and_nothing_is_found() {
    let (mine, listed, arrived) = payout(3);
    let (counter, paid) = voucher(4);
    let listed_payment = ProviderLine { payout: listed.reference.clone(), ..theirs(1) };
    let day = compared(&[ours(1), mine, counter], &[listed_payment, listed], &[arrived, paid]);
    assert_eq!(found(&day), []);
    assert_eq!(day.matched.len(), 4, "a payment, a payout at the provider and at the bank, a voucher");
    assert!(day.matched.iter().all(|matched| matched.by == By::Reference));
}

#[test]
fn the_order_of_lines_changes_nothing() {
    let mut ledger: Vec<_> = (1..=30).map(ours).collect();
    let mut listed: Vec<_> = (4..=36).map(theirs).collect();
    let day = compared(&ledger, &listed, &[]);
    ledger.reverse();
    listed.reverse();
    assert_eq!(compared(&ledger, &listed, &[]), day);
    assert_eq!((day.matched.len(), day.breaks.len()), (27, 9));
}

#[test]
fn what_one_side_has_alone_is_missing_at_the_other() {
    assert_eq!(found(&compared(&[ours(1)], &[], &[])), [BreakType::MissingElsewhere]);
    assert_eq!(found(&compared(&[], &[theirs(1)], &[])), [BreakType::MissingInLedger]);
    let (_, paid) = voucher(1);
    assert_eq!(found(&compared(&[], &[], &[paid])), [BreakType::MissingInLedger]);
    let (counter, _) = voucher(1);
    assert_eq!(found(&compared(&[counter], &[], &[])), [BreakType::MissingElsewhere]);
}

#[test]
fn what_is_new_is_a_matter_of_timing() {
    let just_now = at("2026-03-12T05:30:00Z");
    let (mut counter, _) = voucher(3);
    counter.at = at("2026-03-10T09:00:00Z");
    assert_eq!(found(&compared(&[LedgerLine { at: just_now, ..ours(1) }], &[], &[])), [BreakType::Timing]);
    assert_eq!(found(&compared(&[], &[ProviderLine { at: just_now, ..theirs(1) }], &[])), [BreakType::Timing]);
    assert_eq!(found(&compared(&[counter], &[], &[])), [BreakType::Timing]);
}

#[test]
fn another_amount_is_told_with_its_sign() {
    let day = |minor| compared(&[ours(1)], &[ProviderLine { amount: money(minor, "XTS"), ..theirs(1) }], &[]);
    for (minor, difference, outcome) in [(100_001, -1, Outcome::OverAmount), (99_000, 1_000, Outcome::UnderAmount)] {
        let day = day(minor);
        assert_eq!(found(&day), [BreakType::Amount]);
        assert_eq!(day.breaks[0].difference, [(money(0, "XTS").currency, difference)]);
        assert_eq!(day.breaks[0].outcome(), outcome);
    }
}

#[test]
fn another_currency_is_not_called_another_amount() {
    assert_eq!(pair(|_, listed| listed.amount = money(100_000, "EUR")), [BreakType::Currency]);
    assert_eq!(pair(|_, listed| listed.amount = money(7, "EUR")), [BreakType::Currency]);
}

#[test]
fn what_comes_twice_is_found_on_either_side() {
    let again = ProviderLine { place: place("report", 9), ..theirs(1) };
    assert_eq!(found(&compared(&[ours(1)], &[theirs(1), again.clone()], &[])), [BreakType::Duplicate]);
    let charged_twice = ProviderLine { reference: Some(reference("CH0000000777")), ..again };
    let day = compared(&[ours(1)], &[theirs(1), charged_twice.clone()], &[]);
    assert_eq!(
        (found(&day), day.breaks[0].other),
        (vec![BreakType::Duplicate], Some(charged_twice.place)),
        "the second charge is the one"
    );
    let posted_again = LedgerLine { id: LedgerLineId(9), ..ours(1) };
    assert_eq!(found(&compared(&[ours(1), posted_again], &[theirs(1)], &[])), [BreakType::Duplicate]);
    let (counter, paid) = voucher(4);
    let booked_again = BankLine { place: place("statement", 9), ..paid.clone() };
    assert_eq!(found(&compared(&[counter], &[], &[paid, booked_again])), [BreakType::Duplicate]);
}

#[test]
fn a_fee_is_that_of_the_contract() {
    assert_eq!(pair(|_, listed| listed.fee = 2_501), [BreakType::FeeWrong]);
    let lone = ProviderLine { kind: Kind::Fee, amount: money(-500, "XTS"), fee: 0, our_id: None, reference: None, ..theirs(1) };
    assert_eq!(found(&compared(&[], &[lone], &[])), [BreakType::FeeWrong]);
    let policy = Policy { fee_tolerance_minor: 1, ..Policy::default() };
    let day = match_day(&[ours(1)], &[ProviderLine { fee: 2_501, ..theirs(1) }], &[], &policy, now());
    assert_eq!(found(&day), []);
}

#[test]
fn money_given_back_that_we_know_nothing_of_is_named() {
    let of = |kind| found(&compared(&[], &[ProviderLine { kind, amount: money(-100, "XTS"), ..theirs(1) }], &[]));
    assert_eq!(of(Kind::Repayment), [BreakType::RefundUnknown]);
    assert_eq!(of(Kind::DisputeWithdrawn), [BreakType::DisputeUnknown]);
}

#[test]
fn a_payout_is_what_it_consists_of_and_what_arrived() {
    let (mine, listed, arrived) = payout(3);
    let payment = ProviderLine { payout: listed.reference.clone(), ..theirs(1) };
    let day = |listed: &ProviderLine, payment: &ProviderLine, arrived: &BankLine| {
        found(&compared(&[ours(1), mine.clone()], &[payment.clone(), listed.clone()], std::slice::from_ref(arrived)))
    };
    let short = BankLine { amount: money(97_499, "XTS"), ..arrived.clone() };
    assert_eq!(day(&listed, &payment, &short), [BreakType::PayoutDiffers]);
    let more = ProviderLine { amount: money(-97_501, "XTS"), ..listed.clone() };
    assert_eq!(day(&more, &payment, &arrived), [BreakType::PayoutDiffers]);
    let fee = ProviderLine { fee: 2_600, ..payment.clone() };
    assert_eq!(day(&listed, &fee, &arrived), [BreakType::FeeWrong, BreakType::PayoutDiffers], "the sum of its parts is another");
    let unposted = compared(&[ours(1)], &[payment, listed], &[arrived]);
    assert_eq!(found(&unposted), [BreakType::MissingInLedger], "that it is missing is said once, and it is seen at the bank");
}

#[test]
fn what_comes_later_than_agreed_is_late() {
    assert_eq!(pair(|_, listed| listed.available_on = Some(on("2026-03-10"))), [BreakType::Late]);
    let (mine, listed, arrived) = payout(3);
    let late = BankLine { booked_on: on("2026-03-08"), ..arrived };
    assert_eq!(found(&compared(&[mine], &[listed], &[late])), [BreakType::Late]);
}

#[test]
fn money_on_another_account_is_found_there() {
    assert_eq!(
        pair(|mine, listed| (mine.account, listed.account) = (Some(account("M1")), Some(account("M2")))),
        [BreakType::WrongAccount]
    );
    let (counter, paid) = voucher(4);
    assert_eq!(found(&compared(&[counter], &[], &[BankLine { account: account("ZZ002"), ..paid }])), [BreakType::WrongAccount]);
}

#[test]
fn the_test_mode_of_a_provider_moves_no_money() {
    assert_eq!(found(&compared(&[], &[ProviderLine { live: false, ..theirs(1) }], &[])), [BreakType::TestMode]);
    assert_eq!(pair(|_, listed| listed.live = false), [BreakType::TestMode]);
}

#[test]
fn what_was_converted_is_converted_alike() {
    let settled = |minor| Some(money(minor, "EUR"));
    assert_eq!(pair(|mine, listed| (mine.settled, listed.settled) = (settled(900), settled(900))), []);
    assert_eq!(pair(|mine, listed| (mine.settled, listed.settled) = (settled(900), settled(901))), [BreakType::Fx]);
    assert_eq!(pair(|_, listed| listed.settled = settled(900)), [BreakType::Fx]);
}

#[test]
fn a_payment_whose_reference_we_never_learnt_is_found_by_our_id_or_by_its_amount() {
    let unknown = LedgerLine { reference: None, ..ours(1) };
    let day = compared(std::slice::from_ref(&unknown), &[theirs(1)], &[]);
    assert_eq!((found(&day), day.matched[0].by), (vec![], By::OurId));
    let without_ours = |number| ProviderLine { our_id: None, ..theirs(number) };
    let day = compared(std::slice::from_ref(&unknown), &[without_ours(1)], &[]);
    assert_eq!((found(&day), day.matched[0].by), (vec![], By::Amount));
    let two = compared(std::slice::from_ref(&unknown), &[without_ours(1), without_ours(2)], &[]);
    assert_eq!(two.matched, [], "nothing is matched because it is likely");
    let long_ago = ProviderLine { at: at("2026-02-20T09:30:00Z"), ..without_ours(1) };
    assert_eq!(compared(&[unknown], &[long_ago], &[]).matched, [], "nor over more days than the window has");
}

#[test]
fn parts_of_one_notice_are_told_apart_by_their_amounts() {
    let (first, paid_first) = voucher(4);
    let second = LedgerLine { id: LedgerLineId(5), our_id: OurId(5), amount: money(7_000, "XTS"), ..first.clone() };
    let paid_second = BankLine { place: place("statement", 1), amount: money(7_000, "XTS"), ..paid_first.clone() };
    assert_eq!(found(&compared(&[first, second], &[], &[paid_first, paid_second])), []);
}

#[test]
fn a_bank_may_write_references_in_its_own_way() {
    let (mine, listed, arrived) = payout(3);
    let written = BankLine { references: vec![reference("DUTY"), reference("po-0000-000003")], ..arrived };
    let day = compared(&[mine], &[listed], &[written]);
    assert_eq!((found(&day), day.matched[1].by), (vec![], By::Reference));
}

#[test]
fn many_lines_of_one_reference_take_no_longer_than_others() {
    let ledger: Vec<_> = (1..=20_000).map(|number| LedgerLine { our_id: OurId(7), reference: None, ..ours(number) }).collect();
    let listed: Vec<_> =
        (1..=20_000).map(|number| ProviderLine { our_id: Some(OurId(7)), reference: None, ..theirs(number) }).collect();
    assert_eq!(compared(&ledger, &listed, &[]).matched.len(), 20_000);
}
