//! What is sent: signed as Standard Webhooks, again and again until it is taken, and to nobody else.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::Customs;
use crate::support::{
    database::each_database,
    gateway::{Answer, Gateway},
};

/// A request as the receiver read it.
struct Taken {
    id: String,
    timestamp: i64,
    signatures: Vec<String>,
    body: String,
}

impl Taken {
    fn all(gateway: &Gateway) -> Vec<Taken> {
        gateway.requests().iter().map(|request| Taken::read(request)).collect()
    }

    fn read(request: &str) -> Taken {
        let (head, body) = request.split_once("\r\n\r\n").expect("a head");
        let header = |name: &str| {
            let found = head.lines().filter_map(|line| line.split_once(": ")).find(|(key, _)| key.eq_ignore_ascii_case(name));
            found.unwrap_or_else(|| panic!("no {name} in {head}")).1.to_owned()
        };
        Taken {
            id: header("webhook-id"),
            timestamp: header("webhook-timestamp").parse().expect("seconds"),
            signatures: header("webhook-signature").split(' ').map(ToOwned::to_owned).collect(),
            body: body.to_owned(),
        }
    }

    /// Whether a receiver with this secret believes it; said by the library that others use.
    fn is_believed_with(&self, secret: &str) -> bool {
        let receiver = standardwebhooks::Webhook::new(secret).expect("a secret");
        let expected = receiver.sign(&self.id, self.timestamp, self.body.as_bytes()).expect("a text");
        self.signatures.contains(&expected)
    }

    /// Whether a receiver with our public key believes it, as if it had been sent at an instant.
    fn is_believed_by(&self, key: &str, timestamp: i64) -> bool {
        let key = BASE64_STANDARD.decode(key.strip_prefix("whpk_").expect("a key")).expect("base64");
        let signed = format!("{}.{timestamp}.{}", self.id, self.body);
        self.signatures.iter().filter_map(|signature| signature.strip_prefix("v1a,")).any(|signature| {
            let signature = BASE64_STANDARD.decode(signature).expect("base64");
            UnparsedPublicKey::new(&ED25519, &key).verify(signed.as_bytes(), &signature).is_ok()
        })
    }
}

impl Customs {
    /// Lets events of the cashier be sent somewhere: the id of the endpoint, and its secret.
    pub async fn endpoint(&self, address: &str) -> (String, String) {
        let input = json!({ "feed": self.till.cashier.to_string(), "address": address });
        let added = self.ask(self.admin, "add_customs_endpoint", json!({ "input": input })).await;
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{added:#}")).to_owned();
        (text(&added["endpoint"]["id"]), text(&added["secret"]))
    }

    pub async fn deliver(&self) -> usize {
        let courier = self.till.app.application.feed.courier().expect("a client");
        courier.deliver_due(self.till.app.now()).await.expect("a database")
    }

    /// Lets time pass, at the provider too: it signs by its own clock.
    pub async fn wait(&self, seconds: u32) {
        self.till.let_pass(seconds).await;
    }

    pub async fn overview(&self, id: &str) -> Value {
        let all = self.ask(self.till.cashier, "customs_endpoints", json!({})).await;
        let found = all.as_array().expect("a list").iter().find(|one| one["endpoint"]["id"] == *id);
        found.unwrap_or_else(|| panic!("{all:#}")).clone()
    }
}

fn ok() -> Answer {
    Answer::With(200, String::new())
}

#[tokio::test]
async fn what_happened_is_sent_signed_until_it_is_taken_and_given_up_where_officers_see_it() {
    each_database(async |fresh| {
        let customs = Customs::open(fresh).await;
        let script = [Answer::With(301, String::new()), Answer::With(503, String::new()), ok(), ok()];
        let script = script.into_iter().chain((0..4).map(|_| ok())).chain([Answer::With(410, String::new()), ok()]);
        let receiver = Gateway::playing(script).await;
        let (id, secret) = customs.endpoint(&receiver.url).await;
        let first = customs.paid(1).await;
        assert_eq!(customs.deliver().await, 2, "paid, and releasable");
        assert_eq!(customs.deliver().await, 0, "what failed waits");
        customs.wait(6).await;
        assert_eq!(customs.deliver().await, 2);
        let taken = Taken::all(&receiver);
        assert_eq!(taken.len(), 4, "nobody is followed to elsewhere");
        let key = customs.till.run("webhook_key", json!({})).await;
        let key = key.as_str().expect("a key");
        for one in &taken {
            assert!(one.is_believed_with(&secret) && one.is_believed_by(key, one.timestamp));
            assert!(!one.is_believed_by(key, one.timestamp + 600), "replayed ten minutes later");
            let body: Value = serde_json::from_str(&one.body).expect("JSON");
            assert_eq!((&body["id"], &body["notice"]), (&json!(one.id), &json!(first)), "{body:#}");
        }
        for event in customs.events("0").await {
            let tries: Vec<_> = taken.iter().filter(|one| event["id"] == one.id).collect();
            assert_eq!(tries.len(), 2, "the same name with each try");
            assert_ne!(tries[0].timestamp, tries[1].timestamp, "another instant with each try");
            assert!(tries.iter().all(|one| event["body"] == one.body), "what is sent is what is signed in the feed");
        }

        // A secret that is changed: for a day both sign, then the new one alone.
        let rotated = customs.ask(customs.admin, "rotate_customs_endpoint", json!({ "id": id })).await;
        let newer = rotated["secret"].as_str().unwrap_or_else(|| panic!("{rotated:#}")).to_owned();
        customs.paid(2).await;
        customs.deliver().await;
        customs.wait(25 * 3_600).await;
        customs.paid(3).await;
        customs.deliver().await;
        let taken = Taken::all(&receiver);
        assert!(taken[4].is_believed_with(&newer) && taken[4].is_believed_with(&secret), "{:?}", taken[4].signatures);
        assert!(taken[6].is_believed_with(&newer) && !taken[6].is_believed_with(&secret), "{:?}", taken[6].signatures);

        // A receiver that wants nothing any more gets nothing, and loses nothing.
        customs.paid(4).await;
        customs.deliver().await;
        let gone = customs.overview(&id).await;
        assert_eq!((&gone["endpoint"]["isActive"], &gone["endpoint"]["because"]), (&json!(false), &json!("gone")), "{gone:#}");
        customs.wait(26 * 3_600).await;
        assert_eq!(customs.deliver().await, 0);
        let enabled = customs.ask(customs.admin, "enable_customs_endpoint", json!({ "id": id })).await;
        assert_eq!(enabled["endpoint"]["isActive"], true, "{enabled:#}");

        // Nobody answers any more: ten tries in all, and then an officer sees it.
        for _ in 0..10 {
            customs.deliver().await;
            customs.wait(27 * 3_600).await;
        }
        let dead = customs.overview(&id).await;
        assert_eq!((&dead["waiting"], &dead["deadLetters"][0]["outcome"]), (&json!(0), &json!("unreachable")), "{dead:#}");
        let given_up = dead["dead"].as_i64().expect("a number");
        assert!(given_up >= 1, "{dead:#}");
        let ids: std::collections::BTreeSet<_> = customs.events("6").await.iter().map(|event| event["id"].to_string()).collect();
        assert_eq!(ids.len(), 2);

        // It stands in the feed, and is sent again from wherever an admin likes, to where it is listened for again.
        let elsewhere = Gateway::playing((0..4).map(|_| ok())).await;
        let (other, _) = customs.endpoint(&elsewhere.url).await;
        assert_eq!(customs.deliver().await, 0, "a new endpoint hears of what comes");
        let replayed = customs.ask(customs.admin, "replay_customs_events", json!({ "id": other, "after": "4" })).await;
        assert_eq!(replayed["endpoint"]["isActive"], true, "{replayed:#}");
        assert_eq!(customs.deliver().await, 4);
        let sent: Vec<String> = Taken::all(&elsewhere).into_iter().map(|one| one.id).collect();
        let wanted: Vec<Value> = customs.events("4").await.iter().map(|event| event["id"].clone()).collect();
        assert!(wanted.iter().all(|id| sent.iter().any(|sent| id == sent)) && sent.len() == 4, "{sent:?} {wanted:?}");
        let disabled = customs.ask(customs.admin, "disable_customs_endpoint", json!({ "id": other })).await;
        assert_eq!(disabled["endpoint"]["isActive"], false, "{disabled:#}");

        for (feed, address, code) in [
            (customs.till.cashier.to_string(), "https://evil.example/", "CUSTOMS_ENDPOINT_ADDRESS"),
            (customs.till.cashier.to_string(), "https://169.254.169.254/", "CUSTOMS_ENDPOINT_ADDRESS"),
            (customs.till.cashier.to_string(), "http://customs.example/", "CUSTOMS_ENDPOINT_ADDRESS"),
            ("nobody".to_owned(), "https://customs.example/", "CUSTOMS_FEED_INVALID"),
        ] {
            let input = json!({ "feed": feed, "address": address });
            let refused = customs.ask(customs.admin, "add_customs_endpoint", json!({ "input": input })).await;
            assert_eq!(refused["code"], code, "{address}");
        }
        let unknown = customs.ask(customs.admin, "rotate_customs_endpoint", json!({ "id": "0" })).await;
        assert_eq!(unknown["code"], "CUSTOMS_ENDPOINT_UNKNOWN");
        let secrets = fresh.number(&format!("select count(*) from customs_endpoint where secret_sealed like '%{secret}%'")).await;
        assert_eq!(secrets, 0);
        let sql = "select count(*) from audit_entry where action like 'customs_endpoint.%'";
        assert_eq!(fresh.number(sql).await, 6, "each deed of an admin is in the log");
    })
    .await;
}

#[tokio::test]
async fn a_receiver_that_hangs_holds_up_no_other() {
    each_database(async |fresh| {
        let customs = Customs::open(fresh).await;
        let hanging = Gateway::playing((0..40).map(|_| Answer::Silence)).await;
        let willing = Gateway::playing((0..40).map(|_| ok())).await;
        customs.endpoint(&hanging.url).await;
        customs.endpoint(&willing.url).await;
        for number in 1..=6 {
            customs.paid(number).await;
        }
        let courier = customs.till.app.application.feed.courier().expect("a client");
        let now = customs.till.app.now();
        let sending = tokio::spawn(async move { courier.deliver_due(now).await });
        customs.till.app.until("the willing one has it all", || async { willing.requests().len() == 12 }).await;
        assert!(!sending.is_finished(), "the other one still hangs");
        assert!(hanging.requests().len() < 12, "{} at once", hanging.requests().len());
        sending.abort();
    })
    .await;
}
