//! What happened while nobody was looking.

use std::sync::Arc;

use fingertip_sdk_core::{self as core, Event, FingertipError};

use crate::cancel::{self, CancelToken};

/// What happened while nobody was looking. An event is told until it is acknowledged, also after the app was killed.
#[derive(uniffi::Object)]
pub struct Events(pub(crate) core::Events);

#[uniffi::export]
impl Events {
    /// Returns the oldest that nobody acknowledged.
    pub fn next(&self) -> Option<Event> {
        self.0.next()
    }

    /// Acknowledges an event and all before it.
    pub fn ack(&self, seq: i64) -> Result<(), FingertipError> {
        self.0.ack(seq)
    }
}

#[uniffi::export]
impl Events {
    /// Waits for one that nobody acknowledged.
    #[uniffi::method(default(cancel = None))]
    pub async fn wait(&self, cancel: Option<Arc<CancelToken>>) -> Result<Event, FingertipError> {
        self.0.wait(cancel::inner(cancel)).await
    }
}
