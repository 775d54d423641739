//! Instants as they travel.

use crate::error::FingertipError;

/// Reads an instant (RFC 3339) as milliseconds since 1970.
pub fn ms_of(text: &str) -> Result<i64, FingertipError> {
    let instant = text.parse::<vocabulary::Timestamp>();
    let unreadable = |_| FingertipError::Server { trace_id: String::new(), detail: format!("an instant that is none: {text}") };
    instant.map(|instant| instant.as_millisecond()).map_err(unreadable)
}
