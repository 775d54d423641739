//! Payers, and the server as it is seen from their phones: there now and then.

use std::{net::SocketAddr, time::Duration};

use serde_json::{Value, json};

use super::OWED;
use crate::support::app::operation;

/// How often a payer asks again whose answer was lost.
const ASKED_MAX: u32 = 4_000;

/// A payer, and the server as it is seen from their phone: there now and then.
#[derive(Clone)]
pub struct Phone {
    client: reqwest::Client,
    url: String,
}

impl Phone {
    pub fn of(address: SocketAddr) -> Phone {
        Phone { client: reqwest::Client::new(), url: format!("http://{address}/graphql") }
    }

    /// Asks once, and gives up after `patience`: nothing where no answer came back whole.
    pub async fn ask(&self, name: &str, variables: &Value, patience: Duration) -> Option<Value> {
        let body = json!({ "query": operation(name), "variables": variables });
        let answer = self.client.post(&self.url).json(&body).timeout(patience).send().await.ok()?;
        let answer: Value = answer.json().await.ok()?;
        answer["data"].as_object()?.values().next().filter(|value| !value.is_null()).cloned()
    }

    /// Asks until there is an answer.
    pub async fn ask_until(&self, name: &str, variables: &Value) -> Value {
        for _ in 0..ASKED_MAX {
            if let Some(answer) = self.ask(name, variables, Duration::from_secs(20)).await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no server answers {name} any more");
    }

    /// Pays as people do: some hang up and ask again, some tap twice, some change their mind, some pay two notices at once. Returns the
    /// payment, and whether its phone showed that it was paid.
    pub async fn pay(&self, number: u32, references: &[String]) -> (String, bool) {
        let notices: Vec<_> = references.iter().map(|reference| json!({ "reference": reference, "version": 1 })).collect();
        let total = references.len() as i64 * (OWED + i64::from(number));
        let amount = format!("{}.{:02}", total / 100, total % 100);
        let by_phone = number % 5 == 1;
        let variables = json!({ "input": {
            "key": format!("key-{number}"), "notices": notices, "expectedTotal": { "amount": amount, "currency": "XTS" },
            "rail": if by_phone { "MOBILE_MONEY" } else { "CARD" },
            "phone": by_phone.then(|| format!("+254700{number:06}")),
        } });
        if number.is_multiple_of(4) {
            // The network breaks off at some byte, before or after the server has it.
            let patience = Duration::from_millis(u64::from(number % 37));
            self.ask("pay", &variables, patience).await;
        }
        let paid = if number.is_multiple_of(7) {
            let (one, two) = tokio::join!(self.ask_until("pay", &variables), self.ask_until("pay", &variables));
            assert_eq!(one["payment"]["id"], two["payment"]["id"], "two taps are one payment: {one:#} {two:#}");
            one
        } else {
            self.ask_until("pay", &variables).await
        };
        let id = paid["payment"]["id"].as_str().unwrap_or_else(|| panic!("{number}: {paid:#}")).to_owned();
        if number.is_multiple_of(11) {
            self.ask_until("cancel_payment", &json!({ "id": id })).await;
        }
        let mut was_paid = false;
        for _ in 0..3 {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let seen = self.ask_until("payment", &json!({ "id": id })).await;
            let is_paid = seen["state"] == "SUCCESS";
            assert!(is_paid || !was_paid, "{id} was paid and is not any more: {seen:#}");
            was_paid = is_paid;
        }
        (id, was_paid)
    }
}
