//! Once and only once: keys, races, clients that go away. Rows IDM-01 to IDM-14, PAY-M6, PAY-G2, F06.

use serde_json::json;
use simulator::Plan;

use super::{Till, counter, pay_input};
use crate::support::{app::operation, database::each_database};

#[tokio::test]
async fn fifty_taps_at_once_are_one_payment() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::kind(3)).await;
        let reference = till.notice(1, 9_900).await;
        let body = json!({ "input": pay_input("one-key", &reference, 9_900) });
        let taps = (0..50).map(|_| till.app.request(&operation("pay"), &body).send());
        let answers = futures_util::future::join_all(taps).await;
        let mut ids = std::collections::BTreeSet::new();
        let mut first = 0;
        for answer in answers {
            let answer: serde_json::Value = answer.expect("an answer").json().await.expect("JSON");
            let paid = &answer["data"]["pay"];
            ids.insert(paid["payment"]["id"].as_str().unwrap_or_else(|| panic!("{answer:#}")).to_owned());
            first += i32::from(paid["isReplay"] == false);
        }
        assert_eq!((ids.len(), first), (1, 1));
        till.let_pass(5).await;
        till.let_pass(5).await;
        assert_eq!(
            (counter(&till.app.application.database).await, till.booked().await, till.truly_captured()),
            (1, 9_900, 9_900)
        );
    })
    .await;
}

#[tokio::test]
async fn fifty_people_with_keys_of_their_own_pay_a_notice_once() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::kind(4)).await;
        let reference = till.notice(1, 9_900).await;
        let bodies: Vec<_> = (0..50).map(|n| json!({ "input": pay_input(&format!("key-{n}"), &reference, 9_900) })).collect();
        let answers =
            futures_util::future::join_all(bodies.iter().map(|body| till.app.request(&operation("pay"), body).send())).await;
        let mut started = 0;
        for answer in answers {
            let answer: serde_json::Value = answer.expect("an answer").json().await.expect("JSON");
            let paid = &answer["data"]["pay"];
            match paid["__typename"].as_str() {
                Some("PaymentStarted") => started += 1,
                _ => assert!(
                    ["NOTICE_BEING_PAID", "NOTICE_NOT_PAYABLE"].contains(&paid["code"].as_str().unwrap_or_default()),
                    "{answer:#}"
                ),
            }
        }
        assert_eq!(started, 1);
        till.let_pass(5).await;
        assert_eq!(till.truly_captured(), 9_900);
    })
    .await;
}

#[tokio::test]
async fn a_key_is_for_one_payment_and_the_same_in_any_order() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let (one, two) = (till.notice(1, 1_000).await, till.notice(2, 2_000).await);
        let both = |first: &str, second: &str, cents: &str| {
            json!({ "input": {
                "key": "k", "rail": "CARD", "expectedTotal": { "amount": cents, "currency": "XTS" },
                "notices": [{ "reference": first, "version": 1 }, { "reference": second, "version": 1 }],
            } })
        };
        let paid = till.run("pay", both(&one, &two, "30.00")).await;
        assert_eq!(paid["isReplay"], false, "{paid:#}");
        let again = till.run("pay", both(&two, &one, "30.00")).await;
        assert_eq!((&again["isReplay"], &again["payment"]["id"]), (&json!(true), &paid["payment"]["id"]));
        let other = till.run("pay", both(&one, &two, "30.01")).await;
        assert_eq!(other["code"], "IDEMPOTENCY_MISMATCH");
        assert_eq!(counter(&till.app.application.database).await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_was_refused_is_not_held_against_the_key() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let reference = till.notice(1, 1_000).await;
        let wrong = till.pay("k", &reference, 999).await;
        assert_eq!(wrong["code"], "PAYMENT_TOTAL_DIFFERS");
        assert_eq!(wrong["facts"][0]["value"], "XTS 10.00");
        assert_eq!(till.pay("k", &reference, 1_000).await["payment"]["state"], "STARTED");
        let long = "k".repeat(256);
        for key in ["", long.as_str(), "🔑", "two words"] {
            assert_eq!(till.pay(key, &reference, 1_000).await["code"], "IDEMPOTENCY_KEY_INVALID", "{key}");
        }
        let mut mistyped = reference.clone().into_bytes();
        mistyped.swap(3, 4);
        let mistyped = String::from_utf8(mistyped).expect("digits");
        if mistyped != reference {
            assert_eq!(till.pay("m", &mistyped, 1_000).await["code"], "NOTICE_REFERENCE_MISTYPED");
        }
        let mut stale = pay_input("s", &reference, 1_000);
        stale["notices"][0]["version"] = json!(2);
        assert_eq!(till.run("pay", json!({ "input": stale })).await["code"], "NOTICE_CHANGED");
    })
    .await;
}

#[tokio::test]
async fn a_notice_is_issued_once_under_its_issuers_name() {
    each_database(async |fresh| {
        let till = Till::open(fresh, Plan::default()).await;
        let first = till.issue(json!([super::notice(1, 1_000)])).await;
        let again = till.issue(json!([super::notice(1, 1_000), super::notice(2, 50)])).await;
        assert_eq!(first["notices"][0]["reference"], again["notices"][0]["reference"]);
        let other = till.issue(json!([super::notice(3, 10), super::notice(1, 1_001)])).await;
        assert_eq!(other["code"], "NOTICE_ISSUED_OTHERWISE");
        let nothing = till.issue(json!([super::notice(4, 0)])).await;
        assert_eq!(nothing["code"], "NOTICE_INVALID");
        // All or none: the third was not issued with the one that was refused.
        let third = till.issue(json!([super::notice(3, 11)])).await;
        assert_eq!(third["notices"][0]["total"]["amount"], "0.11");
        till.assert_in_order().await;
    })
    .await;
}
