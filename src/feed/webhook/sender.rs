//! The way to a receiver: within three seconds, once. Rows OUT-05 to OUT-07.

use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;
use reqwest::{
    Client,
    header::{CONTENT_TYPE, RETRY_AFTER},
};

use super::signature::Headers;
use crate::{
    feed::service::Settings,
    platform::outside::{Lookup, OutsideError, allowed, client},
};

/// How long one try may take.
const SEND_TIME_MAX: Duration = Duration::from_secs(3);

/// Sends events.
#[derive(Clone)]
pub(super) struct Sender {
    client: Client,
    settings: Arc<Settings>,
}

/// What came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// An answer.
    Answered {
        /// Its status.
        status: u16,
        /// For how long the receiver wants to be left alone.
        rest: Option<SignedDuration>,
    },
    /// The address is none that the settings allow.
    NotAllowed,
    /// Nothing in time.
    TimedOut,
    /// Nothing at all: no such name, no public address, no TLS, no connection.
    Unreachable,
}

impl Sent {
    /// Writes it down, for officers.
    pub(super) fn outcome(self) -> String {
        match self {
            Sent::Answered { status, .. } => status.to_string(),
            Sent::NotAllowed => "address-not-allowed".to_owned(),
            Sent::TimedOut => "timed-out".to_owned(),
            Sent::Unreachable => "unreachable".to_owned(),
        }
    }
}

impl Sender {
    pub(super) fn new(settings: Arc<Settings>, lookup: Lookup) -> Result<Sender, OutsideError> {
        let client = client(SEND_TIME_MAX, lookup, settings.this_machine)?;
        Ok(Sender { client, settings })
    }

    /// Sends a body once. What the receiver writes beside its status is not read.
    pub(super) async fn post(&self, address: &str, headers: Headers, body: String) -> Sent {
        let Some(url) = allowed(address, &self.settings.domains, self.settings.this_machine) else { return Sent::NotAllowed };
        let request = self
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", headers.id)
            .header("webhook-timestamp", headers.timestamp)
            .header("webhook-signature", headers.signature)
            .body(body);
        match request.send().await {
            Ok(response) => {
                let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
                Sent::Answered { status: response.status().as_u16(), rest: seconds.map(SignedDuration::from_secs) }
            }
            Err(error) if error.is_timeout() => Sent::TimedOut,
            Err(_) => Sent::Unreachable,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{io, net::TcpListener};

    use futures_util::FutureExt;

    use super::*;
    use crate::platform::outside::by_system;

    fn to(addresses: &'static [&'static str]) -> Lookup {
        Arc::new(move |_| {
            let found = addresses.iter().map(|address| address.parse().expect("an address")).collect();
            std::future::ready(Ok(found)).boxed()
        })
    }

    /// A name of the settings that leads to this machine, as one would that its owner turned round after it was allowed.
    #[tokio::test]
    async fn a_name_that_leads_behind_our_walls_is_not_followed() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        listener.set_nonblocking(true).expect("ours");
        let address = format!("https://customs.example:{}/", listener.local_addr().expect("an address").port());
        let settings = Settings { domains: vec!["customs.example".to_owned()], ..Settings::default() };
        let headers = || Headers { id: "evt_1".to_owned(), timestamp: "1".to_owned(), signature: "v1,x".to_owned() };
        for lookup in [to(&["127.0.0.1"]), to(&["1.1.1.1", "169.254.169.254"]), to(&[])] {
            let sender = Sender::new(Arc::new(settings.clone()), lookup).expect("a client");
            assert_eq!(sender.post(&address, headers(), "{}".to_owned()).await, Sent::Unreachable);
        }
        let sender = Sender::new(Arc::new(Settings::default()), by_system()).expect("a client");
        assert_eq!(sender.post(&address, headers(), "{}".to_owned()).await, Sent::NotAllowed, "no longer in the settings");
        let came = listener.accept().map_err(|error| error.kind());
        assert_eq!(came.err(), Some(io::ErrorKind::WouldBlock), "somebody knocked at this machine");
    }
}
