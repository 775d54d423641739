//! Orders that never reached their provider, among more orders than a list is read of. Rows CR-05, IDM-13, ST-10.

use fingertip::platform::clock::Clock as _;
use gateway::Answer;
use payment::{Operation, State};
use simulator::{PayerPlan, Plan};

use super::{super::faults::states, Death, Flow, PAYER_SECONDS, Row, providers};
use crate::support::database::{Fresh, each_database};

/// More than ten pages of a hundred orders, which is where the search for one among them ends.
const OTHERS: u32 = 1_001;

/// Says whether payers pay, or wait for ever.
fn let_pay(row: &Row, magic: bool) {
    let payers = PayerPlan { magic, after_s: PAYER_SECONDS, ..PayerPlan::default() };
    row.simulator.set_plan(Plan { payers, ..Plan::default() }).expect("a plan");
}

/// Gives the provider orders of others, all of the same moment.
async fn crowd(row: &Row) {
    let provider = providers(&row.simulator).get("simulated").expect("it is there").clone();
    let payment = row.captured(Flow::Card, "other", 52_000).await;
    let attempt = payment.attempt().expect("one was made");
    let_pay(row, false);
    for number in 0..OTHERS {
        let other = payment::Attempt { id: format!("{number:032x}").parse().expect("an id"), ..attempt.clone() };
        let order = gateway::Order {
            attempt: other.id,
            amount: payment.amount,
            capture: payment.capture,
            payer: None,
            description: gateway::Description::new("other").expect("a description"),
            started_at: attempt.started_at,
        };
        let answer = provider.start(&order, &other.key(Operation::Start)).await;
        assert!(matches!(answer, Answer::Handover { .. }), "{answer:?}");
    }
}

/// Begins to pay at a server that dies before its provider hears of it, and returns what the payment is called.
async fn begin(row: &Row, fresh: &Fresh, name: &str) -> vocabulary::PaymentId {
    let (new, death) = (row.order(Flow::Card, name, 52_000).await, Death::after(1));
    let mortal = row.server(Some(&death));
    tokio::select! {
        _ = mortal.pay(new, row.clock.now()) => panic!("it lives"),
        () = death.came.notified() => {}
    }
    let waiting = states(fresh, "awaiting-payer").await;
    waiting.first().expect("it is begun").parse().expect("an id")
}

#[tokio::test]
async fn what_no_provider_heard_of_comes_to_its_end_among_any_number_of_others() {
    each_database(async |fresh| {
        let row = Row::of(fresh);
        crowd(&row).await;
        let heir = row.server(None);
        for end in [State::Cancelled, State::Captured, State::Expired] {
            let id = begin(&row, fresh, end.as_str()).await;
            let_pay(&row, end == State::Captured);
            let passes: &[u32] = match end {
                State::Cancelled => {
                    drop(heir.cancel(id, row.clock.now()).await.expect("a database"));
                    &[600, 600]
                }
                State::Captured => &[60, 60],
                // Nobody looks at it before its time is over.
                _ => &[6_000, 600],
            };
            for seconds in passes {
                row.pass(&heir, *seconds).await;
            }
            row.assert_whole(&heir, id, end.as_str()).await;
            let shown = heir.find(id).await.expect("a database").expect("it is there");
            assert_eq!(shown.payment.state, end);
        }
    })
    .await;
}
