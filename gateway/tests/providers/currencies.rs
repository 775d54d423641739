//! The two tables of how the card provider counts, ours and the simulator's, which know nothing of one another. Row MON-02.

use gateway::{Answer, Gateway, stripe::to_units};
use payment::{Operation, Standing};
use simulator::Plan;
use vocabulary::{Currency, Money};

use crate::support::{cards, evidence, key, order, simulator};

/// Every currency of ISO 4217 that amounts are paid in.
fn all() -> Vec<Currency> {
    let letters = || b'A'..=b'Z';
    letters()
        .flat_map(|one| letters().flat_map(move |two| letters().map(move |three| [one, two, three])))
        .filter_map(|code| std::str::from_utf8(&code).ok()?.parse().ok())
        .collect()
}

#[tokio::test]
async fn a_payment_in_each_currency_is_what_was_asked_for() {
    let simulator = simulator(Plan::kind(1));
    let cards = cards(&simulator);
    let mut paid = 0;
    for (number, currency) in all().into_iter().enumerate() {
        // 1,200 major units, which every currency can be paid in.
        let amount = Money::new(1_200 * 10_i64.pow(u32::from(currency.exponent())), currency);
        let order = order(number as u128, amount);
        let started = match cards.start(&order, &key(&order, Operation::Start)).await {
            // The provider does not take every currency.
            Answer::Refused(_) => continue,
            started => evidence(started),
        };
        let found = evidence(cards.look(&order, Some(&started.provider_reference)).await);
        assert_eq!((found.standing, found.captured), (Standing::Captured, Some(amount)), "{currency}");
        let entry = simulator.truth().into_iter().rev().find(|entry| entry.currency == currency.as_str()).expect("an entry");
        let major = simulator
            .truth()
            .iter()
            .rev()
            .find(|entry| entry.currency == currency.as_str() && entry.balance > 0)
            .map(|entry| entry.amount / 10_i64.pow(u32::from(entry.decimals)));
        assert_eq!(major, Some(1_200), "{currency}: {entry:?}");
        paid += 1;
    }
    assert!(paid > 140, "{paid}");
}

#[tokio::test]
async fn what_we_refuse_the_provider_refuses_too() {
    let simulator = simulator(Plan::default());
    for (minor, code, units) in [(1_255, "KWD", 1_255), (1_251, "TND", 1_251)] {
        let amount = Money::new(minor, code.parse().expect("a currency"));
        assert!(to_units(amount).is_err());
        let form = [("amount", units.to_string()), ("currency", code.to_ascii_lowercase())];
        let client = reqwest::Client::new();
        let request = client.post(format!("{}/v1/payment_intents", simulator.url())).bearer_auth("sk_test_1").form(&form);
        assert_eq!(request.send().await.expect("an answer").status(), 400, "{code}");
    }
}
