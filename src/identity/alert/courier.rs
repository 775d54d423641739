//! Brings alerts to phones.

use std::sync::Arc;

use jiff::SignedDuration;
use vocabulary::Timestamp;

use super::{
    kind::retry_after,
    store::{self, Waiting},
};
use crate::{
    identity::{
        code::{Codes, Refusal},
        phone::PhoneNumber,
        sign_in::Phones,
        sms::{Delivery, Message, Sender},
    },
    platform::{clock::SharedClock, database::Database, fault::Fault, outbox::Outbox},
};

/// How long an alert waits that no budget pays for.
const UNPAID_WAIT: SignedDuration = SignedDuration::from_mins(15);

/// Sends what waits, for as long as it is polled. Several servers may each have one.
pub struct Courier {
    pub(in crate::identity) database: Database,
    pub(in crate::identity) phones: Phones,
    pub(in crate::identity) codes: Codes,
    pub(in crate::identity) sender: Arc<dyn Sender>,
    pub(in crate::identity) outbox: Outbox,
    pub(in crate::identity) clock: SharedClock,
}

impl Courier {
    /// Sends, and begins anew after a fault.
    pub async fn run(self) {
        loop {
            match self.deliver_next(self.clock.now()).await {
                Ok(true) => {}
                Ok(false) => self.outbox.woken().await,
                Err(fault) => {
                    tracing::warn!(cause = fault.chain(), "could not send alerts");
                    self.outbox.woken().await;
                }
            }
        }
    }

    /// Sends every alert that is due at `now`. Returns how many it tried.
    ///
    /// # Errors
    /// Faults when the database cannot be reached; what was not sent stays in the line.
    pub async fn deliver_due(&self, now: Timestamp) -> Result<usize, Fault> {
        let mut tried = 0;
        while self.deliver_next(now).await? {
            tried += 1;
        }
        Ok(tried)
    }

    /// Sends the next alert that is due, and forgets old ones where there is none. Returns whether there was one.
    async fn deliver_next(&self, now: Timestamp) -> Result<bool, Fault> {
        match store::take_next(self.database.connection(), now).await? {
            Some(waiting) => self.deliver(&waiting, now).await.map(|()| true),
            None => store::forget_old(self.database.connection(), now).await.map(|()| false),
        }
    }

    async fn deliver(&self, waiting: &Waiting, now: Timestamp) -> Result<(), Fault> {
        let connection = self.database.connection();
        let Some((to, language)) = self.phones.reached_at(waiting.person).await? else {
            return store::note_outcome(connection, waiting.sequence, "no-phone").await;
        };
        if store::sent_lately(connection, waiting, now).await? >= waiting.alert.day_max() {
            tracing::warn!(person = %waiting.person, kind = waiting.alert.as_str(), "got as many alerts as a day has");
            return store::note_outcome(connection, waiting.sequence, "too-many").await;
        }
        let Some(text) = waiting.alert.text(language) else {
            return store::note_outcome(connection, waiting.sequence, "no-text").await;
        };
        let message = Message { id: format!("alert-{}", waiting.sequence), to, text };
        if !waiting.alert.is_urgent() && !self.is_paid(waiting, (&message.id, &message.to), now).await? {
            return Ok(());
        }
        let delivery = self.sender.send(&message).await;
        if delivery == Delivery::NotSent && !waiting.alert.is_urgent() {
            self.codes.take_back_telling(&message.id).await?;
        }
        metrics::counter!("fingertip_alerts_total", "delivery" => delivery.as_str()).increment(1);
        match (delivery, retry_after(waiting.tries)) {
            (Delivery::NotSent, Some(wait)) => store::put_off(connection, waiting.sequence, now + wait).await,
            (Delivery::NotSent, None) => {
                tracing::error!(person = %waiting.person, kind = waiting.alert.as_str(), "an alert was given up");
                store::note_outcome(connection, waiting.sequence, delivery.as_str()).await
            }
            // What may have arrived is not sent again.
            (Delivery::Taken | Delivery::Unclear, _) => {
                store::note_outcome(connection, waiting.sequence, delivery.as_str()).await
            }
        }
    }

    /// Says whether a budget pays for an alert that could wait; where none does it waits on, or is given up.
    async fn is_paid(&self, waiting: &Waiting, (message, to): (&str, &PhoneNumber), now: Timestamp) -> Result<bool, Fault> {
        let connection = self.database.connection();
        match self.codes.claim_telling(message, to, now).await? {
            Ok(()) => Ok(true),
            Err(Refusal::CountryNotServed { .. }) => {
                store::note_outcome(connection, waiting.sequence, "not-served").await.map(|()| false)
            }
            Err(_) => store::wait(connection, waiting, now + UNPAID_WAIT).await.map(|()| false),
        }
    }
}
