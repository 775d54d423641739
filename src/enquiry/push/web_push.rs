//! Web Push (RFC 8030): to browsers and phones by the service that each of them names, among those of the settings. Messages have no content, so
//! there is nothing that a service could read.

use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt};
use reqwest::{
    Client,
    header::{AUTHORIZATION, CONTENT_LENGTH},
};
use vocabulary::Timestamp;

use super::{
    address::PushAddress,
    key::VapidKey,
    pusher::{Pushed, Pusher},
};
use crate::{
    identity::sms::Delivery,
    platform::outside::{Lookup, OutsideError, allowed, client},
};

/// How long a service may take.
const ANSWER_MAX: Duration = Duration::from_secs(5);
/// How many seconds a message waits for a device that is off: as long as a reply may be due.
const WAITS_SECONDS: &str = "604800";

/// What has to be known of push services.
pub struct WebPushSettings {
    /// By which they know us.
    pub key: VapidKey,
    /// Whom they turn to: an e-mail address.
    pub contact: String,
    /// The domains of those that devices may name, each with all below it.
    pub services: Vec<String>,
    /// Whether services on this machine are taken too, without TLS.
    pub this_machine: bool,
}

/// Wakes devices by their push services.
pub struct WebPush {
    client: Client,
    settings: WebPushSettings,
}

impl WebPush {
    /// Takes settings.
    ///
    /// # Errors
    /// Says that the system has no way out.
    pub fn new(settings: WebPushSettings, lookup: Lookup) -> Result<WebPush, OutsideError> {
        Ok(WebPush { client: client(ANSWER_MAX, lookup, settings.this_machine)?, settings })
    }

    async fn hand_over(&self, address: &PushAddress, topic: &str, now: Timestamp) -> Pushed {
        let WebPushSettings { key, contact, services, this_machine } = &self.settings;
        let Some(url) = allowed(address.reveal(), services, *this_machine) else { return Pushed::Gone };
        let authorization = match key.authorization(&url.origin().ascii_serialization(), contact, now) {
            Ok(authorization) => authorization,
            Err(error) => {
                tracing::error!(%error, "a push message could not be signed");
                return Pushed::Tried(Delivery::NotSent);
            }
        };
        let request = self.client.post(url).header(AUTHORIZATION, authorization).header("ttl", WAITS_SECONDS);
        let request = request.header("urgency", "normal").header("topic", topic);
        // The library leaves it out where there is no body, and services refuse a message without one.
        let request = request.header(CONTENT_LENGTH, "0");
        match request.send().await.map(|response| response.status().as_u16()) {
            Ok(200..=299) => Pushed::Tried(Delivery::Taken),
            Ok(404 | 410) => Pushed::Gone,
            Ok(status) => {
                tracing::warn!(status, "a push service did not take a message");
                Pushed::Tried(Delivery::NotSent)
            }
            // After silence nobody knows; before a connection nothing can have been sent.
            Err(error) if error.is_connect() => Pushed::Tried(Delivery::NotSent),
            Err(_) => Pushed::Tried(Delivery::Unclear),
        }
    }
}

impl Pusher for WebPush {
    fn key(&self) -> Option<&str> {
        Some(self.settings.key.public())
    }

    fn takes(&self, address: &PushAddress) -> bool {
        allowed(address.reveal(), &self.settings.services, self.settings.this_machine).is_some()
    }

    fn push<'a>(&'a self, address: &'a PushAddress, topic: &'a str, now: Timestamp) -> BoxFuture<'a, Pushed> {
        self.hand_over(address, topic, now).boxed()
    }
}
