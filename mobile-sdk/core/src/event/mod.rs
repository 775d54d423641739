//! What happened while nobody was looking: kept until the app says that it took it in, so that it survives the death of the process.

mod model;

use std::sync::{Mutex, PoisonError};

use futures_channel::oneshot;
use futures_util::{
    future::{Either, select},
    pin_mut,
};
pub use model::{Event, EventKind};

use crate::{cancel::CancelToken, client::Shared, error::FingertipError, journal::Change};

/// What happened.
#[derive(Clone)]
pub struct Events(pub(crate) Shared);

/// Who waits for something to happen.
#[derive(Default)]
pub struct News(Mutex<Vec<oneshot::Sender<()>>>);

impl News {
    /// Tells everybody who waits.
    pub fn tell(&self) {
        for waiting in self.0.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            // Whoever gave up waiting need not be told.
            let _ = waiting.send(());
        }
    }

    fn listen(&self) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|sender| !sender.is_canceled());
        waiting.push(sender);
        receiver
    }
}

impl Events {
    /// Returns the oldest event that was not acknowledged.
    pub fn next(&self) -> Option<Event> {
        self.0.journal.read(|state| state.events.values().next().cloned())
    }

    /// Waits for the oldest event that was not acknowledged.
    ///
    /// # Errors
    /// When it is given up.
    pub async fn wait(&self, cancel: Option<CancelToken>) -> Result<Event, FingertipError> {
        loop {
            let news = self.0.news.listen();
            if let Some(event) = self.next() {
                return Ok(event);
            }
            match &cancel {
                None => drop(news.await),
                Some(cancel) => {
                    let given_up = cancel.cancelled();
                    pin_mut!(given_up);
                    if let Either::Right(_) = select(news, given_up).await {
                        return Err(FingertipError::Cancelled { detail: "nobody waits any more".to_owned() });
                    }
                }
            }
        }
    }

    /// Says that all events up to this number were taken in. They are not told again.
    ///
    /// # Errors
    /// When it could not be stored: then they are.
    pub fn ack(&self, seq: i64) -> Result<(), FingertipError> {
        let known = self.0.journal.read(|state| state.next_seq() - 1);
        self.0.journal.commit(vec![Change::Acknowledged(seq.min(known))], None)
    }
}
