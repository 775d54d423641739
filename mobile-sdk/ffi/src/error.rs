//! What an app asks of an error.

use fingertip_sdk_core::{self as core, FingertipError};

/// Returns the stable code of an error: what an app branches on and a report names.
#[uniffi::export]
pub fn error_code(error: FingertipError) -> String {
    core::error_code(&error)
}

/// Returns whether the same call may be made again as it stands.
#[uniffi::export]
pub fn is_retryable(error: FingertipError) -> bool {
    core::is_retryable(&error)
}

/// Returns after how many milliseconds it is worth trying again, where somebody said so.
#[uniffi::export]
pub fn retry_after_ms(error: FingertipError) -> Option<i64> {
    core::retry_after_ms(&error)
}

/// Returns the key of the text that a person is shown.
#[uniffi::export]
pub fn user_message_key(error: FingertipError) -> String {
    core::user_message_key(&error)
}
