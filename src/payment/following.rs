//! The use case of following a payment: each thing that happens to it is told at once, on whichever server it happened.

use futures_util::{Stream, stream};
use tokio::sync::broadcast::error::RecvError;
use vocabulary::PaymentId;

use super::{
    refusal::Refusal,
    service::{Payments, Shown},
};
use crate::platform::{fault::Fault, outbox::Event};

/// What stands before the topics of payments.
const PAYMENTS: &str = "payment.";
/// The outbox topic of what changes a payment and is told to those who follow it alone: it is only a lock.
pub(super) const LOCKED: &str = "payment.locked";

/// Finds which payment an event happened to.
pub(super) fn changed(event: &Event) -> Option<PaymentId> {
    event.topic.starts_with(PAYMENTS).then(|| event.subject.parse().ok()).flatten()
}

impl Payments {
    /// Tells where a payment stands, now and each time that something happens to it.
    ///
    /// # Errors
    /// Refuses a payment that there is not. Faults when the database cannot be reached.
    pub async fn follow(
        &self,
        id: PaymentId,
    ) -> Result<Result<impl Stream<Item = Result<Shown, Fault>> + use<>, Refusal>, Fault> {
        if self.find(id).await?.is_none() {
            return Ok(Err(Refusal::PaymentUnknown));
        }
        let receiver = self.changes.listen(&self.outbox).await?;
        let state = (self.clone(), receiver, 0);
        Ok(Ok(stream::unfold(state, move |(payments, mut receiver, version)| async move {
            let mut is_first = version == 0;
            loop {
                if !is_first {
                    match receiver.recv().await {
                        Ok(changed) if changed != id => continue,
                        Ok(_) | Err(RecvError::Lagged(_)) => {}
                        Err(RecvError::Closed) => return None,
                    }
                }
                is_first = false;
                match payments.find(id).await {
                    Ok(found) => {
                        if let Some(shown) = found.filter(|shown| shown.payment.sequence > version) {
                            let version = shown.payment.sequence;
                            return Some((Ok(shown), (payments, receiver, version)));
                        }
                    }
                    Err(fault) => return Some((Err(fault), (payments, receiver, version))),
                }
            }
        })))
    }
}
