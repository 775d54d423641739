//! What a person has to hear of at once: that somebody acted in their name, or may have taken their sign-in.
//!
//! An alert is stored in the unit of work of what it tells, so that there is none of what did not happen and nothing happens without.
//! The courier sends it by SMS within seconds, in the person's language, and tries again while the carrier does not take it. It tells
//! neither amounts nor goods: phones are shared (row ID-N2). What could wait is paid out of the budget of notices, and waits for it.

mod courier;
mod kind;
mod rows;
mod store;

pub use courier::Courier;
pub use kind::{Alert, DAY_MAX, TRIES_MAX, UNHURRIED_DAY_MAX, retry_after};
pub use store::{send, send_once};
