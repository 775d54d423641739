//! What waits to be sent.

use fingertip_sdk_core::{self as core, FingertipError, FlushReport, OutboxEntry};

/// What waits to be sent. Nothing is "sent" for a person before it is confirmed; payments are never in it.
#[derive(uniffi::Object)]
pub struct Outbox(pub(crate) core::Outbox);

#[uniffi::export]
impl Outbox {
    /// Lists what is in it, the oldest first.
    pub fn entries(&self) -> Vec<OutboxEntry> {
        self.0.entries()
    }

    /// Has a draft sent.
    pub fn queue(&self, id: String) -> Result<(), FingertipError> {
        self.0.queue(id)
    }

    /// Tries what is dead once more.
    pub fn retry(&self, id: String) -> Result<(), FingertipError> {
        self.0.retry(id)
    }

    /// Takes something out.
    pub fn discard(&self, id: String) -> Result<(), FingertipError> {
        self.0.discard(id)
    }
}

#[uniffi::export]
impl Outbox {
    /// Sends what is due. Call it when the network comes back, and from WorkManager or BGTaskScheduler.
    pub async fn flush(&self) -> Result<FlushReport, FingertipError> {
        self.0.flush().await
    }
}
