//! Notices to the product: what is due is sent, signed where the shape signs, and tried again where the shape tries again.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use aws_lc_rs::hmac;
use jiff::{SignedDuration, Timestamp};
use reqwest::{Client, Method, Url, header::CONTENT_TYPE};
use serde::Serialize;
use tokio::time::sleep;

use crate::{server::State, world::World};

/// How long a receiver may take.
const ANSWER_MAX: Duration = Duration::from_secs(5);
/// How often somebody looks whether anything is due that nobody was told of.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How many notices may wait.
const OUTBOX_MAX: usize = 1_000_000;
/// How many notices are remembered after they were sent.
const SENT_MAX: usize = 200_000;
/// How many notices are sent in one go before the world is looked at again.
const BATCH_MAX: usize = 64;
/// When a notice that was not taken is tried again, in seconds after the last try: three days in all.
const AGAIN_SECONDS: [i64; 9] = [60, 300, 1_800, 7_200, 18_000, 36_000, 43_200, 64_800, 86_400];
/// What signs a forged notice.
const FORGER: &str = "whsec_of_somebody_else";

/// Where notices of the card shape go.
#[derive(Clone, Debug)]
pub(crate) struct Hook {
    pub(crate) url: String,
    /// Every one of them signs: while a secret is changed there are two.
    pub(crate) secrets: Vec<String>,
}

/// How a notice is sent.
#[derive(Clone, Debug)]
pub(crate) enum Way {
    /// POST, signed, and tried again for three days.
    Signed { secrets: Vec<String> },
    /// PUT, once.
    Put,
    /// POST, once.
    Post,
}

/// A notice that is to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    /// What it is about: an event's id, or a prompt's.
    pub(crate) about: String,
    pub(crate) url: String,
    pub(crate) body: String,
    pub(crate) way: Way,
    pub(crate) due: Timestamp,
    /// Not before this instant of the real clock: what makes it arrive after those that follow it.
    pub(crate) not_before: Option<Instant>,
    pub(crate) tries: usize,
}

/// What became of a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sent {
    /// What it was about.
    pub about: String,
    /// When, by the simulator's clock.
    pub at: Timestamp,
    /// The receiver's status; none if it could not be reached, or if the notice was lost as planned.
    pub status: Option<u16>,
    /// Whether it was lost as planned.
    pub lost: bool,
}

impl Way {
    fn tries_again(&self) -> bool {
        matches!(self, Way::Signed { .. })
    }
}

impl World {
    /// Puts a notice where the courier finds it, with what is planned to go wrong with it.
    pub(crate) fn post(&mut self, delivery: Delivery, forged: Option<String>) {
        let (plan, chance, about) = (self.plan.hooks.clone(), self.chance(), delivery.about.clone());
        let meets = |what: &str, share: u16| chance.per_mille(what, &about, 0) < share;
        if let (true, Some(body), Way::Signed { .. }) = (meets("forged", plan.forged), forged, &delivery.way) {
            let way = Way::Signed { secrets: vec![FORGER.to_owned()] };
            self.push(Delivery { body, way, ..delivery.clone() });
        }
        if meets("lost", plan.lost) {
            self.remember(Sent { about: delivery.about, at: self.now(), status: None, lost: true });
            return;
        }
        let mut delivery = delivery;
        if meets("late", plan.late) {
            let seconds = chance.draw("late by", &about, 0) % (u64::from(plan.late_s_max) + 1);
            let by = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or_default());
            delivery.due = delivery.due.saturating_add(by).unwrap_or(Timestamp::MAX);
        }
        let short = |what: &str| Duration::from_millis(20 + chance.draw(what, &about, 0) % 180);
        if meets("duplicate", plan.duplicate) {
            let again = Instant::now().checked_add(short("duplicate after"));
            self.push(Delivery { not_before: again, ..delivery.clone() });
        }
        if meets("reorder", plan.reorder) {
            delivery.not_before = Instant::now().checked_add(short("reorder by"));
        }
        self.push(delivery);
    }

    fn push(&mut self, delivery: Delivery) {
        if self.outbox.len() < OUTBOX_MAX {
            self.outbox.push(delivery);
        }
    }

    fn remember(&mut self, sent: Sent) {
        if self.sent.len() < SENT_MAX {
            self.sent.push(sent);
        }
    }

    /// Takes out what is to be sent now.
    fn due(&mut self) -> Vec<Delivery> {
        let (now, instant) = (self.now(), Instant::now());
        let mut taken = Vec::new();
        let ready =
            |delivery: &Delivery| delivery.due <= now && delivery.not_before.is_none_or(|not_before| not_before <= instant);
        self.outbox.retain(|delivery| {
            let take = taken.len() < BATCH_MAX && ready(delivery);
            if take {
                taken.push(delivery.clone());
            }
            !take
        });
        taken
    }

    /// Remembers what became of a notice, and puts it back if it is to be tried again.
    fn settle(&mut self, mut delivery: Delivery, status: Option<u16>) {
        let at = self.now();
        self.remember(Sent { about: delivery.about.clone(), at, status, lost: false });
        let taken = status.is_some_and(|status| (200..300).contains(&status));
        if taken || !delivery.way.tries_again() {
            return;
        }
        if let Some(seconds) = AGAIN_SECONDS.get(delivery.tries) {
            delivery.tries += 1;
            delivery.due = at.saturating_add(SignedDuration::from_secs(*seconds)).unwrap_or(Timestamp::MAX);
            self.push(delivery);
        }
    }
}

/// Sends whatever is due until the simulator is stopped.
pub(crate) async fn run(state: Arc<State>) {
    loop {
        tokio::select! {
            () = state.wake.notified() => {}
            () = sleep(LOOK_EVERY) => {}
        }
        {
            let mut world = state.world();
            // A log that cannot be written is told to whoever calls next.
            let _ = world.tick();
        }
        flush(&state).await;
    }
}

/// Sends what is due now, and returns how many notices were sent.
pub(crate) async fn flush(state: &State) -> usize {
    let mut count = 0;
    loop {
        let due = state.world().due();
        if due.is_empty() {
            return count;
        }
        for delivery in due {
            let now = state.world().now();
            let status = send(&state.client, &delivery, now).await;
            state.world().settle(delivery, status);
            count += 1;
        }
    }
}

async fn send(client: &Client, delivery: &Delivery, now: Timestamp) -> Option<u16> {
    let method = if matches!(delivery.way, Way::Put) { Method::PUT } else { Method::POST };
    let mut request = client.request(method, &delivery.url).header(CONTENT_TYPE, "application/json").timeout(ANSWER_MAX);
    if let Way::Signed { secrets } = &delivery.way {
        request = request.header("Stripe-Signature", signature(&delivery.body, secrets, now));
    }
    let answer = request.body(delivery.body.clone()).send().await.ok()?;
    Some(answer.status().as_u16())
}

/// Signs a body: `t=1492774577,v1=5257a8…`, one `v1` for each secret.
pub(crate) fn signature(body: &str, secrets: &[String], now: Timestamp) -> String {
    let at = now.as_second();
    let mut header = format!("t={at}");
    for secret in secrets {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let tag = hmac::sign(&key, format!("{at}.{body}").as_bytes());
        header.push_str(",v1=");
        header.push_str(&hex::encode(tag.as_ref()));
    }
    header
}

/// Whether an address is on this machine: nothing is sent anywhere else.
pub(crate) fn is_loopback(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    url.scheme() == "http" && (host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_stay_on_this_machine() {
        for url in ["http://127.0.0.1:80/a", "http://localhost:1/", "http://[::1]:8080/x"] {
            assert!(is_loopback(url), "{url}");
        }
        for url in ["https://example.org/", "http://127.0.0.1.example.org/", "http://10.0.0.1/", "file:///etc/passwd", "nothing"]
        {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
