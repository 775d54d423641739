//! A carrier over HTTP, in the shape of Africa's Talking: a form is posted, the answer names each recipient's status.
//!
//! Nothing is tried twice unless it is certain that the first try sent nothing: a second SMS costs money and confuses its reader.

use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt};
use reqwest::{Client, Response, StatusCode, redirect::Policy};
use serde::Deserialize;

use super::{Delivery, Message, Sender};

/// How often a message is tried, the first time included.
const TRIES_MAX: u32 = 3;
/// How long it may take to reach the gateway. Three of these, their pauses and one answer fit in the five seconds of an operation.
const CONNECT_MAX: Duration = Duration::from_secs(1);
/// How long one try may take.
const TRY_MAX: Duration = Duration::from_secs(2);
/// How long is waited after the first try; twice as long after the second.
const PAUSE: Duration = Duration::from_millis(200);
/// How many bytes of an answer are read.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// What the gateway has to be told. The key is a secret: nothing prints this.
#[derive(Clone)]
pub struct GatewaySettings {
    /// Where messages are posted.
    pub url: String,
    /// Our name with the gateway.
    pub username: String,
    /// The key that goes with it.
    pub api_key: String,
    /// The name or number that readers see, where the gateway has given us one.
    pub from: Option<String>,
}

/// A gateway that cannot be set up.
#[derive(Debug, thiserror::Error)]
#[error("could not prepare for the SMS gateway")]
pub struct GatewayError(#[from] reqwest::Error);

/// Posts messages to a gateway.
pub struct Gateway {
    client: Client,
    settings: GatewaySettings,
    try_max: Duration,
    pause: Duration,
}

impl Gateway {
    /// Prepares for a gateway; nothing is sent yet.
    ///
    /// # Errors
    /// Fails when the system's root certificates cannot be read.
    pub fn new(settings: GatewaySettings) -> Result<Gateway, GatewayError> {
        // A redirect would carry our key to somebody else.
        let client = Client::builder().connect_timeout(CONNECT_MAX).redirect(Policy::none()).no_proxy().build()?;
        Ok(Gateway { client, settings, try_max: TRY_MAX, pause: PAUSE })
    }

    /// Sets how long one try may take and how long is waited before the next.
    #[must_use]
    pub fn with_patience(self, try_max: Duration, pause: Duration) -> Gateway {
        Gateway { try_max, pause, ..self }
    }

    async fn send_with_retries(&self, message: &Message) -> Delivery {
        let mut pause = self.pause;
        for left in (0..TRIES_MAX).rev() {
            match self.attempt(message).await {
                Outcome::Known(delivery) => return delivery,
                Outcome::SurelyNotSent if left > 0 => tokio::time::sleep(pause).await,
                Outcome::SurelyNotSent => {}
            }
            pause *= 2;
        }
        Delivery::NotSent
    }

    async fn attempt(&self, message: &Message) -> Outcome {
        let mut form =
            vec![("username", self.settings.username.as_str()), ("to", message.to.reveal()), ("message", &message.text)];
        form.extend(self.settings.from.as_deref().map(|from| ("from", from)));
        let request = self
            .client
            .post(&self.settings.url)
            .timeout(self.try_max)
            .header("apiKey", &self.settings.api_key)
            .header("Idempotency-Key", &message.id)
            .header("Accept", "application/json")
            .form(&form);
        let outcome = match request.send().await {
            Ok(answer) => read(answer, message.to.reveal()).await,
            // Before there is a connection nothing can have been sent.
            Err(error) if error.is_connect() || error.is_builder() => Outcome::SurelyNotSent,
            Err(_) => Outcome::Known(Delivery::Unclear),
        };
        if outcome != Outcome::Known(Delivery::Taken) {
            tracing::warn!(id = message.id, to = %message.to, ?outcome, "the SMS gateway did not take a message");
        }
        outcome
    }
}

impl Sender for Gateway {
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Delivery> {
        self.send_with_retries(message).boxed()
    }
}

/// What one try came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Known(Delivery),
    SurelyNotSent,
}

async fn read(answer: Response, to: &str) -> Outcome {
    let status = answer.status();
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Outcome::SurelyNotSent;
    }
    let is_refused = status.is_redirection() || (status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT);
    Outcome::Known(match body(answer).await {
        _ if is_refused => Delivery::NotSent,
        Some(body) if status.is_success() => judge(&body, to),
        _ => Delivery::Unclear,
    })
}

/// Reads the body as far as we read any; nothing where it breaks off or is longer.
async fn body(mut answer: Response) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.ok()? {
        body.extend_from_slice(&chunk);
        if body.len() > ANSWER_BYTES_MAX {
            return None;
        }
    }
    Some(body)
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "SMSMessageData")]
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    #[serde(rename = "Recipients")]
    recipients: Vec<Recipient>,
}

#[derive(Deserialize)]
struct Recipient {
    number: String,
    #[serde(rename = "statusCode")]
    status: u16,
}

/// Judges an answer by what it says of the recipient: 100 to 102 are processed, sent, queued; 400 to 499 name what is wrong with
/// the number, the name or the account; others are accidents of the gateway, after which nobody knows.
fn judge(body: &[u8], to: &str) -> Delivery {
    let Ok(Answer { data }) = serde_json::from_slice(body) else { return Delivery::Unclear };
    if data.recipients.is_empty() {
        return Delivery::NotSent;
    }
    match data.recipients.iter().find(|recipient| recipient.number == to).map(|recipient| recipient.status) {
        Some(100..=102) => Delivery::Taken,
        Some(400..=499) => Delivery::NotSent,
        _ => Delivery::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_of_the_recipient_decides() {
        let answer = |status: u16| {
            format!(
                r#"{{"SMSMessageData":{{"Message":"Sent to 1/1","Recipients":[{{"statusCode":{status},"number":"+999555010012",
                "status":"Success","cost":"KES 0.8000","messageId":"ATXid_1"}}]}}}}"#
            )
        };
        for (status, delivery) in [
            (100, Delivery::Taken),
            (102, Delivery::Taken),
            (401, Delivery::NotSent),
            (405, Delivery::NotSent),
            (500, Delivery::Unclear),
            (502, Delivery::Unclear),
            (7, Delivery::Unclear),
        ] {
            assert_eq!(judge(answer(status).as_bytes(), "+999555010012"), delivery, "{status}");
        }
        assert_eq!(judge(answer(101).as_bytes(), "+999555010013"), Delivery::Unclear, "of another number");
        let nobody = r#"{"SMSMessageData":{"Message":"InvalidSenderId","Recipients":[]}}"#;
        assert_eq!(judge(nobody.as_bytes(), "+999555010012"), Delivery::NotSent);
        assert_eq!(judge(b"<html>", "+999555010012"), Delivery::Unclear);
    }
}
