//! Brings alerts to phones.

use std::sync::Arc;

use vocabulary::Timestamp;

use super::{
    kind::{DAY_MAX, retry_after},
    store::{self, Waiting},
};
use crate::{
    identity::{
        sign_in::Phones,
        sms::{Delivery, Message, Sender},
    },
    platform::{clock::SharedClock, database::Database, fault::Fault, outbox::Outbox},
};

/// How many alerts are sent before the line is looked at again.
const AT_ONCE_MAX: u64 = 20;

/// Sends what waits, for as long as it is polled. Several servers may each have one.
pub struct Courier {
    pub(in crate::identity) database: Database,
    pub(in crate::identity) phones: Phones,
    pub(in crate::identity) sender: Arc<dyn Sender>,
    pub(in crate::identity) outbox: Outbox,
    pub(in crate::identity) clock: SharedClock,
}

impl Courier {
    /// Sends, and begins anew after a fault.
    pub async fn run(self) {
        loop {
            if let Err(fault) = self.deliver_due(self.clock.now()).await {
                tracing::warn!(cause = fault.chain(), "could not send alerts");
            }
            self.outbox.woken().await;
        }
    }

    /// Sends every alert that is due at `now`. Returns how many it tried.
    ///
    /// # Errors
    /// Faults when the database cannot be reached; what was not sent stays in the line.
    pub async fn deliver_due(&self, now: Timestamp) -> Result<usize, Fault> {
        let mut tried = 0;
        loop {
            let waiting = store::take_due(self.database.connection(), AT_ONCE_MAX, now).await?;
            if waiting.is_empty() {
                store::forget_old(self.database.connection(), now).await?;
                return Ok(tried);
            }
            for alert in waiting {
                tried += 1;
                self.deliver(&alert, now).await?;
            }
        }
    }

    async fn deliver(&self, waiting: &Waiting, now: Timestamp) -> Result<(), Fault> {
        let connection = self.database.connection();
        let Some((to, language)) = self.phones.reached_at(waiting.person).await? else {
            return store::note_outcome(connection, waiting.sequence, "no-phone").await;
        };
        if store::sent_lately(connection, waiting.person, now).await? >= DAY_MAX {
            tracing::warn!(person = %waiting.person, kind = waiting.alert.as_str(), "got as many alerts as a day has");
            return store::note_outcome(connection, waiting.sequence, "too-many").await;
        }
        let Some(text) = waiting.alert.text(language) else {
            return store::note_outcome(connection, waiting.sequence, "no-text").await;
        };
        let message = Message { id: format!("alert-{}", waiting.sequence), to, text };
        let delivery = self.sender.send(&message).await;
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
}
