//! How an app gives a call up: not every language's own way of cancelling reaches us.

use std::sync::{Arc, Mutex, PoisonError};

use futures_channel::oneshot;
use futures_util::{FutureExt, future::Shared};

/// Gives up whatever it was passed to. Clones are one token.
#[derive(Clone, Debug)]
pub struct CancelToken(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    sender: Mutex<Option<oneshot::Sender<()>>>,
    given_up: Shared<oneshot::Receiver<()>>,
}

impl CancelToken {
    /// Makes one.
    pub fn new() -> CancelToken {
        let (sender, receiver) = oneshot::channel();
        CancelToken(Arc::new(Inner { sender: Mutex::new(Some(sender)), given_up: receiver.shared() }))
    }

    /// Gives up, for good.
    pub fn cancel(&self) {
        let sender = self.0.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Nobody may be waiting any more, which is as well.
        if let Some(sender) = sender {
            let _ = sender.send(());
        }
    }

    /// Says whether it was given up.
    pub fn is_cancelled(&self) -> bool {
        self.0.sender.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// Waits until it is.
    pub(crate) async fn cancelled(&self) {
        // The sender lives as long as the token, so that the only end is a message.
        let _ = self.0.given_up.clone().await;
    }
}

impl Default for CancelToken {
    fn default() -> CancelToken {
        CancelToken::new()
    }
}
