//! Repayments, disputes and payouts: whatever the order, no more goes back than came in. Rows PAY-M7, PAY-G1, INV-08, LED-11 to LED-20, REC-07.

use jiff::Timestamp;
use payment::{
    Allocation, Asker, Charge, ChargeKind, ChildHeard, Dispute, DisputeEvent, DisputeState, FourEyes, Givable, NoticeReference,
    NoticeState, OrderedBy, PaymentNotice, Payout, PayoutState, RejectionReason, Repayment, RepaymentEvent, RepaymentRefusal,
    RepaymentStanding, RepaymentState, Source, TakesMore, Unsure, Way,
    ledger::{Account, Collected, Layer, Rule, Trial, receiving},
};
use proptest::prelude::*;
use vocabulary::{Currency, Date, Money, NoticeId, PaymentId, PersonId, RepaymentId};

const PAID: i64 = 1_000;

fn xts(minor: i64) -> Money {
    Money::new(minor, Currency::XTS)
}

fn person(number: u128) -> PersonId {
    PersonId::new(number)
}

fn officers() -> FourEyes {
    FourEyes::new(person(2), person(3)).expect("two")
}

fn provider() -> Way {
    Way::Provider("simulated".to_owned())
}

fn notice() -> PaymentNotice {
    let charge = Charge {
        line: 1,
        kind: ChargeKind::Duty,
        agency: "customs".parse().expect("a code"),
        code: "CUD".to_owned(),
        base_minor: None,
        rate: None,
        law: None,
        published_as: None,
        minor: PAID,
        paid_minor: PAID,
    };
    PaymentNotice {
        id: NoticeId::new(1),
        reference: NoticeReference::new(1),
        version: 1,
        state: NoticeState::Paid,
        currency: Currency::XTS,
        charges: vec![charge],
        takes_parts: false,
        issued_at: Timestamp::UNIX_EPOCH,
        due_on: Date::constant(2030, 1, 10),
        valid_until: None,
        plan: None,
    }
}

fn givable<'a>(repayments: &'a [Repayment], disputes: &'a [Dispute]) -> Givable<'a> {
    Givable { received: xts(PAID), of: Source::Charges, repayments, disputes }
}

fn ask(givable: &Givable<'_>, number: u128, minor: i64, seen: i64) -> Result<RepaymentEvent, RepaymentRefusal> {
    givable.request(RepaymentId::new(number), PaymentId::new(1), xts(minor), xts(seen), person(1))
}

fn requested(minor: i64) -> Repayment {
    Repayment::requested(&ask(&givable(&[], &[]), 1, minor, PAID).expect("all is left")).expect("a request")
}

fn disputed(minor: i64) -> Dispute {
    let opened = DisputeEvent::Opened {
        reference: "dp_1".to_owned(),
        payment: PaymentId::new(1),
        provider: "simulated".to_owned(),
        amount: xts(minor),
    };
    Dispute::opened(&opened).expect("an opening")
}

/// Approves and sends it.
fn sent(repayment: Repayment) -> Repayment {
    let approved = repayment.approve(officers(), provider(), &givable(&[], &[])).expect("two officers");
    let repayment = repayment.after(&approved).expect("an edge");
    let submitted = repayment.submit(&givable(&[], &[])).expect("it is approved");
    repayment.after(&submitted).expect("an edge")
}

#[test]
fn what_is_left_is_compared_with_what_the_officer_saw() {
    let first = [requested(600)];
    let left = givable(&first, &[]);
    assert_eq!(left.available(), xts(400));
    assert_eq!(ask(&left, 2, 400, 1_000), Err(RepaymentRefusal::Available { available: xts(400) }));
    assert_eq!(ask(&left, 2, 401, 400), Err(RepaymentRefusal::Amount { available: xts(400) }));
    assert_eq!(ask(&left, 2, 0, 400), Err(RepaymentRefusal::Amount { available: xts(400) }));
    assert!(ask(&left, 2, 400, 400).is_ok());
    let rejected = first[0].reject(person(2), None).expect("it is not approved");
    let none = [first[0].clone().after(&rejected).expect("an edge")];
    assert_eq!(givable(&none, &[]).available(), xts(1_000), "what was refused is left again");
}

#[test]
fn nothing_goes_back_while_a_dispute_is_open() {
    let (repayment, open) = (requested(600), [disputed(600)]);
    let left = givable(&[], &open);
    assert_eq!(ask(&left, 2, 1, PAID), Err(RepaymentRefusal::Disputed));
    assert_eq!(repayment.approve(officers(), provider(), &left), Err(RepaymentRefusal::Disputed));
    let approved = repayment.approve(officers(), provider(), &givable(&[], &[])).expect("no dispute yet");
    let repayment = repayment.after(&approved).expect("an edge");
    assert_eq!(repayment.submit(&left), Err(RepaymentRefusal::Disputed));
}

#[test]
fn whoever_asks_is_not_the_one_to_agree() {
    let same = FourEyes::new(person(2), person(1)).expect("two");
    assert_eq!(requested(1).approve(same, provider(), &givable(&[], &[])), Err(RepaymentRefusal::SamePerson));
    let not_approved = requested(1).submit(&givable(&[], &[]));
    assert_eq!(not_approved, Err(RepaymentRefusal::State { state: RepaymentState::Requested }));
}

#[test]
fn a_repayment_that_got_no_answer_is_sent_again_under_the_same_key() {
    let repayment = sent(requested(600));
    let key = repayment.key();
    let lost = repayment.lose_sight(Unsure::TimedOut).expect("it was sent");
    let repayment = repayment.after(&lost).expect("an edge");
    assert_eq!((repayment.state, repayment.key()), (RepaymentState::Unknown, key.clone()));
    assert_eq!(repayment.hear(RepaymentStanding::Pending), ChildHeard::Event(RepaymentEvent::Found));
    assert_eq!(repayment.hear(RepaymentStanding::Paid { amount: xts(599) }), ChildHeard::Contradicts);
    // Only what the provider says that it did not pay is approved again, and has another key.
    let failed = repayment.clone().after(&RepaymentEvent::Failed).expect("an edge");
    let again = sent(failed);
    assert_ne!(again.key(), key);
    assert!(repayment.approve(officers(), provider(), &givable(&[], &[])).is_err());
}

#[test]
fn what_a_repayment_posts_is_posted_once() {
    let (notice, parts) = (notice(), [Allocation { line: 1, minor: 600 }]);
    let of = [Collected { notice: &notice, parts: &parts }];
    let mut trial = Trial::default();
    let mut repayment = requested(600);
    let approved = RepaymentEvent::Approved { by: officers(), way: provider() };
    let events = [
        approved.clone(),
        RepaymentEvent::Submitted,
        RepaymentEvent::Succeeded,
        RepaymentEvent::CameBack,
        approved,
        RepaymentEvent::Submitted,
        RepaymentEvent::Succeeded,
    ];
    let mut rules = Vec::new();
    for event in events {
        if let Some(entry) = repayment.book(&event, &of).expect("balanced") {
            rules.push(entry.rule());
            trial.add(&entry);
        }
        repayment = repayment.after(&event).expect("an edge");
    }
    assert_eq!(rules, [Rule::RepaymentApproved, Rule::RepaymentPaid, Rule::RepaymentFailed, Rule::RepaymentPaid]);
    let posted = |account| trial.of(Currency::XTS, Layer::Posted, &account);
    assert_eq!(posted(Account::Repayable), 0);
    assert_eq!(posted(provider().account()), -600);
    let short = [Allocation { line: 1, minor: 599 }];
    let of_less = [Collected { notice: &notice, parts: &short }];
    assert!(requested(600).book(&RepaymentEvent::Approved { by: officers(), way: provider() }, &of_less).is_err());
}

#[test]
fn what_an_amendment_took_back_is_owed_from_the_beginning_and_nobody_says_no_to_it() {
    let amount = xts(600);
    let (notice, version) = (NoticeId::new(1), 2);
    let (repayment, payment, by) = (RepaymentId::new(1), PaymentId::new(1), OrderedBy::Amendment);
    let ordered = RepaymentEvent::Ordered { repayment, payment, amount, notice, version, by };
    let repayment = Repayment::requested(&ordered).expect("an order");
    assert_eq!((repayment.state, repayment.requested_by), (RepaymentState::Requested, Asker::Ordered(OrderedBy::Amendment)));
    assert_eq!(repayment.reject(person(2), Some(RejectionReason::NotProved)), Err(RepaymentRefusal::Owed));
    assert_eq!(givable(std::slice::from_ref(&repayment), &[]).available(), xts(400), "it is not given back twice");
    let approved = repayment.approve(officers(), provider(), &givable(&[], &[])).expect("two officers");
    assert_eq!(repayment.book(&approved, &[]).expect("balanced"), None, "the amendment posted it");
    let sent = sent(repayment);
    let paid = sent.book(&RepaymentEvent::Succeeded, &[]).expect("balanced").expect("an entry");
    assert_eq!(paid.rule(), Rule::RepaymentPaid);
}

#[test]
fn a_dispute_that_is_lost_is_owed_again() {
    let dispute = disputed(600);
    let (paid, parts) = (notice(), [Allocation { line: 1, minor: 600 }]);
    let of = [Collected { notice: &paid, parts: &parts }];
    let mut trial = Trial::default();
    trial.add(&receiving::deposited("simulated", "x", xts(PAID)).expect("balanced"));
    assert_eq!(dispute.hear(DisputeState::Lost, xts(599)), Err(TakesMore { left: xts(599) }), "the money went back before");
    let lost = dispute.hear(DisputeState::Lost, xts(600)).expect("it is left");
    assert_eq!(lost, ChildHeard::Event(DisputeEvent::Moved { to: DisputeState::Lost }));
    let events = [
        DisputeEvent::Withdrawn { amount: xts(600), fee_minor: 15 },
        DisputeEvent::Moved { to: DisputeState::EvidenceDue },
        DisputeEvent::Moved { to: DisputeState::Lost },
    ];
    let mut now = dispute;
    for event in &events {
        now.book(event, &of).expect("balanced").iter().for_each(|entry| trial.add(entry));
        now = now.after(event).expect("an edge");
    }
    let posted = |account| trial.of(Currency::XTS, Layer::Posted, &account);
    assert_eq!(posted(Account::Disputed("simulated".to_owned())), 0);
    assert_eq!(posted(Account::Clearing("simulated".to_owned())), i128::from(PAID) - 615);
    assert_eq!(posted(Account::Receivable(paid.id)), 600);
    let again = paid.reopened(&parts);
    assert_eq!((again.state, again.owed()), (NoticeState::Reopened, xts(600)));
    // What comes after the end says nothing new, or is for an officer.
    assert_eq!(now.hear(DisputeState::UnderReview, xts(0)), Ok(ChildHeard::Superseded));
    assert_eq!(now.hear(DisputeState::Won, xts(0)), Ok(ChildHeard::Contradicts));
    assert_eq!(now.hear_withdrawal(xts(600), 15), ChildHeard::Duplicate);
    assert_eq!(now.hear_reinstatement(xts(600)), ChildHeard::Contradicts);
}

#[test]
fn a_dispute_has_no_two_or_one_withdrawal_and_a_reinstatement() {
    let dispute = disputed(600);
    assert_eq!(dispute.hear_withdrawal(xts(601), 0), ChildHeard::Contradicts);
    assert_eq!(dispute.hear_reinstatement(xts(600)), ChildHeard::Contradicts, "nothing was taken");
    let taken = dispute.after(&DisputeEvent::Withdrawn { amount: xts(600), fee_minor: 0 }).expect("an edge");
    let back = DisputeEvent::Reinstated { amount: xts(600) };
    assert_eq!(taken.hear_reinstatement(xts(600)), ChildHeard::Event(back.clone()));
    let given = taken.after(&back).expect("an edge");
    assert_eq!(given.hear_reinstatement(xts(600)), ChildHeard::Duplicate);
    assert_eq!(given.after(&back), None);
}

#[test]
fn a_payout_that_came_back_is_with_the_provider_again() {
    let payout = Payout::announced("po_1".to_owned(), "simulated".to_owned(), "treasury".to_owned(), xts(500));
    let mut trial = Trial::default();
    trial.add(&payout.book_announced().expect("balanced"));
    assert_eq!(payout.hear(PayoutState::Paid, xts(500)), ChildHeard::Event(PayoutState::Paid));
    assert_eq!(payout.hear(PayoutState::Paid, xts(499)), ChildHeard::Contradicts);
    assert_eq!(payout.book(PayoutState::Paid), Ok(None));
    let paid = Payout { state: PayoutState::Paid, ..payout };
    assert_eq!(paid.hear(PayoutState::InTransit, xts(500)), ChildHeard::Superseded);
    assert_eq!(paid.hear(PayoutState::Failed, xts(500)), ChildHeard::Event(PayoutState::Failed));
    trial.add(&paid.book(PayoutState::Failed).expect("balanced").expect("an entry"));
    assert!(trial.balances().all(|(_, balance)| balance.debits == balance.credits));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Officers, provider and payer do anything at any time: what went back and what was lost is never more than what came in.
    #[test]
    fn no_more_goes_back_than_came_in(steps in proptest::collection::vec((0u8..9, 0usize..4, 1i64..700), 1..60)) {
        let (mut repayments, mut disputes): (Vec<Repayment>, Vec<Dispute>) = (vec![], vec![]);
        for (step, at, minor) in steps {
            let left = givable(&repayments, &disputes);
            let available = left.available();
            let event = repayments.get(at).and_then(|one| match step {
                0 => one.approve(officers(), provider(), &left).ok(),
                1 => one.submit(&left).ok(),
                2 => one.reject(person(2), None).ok(),
                3 => one.lose_sight(Unsure::Reset),
                4 | 5 => {
                    let standing = if step == 4 { RepaymentStanding::Paid { amount: one.amount } } else { RepaymentStanding::Failed };
                    match one.hear(standing) { ChildHeard::Event(event) => Some(event), _ => None }
                }
                _ => None,
            });
            match (step, event) {
                (_, Some(event)) => repayments[at] = repayments[at].clone().after(&event).expect("what it offers is an edge"),
                (6, None) => {
                    let asked = ask(&left, repayments.len() as u128, minor, available.minor);
                    prop_assert!(asked.is_err() || minor <= available.minor);
                    repayments.extend(asked.ok().iter().filter_map(Repayment::requested));
                }
                (7, None) if disputes.len() < 3 => disputes.push(disputed(minor)),
                (8, None) => {
                    let to = [DisputeState::EvidenceDue, DisputeState::Won, DisputeState::Lost, DisputeState::Accepted][at];
                    let Some(last) = disputes.len().checked_sub(1) else { continue };
                    if let Ok(ChildHeard::Event(event)) = disputes[last].hear(to, available) {
                        disputes[last] = disputes[last].clone().after(&event).expect("what it hears is an edge");
                    }
                }
                _ => {}
            }
            let paid = repayments.iter().filter(|one| one.state == RepaymentState::Succeeded).map(|one| one.amount.minor);
            let lost = disputes.iter().filter(|one| one.state.is_lost()).map(|one| one.amount.minor);
            prop_assert!(paid.sum::<i64>() + lost.sum::<i64>() <= PAID);
        }
    }

    /// A repayment goes nowhere but along its table, whatever happens to it.
    #[test]
    fn a_repayment_keeps_to_its_table(events in proptest::collection::vec(0usize..8, 0..12)) {
        let all = [
            RepaymentEvent::Approved { by: officers(), way: provider() },
            RepaymentEvent::Rejected { by: person(2), why: None },
            RepaymentEvent::Submitted,
            RepaymentEvent::Succeeded,
            RepaymentEvent::Failed,
            RepaymentEvent::CameBack,
            RepaymentEvent::SightLost { why: Unsure::TimedOut },
            RepaymentEvent::Found,
        ];
        let mut repayment = requested(1);
        for event in events {
            let before = repayment.state;
            let Some(after) = repayment.clone().after(&all[event]) else { continue };
            prop_assert!(before.may_become().contains(&after.state), "{} to {}", before, after.state);
            repayment = after;
        }
    }
}
