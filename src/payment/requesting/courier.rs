//! Brings requests to phones, and writes down which of them are over.

use jiff::SignedDuration;
use payment::RequestState;
use vocabulary::Timestamp;

use super::{
    quota::NUMBER_DAY_MAX,
    service::PaymentRequests,
    store::{self, MessageOutcome, Waiting},
    wording::Told,
};
use crate::{
    identity::{
        alert::retry_after,
        code::Refusal,
        phone::PhoneNumber,
        sms::{Delivery, Message},
    },
    platform::{clock::SharedClock, fault::Fault},
};

/// How long a message waits that no budget pays for.
const UNPAID_WAIT: SignedDuration = SignedDuration::from_mins(15);
/// How often old requests are forgotten.
const FORGET_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// Sends what waits, for as long as it is polled. Several servers may each have one.
pub struct RequestCourier {
    pub(super) requests: PaymentRequests,
}

impl RequestCourier {
    /// Sends, and begins anew after a fault.
    pub async fn run(self, clock: SharedClock) {
        let mut forgotten_at = Timestamp::MIN;
        loop {
            let now = clock.now();
            if now.duration_since(forgotten_at) >= FORGET_EVERY {
                forgotten_at = now;
                if let Err(fault) = self.forget(now).await {
                    tracing::warn!(cause = fault.chain(), "could not forget old requests to pay");
                }
            }
            if let Err(fault) = self.work(now).await {
                tracing::warn!(cause = fault.chain(), "could not send requests to pay");
            }
            self.requests.outbox.woken().await;
        }
    }

    /// Sends every message that is due at `now`, and ends the requests that are over. Returns how many it did.
    ///
    /// # Errors
    /// Faults when the database cannot be reached; what was not sent stays in the line.
    pub async fn work(&self, now: Timestamp) -> Result<usize, Fault> {
        let mut done = 0;
        while let Some(waiting) = store::take_next(self.requests.database.connection(), now).await? {
            self.deliver(&waiting, now).await?;
            done += 1;
        }
        loop {
            let ended = self.end_over(now).await?;
            if ended == 0 {
                return Ok(done);
            }
            done += ended;
        }
    }

    /// Forgets requests that nobody looks for any more.
    ///
    /// # Errors
    /// Faults when the database cannot be reached.
    pub async fn forget(&self, now: Timestamp) -> Result<(), Fault> {
        store::forget_old(self.requests.database.connection(), now).await
    }

    /// Writes down which requests are over. What a notice is may change again; what was asked of it does not begin anew.
    async fn end_over(&self, now: Timestamp) -> Result<usize, Fault> {
        let connection = self.requests.database.connection();
        let mut ended = 0;
        for (kept, issued) in store::maybe_over(connection, now).await? {
            let state = kept.request.stands(&issued.notice, now);
            if state != RequestState::Asked {
                store::end(connection, kept.id, state, now).await?;
                ended += 1;
            }
        }
        Ok(ended)
    }

    async fn deliver(&self, waiting: &Waiting, now: Timestamp) -> Result<(), Fault> {
        let connection = self.requests.database.connection();
        let (kept, issued) = (&waiting.kept, &waiting.issued);
        let state = kept.request.stands(&issued.notice, now);
        if state != RequestState::Asked {
            return store::end(connection, kept.id, state, now).await;
        }
        let Some(to) = &waiting.to else { return store::note_outcome(connection, kept.id, MessageOutcome::NotSent).await };
        let told = Told {
            reference: kept.reference,
            purpose: &issued.purpose,
            amount: issued.notice.owed(),
            debtor: issued.debtor.as_deref(),
        };
        let Some(text) = told.text(kept.language) else {
            return store::note_outcome(connection, kept.id, MessageOutcome::NotSent).await;
        };
        if store::sent_lately(connection, to, now).await? >= NUMBER_DAY_MAX as u64 {
            return store::wait(connection, waiting, now + UNPAID_WAIT).await;
        }
        let message = Message { id: format!("payment-request-{}", kept.id), to: to.clone(), text };
        match self.requests.identity.codes().claim_telling(&message.id, to, now).await? {
            Ok(()) => self.send(waiting, (&message, to), now).await,
            Err(Refusal::CountryNotServed { .. }) => store::note_outcome(connection, kept.id, MessageOutcome::NotServed).await,
            Err(_) => store::wait(connection, waiting, now + UNPAID_WAIT).await,
        }
    }

    /// Hands a message over that a budget pays for.
    async fn send(&self, waiting: &Waiting, (message, to): (&Message, &PhoneNumber), now: Timestamp) -> Result<(), Fault> {
        let (connection, codes) = (self.requests.database.connection(), self.requests.identity.codes());
        let id = waiting.kept.id;
        if !store::hand_over(connection, id, now).await? {
            return codes.take_back_telling(&message.id).await;
        }
        let delivery = self.requests.identity.sender().send(message).await;
        metrics::counter!("fingertip_payment_requests_total", "delivery" => delivery.as_str()).increment(1);
        match delivery {
            Delivery::Taken => store::note_outcome(connection, id, MessageOutcome::Taken).await,
            // It may have arrived, and is not sent again.
            Delivery::Unclear => Ok(()),
            Delivery::NotSent => {
                codes.take_back_telling(&message.id).await?;
                let is_put_off = match retry_after(waiting.tries) {
                    Some(wait) => store::put_off(connection, (id, to), now + wait).await?,
                    None => false,
                };
                if is_put_off { Ok(()) } else { store::note_outcome(connection, id, MessageOutcome::NotSent).await }
            }
        }
    }
}
