//! What the simulator promises, asked over HTTP as a provider is asked.

mod cards;
mod mobile;
mod notices;
mod planned;

use jiff::Timestamp;
use reqwest::{Client, Method, Url};
use serde_json::Value;
use simulator::{Clock, Plan, Settings, Simulator};

/// A simulator whose clock stands, and a client of it.
struct Sim {
    simulator: Simulator,
    client: Client,
}

/// An answer: its status, its JSON, and whether it was told before.
struct Told {
    status: u16,
    body: Value,
    replayed: bool,
}

impl Sim {
    /// Starts one with a plan.
    fn planned(plan: Plan) -> Sim {
        let clock = Clock::standing("2026-03-02T08:00:00Z".parse::<Timestamp>().expect("an instant"));
        let address = ([127, 0, 0, 1], 0).into();
        let simulator = Simulator::start(Settings { address, plan, clock, live: false, truth: None }).expect("it starts");
        Sim { simulator, client: Client::new() }
    }

    /// Starts one where nothing goes wrong and nobody acts.
    fn quiet() -> Sim {
        Sim::planned(Plan::default())
    }

    /// Calls the card shape with a form.
    async fn card(&self, method: Method, path: &str, form: &[(&str, &str)], key: Option<&str>) -> Told {
        let mut url: Url = format!("{}/v1/{path}", self.simulator.url()).parse().expect("an address");
        let is_read = method == Method::GET;
        if is_read {
            url.query_pairs_mut().extend_pairs(form);
        }
        let mut request = self.client.request(method, url).bearer_auth("sk_test_simulated");
        if !is_read {
            request = request.form(form);
        }
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        told(request).await
    }

    /// Calls anything with JSON.
    async fn json(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &Value) -> Told {
        let mut request = self.client.request(method.clone(), format!("{}/{path}", self.simulator.url()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if method != Method::GET {
            request = request.body(body.to_string());
        }
        told(request).await
    }

    /// Makes a payment intent of 15.00, and returns its id.
    async fn intent(&self, capture: &str, attempt: &str) -> String {
        let form = [("amount", "1500"), ("currency", "eur"), ("capture_method", capture), ("metadata[attempt]", attempt)];
        let made = self.card(Method::POST, "payment_intents", &form, Some(attempt)).await;
        assert_eq!(made.status, 200, "{}", made.body);
        made.body["id"].as_str().expect("an id").to_owned()
    }
}

async fn told(request: reqwest::RequestBuilder) -> Told {
    let response = request.send().await.expect("an answer");
    let replayed = response.headers().contains_key("Idempotent-Replayed");
    let status = response.status().as_u16();
    let text = response.text().await.expect("a body");
    Told { status, body: serde_json::from_str(&text).unwrap_or(Value::Null), replayed }
}
