//! Cards that are tried out: whoever is declined again and again waits, and the provider hears nothing of it. Row SEC-PAY-04.

use fingertip::{
    payment::{NewPayment, Refusal, Retry},
    platform::clock::Clock as _,
};
use payment::Rail;

use super::crashed::{Death, Flow, Row};
use crate::support::database::each_database;

/// How often it is tried.
const TRIED: u32 = 1_000;
/// The sum whose payer is declined.
const DECLINED: i64 = 52_001;

#[tokio::test]
async fn a_thousand_tries_are_five_orders_at_the_provider() {
    each_database(async |fresh| {
        let row = Row::of(fresh);
        let death = Death::after(i64::MAX);
        let payments = row.server(Some(&death));
        let new = row.order(Flow::Card, "tried-out", DECLINED).await;
        let (mut refused, mut last) = (0, None);
        for tried in 0..TRIED {
            // With a new key or the same, as a new payment or as another attempt.
            let key = format!("key-{}", tried / 2).parse().expect("a key");
            let is_over = match payments.pay(NewPayment { key, ..new.clone() }, row.clock.now()).await.expect("a database") {
                Ok(paid) => {
                    last = Some(paid.shown.payment.id);
                    false
                }
                Err(refusal) => {
                    assert!(matches!(refusal, Refusal::CoolsOff { .. } | Refusal::BeingPaid { .. }), "{refusal:?}");
                    refused += 1;
                    matches!(refusal, Refusal::CoolsOff { .. })
                }
            };
            if !is_over {
                row.pass(&payments, 6).await;
            }
            let again = Retry { payment: last.expect("the first was taken"), rail: Rail::Card, phone: None };
            if payments.retry(again, row.clock.now()).await.expect("a database").is_err() {
                refused += 1;
            }
        }
        assert!(refused > 900, "{refused}");
        assert_eq!(fresh.number("select count(*) from payment_attempt").await, 5);
        assert!(death.calls(i64::MAX) <= 20, "{} calls, questions what became of it and all", death.calls(i64::MAX));
        // An hour later it may be tried again.
        row.pass(&payments, 7_200).await;
        let late = NewPayment { key: "an-hour-later".parse().expect("a key"), ..new };
        payments.pay(late, row.clock.now()).await.expect("a database").expect("it may be tried again");
    })
    .await;
}
