//! Claims: on a ground that is proved, of lines that are each once, decided by a clock that runs as long as was said, whatever the order of
//! questions, answers and decisions. Rows PAY-M13, PAY-N8.

use jiff::{SignedDuration, Timestamp};
use payment::{
    RepaymentState, Source,
    claim::{
        Claim, ClaimGround, ClaimKind, ClaimRefusal, ClaimState, DOCUMENTS_AT_ONCE_MAX, Document, DocumentError, LINES_MAX,
        QUESTIONS_MAX, write_groups,
    },
};
use proptest::prelude::*;
use vocabulary::PaymentId;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;
const DAYS: u16 = 30;

fn document(kind: u16, number: usize) -> Document {
    Document::new(&kind.to_string(), &format!("INV-{number}"), None).expect("a document")
}

fn lines(count: u128) -> Vec<(PaymentId, Source)> {
    (0..count).map(|number| (PaymentId::new(number), Source::Charges)).collect()
}

fn after(hours: i64) -> Timestamp {
    NOW + SignedDuration::from_hours(hours)
}

fn lodged(count: u128) -> Claim {
    Claim::lodge(ClaimGround::OtherOverpayment, &lines(count), Vec::new(), DAYS, NOW).expect("a claim")
}

#[test]
fn each_ground_is_lodged_with_one_document_of_each_group_and_refused_without_any_of_them() {
    for ground in ClaimGround::ALL {
        let needs = ground.needs();
        let all: Vec<Document> = needs.iter().map(|group| document(group[group.len() - 1], 1)).collect();
        assert!(Claim::lodge(*ground, &lines(1), all.clone(), DAYS, NOW).is_ok(), "{ground}");
        for (lacking, group) in needs.iter().enumerate() {
            let some = all.iter().enumerate().filter(|(at, _)| *at != lacking).map(|(_, one)| one.clone()).collect();
            let refused = Claim::lodge(*ground, &lines(1), some, DAYS, NOW);
            let Err(ClaimRefusal::Missing { missing }) = refused else { panic!("{ground} was lodged without its documents") };
            assert!(missing.contains(group), "{ground}");
        }
    }
    let bare = Claim::lodge(ClaimGround::Defective, &lines(1), Vec::new(), DAYS, NOW);
    let Err(ClaimRefusal::Missing { missing }) = bare else { panic!("defective goods that nobody saw") };
    assert_eq!(write_groups(&missing), "380/384/935, 830/841/856");
}

#[test]
fn there_are_three_kinds_and_fourteen_reasons_of_securities() {
    let of = |kind| ClaimGround::ALL.iter().filter(|ground| ground.kind() == kind).count();
    assert_eq!((of(ClaimKind::Overpayment), of(ClaimKind::RejectedGoods), of(ClaimKind::Security)), (12, 4, 14));
    for ground in ClaimGround::ALL {
        for source in [Source::Charges, Source::Unallocated] {
            for is_secured in [false, true] {
                let is_offered = ClaimGround::offered(source, is_secured).contains(ground);
                assert!(!is_offered || ground.fits(source), "{ground} is offered for {source}");
            }
        }
    }
    assert!(ClaimGround::offered(Source::Charges, true).iter().all(|ground| ground.kind() == ClaimKind::Security));
}

#[test]
fn lines_are_one_to_fifty_each_once_and_on_a_ground_that_is_theirs() {
    let lodge = |lines: &[(PaymentId, Source)], ground| Claim::lodge(ground, lines, Vec::new(), DAYS, NOW).map(drop);
    let most = u128::try_from(LINES_MAX).expect("fifty");
    assert_eq!(lodge(&[], ClaimGround::DutyRate), Err(ClaimRefusal::Lines));
    assert_eq!(lodge(&lines(most), ClaimGround::DutyRate), Ok(()));
    assert_eq!(lodge(&lines(most + 1), ClaimGround::DutyRate), Err(ClaimRefusal::Lines));
    let (one, other) = ((PaymentId::new(1), Source::Charges), (PaymentId::new(1), Source::Unallocated));
    assert_eq!(lodge(&[one, other, one], ClaimGround::DutyRate), Err(ClaimRefusal::Lines));
    assert_eq!(lodge(&[one, other], ClaimGround::DutyRate), Ok(()));
    assert_eq!(lodge(&[one, other], ClaimGround::ManualOverride), Err(ClaimRefusal::Ground));
}

#[test]
fn a_document_has_a_code_a_reference_and_perhaps_a_digest() {
    let digest = "AB".repeat(32);
    let good = Document::new("380", " INV-7 ", Some(&digest)).expect("a document");
    assert_eq!((good.kind().number(), good.reference(), good.sha256()), (380, "INV-7", Some("ab".repeat(32).as_str())));
    for kind in ["", "0", "1000", "38a", "+38", " 38"] {
        assert_eq!(Document::new(kind, "x", None), Err(DocumentError::Kind), "{kind:?}");
    }
    for reference in ["", "  ", "a\nb", &"x".repeat(71)] {
        assert_eq!(Document::new("380", reference, None), Err(DocumentError::Reference), "{reference:?}");
    }
    for digest in ["", "ab", &"g".repeat(64), &"a".repeat(65)] {
        assert_eq!(Document::new("380", "x", Some(digest)), Err(DocumentError::Digest), "{digest:?}");
    }
}

#[test]
fn what_is_asked_stops_the_clock_until_something_new_is_there() {
    let claim = lodged(1).prove(vec![document(380, 1)], after(1)).expect("it is open");
    let asked = claim.ask(after(24)).expect("it is open");
    assert_eq!((asked.state(), asked.is_overdue(after(24 * 365))), (ClaimState::WaitingForTrader, false));
    assert_eq!(asked.clone().ask(after(25)), Err(ClaimRefusal::State { state: ClaimState::WaitingForTrader }));
    let same = asked.prove(vec![document(380, 1)], after(48)).expect("it is open");
    assert_eq!(same.state(), ClaimState::WaitingForTrader, "nothing new was shown");
    assert_eq!(same.clone().prove(Vec::new(), after(48)), Err(ClaimRefusal::Documents));
    let many = (0..=DOCUMENTS_AT_ONCE_MAX).map(|number| document(380, number)).collect();
    assert_eq!(same.clone().prove(many, after(48)), Err(ClaimRefusal::Documents));
    let answered = same.prove(vec![document(861, 1)], after(72)).expect("it is open");
    assert_eq!((answered.state(), answered.clock.due_at), (ClaimState::Lodged, after(24 * (30 + 2))));
    assert!(!answered.is_overdue(after(24 * 32 - 1)) && answered.is_overdue(after(24 * 32)));
    let mut claim = answered;
    for number in 1..QUESTIONS_MAX {
        claim =
            claim.ask(after(80)).expect("a question").prove(vec![document(705, number.into())], after(80)).expect("an answer");
    }
    assert_eq!(claim.ask(after(81)), Err(ClaimRefusal::QuestionsSpent));
}

#[test]
fn it_is_taken_back_before_anything_of_it_is_approved() {
    let withdrawn = lodged(2).withdraw().expect("nobody decided");
    assert_eq!(withdrawn.state(), ClaimState::Withdrawn);
    assert!(withdrawn.clone().withdraw().is_ok(), "once more is the same");
    assert_eq!(withdrawn.prove(vec![document(380, 1)], NOW), Err(ClaimRefusal::State { state: ClaimState::Withdrawn }));
    let mut approved = lodged(2);
    approved.repayments[1] = RepaymentState::Approved;
    assert_eq!((approved.state(), approved.withdraw()), (ClaimState::Lodged, Err(ClaimRefusal::Approved)));
    let mut rejected = lodged(1);
    rejected.repayments[0] = RepaymentState::Rejected;
    assert_eq!(rejected.withdraw(), Err(ClaimRefusal::State { state: ClaimState::Decided }));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is asked and answered when, the clock runs thirty days in all and not an hour more or less.
    #[test]
    fn the_clock_runs_as_long_as_was_said(steps in proptest::collection::vec((any::<bool>(), 0i64..200), 1..60)) {
        let (mut claim, mut hour, mut ran, mut number) = (lodged(1), 0, 0, 0);
        let limit = 24 * i64::from(DAYS);
        for (asks, hours) in steps {
            let runs = claim.state() == ClaimState::Lodged;
            hour += hours;
            ran += if runs { hours } else { 0 };
            prop_assert_eq!(claim.is_overdue(after(hour)), runs && ran >= limit);
            if runs {
                prop_assert_eq!(claim.clock.due_at, after(hour + limit - ran));
            }
            number += 1;
            claim = match (asks, runs) {
                (true, true) if claim.questions < QUESTIONS_MAX => claim.ask(after(hour)).expect("it is open"),
                (false, false) => claim.prove(vec![document(380, number)], after(hour)).expect("it is open"),
                _ => claim,
            };
        }
    }

    /// A claim stands in one place whatever became of its lines, and is paid where all that was not rejected was.
    #[test]
    fn where_it_stands_follows_from_its_lines(states in proptest::collection::vec(0usize..RepaymentState::ALL.len(), 1..12), asked in any::<bool>()) {
        let mut claim = lodged(1);
        claim.clock = if asked { claim.clock.stop(NOW) } else { claim.clock };
        claim.repayments = states.into_iter().map(|at| RepaymentState::ALL[at]).collect();
        let count = |wanted| claim.repayments.iter().filter(|state| **state == wanted).count();
        let (open, paid, rejected) =
            (count(RepaymentState::Requested), count(RepaymentState::Succeeded), count(RepaymentState::Rejected));
        let expected = match (open, asked) {
            (0, _) if paid > 0 && paid + rejected == claim.repayments.len() => ClaimState::Paid,
            (0, _) => ClaimState::Decided,
            (_, true) => ClaimState::WaitingForTrader,
            (_, false) => ClaimState::Lodged,
        };
        prop_assert_eq!(claim.state(), expected);
    }
}
