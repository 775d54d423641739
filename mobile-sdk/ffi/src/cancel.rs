//! How an app gives a call up, where its language does not do it by itself (Swift).

use std::sync::Arc;

use fingertip_sdk_core as core;

/// Gives up whatever it was passed to.
#[derive(uniffi::Object)]
pub struct CancelToken(core::CancelToken);

#[uniffi::export]
impl CancelToken {
    /// Makes one.
    #[uniffi::constructor]
    pub fn new() -> Arc<CancelToken> {
        Arc::new(CancelToken(core::CancelToken::new()))
    }

    /// Gives up, for good.
    pub fn cancel(&self) {
        self.0.cancel();
    }

    /// Says whether it was given up.
    pub fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}

/// Returns the core's own token.
pub fn inner(token: Option<Arc<CancelToken>>) -> Option<core::CancelToken> {
    token.map(|token| token.0.clone())
}
