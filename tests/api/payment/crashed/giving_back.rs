//! A server that dies while it gives money back, all of it or a part, by card or to a phone: it goes back once, or is still owed. Rows F02, CR-14,
//! PAY-G1, INV-08.

use std::collections::BTreeSet;

use fingertip::{
    payment::{NewRepayment, Payments, Refusal},
    platform::clock::Clock as _,
};
use payment::{Payment, RepaymentState, Source};
use simulator::{Kind, PayerPlan, Plan, RepaymentPlan};
use vocabulary::{Money, PersonId};

use super::{CALLS_MAX, Death, Flow, PAYER_SECONDS, Row};
use crate::support::database::each_database;

/// In which calls servers die here.
pub const CALLS: [&str; 3] = ["holder", "repay", "look_repayment"];
/// What is paid first, in cents.
const PAID: i64 = 52_000;
/// Who asks, and who agrees.
const OFFICERS: [u128; 2] = [11, 12];

/// What goes back, and of which payment.
const FLOWS: [(Flow, i64); 3] = [(Flow::Card, PAID), (Flow::Card, 20_000), (Flow::Push, PAID)];

/// What becomes of it at the provider: at once, after a day, and not at all.
const ENDS: [RepaymentPlan; 3] =
    [RepaymentPlan { fail: 0, pending: 0 }, RepaymentPlan { fail: 0, pending: 1_000 }, RepaymentPlan { fail: 1_000, pending: 0 }];

impl Row {
    fn gives_back_as(&self, repayments: RepaymentPlan) {
        let payers = PayerPlan { magic: true, after_s: PAYER_SECONDS, ..PayerPlan::default() };
        self.simulator.set_plan(Plan { payers, repayments, ..Plan::default() }).expect("a plan");
    }

    /// Asks for money back and agrees to it, as two officers do who begin again where nobody answered them.
    async fn gives_back(&self, payments: &Payments, new: &NewRepayment) {
        let [_, second] = OFFICERS.map(PersonId::new);
        let asked = payments.request_repayment(new.clone(), self.clock.now()).await.expect("a database");
        let repayment = asked.expect("it may be asked for").kept.repayment;
        if repayment.state == RepaymentState::Requested {
            let agreed = payments.approve_repayment((repayment.id, 1), None, second, self.clock.now()).await.expect("a database");
            assert!(matches!(&agreed, Ok(_) | Err(Refusal::Changed { .. })), "{agreed:?}");
        }
    }

    /// What truly went back, in how many calls, and what came back of it.
    fn truly(&self, kind: Kind) -> (usize, i64) {
        let truth = self.simulator.truth();
        let found = truth.iter().filter(|entry| entry.kind == kind);
        found.fold((0, 0), |(count, sum), entry| (count + 1, sum + entry.amount))
    }

    /// Says that money went back once, or is still owed, and that the books are the provider's.
    async fn assert_given_back(&self, payments: &Payments, payment: &Payment, (before, ends): (usize, &RepaymentPlan), at: &str) {
        let all = payments.repayments_of(payment.id).await.expect("a database");
        let states: Vec<RepaymentState> = all.iter().map(|kept| kept.repayment.state).collect();
        let is_failed = ends.fail > 0;
        assert_eq!(states, [if is_failed { RepaymentState::Failed } else { RepaymentState::Succeeded }], "{at}");
        let (went, refunded) = self.truly(Kind::Refunded);
        assert!(went - before <= 1 && (is_failed || went - before == 1), "{at}: it went back {} times", went - before);
        let (_, captured) = self.truly(Kind::Captured);
        let (_, came_back) = self.truly(Kind::RefundFailed);
        assert_eq!(self.debits(1200).await, captured - refunded + came_back, "{at}: the books are the provider's");
    }
}

#[tokio::test]
async fn money_goes_back_once_wherever_its_server_dies() {
    each_database(async |fresh| {
        let row = Row::of(fresh);
        let (mut points, mut died_in) = (0, BTreeSet::new());
        for (flow, minor) in FLOWS {
            for ends in &ENDS {
                for boundary in 1.. {
                    assert!(boundary < CALLS_MAX, "{flow:?} never ends");
                    let at = format!("back-{flow:?}-{minor}-{}-{}-{boundary}", ends.fail, ends.pending);
                    row.gives_back_as(ends.clone());
                    let payment = row.captured(flow, &at, PAID).await;
                    let (before, _) = row.truly(Kind::Refunded);
                    let money = |minor| Money::new(minor, payment.amount.currency);
                    let new = NewRepayment {
                        key: at.parse().expect("a key"),
                        payment: payment.id,
                        amount: money(minor),
                        seen: money(PAID),
                        of: Source::Charges,
                        reason: "assessed too high".to_owned(),
                        phone: matches!(flow, Flow::Push).then(|| "+254700000001".to_owned()),
                        bank: None,
                        by: PersonId::new(OFFICERS[0]),
                        by_officer: true,
                    };
                    let death = Death::after(boundary);
                    let mortal = row.server(Some(&death));
                    let acts = async {
                        row.gives_back(&mortal, &new).await;
                        for seconds in [10, 60, 90_000] {
                            row.pass(&mortal, seconds).await;
                        }
                    };
                    let lived = tokio::select! {
                        () = acts => true,
                        () = death.came.notified() => false,
                    };
                    let heir = row.server(None);
                    row.gives_back(&heir, &new).await;
                    for seconds in [5, 60, 600, 6_000, 90_000, 90_000] {
                        row.pass(&heir, seconds).await;
                    }
                    row.assert_given_back(&heir, &payment, (before, ends), &at).await;
                    if lived {
                        break;
                    }
                    points += 1;
                    died_in.extend(death.came_in());
                }
            }
        }
        println!("{points} points");
        assert!(points >= 4 * FLOWS.len(), "{points} points");
        assert_eq!(died_in, BTreeSet::from(CALLS));
        let verified = row.application.ledger.verify().await.expect("a database");
        assert!(verified.is_good(), "{verified:?}");
    })
    .await;
}
