//! Cards: from the order to the receipt of the money and back, as the simulator truly saw it.

use gateway::{Answer, Gateway, Handover, Refused, RepaymentAnswer, RepaymentStanding};
use payment::{CaptureMode, DeclineReason, Operation, Standing};
use simulator::{Deed, Plan, RepaymentPlan};

use crate::support::{captured, cards, evidence, key, money, order, repayment, simulator};

#[tokio::test]
async fn a_payer_is_handed_over_to_a_page_and_the_money_is_found() {
    let simulator = simulator(Plan::default());
    let (cards, order) = (cards(&simulator), order(1, money(150_000, "XTS")));
    let started = cards.start(&order, &key(&order, Operation::Start)).await;
    let Answer::Handover { evidence: at_first, handover: Handover::Redirect(page) } = started else { panic!("{started:?}") };
    assert_eq!(page, format!("{}/sim/pay/{}", simulator.url(), at_first.provider_reference));
    assert_eq!((at_first.standing, at_first.attempt), (Standing::AwaitingPayer, Some(order.attempt)));
    simulator.payer(&at_first.provider_reference, Deed::Approve).expect("a deed");
    let paid = evidence(cards.look(&order, Some(&at_first.provider_reference)).await);
    assert_eq!((paid.standing, paid.captured, paid.live), (Standing::Captured, Some(order.amount), false));
    assert!(!paid.raw.is_empty());
    assert_eq!(captured(&simulator, &order.attempt.to_string()), 150_000);
}

#[tokio::test]
async fn the_same_order_given_again_is_the_same_order() {
    let simulator = simulator(Plan::default());
    let (cards, order) = (cards(&simulator), order(1, money(1_500, "EUR")));
    let first = evidence(cards.start(&order, &key(&order, Operation::Start)).await);
    let again = evidence(cards.start(&order, &key(&order, Operation::Start)).await);
    assert_eq!(first.provider_reference, again.provider_reference);
    // Another sum under the same key is never carried out: what is there is found.
    let changed = gateway::Order { amount: money(1_600, "EUR"), ..order.clone() };
    let found = evidence(cards.start(&changed, &key(&order, Operation::Start)).await);
    assert_eq!(found.provider_reference, first.provider_reference);
}

#[tokio::test]
async fn an_order_is_found_by_our_id_before_the_search_knows_it_and_after() {
    let simulator = simulator(Plan::default());
    let (cards, order) = (cards(&simulator), order(1, money(1_500, "EUR")));
    assert_eq!(cards.look(&order, None).await, Answer::NoSuchRequest);
    let made = evidence(cards.start(&order, &key(&order, Operation::Start)).await);
    for _ in 0..2 {
        assert_eq!(evidence(cards.look(&order, None).await).provider_reference, made.provider_reference);
        simulator.advance(120).expect("the clock moves");
    }
    assert_eq!(cards.look(&order, Some("pi_of_somebody_else")).await, Answer::NoSuchRequest);
}

#[tokio::test]
async fn what_was_forgotten_under_its_key_is_looked_for_and_not_made_again() {
    let simulator = simulator(Plan::default());
    let (cards, order) = (cards(&simulator), order(1, money(1_500, "EUR")));
    let made = evidence(cards.start(&order, &key(&order, Operation::Start)).await);
    simulator.advance(90_000).expect("the clock moves");
    assert!(cards.repeats_within().as_secs() < 86_400);
    assert_eq!(evidence(cards.look(&order, None).await).provider_reference, made.provider_reference);
}

#[tokio::test]
async fn part_of_what_is_held_is_taken() {
    let simulator = simulator(Plan::kind(1));
    let cards = cards(&simulator);
    let order = gateway::Order { capture: CaptureMode::Manual, ..order(1, money(1_500, "EUR")) };
    let made = evidence(cards.start(&order, &key(&order, Operation::Start)).await);
    let held = evidence(cards.look(&order, Some(&made.provider_reference)).await);
    assert_eq!((held.standing, held.authorised), (Standing::Authorised, Some(order.amount)));
    let part = money(1_000, "EUR");
    let taken = evidence(cards.capture(&order, &made.provider_reference, part, &key(&order, Operation::Capture)).await);
    assert_eq!((taken.standing, taken.captured), (Standing::Captured, Some(part)));
    let again = evidence(cards.capture(&order, &made.provider_reference, part, &key(&order, Operation::Capture)).await);
    assert_eq!(again.captured, Some(part), "under the same key it is one capture");
    assert_eq!(captured(&simulator, &order.attempt.to_string()), 1_000);
}

#[tokio::test]
async fn cancelling_what_was_paid_tells_that_it_was_paid() {
    let simulator = simulator(Plan::default());
    let cards = cards(&simulator);
    let (one, other) = (order(1, money(1_500, "EUR")), order(2, money(1_500, "EUR")));
    evidence(cards.start(&one, &key(&one, Operation::Start)).await);
    let cancelled = evidence(cards.cancel(&one, None, &key(&one, Operation::Cancel)).await);
    assert_eq!(cancelled.standing, Standing::Cancelled);
    let made = evidence(cards.start(&other, &key(&other, Operation::Start)).await);
    simulator.payer(&made.provider_reference, Deed::Approve).expect("a deed");
    let late = evidence(cards.cancel(&other, Some(&made.provider_reference), &key(&other, Operation::Cancel)).await);
    assert_eq!((late.standing, late.captured), (Standing::Captured, Some(other.amount)));
    let third = order(3, money(1, "EUR"));
    assert_eq!(cards.cancel(&third, None, &key(&third, Operation::Cancel)).await, Answer::NoSuchRequest);
}

#[tokio::test]
async fn a_decline_says_so_and_a_second_payment_of_one_order_is_not_overlooked() {
    let simulator = simulator(Plan::default());
    let cards = cards(&simulator);
    let (one, other) = (order(1, money(1_500, "EUR")), order(2, money(1_500, "EUR")));
    let made = evidence(cards.start(&one, &key(&one, Operation::Start)).await);
    simulator.payer(&made.provider_reference, Deed::Decline).expect("a deed");
    let declined = evidence(cards.look(&one, Some(&made.provider_reference)).await);
    assert_eq!(declined.standing, Standing::Declined { reason: DeclineReason::Other });
    let made = evidence(cards.start(&other, &key(&other, Operation::Start)).await);
    simulator.payer(&made.provider_reference, Deed::Twice).expect("a deed");
    assert_eq!(captured(&simulator, &other.attempt.to_string()), 3_000);
    assert_eq!(evidence(cards.look(&other, None).await).standing, Standing::Captured);
}

#[tokio::test]
async fn what_cannot_be_paid_there_is_refused_before_it_is_asked() {
    let simulator = simulator(Plan::kind(1));
    let cards = cards(&simulator);
    for amount in [money(0, "EUR"), money(-1, "EUR"), money(1_501, "MGA"), money(1_255, "KWD")] {
        let order = order(1, amount);
        assert_eq!(cards.start(&order, &key(&order, Operation::Start)).await, Answer::Refused(Refused::Amount), "{amount}");
    }
    assert!(simulator.truth().is_empty());
}

#[tokio::test]
async fn money_goes_back_once_for_each_repayment() {
    let simulator = simulator(Plan::kind(1));
    let (cards, order) = (cards(&simulator), order(1, money(1_500, "EUR")));
    let made = evidence(cards.start(&order, &key(&order, Operation::Start)).await);
    let one = repayment(1, &made.provider_reference, money(1_000, "EUR"));
    let one_key = payment::ProviderKey::of_repayment(one.id);
    assert_eq!(cards.look_repayment(&one, None).await, RepaymentAnswer::NoSuchRequest);
    let RepaymentAnswer::Known(given) = cards.repay(&one, &one_key).await else { panic!("no evidence") };
    assert_eq!((given.standing, given.amount, given.repayment), (RepaymentStanding::Succeeded, Some(one.amount), Some(one.id)));
    // A day later the key is forgotten: what is there is found by our id, and no more than is left is given.
    simulator.advance(90_000).expect("the clock moves");
    let RepaymentAnswer::Known(found) = cards.repay(&one, &one_key).await else { panic!("no evidence") };
    assert_eq!(found.provider_reference, given.provider_reference);
    let too_much = repayment(2, &made.provider_reference, money(501, "EUR"));
    let refused = cards.repay(&too_much, &payment::ProviderKey::of_repayment(too_much.id)).await;
    assert!(matches!(refused, RepaymentAnswer::Refused(_)), "{refused:?}");
    let balance: i64 = simulator.truth().iter().map(|entry| entry.balance).sum();
    assert_eq!(balance, 1_500 - 43 - 1_000);
}

#[tokio::test]
async fn a_repayment_may_fail_after_a_day() {
    let repayments = RepaymentPlan { fail: 1_000, ..RepaymentPlan::default() };
    let simulator = simulator(Plan { repayments, ..Plan::kind(1) });
    let (cards, order) = (cards(&simulator), order(1, money(1_500, "EUR")));
    let made = evidence(cards.start(&order, &key(&order, Operation::Start)).await);
    let one = repayment(1, &made.provider_reference, order.amount);
    let RepaymentAnswer::Known(given) = cards.repay(&one, &payment::ProviderKey::of_repayment(one.id)).await else {
        panic!("no evidence")
    };
    assert_eq!(given.standing, RepaymentStanding::Pending);
    simulator.advance(86_401).expect("the clock moves");
    let RepaymentAnswer::Known(failed) = cards.look_repayment(&one, Some(&given.provider_reference)).await else {
        panic!("no evidence")
    };
    assert_eq!(failed.standing, RepaymentStanding::Failed);
}

#[tokio::test]
async fn the_book_and_the_balance_are_read_whole() {
    let simulator = simulator(Plan::kind(1));
    let cards = cards(&simulator);
    for number in 0..120 {
        let order = order(number, money(1_000, "EUR"));
        evidence(cards.start(&order, &key(&order, Operation::Start)).await);
    }
    let (from, until) = (crate::support::now(), crate::support::now());
    let first = cards.book(from, until, None).await.expect("a page");
    let second = cards.book(from, until, first.after.as_deref()).await.expect("a page");
    assert_eq!((first.entries.len(), second.entries.len(), second.after), (100, 20, None));
    let net: i64 = first.entries.iter().chain(&second.entries).map(|entry| entry.amount.minor - entry.fee.minor).sum();
    let balance: i64 = simulator.truth().iter().map(|entry| entry.balance).sum();
    assert_eq!((cards.balance().await, net), (Ok(vec![money(balance, "EUR")]), balance));
}

#[tokio::test]
async fn a_secret_of_the_other_mode_is_refused_when_it_is_set() {
    let settings = |secret: &str, live| gateway::stripe::Settings {
        secret: secret.to_owned(),
        notice_secrets: vec!["s".to_owned()],
        live,
        pace: crate::support::pace(),
    };
    assert!(gateway::stripe::Stripe::new(settings("sk_test_1", true)).is_err());
    assert!(gateway::stripe::Stripe::new(settings("sk_live_1", false)).is_err());
    assert!(gateway::stripe::Stripe::new(settings("sk_test_1", false)).is_ok());
}

#[tokio::test]
async fn not_being_let_in_ends_a_new_order_and_says_nothing_of_one_that_is_there() {
    let simulator = simulator(Plan::kind(1));
    let (known, order) = (cards(&simulator), order(1, money(1_500, "EUR")));
    let settings = gateway::stripe::Settings {
        secret: "nobody".to_owned(),
        notice_secrets: vec!["s".to_owned()],
        live: false,
        pace: crate::support::pace(),
    };
    let stranger = gateway::stripe::Stripe::simulated(&simulator.url(), settings).expect("a provider");
    let refused = stranger.start(&order, &key(&order, Operation::Start)).await;
    assert_eq!(refused, Answer::Refused(Refused::Credentials));
    let made = evidence(known.start(&order, &key(&order, Operation::Start)).await);
    for reference in [Some(made.provider_reference.as_str()), None] {
        let looked = stranger.look(&order, reference).await;
        assert!(matches!(looked, Answer::Unsure { .. }), "{looked:?}");
        let cancelled = stranger.cancel(&order, reference, &key(&order, Operation::Cancel)).await;
        assert!(matches!(cancelled, Answer::Unsure { .. }), "{cancelled:?}");
    }
}
