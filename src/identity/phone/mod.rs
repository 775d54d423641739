//! Telephone numbers as types: read once at the edge, never shown whole by accident.

mod number;
mod prefix;

pub use number::{PhoneError, PhoneNumber};
pub use prefix::{CallingPrefix, PrefixError};
