//! Every fault of the matrix: no answer is never a failure, and whatever was asked under one key happened once at most. Row F04.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use gateway::{Answer, Gateway};
use payment::{Operation, Standing, Unsure};
use simulator::{FaultPlan, Kind, Plan, Simulator};

use crate::support::{captured, cards, evidence, gsma_of, key, money, mtn_of, order, simulator};

/// The plans that meet one fault always.
fn each() -> Vec<(&'static str, FaultPlan, Option<Unsure>)> {
    let plan = |change: fn(&mut FaultPlan)| {
        let mut plan = FaultPlan { hang_ms: 2_500, slow_ms: 100, delay_ms: 10, ..FaultPlan::default() };
        change(&mut plan);
        plan
    };
    vec![
        ("delay", plan(|plan| plan.delay = 1_000), None),
        ("drop before", plan(|plan| plan.drop_before = 1_000), Some(Unsure::TimedOut)),
        ("drop after", plan(|plan| plan.drop_after = 1_000), Some(Unsure::TimedOut)),
        ("error before", plan(|plan| plan.error_before = 1_000), Some(Unsure::ServerError)),
        ("error after", plan(|plan| plan.error_after = 1_000), Some(Unsure::ServerError)),
        ("reset", plan(|plan| plan.reset = 1_000), Some(Unsure::Reset)),
        ("too many", plan(|plan| plan.too_many = 1_000), Some(Unsure::TooMany)),
        ("malformed", plan(|plan| plan.malformed = 1_000), Some(Unsure::Unreadable)),
        ("slow", plan(|plan| plan.slow = 1_000), None),
    ]
}

#[tokio::test]
async fn a_fault_leaves_doubt_at_cards_and_the_order_is_found_or_given_again() {
    let each = each().into_iter().map(|(name, faults, expected)| async move {
        let simulator = simulator(Plan { faults, ..Plan::kind(3) });
        let (cards, order) = (cards(&simulator), order(1, money(1_500, "EUR")));
        let started = cards.start(&order, &key(&order, Operation::Start)).await;
        match (&started, expected) {
            // On a machine with other work the time may be over before.
            (Answer::Unsure { why: Unsure::TimedOut, .. }, _) => {}
            (Answer::Unsure { why, .. }, Some(expected)) => assert_eq!(*why, expected, "{name}"),
            (Answer::Known(_) | Answer::Handover { .. }, None) => {}
            other => panic!("{name}: {other:?}"),
        }
        resolve(&simulator, &cards, name).await;
    });
    join_all(each).await;
}

#[tokio::test]
async fn a_fault_leaves_doubt_at_mobile_money_and_the_order_is_found_or_given_again() {
    let each = each().into_iter().map(|(name, faults, expected)| async move {
        for shape in ["gsma", "mtn"] {
            let simulator = simulator(Plan { faults: faults.clone(), ..Plan::kind(3) });
            let url = format!("{}/{shape}", simulator.url());
            let gateway: Box<dyn Gateway> = if shape == "gsma" { Box::new(gsma_of(&url)) } else { Box::new(mtn_of(&url)) };
            let order = order(1, money(1_500, "KES"));
            let started = gateway.start(&order, &key(&order, Operation::Start)).await;
            let is_doubt = matches!(started, Answer::Unsure { .. });
            // What is received is received: said again it is found, whatever became of the first answer.
            assert!(is_doubt || expected.is_none(), "{shape}, {name}: {started:?}");
            resolve(&simulator, gateway.as_ref(), name).await;
        }
    });
    join_all(each).await;
}

/// Ends the faults, looks for the order, gives it again where there is none, and holds it against the truth.
async fn resolve(simulator: &Simulator, gateway: &dyn Gateway, name: &str) {
    let shape = gateway.name();
    let order = order(1, money(1_500, if shape == "simulated" { "EUR" } else { "KES" }));
    simulator.set_plan(Plan::kind(3)).expect("a plan");
    if gateway.look(&order, None).await == Answer::NoSuchRequest {
        assert_eq!(captured(simulator, &order.attempt.to_string()), 0, "{shape}, {name}: it was there");
        evidence(gateway.start(&order, &key(&order, Operation::Start)).await);
    }
    let found = evidence(gateway.look(&order, None).await);
    assert_eq!((found.standing, found.captured), (Standing::Captured, Some(order.amount)), "{shape}, {name}");
    assert_eq!(captured(simulator, &order.attempt.to_string()), 1_500, "{shape}, {name}: once");
}

/// What a janitor does: start, then look until something is known, and start again only where there is nothing. Returns how many operations
/// that took.
async fn pursue(cards: &dyn Gateway, number: u128) -> usize {
    let order = order(number, money(1_500, "EUR"));
    let mut answer = cards.start(&order, &key(&order, Operation::Start)).await;
    let mut operations = 1;
    while operations < 30 {
        answer = match answer {
            Answer::Known(ref evidence) if evidence.standing == Standing::Captured => break,
            Answer::Known(evidence) | Answer::Handover { evidence, .. } => {
                cards.look(&order, Some(&evidence.provider_reference)).await
            }
            Answer::NoSuchRequest => cards.start(&order, &key(&order, Operation::Start)).await,
            Answer::Unsure { .. } => cards.look(&order, None).await,
            Answer::Refused(refused) => panic!("order {number} was refused: {refused}"),
        };
        operations += 1;
    }
    assert_eq!(evidence(answer).captured, Some(order.amount), "order {number}");
    operations
}

#[tokio::test]
async fn three_hundred_orders_in_the_mix_of_the_matrix_are_paid_once_each() {
    let faults = FaultPlan { hang_ms: 150, slow_ms: 50, ..FaultPlan::hostile() };
    let simulator = simulator(Plan { faults, ..Plan::kind(20_260_302) });
    let cards = cards(&simulator);
    let mut operations = 0;
    for from in (0..300).step_by(25) {
        let together = (from..from + 25).map(|number| pursue(&cards, number));
        operations += join_all(together).await.into_iter().sum::<usize>();
    }
    let mut captures: BTreeMap<String, usize> = BTreeMap::new();
    for entry in simulator.truth().into_iter().filter(|entry| entry.kind == Kind::Captured) {
        *captures.entry(entry.ours.unwrap_or_default()).or_default() += 1;
    }
    assert_eq!(captures.len(), 300);
    assert!(captures.values().all(|count| *count == 1), "somebody paid twice");
    // Starting and looking once are two; each doubt costs one more.
    assert!(operations <= 900, "{operations} operations for 300 orders");
    println!("{operations} operations for 300 orders");
}

#[tokio::test]
async fn a_repayment_in_the_mix_of_the_matrix_goes_back_once() {
    let simulator = simulator(Plan::kind(5));
    let cards = cards(&simulator);
    let order = order(1, money(10_000, "EUR"));
    let made = evidence(cards.start(&order, &key(&order, Operation::Start)).await);
    let faults = FaultPlan { hang_ms: 150, slow_ms: 50, ..FaultPlan::hostile() };
    simulator.set_plan(Plan { faults, ..Plan::kind(5) }).expect("a plan");
    let each = (0..60).map(|number| {
        let (cards, repayment) = (&cards, crate::support::repayment(number, &made.provider_reference, money(100, "EUR")));
        async move {
            let key = payment::ProviderKey::of_repayment(repayment.id);
            for _ in 0..20 {
                if let gateway::RepaymentAnswer::Known(_) = cards.repay(&repayment, &key).await {
                    return;
                }
            }
            panic!("repayment {number}");
        }
    });
    join_all(each).await;
    let given: i64 = simulator.truth().iter().filter(|entry| entry.kind == Kind::Refunded).map(|entry| entry.amount).sum();
    assert_eq!(given, 6_000);
}

#[tokio::test]
async fn nobody_at_the_other_end_is_doubt_too() {
    let cards = crate::support::cards_of("http://127.0.0.1:9");
    let order = order(1, money(1_500, "EUR"));
    let started = cards.start(&order, &key(&order, Operation::Start)).await;
    assert!(matches!(started, Answer::Unsure { why: Unsure::Reset, .. }), "{started:?}");
}
