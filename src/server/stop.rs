//! When to stop, and how quickly: a first signal asks, a second one insists.

use futures_util::future::BoxFuture;

/// When a server stops.
pub struct Stop {
    /// Ends when the server should leave in good order.
    pub(super) gently: BoxFuture<'static, ()>,
    /// Ends when it should leave at once; looked at only after the first.
    pub(super) at_once: BoxFuture<'static, ()>,
}

impl Stop {
    /// Stops gently when `gently` ends, and at once when `at_once` ends after that.
    pub fn when(gently: impl Future<Output = ()> + Send + 'static, at_once: impl Future<Output = ()> + Send + 'static) -> Stop {
        Stop { gently: Box::pin(gently), at_once: Box::pin(at_once) }
    }

    /// Stops on `SIGTERM` or `SIGINT`; the second one stops at once.
    ///
    /// # Errors
    /// The system does not let us listen for signals.
    #[cfg(unix)]
    pub fn on_signals() -> std::io::Result<Stop> {
        use std::sync::Arc;

        use tokio::{
            signal::unix::{SignalKind, signal},
            sync::Semaphore,
        };
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let received = Arc::new(Semaphore::new(0));
        let counted = received.clone();
        tokio::spawn(async move {
            loop {
                tokio::select! { _ = terminate.recv() => (), _ = interrupt.recv() => () }
                counted.add_permits(1);
            }
        });
        let next = move |received: Arc<Semaphore>| async move {
            received.acquire().await.expect("nobody closes it").forget();
        };
        Ok(Stop::when(next(received.clone()), next(received)))
    }
}
